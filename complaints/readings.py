"""The one reader of clocks: what became of a promise, from what happened, under any version of its rule.

It looks at no verdict in the ledger. Under the versions by which a clock was started it says what the ledger
says; under others, what would have been.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from complaints.facts import Fact
from complaints.facts.clocks import ClockExtended, ClockPaused, ClockResumed
from complaints.facts.decision import ComplaintWithdrawn
from complaints.moved_clocks import pauses_of
from complaints.runs import Run, Standing, may_keep, runs_of
from complaints.sla.calendar import BusinessCalendar
from complaints.sla.deadline import begun_at, due_at
from complaints.sla.explanation import as_stated, explain
from complaints.sla.policy import Policy
from complaints.sla.spans import Spans
from complaints.when import When, earliest, latest

Verdict = Literal[
    "running",
    "paused",
    "met",
    "withdrawn",
    "breached while open",
    "breached and answered late",
    "time unknown",
]
"""How a clock stands. Stopping exactly at the due instant is met; `time unknown`: the stop happened within a
span that holds the due instant. `withdrawn`: the complainant took the complaint back before anything was due;
what was due before that was breached while the complaint was open."""


Move = ClockExtended | ClockPaused | ClockResumed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a promise by an instant, without the reasons.

    `due_at` (UTC) is None while it stands still. `margin` is due minus stop, frozen there, or minus the
    instant while it runs: negative is late, and in JSON seconds.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}

    clock: str
    policy_version: int
    calendar_version: int | None
    started: When
    due_at: datetime | None
    verdict: Verdict
    stopped: When | None
    stopped_by: str | None
    margin: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Outcome):
    """What became of a promise by an instant, and why.

    `original_due_at` is when it was due before anything moved it. `spans` and `sentence` explain it; of what
    was stated there are no spans.
    """

    original_due_at: datetime
    spans: Spans
    sentence: str


def read_clock(
    policy: Policy, calendar: BusinessCalendar | None, facts: Standing, as_of: datetime
) -> Reading | None:
    """Read the latest clock that a policy starts by an instant; None where it starts none by then.

    `facts` are those of a complaint as now known. Raises `WrongCalendar`, `CalendarTooShort`.
    """
    runs = runs_of(policy, happened(facts, as_of))
    return read_run(policy, calendar, runs[-1], facts, as_of) if runs else None


def happened(facts: Standing, as_of: datetime) -> Standing:
    """Return the facts that can have happened by an instant."""
    return {version: fact for version, fact in facts.items() if earliest(fact.at) <= as_of}


def read_run(
    policy: Policy, calendar: BusinessCalendar | None, run: Run, facts: Standing, as_of: datetime
) -> Reading:
    """Read one clock at an instant, and say why. Raises `WrongCalendar`, `CalendarTooShort`."""
    moves = [fact for fact in _moves(run, facts) if latest(fact.at) <= as_of]
    extended = [fact.due_at for fact in moves if isinstance(fact, ClockExtended)]
    why = (
        as_stated(run.stated, policy.zone)
        if run.stated
        else explain(policy, calendar, run.begun, pauses_of(moves), extended)
    )
    outcome = outcome_of(policy, calendar, run, facts, as_of)
    said = {field.name: getattr(outcome, field.name) for field in fields(Outcome)}
    return Reading(**said, original_due_at=why.original_due_at, spans=why.spans, sentence=why.sentence)


def outcome_of(
    policy: Policy, calendar: BusinessCalendar | None, run: Run, facts: Standing, as_of: datetime
) -> Outcome:
    """Say what became of one clock by an instant. Raises `WrongCalendar`, `CalendarTooShort`."""
    every = _moves(run, facts)
    moves = [fact for fact in every if latest(fact.at) <= as_of]
    due = _due(policy, calendar, run, moves)
    first = _first_stop(list(_stops(policy, run, facts)), _due(policy, calendar, run, every))
    stop = first if first and latest(first.at) <= as_of else None
    stands_still = stop is None and _stands_still(moves, due)
    may_have_stopped = first is not None and len(moves) == len(every) and earliest(first.at) <= due
    return Outcome(
        clock=run.name,
        policy_version=policy.version,
        calendar_version=calendar.version if calendar else None,
        started=run.begun,
        due_at=None if stands_still else due,
        verdict="paused" if stands_still else _verdict(due, stop, as_of, may_have_stopped=may_have_stopped),
        stopped=stop.at if stop else None,
        stopped_by=type(stop).__name__ if stop else None,
        margin=None if stands_still else due - (latest(stop.at) if stop else as_of),
    )


def _moves(run: Run, facts: Standing) -> list[Move]:
    """Return what moved a clock: no verdict is looked at."""
    return [fact for fact in facts.values() if isinstance(fact, Move) and fact.clock == run.name]


def _due(policy: Policy, calendar: BusinessCalendar | None, run: Run, moves: Sequence[Move]) -> datetime:
    if run.stated:
        return run.stated
    counted = due_at(policy, calendar, run.begun, pauses_of(moves))
    return max([counted, *(fact.due_at for fact in moves if isinstance(fact, ClockExtended))])


def _stops(policy: Policy, run: Run, facts: Standing) -> Iterator[Fact]:
    return (fact for version, fact in facts.items() if may_keep(policy, run, version, fact))


def _first_stop(stops: Sequence[Fact], due: datetime) -> Fact | None:
    """Return the earliest of those that may have been in time, else of all."""
    return min(stops, key=lambda fact: (due < earliest(fact.at), latest(fact.at)), default=None)


def _stands_still(moves: Sequence[Move], due: datetime) -> bool:
    """Say whether a clock was paused last; somebody's pause of one that was due before is none."""
    turns = [fact for fact in moves if isinstance(fact, ClockPaused | ClockResumed)]
    if not turns or not isinstance(turns[-1], ClockPaused):
        return False
    return not turns[-1].by_hand or begun_at(turns[-1].at) <= due


def _verdict(due: datetime, stop: Fact | None, as_of: datetime, *, may_have_stopped: bool) -> Verdict:
    if stop is None and as_of <= due:
        return "running"
    if stop is None:
        return "time unknown" if may_have_stopped else "breached while open"
    is_answer = not isinstance(stop, ComplaintWithdrawn)
    if latest(stop.at) <= due:
        return "met" if is_answer else "withdrawn"
    if earliest(stop.at) <= due:
        return "time unknown"
    return "breached and answered late" if is_answer else "breached while open"
