"""`complaints import`: complaints of public sources into the ledger."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from psycopg import OperationalError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.importing.refusals import FileRefused
from api.importing.rejects import rejects_of
from api.importing.rows import Source
from api.importing.run import Counts, import_file
from api.importing.survey import look_over
from api.terminal import err, failure, out, the_pool, user
from complaints.application import LedgerBusy, OutcomeUnknown
from complaints.ledger import Complaints


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file. `cut`: a sentence if it ends in the middle. `refused`: why it was not read."""

    file: str
    counts: Counts
    cut: str | None = None
    refused: str | None = None
    rejects: str | None = None


def import_command(
    files: Annotated[list[Path], typer.Argument(help="CSV files, .csv or .csv.gz.")],
    format: Annotated[Source, typer.Option("--format", help="The source whose files they are.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON, for machines.")] = False,
) -> None:
    """Import complaints. Doing it again adds only what is new; rows that cannot be taken are set aside.

    Exit code 1 if a file could not be read or ends in the middle; rejected rows alone are no failure.
    """
    with the_pool() as (pool, _):
        complaints = Complaints(pool)
        results = [_import(complaints, format, path) for path in files]
    if as_json:
        print(json.dumps([asdict(result) for result in results]))  # noqa: T201 - bare, for machines
    else:
        _print(results)
    if any(result.cut or result.refused for result in results):
        raise typer.Exit(1)


def _import(complaints: Complaints, format: Source, path: Path) -> Imported:
    try:
        with err.status(f"Looking {path.name} over"):
            file = look_over(format, path)
    except (FileRefused, OSError) as error:
        return Imported(file=str(path), counts=Counts(), refused=str(error))
    rejects = rejects_of(path)
    try:
        with _bar(path.name, file.total) as progress:
            counts = import_file(complaints, file, rejects, by=user(), progress=progress)
    except (LedgerBusy, OutcomeUnknown, OperationalError) as error:
        again = "Import the file again: what is recorded already adds nothing."
        raise failure(f"The import of {path} stopped: {str(error).rstrip('.')}. {again}") from None
    return Imported(
        file=str(path),
        counts=counts,
        cut=file.cut,
        rejects=str(rejects) if counts.rejected else None,
    )


@contextmanager
def _bar(name: str, total: int) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(name, total=total)
        yield lambda done: progress.update(task, completed=done)


def _print(results: list[Imported]) -> None:
    table = Table("file", "read", "imported", "updated", "unchanged", "rejected")
    for result in results:
        table.add_row(result.file, *(str(count) for count in asdict(result.counts).values()))
    out.print(table)
    for result in results:
        if result.refused:
            failure(f"{result.file} was not read: {result.refused}")
        if result.cut:
            failure(f"{result.file}: {result.cut}")
        if result.rejects:
            out.print(f"The rows that could not be taken are in {result.rejects}, each with its reason.")
