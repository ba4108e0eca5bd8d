"""Ledgers to export: a year of complaints that tests share, and a small one of the test's own."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from api.postgres import Database
from complaints.facts.conversation import NoteAdded
from complaints.when import Day, NotAfter
from projections.worker import catch_up
from tests.api.exporting.files import exported
from tests.complaints.given import COMPLAINT, apologised, identified
from tests.complaints.given_redress import paid
from tests.databases import copy_of
from tests.projections import given as clocks
from tests.projections.given import DUE, filing, moved, started
from tests.projections.place import Place, place_in, put
from tests.projections.test_win_back import BEGIN, DAY, LOST, REGISTERED, on, some_time_on
from tests.projections.year import put_a_year


@pytest.fixture(scope="package")
def year(server: Database, migrated: str) -> Iterator[Place]:
    """A year of complaints; clocks that stand in every way; customers who stay, leave, or have time left."""
    with copy_of(migrated, server) as database, place_in(database) as opened:
        put_a_year(database.owner, 300)
        day = Day(day=DUE.date(), zone="UTC")
        for ends in (
            [],
            [clocks.stopped(DUE)],
            [clocks.stopped(DUE + DAY)],
            [clocks.stopped(day)],
            [clocks.withdrawn(DUE)],
            [clocks.withdrawn(DUE + DAY)],
            [clocks.held(DUE - DAY)],
        ):
            complaint = uuid4()
            put(opened.ledger, complaint, [filing(complaint), started(), *ends])
        for days, about, left in (
            (0, [], []),
            (0, [on(3, apologised())], [on(30, LOST)]),
            (2, [on(2, paid()), on(4, apologised())], []),
            (4, [on(5, paid())], [on(200, LOST)]),
            (90, [], []),
            (0.5, [], [some_time_on(0, LOST)]),
            (0, [], [moved(LOST, NotAfter(not_after=BEGIN + 5 * DAY))]),
        ):
            complaint, customer = uuid4(), uuid4()
            put(opened.ledger, customer, [REGISTERED, *left])
            put(
                opened.ledger,
                complaint,
                [filing(complaint, BEGIN + days * DAY), on(days, identified(customer)), *about],
            )
        catch_up(opened.writer, opened.ledger)
        yield opened


@pytest.fixture(scope="package")
def files(year: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the year."""
    folder = tmp_path_factory.mktemp("export")
    done = exported(year, folder)
    assert done.exit_code == 0, done.stderr
    return folder


@pytest.fixture
def started_book(database: Database) -> Iterator[Place]:
    """A ledger with one complaint, and what somebody wrote about it."""
    with place_in(database) as place:
        note = NoteAdded(at=BEGIN, text="Her name is Zoë Example.")
        put(place.ledger, COMPLAINT, [filing(COMPLAINT), note])
        catch_up(place.writer, place.ledger)
        yield place
