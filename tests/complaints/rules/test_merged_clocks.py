"""The earliest receipt wins: what a merge, and its undoing, do to the clocks of both sides."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from complaints.commands.intake import AcknowledgeComplaint
from complaints.commands.merging import MergeInto, Unmerge
from complaints.complaint import Clock
from complaints.facts import Fact
from complaints.facts.clocks import ClockBreached, ClockPaused, ClockRestated, ClockResumed
from complaints.facts.merging import ComplaintMerged, ComplaintUnmerged, DuplicateMerged, DuplicateUnmerged
from complaints.facts.upkeep import FactCorrected
from complaints.merging_errors import PromiseWouldBeLost
from complaints.stream import Stream
from complaints.when import Day
from tests.complaints.given import EARLIER, NOW, RECEIVED
from tests.complaints.given_clocks import (
    ACK_BROKEN,
    ACK_DUE,
    ACK_RUNS,
    ACKNOWLEDGE,
    ANSWER,
    FINAL_BROKEN,
    FINAL_DUE,
    FINAL_RUNS,
    filing,
    stopped,
)
from tests.complaints.given_merging import (
    FIRST,
    LATER,
    SAME,
    SECOND,
    THIRD,
    asked,
    complaint,
    decided_on_both,
    merged,
    unmerged,
)

FINAL, ACK = "uk.fca.final", "example.ack"
SOON = RECEIVED + timedelta(hours=1)
IN_TIME = datetime(2026, 4, 14, 9, tzinfo=UTC)
TOO_LATE_FOR_THE_FIRST = datetime(2026, 4, 15, 9, tzinfo=UTC)
BETWEEN_DUES = FINAL_DUE + timedelta(days=1)
AFTER_BOTH = FINAL_DUE + timedelta(days=7)
FINAL_DUE_LATER = FINAL_DUE + timedelta(days=2)

ONE = complaint(FIRST, filing("uk.fca"))
OTHER = complaint(SECOND, filing("uk.fca", at=LATER))
WHOLE = complaint(THIRD, filing(at=LATER))
FINAL_RUNS_LATER = replace(FINAL_RUNS, at=LATER, due_at=FINAL_DUE_LATER)
FINAL_MOVES = ClockRestated(at=RECEIVED, clock=FINAL, restates=2, due_at=FINAL_DUE)
ACK_MOVES = ClockRestated(at=RECEIVED, clock=ACK, restates=2, due_at=ACK_DUE)


def acknowledged(at: datetime) -> AcknowledgeComplaint:
    return replace(ACKNOWLEDGE, at=at)


def promised(at: datetime = RECEIVED, *acknowledgements: AcknowledgeComplaint, now: datetime = NOW) -> Stream:
    """Return a complaint that was promised an acknowledgement, received at `at`."""
    return complaint(
        FIRST if at == RECEIVED else SECOND, filing(brand="example", at=at), *acknowledgements, now=now
    )


SURVIVORS: dict[str, tuple[Stream, Stream, datetime, list[Fact]]] = {
    "the survivor takes over the earlier deadline": (ONE, OTHER, NOW, [FINAL_MOVES]),
    "it keeps its own where that is due first": (OTHER, ONE, NOW, []),
    "it keeps its own where both are due together": (
        ONE,
        complaint(SECOND, filing("uk.fca", at=SOON)),
        NOW,
        [],
    ),
    "a clock that it has not goes on there": (ONE, WHOLE, NOW, [FINAL_RUNS]),
    "so do several": (
        complaint(FIRST, filing("uk.fca", "example"), now=SOON),
        WHOLE,
        SOON + timedelta(days=3),
        [FINAL_RUNS, ACK_RUNS],
    ),
    "what it answered since the duplicate came in answers the duplicate": (
        ONE,
        asked(WHOLE, ANSWER),
        NOW,
        [FINAL_RUNS, stopped(FINAL, "FinalResponseIssued")],
    ),
    "so does what it answered again": (
        OTHER,
        asked(complaint(THIRD, filing(), replace(ANSWER, at=SOON)), ANSWER),
        NOW,
        [FINAL_RUNS_LATER, stopped(FINAL, "FinalResponseIssued")],
    ),
    "what was in time for both stays so": (ONE, asked(OTHER, ANSWER), NOW, [FINAL_MOVES]),
    "what was in time for itself alone was late": (
        promised(),
        promised(EARLIER, acknowledged(TOO_LATE_FOR_THE_FIRST)),
        NOW,
        [ACK_MOVES, ACK_BROKEN],
    ),
    "a deadline that has passed was missed": (ONE, OTHER, BETWEEN_DUES, [FINAL_MOVES, FINAL_BROKEN]),
    "so was one of a clock that goes on there": (ONE, WHOLE, BETWEEN_DUES, [FINAL_RUNS, FINAL_BROKEN]),
    "a promise kept to the duplicate is none to keep": (
        promised(RECEIVED, acknowledged(IN_TIME)),
        complaint(THIRD, filing()),
        NOW,
        [],
    ),
}

LOST: dict[str, tuple[Stream, Stream]] = {
    "the survivor acknowledged before the duplicate came in": (
        promised(EARLIER),
        promised(RECEIVED, acknowledged(SOON)),
    ),
    "the survivor acknowledged without a promise to do so": (
        promised(EARLIER),
        complaint(THIRD, filing(), acknowledged(SOON)),
    ),
    "the survivor was answered before the duplicate came in": (
        OTHER,
        complaint(THIRD, filing("uk.fca"), replace(ANSWER, at=SOON)),
    ),
}


@pytest.mark.parametrize(("duplicate", "survivor", "now", "then"), SURVIVORS.values(), ids=SURVIVORS)
def test_what_a_merge_does_to_the_clocks_of_the_survivor(
    duplicate: Stream, survivor: Stream, now: datetime, then: list[Fact]
) -> None:
    _, facts = decided_on_both(MergeInto(survivor=survivor.id, reason=SAME), duplicate, survivor, now)
    assert isinstance(facts[0], DuplicateMerged)
    assert facts[1:] == then


@pytest.mark.parametrize(("duplicate", "survivor"), LOST.values(), ids=LOST)
def test_a_promise_that_nobody_would_keep_any_more_is_kept_before_the_merge(
    duplicate: Stream, survivor: Stream
) -> None:
    with pytest.raises(PromiseWouldBeLost):
        merged(duplicate, survivor)


def test_what_may_have_been_kept_after_the_duplicate_came_in_is_not_lost() -> None:
    on_the_day = AcknowledgeComplaint(at=Day(day=date(2026, 4, 10), zone="Europe/London"), channel="email")
    _, survivor = merged(promised(EARLIER), complaint(THIRD, filing(), on_the_day))
    assert [clock.is_running for clock in survivor.complaint.clocks] == [False]


def test_the_clocks_of_a_merged_complaint_stand_still() -> None:
    answered_in_part = promised(RECEIVED, acknowledged(IN_TIME))
    both = complaint(FIRST, filing("uk.fca", "example"), acknowledged(IN_TIME))
    facts, _ = decided_on_both(MergeInto(survivor=THIRD, reason=SAME), both, WHOLE)
    assert facts == [
        ComplaintMerged(at=NOW, survivor=THIRD, reason=SAME),
        ClockPaused(at=NOW, clock=FINAL, reason="merged"),
    ]
    one, _ = merged(answered_in_part, complaint(THIRD, filing()))
    assert one.complaint.clocks == answered_in_part.complaint.clocks
    assert merged(ONE, WHOLE)[0].complaint.clocks == (
        Clock(
            name=FINAL,
            policy_version=1,
            calendar=None,
            started=RECEIVED,
            due_at=FINAL_DUE,
            is_running=False,
            is_paused=True,
        ),
    )


def test_a_clock_that_was_overdue_at_the_merge_was_breached() -> None:
    facts, _ = decided_on_both(MergeInto(survivor=THIRD, reason=SAME), ONE, WHOLE, BETWEEN_DUES)
    assert facts[2:] == [FINAL_BROKEN]


def test_a_deadline_that_passes_while_it_is_merged_is_missed_when_that_is_undone() -> None:
    facts, _ = decided_on_both(Unmerge(reason="wrong"), *merged(ONE, WHOLE), BETWEEN_DUES)
    assert facts == [
        ComplaintUnmerged(at=BETWEEN_DUES, survivor=THIRD, reason="wrong"),
        ClockResumed(at=BETWEEN_DUES, clock=FINAL, due_at=FINAL_DUE),
        ClockBreached(at=FINAL_DUE, clock=FINAL, due_at=FINAL_DUE),
    ]


def test_a_clock_that_came_by_the_merge_alone_never_ran_once_that_is_undone() -> None:
    one, other = merged(ONE, WHOLE)
    started = other.version
    _, facts = decided_on_both(Unmerge(reason="wrong"), one, other)
    struck = FactCorrected(at=NOW, corrects=started, reason="the merge that brought the clock was undone")
    assert facts == [DuplicateUnmerged(at=NOW, duplicate=FIRST), struck]


def test_an_answer_of_the_survivor_is_no_answer_to_the_duplicate_once_the_merge_is_undone() -> None:
    one, other = merged(ONE, WHOLE)
    one, other = unmerged(one, asked(other, ANSWER))
    assert one.complaint == ONE.complaint
    assert other.complaint == asked(WHOLE, ANSWER).complaint


def test_merged_again_the_clock_stops_where_it_stopped() -> None:
    one, other = merged(ONE, WHOLE)
    again = merged(*unmerged(one, asked(other, ANSWER)))
    assert [clock.is_running for clock in again[1].complaint.clocks] == [False]
    assert again[1].complaint == asked(other, ANSWER).complaint


def test_an_answer_late_by_the_duplicate_alone_was_in_time_once_the_merge_is_undone() -> None:
    one, other = merged(ONE, OTHER)
    late = asked(other, ANSWER, now=BETWEEN_DUES)
    assert [clock.is_breached for clock in late.complaint.clocks] == [True]
    _, survivor = unmerged(one, late, now=AFTER_BOTH)
    assert survivor.complaint == asked(OTHER, ANSWER, now=BETWEEN_DUES).complaint
    assert [clock.is_breached for clock in survivor.complaint.clocks] == [False]


@pytest.mark.parametrize("is_first_undone_first", [True, False])
def test_of_several_duplicates_those_that_remain_count(*, is_first_undone_first: bool) -> None:
    last = complaint(THIRD, filing("uk.fca", at=LATER + timedelta(days=2)))
    one, survivor = merged(ONE, last)
    other, survivor = merged(OTHER, survivor)
    assert [clock.due_at for clock in survivor.complaint.clocks] == [FINAL_DUE]
    undone, remaining = (one, FINAL_DUE_LATER) if is_first_undone_first else (other, FINAL_DUE)
    _, survivor = unmerged(undone, survivor)
    assert [clock.due_at for clock in survivor.complaint.clocks] == [remaining]
    _, survivor = unmerged(other if is_first_undone_first else one, survivor)
    assert survivor.complaint == last.complaint


def test_a_clock_goes_on_through_several_merges() -> None:
    between, last = merged(merged(ONE, WHOLE)[1], complaint(SECOND, filing()))
    assert [clock.is_paused for clock in between.complaint.clocks] == [True]
    assert [(clock.due_at, clock.is_running) for clock in last.complaint.clocks] == [(FINAL_DUE, True)]
