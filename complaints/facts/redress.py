"""What is offered, approved and paid to put things right.

Offers are numbered 1, 2, ... in a complaint, and so are provisional credits. An offer is approved, accepted
and paid as a whole: its amount stands in `CompensationOffered` only.
"""

from dataclasses import dataclass
from typing import Literal

from complaints.facts.fact import Fact, Personal
from complaints.facts.intake import Channel
from complaints.money import Money

CompensationKind = Literal["money", "credit", "goods", "discount", "fee waiver", "other"]
"""`credit` can be spent with the organisation only; `fee waiver`: what was owed need not be paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationOffered(Fact):
    """Compensation was offered. `money` is what it is worth, of goods too.

    `matches_loss`: it makes up for the very loss; None where nobody said. `replaces` is the number of an
    earlier offer that this one takes the place of.
    """

    offer: int
    kind: CompensationKind
    money: Money
    matches_loss: bool | None = None
    replaces: int | None = None
    reason: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationWithdrawn(Fact):
    """The organisation took an offer back before it was answered."""

    offer: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationApproved(Fact):
    """A person with limits that reach the offer approved it. `is_complete`: nobody else need do so."""

    offer: int
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationRefused(Fact):
    """Somebody in the organisation refused to approve an offer, which ends it."""

    offer: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationAccepted(Fact):
    """The complainant took the offer, which may still need approval."""

    offer: int
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationDeclined(Fact):
    """The complainant did not take the offer."""

    offer: int
    channel: Channel
    reason: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationPaid(Fact):
    """An offer was made good, all of it. `reference` is that of the payment, credit note or delivery."""

    offer: int
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(Fact):
    """An attempt to make an offer good did not succeed; it is still owed."""

    offer: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalCreditPosted(Fact):
    """The complainant got the money for the time of the investigation."""

    credit: int
    money: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalCreditReversed(Fact):
    """The money of a provisional credit was taken back."""

    credit: int
    reason: str


FactOnOffer = (
    CompensationWithdrawn
    | CompensationApproved
    | CompensationRefused
    | CompensationAccepted
    | CompensationDeclined
    | CompensationPaid
    | PaymentFailed
)
OfferFact = CompensationOffered | FactOnOffer
RedressFact = OfferFact | ProvisionalCreditPosted | ProvisionalCreditReversed
