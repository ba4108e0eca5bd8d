"""Let a page of clocks as of an instant, or of an inbox, read little more than itself.

Where both ends of a period are in the index, one that does not hold the instant is passed over there. What is
late, and what waits, has indexes of its own: of a million clocks that is a small part.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

LATE = "coalesce(stopped_at, ends_at) > due_at"
IS_WITHDRAWN = "stopped_by = 'ComplaintWithdrawn'"
IS_ANSWERED = "stopped_by is distinct from 'ComplaintWithdrawn'"
PERIOD = "falls_at, complaint, clock, ends_at, from_at"
MESSAGE = "received_at, complaint, message"
EVER = f"{MESSAGE}, (coalesce(ended_at, 'infinity'))"
LATE_AND_OPEN = f"{LATE} and (state = 'running' or state = 'stopped' and {IS_WITHDRAWN})"
LATE_AND_ANSWERED = f"{LATE} and state = 'stopped' and {IS_ANSWERED}"

ADDED = {
    "clock_periods_by_due": f"clock_periods ({PERIOD})",
    "clock_periods_by_clock": "clock_periods (clock, falls_at, complaint, ends_at, from_at)",
    "clock_periods_by_channel": f"clock_periods (channel, {PERIOD})",
    "clock_periods_by_product": f"clock_periods (product, {PERIOD})",
    "clock_periods_by_team": f"clock_periods (team, {PERIOD})",
    "clock_periods_by_handler": f"clock_periods (handler, {PERIOD})",
    "clock_periods_that_ran": f"clock_periods ({PERIOD}) where state = 'running'",
    "clock_periods_late_and_open": f"clock_periods ({PERIOD}) where {LATE_AND_OPEN}",
    "clock_periods_late_and_answered": f"clock_periods ({PERIOD}) where {LATE_AND_ANSWERED}",
    "inbox_by_receipt": f"inbox ({EVER})",
    "inbox_by_product": f"inbox (product, {EVER})",
    "inbox_by_team": f"inbox (team, {EVER})",
    "inbox_by_handler": f"inbox (handler, {EVER})",
    "inbox_waiting_by_channel": f"inbox (channel, {MESSAGE}) where ended_at is null",
    "inbox_waiting_by_product": f"inbox (product, {MESSAGE}) where ended_at is null",
    "inbox_waiting_by_team": f"inbox (team, {MESSAGE}) where ended_at is null",
    "inbox_waiting_by_handler": f"inbox (handler, {MESSAGE}) where ended_at is null",
}

# What revisions 0003 and 0024 made, by the names that PostgreSQL gave.
REPLACED = {
    "clock_periods_falls_at_complaint_clock_ends_at_idx": (
        "clock_periods (falls_at, complaint, clock, ends_at)"
    ),
    "clock_periods_falls_at_complaint_clock_ends_at_idx1": (
        f"clock_periods (falls_at, complaint, clock, ends_at) where {LATE}"
    ),
    "clock_periods_clock_falls_at_complaint_ends_at_idx": (
        "clock_periods (clock, falls_at, complaint, ends_at)"
    ),
    **{
        f"clock_periods_{of}_falls_at_complaint_clock_ends_at_idx": (
            f"clock_periods ({of}, falls_at, complaint, clock, ends_at)"
        )
        for of in ("channel", "product", "team", "handler")
    },
    "inbox_ended_at_idx": "inbox (ended_at)",
}


def upgrade() -> None:
    _replace(REPLACED, ADDED)


def downgrade() -> None:
    _replace(ADDED, REPLACED)


def _replace(old: dict[str, str], new: dict[str, str]) -> None:
    for name in old:
        op.execute(f"drop index views.{name}")
    for name, columns in new.items():
        op.execute(f"create index {name} on views.{columns}")
