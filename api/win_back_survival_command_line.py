"""`complaints views win-back-survival`: how long customers stay after a complaint."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated

import typer

from api.figures import counted
from api.small_cells import published_curves
from api.survival_chart import chart
from api.terminal import Json, Plot, SuppressSmall, failure, out, say_what_is_withheld, the_views
from api.view_tables import print_json, print_rows
from projections.counts import Count
from projections.first_contact import WITHIN
from projections.survival import Curve
from projections.win_back_outcomes import note
from projections.win_back_survival import (
    Survival,
    SurvivalAsked,
    SurvivalBy,
    landmark_of,
    problem_with,
    survival,
)


def win_back_survival(  # noqa: PLR0913 - one argument for each option
    by: Annotated[SurvivalBy, typer.Option(help="By what customers are grouped.")] = "all",
    experiment: Annotated[str | None, typer.Option(help="Whose arms are the groups.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="For how many days they are followed.")] = 365,
    landmark: Annotated[
        int | None, typer.Option(min=0, max=3650, help="By which day groups are divided.")
    ] = None,
    *,
    first_contact_days: Annotated[
        int, typer.Option(min=1, max=365, help="For how long nobody may have come back after a resolution.")
    ] = WITHIN.days,
    inactivity: Annotated[
        float | None, typer.Option(min=1, max=100, help="After how many usual gaps silence is leaving.")
    ] = None,
    suppress_small: SuppressSmall = False,
    plot: Plot = None,
    json: Json = False,
) -> None:
    """Estimate by Kaplan and Meier how many are still here how many days after a complaint."""
    within = timedelta(days=first_contact_days)
    asked = SurvivalAsked(
        by=by,
        experiment=experiment,
        days=days,
        landmark=landmark_of(by, within) if landmark is None else landmark,
        first_contact_within=within,
        inactivity=None if inactivity is None else Decimal(str(inactivity)),
    )
    if (problem := problem_with(asked)) is not None:
        raise failure(f"{problem}.")
    with the_views() as connection:
        whole = survival(connection, datetime.now(UTC), asked)
    found, suppressed = published_curves(whole, suppress_small=suppress_small)
    say_what_is_withheld(suppressed)
    if plot:
        plot.write_text(chart([_title(asked)], days, found.curves), encoding="utf-8")
    if json:
        said = {"note": note(by), "landmark_days": asked.landmark}
        print_json({**said, **_counts(found), "items": found.curves, "suppressed": suppressed})
    else:
        _print(asked, found)


def print_curves(title: str, by: str, curves: Sequence[Curve]) -> None:
    """Print for each group how many stayed for how long."""
    print_rows(
        title,
        (by, "lives", "left", "censored", "median, days", "95 % interval"),
        (
            (
                it.group,
                counted(it.lives),
                counted(it.left),
                counted(it.censored),
                it.median,
                _interval(it.median_low, it.median_high),
            )
            for it in curves
        ),
    )


def _print(asked: SurvivalAsked, found: Survival) -> None:
    print_curves(_title(asked), asked.by, found.curves)
    columns = (asked.by, "day", "at risk", "left", "censored", "still here", "95 % interval")
    print_rows("Still here after a day", columns, (row for each in found.curves for row in _rows(each)))
    for words, lives in _counts(found).items():
        out.print(f"In no curve, {words.replace('_', ' ')}: {counted(lives)}.")
    if asked.inactivity is not None:
        without = ", ".join(f"{it.group or 'all'} {counted(it.gap_unknown)}" for it in found.curves)
        out.print(f"Without a usual gap: {without or 'nobody'}.")
    out.print(f"{note(asked.by)}.")


def _rows(curve: Curve) -> Sequence[Sequence[object]]:
    return [
        (
            curve.group,
            it.day,
            it.at_risk,
            it.left,
            it.censored,
            "" if it.survival is None else f"{it.survival:.1%}",
            "" if it.low is None else f"{it.low:.1%} to {it.high:.1%}",
        )
        for it in curve.points
    ]


def _title(asked: SurvivalAsked) -> str:
    seen = f", groups as of day {asked.landmark}" if asked.landmark else ""
    return f"Win-back: who stays after a complaint, by {asked.by}{seen}"


def _counts(found: Survival) -> dict[str, Count]:
    return {
        "left_earlier": found.left_earlier,
        "immature": found.immature,
        "time_unknown": found.time_unknown,
    }


def _interval(low: int | None, high: int | None) -> str:
    if low is None:
        return ""
    return f"{low} or later" if high is None else f"{low} to {high}"
