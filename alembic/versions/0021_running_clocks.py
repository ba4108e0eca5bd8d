"""Find the clocks that run by due instant and by who has to do something, however many have run before."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

RUNS = "state = 'running' and until_at is null"
OWES = "next_due_at is not null"

INDEXES = {
    "clock_periods_running": ("clock_periods", "falls_at, complaint, clock", RUNS),
    "clock_periods_running_by_policy": ("clock_periods", "policy, falls_at, complaint, clock", RUNS),
    "clock_periods_running_by_channel": ("clock_periods", "channel, falls_at, complaint, clock", RUNS),
    "case_list_owing_by_product": ("case_list", "product, complaint", OWES),
    "case_list_owing_by_team": ("case_list", "team, complaint", OWES),
    "case_list_owing_by_handler": ("case_list", "handler, complaint", OWES),
}


def upgrade() -> None:
    for name, (view, columns, condition) in INDEXES.items():
        op.execute(f"create index {name} on views.{view} ({columns}) where {condition}")


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"drop index views.{name}")
