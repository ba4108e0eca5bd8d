"""Working time: the hours in which a calendar says that work is done, and counting them.

An instant is worked where the clock on the wall is then within an interval of its local day. So the hour that
comes twice in autumn counts twice, the one that is left out in spring does not count, and a day of 23 or 25
hours is as long as it is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from complaints.sla.calendar import BusinessCalendar, CalendarTooShort, Interval
from complaints.when import Day, earliest

_DAY = timedelta(days=1)
_NOTHING = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """Stretches of work, in order: when each begins and ends (UTC), and what was worked before it begins."""

    opens: list[datetime]
    closes: list[datetime]
    worked: list[timedelta]
    covered_from: datetime
    covered_until: datetime


def add_working_time(calendar: BusinessCalendar, start: datetime, amount: timedelta) -> datetime:
    """Return the first instant (UTC) by which `amount` of working time has passed since `start`.

    What is used up exactly at closing time is due then, not when work begins again. `amount` is more than
    nothing. Raises `CalendarTooShort`.
    """
    if amount <= _NOTHING:
        raise ValueError(f"Working time is counted forwards, and {amount} was asked for.")
    index = _index(calendar)
    total = _worked_by(calendar, index, start) + amount
    place = bisect_left(index.worked, total) - 1
    due = index.opens[place] + (total - index.worked[place]) if index.opens else index.covered_until
    if not index.opens or due > index.closes[place]:
        raise CalendarTooShort(calendar, calendar.valid_to + _DAY)
    return due


def working_time_between(calendar: BusinessCalendar, start: datetime, end: datetime) -> timedelta:
    """Return how much is worked from `start` to `end`; negative where `end` is the earlier one.

    Raises `CalendarTooShort`.
    """
    index = _index(calendar)
    return _worked_by(calendar, index, end) - _worked_by(calendar, index, start)


def next_working_instant(calendar: BusinessCalendar, instant: datetime) -> datetime:
    """Return the first instant from this one on at which work is done (UTC). Raises `CalendarTooShort`."""
    index = _index(calendar)
    _worked_by(calendar, index, instant)
    place = bisect_right(index.closes, instant)
    if place == len(index.opens):
        raise CalendarTooShort(calendar, calendar.valid_to + _DAY)
    return max(instant, index.opens[place])


def intervals_on(calendar: BusinessCalendar, day: date) -> tuple[Interval, ...]:
    """Return when work is done on a local day, in order; empty where it is closed."""
    days, weekdays = _hours(calendar)
    return days[day] if day in days else weekdays.get(day.isoweekday(), ())


def stretches_on(calendar: BusinessCalendar, day: date) -> list[tuple[datetime, datetime]]:
    """Return the stretches of work on a local day in UTC, in order: from, inclusive, to, exclusive."""
    found: list[tuple[datetime, datetime]] = []
    for begin, end, offset in _parts(day, calendar.zone):
        for interval in intervals_on(calendar, day):
            opens = datetime.combine(day, interval.opens, UTC) - offset
            closing_day = day if interval.closes != time() else day + _DAY
            closes = datetime.combine(closing_day, interval.closes, UTC) - offset
            if max(begin, opens) < min(end, closes):
                found.append((max(begin, opens), min(end, closes)))
    return found


def _parts(day: date, zone: str) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Yield the parts of a local day (UTC) with one offset each: one, or two where the clocks change."""
    begin, end = (earliest(Day(day=it, zone=zone)) for it in (day, day + _DAY))
    while begin < end:
        offset = _offset(begin, zone)
        until = end if _offset(end, zone) == offset else _change(begin, end, zone)
        yield begin, until, offset
        begin = until


def _change(begin: datetime, end: datetime, zone: str) -> datetime:
    """Return the first instant at which the offset is another than at `begin`; at `end` it is."""
    offset = _offset(begin, zone)
    while end - begin > timedelta.resolution:
        middle = begin + 0.5 * (end - begin)
        begin, end = (middle, end) if _offset(middle, zone) == offset else (begin, middle)
    return end


def _offset(instant: datetime, zone: str) -> timedelta:
    return instant.astimezone(ZoneInfo(zone)).utcoffset() or _NOTHING


def _worked_by(calendar: BusinessCalendar, index: _Index, instant: datetime) -> timedelta:
    """Return what is worked from the first day covered until an instant. Raises `CalendarTooShort`."""
    if not index.covered_from <= instant <= index.covered_until:
        raise CalendarTooShort(calendar, instant.astimezone(ZoneInfo(calendar.zone)).date())
    place = bisect_right(index.opens, instant) - 1
    if place < 0:
        return _NOTHING
    return index.worked[place] + min(instant, index.closes[place]) - index.opens[place]


@lru_cache(maxsize=256)
def _hours(
    calendar: BusinessCalendar,
) -> tuple[dict[date, tuple[Interval, ...]], dict[int, tuple[Interval, ...]]]:
    """Return the hours of the days that are not as usual, and those of each weekday as usual."""
    holidays = {holiday.day: () for holiday in calendar.holidays}
    special = {it.day: it.intervals for it in calendar.special_days}
    return {**holidays, **special}, {day: it.intervals for it in calendar.hours for day in it.weekdays}


@lru_cache(maxsize=256)
def _index(calendar: BusinessCalendar) -> _Index:
    length = (calendar.valid_to - calendar.valid_from).days + 1
    days = [calendar.valid_from + number * _DAY for number in range(length)]
    stretches = [stretch for day in days for stretch in stretches_on(calendar, day)]
    worked, total = [], _NOTHING
    for opens, closes in stretches:
        worked.append(total)
        total += closes - opens
    return _Index(
        opens=[opens for opens, _ in stretches],
        closes=[closes for _, closes in stretches],
        worked=worked,
        covered_from=datetime.combine(days[0], time(), ZoneInfo(calendar.zone)).astimezone(UTC),
        covered_until=datetime.combine(days[-1] + _DAY, time(), ZoneInfo(calendar.zone)).astimezone(UTC),
    )
