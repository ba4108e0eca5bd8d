"""`complaints as-of`: any view as it was, of any number of complaints."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import typer

from api.row_conditions import WrongCondition, conditions
from api.row_writers import WRITERS, Format
from api.terminal import failure, instant_of, past_instant_of, progress, the_pool
from api.views_command_line import view_named
from complaints.application import Ledger
from complaints.storage import FactUnreadable, Recorded
from projections.as_of import every_stream, rows, rows_of_customer, streams_of_complaints
from projections.chosen import Filed, NotKnownYet, Past, count, filings, named, past, range_of
from projections.columns import meets
from projections.positions import Reader
from projections.view import View
from projections.worker import VIEWS

EVERYTHING = Filed()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """Which streams: of named complaints, of a customer, of filings; else every one."""

    names: Sequence[str]
    customer: UUID | None
    filed: Filed


def as_of_command(  # noqa: PLR0913, PLR0917 - one argument for each option
    view: Annotated[str, typer.Argument(help=f"One of {', '.join(VIEWS)}.")],
    complaint: Annotated[list[str] | None, typer.Option(help="A reference or id; may be repeated.")] = None,
    customer: Annotated[UUID | None, typer.Option(help="The customer whose rows are wanted.")] = None,
    filed_from: Annotated[str | None, typer.Option(help="Filing recorded then or later.")] = None,
    filed_to: Annotated[str | None, typer.Option(help="Filing recorded before then.")] = None,
    source: Annotated[str | None, typer.Option(help="The source that they were imported from.")] = None,
    known_at: Annotated[str | None, typer.Option(help="As far as was recorded by then; else now.")] = None,
    as_of: Annotated[str | None, typer.Option(help="What had happened by then; else all of that.")] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="column=value, as the row was; column= for none; may be repeated."),
    ] = None,
    *,
    format: Annotated[Format, typer.Option(help="How the rows are printed.")] = "table",
) -> None:
    """Print the rows of a view as they were, on both axes of time; of everything, if nothing is chosen.

    Instants are such as 2026-04-07T09:30:00Z. Rows are printed as they are made, so any number will do.
    """
    asked = view_named(view)
    wanted = _conditions(asked, where or [])
    filed = Filed(
        filed_from=instant_of("--filed-from", filed_from),
        filed_to=instant_of("--filed-to", filed_to),
        source=source,
    )
    chosen = _Chosen(names=complaint or [], customer=customer, filed=filed)
    _refuse_unclear(chosen)
    instants = instant_of("--known-at", known_at), past_instant_of("--as-of", as_of)
    with the_pool() as (pool, _), pool.connection() as connection:
        try:
            then = past(connection, *instants)
        except NotKnownYet:
            raise failure(f"--known-at {known_at} is still to come.") from None
        made = _rows(connection, Ledger(pool), asked, chosen, then)
        try:
            WRITERS[format](asked, then, filter(meets(asked, wanted, then.instant), made))
        except FactUnreadable as error:
            raise failure(str(error)) from None


def _conditions(view: View[Any], said: Sequence[str]) -> Mapping[str, object]:
    pairs = [text.partition("=") for text in said]
    for column, equals, _ in pairs:
        if not equals:
            raise failure(f"--where {column} is no condition: give one such as status=open.")
    try:
        return conditions(view, {column: value or None for column, _, value in pairs})
    except WrongCondition as error:
        raise failure(f"--where {error}.") from None


def _refuse_unclear(chosen: _Chosen) -> None:
    if sum([bool(chosen.names), chosen.customer is not None, chosen.filed != EVERYTHING]) > 1:
        said = "--complaint, --customer, or --filed-from, --filed-to and --source"
        raise failure(f"Choose complaints in one way: {said}.")
    begin, end = chosen.filed.filed_from, chosen.filed.filed_to
    if begin and end and end <= begin:
        raise failure("--filed-to is not after --filed-from: nothing lies between.")


def _rows(connection: Reader, ledger: Ledger, view: View[Any], chosen: _Chosen, then: Past) -> Iterator[Any]:
    if chosen.customer:
        yield from rows_of_customer(ledger, view, chosen.customer, then)
    elif chosen.names or chosen.filed != EVERYTHING:
        ids, total = _complaints(connection, chosen, then)
        with progress("complaints", total) as advance:
            streams = _watched(streams_of_complaints(ledger, ids, then), advance, lambda _: 1)
            yield from rows(ledger, view, streams, then)
    else:
        with progress("facts", then.position) as advance:
            yield from rows(ledger, view, _watched(every_stream(ledger, then), advance, len), then)


def _complaints(connection: Reader, chosen: _Chosen, then: Past) -> tuple[Iterable[UUID], int]:
    """Return the chosen complaints, and how many they are."""
    if not chosen.names:
        range = range_of(connection, chosen.filed, then)
        return filings(connection, range), count(connection, range)
    found = named(connection, chosen.names, then)
    if missing := [name for name, id in found.items() if id is None]:
        raise failure(f"Not on record by then: {', '.join(missing)}.")
    ids = dict.fromkeys(id for id in found.values() if id)
    return ids, len(ids)


def _watched(
    streams: Iterable[Sequence[Recorded]],
    advance: Callable[[int], None],
    weight: Callable[[Sequence[Recorded]], int],
) -> Iterator[Sequence[Recorded]]:
    for facts in streams:
        yield facts
        advance(weight(facts))
