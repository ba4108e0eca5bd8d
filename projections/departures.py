"""When a customer left us and came back, from the facts of its stream."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from complaints.facts import Fact
from complaints.facts.customers import (
    CustomerLost,
    CustomerReturned,
    LossReason,
    WinBackAccepted,
    WinBackDeclined,
    WinBackKind,
    WinBackOffered,
)
from complaints.money import Money
from complaints.storage import Recorded
from complaints.when import latest
from projections.durations import day_of
from projections.history import begins_at

Answer = Literal["accepted", "declined"]

DEPARTING: frozenset[type[Fact]] = frozenset(
    {
        CustomerLost,
        CustomerReturned,
        WinBackOffered,
        WinBackAccepted,
        WinBackDeclined,
    }
)
"""The facts of which departures are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Something was offered to a customer who had left, and what the customer said to it, None so far.

    `money` is what the offer costs us, where that was said. Taking it is one fact and coming back another,
    of which a correction can leave either. Days are those of `day_of`.
    """

    offer: int
    at: datetime
    on: date | None
    kind: WinBackKind
    money: Money | None = None
    answer: Answer | None = None
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A customer left at `lost_at` and was offered something, in this order; came back at `returned_at`.

    `lost_by` is the last instant at which it can have left: no later than it can have come back. Days are
    those of `day_of`.
    """

    lost_at: datetime
    lost_by: datetime
    lost_on: date | None
    reason: LossReason
    offers: tuple[Offered, ...] = ()
    returned_at: datetime | None = None
    returned_on: date | None = None


def departures_in(facts: Sequence[Recorded]) -> tuple[Departure, ...]:
    """Return each leaving in order, of a stream in its effective order; all but the last have a return."""
    departures: tuple[Departure, ...] = ()
    for recorded in _without_doubtful_losses(facts):
        departures = _evolve(departures, recorded.fact)
    for recorded in facts:  # when an answer was given may be known to be before the offer
        departures = _answered(departures, recorded.fact)
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
            left = Departure(lost_at=begins_at(at), lost_by=latest(at), lost_on=day_of(at), reason=reason)
            return (*departures, left)
        case WinBackOffered(at=at, offer=number, kind=kind, money=money) if away:
            offer = Offered(offer=number, at=begins_at(at), on=day_of(at), kind=kind, money=money)
            return (*departures[:-1], replace(away, offers=(*away.offers, offer)))
        case CustomerReturned(at=at) if away:
            back = replace(
                away,
                lost_by=min(away.lost_by, latest(at)),
                returned_at=begins_at(at),
                returned_on=day_of(at),
            )
            return (*departures[:-1], back)
        case _:
            return departures


def _answered(departures: tuple[Departure, ...], fact: Fact) -> tuple[Departure, ...]:
    match fact:
        case WinBackAccepted(at=at, offer=number):
            answer: Answer = "accepted"
        case WinBackDeclined(at=at, offer=number):
            answer = "declined"
        case _:
            return departures
    return tuple(
        replace(
            it,
            offers=tuple(
                replace(offer, answer=answer, answered_on=day_of(at)) if offer.offer == number else offer
                for offer in it.offers
            ),
        )
        for it in departures
    )
