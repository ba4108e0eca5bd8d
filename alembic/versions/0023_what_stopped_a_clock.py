"""Say what stopped a clock: a promise in a complaint that was taken back is neither kept nor broken."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

COLUMNS = """
  complaint, reference, clock, period, policy_version, started_at, from_at, until_at, due_at, state,
  stopped_from, stopped_at, channel, product, team, handler, policy, paused_for"""

REPORT = """
create or replace view reporting.clock_periods as
  select {} from views.clock_periods
   where slot = (select slot from views.positions where view = 'clock_periods' and state = 'live')
"""

WORDS = "The stored name of the fact that stopped it, such as ComplaintWithdrawn; empty unless stopped."


INDEX = """
create index clock_periods_withdrawn on views.clock_periods (falls_at, complaint, clock)
 where state = 'stopped' and stopped_by = 'ComplaintWithdrawn'
"""


def upgrade() -> None:
    op.execute("alter table views.clock_periods add column stopped_by text")
    op.execute(INDEX)
    op.execute(REPORT.format(f"{COLUMNS}, stopped_by"))
    op.execute(f"comment on column reporting.clock_periods.stopped_by is '{WORDS}'")


def downgrade() -> None:
    op.execute("drop view reporting.clock_periods")
    op.execute("alter table views.clock_periods drop column stopped_by")
    op.execute(REPORT.format(COLUMNS))
    op.execute("grant select on reporting.clock_periods to complaints_reader")
