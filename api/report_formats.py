"""Reports as bytes: JSON as over HTTP, CSV for spreadsheets, Parquet for what computes further."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from types import NoneType
from typing import Any, BinaryIO, Literal, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import TypeAdapter

from api import parquet
from api.csv_cells import cell
from api.report import Answer, Report

COLUMN: Mapping[object, str] = {
    UUID: "UUID",
    str: "VARCHAR",
    bool: "BOOLEAN",
    int: "BIGINT",
    float: "DOUBLE",
    Decimal: "DECIMAL(38, 9)",
    datetime: "TIMESTAMPTZ",
    timedelta: "DOUBLE",
}
"""What each type is in Parquet; durations are seconds. What holds others is JSON."""


def write_json(report: Report, pages: Iterable[Answer], into: BinaryIO) -> None:
    """Write each answer as its route does, a line each."""
    adapter = TypeAdapter[Answer](report.answer)
    into.writelines(adapter.dump_json(page) + b"\n" for page in pages)


def write_csv(report: Report, pages: Iterable[Answer], into: BinaryIO) -> None:
    """Write a line with the names of the fields, and one for each row (RFC 4180, UTF-8)."""
    names = columns_of(report)
    text = TextIOWrapper(into, "utf-8", newline="")
    lines = csv.writer(text)
    lines.writerow(names)
    for page in pages:
        lines.writerows([cell(getattr(row, name)) for name in names] for row in page.items)
    text.detach()


def write_parquet(report: Report, pages: Iterable[Answer], into: BinaryIO) -> None:
    """Write the rows with their types, and in the file's metadata what the answer says of them all."""
    adapter = TypeAdapter[Any](report.row)
    said: dict[str, str] = {}
    with TemporaryDirectory() as folder:
        lines, file = Path(folder, "rows.json"), Path(folder, "rows.parquet")
        with lines.open("wb") as rows:
            for page in pages:
                said = said or said_of_all(report, page)
                rows.writelines(adapter.dump_json(row) + b"\n" for row in page.items)
        parquet.from_json_lines(lines, columns_of(report), file, said)
        with file.open("rb") as made:
            copyfileobj(made, into)


def said_of_all(report: Report, answer: Answer) -> dict[str, str]:
    """Return what an answer says of all its rows: definition, instant, position, and what else there is."""
    apart = {"items", "next", "total"} & {it.name for it in fields(report.answer)}
    said = TypeAdapter(report.answer).dump_python(answer, mode="json", exclude=apart, exclude_none=True)
    return {name: it if isinstance(it, str) else json.dumps(it) for name, it in said.items()}


def columns_of(report: Report) -> dict[str, str]:
    """Return the names of the fields of a row, in order, and what they are in Parquet."""
    hints = get_type_hints(report.row)
    return {it.name: _column(hints[it.name]) for it in fields(report.row)}


def lists_of(report: Report) -> list[str]:
    """Return the names of the fields of a row that hold lists."""
    hints = get_type_hints(report.row)
    return [it.name for it in fields(report.row) if get_origin(hints[it.name]) is Sequence]


def _column(hint: object) -> str:
    if get_origin(hint) is Literal:
        return "VARCHAR"
    said = [it for it in get_args(hint) if it is not NoneType]
    if len(said) == 1 and NoneType in get_args(hint):
        return _column(said[0])
    return COLUMN.get(hint, "VARCHAR")
