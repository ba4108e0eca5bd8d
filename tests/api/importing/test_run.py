"""Importing a file: every row once, whatever was known, whoever imports beside it, and all are counted."""

import csv
import gzip
import stat
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.importing.rejects import rejects_of
from api.importing.rows import Source
from api.importing.run import BATCH, Counts, import_file
from api.importing.survey import look_over
from complaints.facts import Fact
from complaints.facts.intake import ComplaintFiled
from complaints.ledger import Complaints
from complaints.recorder import Pool
from complaints.taking_in import imported_id
from tests.api.importing.boston import Cells, Write, closed, content, request

SAME_REFERENCE = (162_165, 240_521)
"""Two keys of Boston whose complaints draw the same reference."""


def imported(complaints: Complaints, path: Path, source: Source = "boston311") -> Counts:
    seen: list[int] = []
    counts = import_file(
        complaints, look_over(source, path), rejects_of(path), by="mara", progress=seen.append
    )
    assert seen == sorted(seen)
    assert (seen or [0])[-1] == counts.read
    assert counts.read == counts.imported + counts.updated + counts.unchanged + counts.rejected
    return counts


def facts_of(complaints: Complaints, key: int | str, source: Source = "boston311") -> list[Fact]:
    return [it.fact for it in complaints.get(imported_id(source, str(key))).facts]


def names(facts: Sequence[Fact]) -> list[str]:
    return [type(fact).__name__ for fact in facts]


def rejected(path: Path) -> list[dict[str, str]]:
    with rejects_of(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_new_row_is_imported_and_the_same_again_is_unchanged(complaints: Complaints, write: Write) -> None:
    path = write(content([request(1), closed(2)]))
    assert imported(complaints, path) == Counts(read=2, imported=2)
    before = facts_of(complaints, 1)
    assert imported(complaints, path) == Counts(read=2, unchanged=2)
    assert facts_of(complaints, 1) == before
    assert not rejects_of(path).exists()


def test_what_is_new_is_added_and_counted_as_updated(complaints: Complaints, write: Write) -> None:
    imported(complaints, write(content([request(1), request(2), request(3)])))
    path = write(content([closed(1), request(2, source="Twitter"), request(3), request(4)]))
    assert imported(complaints, path) == Counts(read=4, imported=1, updated=2, unchanged=1)
    known = ["ComplaintFiled", "ComplaintClassified", "ComplaintAssigned", "ClockStarted", "SourceReported"]
    overdue = "ClockBreached"
    assert names(facts_of(complaints, 1)) == [
        *known, overdue, "ComplaintClosed", "SourceReported", "FactCorrected", "ClockStopped",
    ]  # fmt: skip
    assert names(facts_of(complaints, 2)) == [*known, overdue, "FactCorrected"]


def test_who_imported_what_and_why_is_recorded(complaints: Complaints, write: Write) -> None:
    imported(complaints, write(content([request(1)])))
    envelopes = [it.envelope for it in complaints.get(imported_id("boston311", "1")).facts]
    assert {(it.by.by, it.by.kind, it.by.via) for it in envelopes} == {("mara", "import", "boston311 import")}
    assert [it.cause for it in envelopes] == ["import:boston311@1"] * 5 + ["policy:boston311.due@1"]


LONG = 201 * "x"
UNFIT: dict[str, tuple[Cells, str]] = {
    "product": ({"reason": LONG}, "the product is longer than 200 characters"),
    "second level": ({"type": LONG}, "the product is longer than 200 characters"),
    "printing": ({"reason": "a\x1b[2J"}, "the product holds a character that cannot be printed"),
    "team": ({"queue": LONG}, "the team is longer than 200 characters"),
    "department": ({"subject": LONG}, "the department is longer than 200 characters"),
    "status": ({"case_status": LONG}, "the status is longer than 200 characters"),
    "key": ({"case_enquiry_id": 201 * "1"}, "the source id is longer than 200 characters"),
}


@pytest.mark.parametrize(("cells", "reason"), UNFIT.values(), ids=UNFIT)
def test_a_value_that_no_command_takes_sets_its_row_aside_and_is_named(
    complaints: Complaints, write: Write, cells: Cells, reason: str
) -> None:
    path = write(content([request(1), request(2) | cells, request(3)]))
    assert imported(complaints, path) == Counts(read=3, imported=2, rejected=1)
    assert [(row["line"], row["reason"]) for row in rejected(path)] == [("3", reason)]


def test_a_company_may_be_written_with_a_control_character_but_not_at_any_length(
    complaints: Complaints, write: Write
) -> None:
    rows = [
        f"{key},11/14/2014,Mortgage,Escrow,{company}" for key, company in enumerate(("S.\x85 r.l.", LONG))
    ]
    path = write("\n".join(["Complaint ID,Date received,Product,Issue,Company", *rows]).encode())
    assert imported(complaints, path, "cfpb") == Counts(read=2, imported=1, rejected=1)
    assert rejected(path)[0]["reason"] == "the company is longer than 200 characters"


def test_a_value_of_the_greatest_length_is_taken(complaints: Complaints, write: Write) -> None:
    longest = 200 * "\N{GRINNING FACE}"
    cells = {"reason": longest, "type": longest, "queue": longest}
    assert imported(complaints, write(content([request(1, **cells)]))) == Counts(read=1, imported=1)


def test_what_cannot_be_taken_is_set_aside_with_line_and_reason(complaints: Complaints, write: Write) -> None:
    rows = [
        request(1),
        request(2, source="Pigeon"),
        request("three"),
        request(4, open_dt="2031-01-01 00:00:00"),
        closed(5, closed_dt="2011-06-30 12:00:00"),
        request(6, case_title="one\ntwo", ontime="MAYBE"),
        request(7),
    ]
    path = write(content(rows))
    assert imported(complaints, path) == Counts(read=7, imported=2, rejected=5)
    assert stat.S_IMODE(rejects_of(path).stat().st_mode) == 0o600
    assert [(it["line"], it["source_id"], it["reason"][:32]) for it in rejected(path)] == [
        ("3", "2", "the channel 'Pigeon' is not know"),
        ("4", "three", "'three' is not a whole number, a"),
        ("5", "4", "it was received on a day to come"),
        ("6", "5", "it was closed (2011-06-30T16:00:"),
        ("7", "6", "'MAYBE' is neither ONTIME nor OV"),
    ]
    lines = path.read_text().splitlines()
    assert [it["row"] for it in rejected(path)] == [*lines[2:6], "\n".join(lines[6:8])]
    assert imported(complaints, path) == Counts(read=7, unchanged=2, rejected=5)
    assert len(rejected(path)) == 5, "those of the run before are gone"
    imported(complaints, write(content([request(1)])))
    assert not rejects_of(path).exists()


def test_a_complaint_that_comes_twice_in_a_file_is_one(complaints: Complaints, write: Write) -> None:
    path = write(content([request(1), request(2), closed(1), closed(1), request(1, queue="Parks")]))
    assert imported(complaints, path) == Counts(read=5, imported=2, updated=2, unchanged=1)
    assert names(facts_of(complaints, 1)).count("ComplaintFiled") == 1


def test_rows_without_an_id_are_neither_merged_nor_doubled(complaints: Complaints, write: Write) -> None:
    path = write(content([request(""), request(""), request("", queue="Parks")]))
    assert imported(complaints, path) == Counts(read=3, imported=3)
    assert imported(complaints, path) == Counts(read=3, unchanged=3)


def test_two_complaints_that_draw_the_same_reference_get_two(complaints: Complaints, write: Write) -> None:
    path = write(content([request(key) for key in (1, *SAME_REFERENCE, 2)]))
    assert imported(complaints, path) == Counts(read=4, imported=4)
    filings = [facts_of(complaints, key)[0] for key in SAME_REFERENCE]
    references = [it.reference for it in filings if isinstance(it, ComplaintFiled)]
    assert len(set(references)) == 2
    assert imported(complaints, path) == Counts(read=4, unchanged=4)


def test_a_row_that_is_too_large_is_set_aside_and_the_others_go_in(
    complaints: Complaints, write: Write
) -> None:
    huge = "\N{PILE OF POO}" * 70_000  # 280,000 bytes in 70,000 characters
    path = write(content([request(1), request(2, case_title=huge), request(3)]))
    assert imported(complaints, path) == Counts(read=3, imported=2, rejected=1)
    assert [(it["line"], it["reason"][:25]) for it in rejected(path)] == [("3", "A fact exceeds 256 KiB: a")]


def test_a_batch_that_is_too_large_goes_in_row_by_row(complaints: Complaints, write: Write) -> None:
    long = "x" * 100_000
    path = write(content([request(key, case_title=long) for key in range(60)]))
    assert imported(complaints, path) == Counts(read=60, imported=60)


@pytest.mark.parametrize("compressed", [False, True])
def test_a_file_that_breaks_off_gives_what_it_holds(
    complaints: Complaints, write: Write, *, compressed: bool
) -> None:
    whole = content([request(key, case_title=f"Pothole {key * 7919 % 1000}") for key in range(300)])
    cut = gzip.compress(whole)[:-900] if compressed else whole[: len(whole) // 2]
    path = write(cut)
    file = look_over("boston311", path)
    assert file.cut is not None
    counts = imported(complaints, path)
    assert 0 < counts.imported < 300
    assert counts.rejected <= 1
    assert imported(complaints, write(whole)) == Counts(
        read=300, imported=300 - counts.imported, unchanged=counts.imported
    )


def test_two_imports_of_a_file_at_once_take_each_row_once(
    complaints: Complaints, pool: Pool, write: Write, tmp_path: Path
) -> None:
    rows = 5 * BATCH
    path = write(content([closed(key) for key in range(rows)]))
    file = look_over("boston311", path)

    def run(number: int) -> Counts:
        own = Complaints(pool)
        return import_file(own, file, tmp_path / f"{number}", by="mara", progress=lambda _: None)

    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(run, range(2)))
    assert sum((counts.imported for counts in both), 0) == rows
    assert [counts.read for counts in both] == [rows, rows]
    assert sum((counts.unchanged for counts in both), 0) == rows
    with pool.connection() as connection:
        filed = "select count(*), count(distinct stream) from ledger.events where topic = 'ComplaintFiled'"
        assert connection.execute(filed).fetchone() == (rows, rows)
    assert imported(complaints, path) == Counts(read=rows, unchanged=rows)


cells: st.SearchStrategy[Cells] = st.builds(
    lambda make, key, source, queue: make(key, source=source, queue=queue),
    st.sampled_from([request, closed]),
    st.sampled_from(["1", "2", "3", "4", "", "five"]),
    st.sampled_from(["Constituent Call", "Twitter", "Pigeon"]),
    st.sampled_from(["Parks", ""]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(rows=st.lists(cells, max_size=12))
def test_the_counts_add_up_and_a_second_reading_changes_nothing(
    complaints: Complaints, write: Write, rows: list[Cells]
) -> None:
    """All examples share a ledger, so that what one has imported another finds."""
    path = write(content(rows))
    first = imported(complaints, path)
    bad = sum(row["source"] == "Pigeon" or row["case_enquiry_id"] == "five" for row in rows)
    assert (first.read, first.rejected) == (len(rows), bad)
    said = {tuple(sorted(row.items())) for row in rows}
    keys = Counter(row["case_enquiry_id"] for row in map(dict, said))
    if all(count == 1 or key in {"", "five"} for key, count in keys.items()):
        assert imported(complaints, path) == Counts(read=len(rows), unchanged=len(rows) - bad, rejected=bad)
