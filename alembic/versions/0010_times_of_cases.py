"""Let the steps that merged complaints lacked be counted in their survivors, from the earlier receipt."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table views.response_times add column survivor uuid")
    op.execute(INDEX)
    op.execute(TIMES_OF_CASES)
    op.execute("grant select on views.times_of_cases to complaints_app")
    _report(REPORT_OF_CASES)


def downgrade() -> None:
    _report(REPORT_OF_STREAMS)
    op.execute("drop view views.times_of_cases")
    op.execute("alter table views.response_times drop column survivor")


def _report(create: str) -> None:
    op.execute("drop view reporting.response_times")
    op.execute(create)
    op.execute("grant select on reporting.response_times to complaints_reader")


# Every question reads all merged rows, whatever it is about: of this index alone.
INDEX = """
create index on views.response_times (slot, complaint, measure)
  include (survivor, received_at, received_within) where state = 'merged'
"""

REPORT_OF_CASES = """
create view reporting.response_times as
  select complaint, reference, measure, state, received_at, reached_at, duration, channel, product, team,
         handler, runs_from, received_day, silent_since, survivor
    from views.times_of_cases
"""

REPORT_OF_STREAMS = """
create view reporting.response_times as
  select complaint, reference, measure, state, received_at, reached_at, duration, channel, product, team,
         handler
    from views.response_times
   where slot = (select slot from views.positions where view = 'response_times' and state = 'live')
"""

# owed: a step that was lacking at a merge, and every complaint it has been passed to since, by its receipt.
# Merges that corrections have left in a circle end where nothing new is found.
TIMES_OF_CASES = """
create view views.times_of_cases as
with recursive merged as (
  select complaint, measure, survivor, received_at, received_within
    from views.response_times
   where slot = (select slot from views.positions where view = 'response_times' and state = 'live')
     and state = 'merged'
), owed as (
  select survivor as complaint, measure, received_at, received_within from merged
   union
  select merged.survivor, owed.measure, owed.received_at, owed.received_within
    from owed join merged on merged.complaint = owed.complaint and merged.measure = owed.measure
), earliest as (
  select distinct on (complaint, measure)
         complaint, measure, received_at, received_within,
         coalesce(received_within <= interval '1 hour', false) as is_known
    from owed
   order by complaint, measure, received_at
)
select own.complaint, own.reference, own.measure,
       case when own.state = 'reached' and not earliest.is_known then 'time unknown' else own.state end
         as state,
       own.received_at, own.received_day,
       coalesce(earliest.received_at, own.received_at) as runs_from,
       case when earliest.complaint is null then own.received_within else earliest.received_within end
         as runs_within,
       case when earliest.is_known is not false then own.reached_at end as reached_at,
       case when earliest.is_known is not false
         then own.duration + (own.received_at - coalesce(earliest.received_at, own.received_at))
         end as duration,
       own.silent_since, own.survivor, own.channel, own.product, own.team, own.handler
  from views.response_times own
  left join earliest on earliest.complaint = own.complaint and earliest.measure = own.measure
                    and earliest.received_at < own.received_at
 where own.slot = (select slot from views.positions where view = 'response_times' and state = 'live')
"""
