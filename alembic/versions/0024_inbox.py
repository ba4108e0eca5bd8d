"""Create the view of what came in, and what waits for an answer."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(INBOX)
    # What waits now is found without a look at all that was answered; what did lately, by its end.
    op.execute("create index on views.inbox (received_at, complaint, message) where ended_at is null")
    op.execute("create index on views.inbox (ended_at)")
    for slot in ("a", "b"):
        op.execute(f"create table views.inbox_{slot} partition of views.inbox for values in ('{slot}')")
    op.execute("grant select, insert, delete on views.inbox to complaints_app")
    op.execute(REPORTING)
    for column, words in WORDS.items():
        op.execute(f"comment on column reporting.inbox.{column} is '{words}'")
    op.execute("grant select on reporting.inbox to complaints_reader")


def downgrade() -> None:
    op.execute("drop view reporting.inbox")
    op.execute("drop table views.inbox")
    op.execute("delete from views.positions where view = 'inbox'")


INBOX = """
create table views.inbox (
  slot         text not null,
  complaint    uuid not null,
  message      integer not null check (message > 0),
  reference    text not null,
  kind         text not null,
  channel      text,
  received_at  timestamptz not null,
  ended_at     timestamptz check (ended_at >= received_at),
  ended_by     text,
  asked_at     timestamptz check (asked_at >= received_at),
  resumed_at   timestamptz check (resumed_at >= asked_at),
  product      text,
  team         text,
  handler      text,
  primary key (slot, complaint, message),
  check ((ended_at is null) = (ended_by is null))
) partition by list (slot)
"""

REPORTING = """
create view reporting.inbox as
  select complaint, message, reference, kind, channel, received_at, ended_at, ended_by, asked_at, resumed_at,
         product, team, handler
    from views.inbox
   where slot = (select slot from views.positions where view = 'inbox' and state = 'live')
"""

WORDS = {
    "complaint": "The complaint it belongs to.",
    "message": "The version of the fact: what came in first has the lowest number.",
    "reference": "The reference of the complaint.",
    "kind": "complaint, message, information, dispute, next stage, reopening or duplicate.",
    "channel": "How it came in; empty where nothing says so.",
    "received_at": "When it came in: the first instant at which it can have.",
    "ended_at": "When it was answered or dealt with; empty while it waits.",
    "ended_by": "reply, final response, proposal, call, resolution, closing, withdrawal or merge;"
    " empty while it waits.",
    "asked_at": "When the complainant was asked for something: from then on it is their turn.",
    "resumed_at": "When something else came in: from then on it is our turn again.",
    "product": "The product at the end of the wait, else now.",
    "team": "The team that held the complaint at the end of the wait, else now.",
    "handler": "The person who held the complaint at the end of the wait, else now.",
}
