"""Rows of any view, as a table, JSON or CSV: written as they are made, however many there are."""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import attrgetter
from typing import Any, Literal

from pydantic_core import to_json

from api.csv_cells import cell
from api.terminal import err
from api.view_tables import print_rows
from projections.chosen import Past
from projections.tables import by_column, columns_of
from projections.view import View

Format = Literal["table", "json", "csv"]
Writer = Callable[[View[Any], Past, Iterable[Any]], None]

PAGE = 1_000
"""Rows in one table: its columns are as wide as the widest of them."""


def write_tables(view: View[Any], then: Past, rows: Iterable[Any]) -> None:
    """Print a table for every thousand rows."""
    columns = columns_of(view.tables[-1])
    left = map(attrgetter(*columns), rows)
    print_rows(_title(view, then), columns, islice(left, PAGE))
    while page := list(islice(left, PAGE)):
        print_rows(_title(view, then), columns, page)


def write_json(view: View[Any], then: Past, rows: Iterable[Any]) -> None:
    """Print one JSON document, as over HTTP: durations are seconds."""
    head = {"view": view.name, "known_at": then.known_at, "as_of": then.as_of, "position": then.position}
    begun = to_json(head).decode().removesuffix("}")
    sys.stdout.write(f'{begun},"items":[')
    written = (to_json(by_column(view.tables[-1], row), timedelta_mode="float").decode() for row in rows)
    sys.stdout.writelines(_separated(written))
    sys.stdout.write("\n]}\n")


def write_csv(view: View[Any], then: Past, rows: Iterable[Any]) -> None:
    """Print a line with the names of the columns, and one for each row (RFC 4180)."""
    columns = columns_of(view.tables[-1])
    lines = csv.writer(sys.stdout)
    lines.writerow(columns)
    lines.writerows(map(cell, attrgetter(*columns)(row)) for row in rows)
    err.print(_title(view, then))


WRITERS: dict[Format, Writer] = {"table": write_tables, "json": write_json, "csv": write_csv}


def _title(view: View[Any], then: Past) -> str:
    happened = f", happened by {then.as_of:%Y-%m-%d %H:%M:%S}" if then.as_of else ""
    return (
        f"{view.name} as known at {then.known_at:%Y-%m-%d %H:%M:%S}{happened} (UTC), position {then.position}"
    )


def _separated(documents: Iterable[str]) -> Iterator[str]:
    before = "\n"
    for document in documents:
        yield before + document
        before = ",\n"
