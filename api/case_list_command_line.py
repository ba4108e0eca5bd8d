"""`complaints views cases` and `workload`: complaints, and who has how much to do, as tables or JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from api.terminal import Json, Limit, the_views
from api.view_tables import print_json, print_rows
from complaints.complaint import Status
from projections.case_list import Case
from projections.cases import AfterCase, CaseFilter
from projections.cases import cases as find_cases
from projections.workload import Workload, WorkloadAsked, WorkloadBy
from projections.workload import workload as ask_workload


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
        _print_cases(found)


def workload(
    by: Annotated[WorkloadBy, typer.Option(help="By what the complaints are grouped.")] = "team",
    *,
    json: Json = False,
) -> None:
    """Count what is open by team, handler or product: how old, how much overdue, and what is due next."""
    now = datetime.now(UTC)
    with the_views() as connection:
        found = ask_workload(connection, now, WorkloadAsked(group_by=by))
    if json:
        print_json({"as_of": now, "items": found})
    else:
        _print_workload(by, found)


def _print_cases(cases: Sequence[Case]) -> None:
    columns = ("reference", "status", "received", "channel", "product", "team", "handler", "next due")
    print_rows(
        "Complaints (UTC)",
        columns,
        (
            (
                it.reference,
                it.status,
                it.received_at,
                it.channel,
                it.product,
                it.team,
                it.handler,
                it.next_due_at,
            )
            for it in cases
        ),
    )


def _print_workload(by: str, groups: Sequence[Workload]) -> None:
    columns = ("open", "overdue", "due in 7 days", "no clock", "age 50 %", "90 %", "oldest", "next due")
    print_rows(
        "Open complaints (UTC)",
        (by, *columns),
        (
            (
                it.group,
                it.open,
                it.overdue or None,
                it.due_soon or None,
                it.without_clock or None,
                f"{it.age_p50.days} days",
                f"{it.age_p90.days} days",
                it.oldest,
                it.next_due_at,
            )
            for it in groups
        ),
    )
