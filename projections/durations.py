"""How long something took, where that is known well enough."""

from datetime import date, timedelta

from complaints.when import NotAfter, When, earliest, latest, local_day

PRECISION = timedelta(hours=1)
"""A duration is computed where its two ends are known within an hour together; hours are its unit."""


TO_THE_DAY = timedelta(hours=50)
"""So precise where days are the unit: each end is known to the day, of 25 hours at most."""


def between(start: When, end: When, *, within: timedelta = PRECISION) -> timedelta | None:
    """Return the time between the beginnings of two spans, None if they are not known `within` that time."""
    began, ended = earliest(start), earliest(end)
    if latest(start) - began + (latest(end) - ended) > within:
        return None
    return max(ended - began, timedelta())


def day_of(at: When) -> date | None:
    """Return the day on which something happened: in UTC, or the very day that was said.

    None where all that is known is by when it had happened: no number of days can be counted from or to it.
    """
    return None if isinstance(at, NotAfter) else local_day(at, "UTC")
