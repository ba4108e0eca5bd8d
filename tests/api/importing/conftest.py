"""Small files for the tests of the importers, and a ledger to import them into."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.postgres import Database
from complaints.ledger import Complaints
from complaints.recorder import Pool, open_pool

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    """Write bytes to a file of the test's own and return where it is."""

    def write_bytes(content: bytes) -> Path:
        path = tmp_path / "rows.csv"
        path.write_bytes(content)
        return path

    return write_bytes


@pytest.fixture(scope="session")
def samples() -> Path:
    """Where the real extracts are."""
    return SAMPLES


@pytest.fixture
def pool(database: Database) -> Iterator[Pool]:
    """The service's pool over a database of the test's own."""
    opened = open_pool(database.app, size=8)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def complaints(pool: Pool) -> Complaints:
    return Complaints(pool)
