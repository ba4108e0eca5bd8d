"""Curves of survival: against published ones, and what must hold of any."""

from itertools import pairwise
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.counts import total
from projections.survival import Stay, curve_of, without_small_steps

# Weeks in remission of the 21 who were given 6-mercaptopurine; followed no longer: negative. E. J. Freireich
# and others, Blood 21 (1963), pages 699-716, as in J. P. Klein and M. L. Moeschberger, Survival Analysis
# (2nd edition, 2003), section 1.2; survival is in its table 4.1, low and high by -ln(-ln) are by hand.
WEEKS = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]
REMISSION = [Stay(days=abs(week), has_left=week > 0) for week in WEEKS]
PUBLISHED = [
    (6, 21, 3, 1, 0.8571, 0.6197, 0.9516),
    (7, 17, 1, 1, 0.8067, 0.5631, 0.9228),
    (10, 15, 1, 2, 0.7529, 0.5032, 0.8894),
    (13, 12, 1, 0, 0.6902, 0.4316, 0.8491),
    (16, 11, 1, 3, 0.6275, 0.3675, 0.8049),
    (22, 7, 1, 0, 0.5378, 0.2678, 0.7468),
    (23, 6, 1, 5, 0.4482, 0.1881, 0.6801),
]

stays = st.lists(
    st.builds(Stay, days=st.integers(5, 60), has_left=st.booleans(), lives=st.integers(1, 9)), min_size=1
)


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def test_the_curve_is_the_published_one() -> None:
    found = curve_of(REMISSION)
    assert found.points[0].day == 0
    assert [
        (it.day, it.at_risk, it.left, it.censored, rounded(it.survival), rounded(it.low), rounded(it.high))
        for it in found.points[1:]
    ] == PUBLISHED
    assert (found.lives, found.left, found.censored) == (21, 9, 12)
    assert (found.median, found.median_low, found.median_high) == (23, 13, None)


def test_who_leaves_on_the_day_to_which_others_were_followed_left_before_they_were_lost_to_sight() -> None:
    (_, point) = curve_of([Stay(days=3, has_left=True), Stay(days=3, has_left=False, lives=9)]).points
    assert (point.at_risk, point.left, point.censored, point.survival) == (10, 1, 9, 0.9)


def test_a_half_that_floats_miss_is_the_median() -> None:
    found = curve_of([Stay(days=day, has_left=True) for day in range(1, 11)])
    assert found.median == 5  # 0.9 * 8/9 * 7/8 * 6/7 * 5/6


def test_survival_of_fewer_than_five_at_risk_is_not_shown_nor_is_the_median_that_rests_on_it() -> None:
    found = curve_of([Stay(days=1, has_left=True, lives=1), Stay(days=2, has_left=True, lives=3)])
    assert [point.survival for point in found.points] == [None, None, None]
    assert (found.median, found.points[1].at_risk) == (None, 4)
    assert found.points[1].low is not None


def test_of_nobody_there_is_a_curve_without_a_word() -> None:
    found = curve_of([])
    assert (found.lives, found.median, [point.survival for point in found.points]) == (0, None, [None])


@given(stays)
def test_everybody_left_or_is_censored_once(stays: list[Stay]) -> None:
    found = curve_of(stays, 5)
    assert total(found.left, found.censored) == found.lives == sum(it.lives for it in stays)
    assert [one.at_risk - one.left - one.censored for one in found.points] == [
        *(it.at_risk for it in found.points[1:]),
        0,
    ]


@given(stays)
def test_a_curve_falls_within_its_interval_and_knows_no_order(stays: list[Stay]) -> None:
    found = curve_of(stays, 5)
    assert curve_of(sorted(stays, key=lambda it: (it.lives, it.days)), 5) == found
    survivals = [it.survival for it in found.points if it.survival is not None]
    assert survivals == sorted(survivals, reverse=True)
    assert all(one.day < other.day for one, other in pairwise(found.points))
    assert all(
        0 <= it.low < it.survival < it.high <= 1
        for it in found.points
        if it.survival is not None and it.low is not None and it.high is not None
    )


@given(st.lists(st.integers(0, 40), min_size=5))
def test_where_nobody_is_censored_survival_is_the_share_that_stayed_longer(days: list[int]) -> None:
    for point in curve_of([Stay(days=day, has_left=True) for day in days]).points:
        longer = sum(day > point.day for day in days) / len(days)
        assert point.survival is None or isclose(point.survival, longer, abs_tol=1e-12)


@pytest.mark.parametrize("times", [2, 10])
def test_a_stay_of_several_lives_is_as_many_stays(times: int) -> None:
    together = [Stay(days=it.days, has_left=it.has_left, lives=times) for it in REMISSION]
    assert curve_of(together) == curve_of(REMISSION * times)


def steps(*found: tuple[int, bool, int]) -> list[tuple[int, int, int, int, float | None]]:
    """Return the points, without small steps, of so many lives that left, or not, by a day."""
    curve = curve_of([Stay(days=day, has_left=has_left, lives=lives) for day, has_left, lives in found])
    points = without_small_steps(curve).points
    return [(it.day, it.at_risk, it.left, it.censored, rounded(it.survival)) for it in points]


def test_small_steps_are_put_together_until_none_is_left() -> None:
    assert steps((1, True, 2), (3, True, 3), (9, False, 15)) == [(0, 20, 0, 0, 1.0), (3, 20, 5, 15, 0.75)]
    # Who left on the last day would be alone: they belong to the step before.
    assert steps((1, True, 6), (3, True, 1), (9, False, 13)) == [(0, 20, 0, 0, 1.0), (3, 20, 7, 13, 0.65)]
    assert steps((1, False, 3), (2, True, 5), (3, False, 12)) == [(2, 20, 5, 15, 0.7059)]


def test_of_a_curve_that_tells_of_few_alone_no_step_is_left() -> None:
    assert steps((1, True, 4), (9, False, 15)) == []
    assert steps((1, True, 15), (9, False, 4)) == []
    assert steps((9, False, 4)) == []


def test_a_curve_from_which_nobody_left_stays_as_it_is() -> None:
    assert steps((9, False, 5)) == [(0, 5, 0, 5, 1.0)]


@given(stays)
def test_steps_without_small_ones_count_the_same_lives_and_lie_on_the_curve(stays: list[Stay]) -> None:
    curve = curve_of(stays, 5)
    found = without_small_steps(curve)
    points = found.points
    assert not [it for it in points if it.left in range(1, 5) or it.censored in range(1, 5)]
    if points:
        assert sum(it.left for it in points) == curve.left
        assert sum(it.censored for it in points) == curve.censored
        assert points[0].at_risk == curve.lives
        shown = {None, *(it.day for it in points)}
        assert {found.median, found.median_low, found.median_high} <= shown
        assert all(one.at_risk - one.left - one.censored == other.at_risk for one, other in pairwise(points))
        values = {it.day: (it.survival, it.low, it.high) for it in curve.points}
        assert all(values[it.day] == (it.survival, it.low, it.high) for it in points)
    else:
        assert curve.left in range(1, 5) or curve.censored in range(1, 5)
