"""Promises in minutes and working hours, pauses of the company's own clocks, extensions, closing times."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.sla.calendar import CalendarTooShort, Hours, end_of_day
from complaints.sla.deadline import Pause, WrongCalendar, after_term, begun_at, due_at, furthest
from complaints.sla.explanation import explain
from complaints.sla.packs import shipped_calendars, shipped_policies
from complaints.sla.policy import Extension, Policy, Price, Rung, Term, Unit
from complaints.sla.policy_problems import problems
from complaints.sla.spans import CLOSED, WEEKEND, Span, TimeSpan
from complaints.sla.working_time import working_time_between
from complaints.when import Day, Minute, NotAfter, When
from tests.complaints.sla.test_working_time import AROUND_THE_CLOCK, OFFICE, SPARSE, at, span

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
LONDON = "Europe/London"

(ACK,) = (it for it in shipped_policies() if it.id == "example.ack")
(FINAL,) = (it for it in shipped_policies() if it.id == "uk.fca.final")
(ENGLAND,) = (it for it in shipped_calendars() if it.id == "uk.england-and-wales")

REPLY = replace(ACK, id="example.reply", amount=4, unit="working hour", calendar="office")
HALF_AN_HOUR = replace(ACK, amount=30, unit="minute", calendar=None)
BY_THREE_DAYS = replace(ACK, amount=3, closes_at=time(17))


def pause(start: datetime, end: datetime) -> Pause:
    return Pause(from_at=start, until_at=end, reason="waiting for the customer")


OVER_NIGHT = pause(at(2026, 4, 1, 17), at(2026, 4, 2, 9))


@pytest.mark.parametrize(
    ("policy", "received", "pauses", "due"),
    [
        (REPLY, at(2026, 4, 1, 10), (), at(2026, 4, 1, 15)),
        (REPLY, at(2026, 4, 1, 16), (), at(2026, 4, 2, 12)),
        (REPLY, at(2026, 4, 3, 12), (), at(2026, 4, 4, 14)),  # Good Friday; the special Saturday is worked
        (REPLY, Minute(minute=at(2026, 4, 1, 10)), (), at(2026, 4, 1, 15)),
        (REPLY, Day(day=date(2026, 4, 1), zone=LONDON), (), at(2026, 4, 1, 14)),
        (REPLY, NotAfter(not_after=at(2026, 4, 1, 10)), (), at(2026, 4, 1, 15)),
        (HALF_AN_HOUR, at(2026, 4, 1, 23, 45), (), at(2026, 4, 2, 0, 15)),
        (replace(REPLY, amount=90, unit="working minute"), at(2026, 4, 1, 12), (), at(2026, 4, 1, 14, 30)),
        # A pause from closing to opening costs nothing of working hours, and all of it of hours.
        (REPLY, at(2026, 4, 1, 16), (OVER_NIGHT,), at(2026, 4, 2, 12)),
        (replace(HALF_AN_HOUR, amount=2, unit="hour"), at(2026, 4, 1, 16), (OVER_NIGHT,), at(2026, 4, 2, 10)),
        # A pause is intersected with what is worked: over lunch, from the middle of the night, twice.
        (REPLY, at(2026, 4, 1, 10), (pause(at(2026, 4, 1, 12), at(2026, 4, 1, 14)),), at(2026, 4, 1, 16)),
        (REPLY, at(2026, 4, 1, 16), (pause(at(2026, 4, 2, 3), at(2026, 4, 2, 10)),), at(2026, 4, 2, 14)),
        (
            REPLY,
            at(2026, 4, 1, 9),
            (
                pause(at(2026, 4, 1, 10), at(2026, 4, 1, 11)),
                pause(at(2026, 4, 1, 13, 45), at(2026, 4, 1, 14, 15)),
            ),
            at(2026, 4, 1, 15, 30),
        ),
        # One that begins when the time is used up, or later, moves nothing.
        (REPLY, at(2026, 4, 1, 10), (pause(at(2026, 4, 1, 15), at(2026, 4, 7, 15)),), at(2026, 4, 1, 15)),
        (
            REPLY,
            at(2026, 4, 1, 10),
            (pause(at(2026, 4, 1, 14, 59), at(2026, 4, 1, 16)),),
            at(2026, 4, 1, 16, 1),
        ),
    ],
)
def test_hours_are_due_at_an_instant(
    policy: Policy, received: When, pauses: tuple[Pause, ...], due: datetime
) -> None:
    assert problems(policy) == []
    assert due_at(policy, OFFICE, received, pauses) == due


@pytest.mark.parametrize(
    ("policy", "pauses", "last"),
    [
        # Received Thursday 2 April 2026: five business days over Easter end on Monday 13 April.
        (ACK, (), date(2026, 4, 13)),
        (ACK, (pause(at(2026, 4, 7, 9), at(2026, 4, 7, 18)),), date(2026, 4, 13)),  # within a day: nothing
        (ACK, (pause(at(2026, 4, 7, 9), at(2026, 4, 9, 10)),), date(2026, 4, 14)),
        (ACK, (pause(at(2026, 4, 7), at(2026, 4, 8)),), date(2026, 4, 14)),  # from midnight to midnight
        (ACK, (pause(at(2026, 4, 7), at(2026, 4, 7, 23, 59)),), date(2026, 4, 13)),
        (ACK, (pause(at(2026, 4, 7, 0, 1), at(2026, 4, 8)),), date(2026, 4, 13)),
        (ACK, (pause(at(2026, 4, 2, 9), at(2026, 4, 8, 9)),), date(2026, 4, 14)),  # over Easter: a day
        (
            ACK,
            (pause(at(2026, 4, 10, 17), at(2026, 4, 12, 9)),),
            date(2026, 4, 13),
        ),  # over a weekend: nothing
        (
            ACK,
            (pause(at(2026, 4, 13, 9), at(2026, 4, 14, 9)),),
            date(2026, 4, 13),
        ),  # on the last day: too late
        (
            ACK,
            tuple(pause(at(2026, 4, day, 17), at(2026, 4, day + 1, 9)) for day in range(2, 13)),
            date(2026, 4, 13),
        ),  # every night: nothing
        (replace(ACK, amount=10, unit="calendar day", calendar=None), (), date(2026, 4, 12)),
        (
            replace(ACK, amount=10, unit="calendar day", calendar=None),
            (pause(at(2026, 4, 7, 9), at(2026, 4, 9, 10)),),
            date(2026, 4, 13),
        ),
    ],
)
def test_a_pause_takes_the_days_that_it_covers_whole(
    policy: Policy, pauses: tuple[Pause, ...], last: date
) -> None:
    received = Day(day=date(2026, 4, 2), zone=LONDON)
    assert due_at(policy, ENGLAND, received, pauses) == end_of_day(last, LONDON)


def test_a_day_can_end_at_the_close_of_business() -> None:
    assert due_at(BY_THREE_DAYS, ENGLAND, at(2026, 4, 2, 9)) == at(2026, 4, 9, 17)
    assert due_at(BY_THREE_DAYS, ENGLAND, at(2026, 10, 21, 9)) == at(2026, 10, 26, 17)
    assert due_at(BY_THREE_DAYS, ENGLAND, at(2026, 4, 2, 9)).tzinfo is UTC
    said = explain(BY_THREE_DAYS, ENGLAND, at(2026, 10, 21, 9)).sentence
    assert said == (
        "Due Mon 26 October 2026, 17:00, Europe/London: 3 business days from Wed 21 October 2026, day of "
        "receipt not counted; weekends not counted."
    )


def test_an_extension_is_counted_from_the_same_start() -> None:
    fifteen = replace(ACK, amount=15)
    extension = Extension(limit=Term(amount=35, unit="business day"))
    received = Day(day=date(2026, 4, 2), zone=LONDON)
    assert due_at(fifteen, ENGLAND, received) == end_of_day(date(2026, 4, 27), LONDON)
    assert furthest(fifteen, ENGLAND, received, extension) == end_of_day(date(2026, 5, 27), LONDON)
    two_steps = replace(fifteen, then=(Term(amount=1, unit="week"),))
    assert furthest(two_steps, ENGLAND, received, extension) == end_of_day(date(2026, 5, 27), LONDON)


def test_an_extension_never_makes_it_earlier_and_the_day_before_stays_visible() -> None:
    received = Day(day=date(2026, 4, 2), zone=LONDON)
    due, later = end_of_day(date(2026, 4, 13), LONDON), end_of_day(date(2026, 4, 20), LONDON)
    assert explain(ACK, ENGLAND, received, (), [due - DAY]) == explain(ACK, ENGLAND, received)
    found = explain(ACK, ENGLAND, received, (), [later])
    assert (found.due_at, found.original_due_at) == (later, due)
    assert found.spans == explain(ACK, ENGLAND, received).spans
    assert found.sentence == (
        "Due Mon 20 April 2026, end of day, Europe/London: 5 business days from Thu 2 April 2026, day of "
        "receipt not counted; weekends not counted; Good Friday, Fri 3 April 2026, not counted; Easter "
        "Monday, Mon 6 April 2026, not counted; extended, before that due Mon 13 April 2026, end of day."
    )


def test_every_extension_stays_visible() -> None:
    received = Day(day=date(2026, 4, 2), zone=LONDON)
    first, second = (end_of_day(date(2026, 4, day), LONDON) for day in (20, 24))
    for extended in ([first, second], [first, first, second, first]):
        found = explain(ACK, ENGLAND, received, (), extended)
        assert found.due_at == second
        assert found.sentence.startswith("Due Fri 24 April 2026, end of day")
        assert found.sentence.endswith(
            "; extended, before that due Mon 13 April 2026, end of day; extended again, before that due Mon "
            "20 April 2026, end of day."
        )


@pytest.mark.parametrize(
    ("received", "sentence"),
    [
        (
            "2026-10-25T01:15+01:00",
            "Due Sun 25 October 2026, 01:45 BST, Europe/London: 30 minutes from",
        ),
        (
            "2026-10-25T01:15+00:00",
            "Due Sun 25 October 2026, 01:45 GMT, Europe/London: 30 minutes from",
        ),
        (
            "2026-10-25T01:45+01:00",
            "Due Sun 25 October 2026, 01:15 GMT, Europe/London: 30 minutes from",
        ),
        ("2026-10-25T02:00+00:00", "Due Sun 25 October 2026, 02:30, Europe/London: 30 minutes from"),
        ("2026-03-29T00:45+00:00", "Due Sun 29 March 2026, 02:15, Europe/London: 30 minutes from"),
    ],
)
def test_of_an_hour_that_comes_twice_it_is_said_which(received: str, sentence: str) -> None:
    half_an_hour = replace(REPLY, amount=30, unit="minute", calendar=None)
    assert explain(half_an_hour, None, datetime.fromisoformat(received)).sentence.startswith(sentence)


def test_hours_are_explained_span_by_span() -> None:
    waits = pause(at(2026, 4, 4, 12, 30), at(2026, 4, 5, 12))
    found = explain(REPLY, OFFICE, at(2026, 4, 2, 16), (waits,))
    assert [(it.counting, it.why) for it in found.spans] == [
        ("counted", None),
        ("skipped", CLOSED),
        ("skipped", "Good Friday"),
        ("skipped", CLOSED),
        ("counted", None),
        ("suspended", "waiting for the customer"),
        ("skipped", CLOSED),
        ("skipped", WEEKEND),
        ("skipped", "Easter"),
        ("skipped", CLOSED),
        ("counted", None),
    ]
    assert found.due_at == at(2026, 4, 7, 9, 30)
    assert found.original_due_at == at(2026, 4, 4, 13)


def test_hours_are_explained_in_a_sentence() -> None:
    said = explain(REPLY, OFFICE, at(2026, 4, 2, 16)).sentence
    assert said == (
        "Due Sat 4 April 2026, 13:00, Europe/London: 4 working hours from Thu 2 April 2026, 16:00; closed "
        "hours not counted; Good Friday, Fri 3 April 2026, not counted."
    )
    waits = pause(at(2026, 4, 2, 16, 30), at(2026, 4, 4, 11))
    assert explain(REPLY, OFFICE, at(2026, 4, 2, 16), (waits,)).sentence == (
        "Due Tue 7 April 2026, 09:30, Europe/London: 4 working hours from Thu 2 April 2026, 16:00; weekends "
        "not counted; closed hours not counted; time did not run Thu 2 April 2026, 16:30 to Thu 2 April "
        "2026, 17:00 (waiting for the customer); Good Friday, Fri 3 April 2026, not counted; time did not "
        "run Sat 4 April 2026, 10:00 to Sat 4 April 2026, 11:00 (waiting for the customer); Easter, Mon 6 "
        "April 2026, not counted."
    )


NEW_YORK = "America/New_York"
THERE = replace(OFFICE, id="there", zone=NEW_YORK)
TWO_HOURS = replace(REPLY, amount=2, calendar="there", zone=NEW_YORK)


def there(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(NEW_YORK)).astimezone(UTC)  # type: ignore[arg-type,misc] # a date


def test_days_begin_and_end_where_the_work_is_done() -> None:
    found = explain(TWO_HOURS, THERE, there(2026, 4, 2, 16)).spans
    assert [(it.from_at, it.until_at, it.why) for it in found if isinstance(it, TimeSpan)] == [
        (there(2026, 4, 2, 16), there(2026, 4, 2, 17), None),
        (there(2026, 4, 2, 17), there(2026, 4, 3), CLOSED),
        (there(2026, 4, 3), there(2026, 4, 4), "Good Friday"),
        (there(2026, 4, 4), there(2026, 4, 4, 10), CLOSED),
        (there(2026, 4, 4, 10), there(2026, 4, 4, 11), None),
    ]
    late = explain(TWO_HOURS, THERE, there(2026, 4, 2, 22)).spans
    assert isinstance(late[0], TimeSpan)
    assert (late[0].until_at, late[0].why, late[1].why) == (there(2026, 4, 3), CLOSED, "Good Friday")


def test_a_day_that_begins_there_before_it_does_in_greenwich_is_walked_through() -> None:
    early = replace(
        AROUND_THE_CLOCK,
        zone="Asia/Kathmandu",
        hours=(Hours(weekdays=(1, 2, 3, 4, 5), intervals=(span("00:00", "06:00"),)),),
    )
    policy = replace(REPLY, amount=1, calendar="clock", zone="Asia/Kathmandu")
    found = explain(policy, early, datetime(2026, 4, 1, 12, tzinfo=UTC))
    assert found.due_at == datetime(2026, 4, 1, 19, 15, tzinfo=UTC)  # 01:00 on Thursday
    assert [(it.counting, it.why) for it in found.spans] == [("skipped", CLOSED), ("counted", None)]


def test_a_calendar_of_another_place_is_the_wrong_one() -> None:
    with pytest.raises(WrongCalendar, match="counts in the calendar office, and was given clock"):
        due_at(REPLY, AROUND_THE_CLOCK, at(2026, 4, 1, 10))


def test_a_day_is_named_as_it_is_called_there() -> None:
    weekly = replace(FINAL, amount=1, zone=NEW_YORK)
    assert explain(weekly, None, there(2026, 4, 2, 22)).sentence == (
        "Due Thu 9 April 2026, end of day, America/New_York: 7 days from Thu 2 April 2026, day of receipt "
        "not counted; nothing moved it."
    )
    (span_of_all,) = explain(weekly, None, there(2026, 4, 2, 22)).spans
    assert isinstance(span_of_all, Span)
    assert (span_of_all.first_day, span_of_all.last_day) == (date(2026, 4, 3), date(2026, 4, 9))
    evening = Pause(from_at=there(2026, 4, 3, 21), until_at=there(2026, 4, 5, 12), reason="abroad")
    assert due_at(weekly, None, there(2026, 4, 2, 22), [evening]) == end_of_day(date(2026, 4, 10), NEW_YORK)


def test_a_day_that_begins_at_one_is_covered_whole_from_there() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    weekly = replace(FINAL, amount=1, zone="Africa/Cairo")
    received = datetime(2026, 4, 22, 9, tzinfo=cairo)
    whole = Pause(
        from_at=datetime(2026, 4, 24, 1, tzinfo=cairo),
        until_at=datetime(2026, 4, 25, tzinfo=cairo),
        reason="abroad",
    )
    plain, moved = due_at(weekly, None, received), due_at(weekly, None, received, [whole])
    assert moved - plain == DAY


def test_days_that_a_pause_takes_are_explained() -> None:
    held = pause(at(2026, 4, 7, 9), at(2026, 4, 9, 10))
    found = explain(ACK, ENGLAND, Day(day=date(2026, 4, 2), zone=LONDON), [held])
    assert found.spans[-1].counting == "counted"
    suspended = [it for it in found.spans if isinstance(it, Span) and it.counting == "suspended"]
    assert [(it.first_day, it.last_day, it.why) for it in suspended] == [
        (date(2026, 4, 8), date(2026, 4, 8), "waiting for the customer")
    ]
    assert "time did not run Wed 8 April 2026 (waiting for the customer)" in found.sentence


def test_one_of_a_unit_is_one() -> None:
    one = replace(REPLY, amount=1)
    assert "1 working hour from" in explain(one, OFFICE, at(2026, 4, 1, 10)).sentence
    assert "1 business day from" in explain(replace(ACK, amount=1), ENGLAND, at(2026, 4, 1, 10)).sentence


@pytest.mark.parametrize("calendar", [None, ENGLAND])
def test_working_hours_are_counted_in_the_calendar_that_the_policy_names(calendar: object) -> None:
    with pytest.raises(
        WrongCalendar, match=r"example.reply version 1 counts in the calendar office, and was given"
    ):
        due_at(REPLY, calendar, at(2026, 4, 1, 10))  # type: ignore[arg-type] # either of two
    assert due_at(HALF_AN_HOUR, OFFICE, at(2026, 4, 1, 20)) == at(2026, 4, 1, 20, 30), (
        "minutes count anywhere"
    )
    with pytest.raises(CalendarTooShort):
        due_at(REPLY, OFFICE, at(2026, 12, 31, 16))


def test_a_term_is_added_to_an_instant() -> None:
    assert after_term(OFFICE, at(2026, 4, 1, 16), Term(amount=2, unit="working hour")) == at(2026, 4, 2, 10)
    assert after_term(OFFICE, at(2026, 4, 1, 16), Term(amount=2, unit="hour")) == at(2026, 4, 1, 18)
    assert after_term(None, at(2026, 4, 1, 16), Term(amount=2, unit="minute")) == at(2026, 4, 1, 16, 2)
    assert after_term(OFFICE, at(2026, 4, 1, 16), Term(amount=90, unit="working minute")) == at(
        2026, 4, 2, 9, 30
    )
    assert begun_at(NotAfter(not_after=at(2026, 4, 1))) == at(2026, 4, 1)


LADDER = Rung(after=Term(amount=2, unit="working hour"), action="notify", addressee="team leads")
PRICE = Price(amount=650, currency="GBP", free=3, source="tariff")  # type: ignore[arg-type] # exact in any type


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        (replace(ACK, id="a:b"), "The id holds a colon, which numbers clocks."),
        (replace(REPLY, calendar=None), "Business days and working hours need a calendar to be counted in."),
        (
            replace(FINAL, announce="working hours"),
            "Business days and working hours need a calendar to be counted in.",
        ),
        (
            replace(FINAL, ladder=(LADDER,)),
            "Business days and working hours need a calendar to be counted in.",
        ),
        (
            replace(FINAL, extensions=(Extension(limit=Term(amount=35, unit="business day")),)),
            "Business days and working hours need a calendar to be counted in.",
        ),
        (
            replace(REPLY, closes_at=time(17)),
            "What is due at an instant has no cut-off, closing time, roll or suspension: those are of days.",
        ),
        (
            replace(REPLY, then=(Term(amount=1, unit="week"),)),
            "Hours, and what is stated, stand alone: nothing is counted before or after.",
        ),
        (
            replace(FINAL, extensions=(Extension(limit=Term(amount=0, unit="week")),)),
            "The amount is 0; a time limit is 1 week or more.",
        ),
        (
            replace(FINAL, extensions=(Extension(limit=Term(amount=48, unit="hour")),)),
            "An extension is to the end of a day: its limit is in days, weeks or months.",
        ),
        (
            replace(FINAL, extensions=(Extension(limit=Term(amount=9, unit="as stated")),)),
            "An extension is to the end of a day: its limit is in days, weeks or months.",
        ),
        (
            replace(
                FINAL,
                unit="as stated",
                starts_on=(),
                extensions=(Extension(limit=Term(amount=9, unit="week")),),
            ),
            "What is stated is not extended: the source, or a new promise, says when it is due.",
        ),
        (
            replace(FINAL, unit="as stated", starts_on=(), stated_in="promised_for"),
            "No fact starts the clock.",
        ),
        (replace(FINAL, stated_in="promised_for"), "The time is counted, so none is `stated_in` a fact."),
        (
            replace(FINAL, recurs="whenever", each="callback"),
            "A clock for each value does not recur besides.",
        ),
        (replace(FINAL, at_stage=0), "The stage is none: they count from 1."),
        (replace(FINAL, warn_at=(0,)), "Warnings are at 1 to 99 percent of the time, in order, none twice."),
        (
            replace(FINAL, warn_at=(100,)),
            "Warnings are at 1 to 99 percent of the time, in order, none twice.",
        ),
        (
            replace(FINAL, warn_at=(80, 50)),
            "Warnings are at 1 to 99 percent of the time, in order, none twice.",
        ),
        (
            replace(FINAL, warn_at=(50, 50)),
            "Warnings are at 1 to 99 percent of the time, in order, none twice.",
        ),
        (
            replace(FINAL, ladder=(replace(LADDER, after=Term(amount=1, unit="week")),)),
            "A step of the ladder waits so many minutes or hours, at least 1.",
        ),
        (
            replace(FINAL, ladder=(replace(LADDER, after=Term(amount=0, unit="hour")),)),
            "A step of the ladder waits so many minutes or hours, at least 1.",
        ),
        (
            replace(FINAL, ladder=(replace(LADDER, after=None, addressee=" "),)),
            "A step of the ladder has no addressee.",
        ),
        *(
            (
                replace(FINAL, price=price),
                "The price needs an amount above nothing, a number of free breaches and a source.",
            )
            for price in (
                replace(PRICE, amount=0),  # type: ignore[arg-type] # as above
                replace(PRICE, free=-1),
                replace(PRICE, source=""),
            )
        ),
    ],
)
def test_what_makes_no_sense_is_named(policy: Policy, problem: str) -> None:
    assert problems(policy) == [problem]


@pytest.mark.parametrize(
    "policy",
    [
        replace(
            FINAL, warn_at=(1, 99), price=PRICE, at_stage=1, on_reopening="restart", transition="open too"
        ),
        replace(FINAL, price=replace(PRICE, free=0), ladder=(replace(LADDER, after=None),)),
        replace(
            FINAL,
            price=replace(PRICE, amount=1),  # type: ignore[arg-type] # as above
            ladder=(replace(LADDER, after=Term(amount=1, unit="hour")),),
        ),
        replace(REPLY, ladder=(LADDER,), announce="working hours", recurs="when kept"),
        replace(FINAL, calendar="office", announce="working hours"),
        replace(FINAL, calendar="office", ladder=(LADDER,)),
        replace(FINAL, recurs="when kept", starts_on=("FinalResponseIssued",)),
        replace(
            FINAL,
            unit="as stated",
            starts_on=("CallbackPromised",),
            stated_in="promised_for",
            each="callback",
        ),
        replace(FINAL, extensions=(Extension(limit=Term(amount=10, unit="week")),)),
    ],
)
def test_what_makes_sense_has_no_problem(policy: Policy) -> None:
    assert problems(policy) == []


def test_a_regulator_suspends_no_promise_of_the_companys_own() -> None:
    (motor,) = (it for it in shipped_policies() if it.id == "uk.fca.motor")
    sentence = "A regulator's suspension moves no promise of the company's own: that is paused."
    assert problems(replace(motor, kind="internal")) == [sentence]
    assert problems(replace(motor, kind="contract")) == []


def test_every_unit_can_be_counted_or_is_stated() -> None:
    for unit in get_args(Unit):
        calendar = "office" if unit in {"business day", "working hour", "working minute"} else None
        policy = replace(
            ACK,
            amount=2,
            unit=unit,
            calendar=calendar,
            starts_on=() if unit == "as stated" else ACK.starts_on,
        )
        assert problems(policy) == []
        if unit != "as stated":
            assert due_at(policy, OFFICE, at(2026, 4, 1, 10)) > at(2026, 4, 1, 10)


# Against walking minute by minute.

instants = st.integers(0, 90 * 24 * 60).map(lambda number: at(2026, 3, 1) + number * MINUTE)
calendars = st.sampled_from(
    [
        OFFICE,
        AROUND_THE_CLOCK,
        SPARSE,
        replace(OFFICE, id="late", hours=(replace(OFFICE.hours[0], intervals=(span("20:00", "00:00"),)),)),
    ]
)


@st.composite
def pauses(draw: st.DrawFn) -> tuple[datetime, tuple[Pause, ...]]:
    start = draw(instants)
    gaps = draw(st.lists(st.integers(1, 3000), max_size=6))
    ends = [start + sum(gaps[: number + 1]) * MINUTE for number in range(len(gaps))]
    return start, tuple(pause(one, other) for one, other in zip(ends[::2], ends[1::2], strict=False))


@given(calendar=calendars, drawn=pauses(), amount=st.integers(1, 900), working=st.booleans())
def test_it_is_due_when_the_minutes_that_count_are_used_up(
    calendar: object, drawn: tuple[datetime, tuple[Pause, ...]], amount: int, *, working: bool
) -> None:
    assert isinstance(calendar, type(OFFICE))
    start, stood = drawn
    unit: Unit = "working minute" if working else "minute"
    policy = replace(REPLY, amount=amount, unit=unit, calendar=calendar.id)
    due = due_at(policy, calendar, start, stood)
    left, cursor = amount, start
    while left:
        counts = not working or working_time_between(calendar, cursor, cursor + MINUTE) == MINUTE
        left -= counts and not any(it.from_at <= cursor < it.until_at for it in stood)
        cursor += MINUTE
    assert due == cursor

    found = explain(policy, calendar, start, stood)
    spans = [it for it in found.spans if isinstance(it, TimeSpan)]
    assert (spans[0].from_at, spans[-1].until_at) == (start, due)
    assert all(one.until_at == other.from_at for one, other in pairwise(spans))
    assert all((one.counting, one.why) != (other.counting, other.why) for one, other in pairwise(spans))
    counted = sum((it.until_at - it.from_at for it in spans if it.counting == "counted"), timedelta())
    assert counted == amount * MINUTE
    assert spans[-1].counting == "counted"
    assert all(it.from_at.tzinfo is UTC for it in spans)


@given(
    calendar=calendars, drawn=pauses(), amount=st.integers(1, 20), unit=st.sampled_from(get_args(Unit)[:-1])
)
def test_a_pause_more_never_makes_it_earlier(
    calendar: object, drawn: tuple[datetime, tuple[Pause, ...]], amount: int, unit: Unit
) -> None:
    assert isinstance(calendar, type(OFFICE))
    start, stood = drawn
    policy = replace(REPLY, amount=amount, unit=unit, calendar=calendar.id)
    try:
        moved = [due_at(policy, calendar, start, stood[:number]) for number in range(len(stood) + 1)]
    except CalendarTooShort:
        return
    assert moved == sorted(moved)
    assert explain(policy, calendar, start, stood).original_due_at == moved[0]
