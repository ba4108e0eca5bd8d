"""Count response times month by month, so that many of them can be answered for at once."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in (TOUCHED, ROLLED, ROLLUP):
        op.execute(statement)
    op.execute("create index on views.response_times_rollup (slot, month)")
    op.execute("create index on views.response_times_rollup (slot, measure, grouping, month)")
    for slot in ("a", "b"):
        op.execute(
            f"create table views.response_times_rollup_{slot}"
            f" partition of views.response_times_rollup for values in ('{slot}')"
        )
    op.execute("grant select, insert, delete on views.response_times_rollup to complaints_app")
    op.execute("grant select, insert, update, delete on views.touched, views.rolled to complaints_app")


def downgrade() -> None:
    op.execute("drop table views.response_times_rollup, views.rolled, views.touched")


# When a batch last changed a row of a month, and up to where it had followed the ledger then.
TOUCHED = """
create table views.touched (
  view      text not null,
  slot      text not null,
  month     date not null,
  position  bigint not null,
  at        timestamptz not null,
  primary key (view, slot, month)
)
"""

# Up to where the ledger had been followed when a month was counted: true until it is touched after that.
ROLLED = """
create table views.rolled (
  view      text not null,
  slot      text not null,
  month     date not null,
  position  bigint not null,
  primary key (view, slot, month)
)
"""

ROLLUP = """
create table views.response_times_rollup (
  slot       text not null,
  month      date not null,
  day_month  date,
  measure    text not null,
  grouping   text not null,
  "group"    text,
  state      text not null,
  bin        integer check (bin >= 0),
  n          bigint not null check (n > 0),
  micros     numeric not null
) partition by list (slot)
"""
