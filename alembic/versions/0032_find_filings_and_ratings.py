"""Find what was imported from one source, and who rated a complaint, without a scan.

Building the indexes keeps appends waiting: some seconds for each ten million facts.
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# In the order of the log.
SOURCE = """
create index events_source on ledger.events ((state ->> 'source'), position)
  where topic = 'ComplaintFiled' and state ->> 'source' is not null
"""

# In a correction of any fact too: who reads looks at the whole stream anyway.
RATED = """
create index events_rated on ledger.events
  (coalesce(state ->> 'complaint', state -> 'said' ->> 'complaint'))
  where topic in ('EvaluationPosted', 'FactCorrected')
    and coalesce(state ->> 'complaint', state -> 'said' ->> 'complaint') is not null
"""


def upgrade() -> None:
    op.execute(SOURCE)
    op.execute(RATED)


def downgrade() -> None:
    op.execute("drop index ledger.events_rated")
    op.execute("drop index ledger.events_source")
