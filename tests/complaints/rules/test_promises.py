"""Moving a promise that runs: who may extend it, how far and by which notice; what may be paused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from complaints.commands import AnyCommand
from complaints.commands.promises import ExtendClock, PauseClock, ResumeClock
from complaints.errors import ComplaintError, ComplaintHasClosed
from complaints.facts import Fact
from complaints.facts.clocks import (
    ClockBreached,
    ClockExtended,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    ClockStopped,
)
from complaints.facts.redress import ProvisionalCreditPosted, ProvisionalCreditReversed
from complaints.money import Money
from complaints.policy_errors import CalendarEnded
from complaints.promise_errors import (
    ClockAlreadyDue,
    ClockNotExtendable,
    ClockNotPausable,
    ClockNotRunning,
    ClockUnknown,
    ExtensionConditionOpen,
    ExtensionIncomplete,
    ExtensionNotLater,
    ExtensionTooFar,
    PauseBeforeStart,
    PauseEndsBeforeItBegan,
    PauseNeedsInstant,
    PauseNeedsReason,
    PauseTooLate,
)
from complaints.rules import decide
from complaints.sla.calendar import end_of_day
from complaints.sla.policy import Extension, Policy, Term
from complaints.when import Day, Minute, NotAfter, When
from tests.complaints.given import (
    EARLIER,
    NOW,
    RECEIVED,
    Given,
    acknowledged,
    closed,
    context,
    decided,
    filed,
    fold,
)
from tests.complaints.given_clocks import ACK, ACK_DUE, ACK_RUNS, ENGLAND, FINAL, FINAL_RUNS, LONDON
from tests.complaints.given_clocks import book as published

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTICE = Extension(limit=Term(amount=10, unit="business day"), must_have=("reason", "names_recourse"))
CREDITED = Extension(limit=Term(amount=45, unit="calendar day"), requires="provisional credit")

# Received Tuesday 7 April 2026: five business days end on Tuesday the 14th, ten on the 21st; it is the 10th.
EXTENDABLE = replace(ACK, extensions=(NOTICE,))
CREDITABLE = replace(ACK, extensions=(CREDITED,))
EITHER = replace(ACK, extensions=(NOTICE, CREDITED))
FRIDAY = datetime(2026, 4, 10, 9, tzinfo=UTC)
OFFERED: AnyCommand = ExtendClock(
    clock="example.ack",
    until=date(2026, 4, 21),
    channel="letter",
    reason="The bank is slow.",
    names_recourse=True,
)


def until(day: int, month: int = 4) -> datetime:
    return end_of_day(date(2026, month, day), LONDON)


def extended(day: int, month: int = 4, at: When = FRIDAY, *, recourse: bool = True) -> ClockExtended:
    return ClockExtended(
        at=at,
        clock="example.ack",
        due_at=until(day, month),
        channel="letter",
        names_recourse=recourse,
        reason="The bank is slow.",
    )


def asked(**said: object) -> AnyCommand:
    return replace(OFFERED, **said)  # type: ignore[arg-type] # fields of the command


CREDIT = ProvisionalCreditPosted(at=FRIDAY, credit=1, money=Money(amount=Decimal(50), currency="GBP"))
STOPPED = ClockStopped(at=EARLIER, clock="example.ack", stopped_by="ComplaintAcknowledged")

EXTENDING: dict[str, tuple[Policy, list[Given], AnyCommand, list[Fact] | type[ComplaintError]]] = {
    "in time and complete": (EXTENDABLE, [ACK_RUNS], OFFERED, [extended(21)]),
    "by less than is allowed": (EXTENDABLE, [ACK_RUNS], asked(until=date(2026, 4, 15)), [extended(15)]),
    "said again": (EXTENDABLE, [ACK_RUNS, extended(21)], OFFERED, []),
    "a second time, further": (
        EXTENDABLE,
        [ACK_RUNS, extended(15)],
        asked(until=date(2026, 4, 17)),
        [extended(17)],
    ),
    "a second time, after it was first due": (
        EXTENDABLE,
        [ACK_RUNS, extended(15), extended(17)],
        asked(at=ACK_DUE + timedelta.resolution),
        ClockAlreadyDue,
    ),
    "a second time, when it was first due": (
        EXTENDABLE,
        [ACK_RUNS, extended(15), extended(17)],
        asked(at=ACK_DUE),
        [extended(21, at=ACK_DUE)],
    ),
    "a day too far": (EXTENDABLE, [ACK_RUNS], asked(until=date(2026, 4, 22)), ExtensionTooFar),
    "to the day it is due already": (EXTENDABLE, [ACK_RUNS], asked(until=date(2026, 4, 14)), []),
    "to an earlier day": (EXTENDABLE, [ACK_RUNS], asked(until=date(2026, 4, 13)), ExtensionNotLater),
    "without the recourse": (EXTENDABLE, [ACK_RUNS], asked(names_recourse=False), ExtensionIncomplete),
    "without a reason": (EXTENDABLE, [ACK_RUNS], asked(reason=" "), ExtensionIncomplete),
    "at the very instant": (EXTENDABLE, [ACK_RUNS], asked(at=ACK_DUE), [extended(21, at=ACK_DUE)]),
    "a moment late": (EXTENDABLE, [ACK_RUNS], asked(at=ACK_DUE + timedelta.resolution), ClockAlreadyDue),
    "perhaps late": (
        EXTENDABLE,
        [ACK_RUNS],
        asked(at=Minute(minute=ACK_DUE.replace(second=0, microsecond=0) + timedelta(minutes=1))),
        ClockAlreadyDue,
    ),
    "of a clock that was stopped": (
        EXTENDABLE,
        [ACK_RUNS, acknowledged(), STOPPED],
        OFFERED,
        ClockNotRunning,
    ),
    "of a clock that never ran": (EXTENDABLE, [FINAL_RUNS], OFFERED, ClockUnknown),
    "of no clock": (EXTENDABLE, [], OFFERED, ClockUnknown),
    "where the rule knows none": (ACK, [ACK_RUNS], OFFERED, ClockNotExtendable),
    "with the credit": (
        CREDITABLE,
        [ACK_RUNS, CREDIT],
        asked(until=date(2026, 5, 22), names_recourse=False),
        [extended(22, 5, recourse=False)],
    ),
    "without the credit": (CREDITABLE, [ACK_RUNS], OFFERED, ExtensionConditionOpen),
    "with a credit posted when it was due": (
        CREDITABLE,
        [ACK_RUNS, replace(CREDIT, at=ACK_DUE)],
        OFFERED,
        [extended(21)],
    ),
    "with a credit posted after it was due": (
        CREDITABLE,
        [ACK_RUNS, replace(CREDIT, at=ACK_DUE + timedelta.resolution)],
        OFFERED,
        ExtensionConditionOpen,
    ),
    "with a credit taken back": (
        CREDITABLE,
        [ACK_RUNS, CREDIT, ProvisionalCreditReversed(at=FRIDAY, credit=1, reason="no error")],
        OFFERED,
        ExtensionConditionOpen,
    ),
    "by the longer of two": (
        EITHER,
        [ACK_RUNS, CREDIT],
        asked(until=date(2026, 5, 22)),
        [extended(22, 5)],
    ),
    "by the shorter of two": (EITHER, [ACK_RUNS], asked(until=date(2026, 5, 22)), ExtensionTooFar),
    "by the one that asks for no more": (
        EITHER,
        [ACK_RUNS, CREDIT],
        asked(names_recourse=False),
        [extended(21, recourse=False)],
    ),
}


@pytest.mark.parametrize(("policy", "given", "when", "then"), EXTENDING.values(), ids=EXTENDING)
def test_an_extension(
    policy: Policy, given: list[Given], when: AnyCommand, then: list[Fact] | type[ComplaintError]
) -> None:
    now = NOW if when.at else FRIDAY
    assert decided([filed(), *given], when, context(now=now, book=published(policy))) == then


def test_a_calendar_that_ends_says_so() -> None:
    short = replace(ENGLAND, valid_to=date(2026, 4, 16))
    book = replace(published(EXTENDABLE), calendars={ENGLAND.id: (short,)})
    assert decided([filed(), ACK_RUNS], OFFERED, context(now=FRIDAY, book=book)) is CalendarEnded


def test_the_refusals_say_until_when() -> None:
    assert str(ExtensionTooFar(clock="example.ack", furthest="2026-04-21 23:59 Europe/London")) == (
        "The clock example.ack can be extended to 2026-04-21 23:59 Europe/London at the latest."
    )
    for when, words in [
        (asked(until=date(2026, 4, 22)), "2026-04-21 23:59 Europe/London"),
        (asked(until=date(2026, 4, 13)), "2026-04-14 23:59 Europe/London"),
        (asked(clock="uk.fca.final"), "It has: example.ack."),
        (asked(names_recourse=False, reason=" "), "reason, names_recourse is missing"),
    ]:
        with pytest.raises(ComplaintError, match=words):
            decide(when, fold([filed(), ACK_RUNS]), context(now=FRIDAY, book=published(EXTENDABLE)))


def test_a_second_notice_is_refused_by_when_the_clock_was_first_due() -> None:
    given = fold([filed(), ACK_RUNS, extended(15), extended(17)])
    late = asked(at=ACK_DUE + timedelta.resolution)
    with pytest.raises(ClockAlreadyDue, match="2026-04-14 23:59 Europe/London"):
        decide(late, given, context(now=NOW, book=published(EXTENDABLE)))


PAUSE = PauseClock(clock="example.ack", reason="the customer is abroad")
PAUSED = ClockPaused(at=FRIDAY, clock="example.ack", reason="the customer is abroad", by_hand=True)
RESUME = ResumeClock(clock="example.ack")
MONDAY = FRIDAY + 3 * DAY


def went_on(at: When, day: int) -> ClockResumed:
    return ClockResumed(at=at, clock="example.ack", due_at=until(day), by_hand=True)


def breached(day: int) -> ClockBreached:
    return ClockBreached(at=until(day), clock="example.ack", due_at=until(day))


PAUSING: dict[str, tuple[list[Given], AnyCommand, datetime, list[Fact] | type[ComplaintError]]] = {
    "paused": ([ACK_RUNS], PAUSE, FRIDAY, [PAUSED]),
    "to the minute": (
        [ACK_RUNS],
        replace(PAUSE, at=Minute(minute=FRIDAY)),
        FRIDAY,
        [replace(PAUSED, at=Minute(minute=FRIDAY))],
    ),
    "paused twice": ([ACK_RUNS, PAUSED], PAUSE, MONDAY, []),
    "on the day on which it is due": ([ACK_RUNS], replace(PAUSE, at=ACK_DUE - HOUR), NOW, PauseTooLate),
    "on the day before": (
        [ACK_RUNS],
        replace(PAUSE, at=ACK_DUE - DAY),
        NOW,
        [replace(PAUSED, at=ACK_DUE - DAY)],
    ),
    "without a reason": ([ACK_RUNS], replace(PAUSE, reason="  "), FRIDAY, PauseNeedsReason),
    "not to the instant": (
        [ACK_RUNS],
        replace(PAUSE, at=Day(day=FRIDAY.date(), zone=LONDON)),
        NOW,
        PauseNeedsInstant,
    ),
    "not known when": ([ACK_RUNS], replace(PAUSE, at=NotAfter(not_after=FRIDAY)), FRIDAY, PauseNeedsInstant),
    "at the start": ([ACK_RUNS], replace(PAUSE, at=RECEIVED), FRIDAY, [replace(PAUSED, at=RECEIVED)]),
    "before the last pause ended": (
        [ACK_RUNS, PAUSED, went_on(MONDAY, 15)],
        replace(PAUSE, at=MONDAY - HOUR),
        MONDAY,
        PauseBeforeStart,
    ),
    "when the last pause ended": (
        [ACK_RUNS, PAUSED, went_on(MONDAY, 15)],
        replace(PAUSE, at=MONDAY),
        MONDAY,
        [replace(PAUSED, at=MONDAY)],
    ),
    "once it was due": ([ACK_RUNS], PAUSE, NOW, ClockAlreadyDue),
    "stopped": ([ACK_RUNS, acknowledged(), STOPPED], PAUSE, NOW, ClockNotRunning),
    "a regulator's": ([FINAL_RUNS], replace(PAUSE, clock="uk.fca.final"), FRIDAY, ClockNotPausable),
    "unknown": ([ACK_RUNS], replace(PAUSE, clock="example.reply"), FRIDAY, ClockUnknown),
    # Those business days are lost that a pause covers whole: over a weekend none, until Tuesday one.
    "resumed after a weekend": (
        [ACK_RUNS, PAUSED],
        replace(RESUME, at=MONDAY - DAY),
        MONDAY,
        [went_on(MONDAY - DAY, 14)],
    ),
    "resumed on Monday": ([ACK_RUNS, PAUSED], RESUME, MONDAY, [went_on(MONDAY, 14)]),
    "resumed on Tuesday": ([ACK_RUNS, PAUSED], RESUME, MONDAY + DAY, [went_on(MONDAY + DAY, 15)]),
    "resumed after a second pause": (
        [ACK_RUNS, PAUSED, went_on(MONDAY, 14), replace(PAUSED, at=MONDAY)],
        RESUME,
        MONDAY + 2 * DAY,
        [went_on(MONDAY + 2 * DAY, 15)],
    ),
    "resumed before it was paused": (
        [ACK_RUNS, PAUSED],
        replace(RESUME, at=FRIDAY - HOUR),
        FRIDAY,
        PauseEndsBeforeItBegan,
    ),
    "resumed at once": ([ACK_RUNS, PAUSED], replace(RESUME, at=FRIDAY), FRIDAY, [went_on(FRIDAY, 14)]),
    "resumed on some day": (
        [ACK_RUNS, PAUSED],
        replace(RESUME, at=Day(day=MONDAY.date(), zone=LONDON)),
        MONDAY,
        PauseNeedsInstant,
    ),
    "resumed though it runs": ([ACK_RUNS], RESUME, FRIDAY, []),
    "resumed though it was stopped": ([ACK_RUNS, acknowledged(), STOPPED], RESUME, NOW, []),
    "on a closed complaint": ([ACK_RUNS, closed()], PAUSE, NOW, ComplaintHasClosed),
}


@pytest.mark.parametrize(("given", "when", "now", "then"), PAUSING.values(), ids=PAUSING)
def test_a_pause(
    given: list[Given], when: AnyCommand, now: datetime, then: list[Fact] | type[ComplaintError]
) -> None:
    assert decided([filed(), *given], when, context(now=now, book=published(FINAL, ACK))) == then


@pytest.mark.parametrize(
    ("given", "known"),
    [([], "none"), ([ACK_RUNS], "example.ack"), ([ACK_RUNS, FINAL_RUNS], "example.ack, uk.fca.final")],
)
def test_who_names_a_clock_that_there_is_not_is_told_those_there_are(given: list[Given], known: str) -> None:
    asked_for = replace(PAUSE, clock="example.reply")
    with pytest.raises(ClockUnknown) as unknown:
        decide(asked_for, fold([filed(), *given]), context(now=FRIDAY, book=published(FINAL, ACK)))
    assert vars(unknown.value) == {"clock": "example.reply", "known": known}


def test_an_extension_outlasts_a_pause() -> None:
    given: list[Given] = [filed(), ACK_RUNS, extended(21), PAUSED]
    within = context(now=MONDAY, book=published(EXTENDABLE))
    assert decided(given, RESUME, within) == [went_on(MONDAY, 21)]


def test_what_is_not_the_companys_own_promise_is_not_paused() -> None:
    within = context(now=FRIDAY, book=published(replace(ACK, kind="contract")))
    assert decided([filed(), ACK_RUNS], PAUSE, within) is ClockNotPausable
    with pytest.raises(ClockNotPausable, match="no rule lets it wait for anybody: answer in time"):
        raise ClockNotPausable(clock="uk.fca.final")


def test_a_clock_of_another_version_is_moved_by_its_own_rule() -> None:
    second = replace(EXTENDABLE, version=2, kind="contract")
    book = replace(published(ACK), policies={ACK.id: (ACK, second)})
    started: ClockStarted = replace(ACK_RUNS, policy_version=2)
    assert decided([filed(), started], OFFERED, context(now=FRIDAY, book=book)) == [extended(21)]
    assert decided([filed(), ACK_RUNS], OFFERED, context(now=FRIDAY, book=book)) is ClockNotExtendable
