"""Views against a limit measured beside them, COPY of the same log. `make bench` tells."""

import sys
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter, process_time

import psycopg
import pytest

from api.postgres import Database
from projections import positions
from projections.engine import advance
from projections.rebuild import compare, rebuild
from projections.recent import RecentLedger
from projections.worker import VIEWS, collecting_rarely
from tests.databases import copy_of
from tests.projections.place import Place, place_in
from tests.projections.year import put_a_year

pytestmark = pytest.mark.benchmark

COMPLAINTS = 20_000
COPY_OUT = """
copy (select stream, version, topic, state, by, kind, role, cause, command_id, recorded_at
        from ledger.events order by position) to stdout
"""
COPY_IN = """
copy public.bare (stream, version, topic, state, by, kind, role, cause, command_id, recorded_at) from stdin
"""


@pytest.fixture(scope="module")
def year(server: Database, migrated: str) -> Iterator[Place]:
    """A year with 20,000 complaints of 8 facts each, in the order in which they would have happened."""
    with copy_of(migrated, server) as database, place_in(database) as place:
        put_a_year(database.owner, COMPLAINTS)
        with psycopg.connect(database.owner, autocommit=True) as owner:
            owner.execute("create table public.bare (like ledger.events including identity)")
            owner.execute("alter table public.bare add primary key (stream, version)")
        positions.register(place.writer, VIEWS.values())
        yield place


def test_views_that_are_behind_catch_up(year: Place) -> None:
    ledger = RecentLedger(year.ledger._pool)

    def catch_up() -> None:
        while advance(year.writer, ledger, VIEWS):
            pass

    assert against_copy(year, f"live, {len(VIEWS)} views", catch_up) >= 0.02


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_rebuilt_and_compared(year: Place, name: str) -> None:
    def anew() -> None:
        rebuild(year.writer, year.ledger, VIEWS[name], lambda _: None)

    assert against_copy(year, f"rebuild of {name}", anew) >= 0.05
    while advance(year.writer, year.ledger, VIEWS):
        pass
    began = perf_counter()
    compared = compare(year.writer, year.ledger, VIEWS[name], lambda _: None)
    show(f"verify {name}: {perf_counter() - began:.1f} s, live rows locked for {compared.seconds:.2f} s")
    assert compared.differences == []


def against_copy(place: Place, words: str, run: Callable[[], None]) -> float:
    """Say how fast it runs over the whole log, and return that as a share of COPY, before and after it."""
    facts = place.ledger.head()
    data = copied_out(place)
    before = copied_in(place, data)
    began, used = perf_counter(), process_time()
    with collecting_rarely():
        run()
    took, used = perf_counter() - began, process_time() - used
    copy = facts / ((before + copied_in(place, data)) / 2)
    show(
        f"{words}: {facts / took:,.0f} facts/s ({used / took:.0%} of it this process); "
        f"COPY {copy:,.0f} facts/s; ratio {facts / took / copy:.3f}"
    )
    return facts / took / copy


def copied_out(place: Place) -> Sequence[bytes]:
    with psycopg.connect(place.database.owner) as owner, owner.cursor().copy(COPY_OUT) as copy:
        return [bytes(block) for block in copy]


def copied_in(place: Place, data: Sequence[bytes]) -> float:
    """Return how many seconds a COPY of the log takes, into a table with its primary key."""
    with psycopg.connect(place.database.owner, autocommit=True) as owner:
        owner.execute("truncate public.bare")
        began = perf_counter()
        with owner.cursor() as cursor, cursor.copy(COPY_IN) as copy:
            for block in data:
                copy.write(block)
        return perf_counter() - began


def show(words: str) -> None:
    sys.stdout.write(f"\n{words}\n")
