"""The whole files, where COMPLAINTS_SAMPLES names their folder: all rows go in, fast, and in flat memory."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.importing.rows import Source
from api.postgres import Database
from tests.api.serving import COMPLAINTS
from tests.databases import copy_of
from tests.samples.cut import ANSWER_KEYS, COLUMNS, cut

FULL = Path(os.environ.get("COMPLAINTS_SAMPLES") or "")

FILES: tuple[tuple[Source, str, int], ...] = (
    ("cfpb", "cfpb_2011_2015_sample.csv.gz", 9_224),
    ("cfpb", "cfpb_2014_11.csv.gz", 8_340),
    ("cfpb", "cfpb_api_2023_06.csv.gz", 10_000),
    ("cfpb", "cfpb_pipeline_fixtures/complaints-subset.csv", 280),
    ("nyc311", "nyc311_2026_08_01_04.csv.gz", 41_859),
    ("nyc311", "nyc311_animals_2025_q1.csv.gz", 4_969),
    ("nyc311", "nyc311_noise_newyear_2016.csv.gz", 1_617),
    ("boston311", "boston311_2011_h2.csv.gz", 58_251),
)
PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
MEBIBYTE = 1 << 20

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(not FULL.name, reason="COMPLAINTS_SAMPLES does not name the folder of the full files"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An import in a process of its own: what it counted, how long it took, and its peak memory in bytes."""

    counts: dict[str, int]
    seconds: float
    peak: int


@pytest.fixture(scope="module")
def everything(server: Database, migrated: str) -> Iterator[Database]:
    """One database for all files, as a user has it."""
    with copy_of(migrated, server) as database:
        yield database


def run(source: Source, path: Path, database: Database) -> Run:
    settings = os.environ | {"COMPLAINTS_DATABASE_URL": database.owner}
    words = [str(COMPLAINTS), "import", "--json", "--format", source, str(path)]
    began, peak = time.monotonic(), 0
    with subprocess.Popen(words, env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, peak_of(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)
        assert process.stdout is not None
        (imported,) = json.load(process.stdout)
    assert (process.returncode, imported["cut"], imported["refused"]) == (0, None, None)
    return Run(counts=imported["counts"], seconds=time.monotonic() - began, peak=peak)


def peak_of(pid: int) -> int:
    """Return the most memory that a process has had, 0 once it is gone."""
    with suppress(OSError):
        found = PEAK.search(Path("/proc", str(pid), "status").read_text())
        return int(found[1]) * 1024 if found else 0
    return 0


@pytest.mark.parametrize(("source", "name", "rows"), FILES, ids=[name for _, name, _ in FILES])
def test_every_row_goes_in(
    everything: Database,
    capsys: pytest.CaptureFixture[str],
    source: Source,
    name: str,
    rows: int,
) -> None:
    done = run(source, FULL / name, everything)
    assert done.counts == {"read": rows, "imported": rows, "updated": 0, "unchanged": 0, "rejected": 0}
    with capsys.disabled():
        speed = f"{rows / done.seconds:,.0f} rows/s, start included"
        sys.stdout.write(f"\n{name}: {rows:,} rows, {speed}; peak memory {done.peak / MEBIBYTE:.0f} MiB\n")


def test_memory_does_not_grow_with_the_file(everything: Database, tmp_path: Path) -> None:
    key = ANSWER_KEYS / "boston311_2011_h2.csv.gz"
    whole = run("boston311", key, everything)
    header_and_some = cut(key, COLUMNS[key.name]).splitlines(keepends=True)[:1_001]
    small = tmp_path / "small.csv"
    small.write_text("".join(header_and_some), newline="")
    few = run("boston311", small, everything)
    assert few.peak > 0
    assert whole.peak - few.peak < 16 * MEBIBYTE


@pytest.mark.parametrize("name", COLUMNS)
def test_the_answer_keys_are_cut_from_the_full_files(name: str) -> None:
    assert cut(ANSWER_KEYS / name, COLUMNS[name]) == cut(FULL / name, COLUMNS[name])
