"""Working time against clocks on the wall, an independent library, and walking minute by minute."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from complaints.sla.calendar import (
    BusinessCalendar,
    CalendarTooShort,
    Holiday,
    Hours,
    Interval,
    SpecialDay,
    calendar_problems,
)
from complaints.sla.working_time import (
    add_working_time,
    next_working_instant,
    stretches_on,
    working_time_between,
)

DAY, HOUR, MINUTE, TICK = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta.resolution
LONDON = ZoneInfo("Europe/London")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON).astimezone(UTC)  # type: ignore[arg-type,misc] # parts of a date


def span(opens: str, closes: str) -> Interval:
    return Interval(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))


OFFICE = BusinessCalendar(
    id="office",
    version=1,
    zone="Europe/London",
    weekend=(6, 7),
    holidays=(
        Holiday(day=date(2026, 4, 3), name="Good Friday"),
        Holiday(day=date(2026, 4, 6), name="Easter"),
    ),
    hours=(
        Hours(weekdays=(1, 2, 3, 4), intervals=(span("09:00", "12:30"), span("13:30", "17:00"))),
        Hours(weekdays=(5,), intervals=(span("09:00", "12:30"),)),
    ),
    special_days=(
        SpecialDay(day=date(2026, 4, 4), name="Easter Saturday", intervals=(span("10:00", "14:00"),)),
        SpecialDay(day=date(2026, 12, 24), name="Christmas Eve", intervals=(span("09:00", "12:00"),)),
        SpecialDay(day=date(2026, 6, 1), name="Stocktaking"),
    ),
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    source="made up",
)
AROUND_THE_CLOCK = replace(
    OFFICE,
    id="clock",
    holidays=(),
    special_days=(),
    hours=(Hours(weekdays=(1, 2, 3, 4, 5, 6, 7), intervals=(span("00:00", "00:00"),)),),
)
NIGHTS = replace(
    AROUND_THE_CLOCK,
    id="nights",
    hours=(Hours(weekdays=(7,), intervals=(span("00:30", "01:30"), span("01:45", "02:15"))),),
)
SPARSE = replace(OFFICE, id="sparse", hours=(Hours(weekdays=(3,), intervals=(span("09:00", "17:00"),)),))


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "due"),
    [
        (OFFICE, at(2026, 4, 1, 9), 1, at(2026, 4, 1, 10)),
        (OFFICE, at(2026, 4, 1, 12), 1, at(2026, 4, 1, 14)),  # over lunch
        (OFFICE, at(2026, 4, 1, 13), 3.5, at(2026, 4, 1, 17)),  # exactly at closing time, not the next day
        (OFFICE, at(2026, 4, 1, 16), 4, at(2026, 4, 2, 12)),
        (OFFICE, at(2026, 4, 2, 17), 1, at(2026, 4, 4, 11)),  # over Good Friday, into the special Saturday
        (OFFICE, at(2026, 4, 2, 16), 7, at(2026, 4, 7, 11)),  # and over Sunday and Easter Monday
        (OFFICE, at(2026, 5, 29, 11, 30), 2, at(2026, 6, 2, 10)),  # closed on a Monday
        (OFFICE, at(2026, 12, 24, 11), 2, at(2026, 12, 25, 10)),
        # The clocks go forward and back in the night: a day of 23 hours and one of 25.
        (AROUND_THE_CLOCK, at(2026, 3, 28, 12), 24, at(2026, 3, 29, 13)),
        (AROUND_THE_CLOCK, at(2026, 10, 24, 12), 24, at(2026, 10, 25, 11)),
        (AROUND_THE_CLOCK, at(2026, 3, 29), 23, at(2026, 3, 30)),
        (AROUND_THE_CLOCK, at(2026, 10, 25), 25, at(2026, 10, 26)),
        # Monday and Thursday are not in the schedule.
        (SPARSE, at(2026, 4, 9, 12), 9, at(2026, 4, 22, 10)),
    ],
)
def test_working_time_is_added(
    calendar: BusinessCalendar, start: datetime, hours: float, due: datetime
) -> None:
    assert calendar_problems(calendar) == []
    assert add_working_time(calendar, start, hours * HOUR) == due
    assert working_time_between(calendar, start, due) == hours * HOUR
    assert working_time_between(calendar, due, start) == -hours * HOUR


@pytest.mark.parametrize(
    ("day", "worked"),
    [(date(2026, 3, 22), 90), (date(2026, 3, 29), 45), (date(2026, 10, 25), 135), (date(2026, 10, 26), 0)],
)
def test_an_hour_left_out_is_not_worked_and_one_that_comes_twice_is_worked_twice(
    day: date, worked: int
) -> None:
    stretches = stretches_on(NIGHTS, day)
    assert sum(((closes - opens) for opens, closes in stretches), timedelta()) == worked * MINUTE


@pytest.mark.parametrize(
    ("instant", "following"),
    [
        (at(2026, 4, 1, 9), at(2026, 4, 1, 9)),
        (at(2026, 4, 1, 12, 29), at(2026, 4, 1, 12, 29)),
        (at(2026, 4, 1, 12, 30), at(2026, 4, 1, 13, 30)),
        (at(2026, 4, 2, 17), at(2026, 4, 4, 10)),
        (at(2026, 1, 1), at(2026, 1, 1, 9)),
    ],
)
def test_the_next_working_instant(instant: datetime, following: datetime) -> None:
    assert next_working_instant(OFFICE, instant) == following


def test_what_lies_outside_the_days_covered_is_not_guessed() -> None:
    last, first = at(2027, 1, 1), at(2026, 1, 1)
    assert working_time_between(OFFICE, first, last) > timedelta()
    with pytest.raises(CalendarTooShort) as before:
        working_time_between(OFFICE, first - TICK, last)
    assert before.value.day == date(2025, 12, 31)
    with pytest.raises(CalendarTooShort) as after:
        working_time_between(OFFICE, first, last + TICK)
    assert after.value.day == date(2027, 1, 1)
    asks: list[Callable[[], object]] = [
        lambda: add_working_time(OFFICE, at(2026, 12, 31, 16), 2 * HOUR),
        lambda: add_working_time(replace(OFFICE, id="none", hours=(), special_days=()), first, HOUR),
        lambda: next_working_instant(OFFICE, at(2026, 12, 31, 17)),
    ]
    for ask in asks:
        with pytest.raises(CalendarTooShort) as error:
            ask()
        assert error.value.day == date(2027, 1, 1)
    assert add_working_time(OFFICE, at(2026, 12, 31, 16), HOUR) == at(2026, 12, 31, 17)


def test_an_hour_that_is_left_out_is_no_stretch_of_work() -> None:
    hours = (Hours(weekdays=(7,), intervals=(span("01:00", "02:00"),)),)
    assert stretches_on(replace(NIGHTS, id="gap", hours=hours), date(2026, 3, 29)) == []


def test_the_day_outside_is_named_as_it_is_called_there() -> None:
    there = replace(OFFICE, id="there", zone="America/New_York")
    with pytest.raises(CalendarTooShort) as error:
        working_time_between(there, datetime(2026, 1, 1, 4, tzinfo=UTC), at(2026, 4, 1))
    assert error.value.day == date(2025, 12, 31)


@pytest.mark.parametrize("amount", [timedelta(), -TICK])
def test_no_time_and_less_is_not_added(amount: timedelta) -> None:
    with pytest.raises(ValueError, match=f"counted forwards, and {amount} was asked"):
        add_working_time(OFFICE, at(2026, 4, 1, 9), amount)
    assert add_working_time(OFFICE, at(2026, 4, 1, 9), TICK) == at(2026, 4, 1, 9) + TICK


ORDER = "An interval closes before it opens, or two of a day overlap or are out of order."


@pytest.mark.parametrize(
    ("calendar", "problem"),
    [
        (
            replace(OFFICE, hours=(Hours(weekdays=(0, 8), intervals=(span("09:00", "17:00"),)),)),
            "Hours are given for no ISO weekday: Monday is 1, Sunday 7.",
        ),
        (
            replace(OFFICE, hours=(Hours(weekdays=(), intervals=(span("09:00", "17:00"),)),)),
            "Hours are given for no ISO weekday: Monday is 1, Sunday 7.",
        ),
        (
            replace(OFFICE, hours=(OFFICE.hours[1], *OFFICE.hours)),
            "A weekday has its hours twice: put all its intervals in one.",
        ),
        (
            replace(OFFICE, hours=(*OFFICE.hours, Hours(weekdays=(6,), intervals=()))),
            "Hours without an interval: leave the weekday out.",
        ),
        (replace(OFFICE, hours=(Hours(weekdays=(1,), intervals=(span("17:00", "09:00"),)),)), ORDER),
        (replace(OFFICE, hours=(Hours(weekdays=(1,), intervals=(span("09:00", "09:00"),)),)), ORDER),
        (
            replace(
                OFFICE,
                hours=(
                    Hours(weekdays=(1,), intervals=(span("13:00", "17:00"), span("9:00".zfill(5), "12:00"))),
                ),
            ),
            ORDER,
        ),
        (
            replace(
                OFFICE,
                hours=(Hours(weekdays=(1,), intervals=(span("09:00", "13:00"), span("12:59", "17:00"))),),
            ),
            ORDER,
        ),
        (
            replace(
                OFFICE,
                hours=(Hours(weekdays=(1,), intervals=(span("09:00", "00:00"), span("13:00", "17:00"))),),
            ),
            ORDER,
        ),
        (
            replace(OFFICE, hours=(Hours(weekdays=(1,), intervals=(span("09:00+01:00", "17:00+01:00"),)),)),
            ORDER,
        ),
        (
            replace(
                OFFICE, special_days=(*OFFICE.special_days, SpecialDay(day=date(2026, 6, 1), name="again"))
            ),
            "A day is listed twice among the special days.",
        ),
        (
            replace(OFFICE, special_days=(SpecialDay(day=date(2027, 1, 1), name="later"),)),
            "A special day lies outside the days covered.",
        ),
        (replace(OFFICE, hours=()), "Special days need hours on the other days."),
    ],
)
def test_hours_that_make_no_sense_are_named(calendar: BusinessCalendar, problem: str) -> None:
    assert calendar_problems(calendar) == [problem]


def test_intervals_that_touch_are_fine() -> None:
    touching = Hours(weekdays=(1,), intervals=(span("09:00", "12:00"), span("12:00", "00:00")))
    assert calendar_problems(replace(OFFICE, hours=(touching,))) == []


# Against walking minute by minute, over both changes of the clocks.

times = st.integers(0, 47).map(lambda number: time(number // 2, number % 2 * 30))


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Interval, ...]:
    ends = sorted(draw(st.sets(times, min_size=2, max_size=6)))
    pairs = [Interval(opens=one, closes=other) for one, other in zip(ends[::2], ends[1::2], strict=False)]
    until_midnight = draw(st.booleans()) and len(ends) % 2 == 1
    return (*pairs, *([Interval(opens=ends[-1], closes=time())] if until_midnight else []))


LENGTH = 5
CHANGES = [
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # by half an hour
    ("Asia/Kathmandu", date(2026, 4, 5)),  # never
]


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    zone, change = draw(st.sampled_from(CHANGES))
    first = change - draw(st.integers(0, LENGTH - 1)) * DAY
    days = [first + number * DAY for number in range(LENGTH)]
    weekdays = draw(st.permutations(range(1, 8)))
    cut = draw(st.integers(1, 6))
    closed = draw(st.sets(st.sampled_from(days), max_size=4))
    special = draw(st.dictionaries(st.sampled_from(days), st.just(()) | intervals(), max_size=3))
    return BusinessCalendar(
        id="here",
        version=1,
        zone=zone,
        weekend=(),
        holidays=tuple(Holiday(day=day, name="holiday") for day in sorted(closed)),
        hours=(
            Hours(weekdays=tuple(weekdays[:cut]), intervals=draw(intervals())),
            Hours(weekdays=tuple(weekdays[cut : draw(st.integers(cut + 1, 7))]), intervals=draw(intervals())),
        ),
        special_days=tuple(
            SpecialDay(day=day, name="x", intervals=it) for day, it in sorted(special.items())
        ),
        valid_from=first,
        valid_to=days[-1],
        source="made up",
    )


def is_worked(calendar: BusinessCalendar, instant: datetime) -> bool:
    local = instant.astimezone(ZoneInfo(calendar.zone))
    day, clock = local.date(), local.time()
    hours = [it.intervals for it in calendar.hours if day.isoweekday() in it.weekdays]
    if day in {it.day for it in calendar.holidays}:
        hours = []
    hours = [it.intervals for it in calendar.special_days if it.day == day] or hours
    return any(
        it.opens <= clock and (clock < it.closes or it.closes == time()) for each in hours for it in each
    )


def minutes(calendar: BusinessCalendar, start: datetime) -> list[bool]:
    """Say of each minute from a start to the end of the days covered whether it is worked."""
    end = datetime.combine(calendar.valid_to + DAY, time(), ZoneInfo(calendar.zone))
    count = (end.astimezone(UTC) - start) // MINUTE
    return [is_worked(calendar, start + number * MINUTE) for number in range(count)]


@given(calendar=calendars(), day=st.integers(0, LENGTH - 1), minute=st.integers(0, 1439), data=st.data())
def test_it_is_that_of_walking_minute_by_minute(
    calendar: BusinessCalendar, day: int, minute: int, data: st.DataObject
) -> None:
    assert calendar_problems(calendar) == []
    local = datetime.combine(calendar.valid_from + day * DAY, time(), ZoneInfo(calendar.zone))
    start = local.astimezone(UTC) + minute * MINUTE
    walked = minutes(calendar, start)
    total = sum(walked)
    assume(total)
    amount = data.draw(st.integers(1, min(total, 3000)), label="minutes of work")
    due = add_working_time(calendar, start, amount * MINUTE)
    passed = (due - start) // MINUTE
    assert sum(walked[:passed]) == amount
    assert walked[passed - 1], "the first instant by which it has passed"
    assert working_time_between(calendar, start, due) == amount * MINUTE
    assert next_working_instant(calendar, start) == start + walked.index(True) * MINUTE
    with pytest.raises(CalendarTooShort):
        add_working_time(calendar, start, total * MINUTE + TICK)


@given(
    calendar=calendars(),
    amounts=st.tuples(st.integers(1, 900), st.integers(1, 900)),
    closed=st.integers(0, LENGTH - 1),
)
def test_adding_adds_up_and_another_holiday_never_makes_it_earlier(
    calendar: BusinessCalendar, amounts: tuple[int, int], closed: int
) -> None:
    start = datetime.combine(calendar.valid_from, time(), ZoneInfo(calendar.zone)).astimezone(UTC)
    one, other = (number * MINUTE for number in amounts)
    day = calendar.valid_from + closed * DAY
    more = replace(calendar, version=2, holidays=(*calendar.holidays, Holiday(day=day, name="one more")))
    try:
        due = add_working_time(calendar, start, one + other)
        assert add_working_time(calendar, add_working_time(calendar, start, one), other) == due
        assert add_working_time(more, start, one + other) >= due
    except CalendarTooShort:
        return
