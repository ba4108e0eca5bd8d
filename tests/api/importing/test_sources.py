"""What one row of each source says, and which rows contradict themselves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.importing.read import read_rows
from api.importing.rows import Place, RejectedRow, Source, SourceRow
from api.importing.survey import look_over
from complaints.when import RESOLUTION, Day, Minute, When
from tests.api.importing.one_row import ROWS, file_of

Write = Callable[[bytes], Path]


@pytest.fixture
def read(write: Write) -> Callable[[Source, dict[str, str]], SourceRow | RejectedRow]:
    """Read a file of one row: the example of the source with some cells changed."""

    def read_one(source: Source, changes: dict[str, str]) -> SourceRow | RejectedRow:
        cells = ROWS[source] | changes
        (row,) = read_rows(look_over(source, write(file_of(cells))))
        return row

    return read_one


Read = Callable[[Source, dict[str, str]], SourceRow | RejectedRow]


def day(*numbers: int) -> Day:
    return Day(day=date(*numbers), zone="America/New_York")


def utc(*numbers: int) -> datetime:
    year, month, day_, *clock = numbers
    hour, minute, second = (*clock, 0, 0)[:3]
    return datetime(year, month, day_, hour, minute, second, tzinfo=UTC)


def without_raw(row: SourceRow | RejectedRow) -> SourceRow:
    assert isinstance(row, SourceRow)
    return replace(row, raw="")


def test_row_of_the_cfpb(read: Read) -> None:
    assert without_raw(read("cfpb", {})) == SourceRow(
        line=2,
        raw="",
        source="cfpb",
        source_id="7646",
        received=day(2011, 12, 30),
        forwarded=day(2012, 1, 4),
        channel="Web",
        product=("Mortgage", "FHA mortgage"),
        issue=("Can't repay my loan", "Fees"),
        narrative="XXXX charged {$300.00}",
        consent="Consent provided",
        place=Place(state="ME", zip="4357"),
        company="Conn's, Inc.",
        status="Closed with relief",
        outcome="Closed with relief",
        verdict="Yes",
        public_response="Can't verify",
        disputed="No",
        tags=("Older American", "Servicemember"),
    )


def test_row_of_new_york(read: Read) -> None:
    assert without_raw(read("nyc311", {})) == SourceRow(
        line=2,
        raw="",
        source="nyc311",
        source_id="69908186",
        received=utc(2026, 8, 1, 12, 4, 17),
        channel="PHONE",
        product=("Noise",),
        issue=("Alarm", "Car"),
        place=Place(
            address="BROADWAY & DEAD END", city="NEW YORK", district="MANHATTAN", zip="10312",
            kind="Street/Sidewalk",
        ),
        department="Department of Environmental Protection",
        team="DEP",
        status="Closed",
        closed=Minute(minute=utc(2026, 8, 1, 12, 4)),
        due=utc(2026, 8, 1, 20, 4, 17),
        closure_reason="The noise had stopped.",
    )  # fmt: skip


def test_row_of_boston(read: Read) -> None:
    assert without_raw(read("boston311", {})) == SourceRow(
        line=2,
        raw="",
        source="boston311",
        source_id="101000295613",
        received=utc(2011, 7, 1, 5, 32, 33),
        channel="Self Service",
        title="Lamp out",
        product=("Street Lights", "Street Light Outages"),
        place=Place(district="Mattapan", zip="02126"),
        department="Public Works",
        team="PWDx_Street Light Outages",
        status="Closed",
        closed=utc(2011, 7, 1, 9, 6, 58),
        due=utc(2011, 7, 15, 5, 32, 32),
        verdict="ONTIME",
        closure_reason="Case Closed Case Resolved",
    )


def test_progress_is_a_status_and_no_outcome(read: Read) -> None:
    row = without_raw(read("cfpb", {"Company response to consumer": "In progress"}))
    assert (row.status, row.outcome) == ("In progress", None)


@pytest.mark.parametrize(
    ("created", "closed", "at"),
    [
        ("2026-08-01T08:04:17.000", "2026-08-01T08:04:18.000", utc(2026, 8, 1, 12, 4, 18)),
        ("2026-08-01T08:04:17.000", "2026-08-02T00:00:00.000", day(2026, 8, 2)),
        ("2026-08-01T08:04:17.000", "2026-08-01T00:00:00.000", day(2026, 8, 1)),
        ("1/13/2025 8:04", "1/14/2025 0:00", Minute(minute=utc(2025, 1, 14, 5))),
        ("1/13/2025 8:04", "1/13/2025 8:04", Minute(minute=utc(2025, 1, 13, 13, 4))),
        ("01/13/2025 08:04:17 AM", "01/13/2025 08:04:00 PM", Minute(minute=utc(2025, 1, 14, 1, 4))),
    ],
)
def test_new_york_closes_as_exactly_as_the_agency_knows(
    read: Read, created: str, closed: str, at: When
) -> None:
    row = without_raw(read("nyc311", {"Created Date": created, "Closed Date": closed, "Due Date": ""}))
    assert row.closed == at


def test_new_york_may_give_a_closing_time_to_a_case_that_is_not_closed(read: Read) -> None:
    row = without_raw(read("nyc311", {"Status": "Open"}))
    assert (row.status, row.closed) == ("Open", Minute(minute=utc(2026, 8, 1, 12, 4)))


def test_boston_says_never_with_a_deadline_in_2059(read: Read) -> None:
    row = without_raw(read("boston311", {"target_dt": "2059-12-31 19:00:00"}))
    assert (row.due, row.is_due_never) == (None, True)
    row = without_raw(read("boston311", {"target_dt": ""}))
    assert (row.due, row.is_due_never) == (None, False)


@pytest.mark.parametrize(
    ("target", "due"),
    [
        ("2011-07-15 08:30:00", utc(2011, 7, 15, 12, 30)),
        ("2011-07-15 08:30", utc(2011, 7, 15, 12, 30)),
        ("2011-07-15", utc(2011, 7, 16, 4) - RESOLUTION),
    ],
)
def test_deadline_given_as_a_day_lasts_until_its_end(read: Read, target: str, due: datetime) -> None:
    assert without_raw(read("boston311", {"target_dt": target})).due == due


def test_boston_may_be_overdue_at_birth(read: Read) -> None:
    row = without_raw(read("boston311", {"target_dt": "2011-07-01 00:00:00", "ontime": "OVERDUE"}))
    assert row.due == utc(2011, 7, 1, 4)


@pytest.mark.parametrize(
    ("source", "changes", "reason"),
    [
        (
            "cfpb", {"Date sent to company": "2011-12-29"},
            "it was sent to the company (2011-12-29T05:00:00+00:00) before it was received",
        ),
        ("cfpb", {"Company response to consumer": "Untimely response"}, "untimely and timely at once"),
        ("cfpb", {"Timely response?": "Perhaps"}, "'Perhaps' is neither Yes nor No"),
        ("nyc311", {"Closed Date": "2026-08-01T08:03:59.000"}, "closed (2026-08-01T12:03:59+00:00) before"),
        ("nyc311", {"Closed Date": "2026-07-31T00:00:00.000"}, "before it was received"),
        ("nyc311", {"Closed Date": "1900-01-01T00:00:00.000"}, "before it was received"),
        ("nyc311", {"Created Date": ""}, "no date on which it was created"),
        ("nyc311", {"Due Date": "2026-03-08T02:30:00"}, "does not exist: the clocks went forward"),
        ("boston311", {"closed_dt": "2011-07-01 01:32:32"}, "before it was received"),
        ("boston311", {"open_dt": "2011-03-13 02:30:00"}, "does not exist: the clocks went forward"),
        ("boston311", {"open_dt": " "}, "no date on which it was opened"),
        ("boston311", {"case_status": "Open"}, "it is called open and has a closing time"),
        ("boston311", {"ontime": "LATE"}, "'LATE' is neither ONTIME nor OVERDUE"),
    ],
)  # fmt: skip
def test_row_that_contradicts_itself_is_rejected(
    read: Read, source: Source, changes: dict[str, str], reason: str
) -> None:
    row = read(source, changes)
    assert isinstance(row, RejectedRow)
    assert reason in row.reason
    assert (row.line, row.source_id) == (2, next(iter(ROWS[source].values())))


@pytest.mark.parametrize("source", ROWS)
def test_personal_texts_stay_out_of_what_is_printed(read: Read, source: Source) -> None:
    printed = repr(read(source, {}))
    assert not any(text in printed for text in ("XXXX", "BROADWAY", "noise had stopped", "Case Resolved"))
