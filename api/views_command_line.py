"""`complaints views`: how the views stand, rebuilding and verifying them, and what they say."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Any

import typer

from api.compliance_command_line import sla_compliance
from api.contacts_command_line import contacts
from api.migrations import applied
from api.ombudsman_command_line import ombudsman
from api.recovery_command_line import recovery, recovery_outcomes
from api.redress_command_line import redress
from api.response_times_command_line import response_times
from api.terminal import Json, Limit, failure, instant_of, out, progress, the_pool, the_views
from api.view_tables import (
    print_cases,
    print_comparisons,
    print_counts,
    print_json,
    print_standings,
    print_status,
    print_waiting,
    print_workload,
)
from api.win_back_command_line import win_back, win_back_outcomes
from api.win_back_survival_command_line import win_back_survival
from api.win_back_values_command_line import (
    redress_per_retained,
    second_life_values,
    second_lives,
    win_back_rates,
)
from complaints.application import Ledger
from complaints.complaint import Status
from complaints.readings import Verdict
from projections.cases import AfterCase, CaseFilter
from projections.cases import cases as find_cases
from projections.comparison import compare
from projections.engine import advance
from projections.inbox_questions import (
    AfterMessage,
    Asked,
    InboxFilter,
    Turn,
    count_waiting,
    waiting,
)
from projections.positions import register
from projections.rebuild import RebuildFailed, RebuildUnderWay, Watch
from projections.rebuild import rebuild as rebuild_views
from projections.standing import AfterClock, ClockFilter, counts, standings
from projections.status import status as find_status
from projections.view import View
from projections.worker import VIEWS
from projections.workload import WorkloadAsked, WorkloadBy, workload
from projections.writer import Writer, open_writer

views = typer.Typer(no_args_is_help=True, help="Views: what is known about complaints, computed from facts.")
views.command("response-times")(response_times)
views.command("redress")(redress)
views.command("ombudsman")(ombudsman)
views.command("recovery")(recovery)
views.command("recovery-outcomes")(recovery_outcomes)
views.command("contacts")(contacts)
views.command("win-back")(win_back)
views.command("win-back-outcomes")(win_back_outcomes)
views.command("win-back-survival")(win_back_survival)
views.command("win-back-rates")(win_back_rates)
views.command("second-lives")(second_lives)
views.command("second-life-values")(second_life_values)
views.command("redress-per-retained")(redress_per_retained)

views.command("sla-compliance")(sla_compliance)
Names = Annotated[list[str] | None, typer.Argument(help=f"Of {', '.join(VIEWS)}; else all.")]


@views.command()
def status(*, json: Json = False) -> None:
    """Show how far each view has followed the log; exit code 1 if one has stopped, with the reason."""
    with the_views() as connection:
        found = find_status(connection)
    if json:
        print_json(found)
    else:
        print_status(found)
    if any(slot.reason for slot in found):
        raise typer.Exit(1)


@views.command()
def rebuild(names: Names = None) -> None:
    """Compute views anew from the whole ledger. The old rows answer meanwhile, then the new ones do.

    What was interrupted goes on where it was, unless the views have changed since.
    """
    chosen = _views(names)
    with the_pool() as (pool, database), open_writer(database.app) as writer:
        ledger = Ledger(pool)
        with _refusals(), _progress(writer, "Rebuilding") as watch:
            position = rebuild_views(writer, ledger, chosen, watch)
        while advance(writer, ledger, {view.name: view for view in chosen}):
            pass
    out.print(f"Rebuilt {', '.join(view.name for view in chosen)} up to position {position}.")


@views.command()
def verify(names: Names = None, *, json: Json = False) -> None:
    """Compare views, row by row, with what the ledger says, and certify those that agree.

    Exit code 1 if one differs, with the rows.
    """
    chosen = _views(names)
    with the_pool() as (pool, database), open_writer(database.app) as writer:
        register(writer, chosen)
        with _refusals(), _progress(writer, "Verifying") as watch:
            found = compare(writer, Ledger(pool), chosen, watch)
        made_by = {"code": f"complaints {version('complaints')}", "schema": applied(database)}
    if json:
        print_json({**made_by, "views": found})
    else:
        print_comparisons(found)
        out.print(f"By {made_by['code']} over schema {made_by['schema']}.")
    if any(each.differences for each in found):
        raise typer.Exit(1)


@views.command()
def cases(
    status: Annotated[Status | None, typer.Option(help="Only these.")] = None,
    team: Annotated[str | None, typer.Option(help="Only those that this team holds.")] = None,
    limit: Limit = 20,
    *,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only those with a clock past its due instant.")
    ] = False,
    json: Json = False,
) -> None:
    """List complaints, the latest received first."""
    wanted = CaseFilter(status=status, team=team, overdue=overdue or None)
    with the_views() as connection:
        found = find_cases(connection, datetime.now(UTC), wanted, AfterCase(), limit)
    if json:
        print_json(found)
    else:
        print_cases(found)


@views.command("sla-breaches")
def sla_breaches(
    as_of: Annotated[
        str | None, typer.Option(help="An instant such as 2026-04-07T09:30:00Z; else now.")
    ] = None,
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
        print_counts(instant, counted)
        print_standings(found)


@views.command()
def inbox(
    as_of: Annotated[
        str | None, typer.Option(help="An instant such as 2026-04-07T09:30:00Z; else now.")
    ] = None,
    team: Annotated[str | None, typer.Option(help="Only what this team holds.")] = None,
    turn: Annotated[Turn | None, typer.Option(help="Only where it is our turn, or theirs.")] = None,
    limit: Limit = 20,
    *,
    json: Json = False,
) -> None:
    """Count what waits for an answer, by channel and whose turn it is, and list it, the longest first."""
    instant = instant_of("--as-of", as_of)
    asked = Asked(as_of=instant or datetime.now(UTC), is_now=instant is None)
    wanted = InboxFilter(team=team, turn=turn)
    with the_views() as connection:
        counted = count_waiting(connection, asked, wanted)
        found = waiting(connection, asked, wanted, AfterMessage(), limit)
    if json:
        print_json({"as_of": asked.as_of, "counts": counted, "items": found})
    else:
        print_waiting(asked.as_of, counted, found)


@views.command("workload")
def workload_command(
    by: Annotated[WorkloadBy, typer.Option(help="By what the complaints are grouped.")] = "team",
    *,
    json: Json = False,
) -> None:
    """Count what is open by team, handler or product: how old, how much overdue, and what is due next."""
    now = datetime.now(UTC)
    with the_views() as connection:
        found = workload(connection, now, WorkloadAsked(group_by=by))
    if json:
        print_json({"as_of": now, "items": found})
    else:
        print_workload(by, found)


def _views(names: list[str] | None) -> list[View[Any]]:
    return [view_named(name) for name in dict.fromkeys(names or VIEWS)]


def view_named(name: str) -> View[Any]:
    """Return a view; a name that is none ends with a sentence."""
    if name not in VIEWS:
        raise failure(f"There is no view {name}: it must be one of {', '.join(VIEWS)}.")
    return VIEWS[name]


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (RebuildUnderWay, RebuildFailed) as error:
        raise failure(str(error)) from None


@contextmanager
def _progress(writer: Writer, words: str) -> Iterator[Watch]:
    ((facts,),) = writer.execute("select count(*) from ledger.events").fetchall()
    with progress(words, facts) as watch:
        yield watch
