"""Create the view of contacts: a row for each complaint, made of parts, one for each stream."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, create in (("contact_parts", PARTS), ("contacts", CONTACTS)):
        op.execute(create)
        for slot in ("a", "b"):
            op.execute(
                f"create table views.{table}_{slot} partition of views.{table} for values in ('{slot}')"
            )
        op.execute(f"grant select, insert, delete on views.{table} to complaints_app")
    op.execute("create index on views.contact_parts (slot, party)")
    op.execute("create index on views.contacts (received_at)")
    op.execute(REPORTING)
    for column, words in WORDS.items():
        op.execute(f"comment on column reporting.contacts.{column} is '{words}'")
    op.execute("grant select on reporting.contacts to complaints_reader")


def downgrade() -> None:
    op.execute("drop view reporting.contacts")
    op.execute("drop table views.contacts, views.contact_parts")
    op.execute("delete from views.positions where view = 'contacts'")


PARTS = """
create table views.contact_parts (
  slot    text not null,
  stream  uuid not null,
  party   uuid not null,
  part    text not null,
  primary key (slot, stream)
) partition by list (slot)
"""

CONTACTS = """
create table views.contacts (
  slot                text not null,
  party               uuid not null,
  complaint           uuid not null,
  reference           text not null,
  survivor            uuid,
  is_imported         boolean not null,
  received_at         timestamptz not null,
  received_day        date,
  channel             text not null,
  product             text,
  team                text,
  handler             text,
  contacted_at        timestamptz[] not null check (cardinality(contacted_at) > 0),
  channels            text[] not null,
  switched_with       integer[] not null,
  switched_after      interval[] not null,
  ended_at            timestamptz[] not null,
  ended_by            text[] not null,
  ended_after         integer[] not null,
  reopened_at         timestamptz[] not null,
  certainly_ended_at  timestamptz,
  back_after_least    interval,
  back_after_most     interval check (back_after_most >= back_after_least),
  handed_over_at      timestamptz[] not null,
  from_machine_at     timestamptz,
  asked_again_at      timestamptz[] not null,
  primary key (slot, party, complaint),
  check (cardinality(switched_with) = cardinality(switched_after)),
  check (cardinality(ended_at) = cardinality(ended_by)),
  check (cardinality(ended_at) = cardinality(ended_after)),
  check (cardinality(ended_at) - cardinality(reopened_at) in (0, 1)),
  check ((certainly_ended_at is null) = (cardinality(ended_at) = 0))
) partition by list (slot)
"""

REPORTING = """
create view reporting.contacts as
  select complaint, reference, nullif(party, complaint) as customer, survivor, is_imported, received_at,
         received_day, channel, product, team, handler,
         case when survivor is not null then 'merged'
              when cardinality(ended_at) = cardinality(reopened_at) then 'open'
              when ended_by[cardinality(ended_by)] = 'resolution' then 'resolved'
              else 'withdrawn' end as state,
         cardinality(contacted_at) as contacts,
         case when survivor is null and cardinality(ended_at) > cardinality(reopened_at)
                   and ended_by[cardinality(ended_by)] = 'resolution'
           then ended_after[cardinality(ended_after)] end as contacts_to_resolution,
         channels, cardinality(handed_over_at) as hand_offs, from_machine_at,
         cardinality(asked_again_at) as items_asked_again, first_contact_7, first_contact_14,
         first_contact_30
    from views.contacts,
         lateral (select max(verdict) filter (where days = 7) as first_contact_7,
                         max(verdict) filter (where days = 14) as first_contact_14,
                         max(verdict) filter (where days = 30) as first_contact_30
                    from unnest(array[7, 14, 30]) as days,
                         lateral (select make_interval(days => days) as within) as meant,
                         lateral (select case
                                           when survivor is not null then null
                                           when cardinality(ended_at) = 0 then 'open'
                                           when certainly_ended_at > now() - within then 'immature'
                                           when ended_by[1] = 'withdrawal'
                                             or back_after_most <= within then 'no'
                                           when back_after_least <= within then 'time unknown'
                                           else 'yes' end as verdict) as judged
                 ) as first_contact
   where slot = (select slot from views.positions where view = 'contacts' and state = 'live')
"""

WORDS = {
    "complaint": "The id of the complaint.",
    "reference": "The reference that people use.",
    "customer": "The id of the customer whose complaint it is; empty while unknown.",
    "survivor": "The complaint into which it is merged, of which it is part; empty of a case of its own.",
    "is_imported": "Whether it came from an outside system, so that earlier contacts are not known.",
    "received_at": "The first instant at which it can have been received.",
    "received_day": "The calendar day of receipt, where that is all that is known.",
    "channel": "How it came in.",
    "product": "The product when it ended for the first time, else now.",
    "team": "The team that held it when it ended for the first time, else now.",
    "handler": "The person who held it when it ended for the first time, else now.",
    "state": "open, resolved (or closed), withdrawn or merged.",
    "contacts": "How often the complainant got in touch, the filing and what is merged into it included.",
    "contacts_to_resolution": "How many of these it took until the resolution that holds; empty without one.",
    "channels": "The different channels by which the complainant got in touch, in order.",
    "hand_offs": "How often it passed to another team, or from a person to another or to nobody.",
    "from_machine_at": "When a machine that alone had it handed it to people; empty where none did.",
    "items_asked_again": "How many items of information were asked for twice or more.",
    "first_contact_7": "Resolved at once, nobody back in 7 days: yes, no, open, immature, time unknown.",
    "first_contact_14": "The same within 14 days.",
    "first_contact_30": "The same within 30 days.",
}
