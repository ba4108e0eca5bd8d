"""How long people stay, where many of them still do: the estimate of Kaplan and Meier."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from typing import ClassVar

from projections.counts import Count
from projections.intervals import FEWEST, Interval, Z
from projections.small_cells import Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """So many `lives` were followed for as many whole days: until they left, or as far as is known.

    `has_gap`: whether they have a usual gap, where that is asked about.
    """

    days: int
    has_left: bool
    lives: int = 1
    has_gap: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a curve says of a day on which somebody left, and of those after it until the next point.

    `at_risk` were here when the day began, `left` went on it, `censored` have been followed no longer than to
    one of these days. `survival`: the share, 0 to 1, that stays beyond the day; None where fewer than five
    were at risk. From `low` to `high` is its 95 % interval, None where survival is 1 or 0. Where small counts
    are withheld, a point may stand for several: these were here when the first of them began, left on one of
    their days, and survival is that beyond the last, which is its `day`.
    """

    day: int
    at_risk: int
    left: int
    censored: int
    survival: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """How many of a group stay for how many days; at the first point all are at risk.

    `median`: the first day of a point beyond which no more than half stay, from `median_low` to `median_high`
    its 95 % interval. None is a day that the curve, or that limit of it, does not come to, or comes to by
    fewer than five at risk. `gap_known` of the lives have a usual gap, `gap_unknown` have none, can leave and
    not fall silent; None where inactivity is not asked about.
    """

    cells: ClassVar[Cells] = Cells(
        sums=(frozenset({"lives", "left", "censored"}), frozenset({"lives", "gap_known", "gap_unknown"}))
    )

    group: str | None
    lives: Count
    left: Count
    censored: Count
    median: int | None
    median_low: int | None
    median_high: int | None
    gap_known: Count
    gap_unknown: Count
    points: Sequence[Point]


def curve_of(stays: Sequence[Stay], first_day: int = 0, group: str | None = None) -> Curve:
    """Return the curve of a group's stays in any order, none of which ended before the first day.

    Who was followed to a day was at risk on it: leaving comes before censoring. Sources: E. L. Kaplan and
    P. Meier, Nonparametric Estimation from Incomplete Observations, Journal of the American Statistical
    Association 53 (1958), pages 457-481; of the median's interval, R. Brookmeyer and J. Crowley, A Confidence
    Interval for the Median Survival Time, Biometrics 38 (1982), pages 29-41.
    """
    points = _points(stays, first_day)
    curve = Curve(
        group=group,
        lives=sum(it.lives for it in stays),
        left=sum(point.left for point in points),
        censored=sum(point.censored for point in points),
        median=None,
        median_low=None,
        median_high=None,
        gap_known=_lives(stays, has_gap=True),
        gap_unknown=_lives(stays, has_gap=False),
        points=[],
    )
    return _through(curve, points)


def _lives(stays: Sequence[Stay], *, has_gap: bool) -> int | None:
    if any(it.has_gap is None for it in stays):
        return None
    return sum(it.lives for it in stays if it.has_gap is has_gap)


def _through(curve: Curve, points: Sequence[Point]) -> Curve:
    """Return a curve through points, with the medians that they show."""
    return replace(
        curve,
        median=_half_at((point.day, point.survival) for point in points),
        median_low=_half_at((point.day, point.low) for point in points),
        median_high=_half_at((point.day, point.high) for point in points),
        points=points,
    )


def without_small_steps(curve: Curve) -> Curve:
    """Return a curve whose points each tell of five or more, or of none, who left, and who were censored.

    Points are put together until they do. No point is left where the whole curve tells of fewer. The medians
    are those of the points that are left, days later than those of all: otherwise they would name a day.
    """
    steps: list[Point] = []
    for point in curve.points:
        is_to_grow = steps and _is_small(steps[-1])
        steps.append(_together(steps.pop(), point) if is_to_grow else point)
    while len(steps) > 1 and _is_small(steps[-1]):
        last = steps.pop()
        steps.append(_together(steps.pop(), last))
    return _through(curve, [] if any(map(_is_small, steps)) else steps)


def without_points_that_tell(curve: Curve) -> Curve:
    """Return a curve without points where one of its counts is withheld, which they would add up to."""
    is_told = None not in {curve.lives, curve.left, curve.censored}
    return curve if is_told else _through(curve, [])


def _is_small(point: Point) -> bool:
    return any(0 < count < FEWEST for count in (point.left, point.censored))


def _together(earlier: Point, later: Point) -> Point:
    return replace(
        later,
        at_risk=earlier.at_risk,
        left=earlier.left + later.left,
        censored=earlier.censored + later.censored,
    )


def _points(stays: Sequence[Stay], first_day: int) -> list[Point]:
    days = sorted({first_day, *(it.days for it in stays if it.has_left)})
    left, censored = [0] * len(days), [0] * len(days)
    for it in stays:
        (left if it.has_left else censored)[bisect_right(days, it.days) - 1] += it.lives
    at_risk, survival, greenwood = sum(left) + sum(censored), 1.0, 0.0
    points: list[Point] = []
    for day, gone, unknown in zip(days, left, censored, strict=True):
        if gone:
            survival *= 1 - gone / at_risk
            greenwood += gone / (at_risk * (at_risk - gone)) if gone < at_risk else 0.0
        interval = _interval(survival, greenwood)
        points.append(
            Point(
                day=day,
                at_risk=at_risk,
                left=gone,
                censored=unknown,
                survival=survival if at_risk >= FEWEST else None,
                low=interval.low if interval else None,
                high=interval.high if interval else None,
            )
        )
        at_risk -= gone + unknown
    return points


def _interval(survival: float, greenwood: float) -> Interval | None:
    """Return the log-log interval, which stays between 0 and 1; None where there is none.

    `greenwood` is the sum of left / (at risk * those of them that stayed): M. Greenwood, The Natural Duration
    of Cancer, Reports on Public Health and Medical Subjects 33 (1926). Of the transformation: Ø. Borgan and
    K. Liestøl, A Note on Confidence Intervals and Bands for the Survival Function Based on Transformations,
    Scandinavian Journal of Statistics 17 (1990), pages 35-41.
    """
    if not 0 < survival < 1:
        return None
    reach = Z * sqrt(greenwood) / -log(survival)
    return Interval(low=survival ** exp(reach), high=survival ** exp(-reach))


HALF = 0.5 + 1e-12
"""A half, and as much more as a product of floats can miss it by."""


def _half_at(values: Iterable[tuple[int, float | None]]) -> int | None:
    return next((day for day, value in values if value is not None and value <= HALF), None)
