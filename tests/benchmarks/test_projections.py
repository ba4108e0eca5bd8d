"""Views against a limit measured beside them, COPY of the same log. `make bench` tells."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter, process_time
from typing import Any

import psycopg
import pytest

from api.postgres import Database
from projections import positions
from projections.case_list import CASE_LIST
from projections.comparison import compare
from projections.engine import advance
from projections.rebuild import rebuild
from projections.recent import RecentLedger
from projections.response_times import RESPONSE_TIMES
from projections.rows import empty
from projections.sla_breaches import SLA_BREACHES
from projections.slots import live
from projections.view import View
from projections.worker import VIEWS
from tests.databases import copy_of
from tests.projections.place import Place, place_in
from tests.projections.year import put_a_year

pytestmark = pytest.mark.benchmark

COMPLAINTS = int(os.environ.get("COMPLAINTS", "20000"))
COPY_OUT = """
copy (select stream, version, topic, state, by, kind, role, cause, command_id, recorded_at
        from ledger.events order by position) to stdout
"""
COPY_IN = """
copy public.bare (stream, version, topic, state, by, kind, role, cause, command_id, recorded_at) from stdin
"""


@pytest.fixture(scope="module")
def year(server: Database, migrated: str) -> Iterator[Place]:
    """A year of complaints with 8 facts each, in the order in which they would have happened."""
    with copy_of(migrated, server) as database, place_in(database) as place:
        put_a_year(database.owner, COMPLAINTS)
        with psycopg.connect(database.owner, autocommit=True) as owner:
            owner.execute("create table public.bare (like ledger.events including identity)")
            owner.execute("alter table public.bare add primary key (stream, version)")
        positions.register(place.writer, VIEWS.values())
        yield place


MAIN = {view.name: view for view in (CASE_LIST, SLA_BREACHES, RESPONSE_TIMES)}
SOME: dict[str, dict[str, View[Any]]] = {"the three main views": MAIN, "all views": VIEWS}


@pytest.mark.parametrize("words", SOME)
def test_views_that_are_behind_catch_up(year: Place, words: str) -> None:
    views = SOME[words]
    for view in views.values():
        with year.writer.transaction():
            empty(year.writer, view, live(year.writer, view.name).slot)
            year.writer.execute("update views.positions set position = 0 where view = %s", [view.name])
    ledger = RecentLedger(year.ledger._pool)

    def catch_up() -> None:
        while advance(year.writer, ledger, views):
            pass

    assert against_copy(year, f"live, {words}", catch_up) >= 0.02


@pytest.mark.parametrize("words", SOME)
def test_views_are_rebuilt_and_compared(year: Place, words: str) -> None:
    views = list(SOME[words].values())

    def anew() -> None:
        rebuild(year.writer, year.ledger, views, lambda _: None)

    assert against_copy(year, f"rebuild of {words}", anew) >= 0.05
    while advance(year.writer, year.ledger, VIEWS):
        pass
    began = perf_counter()
    compared = compare(year.writer, year.ledger, views, lambda _: None)
    show(
        f"verify {words}: {perf_counter() - began:.1f} s, live rows locked for "
        f"{max(each.seconds for each in compared):.2f} s at most"
    )
    assert not any(each.differences for each in compared)


def against_copy(place: Place, words: str, run: Callable[[], None]) -> float:
    """Say how fast it runs over the whole log, and return that as a share of COPY, before and after it."""
    facts = place.ledger.head()
    data = copied_out(place)
    before = copied_in(place, data)
    began, used = perf_counter(), process_time()
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
