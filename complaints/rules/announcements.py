"""What is said of a clock by itself, as time goes by: warnings, the breach, and the ladder after it.

No view waits for it: what is late is late at its instant, said or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints.complaint import Clock, Complaint
from complaints.evolve import evolve
from complaints.facts import Fact
from complaints.facts.clocks import ClockBreached, ClockEscalated, ClockWarned
from complaints.facts.escalation import ComplaintEscalated
from complaints.facts.intake import ComplaintAssigned
from complaints.rules.context import Context, Decided
from complaints.sla.calendar import BusinessCalendar, CalendarTooShort
from complaints.sla.deadline import after_term, begun_at
from complaints.sla.policy import Policy, Rung
from complaints.sla.working_time import next_working_instant
from complaints.when import RESOLUTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A clock, when its start was recorded (UTC), its policy, and the calendar of those who are told."""

    clock: Clock
    recorded_at: datetime
    policy: Policy
    calendar: BusinessCalendar | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is to be said of a clock, and from which instant on (UTC)."""

    at: datetime
    fact: ClockWarned | ClockBreached | ClockEscalated


def planned(watched: Watched) -> list[Planned]:
    """Return what was not said yet of a clock, in order; nothing of one that does not run.

    Only what falls due after the start was recorded: a clock that was overdue by then is breached, and no
    more. Nobody is warned of what was broken.
    """
    clock = watched.clock
    if not clock.is_running:
        return []
    ladder = _ladder(watched) if watched.recorded_at < clock.due_at else []
    if clock.is_breached:
        return ladder
    broken = ClockBreached(at=clock.due_at, clock=clock.name, due_at=clock.due_at)
    # At the due instant itself the promise is still kept.
    return [*_warnings(watched), Planned(at=clock.due_at + RESOLUTION, fact=broken), *ladder]


def announcements(complaint: Complaint, clocks: Sequence[Watched], context: Context) -> list[Decided]:
    """Return what is to be said by now of the clocks of a complaint, in order of time, and what that does."""
    due = [(it, watched.policy) for watched in clocks for it in planned(watched) if it.at <= context.now]
    decided: list[Decided] = []
    for said, policy in sorted(due, key=lambda pair: pair[0].at):
        for fact in (said.fact, *_consequences(said.fact, complaint, context.now)):
            complaint = evolve(complaint, fact, context.by.by)
            decided.append(Decided(fact=fact, cause=f"policy:{policy.id}@{policy.version}"))
    return decided


def _warnings(watched: Watched) -> list[Planned]:
    clock = watched.clock
    begun = begun_at(clock.started)
    found = []
    for mark in watched.policy.warn_at:
        at = begun + mark * (clock.due_at - begun) / 100
        told = _when_told(at, watched)
        if mark not in clock.warned and watched.recorded_at < at and told <= clock.due_at:
            fact = ClockWarned(at=at, clock=clock.name, mark=mark, due_at=clock.due_at)
            found.append(Planned(at=told, fact=fact))
    return found


def _ladder(watched: Watched) -> list[Planned]:
    clock = watched.clock
    found = []
    for step, rung in enumerate(watched.policy.ladder, start=1):
        if step not in clock.climbed:
            at = _when_told(_after_breach(rung, watched), watched)
            fact = ClockEscalated(
                at=at,
                clock=clock.name,
                step=step,
                action=rung.action,
                addressee=rung.addressee,
                due_at=clock.due_at,
            )
            found.append(Planned(at=at, fact=fact))
    return found


def _after_breach(rung: Rung, watched: Watched) -> datetime:
    """Return when a step is taken; at once where the calendar ends before that can be counted."""
    due = watched.clock.due_at
    try:
        return after_term(watched.calendar, due, rung.after) if rung.after else due + RESOLUTION
    except CalendarTooShort:
        return due + RESOLUTION


def _when_told(at: datetime, watched: Watched) -> datetime:
    """Return when people are told; at once where the calendar does not say when they work."""
    if watched.policy.announce == "any time" or watched.calendar is None:
        return at
    try:
        return next_working_instant(watched.calendar, at)
    except CalendarTooShort:
        return at


def _consequences(fact: Fact, complaint: Complaint, now: datetime) -> list[Fact]:
    """Return what a step of the ladder does to a complaint on which work goes on."""
    if complaint.status not in {"open", "resolved"}:
        return []
    match fact:
        case ClockEscalated(action="escalate"):
            return [ComplaintEscalated(at=now, level=complaint.escalations + 1, reason="rule")]
        case ClockEscalated(action="assign", addressee=team) if team != complaint.team:
            return [ComplaintAssigned(at=now, team=team)]
        case _:
            return []
