"""How long something took, where that is known well enough."""

from datetime import date, timedelta

from complaints.when import NotAfter, When, earliest, latest, local_day

PRECISION = timedelta(hours=1)
"""A duration is computed where its two ends are known within an hour together; hours are its unit."""


def between(start: When, end: When) -> timedelta | None:
    """Return the time between the beginnings of two spans, None if they are not known well enough."""
    if latest(start) - earliest(start) + (latest(end) - earliest(end)) > PRECISION:
        return None
    return max(earliest(end) - earliest(start), timedelta())


def day_of(at: When) -> date | None:
    """Return the day on which something happened: in UTC, or the very day that was said.

    None where all that is known is by when it had happened: no number of days can be counted from or to it.
    """
    return None if isinstance(at, NotAfter) else local_day(at, "UTC")
