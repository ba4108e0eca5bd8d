"""Create the view of root causes: which complaints name which, and when each was removed."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(CAUSES)
    op.execute("create index on views.causes (cause, happened_at)")
    for slot in ("a", "b"):
        op.execute(f"create table views.causes_{slot} partition of views.causes for values in ('{slot}')")
    op.execute("grant select, insert, delete on views.causes to complaints_app")
    op.execute(REPORTING)
    for column, words in WORDS.items():
        op.execute(f"comment on column reporting.causes.{column} is '{words}'")
    op.execute("grant select on reporting.causes to complaints_reader")


def downgrade() -> None:
    op.execute("drop view reporting.causes")
    op.execute("drop table views.causes")
    op.execute("delete from views.positions where view = 'causes'")


CAUSES = """
create table views.causes (
  slot         text not null,
  stream       uuid not null,
  cause        text not null,
  kind         text not null check (kind in ('complaint', 'fix')),
  happened_at  timestamptz not null,
  reference    text,
  product      text,
  is_merged    boolean not null,
  primary key (slot, stream, cause),
  check ((kind = 'complaint') = (reference is not null))
) partition by list (slot)
"""

REPORTING = """
create view reporting.causes as
  select stream, cause, kind, happened_at, reference, product, is_merged
    from views.causes
   where slot = (select slot from views.positions where view = 'causes' and state = 'live')
"""

WORDS = {
    "stream": "The complaint that names the cause; of a removal the id of the cause.",
    "cause": "The name of the root cause.",
    "kind": "complaint or fix.",
    "happened_at": "When the complaint was received, or the cause removed.",
    "reference": "The reference of the complaint; empty of a removal.",
    "product": "The product of the complaint, as classified last.",
    "is_merged": "Whether the complaint was merged into another, which is the same.",
}
