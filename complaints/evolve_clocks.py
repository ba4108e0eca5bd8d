"""How facts change the clocks of a complaint."""

from dataclasses import replace

from complaints.complaint import Clock, pause_until
from complaints.facts import Fact
from complaints.facts.clocks import (
    ClockBreached,
    ClockEscalated,
    ClockExtended,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    ClockWarned,
)
from complaints.sla.deadline import begun_at


def evolve_clocks(clocks: tuple[Clock, ...], fact: Fact) -> tuple[Clock, ...]:
    """Return the clocks after one more fact; the very same where it is about none. Never fails."""
    match fact:
        case ClockStarted():
            return (*clocks, _begun(fact))
        case (
            ClockBreached()
            | ClockStopped()
            | ClockPaused()
            | ClockResumed()
            | ClockExtended()
            | ClockWarned()
            | ClockEscalated()
        ):
            return tuple(_evolve_clock(it, fact) if it.name == fact.clock else it for it in clocks)
        case _:
            return clocks


def _begun(fact: ClockStarted) -> Clock:
    return Clock(
        name=fact.clock,
        policy_version=fact.policy_version,
        calendar=(
            (fact.calendar, fact.calendar_version) if fact.calendar and fact.calendar_version else None
        ),
        started=fact.at,
        due_at=fact.due_at,
    )


def _evolve_clock(
    clock: Clock,
    fact: ClockBreached
    | ClockStopped
    | ClockPaused
    | ClockResumed
    | ClockExtended
    | ClockWarned
    | ClockEscalated,
) -> Clock:
    match fact:
        case ClockBreached():
            return replace(clock, is_breached=True)
        case ClockStopped():
            return replace(clock, is_running=False, is_paused=False, held_since=None)
        case ClockExtended(due_at=due_at):
            first = clock.first_due_at or clock.due_at
            return replace(clock, due_at=max(clock.due_at, due_at), first_due_at=first)
        case ClockPaused(by_hand=True, at=at, reason=reason) if clock.held_since is None:
            return replace(clock, is_running=False, held_since=begun_at(at), held_for=reason)
        case ClockPaused():
            return replace(clock, is_running=False, is_paused=clock.is_running or clock.is_paused)
        case ClockResumed():
            return _goes_on(clock, fact)
        case ClockWarned(mark=mark):
            return replace(clock, warned=clock.warned | {mark})
        case ClockEscalated(step=step):
            return replace(clock, climbed=clock.climbed | {step})


def _goes_on(clock: Clock, fact: ClockResumed) -> Clock:
    if clock.held_since and fact.by_hand:
        pauses = (*clock.pauses, pause_until(clock, fact.at))
        return replace(clock, due_at=fact.due_at, is_running=True, held_since=None, pauses=pauses)
    if clock.is_paused and not fact.by_hand:
        return replace(clock, due_at=fact.due_at, is_running=True, is_paused=False)
    return clock
