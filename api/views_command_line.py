"""`complaints views`: how the views stand, rebuilding and verifying them, and what they say."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import Annotated, Any

import typer

from api.case_list_command_line import cases, workload
from api.compliance_command_line import sla_compliance
from api.contacts_command_line import contacts
from api.inbox_command_line import inbox
from api.migrations import applied
from api.ombudsman_command_line import ombudsman
from api.recovery_command_line import recovery, recovery_outcomes
from api.redress_command_line import redress
from api.response_times_command_line import response_times
from api.sla_breaches_command_line import sla_breaches
from api.terminal import Json, failure, out, progress, the_pool, the_views
from api.view_tables import print_comparisons, print_json, print_status
from api.win_back_command_line import win_back, win_back_outcomes
from api.win_back_survival_command_line import win_back_survival
from api.win_back_values_command_line import (
    redress_per_retained,
    second_life_values,
    second_lives,
    win_back_rates,
)
from complaints.application import Ledger
from projections.comparison import compare
from projections.engine import advance
from projections.filling import RebuildInterrupted
from projections.positions import register
from projections.rebuild import RebuildFailed, RebuildUnderWay, Watch
from projections.rebuild import rebuild as rebuild_views
from projections.status import status as find_status
from projections.view import View
from projections.worker import VIEWS
from projections.writer import Writer, open_writer

views = typer.Typer(no_args_is_help=True, help="Views: what is known about complaints, computed from facts.")
QUESTIONS: Mapping[str, Callable[..., None]] = {
    "cases": cases,
    "sla-breaches": sla_breaches,
    "sla-compliance": sla_compliance,
    "response-times": response_times,
    "inbox": inbox,
    "workload": workload,
    "redress": redress,
    "contacts": contacts,
    "ombudsman": ombudsman,
    "recovery": recovery,
    "recovery-outcomes": recovery_outcomes,
    "win-back": win_back,
    "win-back-outcomes": win_back_outcomes,
    "win-back-survival": win_back_survival,
    "win-back-rates": win_back_rates,
    "second-lives": second_lives,
    "second-life-values": second_life_values,
    "redress-per-retained": redress_per_retained,
}
"""What can be asked of the views, a command each."""

for name, question in QUESTIONS.items():
    views.command(name)(question)

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
    except (RebuildUnderWay, RebuildFailed, RebuildInterrupted) as error:
        raise failure(str(error)) from None


@contextmanager
def _progress(writer: Writer, words: str) -> Iterator[Watch]:
    ((facts,),) = writer.execute("select count(*) from ledger.events").fetchall()
    with progress(words, facts) as watch:
        yield watch
