"""From the commit of a fact to every view that shows it, while facts come at a steady rate."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.synchronize import Event as Signal
from threading import Event, Thread
from time import perf_counter, sleep

import pytest

from complaints.pool import open_session
from complaints.recorder import open_pool
from complaints.storage import Envelope, FactMapper, Recorded
from projections.worker import VIEWS, following
from tests.benchmarks.figures import Figure, Figures, percentile
from tests.complaints.given import MARA
from tests.complaints.rows import until
from tests.projections.place import Place
from tests.projections.year import END, YEAR, Line, happened

pytestmark = pytest.mark.benchmark

SECONDS = 20
LOOK = 0.001
REACHED = "select min(position) from views.positions where state = 'live'"
Seen = list[tuple[int, float]]
"""Up to which position every view had come, and when that was seen."""


def follow(conninfo: str, stop: Signal) -> None:
    """Run a worker until it is told to stop."""
    with open_pool(conninfo, size=4) as pool, following(pool, conninfo):
        stop.wait()


@contextmanager
def worker(conninfo: str) -> Iterator[None]:
    """Let a worker run in a process of its own."""
    context = get_context("spawn")
    stop = context.Event()
    process = context.Process(target=follow, args=(conninfo, stop))
    process.start()
    try:
        yield
    finally:
        stop.set()
        process.join()


@contextmanager
def watching(place: Place) -> Iterator[Seen]:
    """Look again and again how far all views have come, until they show all that was recorded."""
    seen: Seen = []
    stop = Event()

    def look() -> None:
        with open_session(place.database.app, autocommit=True) as connection:
            while not stop.is_set():
                ((reached,),) = connection.execute(REACHED, prepare=True).fetchall()
                seen.append((reached, perf_counter()))
                sleep(LOOK)

    thread = Thread(target=look)
    thread.start()
    try:
        yield seen
        until(lambda: bool(seen) and seen[-1][0] >= place.ledger.head())
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("rate", [50, 500])
def test_what_is_committed_is_soon_visible(
    filled: Place, rate: int, figures: Figures, complaints: int
) -> None:
    others = range(10_000_000 * rate, 10_000_000 * rate + 5_000)
    facts = happened(others, END, END + YEAR)
    with worker(filled.database.app):
        with watching(filled):
            written(filled, islice(facts, rate), rate)  # until they show, the worker has hardly begun
        with watching(filled) as seen:
            committed, behind = written(filled, islice(facts, rate * SECONDS), rate)
    positions = [position for position, _ in seen]
    delays = [max(0.0, seen[bisect_left(positions, position)][1] - at) * 1000 for position, at in committed]
    subject = f"every one of {len(VIEWS)} views, {rate} facts/s"
    found = {"p50": percentile(delays, 50), "p99": percentile(delays, 99), "most": max(delays)}
    for measure, value in (found | {"writer behind its time": behind * 1000}).items():
        figures.note(
            Figure(
                chapter="visible",
                subject=subject,
                measure=measure,
                value=value,
                unit="ms",
                complaints=complaints,
            )
        )
    assert found["p99"] < 5_000


def written(place: Place, facts: Iterable[Line], rate: int) -> tuple[list[tuple[int, float]], float]:
    """Record facts one by one, so many a second; return when each was committed, and the longest lag."""
    committed, behind, began = list[tuple[int, float]](), 0.0, perf_counter()
    for number, line in enumerate(facts):
        wait = began + number / rate - perf_counter()
        sleep(max(0.0, wait))
        behind = max(behind, -wait)
        envelope = Envelope(by=MARA, cause="command:Test", command_id=line.stream, subject=line.stream)
        fact = Recorded(
            originator_id=line.stream, originator_version=line.version, fact=line.fact, envelope=envelope
        )
        (position,) = place.ledger.recorder.insert_events([FactMapper().to_stored_event(fact)]) or ()
        committed.append((position, perf_counter()))
    return committed, behind
