"""How long each question takes, over a connection of the service's, while nothing is written."""

from collections.abc import Iterator
from time import perf_counter

import pytest

from complaints.ledger import Complaints
from complaints.pool import open_session
from tests.benchmarks.asking import Asking, asking
from tests.benchmarks.figures import Figure, Figures, percentile
from tests.benchmarks.questions import PAGES, SINGLE, TOTALS, Question
from tests.projections.place import Place

pytestmark = pytest.mark.benchmark

CALLS, FEWEST, SECONDS = 300, 5, 10.0
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
    """Ask again and again; note median and 99th percentile, and return the latter, in milliseconds."""
    question(ask)
    taken: list[float] = []
    give_up = perf_counter() + SECONDS
    while len(taken) < CALLS and (len(taken) < FEWEST or perf_counter() < give_up):
        began = perf_counter()
        question(ask)
        taken.append((perf_counter() - began) * 1000)
    for percent in (50, 99):
        figures.note(
            Figure(
                chapter="questions",
                subject=words,
                measure=f"p{percent}",
                value=percentile(taken, percent),
                unit="ms",
                complaints=complaints,
            )
        )
    return percentile(taken, 99)
