"""Let a response time be that of a merged complaint, and give an example of a reference that is one."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATES = "'reached', 'time unknown', 'open', 'ended without'"
EXAMPLE = "comment on column reporting.cases.reference is 'The reference that people use, such as {}.'"


def upgrade() -> None:
    _allow(f"{STATES}, 'merged'")
    op.execute(EXAMPLE.format("C-7K3M-9QXR"))


def downgrade() -> None:
    op.execute("delete from views.response_times where state = 'merged'")
    _allow(STATES)
    op.execute(EXAMPLE.format("C-7K3M-9QXD"))


def _allow(states: str) -> None:
    op.execute("alter table views.response_times drop constraint response_times_state_check")
    op.execute(
        "alter table views.response_times add constraint response_times_state_check"
        f" check (state in ({states}))"
    )
