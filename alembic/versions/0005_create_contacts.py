"""Create the index by which customers are found, and the record of who looked.

The index holds keyed hashes, never an address or a number. It is no fact: it can be made again from the
ledger's personal parts, and what is erased there is deleted here.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(CONTACTS)
    op.execute("create index on ledger.contacts (customer)")
    op.execute("grant select, insert, delete on ledger.contacts to complaints_app")
    op.execute(LOOKUPS)
    op.execute("grant select, insert on access.lookups to complaints_app")
    op.execute(LOOKUP_KEY)
    op.execute("grant select, insert on access.lookup_key to complaints_app")


def downgrade() -> None:
    op.execute("drop table access.lookup_key")
    op.execute("drop table access.lookups")
    op.execute("drop table ledger.contacts")


CONTACTS = """
create table ledger.contacts (
  kind      text not null check (kind in ('email', 'phone', 'number')),
  digest    bytea not null check (octet_length(digest) = 32),
  customer  uuid not null,
  primary key (kind, digest, customer)
)
"""

# A hash that tells whether the key at hand is the one that the index was made with.
LOOKUP_KEY = """
create table access.lookup_key (
  is_the_only_one  boolean primary key default true check (is_the_only_one),
  fingerprint      bytea not null check (octet_length(fingerprint) = 32)
)
"""

LOOKUPS = """
create table access.lookups (
  looked_at  timestamptz not null default now(),
  by         text not null check (by <> ''),
  role       text,
  via        text,
  kind       text not null,
  found      uuid[] not null
)
"""
