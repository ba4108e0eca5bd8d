"""What a late discovery does to the clocks: the verdicts in the ledger brought in line with the facts.

Verdicts are never edited. A clock that ran from another instant is restated, a stop or breach that was
otherwise is corrected, one that was none is struck out: each by a fact of its own, and all readings stay.
"""

import json
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from complaints.clock_starts import Wanted, clocks_in
from complaints.facts import Fact
from complaints.facts.clocks import (
    ClockBreached,
    ClockExtended,
    ClockFact,
    ClockPaused,
    ClockRestated,
    ClockResumed,
    ClockStarted,
    ClockStopped,
)
from complaints.facts.upkeep import FactCorrected
from complaints.moved_clocks import moved
from complaints.notices import until_when
from complaints.rules.context import Context, Decided
from complaints.runs import Run, Standing, may_keep
from complaints.storage import encode
from complaints.when import earliest, latest

REASON = "follows from a late discovery"

K = TypeVar("K", bound=ClockFact)


def restate(before: Standing, after: Standing, context: Context) -> list[Decided]:
    """Return what brings the clocks in `after` in line with the other facts there.

    `before` is how the stream stood before the discovery, empty for a new one. Nothing is returned where
    all verdicts hold. Raises `CalendarEnded`.
    """
    return [
        Decided(fact=fact, cause=f"policy:{clock.policy.id}@{clock.policy.version}")
        for clock in clocks_in(before, after, context.book)
        for fact in _in_line(clock, before, after, context)
    ]


def _in_line(clock: Wanted, before: Standing, after: Standing, context: Context) -> list[Fact]:
    now, begun, facts = context.now, clock.begun, _of(clock, after)
    if begun is None:
        return [_struck(version, now) for version, it in facts.items() if not isinstance(it, ClockRestated)]
    notices = _notices_in_line(clock, begun, before, after, context)
    known = facts
    facts = {number: it for number, it in {**known, **notices}.items() if it}
    moves = moved(clock.policy, begun, facts, context.book)
    due = moves.due_at
    stop = _first_stop(begun.clock, _stops(clock, begun, after), due)
    is_late = due < earliest(stop.at) if stop else _is_overdue(clock, due, before, facts, now)
    breach = ClockBreached(at=due, clock=begun.clock, due_at=due) if is_late else None
    return [
        *_start_in_line(clock.version, facts, begun),
        *(each for number, it in notices.items() for each in _put_in_line((number, known[number]), it, now)),
        *(each for pair in moves.resumed.items() for each in _resumed_in_line(*pair, facts, now)),
        *_put_in_line(_latest(ClockBreached, facts), breach, now),
        *_put_in_line(_latest(ClockStopped, facts), stop, now),
    ]


def _notices_in_line(
    clock: Wanted, begun: ClockStarted, before: Standing, after: Standing, context: Context
) -> dict[int, ClockExtended | None]:
    """Return the notices that held as they were recorded and do not any longer; None for one that is none."""
    found: dict[int, ClockExtended | None] = {}
    was = before.get(clock.version)
    for version, fact in _of(clock, after).items():
        if isinstance(fact, ClockExtended) and isinstance(was, ClockStarted) and version in before:
            until = until_when(version, begun, after, clock.policy, context.book)
            held = until_when(version, was, before, clock.policy, context.book)
            if held == fact.due_at != until:
                found[version] = replace(fact, due_at=until) if until else None
    return found


def _of(clock: Wanted, facts: Standing) -> dict[int, ClockFact]:
    """Return the facts about a clock; none where it starts only now."""
    if clock.version not in facts:
        return {}
    return {
        version: it for version, it in facts.items() if isinstance(it, ClockFact) and it.clock == clock.name
    }


def _stops(clock: Wanted, begun: ClockStarted, facts: Standing) -> Standing:
    """Return what kept the promise after it began."""
    run = Run(name=begun.clock, begun=begun.at, origin=clock.origin, stated=None)
    return {version: fact for version, fact in facts.items() if may_keep(clock.policy, run, version, fact)}


def _first_stop(clock: str, stops: Standing, due_at: datetime) -> ClockStopped | None:
    """Return what kept a promise first: of facts that may have been in time, else of all, the earliest."""
    if not stops:
        return None
    _, first = min(
        stops.items(), key=lambda stop: (due_at < earliest(stop[1].at), latest(stop[1].at), stop[0])
    )
    return ClockStopped(at=first.at, clock=clock, stopped_by=type(first).__name__)


def _is_overdue(clock: Wanted, due: datetime, before: Standing, are: Standing, now: datetime) -> bool:
    """Say whether a clock that was not stopped is breached, and either was before or has changed."""
    were = _of(clock, before)
    paused = _paused(are)
    is_moved = _moves(were) != _moves(are)
    is_news = were.get(clock.version) != clock.begun or is_moved or _latest(ClockStopped, are)
    is_past_due = due < (earliest(paused.at) if paused else now)
    return is_past_due and bool(is_news or _latest(ClockBreached, are))


def _moves(facts: Standing) -> list[Fact]:
    return [it for it in facts.values() if isinstance(it, ClockExtended | ClockPaused | ClockResumed)]


def _paused(facts: Standing) -> ClockPaused | None:
    paused, resumed = _latest(ClockPaused, facts), _latest(ClockResumed, facts)
    return paused[1] if paused and (resumed is None or resumed[0] < paused[0]) else None


def _latest(kind: type[K], facts: Standing) -> tuple[int, K] | None:
    found = [(version, fact) for version, fact in facts.items() if isinstance(fact, kind)]
    return found[-1] if found else None


def _start_in_line(version: int, facts: Standing, begun: ClockStarted) -> list[Fact]:
    if not facts:
        return [begun]
    if facts[version] == begun:
        return []
    return [ClockRestated(at=begun.at, clock=begun.clock, restates=version, due_at=begun.due_at)]


def _resumed_in_line(version: int, wanted: ClockResumed, facts: Standing, now: datetime) -> list[Fact]:
    known = facts[version]
    return _put_in_line((version, known), wanted, now) if isinstance(known, ClockResumed) else []


def _put_in_line(known: tuple[int, ClockFact] | None, wanted: ClockFact | None, now: datetime) -> list[Fact]:
    if known is None:
        return [wanted] if wanted else []
    version, fact = known
    if wanted is None:
        return [_struck(version, now)]
    if fact == wanted:
        return []
    said, personal = encode(wanted)
    return [
        FactCorrected(
            at=now,
            corrects=version,
            said=json.loads(said),
            personal=json.loads(personal) if personal else None,
            reason=REASON,
        )
    ]


def _struck(version: int, now: datetime) -> FactCorrected:
    return FactCorrected(at=now, corrects=version, reason=REASON)
