"""How a clock stands after each fact about it: its periods and the next due instant rest on that."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple, get_args

from complaints.facts import Fact
from complaints.facts.clocks import (
    ClockExtended,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    ClockStopped,
)
from complaints.sla.deadline import begun_at

ClockState = Literal["running", "paused", "stopped"]

Turn = ClockStarted | ClockStopped | ClockPaused | ClockResumed | ClockExtended

TURNS: frozenset[type[Fact]] = frozenset(get_args(Turn))
"""The facts that change how a clock stands; others about a clock only tell of it."""


class Stand(NamedTuple):
    """How a clock stands. Due is a clock that runs, at an instant in UTC; any other is not, for now."""

    state: ClockState
    due_at: datetime | None


STOPPED, PAUSED = Stand("stopped", None), Stand("paused", None)


def turned(stand: Stand | None, fact: Turn) -> Stand | None:
    """Return how a clock stands after a fact about it, None where nothing changes or it never started."""
    match fact, stand:
        case ClockStarted(due_at=due), _:
            return Stand("running", due)
        case ClockStopped(), Stand():
            return STOPPED
        case ClockPaused(by_hand=True, at=at), Stand(due_at=datetime() as due) if begun_at(at) > due:
            return None  # it was due before: nobody's pause changes that
        case ClockPaused(), Stand(state="running"):
            return PAUSED
        case ClockResumed(due_at=due), Stand(state="paused"):
            return Stand("running", due)
        case ClockExtended(due_at=due), Stand(due_at=datetime() as before) if before < due:
            return Stand("running", due)
        case _:
            return None


def next_due_at(facts: Iterable[Fact]) -> datetime | None:
    """Return the earliest due instant of the clocks that run after these facts, if any does."""
    stands: dict[str, Stand] = {}
    for fact in facts:
        if isinstance(fact, Turn) and (stand := turned(stands.get(fact.clock), fact)):
            stands[fact.clock] = stand
    return min((stand.due_at for stand in stands.values() if stand.due_at), default=None)
