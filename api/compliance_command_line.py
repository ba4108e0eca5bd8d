"""`complaints views sla-compliance`: how promises were kept, as a table or JSON."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from api.compliance import DEFINED_BY
from api.figures import counted_if_any, interval, percent
from api.small_cells import published
from api.terminal import AsOf, Json, SuppressSmall, Zone, failure, instant_of, say_what_is_withheld, the_pool
from api.view_tables import print_json, print_rows
from complaints.ledger import Complaints
from projections.compliance import ComplianceAsked, ComplianceBy, ComplianceOfGroup, compliance
from projections.slots import at_one_moment

COLUMNS = (
    "clocks",
    "met",
    "early",
    "breached, open",
    "answered late",
    "withdrawn",
    "time unknown",
    "open",
    "paused",
    "merged",
    "share met",
    "95 % interval",
    "near misses",
    "margin 10 %",
    "50 %",
    "90 %",
    "stood still",
)


def sla_compliance(  # noqa: PLR0913 - one argument for each option
    by: Annotated[ComplianceBy, typer.Option(help="By what the clocks are grouped.")] = "policy",
    month: Annotated[str | None, typer.Option(help="Due in this month, such as 2026-10; else ever.")] = None,
    zone: Zone = "UTC",
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
    json: Json = False,
) -> None:
    """Say how many promises were kept, of those that fell due, and how narrowly: by policy, team or month."""
    instant = instant_of("--as-of", as_of) or datetime.now(UTC)
    due_from, due_to = _bounds(month, zone) if month else (None, None)
    asked = ComplianceAsked(group_by=by, zone=zone, due_from=due_from, due_to=due_to)
    with the_pool() as (pool, _):
        book = Complaints(pool).policy_book()
        with pool.connection() as connection, at_one_moment(connection):
            found = compliance(connection, instant, asked, book)
    items, suppressed = published(found, suppress_small=suppress_small)
    if json:
        head = {"as_of": instant, "zone": zone, "definitions": DEFINED_BY}
        print_json({**head, "items": items, "suppressed": suppressed})
    else:
        _print(instant, asked, items)
    say_what_is_withheld(suppressed)


def _bounds(month: str, zone: str) -> tuple[datetime, datetime]:
    """Return when a month of a zone begins, and when the next one does (UTC)."""
    try:
        first = date.fromisoformat(f"{month}-01")
        following = (first + timedelta(days=31)).replace(day=1)
        begin, end = (datetime.combine(it, time(), ZoneInfo(zone)) for it in (first, following))
        return begin.astimezone(UTC), end.astimezone(UTC)
    except (ValueError, OverflowError):
        raise failure(f"--month {month} is no month: give one such as 2026-10.") from None


def _print(as_of: datetime, asked: ComplianceAsked, groups: Sequence[ComplianceOfGroup]) -> None:
    title = f"Promises by due instant, as they stood at {as_of:%Y-%m-%d %H:%M:%S} UTC"
    rows = [(it.group, *_counts(it), *_measures(it)) for it in groups]
    # What no group has is left out, so that the rest fits into a terminal.
    shown = [0, *(n for n in range(1, len(COLUMNS) + 1) if any(row[n] not in {None, ""} for row in rows))]
    columns = (asked.group_by, *COLUMNS)
    print_rows(title, [columns[n] for n in shown], ([row[n] for n in shown] for row in rows))


def _counts(group: ComplianceOfGroup) -> Sequence[str]:
    counts = (
        group.clocks,
        group.met,
        group.met_early,
        group.breached_open,
        group.breached_late,
        group.withdrawn,
        group.time_unknown,
        group.open,
        group.paused,
        group.merged,
    )
    return [counted_if_any(count) for count in counts]


def _measures(group: ComplianceOfGroup) -> Sequence[object]:
    return (
        percent(group.share_met),
        interval(group.low, group.high),
        counted_if_any(group.near_misses),
        group.margin_p10,
        group.margin_p50,
        group.margin_p90,
        ", ".join(f"{percent(it.share)} {it.reason}" for it in group.pauses),
    )
