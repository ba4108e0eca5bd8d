"""What late discoveries do to promises: of what kept them the earliest counts, and all verdicts follow."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from complaints.commands.conversation import AddNote
from complaints.commands.decision import AcceptResolution, IssueFinalResponse, ReopenComplaint
from complaints.commands.decision import CloseComplaint as Close
from complaints.commands.decision import ResolveComplaint as Resolve
from complaints.commands.outside import ForwardComplaint
from complaints.facts.clocks import ClockBreached, ClockFact, ClockPaused, ClockResumed
from complaints.rules import Decided
from complaints.sla.policy import Stop
from complaints.when import Day, Minute
from tests.complaints.given import EARLIER, NOW, RECEIVED
from tests.complaints.given_clocks import BOOK, FINAL, FINAL_DUE, LONDON, book, filing
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

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
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
    "but it is for what was certainly in time, at the very last instant": (
        [
            filing("uk.fca"),
            replace(ANSWERED, at=Day(day=date(2026, 6, 2), zone="America/New_York")),
        ],
        replace(FORWARDED, at=FINAL_DUE),
        ["ComplaintForwarded", "corrected: ClockStopped, at 2026-06-02"],
    ),
}


@pytest.mark.parametrize(("given", "when", "then"), LATE.values(), ids=LATE)
def test_of_what_stops_a_clock_the_earliest_counts(given: list[Said], when: Said, then: list[str]) -> None:
    stream = lived(*given, book=BOOK, now=JULY)
    decided = decided_on(stream, when, BOOK, now=JULY)
    assert told([each.fact for each in decided], stream) == then


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
    for more in ([], [corrected(1, at=(RECEIVED - DAY).isoformat())]):
        stream = lived(filing("uk.fca"), *said, *more, book=within)
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


def test_a_promise_that_is_broken_stays_so_whatever_else_is_put_right() -> None:
    note = AddNote(at=EARLIER, text="He called.")
    stream = lived(filing("uk.fca"), ANSWERED, struck(3), note, book=BOOK, now=JULY)
    assert verdicts(stream)["uk.fca.final"].is_breached
    decided = decided_on(stream, corrected(len(stream), text="She called."), BOOK, now=JULY)
    assert told([each.fact for each in decided], stream) == ["corrected: NoteAdded, at 2026-04-10"]


@pytest.mark.parametrize(("now", "breaches"), [(FINAL_DUE, 0), (FINAL_DUE + timedelta(microseconds=1), 1)])
def test_a_clock_that_runs_again_is_broken_after_the_last_instant(now: datetime, breaches: int) -> None:
    stream = lived(filing("uk.fca"), ANSWERED, book=BOOK)
    decided = decided_on(stream, struck(3), BOOK, now=now)
    assert sum(isinstance(each.fact, ClockBreached) for each in decided) == breaches


PAUSED, RESUMED = (
    ClockPaused(at=NOW, clock="uk.fca.final", reason="merged"),
    ClockResumed(at=NOW, clock="uk.fca.final", due_at=FINAL_DUE),
)


@pytest.mark.parametrize(
    ("facts", "breaches"),
    [
        ([replace(PAUSED, at=Day(day=FINAL_DUE.date(), zone="America/New_York"))], 0),
        ([replace(PAUSED, at=FINAL_DUE)], 0),
        ([replace(PAUSED, at=FINAL_DUE + HOUR)], 1),
        ([PAUSED, RESUMED], 1),
        ([PAUSED, RESUMED, PAUSED], 0),
        ([PAUSED, RESUMED, PAUSED, RESUMED], 1),
        ([PAUSED, replace(RESUMED, due_at=JULY)], 0),
    ],
    ids=[
        "perhaps before",
        "just before",
        "after",
        "for a time",
        "again",
        "twice for a time",
        "and has longer",
    ],
)
def test_a_clock_that_was_paused_before_it_was_due_is_not_broken(
    facts: list[ClockFact], breaches: int
) -> None:
    stream = lived(filing("uk.fca"), ANSWERED, book=BOOK)
    stream = appended(stream, [Decided(fact=fact, cause="rule") for fact in facts])
    decided = decided_on(stream, struck(3), BOOK, now=JULY)
    assert sum(isinstance(each.fact, ClockBreached) for each in decided) == breaches


def test_agreement_recorded_late_counts_from_when_it_was_given() -> None:
    stream = lived(filing("uk.fca"), replace(ANSWERED, at=EARLIER), book=BOOK)
    decided = decided_on(stream, AcceptResolution(at=EARLIER - HOUR, channel="letter"), BOOK)
    assert told([each.fact for each in decided], stream) == [
        "ResolutionAccepted",
        "ComplaintResolved",
        "corrected: ClockStopped, at 2026-04-10",
    ]
