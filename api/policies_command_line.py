"""`complaints policies`: checking a file of policies, and when something would be due."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.terminal import failure, known_by, out, the_pool
from api.view_tables import print_json
from complaints.calculator import Calculation, calculate
from complaints.errors import ComplaintError
from complaints.ledger import Complaints
from complaints.publishing import problems_of_facts
from complaints.sla.pack_problems import problems_in
from complaints.sla.packs import UnreadablePack, look_through
from complaints.sla.spans import Span, TimeSpan

policies = typer.Typer(no_args_is_help=True, help="Policies: what is promised, and until when.")


@policies.command()
def check(file: Annotated[Path, typer.Argument(help="A pack of policies, in TOML or JSON.")]) -> None:
    """Name every problem in a file of policies, one sentence each; exit code 1 if there is one."""
    try:
        not_understood, found = look_through(file)
    except UnreadablePack as error:
        raise failure(str(error)) from None
    unknown = [f"{it.id} version {it.version}: {said}" for it in found for said in problems_of_facts(it)]
    problems = [*not_understood, *problems_in(found), *unknown]
    for sentence in problems:
        out.print(f"{file.name}: {sentence}")
    if problems:
        raise typer.Exit(1)
    out.print(f"{file.name}: {len(found)} versions of {len({it.id for it in found})} policies, no problem.")


@policies.command()
def due(
    policy: Annotated[str, typer.Argument(help="The id of a policy, such as uk.fca.final.")],
    received: Annotated[str, typer.Option(help="An instant with its offset, or a day: 2026-04-07.")],
    region: Annotated[
        str | None, typer.Option(help="Count in the calendar of another region, such as scotland.")
    ] = None,
    as_known_on: Annotated[
        str | None,
        typer.Option(help="By the policy book as recorded by the end of a day in UTC, or by an instant."),
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say until when a promise has to be kept for something received then, and why."""
    with the_pool() as (pool, _):
        try:
            book = Complaints(pool).policy_book(known_by(as_known_on))
            found = calculate(book, policy, received, region)
        except ComplaintError as error:
            raise failure(str(error)) from None
    if json:
        print_json(found)
    else:
        _print(found)


def _print(found: Calculation) -> None:
    out.print(found.explanation.sentence)
    draft = "; DRAFT: something is left to verify" if found.draft else ""
    calendar = f", calendar {found.calendar} version {found.calendar_version}" if found.calendar else ""
    out.print(f"{found.title}: {found.policy} version {found.version}{calendar}{draft}.")
    out.print(f"Source: {found.source}")
    if found.explanation.spans:
        table = Table("from", "to", "days or time", "", "why")
        for span in found.explanation.spans:
            table.add_row(*_ends(span), span.counting, span.why or "")
        out.print(table)


def _ends(span: Span | TimeSpan) -> tuple[str, str, str]:
    if isinstance(span, Span):
        return str(span.first_day), str(span.last_day), str(span.days)
    form = "%Y-%m-%d %H:%M:%S UTC"
    return f"{span.from_at:{form}}", f"{span.until_at:{form}}", str(span.until_at - span.from_at)
