"""A row that says less than before changes nothing: whichever cell is empty, whichever column is missing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.importing.mapping import said_by
from api.importing.read import read_rows
from api.importing.rows import RejectedRow, Source
from api.importing.survey import FORMATS, look_over
from complaints.actor import Actor
from complaints.rules import Context
from complaints.sla.packs import shipped_policies
from complaints.taking_in import take_in
from tests.api.importing.one_row import ROWS, file_of
from tests.complaints.given_clocks import book
from tests.complaints.lives import Stream, appended, told

BOOK = book(*(policy for policy in shipped_policies() if policy.selector.source))
IMPORT = Actor(by="mara", kind="import", via="an import")
FIRST, SECOND = datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)

ANOTHER_ROW = {"Complaint ID", "Unique Key", "case_enquiry_id", "Date received", "Created Date", "open_dt"}
"""Without its key it is the row of another complaint, and without the day of its receipt it is refused."""

CELLS: Sequence[tuple[Source, str]] = [
    (source, name) for source, cells in ROWS.items() for name in cells if name not in ANOTHER_ROW
]

Cells = Mapping[str, str]
Read = Callable[[Stream, Source, Cells, datetime], Stream]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Take in the file of one row, and return the stream after it."""

    def read_one(stream: Stream, source: Source, cells: Cells, now: datetime) -> Stream:
        path = tmp_path / "rows.csv"
        path.write_bytes(file_of(cells))
        (row,) = read_rows(look_over(source, path))
        assert not isinstance(row, RejectedRow), row.reason
        context = Context(by=IMPORT, now=now, book=BOOK)
        return appended(stream, take_in(said_by(row, now), stream, context), IMPORT)

    return read_one


def is_required(source: Source, name: str) -> bool:
    form = FORMATS[source]
    return any(name in form.columns[column] for column in form.required)


@pytest.mark.parametrize(("source", "name"), CELLS)
def test_an_emptied_cell_changes_nothing(read: Read, source: Source, name: str) -> None:
    before = read([], source, ROWS[source], FIRST)
    assert read(before, source, ROWS[source] | {name: ""}, SECOND) == before


@pytest.mark.parametrize(("source", "name"), [it for it in CELLS if not is_required(*it)])
def test_a_missing_column_changes_nothing(read: Read, source: Source, name: str) -> None:
    before = read([], source, ROWS[source], FIRST)
    rest = {other: cell for other, cell in ROWS[source].items() if other != name}
    assert read(before, source, rest, SECOND) == before


def test_a_row_without_its_first_level_is_not_classified(read: Read) -> None:
    stream = read([], "boston311", ROWS["boston311"] | {"reason": ""}, FIRST)
    assert "ComplaintClassified" not in told([it.fact for it in stream], stream)


def test_a_channel_that_the_source_does_not_know_any_more_is_a_correction(read: Read) -> None:
    before = read([], "nyc311", ROWS["nyc311"], FIRST)
    after = read(before, "nyc311", ROWS["nyc311"] | {"Open Data Channel Type": "UNKNOWN"}, SECOND)
    assert told([it.fact for it in after[len(before) :]], before) == [
        "corrected: ComplaintFiled, at 2026-08-01"
    ]
