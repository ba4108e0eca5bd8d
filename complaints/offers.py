"""Offers of compensation: what became of each."""

from dataclasses import dataclass, replace
from typing import Literal

from complaints.facts.redress import (
    CompensationAccepted,
    CompensationApproved,
    CompensationDeclined,
    CompensationKind,
    CompensationOffered,
    CompensationPaid,
    CompensationRefused,
    CompensationWithdrawn,
    FactOnOffer,
    OfferFact,
    PaymentFailed,
)
from complaints.money import Money

OfferState = Literal["open", "accepted", "paid", "declined", "refused", "withdrawn", "replaced"]
"""`open`: it awaits the complainant's answer. Approval is beside this: before the answer, or after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer, who made it, who approved it, and the reference of its payment."""

    number: int
    kind: CompensationKind
    money: Money
    offered_by: str
    approved_by: tuple[str, ...] = ()
    is_approved: bool = False
    state: OfferState = "open"
    payment: str | None = None

    @property
    def is_pending(self) -> bool:
        """Whether it awaits an answer or, once accepted, approval."""
        return self.state == "open" or (self.state == "accepted" and not self.is_approved)


def evolve_offers(offers: tuple[Offer, ...], fact: OfferFact, by: str) -> tuple[Offer, ...]:
    """Return the offers, oldest first, after one more fact about them, recorded by `by`. Never fails."""
    match fact:
        case CompensationOffered(replaces=replaced):
            made = Offer(number=fact.offer, kind=fact.kind, money=fact.money, offered_by=by)
            others = (it for it in offers if it.number != fact.offer)
            before = (replace(it, state="replaced") if it.number == replaced else it for it in others)
            return tuple(sorted((*before, made), key=lambda offer: offer.number))
        case _:
            return tuple(_evolve(it, fact, by) if it.number == fact.offer else it for it in offers)


def _evolve(offer: Offer, fact: FactOnOffer, by: str) -> Offer:
    match fact:
        case CompensationApproved(is_complete=is_complete):
            return replace(offer, approved_by=(*offer.approved_by, by), is_approved=is_complete)
        case CompensationRefused():
            return replace(offer, state="refused")
        case CompensationWithdrawn():
            return replace(offer, state="withdrawn")
        case CompensationAccepted():
            return replace(offer, state="accepted")
        case CompensationDeclined():
            return replace(offer, state="declined")
        case CompensationPaid(reference=reference):
            return replace(offer, state="paid", payment=reference)
        case PaymentFailed():
            return offer
