"""When a clock is due that somebody paused or extended, by the facts about it as now known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from complaints.clock_starts import calendar_in
from complaints.facts import Fact
from complaints.facts.clocks import ClockExtended, ClockPaused, ClockResumed, ClockStarted
from complaints.policy_book import PolicyBook
from complaints.rules.clocks import deadline
from complaints.sla.deadline import Pause, begun_at
from complaints.sla.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """When a clock is due as it stands (UTC), and how it went on after each pause, by version, if right."""

    due_at: datetime
    resumed: Mapping[int, ClockResumed]


def moved(policy: Policy, begun: ClockStarted, facts: Mapping[int, Fact], book: PolicyBook) -> Moved:
    """Return when a clock is due that begins so.

    `facts` are those about the clock, by version; where it now begins otherwise than among them, what a merge
    has made of it no longer holds. Raises `CalendarEnded`.
    """
    due, is_as_begun = begun.due_at, begun in facts.values()
    resumed: dict[int, ClockResumed] = {}
    said: list[Fact] = []
    for version, fact in facts.items():
        said.append(fact)
        match fact:
            case ClockResumed(by_hand=True):
                due = _due_then(policy, begun, said, book)
                resumed[version] = replace(fact, due_at=due)
            case ClockResumed() if is_as_begun:
                due = fact.due_at
            case ClockExtended():
                due = max(due, fact.due_at)
            case _:
                pass
    return Moved(due_at=due, resumed=resumed)


def pauses_of(facts: Iterable[Fact]) -> list[Pause]:
    """Return the pauses of somebody's that have ended, of the facts about one clock, in order."""
    found: list[Pause] = []
    paused: ClockPaused | None = None
    for fact in facts:
        match fact:
            case ClockPaused(by_hand=True) if paused is None:
                paused = fact
            case ClockResumed(by_hand=True, at=at) if paused:
                since = begun_at(paused.at)
                until = max(since, begun_at(at))
                found.append(Pause(from_at=since, until_at=until, reason=paused.reason))
                paused = None
            case _:
                pass
    return found


def _due_then(policy: Policy, begun: ClockStarted, said: Sequence[Fact], book: PolicyBook) -> datetime:
    counted = deadline(policy, calendar_in(begun, book), begun.at, pauses_of(said))
    return max([counted, *(fact.due_at for fact in said if isinstance(fact, ClockExtended))])
