"""Let the rows of win-back say when something was done: what it came too late for is up to the question.

The rows that are there cannot say when. They are dropped, and the view follows the log from its beginning.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _begin_anew()
    op.execute(TIMES)
    op.execute(REPORT_OF_TIMES)
    op.execute("grant select on reporting.win_back to complaints_reader")


def downgrade() -> None:
    _begin_anew()
    op.execute(VERDICTS)
    op.execute(REPORT_OF_VERDICTS)
    op.execute("grant select on reporting.win_back to complaints_reader")


def _begin_anew() -> None:
    op.execute("drop view reporting.win_back")
    op.execute("delete from views.positions where view = 'win_back'")
    op.execute("truncate views.win_back, views.win_back_parts")


TIMES = """
alter table views.win_back
  drop column apologised,
  drop column compensated,
  drop column first_contact_at,
  drop column offers,
  drop column offered,
  add column apologised_at timestamptz,
  add column compensated_at timestamptz,
  add column resolved_at timestamptz,
  add column came_back_after interval check (came_back_after >= interval '0'),
  add column offered text[] not null,
  add column offered_at timestamptz[] not null,
  add check (cardinality(offered) = cardinality(offered_at))
"""

REPORT_OF_TIMES = """
create view reporting.win_back as
  select customer, life,
         case when returned_at is not null then 'returned'
              when lost_at is not null and cardinality(offered) > 0 then 'offered'
              when lost_at is not null then 'lost'
              when open_complaints > 0 or last_ended_at > now() - interval '90 days' then 'at risk'
              else 'stays'
           end as state,
         began_at, complaints, open_complaints, first_complaint_at, last_ended_at, apologised_at,
         compensated_at,
         case when came_back_after <= interval '7 days' then 'no'
              when first_contact = 'yes' and resolved_at > now() - interval '7 days' then 'open'
              else first_contact end as first_contact_7,
         case when came_back_after <= interval '14 days' then 'no'
              when first_contact = 'yes' and resolved_at > now() - interval '14 days' then 'open'
              else first_contact end as first_contact_14,
         case when came_back_after <= interval '30 days' then 'no'
              when first_contact = 'yes' and resolved_at > now() - interval '30 days' then 'open'
              else first_contact end as first_contact_30,
         lost_at, reason, cardinality(offered) as offers, offered[cardinality(offered)] as offered,
         offered_at[cardinality(offered_at)] as offered_at, returned_at, currency, spend_before, spend_after,
         experiments, arms, experiments_after, arms_after
    from views.win_back
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
"""

VERDICTS = """
alter table views.win_back
  drop column apologised_at,
  drop column compensated_at,
  drop column resolved_at,
  drop column came_back_after,
  drop column offered,
  drop column offered_at,
  add column apologised boolean not null,
  add column compensated boolean not null,
  add column first_contact_at timestamptz,
  add column offers integer not null,
  add column offered text
"""

REPORT_OF_VERDICTS = """
create view reporting.win_back as
  select customer, life,
         case when returned_at is not null then 'returned'
              when lost_at is not null and offers > 0 then 'offered'
              when lost_at is not null then 'lost'
              when open_complaints > 0 or last_ended_at > now() - interval '90 days' then 'at risk'
              else 'stays'
           end as state,
         began_at, complaints, open_complaints, first_complaint_at, last_ended_at, apologised, compensated,
         first_contact, first_contact_at, lost_at, reason, offers, offered, returned_at, currency,
         spend_before, spend_after, experiments, arms, experiments_after, arms_after
    from views.win_back
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
"""
