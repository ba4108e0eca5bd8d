"""What is announced of a clock by itself: warnings, the breach, and the ladder, each once and in its time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies

from complaints.complaint import Clock, Complaint
from complaints.evolve import evolve
from complaints.facts import Fact
from complaints.facts.clocks import ClockBreached, ClockEscalated, ClockWarned
from complaints.facts.escalation import ComplaintEscalated
from complaints.facts.intake import ComplaintAssigned
from complaints.rules.announcements import Watched, announcements, planned
from complaints.sla.calendar import Hours, Interval
from complaints.sla.policy import Rung, Term
from complaints.when import Day
from tests.complaints.given import RECEIVED, assigned, closed, context, fold, reopened, resolved, withdrawn
from tests.complaints.given_clocks import ACK, ENGLAND, LONDON, MICROSECOND

HOUR = timedelta(hours=1)
DUE = RECEIVED + 10 * HOUR
OFFICE = replace(
    ENGLAND,
    hours=(Hours(weekdays=(1, 2, 3, 4, 5), intervals=(Interval(opens=time(9), closes=time(17)),)),),
)
LADDER = (
    Rung(action="notify", addressee="desk"),
    Rung(after=Term(amount=60, unit="minute"), action="escalate", addressee="lead"),
    Rung(after=Term(amount=2, unit="hour"), action="assign", addressee="repair"),
)
PROMISE = replace(ACK, unit="hour", amount=10, warn_at=(50, 80), ladder=LADDER)
CLOCK = Clock(name=ACK.id, policy_version=1, calendar=None, started=RECEIVED, due_at=DUE)
WATCHED = Watched(clock=CLOCK, recorded_at=RECEIVED, policy=PROMISE, calendar=OFFICE)
IN_HOURS = replace(WATCHED, policy=replace(PROMISE, announce="working hours"))
NEXT_MORNING = datetime(2026, 4, 8, 8, tzinfo=UTC)

HALF = ClockWarned(at=RECEIVED + 5 * HOUR, clock=ACK.id, mark=50, due_at=DUE)
MOST = ClockWarned(at=RECEIVED + 8 * HOUR, clock=ACK.id, mark=80, due_at=DUE)
BROKEN = ClockBreached(at=DUE, clock=ACK.id, due_at=DUE)
TOLD = ClockEscalated(
    at=DUE + MICROSECOND, clock=ACK.id, step=1, action="notify", addressee="desk", due_at=DUE
)
PUT = ClockEscalated(at=DUE + HOUR, clock=ACK.id, step=2, action="escalate", addressee="lead", due_at=DUE)
GIVEN = ClockEscalated(
    at=DUE + 2 * HOUR, clock=ACK.id, step=3, action="assign", addressee="repair", due_at=DUE
)
ALL = [HALF, MOST, BROKEN, TOLD, PUT, GIVEN]


Plan = list[tuple[datetime, Fact]]


def of(clock: Clock) -> Watched:
    return replace(WATCHED, clock=clock)


def in_time(*facts: Fact) -> Plan:
    """Return a plan to say each fact when it is true: of a breach, that is when the due instant is over."""
    return [
        (it.at + MICROSECOND if isinstance(it, ClockBreached) else it.at, it)
        for it in facts
        if isinstance(it.at, datetime)
    ]


def recorded(at: datetime) -> Watched:
    return replace(WATCHED, recorded_at=at)


def climbing(*rungs: Rung) -> Watched:
    return replace(WATCHED, policy=replace(PROMISE, warn_at=(), ladder=rungs))


PLANS: Mapping[str, tuple[Watched, Plan]] = {
    "everything, in its time": (
        WATCHED,
        in_time(*ALL),
    ),
    "nothing of a clock that does not run": (of(replace(CLOCK, is_running=False)), []),
    "what was warned of is not said again": (
        of(replace(CLOCK, warned=frozenset({50}))),
        in_time(MOST, BROKEN, TOLD, PUT, GIVEN),
    ),
    "nor is a step taken twice": (
        of(replace(CLOCK, warned=frozenset({50, 80}), climbed=frozenset({2}))),
        in_time(BROKEN, TOLD, GIVEN),
    ),
    "of a broken promise nobody is warned, and it is broken once": (
        of(replace(CLOCK, is_breached=True, climbed=frozenset({1}))),
        in_time(PUT, GIVEN),
    ),
    "a mark that had passed when the clock was recorded is not": (
        recorded(RECEIVED + 5 * HOUR),
        in_time(MOST, BROKEN, TOLD, PUT, GIVEN),
    ),
    "a clock that was due when it was recorded is broken, and no more": (
        recorded(DUE),
        in_time(BROKEN),
    ),
    "a moment before, all of the ladder": (
        replace(recorded(DUE - MICROSECOND), clock=replace(CLOCK, warned=frozenset({50, 80}))),
        in_time(BROKEN, TOLD, PUT, GIVEN),
    ),
    "a day is warned of from its first instant on": (
        replace(
            of(replace(CLOCK, started=Day(day=date(2026, 4, 7), zone=LONDON))),
            policy=replace(PROMISE, warn_at=(50,), ladder=()),
            recorded_at=RECEIVED - HOUR,
        ),
        [
            (
                datetime(2026, 4, 7, 8, 45, tzinfo=UTC),
                replace(HALF, at=datetime(2026, 4, 7, 8, 45, tzinfo=UTC)),
            ),
            (DUE + MICROSECOND, BROKEN),
        ],
    ),
}
WAITING: Mapping[str, tuple[Watched, Plan]] = {
    "in working hours at once, out of them the next morning; too late to warn then": (
        IN_HOURS,
        [
            (RECEIVED + 5 * HOUR, HALF),
            (DUE + MICROSECOND, BROKEN),
            (NEXT_MORNING, replace(TOLD, at=NEXT_MORNING)),
            (NEXT_MORNING, replace(PUT, at=NEXT_MORNING)),
            (NEXT_MORNING, replace(GIVEN, at=NEXT_MORNING)),
        ],
    ),
    "a warning that can wait does": (
        replace(
            IN_HOURS,
            clock=replace(CLOCK, due_at=NEXT_MORNING, warned=frozenset({50})),
            policy=replace(IN_HOURS.policy, ladder=()),
        ),
        [
            (
                NEXT_MORNING,
                replace(MOST, at=RECEIVED + (NEXT_MORNING - RECEIVED) * 4 / 5, due_at=NEXT_MORNING),
            ),
            (
                NEXT_MORNING + MICROSECOND,
                replace(BROKEN, at=NEXT_MORNING, due_at=NEXT_MORNING),
            ),
        ],
    ),
    "where nobody knows when they work, at once": (
        replace(IN_HOURS, calendar=replace(OFFICE, valid_to=date(2026, 4, 6))),
        in_time(*ALL),
    ),
    "and without a calendar too": (
        replace(IN_HOURS, calendar=None),
        in_time(*ALL),
    ),
    "working hours after the breach": (
        climbing(Rung(after=Term(amount=1, unit="working hour"), action="notify", addressee="desk")),
        [(DUE + MICROSECOND, BROKEN), (NEXT_MORNING + HOUR, replace(TOLD, at=NEXT_MORNING + HOUR))],
    ),
    "which nobody can count, at once": (
        replace(
            climbing(Rung(after=Term(amount=1, unit="working hour"), action="notify", addressee="desk")),
            calendar=replace(OFFICE, valid_to=date(2026, 4, 6)),
        ),
        in_time(BROKEN, TOLD),
    ),
}


@pytest.mark.parametrize(("watched", "then"), [*PLANS.values(), *WAITING.values()], ids=[*PLANS, *WAITING])
def test_what_is_planned(watched: Watched, then: Plan) -> None:
    assert [(it.at, it.fact) for it in planned(watched)] == then


def said(complaint: Complaint, clocks: Sequence[Watched], now: datetime) -> list[Fact]:
    decided = announcements(complaint, clocks, context(now=now))
    assert {each.cause for each in decided} <= {f"policy:{ACK.id}@1", f"policy:{ACK.id}@7"}
    return [each.fact for each in decided]


LATE = DUE + 3 * HOUR
ROWS: Mapping[str, tuple[Complaint, datetime, list[Fact]]] = {
    "not before its time": (fold([]), RECEIVED + 5 * HOUR - MICROSECOND, []),
    "a warning at its mark": (fold([]), RECEIVED + 5 * HOUR, [HALF]),
    "at the due instant the promise is kept": (fold([]), DUE, [HALF, MOST]),
    "then it is broken, and somebody told": (fold([]), DUE + MICROSECOND, [HALF, MOST, BROKEN, TOLD]),
    "put above, now": (
        fold([]),
        DUE + HOUR,
        [HALF, MOST, BROKEN, TOLD, PUT, ComplaintEscalated(at=DUE + HOUR, level=1, reason="rule")],
    ),
    "one level higher than before, and given to a team, now": (
        fold([ComplaintEscalated(at=RECEIVED, level=3, reason="customer"), assigned(team="retail")]),
        LATE,
        [
            *[HALF, MOST, BROKEN, TOLD, PUT],
            ComplaintEscalated(at=LATE, level=4, reason="rule"),
            GIVEN,
            ComplaintAssigned(at=LATE, team="repair"),
        ],
    ),
    "not to the team that has it": (
        fold([assigned(team="repair")]),
        LATE,
        [HALF, MOST, BROKEN, TOLD, PUT, ComplaintEscalated(at=LATE, level=1, reason="rule"), GIVEN],
    ),
    "of a complaint that is closed it is said, and that is all": (fold([resolved(), closed()]), LATE, ALL),
    "nor is one that was withdrawn given to anybody": (fold([withdrawn()]), LATE, ALL),
    "one that is resolved is": (
        fold([resolved()]),
        DUE + HOUR,
        [HALF, MOST, BROKEN, TOLD, PUT, ComplaintEscalated(at=DUE + HOUR, level=1, reason="rule")],
    ),
    "and one that was reopened": (
        fold([resolved(), closed(), reopened()]),
        DUE + HOUR,
        [HALF, MOST, BROKEN, TOLD, PUT, ComplaintEscalated(at=DUE + HOUR, level=1, reason="rule")],
    ),
}


@pytest.mark.parametrize(("complaint", "now", "then"), ROWS.values(), ids=ROWS)
def test_what_is_said_by_now(complaint: Complaint, now: datetime, then: list[Fact]) -> None:
    assert said(complaint, [WATCHED], now) == then


def test_of_several_clocks_all_is_said_in_order_of_time_each_by_its_policy() -> None:
    both = fold([])
    later = replace(
        WATCHED,
        clock=replace(CLOCK, name=f"{ACK.id}:2", started=RECEIVED + HOUR, due_at=DUE + HOUR),
        policy=replace(PROMISE, version=7, warn_at=(50,), ladder=(LADDER[1],)),
    )
    decided = announcements(both, [WATCHED, later], context(now=LATE))
    assert [(type(it.fact).__name__, it.cause[-1]) for it in decided] == [
        ("ClockWarned", "1"),
        ("ClockWarned", "7"),
        ("ClockWarned", "1"),
        ("ClockBreached", "1"),
        ("ClockEscalated", "1"),
        ("ClockEscalated", "1"),
        ("ComplaintEscalated", "1"),
        ("ClockBreached", "7"),
        ("ClockEscalated", "1"),
        ("ComplaintAssigned", "1"),
        ("ClockEscalated", "7"),
        ("ComplaintEscalated", "7"),
    ]
    levels = [it.fact.level for it in decided if isinstance(it.fact, ComplaintEscalated)]
    assert levels == [1, 2]


MINUTES = strategies.lists(strategies.integers(0, 15 * 60), max_size=6).map(sorted)


@given(looks=MINUTES)
def test_however_often_one_looks_each_is_said_once(looks: list[int]) -> None:
    complaint, watched, heard = fold([]), WATCHED, []
    for minute in [*looks, 15 * 60]:
        for fact in said(complaint, [watched], RECEIVED + timedelta(minutes=minute)):
            heard.append(fact)
            complaint = evolve(complaint, fact, "watchdog")
            watched = replace(watched, clock=_after(watched.clock, fact))
    assert [fact for fact in heard if isinstance(fact, ClockWarned | ClockBreached | ClockEscalated)] == ALL


def _after(clock: Clock, fact: Fact) -> Clock:
    """Return the clock after a fact about it, as a complaint has it."""
    complaint = evolve(replace(fold([]), clocks=(clock,)), fact, "watchdog")
    return complaint.clocks[0]
