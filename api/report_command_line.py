"""`complaints report`: every report in every form, with the parameters of its route as options."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, get_args, get_origin

import typer
from fastapi.exceptions import RequestValidationError

from api.asking import Given, Option, answer, every_page, options
from api.parquet import ParquetUnavailable, refuse_without_duckdb
from api.problems import RequestMalformed
from api.report import Answer, NotDrawn, Report
from api.report_formats import columns_of, lists_of, said_of_all, write_csv, write_json, write_parquet
from api.reports import REPORTS
from api.terminal import Plot, failure, out, the_pool
from api.view_tables import print_rows
from api.whole_files import replacing
from complaints.ledger import Complaints
from projections.definitions import DEFINITIONS
from projections.slots import at_one_moment
from projections.small_cells import counts_of

Format = Literal["table", "json", "csv", "parquet"]
WRITE = {"json": write_json, "csv": write_csv, "parquet": write_parquet}

OWN = {
    "format": Annotated[
        Format, typer.Option(help="json is the answer of the route; csv and parquet hold every row.")
    ],
    "output": Annotated[Path | None, typer.Option(help="Write to this file, whole or not at all.")],
    "plot": Plot,
}
"""The options that every report has."""

TOLD_APART = {"definition", "definitions", "as_of", "position", "note"}
"""What an answer says of all its rows that the head has in words of its own, or not at all."""

reports = typer.Typer(
    no_args_is_help=True, help="Reports: what /v1/views answers, as tables, files and charts."
)


def _command(report: Report) -> Callable[..., None]:
    def run(*, format: Format, output: Path | None, plot: Path | None, **said: str | bool | None) -> None:
        given = {name: str(it) for name, it in said.items() if it not in {None, False}}
        _refuse(report, format, output, plot)
        with _answers(report, given, whole=format in {"csv", "parquet"}) as found:
            pages = _drawn(report, found, plot) if plot else found
            if format == "table":
                _print(report, *pages)
            else:
                with _written(output) as into:
                    WRITE[format](report, pages, into)

    run.__doc__ = report.ask.__doc__
    run.__signature__ = _signature(report)  # type: ignore[attr-defined]  # typer makes options of it
    return run


def _signature(report: Report) -> Signature:
    said = [_parameter(option) for option in options(report).values()]
    own = [
        Parameter(
            name, Parameter.KEYWORD_ONLY, default="table" if name == "format" else None, annotation=hint
        )
        for name, hint in OWN.items()
    ]
    return Signature([*said, *own])


def _parameter(option: Option) -> Parameter:
    """Return a parameter of a route as an option: a flag, where nothing said means no."""
    if option.default is False:
        flag = "--" + option.name.replace("_", "-")
        hint: Any = Annotated[bool, typer.Option(flag, help=option.description)]
        return Parameter(option.name, Parameter.KEYWORD_ONLY, default=False, annotation=hint)
    hint = Annotated[str | None, typer.Option(help=_help(option), metavar="…")]
    return Parameter(option.name, Parameter.KEYWORD_ONLY, default=None, annotation=hint)


def _help(option: Option) -> str:
    choices = ", ".join(_choices(option.type))
    parts = [option.description, f"One of {choices}." if choices else ""]
    if option.default is Parameter.empty:
        parts.append("Needed.")
    elif option.default is not None:
        parts.append(f"Else {option.default}.")
    return " ".join(it for it in parts if it)


def _choices(hint: object) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield from map(str, get_args(hint))
    else:
        for part in get_args(hint):
            yield from _choices(part)


def _refuse(report: Report, format: Format, output: Path | None, plot: Path | None) -> None:
    """End with a sentence if the answer cannot be had in this form, before it is asked for."""
    if format == "table" and output:
        raise failure("A table is for the screen: a file is --format json, csv or parquet.")
    if plot and not report.chart:
        raise failure(f"{report.name} has no chart: leave out --plot.")
    if format == "parquet":
        if output is None and sys.stdout.isatty():
            raise failure("Parquet is not for the screen: say --output FILE, or send it on.")
        try:
            refuse_without_duckdb()
        except ParquetUnavailable as error:
            raise failure(str(error)) from None


@contextmanager
def _answers(report: Report, given: Given, *, whole: bool) -> Iterator[Iterable[Answer]]:
    """Give the answer, or all pages of it, of one moment; what is wrong with the question ends it."""
    try:
        with the_pool() as (pool, _), pool.connection() as connection, at_one_moment(connection):
            book = Complaints(pool).policy_book()
            if whole:
                yield every_page(report, given, connection, book)
            else:
                yield [answer(report, given, connection, book)]
    except RequestValidationError as error:
        wrong = RequestMalformed(error.errors()).errors
        raise failure(" ".join(f"{_option(it.at)}: {it.wrong}." for it in wrong)) from None


def _option(at: str) -> str:
    return "--" + at.removeprefix("query.").replace("_", "-")


@contextmanager
def _written(output: Path | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        return
    try:
        with replacing(output) as half, half.open("wb") as into:
            yield into
    except OSError as error:
        raise failure(f"{output} cannot be written: {error.strerror}.") from None


def _drawn(report: Report, pages: Iterable[Answer], file: Path) -> Iterator[Answer]:
    """Yield the answer again, once it is drawn."""
    for page in pages:
        if report.chart:
            try:
                drawn = report.chart(_head(report, page), page)
            except NotDrawn as error:
                raise failure(f"{error}.") from None
            with _written(file) as into:
                into.write(drawn.encode())
        yield page


def _print(report: Report, page: Answer) -> None:
    title, *notes = _head(report, page)
    lists, counts = lists_of(report), counts_of(report.row)  # type: ignore[arg-type]  # a type is hashable
    columns = [it for it in columns_of(report) if it not in lists]
    # What no row has is left out, but a count, which may be withheld.
    names = [it for it in columns if it in counts or any(getattr(row, it) is not None for row in page.items)]
    print_rows(title, names, ([getattr(row, it) for it in names] for row in page.items))
    for words in notes:
        out.print(words)
    if lists:
        out.print(f"Not in the table: {', '.join(lists)}; --format json has what there is.")
    if getattr(page, "next", None):
        out.print("There are more: --cursor goes on, and --format csv has all.")


def _head(report: Report, page: Answer) -> list[str]:
    """Return a title, and what has to be known of the numbers."""
    said = said_of_all(report, page)
    rest = [f"{name.replace('_', ' ')} {said[name]}" for name in said if name not in TOLD_APART]
    return [
        f"{DEFINITIONS[page.definition].title} ({report.name}), {page.as_of:%Y-%m-%d %H:%M:%S} UTC",
        f"position {page.position} of the ledger; see the definition {page.definition}",
        *(["; ".join(rest)] if rest else []),
        *([f"note {said['note']}"] if "note" in said else []),
    ]


for each in REPORTS.values():
    reports.command(each.name)(_command(each))
