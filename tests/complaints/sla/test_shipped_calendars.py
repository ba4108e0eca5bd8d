"""The shipped calendars against the library that seeded them, and against what the governments list."""

from datetime import date, timedelta

import holidays
import pytest

from complaints.sla.calendar import BusinessCalendar, is_business_day
from complaints.sla.packs import shipped_calendars

DAY = timedelta(days=1)
CALENDARS = {it.id: it for it in shipped_calendars()}
YEARS = range(2012, 2029)

# Scotland is another: its list was published before a day of 2026 was declared.
SEEDED = [
    ("uk.england-and-wales", "GB", "ENG", "en_GB"),
    ("uk.england-and-wales", "GB", "WLS", "en_GB"),
    ("uk.northern-ireland", "GB", "NIR", "en_GB"),
    ("eu.ireland", "IE", None, "en_IE"),
    ("au", "AU", None, "en_AU"),
    ("us", "US", None, "en_US"),
]

FEDERAL = {
    2012: "01-02 01-16 02-20 05-28 07-04 09-03 10-08 11-12 11-22 12-25",
    2013: "01-01 01-21 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-25",
    2014: "01-01 01-20 02-17 05-26 07-04 09-01 10-13 11-11 11-27 12-25",
    2015: "01-01 01-19 02-16 05-25 07-03 09-07 10-12 11-11 11-26 12-25",
    2016: "01-01 01-18 02-15 05-30 07-04 09-05 10-10 11-11 11-24 12-26",
    2017: "01-02 01-16 02-20 05-29 07-04 09-04 10-09 11-10 11-23 12-25",
    2018: "01-01 01-15 02-19 05-28 07-04 09-03 10-08 11-12 11-22 12-25",
    2019: "01-01 01-21 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-25",
    2020: "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25",
    2021: "01-01 01-18 01-20 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24",
    2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26 12-31",
}
"""Federal holidays of the United States as the Office of Personnel Management lists them, read 2026-11-22."""
LISTED = {date.fromisoformat(f"{year}-{day}") for year, days in FEDERAL.items() for day in days.split()}
INAUGURATION = date(2021, 1, 20)
"""Free for federal employees in and around Washington only."""
WRONG = date(2022, 12, 31)
"""A Saturday. New Year's Day of 2022 was observed a year before that, on the Friday."""


def worked_otherwise(calendar: BusinessCalendar, theirs: holidays.HolidayBase) -> list[date]:
    count = (calendar.valid_to - calendar.valid_from).days + 1
    covered = [calendar.valid_from + number * DAY for number in range(count)]
    return [day for day in covered if is_business_day(calendar, day) is not theirs.is_working_day(day)]


@pytest.mark.parametrize(("id", "country", "subdivision", "language"), SEEDED)
def test_the_library_agrees_on_every_working_day(
    id: str, country: str, subdivision: str | None, language: str
) -> None:
    theirs = holidays.country_holidays(country, subdivision, years=YEARS, language=language)
    assert worked_otherwise(CALENDARS[id], theirs) == []


def test_one_day_was_declared_in_scotland_after_its_list_was_read() -> None:
    theirs = holidays.country_holidays("GB", "SCT", years=YEARS, language="en_GB")
    assert worked_otherwise(CALENDARS["uk.scotland"], theirs) == [date(2026, 6, 15)]


@pytest.mark.parametrize(
    ("id", "day", "name"),
    [
        ("eu.ireland", date(2022, 3, 18), "Day of Remembrance and Recognition"),
        ("eu.ireland", date(2023, 2, 6), "Saint Brigid's Day"),
        ("au", date(2022, 9, 22), "National Day of Mourning for Queen Elizabeth II"),
        ("us", date(2021, 12, 31), "New Year's Day (observed)"),
        ("us", date(2026, 11, 26), "Thanksgiving Day"),
    ],
)
def test_a_holiday_is_named_in_english(id: str, day: date, name: str) -> None:
    assert [it.name for it in CALENDARS[id].holidays if it.day == day] == [name]


@pytest.mark.parametrize(("id", "count"), [("eu.ireland", 160), ("au", 120), ("us", 200)])
def test_a_seed_covers_the_same_years_as_the_bank_holidays(id: str, count: int) -> None:
    calendar, england = CALENDARS[id], CALENDARS["uk.england-and-wales"]
    assert (calendar.valid_from, calendar.valid_to) == (england.valid_from, england.valid_to)
    assert len(calendar.holidays) == count


def test_no_federal_holiday_is_missing_but_one_that_is_local_and_one_that_is_wrong() -> None:
    ours = {it.day for it in CALENDARS["us"].holidays}
    assert LISTED - ours == {INAUGURATION, WRONG}


def test_every_working_day_lost_to_a_federal_holiday_is_listed_but_the_wrong_one() -> None:
    ours = {it.day for it in CALENDARS["us"].holidays if it.day.year in FEDERAL}
    at_work = {day for day in ours if day.isoweekday() not in CALENDARS["us"].weekend}
    assert at_work - LISTED == {date(2021, 12, 31)}
