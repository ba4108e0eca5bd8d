"""Deadlines, readings and a simulation of a million clocks, against looks in a sorted list. `make bench`."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter
from uuid import UUID

import pytest

from complaints.commands.decision import IssueFinalResponse
from complaints.corrections import standing
from complaints.policy_book import PolicyBook
from complaints.readings import outcome_of, read_clock
from complaints.runs import run_of
from complaints.sla.deadline import due_at
from complaints.sla.packs import shipped_calendars, shipped_policies
from complaints.sla.working_time import add_working_time
from complaints.storage import Recorded
from projections.simulation import simulate
from tests.benchmarks.figures import Figure, Figures
from tests.complaints.given_clocks import ENGLAND, FINAL, filing
from tests.complaints.lives import lived

pytestmark = pytest.mark.benchmark

CALLS, ROUNDS, CLOCKS = 20_000, 5, 1_000_000
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
POLICIES = {it.id: it for it in shipped_policies()}
(OFFICE,) = (it for it in shipped_calendars() if it.id == "example.office")
HOUR = timedelta(hours=1)
AS_OF = datetime(2026, 12, 1, tzinfo=UTC)


def instants() -> list[datetime]:
    return [START + number % 6000 * HOUR for number in range(CALLS)]


def rate(work: Callable[[], object], count: int) -> float:
    """Return how many are done a second: the median of some rounds."""
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return count / median(times)


Tell = Callable[[str, float], float]
"""Notes how many are done a second, and returns that as a share of the limit."""


@pytest.fixture(scope="module")
def tell(figures: Figures) -> Tell:
    """The limit is how often an instant is found among 6,000: what no deadline in a calendar can beat."""
    sorted_ones, at = [START + number * HOUR for number in range(6000)], instants()
    limit = rate(lambda: [bisect_right(sorted_ones, it) for it in at], CALLS)

    def note(subject: str, found: float) -> float:
        for measure, value, unit in (("rate", found, "a second"), ("of the limit", found / limit, "ratio")):
            figures.note(Figure(chapter="clocks", subject=subject, measure=measure, value=value, unit=unit))
        return found / limit

    return note


def test_deadlines_a_second(tell: Tell) -> None:
    at = instants()
    ack, final, email = POLICIES["example.ack"], POLICIES["uk.fca.final"], POLICIES["care.email"]
    assert tell("business days", rate(lambda: [due_at(ack, ENGLAND, it) for it in at], CALLS)) > 0.005
    assert tell("weeks", rate(lambda: [due_at(final, None, it) for it in at], CALLS)) > 0.005
    assert tell("working hours", rate(lambda: [due_at(email, OFFICE, it) for it in at], CALLS)) > 0.01
    hours = rate(lambda: [add_working_time(OFFICE, it, 4 * HOUR) for it in at], CALLS)
    assert tell("working time alone", hours) > 0.02


def answered(weeks: int) -> list[Recorded]:
    answer = IssueFinalResponse(
        at=START + timedelta(weeks=weeks), channel="letter", outcome="upheld", reasons="It was late."
    )
    return list(lived(filing("uk.fca", at=START), answer, book=BOOK, now=AS_OF))


BOOK = PolicyBook(policies={FINAL.id: (FINAL,)}, calendars={ENGLAND.id: (ENGLAND,)})


def test_readings_a_second(tell: Tell) -> None:
    facts = standing(answered(7), [])
    run = run_of(FINAL, 2, facts, is_stated=False)
    count = CALLS // 10
    outcomes = rate(lambda: [outcome_of(FINAL, None, run, facts, AS_OF) for _ in range(count)], count)
    assert tell("outcomes", outcomes) > 0.002
    readings = rate(lambda: [read_clock(FINAL, None, facts, AS_OF) for _ in range(count)], count)
    assert tell("readings with every day explained", readings) > 0.0005


def test_a_million_clocks_are_simulated(tell: Tell) -> None:
    lives = [[it._replace(originator_id=UUID(int=n)) for it in answered(n)] for n in range(1, 12)]

    def streams() -> Iterator[Sequence[Recorded]]:
        return (lives[number % len(lives)] for number in range(CLOCKS))

    began = perf_counter()
    found = simulate(streams(), replace(FINAL, amount=6), BOOK, (date(2026, 1, 1), date(2026, 1, 31)), AS_OF)
    seconds = perf_counter() - began
    assert (found.clocks, found.draft_clocks) == (CLOCKS, CLOCKS)
    assert len(found.gained) == pytest.approx(CLOCKS * 2 / 11, rel=0.001)
    assert tell("simulated clocks", CLOCKS / seconds) > 0.0005
