"""Create the view of win-back: a row for each life of a customer, made of parts, one for each stream."""

from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, create in (("win_back_parts", PARTS), ("win_back", LIVES)):
        op.execute(create)
        for slot in ("a", "b"):
            op.execute(
                f"create table views.{table}_{slot} partition of views.{table} for values in ('{slot}')"
            )
        op.execute(f"grant select, insert, delete on views.{table} to complaints_app")
    op.execute("create index on views.win_back_parts (slot, customer)")
    op.execute(REPORTING)
    op.execute("grant select on reporting.win_back to complaints_reader")


def downgrade() -> None:
    op.execute("drop view reporting.win_back")
    op.execute("drop table views.win_back, views.win_back_parts")
    op.execute("delete from views.positions where view = 'win_back'")


PARTS = """
create table views.win_back_parts (
  slot      text not null,
  stream    uuid not null,
  customer  uuid not null,
  part      text not null,
  primary key (slot, stream)
) partition by list (slot)
"""

LIVES = """
create table views.win_back (
  slot                text not null,
  customer            uuid not null,
  life                integer not null check (life >= 1),
  began_at            timestamptz,
  complaints          integer not null,
  open_complaints     integer not null check (open_complaints <= complaints),
  first_complaint_at  timestamptz,
  last_ended_at       timestamptz,
  apologised          boolean not null,
  compensated         boolean not null,
  first_contact       text check (first_contact in ('yes', 'no', 'open')),
  first_contact_at    timestamptz,
  lost_at             timestamptz,
  reason              text,
  offers              integer not null,
  offered             text,
  returned_at         timestamptz,
  currency            text,
  spend_before        numeric,
  spend_after         numeric,
  experiments         text[] not null,
  arms                text[] not null,
  experiments_after   text[] not null,
  arms_after          text[] not null,
  primary key (slot, customer, life),
  check ((reason is null) = (lost_at is null)),
  check (returned_at is null or lost_at is not null)
) partition by list (slot)
"""

REPORTING = """
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
