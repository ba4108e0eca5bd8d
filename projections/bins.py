"""Durations in logarithmic bins: counts of them can be added and taken away, and give percentiles to 1 %."""

from collections.abc import Mapping
from datetime import timedelta
from math import ceil

ERROR = 0.01
"""How far, as a share of it, a percentile from bins may be from the exact one; or by a second, under one."""

GROWTH = (1 + ERROR) / (1 - ERROR)
"""By what factor the upper end of a bin is above its lower end."""

SECOND = timedelta(seconds=1)

BIN = """
case when duration < interval '1 second' then 0
     else 1 + ceil(ln(extract(epoch from duration)::float8) / ln(1.01::float8 / 0.99::float8))::int
end
"""
"""SQL: the bin of the column `duration`: 0 is less than a second, n + 1 is up to `GROWTH` to the power n."""


def duration_of(bin: int) -> timedelta:
    """Return the duration that differs by no more than `ERROR` from any in the bin."""
    return timedelta() if bin == 0 else SECOND * (2 * GROWTH ** (bin - 1) / (1 + GROWTH))


def percentile(counts: Mapping[int, int], share: float) -> timedelta | None:
    """Return a percentile by nearest rank of durations that are counted by bin, None where there are none."""
    rank = max(1, ceil(share * sum(counts.values())))
    for bin in sorted(counts):
        rank -= counts[bin]
        if rank <= 0:
            return duration_of(bin)
    return None
