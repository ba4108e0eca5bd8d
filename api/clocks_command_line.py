"""`complaints clocks`: verdicts computed again, and what is carried to clocks that run."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from api.terminal import failure, instant_of, known_by, out, the_pool
from api.view_tables import print_json, print_rows
from api.watchdog.carrying import progress
from api.whole_ledger import streams_with_progress
from complaints.errors import ComplaintError
from complaints.ledger import Complaints
from complaints.sla.calendar import CalendarTooShort
from projections.reevaluation import Choice, Difference, differences, refuse_unknown

clocks = typer.Typer(no_args_is_help=True, help="Clocks: what becomes of the promises.")

PolicyNamed = Annotated[str | None, typer.Option(help="An id, or one and a version: uk.telecom.adr@2.")]
CalendarNamed = Annotated[str | None, typer.Option(help="An id, or one and a version: uk.scotland@1.")]
At = Annotated[str | None, typer.Option(help="An instant with its offset: 2026-04-07T09:30Z.")]
KnownOn = Annotated[str | None, typer.Option(help="A day, to its end in UTC: 2026-04-07; or an instant.")]


@clocks.command(name="re-evaluate")
def re_evaluate(
    policy: PolicyNamed = None,
    calendar: CalendarNamed = None,
    as_known_on: KnownOn = None,
    as_of: At = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compute every verdict again and list what differs from the ledger, with the reason; touch nothing.

    By the versions that clocks run by, nothing differs. With a policy or a calendar, by its latest version in
    the policy book as recorded by --as-known-on, or by the version named.
    """
    then = instant_of("--as-of", as_of) or datetime.now(UTC)
    (policy_id, policy_version), (calendar_id, calendar_version) = versioned(policy), versioned(calendar)
    choice = Choice(
        policy=policy_id,
        policy_version=policy_version,
        calendar=calendar_id,
        calendar_version=calendar_version,
    )
    with the_pool() as (pool, _):
        book = Complaints(pool).policy_book(known_by(as_known_on))
        try:
            refuse_unknown(choice, book)
            with streams_with_progress(pool, "computing verdicts") as streams:
                found = [it for facts in streams for it in differences(facts, book, choice, then)]
        except (ComplaintError, CalendarTooShort) as error:
            raise failure(str(error)) from None
    if json:
        print_json(found)
    else:
        _print(found)


def versioned(named: str | None) -> tuple[str | None, int | None]:
    """Return the id and the version in `uk.telecom.adr@2`; None for what is not said."""
    id, _, version = (named or "").partition("@")
    if version and not version.isdecimal():
        raise failure(f"{named}: a version is a number, such as {id}@2.")
    return id or None, int(version) if version else None


def _print(found: list[Difference]) -> None:
    if not found:
        out.print("No verdict differs from the ledger.")
        return
    rows = (
        (it.reference, it.clock, it.ledger_due_at, it.ledger_verdict, it.due_at, it.verdict, it.reason)
        for it in found
    )
    columns = ("complaint", "clock", "due, ledger", "verdict, ledger", "due", "verdict", "why")
    print_rows(f"Verdicts that differ: {len(found)}", columns, rows)


@clocks.command("carried")
def carried_command(*, json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show how far each change of the policy book was carried to the clocks that run."""
    with the_pool() as (pool, _), pool.connection() as connection:
        found = progress(connection)
    if json:
        print_json(found)
        return
    table = Table("change", "from (UTC)", "complaints looked at", "clocks restated", "finished (UTC)")
    for each in found:
        finished = f"{each.finished_at:%Y-%m-%d %H:%M:%S}" if each.finished_at else "not yet"
        table.add_row(
            each.cause, f"{each.from_at:%Y-%m-%d %H:%M:%S}", str(each.looked_at), str(each.restated), finished
        )
    out.print(table)
