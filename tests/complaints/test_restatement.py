"""What a late discovery does to promises: facts recorded late, receipts that move under another law."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from complaints.commands.decision import AcceptResolution, IssueFinalResponse, ReopenComplaint
from complaints.commands.decision import CloseComplaint as Close
from complaints.commands.decision import ResolveComplaint as Resolve
from complaints.commands.intake import AcknowledgeComplaint, IdentifyCustomer
from complaints.commands.outside import ForwardComplaint
from complaints.commands.upkeep import CorrectFact, StrikeFact
from complaints.errors import CalendarEnded
from complaints.policy_book import PolicyBook
from complaints.sla.policy import Stop
from complaints.when import Day, Minute
from tests.complaints.given import CUSTOMER, EARLIER, NOW, RECEIVED
from tests.complaints.given_clocks import ACK, BOOK, ENGLAND, FINAL, FINAL_DUE, LONDON, book, filing
from tests.complaints.lives import (
    Said,
    Verdict,
    appended,
    corrected,
    decided_on,
    lived,
    struck,
    told,
    verdicts,
)

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
JULY = datetime(2026, 7, 1, 9, tzinfo=UTC)
DUE_DAY = Day(day=date(2026, 6, 2), zone=LONDON)

ANSWERED = IssueFinalResponse(at=EARLIER, channel="letter", outcome="rejected", reasons="It was in time.")
FORWARDED = ForwardComplaint(at=EARLIER - DAY, to="the bank", customer_told=True)

LATE: Mapping[str, tuple[list[Said], Said, list[str]]] = {
    "an answer that turns up later and was given earlier is the one that counts": (
        [filing("uk.fca"), ANSWERED],
        FORWARDED,
        ["ComplaintForwarded", "corrected: ClockStopped, at 2026-04-09"],
    ),
    "it may turn a late answer into one in time": (
        [filing("uk.fca"), replace(ANSWERED, at=JULY - DAY)],
        FORWARDED,
        [
            "ComplaintForwarded",
            "struck: ClockBreached uk.fca.final, due 2026-06-02",
            "corrected: ClockStopped, at 2026-04-09",
        ],
    ),
    "one that was given later changes nothing": (
        [filing("uk.fca"), ANSWERED],
        replace(FORWARDED, at=EARLIER + DAY),
        ["ComplaintForwarded"],
    ),
    "nor does one at the same instant": (
        [filing("uk.fca"), ANSWERED],
        replace(FORWARDED, at=EARLIER),
        ["ComplaintForwarded"],
    ),
    "of a minute and an instant in it, the instant is certain first": (
        [filing("uk.fca"), replace(ANSWERED, at=Minute(minute=EARLIER))],
        replace(FORWARDED, at=EARLIER + timedelta(seconds=30)),
        ["ComplaintForwarded", "corrected: ClockStopped, at 2026-04-10"],
    ),
    "what may have been in time is not given up for what was certainly late": (
        [
            filing("uk.fca"),
            replace(ANSWERED, at=Day(day=date(2026, 6, 2), zone="America/New_York")),
        ],
        replace(FORWARDED, at=FINAL_DUE + HOUR),
        ["ComplaintForwarded"],
    ),
}


@pytest.mark.parametrize(("given", "when", "then"), LATE.values(), ids=LATE)
def test_of_what_stops_a_clock_the_earliest_counts(given: list[Said], when: Said, then: list[str]) -> None:
    stream = lived(*given, book=BOOK, now=JULY)
    decided = decided_on(stream, when, BOOK, now=JULY)
    assert told([each.fact for each in decided], stream) == then


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
    other = replace(KNOWN, customer=UUID(int=7), at=NOW - HOUR)
    stream = lived(filing("uk.fca"), KNOWN, other, struck(2), book=BY_CUSTOMER)
    assert verdicts(stream)["uk.fca.final"].started == NOW - HOUR


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


def test_what_was_said_before_a_clock_ran_does_not_stop_it() -> None:
    within = book(
        FINAL,
        replace(
            FINAL,
            id="again",
            starts_on=("ComplaintReopened",),
            stops_on=(Stop(fact="FinalResponseIssued", must_have=()),),
        ),
    )
    reopened: list[Said] = [
        ANSWERED,
        Resolve(at=EARLIER),
        Close(at=EARLIER, reason="settled"),
        ReopenComplaint(reason="new"),
    ]
    stream = lived(filing("uk.fca"), *reopened, book=within)
    assert verdicts(stream)["again"].stopped is None
    receipt_moved = decided_on(stream, corrected(1, at=(RECEIVED - DAY).isoformat()), within)
    assert told([each.fact for each in receipt_moved], stream) == [
        "corrected: ComplaintFiled, at 2026-04-06",
        "ClockRestated uk.fca.final, from 2026-04-06 until 2026-06-01",
    ]
    again = decided_on(stream, replace(ANSWERED, at=NOW), within)
    assert told([each.fact for each in again], stream) == [
        "FinalResponseIssued",
        "ClockStopped again, at 2026-04-20",
    ]


def test_where_nobody_knows_which_came_first_the_order_of_recording_counts() -> None:
    within = book(FINAL, replace(FINAL, id="again", starts_on=("ComplaintReopened",)))
    day = Day(day=EARLIER.date(), zone=LONDON)
    said: list[Said] = [
        replace(ANSWERED, at=day),
        Resolve(at=day),
        Close(at=day, reason="settled"),
        ReopenComplaint(at=day, reason="new"),
    ]
    stream = lived(filing("uk.fca"), *said, corrected(1, at=(RECEIVED - DAY).isoformat()), book=within)
    assert verdicts(stream)["again"].stopped is None
    stream = appended(stream, decided_on(stream, replace(ANSWERED, at=day), within))
    assert verdicts(stream)["again"].stopped == day


def test_a_stop_on_the_last_day_keeps_the_promise_after_any_correction() -> None:
    stream = lived(filing("uk.fca"), replace(ANSWERED, at=JULY - DAY), book=BOOK, now=JULY)
    at = {"day": "2026-06-02", "zone": LONDON}
    stream = appended(stream, decided_on(stream, corrected(3, at=at), BOOK, now=JULY))
    assert verdicts(stream)["uk.fca.final"] == Verdict(
        started=RECEIVED, due_at=FINAL_DUE, stopped=DUE_DAY, is_breached=False
    )


def test_agreement_recorded_late_counts_from_when_it_was_given() -> None:
    stream = lived(filing("uk.fca"), replace(ANSWERED, at=EARLIER), book=BOOK)
    decided = decided_on(stream, AcceptResolution(at=EARLIER - HOUR, channel="letter"), BOOK)
    assert told([each.fact for each in decided], stream) == [
        "ResolutionAccepted",
        "ComplaintResolved",
        "corrected: ClockStopped, at 2026-04-10",
    ]
