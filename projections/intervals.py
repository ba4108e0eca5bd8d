"""How far a share may be from the one that was counted."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from projections.counts import Count

Z = NormalDist().inv_cdf(0.975)
"""95 % of a normal distribution lie within so many standard deviations: 1.96."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Between which shares, from 0 to 1, the true one lies; 95 of 100 such intervals hold it."""

    low: float
    high: float


def wilson(successes: int, trials: int) -> Interval | None:
    """Return the Wilson score interval, 95 %, without continuity correction; None without trials.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, Journal of the
    American Statistical Association 22 (1927), pages 209-212; in the form of R. G. Newcombe, Two-sided
    confidence intervals for the single proportion, Statistics in Medicine 17 (1998), method 3, page 859.
    """
    if trials == 0:
        return None
    share = successes / trials
    centre = share + Z**2 / (2 * trials)
    reach = Z * sqrt(share * (1 - share) / trials + Z**2 / (4 * trials**2))
    scale = 1 + Z**2 / trials
    low = (centre - reach) / scale if successes else 0.0  # exactly, where rounding would say 1e-17
    high = (centre + reach) / scale if successes < trials else 1.0
    return Interval(low=low, high=high)


FEWEST = 5
"""A share of fewer is not shown, only its interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share that was counted, None of fewer than 5, and its 95 % interval, None without trials.

    All three are None where a count is withheld.
    """

    share: float | None
    low: float | None
    high: float | None


def share_of(successes: Count, trials: Count) -> Share:
    """Return the share of the successes, as far as it can be shown, and its Wilson interval."""
    if successes is None or trials is None:
        return Share(share=None, low=None, high=None)
    interval = wilson(successes, trials)
    return Share(
        share=successes / trials if trials >= FEWEST else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
    )
