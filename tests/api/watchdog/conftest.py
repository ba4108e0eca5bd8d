"""The ledger for tests of the watchdog: the service's pool over a database of the test's own."""

from collections.abc import Iterator

import pytest

from api.postgres import Database
from complaints.ledger import Complaints
from complaints.recorder import Pool, open_pool


@pytest.fixture
def pool(database: Database) -> Iterator[Pool]:
    opened = open_pool(database.app, size=16)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def complaints(pool: Pool) -> Complaints:
    return Complaints(pool)
