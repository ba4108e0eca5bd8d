"""When something happened, and how exactly that is known.

A `When` is one of four shapes, told apart by their fields in JSON too:

- an aware `datetime`: known exactly, `"2026-04-07T09:30:00Z"`;
- `Minute`: a time of day cut to the minute, `{"minute": "2026-04-07T09:30:00Z"}`;
- `Day`: a calendar day in a named zone, `{"day": "2026-04-07", "zone": "Europe/London"}`;
- `NotAfter`: it had happened by then, `{"not_after": "2026-04-07T09:30:00Z"}`.

Each stands for a span of instants, `earliest(at)` (inclusive) to `latest(at)` (inclusive); comparisons use
the whole span, so that nothing is concluded that the source does not say.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

RESOLUTION = timedelta(microseconds=1)
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
"""The beginning of the span of a `NotAfter`: no lower end is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """A time cut to the minute: the span is the 60 seconds that begin at `minute`."""

    minute: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A calendar day in an IANA zone: the span is 23, 24 or 25 hours long."""

    day: date
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAfter:
    """Happened at or before this instant; nothing else is known."""

    not_after: datetime


When = datetime | Minute | Day | NotAfter


def earliest(at: When) -> datetime:
    """Return the first instant at which it can have happened, in UTC.

    >>> earliest(Day(day=date(2026, 3, 29), zone="Europe/London")).isoformat()
    '2026-03-29T00:00:00+00:00'
    """
    match at:
        case datetime():
            return at
        case Minute(minute=minute):
            return minute
        case Day(day=day, zone=zone):
            return _midnight(day, zone)
        case NotAfter():
            return LONG_AGO


def latest(at: When) -> datetime:
    """Return the last instant at which it can have happened, in UTC.

    >>> latest(Day(day=date(2026, 3, 29), zone="Europe/London")).isoformat()
    '2026-03-29T22:59:59.999999+00:00'
    """
    match at:
        case datetime():
            return at
        case Minute(minute=minute):
            return minute + timedelta(minutes=1) - RESOLUTION
        case Day(day=day, zone=zone):
            return _midnight(day + timedelta(days=1), zone) - RESOLUTION
        case NotAfter(not_after=not_after):
            return not_after


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Return the names of the IANA time zones, such as `Europe/London`.

    Left out are two that some systems list too: they mean another zone on every machine, or none.
    """
    return frozenset(available_timezones() - {"localtime", "Factory"})


def is_definitely_before(at: When, other: When) -> bool:
    """Say whether `at` ended before `other` can have begun."""
    return latest(at) < earliest(other)


def names_a_zone(at: When) -> bool:
    """Say whether `at` can be placed on the time line: an offset, or a zone that exists."""
    match at:
        case datetime():
            return at.utcoffset() is not None
        case Minute(minute=instant) | NotAfter(not_after=instant):
            return instant.utcoffset() is not None
        case Day(zone=zone):
            return zone in zones()


def in_utc(at: When) -> When:
    """Return the same span with its instants in UTC. Expects `names_a_zone(at)`."""
    match at:
        case datetime():
            return at.astimezone(UTC)
        case Minute(minute=minute):
            return Minute(minute=minute.astimezone(UTC))
        case Day():
            return at
        case NotAfter(not_after=not_after):
            return NotAfter(not_after=not_after.astimezone(UTC))


def local_day(at: When, zone: str) -> date:
    """Return the calendar day in `zone` on which the span ends.

    A `Day` keeps its own date, whatever the zone: a day is not moved by looking at it from elsewhere.
    """
    if isinstance(at, Day):
        return at.day
    return latest(at).astimezone(ZoneInfo(zone)).date()


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
