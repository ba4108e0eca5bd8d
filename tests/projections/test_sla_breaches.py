"""SLA breaches: clock periods, and how each clock stood at any instant, through the ledger and the engine."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.facts import Fact
from complaints.readings import Verdict
from complaints.when import Day, NotAfter, When, earliest, latest
from projections.sla_breaches import SLA_BREACHES, ClockPeriod
from projections.standing import AfterClock, ClockFilter, Standing, counts, standings
from tests.complaints.given import RECEIVED
from tests.projections.clock_lives import Life, instants, lives
from tests.projections.given import (
    DUE,
    MICROSECOND,
    assignment,
    extended,
    filing,
    held,
    paused,
    resumed,
    started,
    stopped,
    withdrawn,
)
from tests.projections.place import Place, put, rows_in

HOUR = timedelta(hours=1)
BEFORE = DUE - HOUR
LATE = DUE + HOUR
DUE_DAY = Day(day=date(2026, 6, 3), zone="Europe/London")
"""From the due instant on; the day before ends just before it."""
DAY_OF_DUE = Day(day=date(2026, 6, 2), zone="UTC")
"""Holds the due instant, at 23:00."""
FAR = datetime(2027, 1, 1, tzinfo=UTC)

Periods = list[tuple[str, datetime, datetime | None, datetime | None]]


def at(hour: int) -> datetime:
    return RECEIVED + hour * HOUR


PERIODS: dict[str, tuple[list[Fact], Periods]] = {
    "no clock": ([assignment("retail")], []),
    "it runs": ([started()], [("running", RECEIVED, None, DUE)]),
    "it was stopped": (
        [started(), stopped(BEFORE)],
        [("running", RECEIVED, BEFORE, DUE), ("stopped", BEFORE, None, DUE)],
    ),
    "it was stopped on a day, which is over at its end": (
        [started(), stopped(DUE_DAY)],
        [("running", RECEIVED, latest(DUE_DAY), DUE), ("stopped", latest(DUE_DAY), None, DUE)],
    ),
    "it was paused and goes on": (
        [started(), paused(at(1)), resumed(at(2), LATE), stopped(at(3))],
        [
            ("running", RECEIVED, at(1), DUE),
            ("paused", at(1), at(2), None),
            ("running", at(2), at(3), LATE),
            ("stopped", at(3), None, LATE),
        ],
    ),
    "it was extended": (
        [started(), extended(at(1), LATE)],
        [("running", RECEIVED, at(1), DUE), ("running", at(1), None, LATE)],
    ),
    "it was extended to an earlier instant, which moves nothing": (
        [started(), extended(at(1), BEFORE), extended(at(2), DUE)],
        [("running", RECEIVED, None, DUE)],
    ),
    "it was extended while paused": (
        [started(), paused(at(1)), extended(at(2), LATE)],
        [("running", RECEIVED, at(1), DUE), ("paused", at(1), None, None)],
    ),
    "it was held once it was due, which moves nothing": (
        [started(), held(LATE), resumed(FAR, DUE)],
        [("running", RECEIVED, None, DUE)],
    ),
    "it was held when it was due": (
        [started(), held(DUE)],
        [("running", RECEIVED, DUE, DUE), ("paused", DUE, None, None)],
    ),
    "it was merged once it was due": (
        [started(), paused(LATE)],
        [("running", RECEIVED, LATE, DUE), ("paused", LATE, None, None)],
    ),
    "it was stopped while paused": (
        [started(), paused(at(1)), stopped(at(2))],
        [
            ("running", RECEIVED, at(1), DUE),
            ("paused", at(1), at(2), None),
            ("stopped", at(2), None, DUE),
        ],
    ),
    "it was stopped before it had started": (
        [started(at=at(2)), stopped(at(1))],
        [("running", at(2), at(2), DUE), ("stopped", at(2), None, DUE)],
    ),
}


@pytest.mark.parametrize(("facts", "expected"), PERIODS.values(), ids=list(PERIODS))
def test_each_fact_about_a_clock_ends_a_period_and_begins_the_next(
    shared: Place, facts: list[Fact], expected: Periods
) -> None:
    periods = periods_of(shared, facts)
    assert [(it.state, it.from_at, it.until_at, it.due_at) for it in periods] == expected
    assert [it.period for it in periods] == list(range(1, len(expected) + 1))


def test_a_period_belongs_to_whoever_held_the_complaint_when_it_began(shared: Place) -> None:
    facts = [assignment("first"), started(), assignment("second", at(2)), stopped(BEFORE)]
    late = [assignment("typed in late", at(1))]
    assert [it.team for it in periods_of(shared, [*facts, *late])] == ["first", "second"]


# (stopped, asked about at, verdict, margin)
VERDICTS: dict[str, tuple[When | None, datetime, Verdict, timedelta]] = {
    "before it is due": (None, BEFORE, "running", HOUR),
    "exactly when it is due": (None, DUE, "running", timedelta()),
    "a microsecond later": (None, DUE + MICROSECOND, "breached while open", -MICROSECOND),
    "stopped exactly when due": (DUE, FAR, "met", timedelta()),
    "stopped exactly when due, asked then": (DUE, DUE, "met", timedelta()),
    "stopped a microsecond later": (DUE + MICROSECOND, FAR, "breached and answered late", -MICROSECOND),
    "stopped later, asked when due": (LATE, DUE, "running", timedelta()),
    "stopped later, asked between": (LATE, DUE + MICROSECOND, "breached while open", -MICROSECOND),
    "stopped later, asked at the stop": (LATE, LATE, "breached and answered late", -HOUR),
    "stopped in time, asked before": (BEFORE, BEFORE - MICROSECOND, "running", HOUR + MICROSECOND),
    "stopped in time, asked at the stop": (BEFORE, BEFORE, "met", HOUR),
    "stopped on the day before": (
        Day(day=date(2026, 6, 1), zone="UTC"),
        FAR,
        "met",
        timedelta(hours=23) + MICROSECOND,
    ),
    "stopped on the day on which it was due": (DAY_OF_DUE, FAR, "time unknown", -HOUR + MICROSECOND),
    "the same, asked that day before it was due": (DAY_OF_DUE, BEFORE, "running", HOUR),
    "the same, asked that day after it was due": (
        DAY_OF_DUE,
        DUE + MICROSECOND,
        "time unknown",
        -MICROSECOND,
    ),
    "stopped on the day after": (
        Day(day=date(2026, 6, 3), zone="UTC"),
        FAR,
        "breached and answered late",
        -timedelta(hours=25) + MICROSECOND,
    ),
    "stopped by then, in time": (NotAfter(not_after=DUE), FAR, "met", timedelta()),
    "stopped by then, perhaps in time": (NotAfter(not_after=LATE), FAR, "time unknown", -HOUR),
}


@pytest.mark.parametrize(("stop", "as_of", "verdict", "margin"), VERDICTS.values(), ids=list(VERDICTS))
def test_a_clock_stands_at_an_instant(
    shared: Place, stop: When | None, as_of: datetime, verdict: Verdict, margin: timedelta
) -> None:
    complaint = put_one(shared, [started(), *([stopped(stop)] if stop else [])])
    (standing,) = standing_of(shared, complaint, as_of)
    assert (standing.verdict, standing.margin) == (verdict, margin)


# What is taken back before anything is due was neither kept nor broken.
WITHDRAWN: dict[str, tuple[When, datetime, Verdict, timedelta]] = {
    "exactly when due": (DUE, FAR, "withdrawn", timedelta()),
    "a microsecond later": (DUE + MICROSECOND, FAR, "breached while open", -MICROSECOND),
    "a microsecond later, asked when due": (DUE + MICROSECOND, DUE, "running", timedelta()),
    "before, asked before that": (BEFORE, BEFORE - MICROSECOND, "running", HOUR + MICROSECOND),
    "before, asked then": (BEFORE, BEFORE, "withdrawn", HOUR),
    "on the day on which it was due": (DAY_OF_DUE, FAR, "time unknown", -HOUR + MICROSECOND),
}


@pytest.mark.parametrize(
    ("taken_back", "as_of", "verdict", "margin"), WITHDRAWN.values(), ids=list(WITHDRAWN)
)
def test_a_clock_of_a_complaint_that_was_taken_back_stands_apart(
    shared: Place, taken_back: When, as_of: datetime, verdict: Verdict, margin: timedelta
) -> None:
    complaint = put_one(shared, [started(), withdrawn(taken_back)])
    (standing,) = standing_of(shared, complaint, as_of)
    assert (standing.verdict, standing.margin) == (verdict, margin)


def test_a_period_says_what_ended_the_clock(shared: Place) -> None:
    found = [periods_of(shared, [started(), ends(BEFORE)]) for ends in (stopped, withdrawn)]
    assert [[it.stopped_by for it in periods] for periods in found] == [
        [None, "FinalResponseIssued"],
        [None, "ComplaintWithdrawn"],
    ]


def test_before_it_started_there_was_no_clock(shared: Place) -> None:
    complaint = put_one(shared, [started(at=at(1)), stopped(BEFORE)])
    assert standing_of(shared, complaint, at(1) - MICROSECOND) == []
    assert len(standing_of(shared, complaint, at(1))) == 1


def test_a_paused_clock_is_due_at_no_time_and_comes_last(shared: Place) -> None:
    complaint = put_one(shared, [started(), paused(at(1)), started(clock="other")])
    running, still = standing_of(shared, complaint, FAR)
    assert (running.verdict, still.verdict) == ("breached while open", "paused")
    assert (still.due_at, still.margin) == (None, None)
    page = ClockFilter(complaint=complaint)
    after = AfterClock(after_due=running.due_at, after_complaint=complaint, after_clock=running.clock)
    assert list(standings(shared.writer, FAR, page, after, 10)) == [still]
    after = AfterClock(after_due=None, after_complaint=complaint, after_clock=still.clock)
    assert list(standings(shared.writer, FAR, page, after, 10)) == []


def test_an_answer_as_of_then_is_not_changed_by_what_happens_later(shared: Place) -> None:
    complaint = put_one(shared, [started(), assignment("retail", at(1))])
    then = standing_of(shared, complaint, at(5))
    put(shared.ledger, complaint, [assignment("cards", at(6)), stopped(LATE)], after=3)
    assert standing_of(shared, complaint, at(5)) == then


def verdict_of(life: Life, as_of: datetime) -> Verdict:
    """Say by the definition how a clock stood, looking at nothing that the view keeps."""
    dues = [life.due_at, *(due_at for _, end, due_at in life.pauses if end <= as_of)]
    due_at = dues[-1]
    if life.stop and latest(life.stop) <= as_of:
        if latest(life.stop) <= due_at:
            return "withdrawn" if life.is_withdrawn else "met"
        if max(earliest(life.stop), RECEIVED) <= due_at:
            return "time unknown"
        return "breached while open" if life.is_withdrawn else "breached and answered late"
    if any(begin <= as_of < end for begin, end, _ in life.pauses):
        return "paused"
    if due_at >= as_of:
        return "running"
    may_have_stopped = life.stop is not None and max(earliest(life.stop), RECEIVED) <= due_at
    return "time unknown" if may_have_stopped and is_last(life, as_of) else "breached while open"


def is_last(life: Life, as_of: datetime) -> bool:
    """Say whether no pause comes after: a stop recorded then was none of the time before."""
    return all(begin <= as_of for begin, _, _ in life.pauses)


@settings(max_examples=settings().max_examples // 5)  # each asks the database several questions
@given(
    all_lives=st.lists(lives(), min_size=1, max_size=8), moments=st.lists(instants, min_size=1, max_size=4)
)
def test_the_list_agrees_with_the_definition_at_every_instant(
    shared: Place, all_lives: list[Life], moments: list[datetime]
) -> None:
    by_id = {put_one(shared, life.facts()): life for life in all_lives}
    rows_in(shared, SLA_BREACHES, [])
    for as_of in [*moments, FAR]:
        found = {
            it.complaint: it.verdict
            for it in standings(shared.writer, as_of, ClockFilter(), AfterClock(), 1_000_000)
            if it.complaint in by_id
        }
        assert found == {id: verdict_of(life, as_of) for id, life in by_id.items()}


@pytest.mark.parametrize("as_of", [RECEIVED, BEFORE, DUE, DUE + MICROSECOND, FAR])
def test_counts_and_the_list_by_verdict_add_up_to_the_whole_list(shared: Place, as_of: datetime) -> None:
    everything = standings(shared.writer, as_of, ClockFilter(), AfterClock(), 1_000_000)
    counted = {(it.clock, it.verdict): it.clocks for it in counts(shared.writer, as_of, ClockFilter())}
    assert counted == Counter((it.clock, it.verdict) for it in everything)
    verdicts: tuple[Verdict, ...] = get_args(Verdict)
    for verdict in verdicts:
        some = standings(shared.writer, as_of, ClockFilter(verdict=verdict), AfterClock(), 1_000_000)
        assert list(some) == [it for it in everything if it.verdict == verdict]


def put_one(place: Place, facts: Sequence[Fact]) -> UUID:
    complaint = uuid4()
    put(place.ledger, complaint, [filing(complaint), *facts])
    return complaint


def periods_of(place: Place, facts: Sequence[Fact]) -> list[ClockPeriod]:
    return rows_in(place, SLA_BREACHES, [put_one(place, facts)])


def standing_of(place: Place, complaint: UUID, as_of: datetime) -> list[Standing]:
    rows_in(place, SLA_BREACHES, [])
    return list(standings(place.writer, as_of, ClockFilter(complaint=complaint), AfterClock(), 10))
