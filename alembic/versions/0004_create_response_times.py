"""Create the view of response times: one row per complaint and measure."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(RESPONSE_TIMES)
    op.execute("create index on views.response_times (slot, measure, received_at)")
    for slot in ("a", "b"):
        op.execute(
            f"create table views.response_times_{slot} partition of views.response_times"
            f" for values in ('{slot}')"
        )
    op.execute("grant select, insert, delete on views.response_times to complaints_app")
    op.execute(REPORTING)
    op.execute("grant select on reporting.response_times to complaints_reader")


def downgrade() -> None:
    op.execute("drop view reporting.response_times")
    op.execute("drop table views.response_times")
    op.execute("delete from views.positions where view = 'response_times'")


RESPONSE_TIMES = """
create table views.response_times (
  slot         text not null,
  complaint    uuid not null,
  reference    text not null,
  measure      text not null,
  state        text not null check (state in ('reached', 'time unknown', 'open', 'ended without')),
  received_at  timestamptz not null,
  reached_at   timestamptz,
  duration     interval check (duration >= interval '0'),
  channel      text not null,
  product      text,
  team         text,
  handler      text,
  primary key (slot, complaint, measure)
) partition by list (slot)
"""

REPORTING = """
create view reporting.response_times as
  select complaint, reference, measure, state, received_at, reached_at, duration, channel, product, team,
         handler
    from views.response_times
   where slot = (select slot from views.positions where view = 'response_times' and state = 'live')
"""
