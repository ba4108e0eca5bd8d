"""`complaints views win-back-rates`, `second-lives`, `second-life-values` and `redress-per-retained`."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from api.figures import counted, counted_if_any, interval, percent
from api.small_cells import published, published_curves
from api.terminal import Json, SuppressSmall, failure, out, say_what_is_withheld, the_views
from api.view_tables import print_json, print_rows
from api.win_back_survival_command_line import print_curves
from projections.redress_retained import redress_per_retained as ask_redress
from projections.second_lives import ValueAsked, values
from projections.second_lives import second_lives as ask_second_lives
from projections.win_back_outcomes import NOT_CAUSAL
from projections.win_back_rates import RateAsked, RateBy, rates

Days = Annotated[int, typer.Option(min=1, max=3650, help="Within how many days.")]


def win_back_rates(
    by: Annotated[RateBy, typer.Option(help="By what the offers are grouped.")] = "offer",
    days: Days = 90,
    *,
    suppress_small: SuppressSmall = False,
    json: Json = False,
) -> None:
    """Say how many offers to come back were accepted or declined, with 95 % intervals."""
    with the_views() as connection:
        found = rates(connection, datetime.now(UTC), RateAsked(by=by, days=days))
    items, suppressed = published(found, suppress_small=suppress_small)
    say_what_is_withheld(suppressed)
    if json:
        print_json({"note": NOT_CAUSAL, "items": items, "suppressed": suppressed})
        return
    columns = (
        "offers",
        "accepted",
        "declined",
        "open",
        "accepted",
        "95 % interval",
        "immature",
        "time unknown",
    )
    print_rows(
        f"Win-back: offers answered within {days} days",
        (by, *columns),
        (
            (
                it.group,
                counted(it.offers),
                counted(it.accepted),
                counted(it.declined),
                counted(it.open),
                percent(it.share),
                interval(it.low, it.high),
                counted_if_any(it.immature),
                counted_if_any(it.time_unknown),
            )
            for it in items
        ),
    )
    out.print(f"{NOT_CAUSAL}.")


def second_lives(*, suppress_small: SuppressSmall = False, json: Json = False) -> None:
    """Estimate by Kaplan and Meier how long customers stay after a return, by the offer that was taken."""
    with the_views() as connection:
        whole = ask_second_lives(connection, datetime.now(UTC))
    found, suppressed = published_curves(whole, suppress_small=suppress_small)
    say_what_is_withheld(suppressed)
    if json:
        said = {"note": NOT_CAUSAL, "time_unknown": found.time_unknown}
        print_json({**said, "items": found.curves, "suppressed": suppressed})
        return
    print_curves("Win-back: who stays after a return", "offer", found.curves)
    out.print(f"In no curve, time unknown: {counted(found.time_unknown)}.")
    out.print(f"{NOT_CAUSAL}.")


def second_life_values(
    margin: Annotated[str, typer.Option(help="How much of what is spent stays with us, from 0 to 1.")],
    days: Days = 90,
    *,
    suppress_small: SuppressSmall = False,
    json: Json = False,
) -> None:
    """Sum what was spent within some days of a return, what it left, and what offers and redress cost."""
    asked = ValueAsked(days=days, margin=_share(margin))
    with the_views() as connection:
        found = values(connection, datetime.now(UTC), asked)
    items, suppressed = published(found, suppress_small=suppress_small)
    say_what_is_withheld(suppressed)
    if json:
        print_json({"note": NOT_CAUSAL, "margin": margin, "items": items, "suppressed": suppressed})
        return
    columns = (
        "offer",
        "currency",
        "lives",
        "spent",
        "cost",
        "redress",
        "net",
        "immature",
        "time unknown",
        "cost unknown",
    )
    print_rows(
        f"Win-back: worth of the first {days} days after a return, of a margin of {margin}",
        columns,
        (
            (
                it.offer,
                it.currency,
                counted(it.lives),
                it.spent,
                it.cost,
                it.redress,
                it.net,
                counted_if_any(it.immature),
                counted_if_any(it.time_unknown),
                counted_if_any(it.cost_unknown),
            )
            for it in items
        ),
    )
    out.print(f"{NOT_CAUSAL}.")


def redress_per_retained(
    days: Days = 90, *, suppress_small: SuppressSmall = False, json: Json = False
) -> None:
    """Divide what was made good within some days of a first complaint by those who stayed that long."""
    with the_views() as connection:
        found = ask_redress(connection, datetime.now(UTC), days)
    items, suppressed = published(found, suppress_small=suppress_small)
    say_what_is_withheld(suppressed)
    if json:
        print_json({"items": items, "suppressed": suppressed})
        return
    columns = (
        "kind",
        "currency",
        "payments",
        "amount",
        "for each who stayed",
        "stayed",
        "left",
        "immature",
        "time unknown",
        "payments too",
    )
    print_rows(
        f"Made good within {days} days of a first complaint",
        columns,
        (
            (
                it.kind,
                it.currency,
                counted(it.payments),
                it.amount,
                it.per_retained,
                counted(it.retained),
                counted(it.left),
                counted_if_any(it.immature),
                counted_if_any(it.time_unknown),
                counted_if_any(it.payments_unknown),
            )
            for it in items
        ),
    )


def _share(text: str) -> Decimal:
    try:
        share = Decimal(text)
        is_share = 0 <= share <= 1
    except InvalidOperation:
        is_share = False
    if not is_share:
        raise failure(f"--margin {text} is no share from 0 to 1, such as 0.35.")
    return share
