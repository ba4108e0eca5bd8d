"""Create the redress ledger: one row per offer of compensation."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(REDRESS)
    op.execute("create index on views.redress (offered_at, complaint, offer)")
    op.execute("create index on views.redress (paid_at) where paid_at is not null")
    for slot in ("a", "b"):
        op.execute(f"create table views.redress_{slot} partition of views.redress for values in ('{slot}')")
    op.execute("grant select, insert, delete on views.redress to complaints_app")
    op.execute(REPORTING)
    for column, words in WORDS.items():
        op.execute(f"comment on column reporting.redress.{column} is '{words}'")
    op.execute("grant select on reporting.redress to complaints_reader")


def downgrade() -> None:
    op.execute("drop view reporting.redress")
    op.execute("drop table views.redress")
    op.execute("delete from views.positions where view = 'redress'")


REDRESS = """
create table views.redress (
  slot            text not null,
  complaint       uuid not null,
  offer           integer not null check (offer > 0),
  reference       text not null,
  kind            text not null,
  amount          numeric not null check (amount >= 0),
  currency        text not null,
  matches_loss    boolean,
  offered_at      timestamptz not null,
  approved_at     timestamptz check (approved_at >= offered_at),
  approved_after  interval check (approved_after >= interval '0'),
  accepted_at     timestamptz check (accepted_at >= offered_at),
  paid_at         timestamptz check (paid_at >= offered_at),
  ended_at        timestamptz check (ended_at >= offered_at),
  ended_by        text,
  failed          integer not null check (failed >= 0),
  channel         text not null,
  cause           text,
  product         text,
  team            text,
  handler         text,
  primary key (slot, complaint, offer),
  check ((ended_at is null) = (ended_by is null))
) partition by list (slot)
"""

REPORTING = """
create view reporting.redress as
  select complaint, offer, reference, kind, amount, currency, matches_loss, offered_at, approved_at,
         approved_after, accepted_at, paid_at, ended_at, ended_by, failed, channel, cause, product, team,
         handler
    from views.redress
   where slot = (select slot from views.positions where view = 'redress' and state = 'live')
"""

WORDS = {
    "complaint": "The complaint it was offered in.",
    "offer": "1, 2, ... in each complaint.",
    "reference": "The reference of the complaint.",
    "kind": "money, credit, goods, discount, fee waiver or other.",
    "amount": "What it is worth, in units of the currency.",
    "currency": "The ISO 4217 code.",
    "matches_loss": "Whether it makes up for the very loss; empty where nobody said.",
    "offered_at": "When it was offered.",
    "approved_at": "When the last approval that it needed was given; empty without.",
    "approved_after": "How long that took; empty where it is not known to the hour.",
    "accepted_at": "When the complainant took it.",
    "paid_at": "When it was made good.",
    "ended_at": "When it came to nothing.",
    "ended_by": "declined, withdrawn, refused or replaced.",
    "failed": "How many payments were tried in vain.",
    "channel": "How the complaint came in.",
    "cause": "The root cause of the complaint, as identified last.",
    "product": "The product the complaint was about when it was offered.",
    "team": "The team that held the complaint when it was offered.",
    "handler": "The person who held the complaint when it was offered.",
}
