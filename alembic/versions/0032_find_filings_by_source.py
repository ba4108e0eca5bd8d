"""Find what was imported from one source, in the order of the log, without a scan.

Building the index keeps appends waiting: some seconds for each ten million facts.
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

INDEX = """
create index events_source on ledger.events ((state ->> 'source'), position)
  where topic = 'ComplaintFiled' and state ->> 'source' is not null
"""


def upgrade() -> None:
    op.execute(INDEX)


def downgrade() -> None:
    op.execute("drop index ledger.events_source")
