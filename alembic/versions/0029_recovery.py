"""Create the view of recovery: one row per case, with what was said and done, and what came of it."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, create in (("recovery_parts", PARTS), ("recovery", RECOVERY)):
        op.execute(create)
        for slot in ("a", "b"):
            op.execute(
                f"create table views.{table}_{slot} partition of views.{table} for values in ('{slot}')"
            )
        op.execute(f"grant select, insert, delete on views.{table} to complaints_app")
    op.execute("create index on views.recovery_parts (slot, party)")
    op.execute("create index on views.recovery (received_at)")
    op.execute(REPORTING)
    for column, words in WORDS.items():
        op.execute(f"comment on column reporting.recovery.{column} is '{words}'")
    op.execute("grant select on reporting.recovery to complaints_reader")


def downgrade() -> None:
    op.execute("drop view reporting.recovery")
    op.execute("drop table views.recovery, views.recovery_parts")
    op.execute("delete from views.positions where view = 'recovery'")


PARTS = """
create table views.recovery_parts (
  slot    text not null,
  stream  uuid not null,
  party   uuid not null,
  part    text not null,
  primary key (slot, stream, party)
) partition by list (slot)
"""

RECOVERY = """
create table views.recovery (
  slot              text not null,
  party             uuid not null,
  complaint         uuid not null,
  reference         text not null,
  filings           integer not null check (filings > 0),
  received_at       timestamptz not null,
  received_day      date,
  ended_at          timestamptz check (ended_at >= received_at),
  channel           text not null,
  product           text,
  team              text,
  apologies         timestamptz[] not null,
  forms             text[] not null,
  apologised_after  interval check (apologised_after >= interval '0'),
  apologies_before  integer not null check (apologies_before >= 0),
  automated_at      timestamptz check (automated_at >= received_at),
  compensated_at    timestamptz check (compensated_at >= received_at),
  remedied_at       timestamptz check (remedied_at >= received_at),
  accepted_at       timestamptz check (accepted_at >= received_at),
  answered_at       timestamptz check (answered_at >= received_at),
  reopened_at       timestamptz check (reopened_at >= answered_at),
  next_at           timestamptz check (next_at > answered_at),
  next_cause        text check (next_cause in ('same', 'other', 'unknown')),
  evaluated_at      timestamptz[] not null,
  withdrawn_at      timestamptz[] not null,
  experiments       text[] not null,
  arms              text[] not null,
  assigned_at       timestamptz[] not null,
  unknown           text[] not null,
  primary key (slot, party, complaint),
  check (cardinality(apologies) = cardinality(forms)),
  check (cardinality(evaluated_at) = cardinality(withdrawn_at)),
  check (cardinality(experiments) = cardinality(arms) and cardinality(arms) = cardinality(assigned_at)),
  check (apologised_after is null or cardinality(apologies) > 0),
  check ((next_at is null) = (next_cause is null))
) partition by list (slot)
"""

REPORTING = """
create view reporting.recovery as
  select complaint, nullif(party, complaint) as customer, reference, filings, received_at, received_day,
         ended_at, channel, product, team, apologies, forms, apologised_after, apologies_before, automated_at,
         compensated_at, remedied_at, accepted_at, answered_at, reopened_at, next_at, next_cause,
         evaluated_at, withdrawn_at, experiments, arms, assigned_at, unknown
    from views.recovery
   where slot = (select slot from views.positions where view = 'recovery' and state = 'live')
"""

WORDS = {
    "complaint": "The complaint; those merged into another are in the row of that one.",
    "customer": "The customer; empty while unknown.",
    "reference": "The reference of the complaint.",
    "filings": "How many complaints were filed of it: itself, and those merged into it.",
    "received_at": "When the first of them was received.",
    "received_day": "The calendar day of that, where it is all that is known.",
    "ended_at": "When it was resolved, closed or withdrawn; empty while it is open.",
    "channel": "How it came in.",
    "product": "The product it is about, as classified last.",
    "team": "The team that holds it.",
    "apologies": "When somebody apologised, each time; automatic apologies are left out.",
    "forms": "How, in the same order: acknowledge, responsibility or promise.",
    "apologised_after": "How long after the receipt the first came; empty where not known to the hour.",
    "apologies_before": "How many the customer had about other cases in the 365 days before the first.",
    "automated_at": "When an automatic apology was sent for the first time.",
    "compensated_at": "When an offer was made good for the first time.",
    "remedied_at": "When that was, or a proposal was accepted, for the first time.",
    "accepted_at": "When the complainant agreed to a proposal or the final response for the first time.",
    "answered_at": "When the first final response was issued.",
    "reopened_at": "When it was reopened after that for the first time.",
    "next_at": "When the customer complained of something for the first time after the final response.",
    "next_cause": "Whether that has a root cause in common with this: same, other, or unknown.",
    "evaluated_at": "When it was rated in public, each time.",
    "withdrawn_at": "When each of these ratings was taken back; empty where it was not.",
    "experiments": "The experiments into whose arms the customer was put.",
    "arms": "The arms, in the same order.",
    "assigned_at": "When that was, in the same order.",
    "unknown": "Of what it is only known that it had happened by an instant, such as answer or remedy.",
}
