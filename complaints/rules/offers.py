"""What may become of an offer: answer and approval, in any order, and payment after both.

The order is free because an offer is often made and accepted in one call, and approved afterwards. Paid is
the offer, whole and once.
"""

from collections.abc import Mapping, Sequence

from complaints.commands.redress import (
    AcceptCompensation,
    ApproveCompensation,
    CommandOnOffer,
    DeclineCompensation,
    RecordCompensationPaid,
    RecordPaymentFailed,
    RefuseCompensation,
    WithdrawCompensation,
)
from complaints.facts import Fact
from complaints.facts.intake import Channel
from complaints.facts.redress import (
    CompensationAccepted,
    CompensationDeclined,
    CompensationPaid,
    CompensationRefused,
    CompensationWithdrawn,
    PaymentFailed,
)
from complaints.offers import Offer, OfferState
from complaints.redress_errors import (
    OfferNotAccepted,
    OfferNotApproved,
    OfferWasAccepted,
    OfferWasApproved,
    OfferWasDeclined,
    OfferWasPaid,
    OfferWasRefused,
    OfferWasReplaced,
    OfferWasWithdrawn,
)
from complaints.rules.approval import approval
from complaints.rules.context import Context
from complaints.when import When

ENDED: Mapping[
    OfferState,
    type[OfferWasRefused] | type[OfferWasWithdrawn] | type[OfferWasReplaced] | type[OfferWasDeclined],
] = {
    "refused": OfferWasRefused,
    "withdrawn": OfferWasWithdrawn,
    "replaced": OfferWasReplaced,
    "declined": OfferWasDeclined,
}
"""The states that an offer does not leave, and what is said to who tries."""


def decide_on(command: CommandOnOffer, offer: Offer, at: When, context: Context) -> Sequence[Fact]:
    """Return what follows for one offer; nothing where it is so already."""
    match command:
        case WithdrawCompensation(reason=reason):
            return _withdraw(offer, at, reason)
        case ApproveCompensation():
            return approval(_standing(offer), at, context)
        case RefuseCompensation(reason=reason):
            return _refuse(offer, at, reason)
        case AcceptCompensation(channel=channel):
            return _accept(offer, at, channel)
        case DeclineCompensation():
            return _decline(command, offer, at)
        case RecordCompensationPaid(reference=reference):
            return _pay(offer, at, reference)
        case RecordPaymentFailed(reason=reason):
            return [_failed(offer, at, reason)]


def refuse_unless_open(offer: Offer) -> None:
    """Raise what says why an offer can no longer be withdrawn, replaced or declined."""
    if _standing(offer).state != "open":
        raise OfferWasAccepted(offer=offer.number)


def _withdraw(offer: Offer, at: When, reason: str) -> list[CompensationWithdrawn]:
    if offer.state == "withdrawn":
        return []
    refuse_unless_open(offer)
    return [CompensationWithdrawn(at=at, offer=offer.number, reason=reason)]


def _refuse(offer: Offer, at: When, reason: str) -> list[CompensationRefused]:
    if offer.state == "refused":
        return []
    if _standing(offer).is_approved:
        raise OfferWasApproved(offer=offer.number)
    return [CompensationRefused(at=at, offer=offer.number, reason=reason)]


def _accept(offer: Offer, at: When, channel: Channel) -> list[CompensationAccepted]:
    if _standing(offer).state != "open":
        return []
    return [CompensationAccepted(at=at, offer=offer.number, channel=channel)]


def _decline(command: DeclineCompensation, offer: Offer, at: When) -> list[CompensationDeclined]:
    if offer.state == "declined":
        return []
    refuse_unless_open(offer)
    return [CompensationDeclined(at=at, offer=offer.number, channel=command.channel, reason=command.reason)]


def _pay(offer: Offer, at: When, reference: str) -> list[CompensationPaid]:
    if offer.payment == reference:
        return []
    _refuse_unless_owed(offer)
    return [CompensationPaid(at=at, offer=offer.number, reference=reference)]


def _failed(offer: Offer, at: When, reason: str) -> PaymentFailed:
    _refuse_unless_owed(offer)
    return PaymentFailed(at=at, offer=offer.number, reason=reason)


def _refuse_unless_owed(offer: Offer) -> None:
    if _standing(offer).state == "open":
        raise OfferNotAccepted(offer=offer.number)
    if not offer.is_approved:
        raise OfferNotApproved(offer=offer.number)
    if offer.payment is not None:
        raise OfferWasPaid(offer=offer.number, reference=offer.payment)


def _standing(offer: Offer) -> Offer:
    if offer.state in ENDED:
        raise ENDED[offer.state](offer=offer.number)
    return offer
