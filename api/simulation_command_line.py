"""`complaints policies simulate`: a draft of a policy over real history."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.terminal import Plot, failure, out, the_pool
from api.view_tables import print_json, print_rows
from api.week_chart import chart
from api.whole_ledger import streams_with_progress
from complaints.errors import ComplaintError
from complaints.ledger import Complaints
from complaints.publishing import refuse_faulty
from complaints.sla.packs import UnreadablePack, read_policies
from complaints.sla.policy import Policy
from projections.simulation import Simulation, simulate


def simulate_command(
    draft: Annotated[Path, typer.Argument(help="A pack of one policy, in TOML or JSON.")],
    since: Annotated[str, typer.Option("--from", help="The first day of receipt: 2026-01-01.")],
    until: Annotated[str, typer.Option("--to", help="The last day of receipt: 2026-06-30.")],
    plot: Plot = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Try a draft on real history: breaches gained and lost, load by week, money. Nothing is touched."""
    policy, received = _draft(draft), (_day(since, "--from"), _day(until, "--to"))
    if received[1] < received[0]:
        raise failure(f"--to {until} is before --from {since}.")
    with the_pool() as (pool, _):
        book = Complaints(pool).policy_book()
        try:
            refuse_faulty(policy, book)
        except ComplaintError as error:
            raise failure(f"{draft.name}: {error}") from None
        with streams_with_progress(pool, "simulating") as streams:
            found = simulate(streams, policy, book, received, datetime.now(UTC))
    if plot:
        plot.write_text(chart(found), encoding="utf-8")
    if json:
        print_json(found)
    else:
        _print_simulation(found)


def _draft(file: Path) -> Policy:
    try:
        found = read_policies(file)
    except UnreadablePack as error:
        raise failure(str(error)) from None
    if len(found) != 1:
        raise failure(f"{file.name}: a simulation is of one policy, and the file holds {len(found)}.")
    return found[0]


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise failure(f"{option} {text} is no day: give one such as 2026-04-07.") from None


def _print_simulation(found: Simulation) -> None:
    sums: list[tuple[str, object, object]] = [
        ("clocks", found.clocks, found.draft_clocks),
        ("breached", found.breaches, found.draft_breaches),
        ("time unknown", found.time_unknown, found.draft_time_unknown),
    ]
    if found.cost:
        sums.append((f"cost, {found.cost.currency}", found.cost.amount, found.cost.draft_amount))
    title = (
        f"{found.policy}: {found.complaints} complaints received {found.received_from} to {found.received_to}"
    )
    print_rows(title, ("", "as it was", "draft"), sums)
    weeks = [(week.monday, week.due, week.draft_due) for week in found.weeks]
    print_rows("Due in the week from", ("Monday", "as it was", "draft"), weeks)
    for words, cases in (("Breaches gained", found.gained), ("Breaches lost", found.lost)):
        rows = [(it.reference, it.clock, it.due_at, it.draft_due_at) for it in cases]
        print_rows(f"{words}: {len(cases)}", ("complaint", "clock", "due", "due, draft"), rows)
    if found.not_counted:
        out.print(f"{found.not_counted} clocks could not be counted: no calendar covers their days.")
