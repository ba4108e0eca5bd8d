"""When a customer left us and came back, from the facts of its stream."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from complaints.facts import Fact
from complaints.facts.customers import (
    CustomerLost,
    CustomerReturned,
    LossReason,
    WinBackKind,
    WinBackOffered,
)
from complaints.storage import Recorded
from projections.history import begins_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Something was offered to a customer who had left."""

    at: datetime
    kind: WinBackKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A customer left at `lost_at` and was offered something, in this order; came back at `returned_at`."""

    lost_at: datetime
    reason: LossReason
    offers: tuple[Offered, ...] = ()
    returned_at: datetime | None = None


def departures_in(facts: Sequence[Recorded]) -> tuple[Departure, ...]:
    """Return each leaving in order, of a stream in its effective order; all but the last have a return."""
    departures: tuple[Departure, ...] = ()
    for recorded in _without_doubtful_losses(facts):
        departures = _evolve(departures, recorded.fact)
    return departures


def _without_doubtful_losses(facts: Sequence[Recorded]) -> list[Recorded]:
    """Leave out a loss that was recorded later than the one that follows it without a return in between.

    Nobody leaves twice: until the return is recorded as well, what was known first stands.
    """
    kept: list[Recorded] = []
    next_loss: Recorded | None = None
    for recorded in reversed(facts):
        match recorded.fact:
            case CustomerReturned():
                next_loss = None
            case CustomerLost() if next_loss and next_loss.originator_version < recorded.originator_version:
                continue
            case CustomerLost():
                next_loss = recorded
            case _:
                pass
        kept.append(recorded)
    return kept[::-1]


def _evolve(departures: tuple[Departure, ...], fact: Fact) -> tuple[Departure, ...]:
    """Leave out what a correction has left without sense: leaving twice, coming back without having left."""
    away = departures[-1] if departures and departures[-1].returned_at is None else None
    match fact:
        case CustomerLost(at=at, reason=reason) if away is None:
            return (*departures, Departure(lost_at=begins_at(at), reason=reason))
        case WinBackOffered(at=at, kind=kind) if away:
            offer = Offered(at=begins_at(at), kind=kind)
            return (*departures[:-1], replace(away, offers=(*away.offers, offer)))
        case CustomerReturned(at=at) if away:
            return (*departures[:-1], replace(away, returned_at=begins_at(at)))
        case _:
            return departures
