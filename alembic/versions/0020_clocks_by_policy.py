"""Say of a clock which policy it is of, where there are several, and why it stands still."""

from alembic import op

revision = "0020"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMNS = """
  complaint, reference, clock, period, policy_version, started_at, from_at, until_at, due_at, state,
  stopped_from, stopped_at, channel, product, team, handler"""

REPORT = """
create or replace view reporting.clock_periods as
  select {} from views.clock_periods
   where slot = (select slot from views.positions where view = 'clock_periods' and state = 'live')
"""

WORDS = {
    "clock": "The promise: the id of its policy, and after a colon which, where there are several.",
    "policy": "The id of the policy: that of the clock, without its number where there are several.",
    "paused_for": "Why the clock stands still in this period: the reason given, or merged; else empty.",
}


def upgrade() -> None:
    op.execute("alter table views.clock_periods add column paused_for text")
    op.execute(
        "alter table views.clock_periods add column policy text not null"
        " generated always as (split_part(clock, ':', 1)) stored"
    )
    op.execute("create index on views.clock_periods (policy, falls_at, complaint, clock, ends_at)")
    op.execute(REPORT.format(f"{COLUMNS}, policy, paused_for"))
    for column, words in WORDS.items():
        op.execute(f"comment on column reporting.clock_periods.{column} is '{words}'")


def downgrade() -> None:
    op.execute("drop view reporting.clock_periods")
    op.execute("alter table views.clock_periods drop column policy, drop column paused_for")
    op.execute(REPORT.format(COLUMNS))
    op.execute("grant select on reporting.clock_periods to complaints_reader")
