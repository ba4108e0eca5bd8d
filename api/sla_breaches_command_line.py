"""`complaints views sla-breaches`: how clocks stood at an instant, as tables or JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from api.terminal import AsOf, Json, Limit, instant_of, the_views
from api.view_tables import print_json, print_rows
from complaints.readings import Verdict
from projections.standing import AfterClock, ClockCount, ClockFilter, Standing, counts, standings


def sla_breaches(
    as_of: AsOf = None,
    verdict: Annotated[Verdict | None, typer.Option(help="Only clocks that stood like this.")] = None,
    limit: Limit = 20,
    *,
    json: Json = False,
) -> None:
    """Count clocks by how they stood at an instant, and list them by due instant."""
    instant = instant_of("--as-of", as_of) or datetime.now(UTC)
    wanted = ClockFilter(verdict=verdict)
    with the_views() as connection:
        counted = counts(connection, instant, wanted)
        found = standings(connection, instant, wanted, AfterClock(), limit)
    if json:
        print_json({"as_of": instant, "counts": counted, "items": found})
    else:
        _print_counts(instant, counted)
        _print_standings(found)


def _print_counts(as_of: datetime, counts: Sequence[ClockCount]) -> None:
    title = f"Clocks as they stood at {as_of:%Y-%m-%d %H:%M:%S} UTC"
    print_rows(title, ("clock", "verdict", "clocks"), ((it.clock, it.verdict, it.clocks) for it in counts))


def _print_standings(standings: Sequence[Standing]) -> None:
    columns = ("reference", "clock", "due", "stopped", "verdict", "margin", "team", "handler")
    print_rows(
        "Clocks by due instant (UTC)",
        columns,
        (
            (
                it.reference,
                it.clock,
                it.due_at,
                it.stopped_at,
                it.verdict,
                it.margin,
                it.team,
                it.handler,
            )
            for it in standings
        ),
    )
