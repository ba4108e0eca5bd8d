"""Let a rebuild note which streams it has done, so that processes can share it, and resume it."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(SHARDS)
    op.execute("grant select, insert, update, delete on views.shards to complaints_app")


def downgrade() -> None:
    op.execute("drop table views.shards")


SHARDS = """
create table views.shards (
  view          text not null,
  number        integer not null check (number > 0),
  slot          text not null,
  fold_version  integer not null,
  until         bigint not null,
  first         uuid not null,
  last          uuid not null check (last >= first),
  facts         integer check (facts >= 0),
  primary key (view, number)
)
"""
