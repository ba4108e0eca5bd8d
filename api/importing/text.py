"""The records of a CSV file, one at a time and with the line each begins on, without ever holding the file.

Line ends may be LF, CRLF or bare CR, also mixed; line breaks inside quotes belong to the field. A file that
was cut off in the middle yields what it holds, and the record it breaks off in says so.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from api.importing.encoding import CHUNK, SourceBytes, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: a header or a row.

    `line` is the physical line on which it begins, from 1. `raw` is its text as it stands in the file,
    without the line end. `is_ended` says whether a line end follows, `breaks_off` that the file ends inside
    it. `is_endless` means that a field grew beyond what any real one holds (`csv.field_size_limit`, 131,072
    characters), usually after a quote that is never closed; such a record has no cells.
    """

    line: int
    cells: tuple[str, ...]
    raw: str
    is_ended: bool
    breaks_off: bool
    is_endless: bool


def records(text: Text) -> Iterator[Record]:
    """Yield the records in file order, the header as the first. Blank lines are passed over."""
    taken: list[str] = []
    with io.TextIOWrapper(
        io.BufferedReader(SourceBytes(text.path), CHUNK), text.encoding, errors="replace", newline=""
    ) as file:
        reader = csv.reader(_keep(file, taken))
        while True:
            line = reader.line_num + 1
            cells = _next_cells(reader)
            if cells is None and not any(taken):
                return
            if cells != []:
                yield _record(line, cells, taken, text)
            taken.clear()


def _keep(file: io.TextIOWrapper, taken: list[str]) -> Iterator[str]:
    """Pass on the lines and note each in `taken`; an empty one says that more was asked for."""
    for line in file:
        taken.append(line)
        yield line
    taken.append("")


def _next_cells(reader: Iterator[list[str]]) -> list[str] | None:
    """Return the next cells, none for a blank line, or None at the end and for an endless field."""
    try:
        return next(reader, None)
    except csv.Error:
        return None


def _record(line: int, cells: list[str] | None, taken: list[str], text: Text) -> Record:
    """Make the record of the lines `taken`: the CSV reader asks for a line too many only inside quotes."""
    raw = "".join(taken)
    is_ended = raw.endswith(("\n", "\r"))
    is_inside_quotes = not taken[-1]
    return Record(
        line=line,
        cells=tuple(cells or ()),
        raw=raw.rstrip("\r\n"),
        is_ended=is_ended and not is_inside_quotes,
        breaks_off=is_inside_quotes or (text.breaks_off and not is_ended),
        is_endless=cells is None,
    )
