"""Let a response time say since when there has been silence, and on which day a complaint was received.

Until the view is rebuilt, its rows say what they said: received at an instant, and silent since nobody knows.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(COLUMNS)


def downgrade() -> None:
    op.execute(
        "alter table views.response_times"
        " drop column silent_since, drop column received_day, drop column received_within"
    )


# received_within: how long after received_at it can have been received; null where no beginning is known.
COLUMNS = """
alter table views.response_times
  add column received_within interval default interval '0' check (received_within >= interval '0'),
  add column received_day date,
  add column silent_since timestamptz
"""
