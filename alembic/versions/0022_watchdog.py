"""Create what the watchdog works with: its jobs, how far it has read the log, and what is being carried.

The schema `jobs` is that of the library, as its version 3.10 makes it; a later version that changes it comes
with a revision of its own.
"""

from procrastinate.schema import SchemaManager

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema jobs")
    op.execute("set local search_path to jobs")
    _run(SchemaManager.get_schema())
    op.execute("set local search_path to public")
    op.execute("revoke all on all functions in schema jobs from public")
    op.execute("grant usage on schema jobs to complaints_app")
    op.execute("grant select, insert, update, delete on all tables in schema jobs to complaints_app")
    op.execute("grant usage on all sequences in schema jobs to complaints_app")
    op.execute("grant execute on all functions in schema jobs to complaints_app")
    # What is due is found without a look at all that is planned for later.
    op.execute("create index jobs_due on jobs.procrastinate_jobs (scheduled_at) where status = 'todo'")
    op.execute("create schema watchdog")
    op.execute("grant usage on schema watchdog to complaints_app")
    op.execute("create table watchdog.reading (position bigint not null check (position >= 0))")
    op.execute("create unique index only_one on watchdog.reading ((true))")
    op.execute("insert into watchdog.reading values (0)")
    op.execute("grant select, update on watchdog.reading to complaints_app")
    op.execute(CARRYING)
    op.execute("grant select, insert, update on watchdog.carrying to complaints_app")
    op.execute(
        "create index clock_periods_running_of_policy on views.clock_periods (policy, complaint)"
        " where state = 'running' and until_at is null"
    )
    op.execute("create index events_restated on ledger.events (cause) where topic = 'ClockRestated'")


def downgrade() -> None:
    op.execute("drop index ledger.events_restated")
    op.execute("drop index views.clock_periods_running_of_policy")
    op.execute("drop schema watchdog cascade")
    op.execute("drop schema jobs cascade")


# A row for each change of the policy book that moves clocks: `version` is that of the fact in its stream,
# `position` in the log; it is carried from `from_at` on, complaint by complaint, and `done` is the last one.
CARRYING = """
create table watchdog.carrying (
  version      integer primary key,
  cause        text not null,
  position     bigint not null,
  policies     text[] not null,
  from_at      timestamptz not null,
  done         uuid,
  looked_at    bigint not null default 0 check (looked_at >= 0),
  finished_at  timestamptz
)
"""


def _run(statements: str) -> None:
    """Run statements with signs that the tools between here and the database would take for their own."""
    context = op.get_context()
    if context.as_sql:
        context.impl.static_output(statements)
        return
    driver = op.get_bind().connection.driver_connection
    if driver is None:
        raise TypeError("a revision is run on a connection")
    driver.execute(statements)
