"""The public files as they are: every row accounted for, and the figures that were measured without us.

The extracts are in `tests/samples`. The full files are read where COMPLAINTS_SAMPLES names their folder.
The figures were counted from the files by scripts that share nothing with the importers.
"""

import os
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.importing.read import read_rows
from api.importing.rows import RejectedRow, Source, SourceRow
from api.importing.survey import look_over
from complaints.when import Day, Minute, earliest

Figures = dict[str, int]
Case = tuple[Source, str, Figures]

DEMO_FOLDER = Path(__file__).parents[3] / "api" / "samples"
FULL = os.environ.get("COMPLAINTS_SAMPLES")

EXTRACTS: list[Case] = [
    ("cfpb", "cfpb_2011_2015_sample.csv.gz", {"read": 291, "untimely response": 37, "backslash": 0}),
    ("cfpb", "cfpb_2014_11.csv.gz", {"read": 224, "no issue": 2}),
    ("cfpb", "cfpb_api_2023_06.csv.gz", {"read": 124, "noon": 0, "line breaks": 35}),
    ("cfpb", "cfpb_complaints_subset.csv.gz", {"read": 280, "id from content": 280, "said before": 1}),
    ("nyc311", "nyc311_2026_08_01_04.csv.gz", {"read": 289, "minute of closing before receipt": 14}),
    ("nyc311", "nyc311_animals_2025_q1.csv.gz", {"read": 150, "due": 0}),
    ("nyc311", "nyc311_noise_newyear_2016.csv.gz", {"read": 360, "late": 170, "due": 322}),
    ("boston311", "boston311_2011_h2.csv.gz", {"read": 536, "never due": 18, "overdue at birth": 3}),
]
DEMO: list[Case] = [
    ("cfpb", "cfpb_2014_11.csv.gz", {"read": 700}),
    ("cfpb", "cfpb_api_2023_06.csv.gz", {"read": 800}),
    ("nyc311", "nyc311_noise_newyear_2016.csv.gz", {"read": 1_000, "due": 1_000, "late": 170}),
    ("boston311", "boston311_2011_h2.csv.gz", {"read": 1_500, "verdict OVERDUE": 703, "status Open": 155}),
]
FULL_FILES: list[Case] = [
    (
        "cfpb",
        "cfpb_2011_2015_sample.csv.gz",
        {
            "read": 9_224, "verdict No": 152, "untimely response": 37, "status In progress": 614,
            "outcome In progress": 0, "short zip": 723, "masked zip": 1_129, "forwarded same day": 3_706,
            "forwarded after 15 days": 432, "narrative": 0, "backslash": 0, "status Closed with relief": 14,
        },
    ),
    (
        "cfpb",
        "cfpb_2014_11.csv.gz",
        {
            "read": 8_340, "status In progress": 1_759, "untimely response": 97, "no issue": 2,
            "disputed Yes": 1_047, "disputed None": 7_293, "forwarded after 15 days": 85,
        },
    ),
    (
        "cfpb",
        "cfpb_api_2023_06.csv.gz",
        {
            "read": 10_000, "narrative": 4_393, "line breaks": 2_071, "verdict No": 42, "two tags": 64,
            "untimely response": 16, "forwarded after 15 days": 304, "disputed N/A": 10_000,
        },
    ),
    ("cfpb", "cfpb_pipeline_fixtures/complaints-subset.csv", {"read": 280, "id from content": 280}),
    (
        "nyc311",
        "nyc311_2026_08_01_04.csv.gz",
        {
            "read": 41_859, "status Closed": 22_068, "closed though not Closed": 1_387, "due": 0,
            "minute of closing before receipt": 14, "channel UNKNOWN": 3_454, "closed on a day": 79,
        },
    ),
    ("nyc311", "nyc311_animals_2025_q1.csv.gz", {"read": 4_969, "due": 0, "status Closed": 4_692}),
    ("nyc311", "nyc311_noise_newyear_2016.csv.gz", {"read": 1_617, "due": 1_579, "late": 170}),
    (
        "boston311",
        "boston311_2011_h2.csv.gz",
        {
            "read": 58_251, "status Closed": 54_570, "status Open": 3_681, "closed": 54_570, "late": 8_230,
            "verdict ONTIME": 46_572, "verdict OVERDUE": 11_521, "verdict None": 158, "late and ONTIME": 0,
            "never due": 18, "due": 58_251 - 10_981 - 18, "overdue at birth": 3,
            "channel Constituent Call": 28_136,
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "name", "figures"), EXTRACTS, ids=[case[1] for case in EXTRACTS])
def test_extract_gives_every_row(source: Source, name: str, figures: Figures, samples: Path) -> None:
    assert_figures(source, samples / name, figures)


@pytest.mark.parametrize(("source", "name", "figures"), DEMO, ids=[case[1] for case in DEMO])
def test_extract_of_the_demo_gives_every_row(source: Source, name: str, figures: Figures) -> None:
    assert_figures(source, DEMO_FOLDER / name, figures)


@pytest.mark.proof
@pytest.mark.skipif(FULL is None, reason="COMPLAINTS_SAMPLES does not name the folder of the full files")
@pytest.mark.parametrize(("source", "name", "figures"), FULL_FILES, ids=[case[1] for case in FULL_FILES])
def test_full_file_gives_every_row(source: Source, name: str, figures: Figures) -> None:
    assert_figures(source, Path(FULL or "", name), figures)


@pytest.mark.proof
@pytest.mark.skipif(FULL is None, reason="COMPLAINTS_SAMPLES does not name the folder of the full files")
def test_file_of_58251_rows_is_read_in_4_megabytes() -> None:
    tracemalloc.start()
    rows = sum(1 for _ in read_rows(look_over("boston311", Path(FULL or "", "boston311_2011_h2.csv.gz"))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 58_251
    assert peak < 4 << 20


def assert_figures(source: Source, path: Path, figures: Figures) -> None:
    file = look_over(source, path)
    rows = list(read_rows(file))
    rejected = [row for row in rows if isinstance(row, RejectedRow)]
    assert rejected == []
    assert (file.total, file.cut) == (len(rows), None)
    assert len({row.source_id for row in rows}) == len(rows)
    assert [row.line for row in rows] == sorted(row.line for row in rows)
    counted = Counter(mark for row in rows if isinstance(row, SourceRow) for mark in marks(row))
    assert {name: counted[name] for name in figures} == figures


def marks(row: SourceRow) -> Iterator[str]:
    """Yield the names of the figures in which a row counts."""
    yield from ("read", f"status {row.status}", f"outcome {row.outcome}", f"verdict {row.verdict}")
    yield from (f"channel {row.channel}", f"disputed {row.disputed}")
    yield from (name for name, is_so in (_texts(row) | _times(row)).items() if is_so)


def _texts(row: SourceRow) -> dict[str, bool]:
    zip_code, narrative = row.place.zip or "", row.narrative or ""
    return {
        "untimely response": (row.verdict, row.outcome) == ("No", "Untimely response"),
        "no issue": not row.issue,
        "backslash": "\\" in "".join((*row.issue, row.company or "", row.public_response or "")),
        "short zip": 0 < len(zip_code) < 5,
        "masked zip": "X" in zip_code,
        "narrative": bool(narrative),
        "line breaks": "\n" in narrative,
        "two tags": len(row.tags) == 2,
        "id from content": row.source_id.startswith("content:"),
        "said before": row.source_id.endswith(":2"),
    }


def _times(row: SourceRow) -> dict[str, bool]:
    received, closed = earliest(row.received), earliest(row.closed) if row.closed else None
    late = closed is not None and row.due is not None and closed > row.due
    return {
        "noon": not isinstance(row.received, Day),
        "forwarded same day": row.forwarded == row.received,
        "forwarded after 15 days": _days_until_forwarded(row) > 15,
        "closed": closed is not None,
        "closed on a day": isinstance(row.closed, Day),
        "closed though not Closed": closed is not None and row.status != "Closed",
        "minute of closing before receipt": isinstance(row.closed, Minute) and row.closed.minute < received,
        "due": row.due is not None,
        "never due": row.is_due_never,
        "overdue at birth": row.due is not None and row.due < received,
        "late": late,
        "late and ONTIME": late and row.verdict == "ONTIME",
    }


def _days_until_forwarded(row: SourceRow) -> int:
    if isinstance(row.received, Day) and isinstance(row.forwarded, Day):
        return (row.forwarded.day - row.received.day).days
    return 0
