"""`complaints views recovery` and `recovery-outcomes`: whether somebody apologised, and what came of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from api.figures import counted, counted_if_any, figures, interval, percent
from api.small_cells import published
from api.terminal import (
    AsOf,
    Json,
    SuppressSmall,
    Zone,
    failure,
    out,
    past_instant_of,
    say_what_is_withheld,
    the_views,
)
from api.view_tables import print_json, print_rows
from projections.recovery_outcomes import (
    WITHIN,
    RecoveryAsked,
    RecoveryBy,
    RecoveryOfGroup,
    RecoveryOutcome,
    problem_with,
)
from projections.recovery_outcomes import recovery_outcomes as ask_outcomes
from projections.recovery_questions import CaseBy, CasesAsked, apologies
from projections.win_back_outcomes import note


def recovery(
    by: Annotated[CaseBy, typer.Option(help="By what the cases are grouped.")] = "all",
    zone: Zone = "UTC",
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
    json: Json = False,
) -> None:
    """Count cases with an apology and without, how soon it came, in which form, and how often again."""
    instant, asked = past_instant_of("--as-of", as_of) or datetime.now(UTC), CasesAsked(zone=zone)
    with the_views() as connection:
        found = apologies(connection, instant, by, asked)
    items, suppressed = published(found, suppress_small=suppress_small)
    if json:
        print_json({"as_of": instant, "zone": zone, "items": items, "suppressed": suppressed})
    else:
        title = f"Apologies in cases by {instant:%Y-%m-%d %H:%M:%S} UTC"
        print_rows(title, (by, *SAID), map(figures, items))
    say_what_is_withheld(suppressed)


def recovery_outcomes(  # noqa: PLR0913, PLR0917 - one argument for each option
    outcome: Annotated[RecoveryOutcome, typer.Argument(help="What is looked for.")],
    by: Annotated[RecoveryBy, typer.Option(help="By what the cases are grouped.")] = "all",
    experiment: Annotated[str | None, typer.Option(help="Whose arms are the groups.")] = None,
    days: Annotated[
        int | None,
        typer.Option(min=1, max=3650, help="Within how many days; else 30, or 90 after an answer."),
    ] = None,
    zone: Zone = "UTC",
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
    json: Json = False,
) -> None:
    """Say in how many cases it came to something within some days, with 95 % intervals."""
    instant = past_instant_of("--as-of", as_of) or datetime.now(UTC)
    within = timedelta(days=days) if days else WITHIN[outcome]
    asked = RecoveryAsked(
        outcome=outcome, within=within, by=by, experiment=experiment, cases=CasesAsked(zone=zone)
    )
    if (problem := problem_with(asked)) is not None:
        raise failure(f"{problem}.")
    with the_views() as connection:
        found = ask_outcomes(connection, instant, asked)
    items, suppressed = published(found, suppress_small=suppress_small)
    if json:
        said = {"as_of": instant, "within_days": within.days, "note": note(by)}
        print_json({**said, "items": items, "suppressed": suppressed})
    else:
        title = f"Recovery: {outcome} within {within.days} days, by {instant:%Y-%m-%d %H:%M:%S} UTC"
        print_rows(title, (by, *CAME), map(_came, items))
        out.print(f"{note(by)}.")
    say_what_is_withheld(suppressed)


SAID = (
    "cases",
    "filings",
    "apologised",
    "open",
    "ended without",
    "automatic only",
    "again",
    "acknowledge",
    "responsibility",
    "promise",
    "time known",
    "unknown",
    "after 50 %",
    "90 %",
)
CAME = (
    "mature",
    "happened",
    "share",
    "95 % interval",
    "same cause",
    "other cause",
    "cause unknown",
    "immature",
    "time unknown",
    "customer unknown",
    "open",
    "ended without",
)


def _came(group: RecoveryOfGroup) -> Sequence[object]:
    return (
        group.group,
        counted(group.mature),
        counted(group.happened),
        percent(group.share),
        interval(group.low, group.high),
        counted_if_any(group.same_cause),
        counted_if_any(group.other_cause),
        counted_if_any(group.cause_unknown),
        counted_if_any(group.immature),
        counted_if_any(group.time_unknown),
        counted_if_any(group.customer_unknown),
        counted_if_any(group.open),
        counted_if_any(group.ended_without),
    )
