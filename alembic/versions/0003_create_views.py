"""Create the views: what is known about complaints, computed from the ledger and never edited by hand.

Each view is one table in two partitions, `a` and `b`. One answers; the other is filled by a rebuild and then
takes over by one transaction in `views.positions`. So a rebuild needs no DDL and stops nobody.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema views")
    op.execute("grant usage on schema views to complaints_app")
    op.execute(POSITIONS)
    op.execute("create unique index on views.positions (view) where state = 'live'")
    op.execute("grant select, insert, update on views.positions to complaints_app")
    for view, create in (("case_list", CASE_LIST), ("clock_periods", CLOCK_PERIODS)):
        op.execute(create)
        for slot in ("a", "b"):
            op.execute(f"create table views.{view}_{slot} partition of views.{view} for values in ('{slot}')")
        op.execute(f"grant select, insert, delete on views.{view} to complaints_app")
    for index in INDEXES:
        op.execute(f"create index on {index}")
    op.execute("create schema reporting")
    op.execute("grant usage on schema reporting to complaints_reader")
    report("cases", of="case_list", columns=CASES)
    report("clock_periods", of="clock_periods", columns=PERIODS)


def downgrade() -> None:
    op.execute("drop schema reporting cascade")
    op.execute("drop schema views cascade")


def report(name: str, *, of: str, columns: dict[str, str]) -> None:
    """Let reports read the slot that answers, with a comment on every column."""
    op.execute(REPORT.format(name=name, view=of, columns=", ".join(columns)))
    op.execute(f"grant select on reporting.{name} to complaints_reader")
    for column, words in columns.items():
        op.execute(f"comment on column reporting.{name}.{column} is '{words}'")


REPORT = """
create view reporting.{name} as
  select {columns} from views.{view}
   where slot = (select slot from views.positions where view = '{view}' and state = 'live')
"""

# state: the slot that answers is live; one that a rebuild has filled is catching up; the other is idle.
# stopped_at: the position of the fact that the view could not take; reason: why, or why a rebuild failed.
POSITIONS = """
create table views.positions (
  view          text not null,
  slot          text not null check (slot in ('a', 'b')),
  state         text not null check (state in ('live', 'catching up', 'idle')),
  position      bigint not null check (position >= 0),
  fold_version  integer not null,
  stopped_at    bigint,
  reason        text,
  primary key (view, slot),
  check (stopped_at is null or reason is not null)
)
"""

CASE_LIST = """
create table views.case_list (
  slot          text not null,
  complaint     uuid not null,
  reference     text not null,
  status        text not null,
  received_at   timestamptz not null,
  channel       text not null,
  jurisdiction  text,
  brand         text,
  source        text,
  product       text,
  issue         text,
  severity      text,
  team          text,
  handler       text,
  customer      uuid,
  next_due_at   timestamptz,
  updated_at    timestamptz not null,
  version       integer not null,
  primary key (slot, complaint)
) partition by list (slot)
"""

# A row for each period of a clock: from one fact about it to the next. `ends_at` and `falls_at` are until_at
# and due_at with a value where there is none, so that one index finds what holds an instant, in order.
CLOCK_PERIODS = """
create table views.clock_periods (
  slot            text not null,
  complaint       uuid not null,
  reference       text not null,
  clock           text not null,
  period          integer not null,
  policy_version  integer not null,
  started_at      timestamptz not null,
  from_at         timestamptz not null,
  until_at        timestamptz check (until_at >= from_at),
  due_at          timestamptz,
  state           text not null check (state in ('running', 'paused', 'stopped')),
  stopped_from    timestamptz,
  stopped_at      timestamptz,
  channel         text not null,
  product         text,
  team            text,
  handler         text,
  ends_at         timestamptz not null generated always as (coalesce(until_at, 'infinity')) stored,
  falls_at        timestamptz not null generated always as (coalesce(due_at, 'infinity')) stored,
  primary key (slot, complaint, clock, period),
  check ((state = 'stopped') = (stopped_at is not null)),
  check ((state = 'paused') = (due_at is null))
) partition by list (slot)
"""

# In each, the order of the page comes after the filter, so that a page by one filter reads about a page.
INDEXES = (
    "views.case_list (received_at, complaint)",
    "views.case_list (status, received_at, complaint)",
    "views.case_list (channel, received_at, complaint)",
    "views.case_list (product, received_at, complaint)",
    "views.case_list (team, received_at, complaint)",
    "views.case_list (handler, received_at, complaint)",
    "views.case_list (customer, received_at, complaint)",
    "views.case_list (source, received_at, complaint)",
    # Overdue can only be what has a clock that runs.
    "views.case_list (received_at, complaint, next_due_at) where next_due_at is not null",
    "views.clock_periods (falls_at, complaint, clock, ends_at)",
    "views.clock_periods (clock, falls_at, complaint, ends_at)",
    "views.clock_periods (channel, falls_at, complaint, clock, ends_at)",
    "views.clock_periods (product, falls_at, complaint, clock, ends_at)",
    "views.clock_periods (team, falls_at, complaint, clock, ends_at)",
    "views.clock_periods (handler, falls_at, complaint, clock, ends_at)",
    # Late at some instant, or open: by these, breaches and open clocks are found.
    "views.clock_periods (falls_at, complaint, clock, ends_at) where coalesce(stopped_at, ends_at) > due_at",
    """views.clock_periods (falls_at, complaint, clock)
         where stopped_from <= due_at and coalesce(stopped_at, ends_at) > due_at""",
    "views.clock_periods (complaint, clock, ends_at) where state = 'paused'",
)

CASES = {
    "complaint": "The id of the complaint.",
    "reference": "The reference that people use, such as C-7K3M-9QXD.",
    "status": "What became of it: open, resolved, closed, withdrawn or merged.",
    "received_at": "The first instant at which it can have been received; the last, if only that is known.",
    "channel": "How it came in.",
    "jurisdiction": "The rules it is under, such as uk.fca; empty where none was said.",
    "brand": "The brand it is about.",
    "source": "The outside system it was imported from; empty where it was filed here.",
    "product": "The product it is about, as classified last.",
    "issue": "What went wrong, as classified last.",
    "severity": "low, medium, high or critical, as classified last.",
    "team": "The team that holds it.",
    "handler": "The person who holds it.",
    "customer": "The id of the customer whose complaint it is; empty while unknown.",
    "next_due_at": "The earliest due instant of its clocks that run; empty where none does.",
    "updated_at": "When the latest fact was recorded that is not about a clock.",
    "version": "The version of the complaint: how many facts it has.",
}

PERIODS = {
    "complaint": "The id of the complaint.",
    "reference": "The reference that people use.",
    "clock": "The promise: the id of the policy that makes it.",
    "period": "1, 2, ... for each clock of a complaint.",
    "policy_version": "The version of the policy under which the clock was started.",
    "started_at": "When the clock started.",
    "from_at": "When the period began; it holds this instant.",
    "until_at": "When the next period began; empty in the last one. The period does not hold this instant.",
    "due_at": "The last instant at which the promise is kept; empty while the clock is paused.",
    "state": "running, paused or stopped.",
    "stopped_from": "The first instant at which the stop can have happened; also in the period it ended.",
    "stopped_at": "The last instant at which the stop can have happened; empty unless stopped.",
    "channel": "How the complaint came in.",
    "product": "The product the complaint was about when the period began.",
    "team": "The team that held the complaint when the period began.",
    "handler": "The person who held the complaint when the period began.",
}
