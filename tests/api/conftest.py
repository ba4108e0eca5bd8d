"""The API for tests that share its database, and for those that need one of their own."""

from collections.abc import Iterator

import pytest

from api.postgres import Database
from tests.api.house import House, house_over
from tests.databases import copy_of


@pytest.fixture(scope="module")
def house(server: Database, migrated: str) -> Iterator[House]:
    """The API over a database that the tests of a module share: each files complaints of its own."""
    with copy_of(migrated, server) as database, house_over(database.app) as built:
        yield built


@pytest.fixture
def own_house(database: Database) -> Iterator[House]:
    """The API over a database of the test's own."""
    with house_over(database.app) as built:
        yield built
