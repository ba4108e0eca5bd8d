"""`complaints views contacts`: how often complainants have to get in touch, as tables or JSON."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from api.contacts import DEFINED_BY
from api.figures import interval, percent
from api.terminal import Json, failure, instant_of, out, the_views
from api.view_tables import print_json, print_rows
from complaints.when import zones
from projections.contact_cohorts import UNANSWERED, ContactsAsked
from projections.contact_questions import NOT_CAUSAL, ContactsOfGroup
from projections.contact_questions import contacts as ask
from projections.response_questions import GroupBy

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


def contacts(
    by: Annotated[GroupBy, typer.Option(help="By what complaints are grouped.")] = "all",
    zone: Annotated[str, typer.Option(help="The IANA zone of the months.")] = "UTC",
    unanswered_hours: Annotated[
        int,
        typer.Option(min=0, max=8760, help="Changes of channel are involuntary after so long unanswered."),
    ] = UNANSWERED // timedelta(hours=1),
    as_of: Annotated[
        str | None, typer.Option(help="An instant such as 2026-04-07T09:30:00Z; else now.")
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Count contacts, changes of channel, hand-offs and repeated questions, and what one contact resolved."""
    if zone not in zones():
        raise failure(f"{zone} is no IANA time zone, such as Europe/London.")
    instant = instant_of("--as-of", as_of) or datetime.now(UTC)
    asked = ContactsAsked(group_by=by, zone=zone, unanswered=timedelta(hours=unanswered_hours))
    with the_views() as connection:
        found = ask(connection, instant, asked)
    if json:
        said = {"as_of": instant, "zone": zone, "unanswered_hours": unanswered_hours, "note": NOT_CAUSAL}
        print_json({**said, "definitions": DEFINED_BY, "items": found})
    else:
        _print(by, instant, found)


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
        group.complaints,
        group.merged or None,
        group.imported or None,
        group.open,
        group.withdrawn or None,
        group.resolved,
        group.one,
        group.two,
        group.three,
        group.four,
        group.five_or_more,
        _mean(group.contacts_mean),
        group.contacts_p50,
        group.contacts_p90,
    )


def _trouble(group: ContactsOfGroup) -> Sequence[object]:
    return (
        group.group,
        group.switched,
        percent(group.share_switched),
        interval(group.switched_low, group.switched_high),
        group.involuntary,
        group.involuntary_unknown or None,
        _mean(group.hand_offs_mean),
        group.hand_offs_p90,
        group.from_machine or None,
        group.asked_again,
        percent(group.share_asked_again),
        interval(group.asked_again_low, group.asked_again_high),
    )


def _at_once(groups: Sequence[ContactsOfGroup]) -> Iterable[Sequence[object]]:
    for group in groups:
        for it in group.first_contact:
            days = f"{it.within.days} days"
            unknown = it.time_unknown or None
            share, between = percent(it.share), interval(it.low, it.high)
            yield group.group, days, it.yes, it.no, it.immature, it.open, unknown, share, between


def _mean(number: float | None) -> str:
    return "" if number is None else f"{number:.2f}"
