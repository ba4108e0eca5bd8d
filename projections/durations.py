"""How long something took, where that is known well enough."""

from datetime import timedelta

from complaints.when import When, earliest, latest

PRECISION = timedelta(hours=1)
"""A duration is computed where its two ends are known within an hour together; hours are its unit."""


def between(start: When, end: When) -> timedelta | None:
    """Return the time between the beginnings of two spans, None if they are not known well enough."""
    if latest(start) - earliest(start) + (latest(end) - earliest(end)) > PRECISION:
        return None
    return max(earliest(end) - earliest(start), timedelta())
