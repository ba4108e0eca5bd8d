"""The answer keys: what two cities say of their own deadlines comes out of the breach view exactly.

Boston flags each request ONTIME or OVERDUE; New York's noise complaints have due dates and closing times. The
files are cut from the whole ones, all rows, as tests/samples/README.md says.
"""

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from api.importing.rejects import rejects_of
from api.importing.rows import Source
from api.importing.run import Counts, import_file
from api.importing.survey import look_over
from api.postgres import Database
from complaints.application import Ledger
from complaints.ledger import Complaints
from complaints.recorder import Pool
from complaints.taking_in import imported_id
from projections.standing import AfterClock, ClockFilter, Standing, standings
from projections.worker import catch_up
from projections.writer import open_writer

AS_OF = datetime(2020, 1, 1, tzinfo=UTC)
BOSTON, NEW_YORK = "boston311_2011_h2.csv.gz", "nyc311_noise_newyear_2016.csv.gz"
ALL, PART = 58_251, 3_000

BREACHED = {"breached while open", "breached and answered late"}

Row = Mapping[str, str]


def key(folder: Path, name: str) -> str:
    with gzip.open(folder / "answer_keys" / name, "rt", encoding="utf-8", newline="") as file:
        return file.read()


def rows_of(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where files are imported, and the view of what they say."""

    database: Database
    pool: Pool
    folder: Path

    def imports(self, source: Source, text: str) -> Counts:
        path = self.folder / f"{source}.csv"
        path.write_text(text, encoding="utf-8", newline="")
        file, rejects = look_over(source, path), rejects_of(path)
        return import_file(Complaints(self.pool), file, rejects, by="mara", progress=lambda _: None)

    def standing_of(self, source: Source, ids: Iterable[str]) -> dict[str, Standing | None]:
        """Return how the clock of each row stood in the view, None where it has none."""
        with closing(open_writer(self.database.app)) as writer:
            catch_up(writer, Ledger(self.pool))
            found = standings(writer, AS_OF, ClockFilter(clock=f"{source}.due"), AfterClock(), 100_000)
        by_complaint = {each.complaint: each for each in found}
        assert len(by_complaint) == len(found)
        return {id: by_complaint.get(imported_id(source, id)) for id in ids}


@pytest.fixture
def desk(database: Database, pool: Pool, tmp_path: Path) -> Desk:
    return Desk(database=database, pool=pool, folder=tmp_path)


def part_of(text: str, rows: int) -> str:
    """Return some rows, drawn by their content, and in an order of its own."""
    header, *lines = text.splitlines(keepends=True)
    return header + "".join(sorted(lines, key=lambda line: sha256(line.encode()).digest())[:rows])


@pytest.mark.parametrize(
    "rows", [PART, pytest.param(ALL, marks=pytest.mark.proof)], ids=["a part", "all of it"]
)
def test_boston_calls_overdue_what_is_breached_in_the_view_and_nothing_else(
    desk: Desk, samples: Path, rows: int
) -> None:
    text = part_of(key(samples, BOSTON), rows)
    assert desk.imports("boston311", text) == Counts(read=rows, imported=rows)
    answers = {row["case_enquiry_id"]: row for row in rows_of(text)}
    standing = desk.standing_of("boston311", answers)
    flags = {id: row["ontime"] for id, row in answers.items() if row["ontime"]}
    breached = {id for id, it in standing.items() if it and it.verdict in BREACHED}
    assert breached & set(flags) == {id for id, flag in flags.items() if flag == "OVERDUE"}

    # Where the city leaves the flag out, nothing is compared; the view has its answer all the same.
    left_out = Counter(it.verdict for id, it in standing.items() if it and id not in flags)
    assert set(left_out) <= BREACHED
    if rows == ALL:
        assert left_out == {"breached and answered late": 157, "breached while open": 1}
        assert Counter(flags.values()) == {"ONTIME": 46_572, "OVERDUE": 11_521}
        overdue_at_birth = [it for it in standing.values() if it and it.due_at and it.due_at < it.started_at]
        assert len(overdue_at_birth) == 3


def test_a_request_to_boston_has_a_clock_where_it_has_a_target_and_its_verdict_says_how_it_ended(
    desk: Desk, samples: Path
) -> None:
    text = part_of(key(samples, BOSTON), 500)
    desk.imports("boston311", text)
    answers = {row["case_enquiry_id"]: row for row in rows_of(text)}
    for id, it in desk.standing_of("boston311", answers).items():
        row = answers[id]
        has_target = row["target_dt"][:4] not in {"", "2059"}  # the year that means never
        assert (it is not None) == has_target
        if it and it.verdict in BREACHED:
            assert (it.verdict == "breached while open") == (row["case_status"] == "Open")
        elif it:
            assert (it.verdict, row["case_status"]) == ("met", "Closed")


def test_new_york_closes_170_requests_late_and_one_in_the_very_minute_it_was_due(
    desk: Desk, samples: Path
) -> None:
    text = key(samples, NEW_YORK)
    assert desk.imports("nyc311", text) == Counts(read=1_617, imported=1_617)
    answers = {row["Unique Key"]: row for row in rows_of(text)}
    standing = desk.standing_of("nyc311", answers)
    expected = {id: expected_in_new_york(row) for id, row in answers.items()}
    assert {id: it.verdict if it else None for id, it in standing.items()} == expected
    assert Counter(expected.values()) == {
        None: 38,
        "met": 1_408,
        "breached and answered late": 170,
        "time unknown": 1,
    }


def expected_in_new_york(row: Row) -> str | None:
    """Read the row as it stands: times of New York, cut to the minute."""
    if not row["Due Date"]:
        return None
    assert row["Status"] == "Closed"
    due, closed = (
        datetime.strptime(f"{row[name]} -0500", "%m/%d/%y %H:%M %z") for name in ("Due Date", "Closed Date")
    )
    if closed == due:
        return "time unknown"  # its seconds decide, and the source does not say them
    return "breached and answered late" if closed > due else "met"
