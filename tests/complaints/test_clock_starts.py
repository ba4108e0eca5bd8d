"""From when a promise runs: a receipt that moves, under another law, and clocks that another fact starts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from complaints.commands.decision import IssueFinalResponse
from complaints.commands.intake import AcknowledgeComplaint, IdentifyCustomer
from complaints.commands.upkeep import CorrectFact, StrikeFact
from complaints.corrections import effective
from complaints.facts.clocks import ClockPaused, ClockResumed
from complaints.policy_book import PolicyBook
from complaints.policy_errors import CalendarEnded
from complaints.rules import Decided
from complaints.stream import fold
from tests.complaints.given import CUSTOMER, EARLIER, NOW, RECEIVED
from tests.complaints.given_clocks import ACK, BOOK, ENGLAND, FINAL, FINAL_DUE, book, filing
from tests.complaints.lives import (
    Said,
    appended,
    corrected,
    decided_on,
    lived,
    struck,
    told,
    verdicts,
)

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)

ANSWERED = IssueFinalResponse(at=EARLIER, channel="letter", outcome="rejected", reasons="It was in time.")

OLDER = replace(FINAL, legal_to=date(2026, 4, 6))
NEWER = replace(FINAL, version=2, legal_from=date(2026, 4, 7), amount=6)
LAWS = book(OLDER, NEWER)
AT_ONCE = replace(ACK, legal_from=date(2026, 4, 7))
SINCE_EASTER = book(FINAL, AT_ONCE)

MOVED: Mapping[str, tuple[PolicyBook, list[Said], datetime, list[str]]] = {
    "to a day on which another version was law": (
        LAWS,
        [filing("uk.fca"), ANSWERED],
        RECEIVED - DAY,
        [
            "corrected: ComplaintFiled, at 2026-04-06",
            "struck: ClockStarted uk.fca.final, due 2026-05-19",
            "struck: ClockStopped uk.fca.final, at 2026-04-10",
            "ClockStarted uk.fca.final, due 2026-06-01",
            "ClockStopped uk.fca.final, at 2026-04-10",
        ],
    ),
    "to a day before there was the promise": (
        SINCE_EASTER,
        [filing("uk.fca", "example")],
        RECEIVED - DAY,
        [
            "corrected: ComplaintFiled, at 2026-04-06",
            "struck: ClockStarted example.ack, due 2026-04-14",
            "ClockRestated uk.fca.final, from 2026-04-06 until 2026-06-01",
        ],
    ),
    "to a day on which there was one": (
        SINCE_EASTER,
        [filing("uk.fca", "example", at=RECEIVED - DAY), AcknowledgeComplaint(at=NOW, channel="email")],
        RECEIVED,
        [
            "corrected: ComplaintFiled, at 2026-04-07",
            "ClockRestated uk.fca.final, from 2026-04-07 until 2026-06-02",
            "ClockStarted example.ack, due 2026-04-14",
            "ClockBreached example.ack, due 2026-04-14",
            "ClockStopped example.ack, at 2026-04-20",
        ],
    ),
    "to years for which there is no calendar, and no such promise either": (
        BOOK,
        [filing("uk.fca", "example")],
        datetime(2010, 4, 7, tzinfo=UTC),
        [
            "corrected: ComplaintFiled, at 2010-04-07",
            "ClockRestated uk.fca.final, from 2010-04-07 until 2010-06-02",
            "ClockBreached uk.fca.final, due 2010-06-02",
            "struck: ClockStarted example.ack, due 2026-04-14",
        ],
    ),
}


@pytest.mark.parametrize(("within", "given", "to", "then"), MOVED.values(), ids=MOVED)
def test_a_receipt_moves(within: PolicyBook, given: list[Said], to: datetime, then: list[str]) -> None:
    stream = lived(*given, book=within)
    decided = decided_on(stream, corrected(1, at=to.isoformat()), within)
    assert sorted(told([each.fact for each in decided], stream)) == sorted(then)


def test_a_policy_published_since_does_not_hold_for_what_was_there_before() -> None:
    stream = lived(filing("uk.fca"), book=book(OLDER, replace(NEWER, amount=8)))
    within = book(OLDER, replace(NEWER, amount=8), replace(NEWER, version=3, amount=2))
    decided = decided_on(stream, corrected(1, at=(RECEIVED + HOUR).isoformat()), within)
    assert told([each.fact for each in decided], stream) == [
        "corrected: ComplaintFiled, at 2026-04-07",
        "ClockRestated uk.fca.final, from 2026-04-07 until 2026-06-02",
    ]


def test_days_are_counted_again_in_the_calendar_that_counted_them_first() -> None:
    stream = lived(filing(brand="example"), book=book(ACK))
    shorter = replace(ENGLAND, version=2, holidays=())
    within = replace(book(ACK), calendars={ENGLAND.id: (ENGLAND, shorter)})
    stream = appended(stream, decided_on(stream, corrected(1, at=(RECEIVED - WEEK).isoformat()), within))
    assert verdicts(stream)["example.ack"].due_at == datetime(2026, 4, 9, 22, 59, 59, 999_999, tzinfo=UTC)


def test_a_deadline_beyond_the_calendar_is_refused_with_what_to_do() -> None:
    ends = replace(ENGLAND, valid_to=date(2026, 4, 13), holidays=())
    within = replace(book(ACK), calendars={ENGLAND.id: (ends,)})
    with pytest.raises(CalendarEnded, match="does not know 2026-04-14") as refusal:
        lived(filing(brand="example"), book=within)
    assert "publish" in str(refusal.value)
    stream = lived(filing(brand="example", at=RECEIVED - DAY), book=within)
    with pytest.raises(CalendarEnded):
        decided_on(stream, corrected(1, at=RECEIVED.isoformat()), within)


BY_CUSTOMER = book(replace(FINAL, starts_on=("CustomerIdentified",)))
KNOWN = IdentifyCustomer(at=EARLIER, customer=CUSTOMER)


@pytest.mark.parametrize(
    ("when", "then"),
    [
        (corrected(1, at=(RECEIVED - DAY).isoformat()), EARLIER),
        (corrected(2, at=(EARLIER - DAY).isoformat()), EARLIER - DAY),
        (struck(2), None),
    ],
    ids=["not with the receipt", "with its cause", "away with its cause"],
)
def test_a_clock_moves_with_what_it_runs_from(when: CorrectFact | StrikeFact, then: datetime | None) -> None:
    stream = lived(filing("uk.fca"), KNOWN, when, book=BY_CUSTOMER)
    assert [clock.started for clock in verdicts(stream).values()] == ([then] if then else [])


def test_where_the_cause_is_struck_the_next_of_its_kind_takes_its_place() -> None:
    others = [
        replace(KNOWN, customer=UUID(int=7), at=NOW - HOUR),
        replace(KNOWN, customer=UUID(int=8), at=NOW),
    ]
    stream = lived(filing("uk.fca"), KNOWN, *others, struck(2), book=BY_CUSTOMER)
    assert verdicts(stream)["uk.fca.final"].started == NOW - HOUR


def test_what_both_filing_and_customer_could_start_runs_from_the_filing() -> None:
    within = book(replace(FINAL, starts_on=("ComplaintFiled", "CustomerIdentified")))
    filed = replace(filing("uk.fca"), customer=CUSTOMER)
    for change, start in (
        (corrected(1, at=(RECEIVED - DAY).isoformat()), RECEIVED - DAY),
        (corrected(2, at=EARLIER.isoformat()), RECEIVED),
    ):
        assert verdicts(lived(filed, change, book=within))["uk.fca.final"].started == start


def test_a_promise_that_holds_only_since_the_receipt_moved_runs_from_the_first_of_its_causes() -> None:
    within = book(replace(FINAL, starts_on=("CustomerIdentified",), legal_from=date(2026, 4, 7)))
    other = replace(KNOWN, customer=UUID(int=7), at=NOW - HOUR)
    moved = corrected(1, at=RECEIVED.isoformat())
    given: list[Said] = [filing("uk.fca", at=RECEIVED - DAY), KNOWN, other, moved]
    for change, start in (
        (corrected(3, at=(NOW - DAY).isoformat()), EARLIER),
        (corrected(2, at=(EARLIER - DAY).isoformat()), EARLIER - DAY),
    ):
        assert verdicts(lived(*given, book=within))["uk.fca.final"].started == EARLIER
        assert verdicts(lived(*given, change, book=within))["uk.fca.final"].started == start


def test_a_clock_that_was_paused_meanwhile_is_due_when_the_receipt_says() -> None:
    resumed = [
        Decided(fact=ClockResumed(at=NOW, clock=clock, due_at=due), cause="rule")
        for clock, due in (("uk.fca.final", FINAL_DUE), ("example.ack", NOW))
    ]
    paused = [
        Decided(fact=ClockPaused(at=NOW, clock=clock, reason="merged"), cause="rule")
        for clock in ("uk.fca.final", "example.ack")
    ]
    since_law = book(FINAL, replace(ACK, starts_on=("CustomerIdentified",)))
    stream = lived(replace(filing("uk.fca", "example"), customer=CUSTOMER), book=since_law)
    stream = appended(stream, [*paused, *resumed])
    moved = corrected(1, at=(RECEIVED - DAY).isoformat())
    stream = appended(stream, decided_on(stream, moved, since_law, now=FINAL_DUE + DAY))
    assert verdicts(stream)["uk.fca.final"].is_breached
    complaint = fold(effective(stream))
    assert complaint is not None
    assert {it.name: it.due_at for it in complaint.clocks} == {
        "uk.fca.final": FINAL_DUE - DAY,
        "example.ack": NOW,
    }
