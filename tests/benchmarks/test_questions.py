"""How long each question takes, over a connection of the service's, while nothing is written."""

from collections.abc import Iterator, Sized
from statistics import fmean
from time import perf_counter

import pytest

from complaints.ledger import Complaints
from complaints.pool import open_session
from tests.benchmarks.asking import Asking, asking
from tests.benchmarks.figures import Figure, Figures, percentile
from tests.benchmarks.questions import PAGES, SINGLE, TOTALS, Question
from tests.projections.place import Place

pytestmark = pytest.mark.benchmark

CALLS, FEWEST, SECONDS = 1_000, 5, 10.0
"""How often a question is asked; or as often as it can be in so many seconds, but some times."""


@pytest.fixture(scope="session")
def ask(filled: Place) -> Iterator[Asking]:
    with open_session(filled.database.app, autocommit=True) as connection:
        yield asking(connection, Complaints(filled.ledger._pool))


@pytest.mark.parametrize("words", PAGES | SINGLE)
def test_pages_and_single_complaints(ask: Asking, words: str, figures: Figures, complaints: int) -> None:
    # What is promised is 50 ms; this fails where a plan has gone wrong, not where a neighbour is busy.
    assert asked(ask, words, (PAGES | SINGLE)[words], figures, complaints) < 500


@pytest.mark.parametrize("words", TOTALS)
def test_totals(ask: Asking, words: str, figures: Figures, complaints: int) -> None:
    assert asked(ask, words, TOTALS[words], figures, complaints) < 60_000


def asked(ask: Asking, words: str, question: Question, figures: Figures, complaints: int) -> float:
    """Ask again and again; note how long answers are, and the median and 99th percentile of what they take.

    Returns the latter, in milliseconds.
    """
    question(ask)
    taken, rows = list[float](), list[int]()
    give_up = perf_counter() + SECONDS
    while len(taken) < CALLS and (len(taken) < FEWEST or perf_counter() < give_up):
        began = perf_counter()
        answer = question(ask)
        taken.append((perf_counter() - began) * 1000)
        rows.append(len(answer) if isinstance(answer, Sized) else 1)

    def note(measure: str, value: float, unit: str) -> None:
        figures.note(
            Figure(
                chapter="questions",
                subject=words,
                measure=measure,
                value=value,
                unit=unit,
                complaints=complaints,
            )
        )

    note("rows", fmean(rows), "mean")
    for percent in (50, 99):
        note(f"p{percent}", percentile(taken, percent), "ms")
    return percentile(taken, 99)
