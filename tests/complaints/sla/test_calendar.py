"""Business days against published holidays, and counting on one's fingers."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
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
    add_business_days,
    business_days_between,
    calendar_problems,
    end_of_day,
    is_business_day,
)
from complaints.sla.packs import shipped_calendars

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
FUNERAL = date(2022, 9, 19)
"""Declared a bank holiday in the days before; who counted on 9 September did not know of it."""

(ENGLAND,) = (it for it in shipped_calendars() if it.id == "uk.england-and-wales")


def place(division: str) -> BusinessCalendar:
    extract = json.loads(Path(__file__).with_name("bank_holidays.json").read_text(encoding="utf-8"))
    listed = (Holiday(day=date.fromisoformat(it["day"]), name=it["name"]) for it in extract[division])
    return replace(
        ENGLAND,
        id=f"uk.{division}",
        holidays=tuple(listed),
        valid_from=date(2022, 1, 1),
        valid_to=date(2027, 12, 31),
        source=extract["source"],
    )


SCOTLAND, NORTHERN_IRELAND = place("scotland"), place("northern-ireland")
BEFORE_THE_FUNERAL = replace(
    ENGLAND, version=1, holidays=tuple(it for it in ENGLAND.holidays if it.day != FUNERAL)
)
AFTER_THE_FUNERAL = replace(ENGLAND, version=2)

VECTORS = [
    (ENGLAND, date(2026, 4, 2), 3, date(2026, 4, 9)),
    (SCOTLAND, date(2026, 4, 2), 3, date(2026, 4, 8)),
    (NORTHERN_IRELAND, date(2026, 4, 2), 3, date(2026, 4, 9)),
    (ENGLAND, date(2026, 12, 17), 15, date(2027, 1, 12)),
    (SCOTLAND, date(2026, 12, 17), 15, date(2027, 1, 13)),
    (ENGLAND, date(2026, 7, 10), 3, date(2026, 7, 15)),
    (NORTHERN_IRELAND, date(2026, 7, 10), 3, date(2026, 7, 16)),
    (ENGLAND, date(2026, 11, 27), 3, date(2026, 12, 2)),
    (SCOTLAND, date(2026, 11, 27), 3, date(2026, 12, 3)),
    (BEFORE_THE_FUNERAL, date(2022, 9, 9), 15, date(2022, 9, 30)),
    (AFTER_THE_FUNERAL, date(2022, 9, 9), 15, date(2022, 10, 3)),
    (BEFORE_THE_FUNERAL, date(2022, 9, 14), 3, date(2022, 9, 19)),
    (AFTER_THE_FUNERAL, date(2022, 9, 14), 3, date(2022, 9, 20)),
    # Received on a day that is not worked: a Saturday, and the day before the list begins.
    (ENGLAND, date(2026, 4, 4), 1, date(2026, 4, 7)),
    (SCOTLAND, date(2026, 4, 4), 1, date(2026, 4, 6)),
    (ENGLAND, date(2011, 12, 31), 1, date(2012, 1, 3)),
    # The last business day of the list.
    (ENGLAND, date(2028, 12, 28), 1, date(2028, 12, 29)),
    (replace(ENGLAND, valid_to=date(2026, 4, 9)), date(2026, 4, 2), 3, date(2026, 4, 9)),
]

FIRST, LENGTH = date(2024, 1, 1), 400
days = st.integers(0, LENGTH - 1).map(lambda n: FIRST + n * DAY)
calendars = st.builds(
    lambda weekend, listed: replace(
        ENGLAND,
        weekend=tuple(sorted(weekend)),
        holidays=tuple(Holiday(day=day, name="A holiday") for day in sorted(listed)),
        valid_from=FIRST,
        valid_to=FIRST + (LENGTH - 1) * DAY,
    ),
    st.frozensets(st.integers(1, 7), max_size=6),
    st.frozensets(days, max_size=30),
)


@pytest.mark.parametrize(("calendar", "received", "count", "due"), VECTORS)
def test_a_published_vector_is_met_and_measured_back(
    calendar: BusinessCalendar, received: date, count: int, due: date
) -> None:
    assert add_business_days(calendar, received, count) == due
    assert business_days_between(calendar, received, due) == count


def test_the_two_versions_around_the_funeral_are_both_sound() -> None:
    assert [calendar_problems(it) for it in (BEFORE_THE_FUNERAL, AFTER_THE_FUNERAL)] == [[], []]


@pytest.mark.parametrize(
    ("calendar", "day", "is_worked"),
    [
        (ENGLAND, date(2026, 4, 6), False),
        (SCOTLAND, date(2026, 4, 6), True),
        (ENGLAND, date(2020, 5, 4), True),  # the early May holiday of 2020 was moved to Friday the 8th
        (ENGLAND, date(2020, 5, 8), False),
        (ENGLAND, date(2023, 5, 8), False),  # the coronation
        (ENGLAND, date(2026, 11, 22), False),  # a Sunday
        (ENGLAND, date(2012, 1, 1), False),  # the first day covered
        (ENGLAND, date(2028, 12, 29), True),
        (ENGLAND, date(2028, 12, 31), False),  # the last day covered
    ],
)
def test_a_day_is_worked_unless_weekend_or_holiday(
    calendar: BusinessCalendar, day: date, *, is_worked: bool
) -> None:
    assert is_business_day(calendar, day) is is_worked


@pytest.mark.parametrize(
    ("day", "count", "unknown"),
    [
        (date(2028, 12, 29), 1, date(2029, 1, 1)),
        (date(2028, 12, 20), 15, date(2029, 1, 1)),
        (date(2029, 1, 1), 1, date(2029, 1, 2)),
        (date(2029, 3, 1), 1, date(2029, 3, 2)),
        (date(2011, 12, 30), 1, date(2011, 12, 31)),
    ],
)
def test_a_day_beyond_the_list_is_refused_and_not_taken_for_worked(
    day: date, count: int, unknown: date
) -> None:
    with pytest.raises(CalendarTooShort) as refused:
        add_business_days(ENGLAND, day, count)
    assert refused.value.day == unknown
    assert str(refused.value) == (
        "Calendar uk.england-and-wales version 1 knows the holidays from 2012-01-01 to 2028-12-31 and cannot "
        f"say whether {unknown} is a business day; publish a version that covers it."
    )


@pytest.mark.parametrize("day", [date(2011, 12, 31), date(2029, 1, 1)])
def test_measuring_beyond_the_list_is_refused_in_both_directions(day: date) -> None:
    with pytest.raises(CalendarTooShort):
        is_business_day(ENGLAND, day)
    with pytest.raises(CalendarTooShort):
        business_days_between(ENGLAND, day - DAY, day)
    with pytest.raises(CalendarTooShort):
        business_days_between(ENGLAND, day, day - DAY)


def test_nothing_lies_between_the_last_day_covered_and_itself() -> None:
    assert business_days_between(ENGLAND, ENGLAND.valid_to, ENGLAND.valid_to) == 0


@pytest.mark.parametrize("count", [0, -1])
def test_business_days_are_counted_from_one(count: int) -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        add_business_days(ENGLAND, date(2026, 4, 2), count)


def test_calendars_of_one_name_with_other_holidays_are_not_confused() -> None:
    twin = replace(ENGLAND, holidays=())
    assert hash(twin) == hash(ENGLAND) != hash(replace(ENGLAND, version=ENGLAND.version + 1))
    assert is_business_day(twin, date(2026, 12, 25))
    assert not is_business_day(ENGLAND, date(2026, 12, 25))


@given(calendar=calendars, day=days, count=st.integers(1, 40))
def test_counting_on_ones_fingers_agrees(calendar: BusinessCalendar, day: date, count: int) -> None:
    closed = {it.day for it in calendar.holidays}
    wanted, reached = count, day
    while wanted and reached < calendar.valid_to:
        reached += DAY
        wanted -= reached.isoweekday() not in calendar.weekend and reached not in closed
    if wanted:
        with pytest.raises(CalendarTooShort):
            add_business_days(calendar, day, count)
    else:
        assert add_business_days(calendar, day, count) == reached


@given(calendar=calendars, day=days, count=st.integers(1, 40))
def test_adding_then_measuring_gives_the_target_back(
    calendar: BusinessCalendar, day: date, count: int
) -> None:
    assume(business_days_between(calendar, day, calendar.valid_to) >= count)
    due = add_business_days(calendar, day, count)
    assert business_days_between(calendar, day, due) == count
    assert is_business_day(calendar, due)


@given(calendar=calendars, start=days, middle=days, end=days)
def test_a_stretch_measures_the_sum_of_its_parts(
    calendar: BusinessCalendar, start: date, middle: date, end: date
) -> None:
    parts = business_days_between(calendar, start, middle) + business_days_between(calendar, middle, end)
    assert business_days_between(calendar, start, end) == parts


@given(calendar=calendars, day=days, count=st.integers(1, 40), declared=days)
def test_a_day_that_becomes_a_holiday_never_shortens_the_wait(
    calendar: BusinessCalendar, day: date, count: int, declared: date
) -> None:
    longer = replace(calendar, holidays=(*calendar.holidays, Holiday(day=declared, name="Declared late")))
    assume(business_days_between(longer, day, longer.valid_to) >= count)
    assert add_business_days(longer, day, count) >= add_business_days(calendar, day, count)


@pytest.mark.parametrize(
    ("day", "zone", "end"),
    [
        (date(2026, 6, 2), "Europe/London", datetime(2026, 6, 2, 23, tzinfo=UTC)),
        (date(2026, 3, 29), "Europe/London", datetime(2026, 3, 29, 23, tzinfo=UTC)),  # 23 hours long
        (date(2026, 10, 25), "Europe/London", datetime(2026, 10, 26, tzinfo=UTC)),  # 25 hours long
        # Midnight does not exist, comes twice, or a whole day was left out.
        (date(2018, 11, 3), "America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),
        (date(2022, 10, 31), "America/Havana", datetime(2022, 11, 1, 4, tzinfo=UTC)),
        (date(2022, 11, 5), "America/Havana", datetime(2022, 11, 6, 4, tzinfo=UTC)),
        (date(2011, 12, 29), "Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ],
)
def test_a_day_ends_a_microsecond_before_the_next_begins(day: date, zone: str, end: datetime) -> None:
    last = end_of_day(day, zone)
    assert last == end - MICROSECOND
    assert last.astimezone(ZoneInfo(zone)).date() == day
    assert end.astimezone(ZoneInfo(zone)).date() > day


@pytest.mark.parametrize(
    ("calendar", "problem"),
    [
        (replace(ENGLAND, id=" "), "The id is empty."),
        (replace(ENGLAND, id=201 * "x"), "The id is longer than 200 characters."),
        (replace(ENGLAND, id="a\0b"), "The id holds a character that cannot be printed."),
        (replace(ENGLAND, source=20_001 * "x"), "The source is longer than 20,000 characters."),
        (
            replace(ENGLAND, holidays=(replace(ENGLAND.holidays[0], name=201 * "x"),)),
            "The name of a day is longer than 200 characters.",
        ),
        (
            replace(
                ENGLAND,
                hours=(Hours(weekdays=(1,), intervals=(Interval(opens=time(9), closes=time(17)),)),),
                special_days=(SpecialDay(day=ENGLAND.valid_from, name="a\nb"),),
            ),
            "The name of a day holds a character that cannot be printed.",
        ),
        (replace(ENGLAND, source=""), "The source is empty: say where the holidays were read."),
        (replace(ENGLAND, version=0), "The version is 0; versions count from 1."),
        (replace(ENGLAND, zone="London"), "'London' is no IANA time zone, such as 'Europe/London'."),
        (replace(ENGLAND, weekend=(0, 6)), "A weekend day is no ISO weekday: Monday is 1, Sunday 7."),
        (
            replace(ENGLAND, weekend=(1, 2, 3, 4, 5, 6, 7)),
            "Every day is on the weekend, so none is ever worked.",
        ),
        (replace(ENGLAND, holidays=ENGLAND.holidays[:1] * 2), "A day is listed twice among the holidays."),
        (
            replace(ENGLAND, valid_to=date(2028, 12, 24)),
            "2 of the holidays lie outside the days covered.",
        ),
        (
            replace(ENGLAND, holidays=(), valid_to=date(2011, 12, 31)),
            "The last day covered, 2011-12-31, is before the first, 2012-01-01.",
        ),
    ],
)
def test_a_calendar_that_makes_no_sense_is_told_why(calendar: BusinessCalendar, problem: str) -> None:
    assert calendar_problems(calendar) == [problem]


def test_a_holiday_may_fall_on_the_first_and_on_the_last_day_covered() -> None:
    first, last = ENGLAND.holidays[0], ENGLAND.holidays[-1]
    assert calendar_problems(replace(ENGLAND, valid_from=first.day, valid_to=last.day)) == []
    assert calendar_problems(replace(ENGLAND, valid_from=first.day, valid_to=first.day, holidays=())) == []


def test_the_refusal_of_a_short_calendar_carries_what_it_is_about() -> None:
    assert CalendarTooShort(ENGLAND, FUNERAL).args == (ENGLAND, FUNERAL)
