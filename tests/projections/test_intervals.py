"""Intervals: against published ones, and what must hold of any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.intervals import wilson

counts = st.integers(1, 10**6).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(successes: int, trials: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    found = wilson(successes, trials)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(counts)
def test_an_interval_holds_the_share_and_lies_between_0_and_1(counted: tuple[int, int]) -> None:
    successes, trials = counted
    found = wilson(successes, trials)
    assert found is not None
    assert 0 <= found.low <= successes / trials <= found.high <= 1


@given(counts)
def test_what_happened_and_what_did_not_mirror_each_other(counted: tuple[int, int]) -> None:
    successes, trials = counted
    one, other = wilson(successes, trials), wilson(trials - successes, trials)
    assert one is not None
    assert other is not None
    assert one.low == pytest.approx(1 - other.high)


def test_nothing_counted_has_no_interval() -> None:
    assert wilson(0, 0) is None


def test_one_of_one_does_not_prove_much() -> None:
    found = wilson(1, 1)
    assert found is not None
    assert (round(found.low, 4), found.high) == (0.2065, 1.0)
