"""`complaints views win-back` and `win-back-outcomes`: who leaves and returns."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from api.small_cells import published
from api.terminal import Json, Limit, SuppressSmall, failure, say_what_is_withheld, the_views
from api.view_tables import print_json
from api.win_back_tables import print_lives, print_outcomes
from projections.first_contact import WITHIN
from projections.win_back_outcomes import Outcome, OutcomeAsked, OutcomeBy, note, outcomes, problem_with
from projections.win_back_questions import AfterLife, CustomerState, LifeFilter, lives


def win_back(
    state: Annotated[CustomerState | None, typer.Option(help="Only who stands like this.")] = None,
    limit: Limit = 20,
    *,
    json: Json = False,
) -> None:
    """List the lives of customers: who is at risk, lost and why, offered something, returned."""
    with the_views() as connection:
        found = lives(connection, datetime.now(UTC), LifeFilter(state=state), AfterLife(), limit)
    if json:
        print_json(found)
    else:
        print_lives(found)


def win_back_outcomes(  # noqa: PLR0913 - one argument for each option
    outcome: Annotated[Outcome, typer.Argument(help="left, after a complaint; or returned, after leaving.")],
    by: Annotated[OutcomeBy, typer.Option(help="By what customers are grouped.")] = "all",
    experiment: Annotated[str | None, typer.Option(help="Whose arms are the groups.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Within how many days.")] = 90,
    first_contact_days: Annotated[
        int, typer.Option(min=1, max=365, help="For how long nobody may have come back after a resolution.")
    ] = WITHIN.days,
    *,
    suppress_small: SuppressSmall = False,
    json: Json = False,
) -> None:
    """Say how many customers left or returned, by what was done, with 95 % intervals."""
    asked = OutcomeAsked(
        outcome=outcome,
        by=by,
        experiment=experiment,
        within=timedelta(days=days),
        first_contact_within=timedelta(days=first_contact_days),
    )
    if (problem := problem_with(asked)) is not None:
        raise failure(f"{problem}.")
    with the_views() as connection:
        found = outcomes(connection, datetime.now(UTC), asked)
    items, suppressed = published(found, suppress_small=suppress_small)
    if json:
        print_json({"note": note(by), "items": items, "suppressed": suppressed})
    else:
        print_outcomes(asked, items)
    say_what_is_withheld(suppressed)
