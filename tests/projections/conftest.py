"""Places for facts and rows: one of the test's own, one that the tests of a module share."""

from collections.abc import Iterator

import pytest

from api.postgres import Database
from tests.databases import copy_of
from tests.projections.place import Place, place_in


@pytest.fixture
def place(database: Database) -> Iterator[Place]:
    """A place of the test's own."""
    with place_in(database) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(server: Database, migrated: str) -> Iterator[Place]:
    """A place that the tests of a module share: each writes streams of its own."""
    with copy_of(migrated, server) as database, place_in(database) as opened:
        yield opened
