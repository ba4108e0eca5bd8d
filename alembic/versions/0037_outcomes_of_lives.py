"""Let a life say what the outcome of its first complaint was, answer by answer.

Until the view is rebuilt, its rows say that there was none.
"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
alter table views.win_back
  add column first_answers text[] not null default '{}',
  add column first_answered_at timestamptz[] not null default '{}'
""")


def downgrade() -> None:
    op.execute("alter table views.win_back drop column first_answers, drop column first_answered_at")
