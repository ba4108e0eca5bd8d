"""Until when a promise has to be kept, against the published vectors and counting on one's fingers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.sla.calendar import BusinessCalendar, Holiday, end_of_day
from complaints.sla.deadline import WrongCalendar, due_at
from complaints.sla.packs import shipped_calendars, shipped_policies
from complaints.sla.policy import DayZero, Policy
from complaints.when import Day, Minute, NotAfter, When

LONDON = "Europe/London"
FRIDAY = 5
DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)

(FINAL,) = (it for it in shipped_policies() if it.id == "uk.fca.final")
(ACK,) = (it for it in shipped_policies() if it.id == "example.ack")
(ENGLAND,) = (it for it in shipped_calendars() if it.id == "uk.england-and-wales")

SIX_WEEKS = replace(FINAL, amount=6)
THIRTY_DAYS = replace(FINAL, amount=30, unit="calendar day")
THIRTY_DAYS_WITH_THE_FIRST = replace(THIRTY_DAYS, day0="include")
NEW_YORK = replace(FINAL, unit="calendar day", zone="America/New_York")

START, SPAN = datetime(2012, 1, 2, tzinfo=UTC), timedelta(days=6000)
instants = st.timedeltas(timedelta(0), SPAN).map(lambda after: START + after)


@pytest.mark.parametrize(
    ("policy", "received", "due"),
    [
        # Eight weeks, nothing suspended.
        (FINAL, date(2026, 4, 7), date(2026, 6, 2)),
        (FINAL, date(2023, 11, 17), date(2024, 1, 12)),
        (FINAL, date(2023, 12, 1), date(2024, 1, 26)),
        (FINAL, date(2026, 5, 31), date(2026, 7, 26)),  # a Sunday, and it stays one
        (FINAL, date(2026, 6, 1), date(2026, 7, 27)),
        (FINAL, date(2024, 1, 4), date(2024, 2, 29)),
        # The change from eight to six weeks for telephone and broadband on 8 April 2026.
        (SIX_WEEKS, date(2026, 4, 8), date(2026, 5, 20)),
        # Thirty days for data protection: the regulator's reading, and that of the statute.
        (THIRTY_DAYS, date(2026, 7, 1), date(2026, 7, 31)),
        (THIRTY_DAYS_WITH_THE_FIRST, date(2026, 7, 1), date(2026, 7, 30)),
        (THIRTY_DAYS, date(2026, 7, 3), date(2026, 8, 2)),  # a Sunday; nothing rolls it
        # 15 and 60 days for the CFPB.
        (replace(NEW_YORK, amount=15), date(2026, 12, 1), date(2026, 12, 16)),
        (replace(NEW_YORK, amount=60), date(2026, 12, 1), date(2027, 1, 30)),
        # Business days. Received on Easter Saturday: that day cannot be the first one.
        (ACK, date(2026, 4, 2), date(2026, 4, 13)),
        (replace(ACK, day0="include"), date(2026, 4, 2), date(2026, 4, 10)),
        (ACK, date(2026, 4, 4), date(2026, 4, 13)),
        (replace(ACK, day0="include"), date(2026, 4, 4), date(2026, 4, 13)),
        (replace(ACK, day0="include", amount=1), date(2026, 4, 2), date(2026, 4, 2)),
        (replace(ACK, day0="include", amount=1), date(2012, 1, 1), date(2012, 1, 3)),
    ],
)
def test_the_deadline_is_the_end_of_the_published_day(policy: Policy, received: date, due: date) -> None:
    day = Day(day=received, zone=policy.zone)
    assert due_at(policy, ENGLAND, day) == end_of_day(due, policy.zone)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # Across the night in March that is an hour short, and the one in October that is an hour long.
        (datetime(2026, 3, 20, 9, tzinfo=UTC), datetime(2026, 5, 15, 23, tzinfo=UTC)),
        (datetime(2026, 10, 1, 9, tzinfo=UTC), datetime(2026, 11, 27, tzinfo=UTC)),
        (datetime(2026, 2, 1, 9, tzinfo=UTC), datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (datetime(2026, 8, 30, 9, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)),
        # 23:30 UTC in summer is the next day in London; in winter it is not.
        (datetime(2026, 4, 7, 23, 30, tzinfo=UTC), datetime(2026, 6, 3, 23, tzinfo=UTC)),
        (datetime(2026, 1, 7, 23, 30, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)),
        # The offset with which the time was written does not matter.
        (
            datetime(2026, 4, 8, 8, 30, tzinfo=timezone(9 * timedelta(hours=1))),
            datetime(2026, 6, 3, 23, tzinfo=UTC),
        ),
    ],
)
def test_eight_weeks_run_from_the_local_day_whatever_the_clocks_do(received: datetime, due: datetime) -> None:
    assert due_at(FINAL, None, received) == due - MICROSECOND


@pytest.mark.parametrize(
    "received",
    [
        datetime(2026, 4, 6, 23, tzinfo=UTC),
        datetime(2026, 4, 7, 22, 59, 59, 999999, tzinfo=UTC),
        Minute(minute=datetime(2026, 4, 7, 22, 59, tzinfo=UTC)),
        Day(day=date(2026, 4, 7), zone=LONDON),
        Day(day=date(2026, 4, 7), zone="Australia/Sydney"),
        NotAfter(not_after=datetime(2026, 4, 7, 22, 59, tzinfo=UTC)),
    ],
)
def test_every_way_of_knowing_the_day_of_receipt_gives_the_same_deadline(received: When) -> None:
    assert due_at(FINAL, None, received) == end_of_day(date(2026, 6, 2), LONDON)


def test_a_letter_of_the_last_microsecond_is_in_time_and_one_of_midnight_is_late() -> None:
    due = due_at(FINAL, None, Day(day=date(2026, 4, 7), zone=LONDON))
    last = datetime(2026, 6, 2, 23, 59, 59, 999999, tzinfo=ZoneInfo(LONDON))
    midnight = datetime(2026, 6, 3, tzinfo=ZoneInfo(LONDON))
    assert not due < last
    assert due < midnight
    assert due == last


def test_a_deadline_is_given_in_utc() -> None:
    assert due_at(FINAL, None, datetime(2026, 4, 7, 9, tzinfo=ZoneInfo(LONDON))).tzinfo is UTC


@pytest.mark.parametrize(
    ("calendar", "given_calendar"),
    [(None, "none"), (replace(ENGLAND, id="ie.all"), "ie.all")],
)
def test_business_days_are_counted_in_the_calendar_that_the_policy_names(
    calendar: BusinessCalendar | None, given_calendar: str
) -> None:
    with pytest.raises(WrongCalendar) as refused:
        due_at(ACK, calendar, Day(day=date(2026, 4, 2), zone=LONDON))
    assert str(refused.value) == (
        "Policy example.ack version 1 counts in the calendar uk.england-and-wales, and was "
        f"given {given_calendar}."
    )


@given(received=instants, amount=st.integers(1, 60), day0=st.sampled_from(["exclude", "include"]))
def test_counting_the_local_days_on_ones_fingers_agrees(
    received: datetime, amount: int, day0: DayZero
) -> None:
    closed = {holiday.day for holiday in ENGLAND.holidays}
    day = received.astimezone(ZoneInfo(LONDON)).date() - DAY * (day0 == "include")
    wanted = amount
    while wanted:
        day += DAY
        wanted -= day.isoweekday() <= FRIDAY and day not in closed
    last = datetime(day.year, day.month, day.day, 23, 59, 59, 999999, tzinfo=ZoneInfo(LONDON))
    assert due_at(replace(ACK, amount=amount, day0=day0), ENGLAND, received) == last


@given(received=instants, days=st.integers(0, 90))
def test_a_holiday_more_never_makes_a_deadline_earlier(received: datetime, days: int) -> None:
    declared = Holiday(day=received.date() + days * DAY, name="Declared late")
    longer = replace(ENGLAND, version=2, holidays=(*ENGLAND.holidays, declared))
    assert due_at(ACK, longer, received) >= due_at(ACK, ENGLAND, received)


@given(received=instants, later=st.timedeltas(timedelta(0), timedelta(days=30)))
def test_who_complains_later_is_answered_no_earlier(received: datetime, later: timedelta) -> None:
    for policy in (FINAL, ACK, THIRTY_DAYS_WITH_THE_FIRST):
        assert due_at(policy, ENGLAND, received) <= due_at(policy, ENGLAND, received + later)


def test_the_refusal_of_a_wrong_calendar_carries_what_it_is_about() -> None:
    assert WrongCalendar(ACK, ENGLAND).args == (ACK, ENGLAND)


def test_nothing_is_counted_where_the_source_states_when_it_is_due() -> None:
    stated = replace(FINAL, unit="as stated", starts_on=())
    with pytest.raises(ValueError, match="the source states when it is due"):
        due_at(stated, None, START)
