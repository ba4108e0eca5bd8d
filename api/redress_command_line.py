"""`complaints views redress`: what was offered, approved and paid, as a table or JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from api.figures import counted, counted_if_any, percent
from api.small_cells import published
from api.terminal import AsOf, Json, SuppressSmall, Zone, past_instant_of, say_what_is_withheld, the_views
from api.view_tables import print_json, print_rows
from projections.counts import total
from projections.redress_questions import RedressAsked, RedressBy, RedressOfGroup
from projections.redress_questions import redress as ask

COLUMNS = (
    "currency",
    "offers",
    "offered",
    "approved",
    "paid",
    "owed",
    "open",
    "came to nothing",
    "match the loss",
    "approval 50 %",
    "90 %",
)


def redress(
    by: Annotated[RedressBy, typer.Option(help="By what the offers are grouped.")] = "kind",
    zone: Zone = "UTC",
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
    json: Json = False,
) -> None:
    """Sum what was offered, approved, paid and is owed, by cause, kind, team or month, in each currency."""
    instant = past_instant_of("--as-of", as_of) or datetime.now(UTC)
    with the_views() as connection:
        found = ask(connection, instant, RedressAsked(group_by=by, zone=zone))
    items, suppressed = published(found, suppress_small=suppress_small)
    if json:
        print_json({"as_of": instant, "zone": zone, "items": items, "suppressed": suppressed})
    else:
        _print(by, instant, items)
    say_what_is_withheld(suppressed)


def _print(by: str, as_of: datetime, groups: Sequence[RedressOfGroup]) -> None:
    title = f"Offers, and what had become of them at {as_of:%Y-%m-%d %H:%M:%S} UTC"
    print_rows(title, (by, *COLUMNS), map(_row, groups))


def _row(group: RedressOfGroup) -> Sequence[object]:
    return (
        group.group,
        group.currency,
        counted(group.offers),
        group.offered_amount,
        group.approved_amount,
        group.paid_amount,
        group.owed_amount,
        counted_if_any(group.open),
        counted_if_any(total(group.declined, group.withdrawn, group.refused, group.replaced)),
        percent(group.share_matching),
        group.approval_p50,
        group.approval_p90,
    )
