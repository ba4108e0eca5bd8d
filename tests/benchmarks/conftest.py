"""Sizes, a server as it would be run, a year of complaints in it, and a notebook for what is found."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from api.postgres import Database
from projections import positions
from projections.rebuild import rebuild
from projections.rollups import count_month, months_due
from projections.worker import VIEWS, catch_up
from tests.benchmarks.figures import Figures
from tests.databases import copy_of, server_for_tests
from tests.projections.place import Place, place_in
from tests.projections.year import put_a_year

# Durable, as it would be run, with the memory that its manual advises; the data are on disk.
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB"}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("benchmarks")
    group.addoption("--json", type=Path, metavar="FILE", help="write every figure there")
    group.addoption("--sizes", default="10000,100000", help="how many complaints, such as 10000,1000000")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "complaints" in metafunc.fixturenames:
        sizes = [int(size) for size in metafunc.config.getoption("--sizes").split(",")]
        metafunc.parametrize("complaints", sizes, scope="session")


@pytest.fixture(scope="session")
def figures(request: pytest.FixtureRequest) -> Figures:
    config = request.config
    return Figures(config.invocation_params.args, config.getoption("--json"))


@pytest.fixture(scope="session")
def server(figures: Figures) -> Iterator[Database]:
    folder = Path(tempfile.mkdtemp(prefix="complaints-benchmarks-"))
    try:
        with server_for_tests(folder, SETTINGS) as ways:
            figures.note_server(ways.owner)
            yield ways
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def year(server: Database, migrated: str, complaints: int) -> Iterator[Place]:
    """A year of complaints in the order in which they would have happened, and no row of a view yet."""
    with copy_of(migrated, server) as database, place_in(database) as place:
        put_a_year(database.owner, complaints)
        with psycopg.connect(database.owner, autocommit=True) as owner:
            owner.execute("vacuum analyze ledger.events")
        positions.register(place.writer, VIEWS.values())
        yield place


@pytest.fixture(scope="session")
def filled(year: Place) -> Place:
    """The same year, with every view up to date and known to the planner, and all quiet months counted."""
    rebuild(year.writer, year.ledger, list(VIEWS.values()), lambda _: None)
    catch_up(year.writer, year.ledger)
    for view in VIEWS.values():
        for month in months_due(year.writer, view, timedelta()):
            count_month(year.writer, view, month)
    with psycopg.connect(year.database.owner, autocommit=True) as owner:
        owner.execute("vacuum analyze")
    return year
