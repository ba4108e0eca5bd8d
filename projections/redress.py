"""The redress ledger: one row per offer of compensation, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, get_args
from uuid import UUID

from complaints.facts import Fact
from complaints.facts.causes import CauseIdentified
from complaints.facts.intake import ComplaintFiled
from complaints.facts.redress import (
    CompensationAccepted,
    CompensationApproved,
    CompensationDeclined,
    CompensationOffered,
    CompensationPaid,
    CompensationRefused,
    CompensationWithdrawn,
    FactOnOffer,
    OfferFact,
    PaymentFailed,
)
from complaints.storage import Recorded
from complaints.when import Day, When
from projections.durations import between
from projections.history import begins_at
from projections.holding import HELD_BY, Holding, hold
from projections.view import View

Ending = Literal["declined", "withdrawn", "refused", "replaced"]
"""Why an offer came to nothing: it was not taken, taken back, not approved, or another took its place."""

ENDINGS: dict[type[Fact], Ending] = {
    CompensationDeclined: "declined",
    CompensationWithdrawn: "withdrawn",
    CompensationRefused: "refused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer of compensation; instants are UTC, each the first at which it can have happened.

    `amount` is what it is worth, in units of the `currency`. `approved_at` is when the last approval that it
    needed was given, None where it is not complete or none was recorded; `approved_after` how long after the
    offer, None also where that is not known to the hour. `ended_by` at `ended_at`: why it came to nothing.
    `failed` payments were tried in vain. `cause` is the root cause of the complaint as identified last;
    `product`, `team` and `handler` are those that held the complaint when the offer was made. `offered_day`
    is the calendar day of the offer where that is all that is known.
    """

    complaint: UUID
    offer: int
    reference: str
    kind: str
    amount: Decimal
    currency: str
    matches_loss: bool | None
    offered_at: datetime
    approved_at: datetime | None
    approved_after: timedelta | None
    accepted_at: datetime | None
    paid_at: datetime | None
    ended_at: datetime | None
    ended_by: Ending | None
    failed: int
    channel: str
    cause: str | None
    product: str | None
    team: str | None
    handler: str | None
    offered_day: date | None


def fold(facts: Sequence[Recorded]) -> list[Offer]:
    """Return the offers of a complaint's stream, in the order in which they were made; none of another."""
    filed = facts[0].fact
    if not isinstance(filed, ComplaintFiled):
        return []
    held = Holding()
    cause: str | None = None
    offers: dict[int, Offer] = {}
    made: dict[int, When] = {}
    answers: list[FactOnOffer] = []
    for recorded in facts:
        fact = recorded.fact
        held = hold(held, fact)
        match fact:
            case CauseIdentified():
                cause = fact.cause
            case CompensationOffered(offer=number, replaces=replaced):
                if replaced in offers:
                    offers[replaced] = _ended(offers[replaced], "replaced", fact.at)
                offers[number] = _made(fact, held, filed, facts[0].originator_id)
                made[number] = fact.at
            case _ if isinstance(fact, FactOnOffer):
                answers.append(fact)  # its time may be known to be before that of the offer
            case _:
                pass
    for answer in answers:
        if answer.offer in offers:
            offers[answer.offer] = _after(offers[answer.offer], answer, made[answer.offer])
    return [replace(offer, cause=cause) for offer in offers.values()]


def _made(fact: CompensationOffered, held: Holding, filed: ComplaintFiled, complaint: UUID) -> Offer:
    return Offer(
        complaint=complaint,
        offer=fact.offer,
        reference=filed.reference,
        kind=fact.kind,
        amount=fact.money.amount,
        currency=fact.money.currency,
        matches_loss=fact.matches_loss,
        offered_at=begins_at(fact.at),
        approved_at=None,
        approved_after=None,
        accepted_at=None,
        paid_at=None,
        ended_at=None,
        ended_by=None,
        failed=0,
        channel=filed.channel,
        cause=None,
        product=held.product,
        team=held.team,
        handler=held.handler,
        offered_day=fact.at.day if isinstance(fact.at, Day) else None,
    )


def _after(offer: Offer, fact: FactOnOffer, made: When) -> Offer:
    at = max(begins_at(fact.at), offer.offered_at)
    match fact:
        case CompensationApproved(is_complete=True):
            return replace(offer, approved_at=at, approved_after=between(made, fact.at))
        case CompensationAccepted():
            return replace(offer, accepted_at=at)
        case CompensationPaid():
            return replace(offer, paid_at=at)
        case PaymentFailed():
            return replace(offer, failed=offer.failed + 1)
        case CompensationDeclined() | CompensationWithdrawn() | CompensationRefused():
            return _ended(offer, ENDINGS[type(fact)], fact.at)
        case CompensationApproved():
            return offer


def _ended(offer: Offer, ending: Ending, at: When) -> Offer:
    return replace(offer, ended_at=max(begins_at(at), offer.offered_at), ended_by=ending)


REDRESS: View[Offer] = View(
    name="redress",
    version=2,
    fold=fold,
    concerns=HELD_BY | {CauseIdentified, *get_args(OfferFact)},
    row=Offer,
    table="redress",
    key=("complaint", "offer"),
)
