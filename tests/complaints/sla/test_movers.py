"""What moves a deadline: suspensions, rolling, cut-offs, several units, hours; every day is explained."""

import itertools
from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.sla.calendar import BusinessCalendar, Holiday, end_of_day
from complaints.sla.deadline import due_at
from complaints.sla.explanation import Explanation, explain
from complaints.sla.packs import shipped_calendars, shipped_policies
from complaints.sla.policy import Policy, Suspension, Term
from complaints.sla.policy_problems import problems
from complaints.sla.spans import ROLLED, WEEKEND, Span, TimeSpan
from complaints.when import Day, Minute, NotAfter, When

LONDON = "Europe/London"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

(FINAL,) = (it for it in shipped_policies() if it.id == "uk.fca.final")
(ACK,) = (it for it in shipped_policies() if it.id == "example.ack")
(ENGLAND,) = (it for it in shipped_calendars() if it.id == "uk.england-and-wales")

ORDER = Suspension(
    first_day=date(2024, 1, 11),
    last_day=date(2026, 5, 31),
    received_from=date(2023, 11, 17),
    received_to=date(2026, 5, 31),
    order="FCA, DISP App 5",
)
MOTOR = replace(FINAL, suspensions=(ORDER,))
CLASS_OF_ONE_DAY = replace(
    FINAL, suspensions=(replace(ORDER, received_from=date(2023, 12, 1), received_to=date(2023, 12, 1)),)
)
EARLIER_CLASS = replace(FINAL, suspensions=(replace(ORDER, received_from=date(2023, 11, 15)),))
ROLLING = replace(
    FINAL, amount=30, unit="calendar day", roll="next business day", calendar="uk.england-and-wales"
)
MONTH = replace(FINAL, amount=1, unit="month")
BY_FOUR = replace(ACK, cutoff=time(16))
TWO_DAYS_THEN_TEN = replace(ACK, amount=2, then=(Term(amount=10, unit="calendar day"),))
PAUSED = replace(
    ACK,
    kind="contract",
    suspensions=(replace(ORDER, first_day=date(2026, 4, 8), last_day=date(2026, 4, 14)),),
)


def day_spans(found: Explanation) -> list[Span]:
    return [span for span in found.spans if isinstance(span, Span)]


def on(day: date) -> Day:
    return Day(day=day, zone=LONDON)


@pytest.mark.parametrize(
    ("policy", "received", "due"),
    [
        # Motor finance: time does not run from 11 January 2024 to 31 May 2026.
        (MOTOR, date(2023, 11, 16), date(2024, 1, 11)),  # received before the class begins
        (MOTOR, date(2023, 11, 17), date(2026, 6, 2)),
        (MOTOR, date(2023, 12, 1), date(2026, 6, 16)),
        (MOTOR, date(2024, 1, 10), date(2026, 7, 26)),
        (MOTOR, date(2025, 3, 1), date(2026, 7, 26)),
        (MOTOR, date(2026, 5, 31), date(2026, 7, 26)),
        (MOTOR, date(2026, 6, 1), date(2026, 7, 27)),
        # The last day of the class; a deadline on the day before time stands still; one day less to count.
        (CLASS_OF_ONE_DAY, date(2023, 12, 1), date(2026, 6, 16)),
        (CLASS_OF_ONE_DAY, date(2023, 12, 2), date(2024, 1, 27)),
        (EARLIER_CLASS, date(2023, 11, 15), date(2024, 1, 10)),
        (EARLIER_CLASS, date(2023, 11, 16), date(2026, 6, 1)),
        # Business days that are suspended: the two before, then those after; from the day of receipt on, too.
        (PAUSED, date(2026, 4, 8), date(2026, 4, 21)),
        (PAUSED, date(2026, 4, 2), date(2026, 4, 20)),
        (PAUSED, date(2026, 4, 10), date(2026, 4, 21)),
        # Data protection, rolled off a Sunday; a working day stays.
        (ROLLING, date(2026, 7, 3), date(2026, 8, 3)),
        (ROLLING, date(2026, 7, 1), date(2026, 7, 31)),
        (ROLLING, date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, then a weekend, then Boxing Day
        # Months end on the same day, or on the last.
        (MONTH, date(2026, 1, 15), date(2026, 2, 15)),
        (MONTH, date(2026, 1, 31), date(2026, 2, 28)),
        (replace(MONTH, amount=13), date(2026, 12, 31), date(2028, 1, 31)),
        (replace(MONTH, amount=12), date(2024, 2, 29), date(2025, 2, 28)),
        # Two business days, then ten days of any kind.
        (TWO_DAYS_THEN_TEN, date(2026, 4, 2), date(2026, 4, 18)),
        (replace(TWO_DAYS_THEN_TEN, roll="next business day"), date(2026, 4, 2), date(2026, 4, 20)),
        (replace(TWO_DAYS_THEN_TEN, day0="include"), date(2026, 4, 2), date(2026, 4, 17)),
        # Received on no business day: counts from the next.
        (BY_FOUR, date(2026, 4, 4), date(2026, 4, 14)),
        (BY_FOUR, date(2026, 4, 2), date(2026, 4, 13)),
    ],
)
def test_the_deadline_is_the_end_of_the_day(policy: Policy, received: date, due: date) -> None:
    assert problems(policy) == []
    assert due_at(policy, ENGLAND, on(received)) == end_of_day(due, LONDON)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 4, 8, 15, 0, tzinfo=UTC), date(2026, 4, 15)),  # 16:00 in London: in time
        (datetime(2026, 4, 8, 15, 0, 0, 1, tzinfo=UTC), date(2026, 4, 16)),
        (Minute(minute=datetime(2026, 4, 8, 15, 0, tzinfo=UTC)), date(2026, 4, 15)),
        (on(date(2026, 4, 8)), date(2026, 4, 15)),  # nobody knows: the earlier one is kept
        (datetime(2026, 4, 10, 22, 0, tzinfo=UTC), date(2026, 4, 20)),  # Friday evening
    ],
)
def test_what_arrives_after_the_cut_off_counts_as_received_on_the_next_business_day(
    received: When, due: date
) -> None:
    assert due_at(BY_FOUR, ENGLAND, received) == end_of_day(due, LONDON)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # Across the hour that is missing, and the one that comes twice: 24 hours are 24 hours.
        (datetime(2026, 3, 28, 9, 30, tzinfo=UTC), datetime(2026, 3, 29, 9, 30, tzinfo=UTC)),
        (datetime(2026, 10, 24, 8, 30, tzinfo=UTC), datetime(2026, 10, 25, 8, 30, tzinfo=UTC)),
        (on(date(2026, 4, 7)), datetime(2026, 4, 7, 23, tzinfo=UTC)),
        (NotAfter(not_after=datetime(2026, 4, 7, 9, tzinfo=UTC)), datetime(2026, 4, 8, 9, tzinfo=UTC)),
    ],
)
def test_hours_run_from_the_instant_to_the_instant(received: When, due: datetime) -> None:
    day = replace(FINAL, amount=24, unit="hour")
    assert due_at(day, None, received) == due
    (span,) = explain(day, None, received).spans
    assert span == TimeSpan(from_at=due - DAY, until_at=due, counting="counted", why=None)


@pytest.mark.parametrize(
    ("policy", "received", "sentence"),
    [
        (
            FINAL,
            on(date(2026, 4, 7)),
            (
                "Due Tue 2 June 2026, end of day, Europe/London: 56 days from Tue 7 April 2026, day of "
                "receipt not counted; nothing moved it."
            ),
        ),
        (
            ACK,
            on(date(2026, 4, 2)),
            (
                "Due Mon 13 April 2026, end of day, Europe/London: 5 business days from Thu 2 April 2026,"
                " day of receipt not counted; weekends not counted; Good Friday, Fri 3 April 2026, not "
                "counted; Easter Monday, Mon 6 April 2026, not counted."
            ),
        ),
        (
            MOTOR,
            on(date(2023, 11, 17)),
            (
                "Due Tue 2 June 2026, end of day, Europe/London: 56 days from Fri 17 November 2023, day "
                "of receipt not counted; time did not run Thu 11 January 2024 to Sun 31 May 2026 (FCA, "
                "DISP App 5)."
            ),
        ),
        (
            ROLLING,
            on(date(2026, 7, 3)),
            (
                "Due Mon 3 August 2026, end of day, Europe/London: 30 days from Fri 3 July 2026, day of "
                "receipt not counted; moved to the next business day, as Sun 2 August 2026 is none."
            ),
        ),
        (
            BY_FOUR,
            datetime(2026, 4, 7, 16, 30, tzinfo=UTC),
            (
                "Due Wed 15 April 2026, end of day, Europe/London: 5 business days from Tue 7 April 2026,"
                " day of receipt not counted; too late that day, so counted as received on Wed 8 April "
                "2026; weekends not counted."
            ),
        ),
        (
            ROLLING,
            on(date(2026, 11, 25)),
            (
                "Due Tue 29 December 2026, end of day, Europe/London: 30 days from Wed 25 November 2026, "
                "day of receipt not counted; moved to the next business day, as Fri 25 December 2026 is "
                "Christmas Day and Mon 28 December 2026 is Boxing Day (substitute day)."
            ),
        ),
        (
            replace(FINAL, amount=24, unit="hour"),
            datetime(2026, 3, 28, 9, 30, tzinfo=UTC),
            (
                "Due Sun 29 March 2026, 10:30, Europe/London: 24 hours from Sat 28 March 2026, 09:30; "
                "nothing moved it."
            ),
        ),
        (
            replace(TWO_DAYS_THEN_TEN, day0="include"),
            on(date(2026, 4, 7)),
            (
                "Due Sat 18 April 2026, end of day, Europe/London: 2 business days, then 10 days from Tue"
                " 7 April 2026, day of receipt counted as the first; nothing moved it."
            ),
        ),
    ],
)
def test_one_sentence_says_why(policy: Policy, received: When, sentence: str) -> None:
    assert explain(policy, ENGLAND, received).sentence == sentence


def test_spans_name_the_holiday_and_the_order() -> None:
    spans = day_spans(explain(PAUSED, ENGLAND, on(date(2026, 4, 2))))
    assert [(span.counting, span.days, span.why) for span in spans] == [
        ("skipped", 1, "Good Friday"),
        ("skipped", 2, WEEKEND),
        ("skipped", 1, "Easter Monday"),
        ("counted", 1, None),
        ("suspended", 7, ORDER.order),
        ("counted", 3, None),
        ("skipped", 2, WEEKEND),
        ("counted", 1, None),
    ]
    assert spans[4] == Span(
        first_day=date(2026, 4, 8),
        last_day=date(2026, 4, 14),
        days=7,
        counting="suspended",
        why=ORDER.order,
    )


def test_without_the_order_it_would_have_been_due_earlier() -> None:
    found = explain(MOTOR, None, on(date(2023, 11, 17)))
    assert found.original_due_at == end_of_day(date(2024, 1, 12), LONDON)
    assert found.due_at == end_of_day(date(2026, 6, 2), LONDON)


ALONE = "Hours, and what is stated, stand alone: nothing is counted before or after."
OF_DAYS = "What is due at an instant has no cut-off, closing time, roll or suspension: those are of days."
NO_ORDER = "A suspension ends before it begins, is of nobody, or names no order."
OVERLAP = "The suspensions overlap, or are not in the order of their days."


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        (replace(FINAL, unit="hour", then=(Term(amount=1, unit="week"),)), ALONE),
        (replace(FINAL, then=(Term(amount=2, unit="hour"),)), ALONE),
        (replace(FINAL, then=(Term(amount=1, unit="as stated"),)), ALONE),
        (
            replace(FINAL, then=(Term(amount=0, unit="week"),)),
            "The amount is 0; a time limit is 1 week or more.",
        ),
        (replace(MOTOR, unit="hour"), OF_DAYS),
        (replace(ACK, unit="hour", cutoff=time(16)), OF_DAYS),
        (replace(ACK, unit="hour", roll="next business day"), OF_DAYS),
        (
            replace(FINAL, roll="next business day"),
            "Business days and working hours need a calendar to be counted in.",
        ),
        (
            replace(FINAL, cutoff=time(16)),
            "Business days and working hours need a calendar to be counted in.",
        ),
        (replace(FINAL, suspensions=(replace(ORDER, last_day=date(2024, 1, 10)),)), NO_ORDER),
        (replace(FINAL, suspensions=(replace(ORDER, received_to=date(2023, 11, 16)),)), NO_ORDER),
        (replace(FINAL, suspensions=(replace(ORDER, order=" "),)), NO_ORDER),
        (
            replace(
                FINAL,
                suspensions=(ORDER, replace(ORDER, first_day=ORDER.last_day, last_day=date(2027, 1, 1))),
            ),
            OVERLAP,
        ),
    ],
)
def test_what_makes_no_sense_is_named(policy: Policy, problem: str) -> None:
    assert problems(policy) == [problem]


def test_a_suspension_can_last_as_long_as_anything_is_received() -> None:
    last = date(2199, 12, 31)
    assert problems(replace(FINAL, suspensions=(replace(ORDER, last_day=last),))) == []


def test_a_suspension_of_one_day_after_another_is_fine() -> None:
    one = replace(ORDER, last_day=ORDER.first_day)
    two = replace(ORDER, first_day=ORDER.first_day + DAY, last_day=ORDER.first_day + DAY)
    policy = replace(FINAL, suspensions=(one, two))
    assert problems(policy) == []
    assert due_at(policy, None, on(date(2023, 12, 1))) == end_of_day(date(2024, 1, 28), LONDON)


# Against counting on one's fingers.

FIRST = date(2026, 1, 1)
days = st.integers(0, 400).map(lambda number: FIRST + number * DAY)
terms = st.builds(
    Term, amount=st.integers(1, 12), unit=st.sampled_from(["calendar day", "business day", "week", "month"])
)
calendars = st.builds(
    lambda weekend, closed: BusinessCalendar(
        id="here",
        version=1,
        zone=LONDON,
        weekend=tuple(sorted(weekend)),
        holidays=tuple(Holiday(day=day, name="holiday") for day in sorted(closed)),
        valid_from=FIRST,
        valid_to=date(2040, 1, 1),
        source="made up",
    ),
    st.sets(st.integers(1, 7), max_size=3),
    st.sets(days, max_size=40),
)


@st.composite
def orders(draw: st.DrawFn) -> tuple[Suspension, ...]:
    ends = sorted(draw(st.sets(days, min_size=0, max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    received = draw(st.tuples(days, days).map(sorted))
    return tuple(
        Suspension(
            first_day=one, last_day=other, received_from=received[0], received_to=received[1], order="order"
        )
        for one, other in pairs
    )


policies = st.builds(
    lambda first, then, day0, roll, cutoff, suspensions: replace(
        ACK,
        amount=first.amount,
        unit=first.unit,
        then=tuple(then),
        day0=day0,
        roll=roll,
        cutoff=cutoff,
        suspensions=suspensions,
        calendar="here",
    ),
    terms,
    st.lists(terms, max_size=2),
    st.sampled_from(["exclude", "include"]),
    st.sampled_from(["none", "next business day"]),
    st.none() | st.times(),
    orders(),
)
instants = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE
)


def by_hand(policy: Policy, calendar: BusinessCalendar, received: datetime) -> date:
    """Walk through the days, one by one."""
    closed = {holiday.day for holiday in calendar.holidays}

    def is_worked(day: date) -> bool:
        return day.isoweekday() not in calendar.weekend and day not in closed

    local = received.astimezone(ZoneInfo(LONDON))
    day = local.date()
    held = [it for it in policy.suspensions if it.received_from <= day <= it.received_to]
    if policy.cutoff is not None and not (is_worked(day) and local.time() <= policy.cutoff):
        day += DAY
        while not is_worked(day):
            day += DAY
    if policy.day0 == "include":
        day -= DAY
    for term in policy.terms:
        left = {"week": 7 * term.amount, "month": days_of_months(day, term.amount)}.get(
            term.unit, term.amount
        )
        while left:
            day += DAY
            is_counted = term.unit != "business day" or is_worked(day)
            if is_counted and not any(it.first_day <= day <= it.last_day for it in held):
                left -= 1
    while policy.roll != "none" and not is_worked(day):
        day += DAY
    return day


def days_of_months(day: date, months: int) -> int:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return (date(year, month, min(day.day, monthrange(year, month)[1])) - day).days


@given(policy=policies, calendar=calendars, received=instants)
def test_the_deadline_is_that_of_walking_through_the_days(
    policy: Policy, calendar: BusinessCalendar, received: datetime
) -> None:
    assert due_at(policy, calendar, received) == end_of_day(by_hand(policy, calendar, received), LONDON)


@given(policy=policies, calendar=calendars, received=instants)
def test_every_day_is_explained_and_what_is_counted_is_the_target(
    policy: Policy, calendar: BusinessCalendar, received: datetime
) -> None:
    found = explain(policy, calendar, received)
    spans = day_spans(found)
    for one, other in itertools.pairwise(spans):
        assert other.first_day == one.last_day + DAY
        assert (one.counting, one.why) != (other.counting, other.why)
    assert all(span.days == (span.last_day - span.first_day).days + 1 for span in spans)
    assert end_of_day(spans[-1].last_day, LONDON) == found.due_at
    counted = sum(span.days for span in spans if span.counting == "counted")
    if "month" not in {term.unit for term in policy.terms}:
        assert counted == sum(7 * it.amount if it.unit == "week" else it.amount for it in policy.terms)
    rolled = [span for span in spans if span.why == ROLLED]
    assert rolled == ([spans[-1]] if rolled else [])


@given(policy=policies, calendar=calendars, received=instants, closed=days)
def test_another_holiday_or_order_never_makes_a_deadline_earlier(
    policy: Policy, calendar: BusinessCalendar, received: datetime, closed: date
) -> None:
    more = replace(calendar, holidays=(*calendar.holidays, Holiday(day=closed, name="one more")), version=2)
    assert due_at(policy, more, received) >= due_at(policy, calendar, received)
    found = explain(policy, calendar, received)
    assert found.due_at >= found.original_due_at
