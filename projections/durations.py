"""How long something took, where that is known well enough."""

from datetime import timedelta

from complaints.when import When, earliest, latest

PRECISION = timedelta(hours=1)
"""A duration is computed where its two ends are known within an hour together; hours are its unit."""


TO_THE_DAY = timedelta(hours=50)
"""So precise where days are the unit: each end is known to the day, of 25 hours at most."""


def between(start: When, end: When, *, within: timedelta = PRECISION) -> timedelta | None:
    """Return the time between the beginnings of two spans, None if they are not known `within` that time."""
    if latest(start) - earliest(start) + (latest(end) - earliest(end)) > within:
        return None
    return max(earliest(end) - earliest(start), timedelta())
