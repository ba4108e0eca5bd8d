"""Create the view of the ombudsman: one row per final response, and per referral that came before any."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(OMBUDSMAN)
    op.execute("create index on views.ombudsman (counted_at, complaint, answer)")
    for slot in ("a", "b"):
        op.execute(
            f"create table views.ombudsman_{slot} partition of views.ombudsman for values in ('{slot}')"
        )
    op.execute("grant select, insert, delete on views.ombudsman to complaints_app")
    op.execute(REPORTING)
    for column, words in WORDS.items():
        op.execute(f"comment on column reporting.ombudsman.{column} is '{words}'")
    op.execute("grant select on reporting.ombudsman to complaints_reader")


def downgrade() -> None:
    op.execute("drop view reporting.ombudsman")
    op.execute("drop table views.ombudsman")
    op.execute("delete from views.positions where view = 'ombudsman'")


OMBUDSMAN = """
create table views.ombudsman (
  slot           text not null,
  complaint      uuid not null,
  answer         integer not null check (answer >= 0),
  reference      text not null,
  outcome        text,
  counted_at     timestamptz not null,
  counted_day    date,
  closes_at      timestamptz,
  body           text,
  referred_from  timestamptz,
  referred_at    timestamptz check (referred_at >= counted_at),
  timing         text check (timing in ('in time', 'late', 'time unknown')),
  decision       text,
  decided_at     timestamptz check (decided_at >= referred_at),
  decided_after  interval check (decided_after >= interval '0'),
  merged_at      timestamptz,
  channel        text not null,
  cause          text,
  product        text,
  team           text,
  handler        text,
  primary key (slot, complaint, answer),
  check ((answer = 0) = (outcome is null)),
  check (answer > 0 or closes_at is null and referred_at is not null),
  check ((body is null) = (referred_at is null)),
  check ((timing is not null) = (closes_at is not null and referred_at is not null)),
  check ((decision is null) = (decided_at is null)),
  check (decided_at is null or referred_at is not null)
) partition by list (slot)
"""

REPORTING = """
create view reporting.ombudsman as
  select complaint, answer, reference, outcome, counted_at, counted_day, closes_at, body, referred_from,
         referred_at, timing, decision, decided_at, decided_after, merged_at, channel, cause, product, team,
         handler
    from views.ombudsman
   where slot = (select slot from views.positions where view = 'ombudsman' and state = 'live')
"""

WORDS = {
    "complaint": "The complaint.",
    "answer": "Which final response of the complaint: 1, 2, ...; 0 is a referral before any.",
    "reference": "The reference of the complaint.",
    "outcome": "What the final response said: upheld, partly upheld or rejected; empty in row 0.",
    "counted_at": "When the final response was issued; in row 0, when the complaint was referred.",
    "counted_day": "The calendar day of it, where that is all that is known.",
    "closes_at": "Until when it could be taken to the ombudsman, inclusive; empty where no rule is known.",
    "body": "The ombudsman, or other body, to which it was referred first.",
    "referred_from": "The first instant at which that can have been; empty where none is known.",
    "referred_at": "When it was referred; empty unless it was.",
    "timing": "in time, late or time unknown: whether it was referred before the window closed.",
    "decision": "What was decided last: upheld, partly upheld, rejected or settled.",
    "decided_at": "When that was.",
    "decided_after": "How long after the referral; empty where it is not known to the day.",
    "merged_at": "Since when another complaint is the same; count only rows without it.",
    "channel": "How the complaint came in.",
    "cause": "The root cause of the complaint, as identified last.",
    "product": "The product the complaint was about at counted_at.",
    "team": "The team that held the complaint at counted_at.",
    "handler": "The person who held the complaint at counted_at.",
}
