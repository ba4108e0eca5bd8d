"""The first look over a whole file: how it writes its dates, how many rows it has and if it was cut off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from api.importing.boston311 import BOSTON311
from api.importing.cfpb import CFPB
from api.importing.date_order import Order, Sighting, Trait, decide_order, trait
from api.importing.encoding import Text, recognise
from api.importing.formats import ID, Format, find_columns, fits
from api.importing.nyc311 import NYC311
from api.importing.refusals import FileRefused
from api.importing.rows import Source
from api.importing.text import Record, records

FORMATS: Mapping[Source, Format] = {"cfpb": CFPB, "nyc311": NYC311, "boston311": BOSTON311}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where a file has the columns that we know: the index of each, by our name for it.

    `header` is the line of the headings as it stands in the file, `width` the number of its columns. The
    last cell may be left out, as spreadsheets do with an empty one, where `last_may_lack`.
    """

    header: str
    width: int
    indexes: Mapping[str, int]
    last_may_lack: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """What the first look has shown.

    `total` is the number of rows, rejected ones included; `cut` is a sentence if the file was cut off.
    """

    source: Source
    text: Text
    columns: Columns
    order: Order
    total: int
    cut: str | None


def look_over(source: Source, path: Path) -> SourceFile:
    """Read the whole file to learn how to read it. Raises `FileRefused`, or `OSError` if there is none."""
    text = recognise(path)
    rows = records(text)
    header = next(rows, None)
    if header is None:
        raise FileRefused("This file is empty.")
    columns = _columns(header, FORMATS[source])
    dates = [columns.indexes[name] for name in FORMATS[source].dates if name in columns.indexes]
    sightings: dict[Trait, Sighting] = {}
    total, last = 0, header
    for last in rows:
        total += 1
        if not flaw(last, columns):
            _note_dates(last, dates, sightings)
    return SourceFile(
        source=source,
        text=text,
        columns=columns,
        order=decide_order(sightings),
        total=total,
        cut=_cut(last, text, columns),
    )


def flaw(record: Record, columns: Columns) -> str | None:
    """Say why a record cannot be taken for a row of these columns, or return None."""
    found, expected = len(record.cells), columns.width
    if record.is_endless:
        return "a field has more than 131,072 characters: most likely a quote is never closed"
    if _breaks_off(record, columns):
        return "the file ends in the middle of this row, or without the line end that shows it to be whole"
    if "\0" in record.raw:
        return "it holds a zero byte, which is no text"
    if found == expected or (found == expected - 1 and columns.last_may_lack):
        return None
    fault = "a comma is missing, or a line break stands" if found < expected else "a comma stands"
    return f"it has {found} fields, the header {expected}: most likely {fault} outside quotes"


def _columns(header: Record, form: Format) -> Columns:
    try:
        indexes = find_columns(header.cells, form)
    except FileRefused as refusal:
        others = [f"It looks like a file of {it.title}." for it in FORMATS.values() if fits(header.cells, it)]
        raise FileRefused(" ".join([str(refusal), *others])) from None
    last = len(header.cells) - 1
    needed = [indexes.get(name) for name in (ID, *form.required)]
    return Columns(
        header=header.raw, width=len(header.cells), indexes=indexes, last_may_lack=last not in needed
    )


def _note_dates(record: Record, dates: Iterable[int], sightings: dict[Trait, Sighting]) -> None:
    for index in dates:
        text = record.cells[index : index + 1]
        seen = trait(text[0].strip()) if text else None
        if seen and seen not in sightings:
            sightings[seen] = Sighting(line=record.line, text=text[0].strip())


def _breaks_off(record: Record, columns: Columns) -> bool:
    """Say whether the file ends in this record: without a line end, its last cell may be a part only."""
    is_short = len(record.cells) < columns.width
    return record.breaks_off or (not record.is_ended and (is_short or not columns.last_may_lack))


def _cut(last: Record, text: Text, columns: Columns) -> str | None:
    if _breaks_off(last, columns):
        return (
            f"The file breaks off in the row that begins on line {last.line}: the rows before it are whole."
        )
    if text.breaks_off:
        return f"The compressed data of the file breaks off after the row that begins on line {last.line}."
    return None
