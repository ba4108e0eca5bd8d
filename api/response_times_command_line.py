"""`complaints views response-times`: how long one step takes, by group."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from api.small_cells import published
from api.terminal import Json, SuppressSmall, Zone, say_what_is_withheld, the_views
from api.time_tables import print_times
from api.view_tables import print_json
from projections.response_groups import GroupBy, TimesAsked
from projections.response_questions import response_times as find_times
from projections.response_times import Measure


def response_times(  # noqa: PLR0913 - one argument for each option
    measure: Annotated[Measure, typer.Argument(help="Which step, or the longest silence.")],
    by: Annotated[GroupBy, typer.Option(help="By what complaints are grouped.")] = "all",
    zone: Zone = "UTC",
    days: Annotated[
        int | None, typer.Option(min=0, max=36500, help="Within how many days it should be.")
    ] = None,
    *,
    suppress_small: SuppressSmall = False,
    json: Json = False,
) -> None:
    """Say how long one step takes: counts, mean, percentiles, and the share within so many days."""
    asked = TimesAsked(
        measure=measure,
        group_by=by,
        zone=zone,
        received_from=None,
        received_to=None,
        target=None if days is None else timedelta(days=days),
    )
    with the_views() as connection:
        found = find_times(connection, datetime.now(UTC), asked)
    items, suppressed = published(found, suppress_small=suppress_small)
    if json:
        print_json(items)
    else:
        print_times(asked, items)
    say_what_is_withheld(suppressed)
