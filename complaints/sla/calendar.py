"""Business days: which days of a place are worked, and counting them.

A calendar covers the days from `valid_from` to `valid_to` and answers for no other: a holiday list that
ends is not a year without holidays. A holiday declared late is a new version, never an edited one. Hours,
where a calendar has them, are counted in `complaints.sla.working_time`.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar

from complaints.texts import fault_of_label, fault_of_text
from complaints.when import Day, latest, names_a_zone

_DAY = timedelta(days=1)
_WEEK = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A day that is not worked. One that falls on the weekend changes nothing."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    day: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From `opens`, inclusive, to `closes`, exclusive, as clocks on the wall show; 00:00 closes at midnight.

    An hour that comes twice when the clocks go back is worked twice, one that is left out is not worked.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When work is done on some `weekdays` (ISO numbers: Monday is 1, Sunday 7), holidays aside."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    weekdays: tuple[int, ...]
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day with hours of its own, holiday or not; without intervals it is closed."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    day: date
    name: str
    intervals: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessCalendar:
    """The days that are worked in one place: every day but the weekend and the holidays.

    `id` names the place (`uk.england-and-wales`), `zone` is its IANA time zone, `weekend` holds ISO weekday
    numbers (Monday is 1, Sunday 7), `valid_from` and `valid_to` are the first and the last day covered, both
    inclusive, `source` says where the holidays were read, when, and under which licence. `hours` and
    `special_days` say when work is done; they make no day a business day, which is for law to say.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    version: int
    zone: str
    weekend: tuple[int, ...]
    holidays: tuple[Holiday, ...]
    hours: tuple[Hours, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    valid_from: date
    valid_to: date
    source: str

    def __hash__(self) -> int:
        # Hashing every holiday at every look into the cache below would cost more than the look.
        return hash((self.id, self.version))


def place_of(id: str) -> str:
    """Return the place that a calendar or a jurisdiction is of.

    >>> place_of("uk.scotland"), place_of("uk.nhs"), place_of("us")
    ('uk', 'uk', 'us')
    """
    return id.partition(".")[0]


class CalendarTooShort(Exception):
    """The calendar does not cover a day that the answer depends on: `day` is the first such day."""

    def __init__(self, calendar: BusinessCalendar, day: date) -> None:
        super().__init__(calendar, day)
        self.calendar = calendar
        self.day = day

    def __str__(self) -> str:
        it = self.calendar
        return (
            f"Calendar {it.id} version {it.version} knows the holidays from {it.valid_from} to {it.valid_to} "
            f"and cannot say whether {self.day} is a business day; publish a version that covers it."
        )


def is_business_day(calendar: BusinessCalendar, day: date) -> bool:
    """Say whether the day is worked. Raises `CalendarTooShort`."""
    return business_days_between(calendar, day - _DAY, day) == 1


def add_business_days(calendar: BusinessCalendar, day: date, count: int) -> date:
    """Return the `count`-th business day after `day`, which is itself not counted, worked or not.

    `count` is at least 1. Only the days after `day` have to be covered. Raises `CalendarTooShort`.
    """
    if count < 1:
        raise ValueError(f"Business days are counted from 1, and the {count}th was asked for.")
    _must_cover(calendar, day, day + _DAY)
    days = _business_days(calendar)
    index = bisect_right(days, day) + count - 1
    if index >= len(days):
        raise CalendarTooShort(calendar, calendar.valid_to + _DAY)
    return days[index]


def business_days_between(calendar: BusinessCalendar, start: date, end: date) -> int:
    """Return how many business days come after `start`, up to and including `end`: the inverse of adding.

    Negative where `end` is the earlier one. Raises `CalendarTooShort`.
    """
    _must_cover(calendar, min(start, end), max(start, end))
    days = _business_days(calendar)
    return bisect_right(days, end) - bisect_right(days, start)


@lru_cache(maxsize=4096)
def end_of_day(day: date, zone: str) -> datetime:
    """Return the last instant of the day in an IANA zone, in UTC: one microsecond before the next day.

    A deadline at the end of a day is this instant, not the midnight after it. Breached means
    `due_at < stopped_at`, so that stopping exactly at `due_at` is met: a letter of 23:59:59.999999 is in
    time and one of 00:00:00 is late. Nothing lies between the two, since instants are whole microseconds
    here and in PostgreSQL; and a stop known to the minute or to the day ends on the same instant.

    >>> end_of_day(date(2026, 6, 2), "Europe/London").isoformat()
    '2026-06-02T22:59:59.999999+00:00'
    """
    return latest(Day(day=day, zone=zone))


def calendar_problems(calendar: BusinessCalendar) -> list[str]:
    """Return what keeps the calendar from being used, each in one sentence; empty if nothing does."""
    first, last, weekend = calendar.valid_from, calendar.valid_to, set(calendar.weekend)
    days = [holiday.day for holiday in calendar.holidays]
    outside = [day for day in days if not first <= day <= last]
    has_zone = names_a_zone(Day(day=first, zone=calendar.zone))
    found = {
        "The id is empty.": not calendar.id.strip(),
        "The source is empty: say where the holidays were read.": not calendar.source.strip(),
        f"The version is {calendar.version}; versions count from 1.": calendar.version < 1,
        f"{calendar.zone!r} is no IANA time zone, such as 'Europe/London'.": not has_zone,
        "A weekend day is no ISO weekday: Monday is 1, Sunday 7.": not weekend <= _WEEK,
        "Every day is on the weekend, so none is ever worked.": weekend >= _WEEK,
        f"The last day covered, {last}, is before the first, {first}.": last < first,
        "A day is listed twice among the holidays.": len(set(days)) < len(days),
        f"{len(outside)} of the holidays lie outside the days covered.": bool(outside),
    }
    own = [sentence for sentence, is_found in found.items() if is_found]
    return [*_problems_of_text(calendar), *own, *_problems_of_hours(calendar)]


def _problems_of_text(calendar: BusinessCalendar) -> list[str]:
    days = [*(it.name for it in calendar.holidays), *(it.name for it in calendar.special_days)]
    names = [("id", calendar.id), *(("name of a day", name) for name in days)]
    faults = {what: fault for what, text in names if (fault := fault_of_label(text))}
    if fault := fault_of_text(calendar.source):
        faults["source"] = fault
    return [f"The {what} {fault}." for what, fault in faults.items()]


def _problems_of_hours(calendar: BusinessCalendar) -> list[str]:
    weekdays = [weekday for hours in calendar.hours for weekday in hours.weekdays]
    special = [it.day for it in calendar.special_days]
    sets = [*(it.intervals for it in calendar.hours), *(it.intervals for it in calendar.special_days)]
    found = {
        "Hours are given for no ISO weekday: Monday is 1, Sunday 7.": (
            not set(weekdays) <= _WEEK or any(not it.weekdays for it in calendar.hours)
        ),
        "A weekday has its hours twice: put all its intervals in one.": len(set(weekdays)) < len(weekdays),
        "Hours without an interval: leave the weekday out.": any(not it.intervals for it in calendar.hours),
        "An interval closes before it opens, or two of a day overlap or are out of order.": not all(
            map(_are_in_order, sets)
        ),
        "A day is listed twice among the special days.": len(set(special)) < len(special),
        "A special day lies outside the days covered.": not all(
            calendar.valid_from <= day <= calendar.valid_to for day in special
        ),
        "Special days need hours on the other days.": bool(special) and not calendar.hours,
    }
    return [sentence for sentence, is_found in found.items() if is_found]


def _are_in_order(intervals: Sequence[Interval]) -> bool:
    ends = [(it.opens, it.closes) for it in intervals]
    naive = all(time_of_day.tzinfo is None for pair in ends for time_of_day in pair)
    return (
        naive
        and all(opens < closes or closes == time() for opens, closes in ends)
        and all(time() < one[1] <= other[0] for one, other in pairwise(ends))
    )


def _must_cover(calendar: BusinessCalendar, after: date, until: date) -> None:
    if after + _DAY < calendar.valid_from:
        raise CalendarTooShort(calendar, after + _DAY)
    if until > calendar.valid_to:
        raise CalendarTooShort(calendar, max(after, calendar.valid_to) + _DAY)


@lru_cache(maxsize=256)
def _business_days(calendar: BusinessCalendar) -> tuple[date, ...]:
    closed = {holiday.day for holiday in calendar.holidays}
    length = (calendar.valid_to - calendar.valid_from).days + 1
    days = (calendar.valid_from + n * _DAY for n in range(length))
    return tuple(day for day in days if day.isoweekday() not in calendar.weekend and day not in closed)
