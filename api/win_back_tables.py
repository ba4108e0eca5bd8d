"""Win-back as tables for a terminal."""

from collections.abc import Sequence
from decimal import Decimal

from api.figures import counted, counted_if_any, interval, percent
from api.terminal import out
from api.view_tables import print_rows
from projections.win_back_outcomes import OutcomeAsked, OutcomeOfGroup, note
from projections.win_back_questions import CustomerLife


def print_lives(lives: Sequence[CustomerLife]) -> None:
    """Print lives of customers."""
    columns = (
        "customer",
        "life",
        "state",
        "complaints",
        "apology",
        "money",
        "lost",
        "reason",
        "offers",
        "returned",
        "spent in 90 days before",
        "after",
    )
    print_rows(
        "Win-back: lives of customers (UTC)",
        columns,
        (
            (
                it.customer,
                it.life,
                it.state,
                it.complaints,
                it.apologised_at and it.apologised_at.date(),
                it.compensated_at and it.compensated_at.date(),
                it.lost_at and it.lost_at.date(),
                it.reason,
                it.offers or None,
                it.returned_at and it.returned_at.date(),
                _money(it.spend_before, it.currency),
                _money(it.spend_after, it.currency),
            )
            for it in lives
        ),
    )


def print_outcomes(asked: OutcomeAsked, groups: Sequence[OutcomeOfGroup]) -> None:
    """Print how many left or returned, by group, and what may be concluded."""
    since = "a first complaint" if asked.outcome == "left" else "leaving"
    columns = (asked.by, "lives", asked.outcome, "share", "95 % interval", "immature", "time unknown")
    print_rows(
        f"Win-back: who {asked.outcome} within {asked.within.days} days of {since}",
        columns,
        (
            (
                it.group,
                counted(it.lives),
                counted(it.happened),
                percent(it.share),
                interval(it.low, it.high),
                counted_if_any(it.immature),
                counted_if_any(it.time_unknown),
            )
            for it in groups
        ),
    )
    out.print(f"{note(asked.by)}.")


def _money(amount: Decimal | None, currency: str | None) -> str | None:
    return None if amount is None else f"{amount} {currency}"
