"""`complaints views contacts`: how often complainants have to get in touch, as tables or JSON."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from api.contacts import DEFINED_BY
from api.figures import counted, counted_if_any, interval, percent
from api.small_cells import published
from api.terminal import (
    AsOf,
    Json,
    SuppressSmall,
    Zone,
    out,
    past_instant_of,
    say_what_is_withheld,
    the_views,
)
from api.view_tables import print_json, print_rows
from projections.contact_cohorts import UNANSWERED, ContactsAsked
from projections.contact_questions import NOT_CAUSAL, ContactsOfGroup
from projections.contact_questions import contacts as ask
from projections.response_groups import GroupBy

COLUMNS = (
    "complaints",
    "merged",
    "imported",
    "open",
    "withdrawn",
    "resolved",
    "1 contact",
    "2",
    "3",
    "4",
    "5 or more",
    "mean",
    "50 %",
    "90 %",
)
TROUBLE = (
    "switched channel",
    "share",
    "95 % interval",
    "involuntary",
    "unknown",
    "hand-offs mean",
    "90 %",
    "from a machine",
    "asked again",
    "share",
    "95 % interval",
)
AT_ONCE = ("within", "yes", "no", "immature", "open", "time unknown", "share", "95 % interval")


def contacts(  # noqa: PLR0913 - one argument for each option
    by: Annotated[GroupBy, typer.Option(help="By what complaints are grouped.")] = "all",
    zone: Zone = "UTC",
    unanswered_hours: Annotated[
        int,
        typer.Option(min=0, max=8760, help="Changes of channel are involuntary after so long unanswered."),
    ] = UNANSWERED // timedelta(hours=1),
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
    json: Json = False,
) -> None:
    """Count contacts, changes of channel, hand-offs and repeated questions, and what one contact resolved."""
    instant = past_instant_of("--as-of", as_of) or datetime.now(UTC)
    asked = ContactsAsked(group_by=by, zone=zone, unanswered=timedelta(hours=unanswered_hours))
    with the_views() as connection:
        found = ask(connection, instant, asked)
    items, suppressed = published(found, suppress_small=suppress_small)
    if json:
        said = {"as_of": instant, "zone": zone, "unanswered_hours": unanswered_hours, "note": NOT_CAUSAL}
        print_json({**said, "definitions": DEFINED_BY, "items": items, "suppressed": suppressed})
    else:
        _print(by, instant, items)
    say_what_is_withheld(suppressed)


def _print(by: str, as_of: datetime, groups: Sequence[ContactsOfGroup]) -> None:
    print_rows(
        f"Contacts to resolution, at {as_of:%Y-%m-%d %H:%M:%S} UTC", (by, *COLUMNS), map(_contacts, groups)
    )
    print_rows("Channels, hands and questions", (by, *TROUBLE), map(_trouble, groups))
    print_rows("Resolved at the first contact", (by, *AT_ONCE), _at_once(groups))
    out.print(f"A difference between groups is {NOT_CAUSAL}.", soft_wrap=True)


def _contacts(group: ContactsOfGroup) -> Sequence[object]:
    return (
        group.group,
        counted(group.complaints),
        counted_if_any(group.merged),
        counted_if_any(group.imported),
        counted(group.open),
        counted_if_any(group.withdrawn),
        counted(group.resolved),
        counted(group.one),
        counted(group.two),
        counted(group.three),
        counted(group.four),
        counted(group.five_or_more),
        _mean(group.contacts_mean),
        group.contacts_p50,
        group.contacts_p90,
    )


def _trouble(group: ContactsOfGroup) -> Sequence[object]:
    return (
        group.group,
        counted(group.switched),
        percent(group.share_switched),
        interval(group.switched_low, group.switched_high),
        counted(group.involuntary),
        counted_if_any(group.involuntary_unknown),
        _mean(group.hand_offs_mean),
        group.hand_offs_p90,
        counted_if_any(group.from_machine),
        counted(group.asked_again),
        percent(group.share_asked_again),
        interval(group.asked_again_low, group.asked_again_high),
    )


def _at_once(groups: Sequence[ContactsOfGroup]) -> Iterable[Sequence[object]]:
    for group in groups:
        for it in group.first_contact:
            yield (
                group.group,
                f"{it.within.days} days",
                counted(it.yes),
                counted(it.no),
                counted(it.immature),
                counted(it.open),
                counted_if_any(it.time_unknown),
                percent(it.share),
                interval(it.low, it.high),
            )


def _mean(number: float | None) -> str:
    return "" if number is None else f"{number:.2f}"
