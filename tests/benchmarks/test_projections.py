"""Views against limits measured beside them: COPY of the same log, and the library's own runner."""

from collections.abc import Sequence
from time import perf_counter

import psycopg
import pytest

from projections.case_list import CASE_LIST
from projections.comparison import compare
from projections.response_times import RESPONSE_TIMES
from projections.rows import empty
from projections.sla_breaches import SLA_BREACHES
from projections.slots import live
from projections.worker import VIEWS, catch_up
from tests.benchmarks.figures import Figure, Figures
from tests.benchmarks.library import facts_a_second
from tests.benchmarks.work import Took, Work, work_in_a_process
from tests.projections.place import Place

pytestmark = pytest.mark.benchmark

SOME = {
    "the three main views": [view.name for view in (CASE_LIST, SLA_BREACHES, RESPONSE_TIMES)],
    "all views": list(VIEWS),
}
MOST_COPIED = 500_000
"""Facts, so that their bytes fit into memory."""

BARE = """
create table if not exists public.bare (
  like ledger.events including identity, primary key (stream, version))
"""
COPY_OUT = """
copy (select stream, version, topic, state, personal, subject, by, kind, role, via, cause, command_id,
             recorded_at
        from ledger.events order by position limit 500000) to stdout
"""
COPY_IN = """
copy public.bare (stream, version, topic, state, personal, subject, by, kind, role, via, cause, command_id,
                  recorded_at) from stdin
"""


@pytest.fixture(scope="session")
def library(year: Place, figures: Figures, complaints: int) -> float:
    """How many facts a second the library's runner takes into one trivial view, each in a transaction."""
    found = facts_a_second(year.database.owner)
    figures.note(_rate("the library's runner, one trivial view", found, complaints))
    return found


@pytest.mark.parametrize("words", SOME)
def test_views_that_are_behind_catch_up(
    year: Place, library: float, words: str, figures: Figures, complaints: int
) -> None:
    for name in SOME[words]:
        with year.writer.transaction():
            empty(year.writer, VIEWS[name], live(year.writer, name).slot)
            year.writer.execute("update views.positions set position = 0 where view = %s", [name])
    rate, of_copy = measured(year, "live", words, figures, complaints)
    figures.note(_ratio(f"live, {words}", "of the library", rate / library, complaints))
    assert of_copy >= 0.02
    assert rate >= 2 * library


@pytest.mark.parametrize("words", SOME)
def test_views_are_rebuilt_and_compared(year: Place, words: str, figures: Figures, complaints: int) -> None:
    _, of_copy = measured(year, "rebuild", words, figures, complaints)
    assert of_copy >= 0.04
    catch_up(year.writer, year.ledger)
    began = perf_counter()
    compared = compare(year.writer, year.ledger, [VIEWS[name] for name in SOME[words]], lambda _: None)
    figures.note(_rate(f"verify, {words}", year.ledger.head() / (perf_counter() - began), complaints))
    assert not any(each.differences for each in compared)


def measured(place: Place, work: Work, words: str, figures: Figures, complaints: int) -> tuple[float, float]:
    """Do a work over the whole log; return how many facts a second, and that as a share of COPY."""
    facts, subject = place.ledger.head(), f"{work}, {words}"
    data = copied_out(place)
    before = copied_in(place, data)
    took = work_in_a_process(work, place.database.app, SOME[words])
    copy = min(facts, MOST_COPIED) / ((before + copied_in(place, data)) / 2)
    rate = facts / took.seconds
    figures.note(_rate(subject, rate, complaints))
    figures.note(_rate(f"COPY beside {subject}", copy, complaints))
    figures.note(_ratio(subject, "of COPY", rate / copy, complaints))
    _note_cost(figures, subject, took, complaints)
    return rate, rate / copy


def copied_out(place: Place) -> Sequence[bytes]:
    with psycopg.connect(place.database.owner) as owner, owner.cursor().copy(COPY_OUT) as copy:
        return [bytes(block) for block in copy]


def copied_in(place: Place, data: Sequence[bytes]) -> float:
    """Return how many seconds a COPY of the log takes, into a table with its primary key."""
    with psycopg.connect(place.database.owner, autocommit=True) as owner:
        owner.execute(BARE)
        owner.execute("truncate public.bare")
        began = perf_counter()
        with owner.cursor() as cursor, cursor.copy(COPY_IN) as copy:
            for block in data:
                copy.write(block)
        return perf_counter() - began


def _rate(subject: str, value: float, complaints: int) -> Figure:
    return Figure(
        chapter="rates", subject=subject, measure="rate", value=value, unit="facts/s", complaints=complaints
    )


def _ratio(subject: str, measure: str, value: float, complaints: int) -> Figure:
    return Figure(
        chapter="rates", subject=subject, measure=measure, value=value, unit="ratio", complaints=complaints
    )


def _note_cost(figures: Figures, subject: str, took: Took, complaints: int) -> None:
    busy = took.cpu_seconds / took.seconds
    figures.note(_ratio(subject, "processors that Python kept busy", busy, complaints))
    figures.note(
        Figure(
            chapter="memory",
            subject=subject,
            measure="peak",
            value=took.peak_mib,
            unit="MiB",
            complaints=complaints,
        )
    )
