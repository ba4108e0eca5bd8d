"""What every test can ask for: a database of its own, and how hard the properties are tried."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from api.postgres import Database
from tests.databases import copy_of, server_for_tests, template

# Workers inherit it. Not in pytest's own folder, which only root may enter where root runs the tests.
FOLDER = "TESTS_OF_COMPLAINTS_FOLDER"
# Where Linux keeps files in memory: a new database takes 30 ms there, 70 to 400 ms on a busy disk.
MEMORY = Path("/dev", "shm")
ENOUGH = 2 << 30  # bytes

hypothesis.settings.register_profile("dev", max_examples=50, deadline=None)
hypothesis.settings.register_profile("ci", max_examples=500, deadline=None, derandomize=True)
hypothesis.settings.register_profile("deep", max_examples=20_000, deadline=None)
hypothesis.settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="complaints-tests-", dir=_memory())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER))


@pytest.fixture(scope="session")
def open_folder() -> Path:
    """A folder that a database's own user can reach, for folders of databases; goes away with the run."""
    return Path(os.environ[FOLDER])


@pytest.fixture
def data_dir(open_folder: Path) -> Path:
    """A new folder for `COMPLAINTS_DATA_DIR`."""
    return Path(tempfile.mkdtemp(dir=open_folder))


@pytest.fixture(scope="session")
def server(open_folder: Path) -> Iterator[Database]:
    """The ways into a server on which databases can be made; all workers share one."""
    with server_for_tests(open_folder) as ways:
        yield ways


@pytest.fixture(scope="session")
def migrated(server: Database) -> str:
    """The name of a database with every table in it and no row, to be copied and never opened."""
    return template(server)


@pytest.fixture
def database(server: Database, migrated: str) -> Iterator[Database]:
    """A database of the test's own, with every table in it and no row."""
    with copy_of(migrated, server) as copied:
        yield copied


def _memory() -> Path | None:
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH else None
