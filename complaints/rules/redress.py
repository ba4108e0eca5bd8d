"""The rules of redress: what is offered, and what is credited for the time of the investigation."""

from complaints.commands.redress import (
    OfferCompensation,
    PostProvisionalCredit,
    RedressCommand,
    ReverseProvisionalCredit,
)
from complaints.complaint import Complaint
from complaints.facts import Fact
from complaints.facts.redress import (
    CompensationKind,
    CompensationOffered,
    ProvisionalCreditPosted,
    ProvisionalCreditReversed,
)
from complaints.money import Money
from complaints.offers import Offer
from complaints.redress_errors import (
    AmountZero,
    CreditUnknown,
    OfferAwaitsAnswer,
    OfferAwaitsApproval,
    OfferUnknown,
)
from complaints.rules.context import Context
from complaints.rules.money import in_full, refuse_bad_money
from complaints.rules.offers import decide_on, refuse_unless_open
from complaints.when import When

WORTHLESS: frozenset[CompensationKind] = frozenset({"goods", "other"})
"""What may be worth nothing in money, such as a repair or flowers."""


def decide(command: RedressCommand, complaint: Complaint, at: When, context: Context) -> list[Fact]:
    """Return what follows; nothing where it is so already."""
    match command:
        case OfferCompensation():
            return [_offered(command, complaint, at)]
        case PostProvisionalCredit(money=money):
            return [_credited(money, complaint, at)]
        case ReverseProvisionalCredit():
            return _reverse(command, complaint, at)
        case _:
            return [*decide_on(command, _find(command.offer, complaint), at, context)]


def refuse_while_pending(complaint: Complaint) -> None:
    """Raise `OfferAwaitsAnswer` or `OfferAwaitsApproval` while an offer keeps the complaint from its end."""
    for offer in complaint.offers:
        if offer.state == "open":
            raise OfferAwaitsAnswer(offer=offer.number)
        if offer.is_pending:
            raise OfferAwaitsApproval(offer=offer.number)


def refuse_worthless(kind: CompensationKind, money: Money) -> None:
    """Raise `AmountZero` for what is worth nothing in money and should be."""
    if not money.amount and kind not in WORTHLESS:
        raise AmountZero


def _offered(command: OfferCompensation, complaint: Complaint, at: When) -> CompensationOffered:
    refuse_bad_money(command.money)
    refuse_worthless(command.kind, command.money)
    if command.replaces is not None:
        refuse_unless_open(_find(command.replaces, complaint))
    return CompensationOffered(
        at=at,
        offer=complaint.offers_made + 1,
        kind=command.kind,
        money=in_full(command.money),
        matches_loss=command.matches_loss,
        replaces=command.replaces,
        reason=command.reason,
    )


def _credited(money: Money, complaint: Complaint, at: When) -> ProvisionalCreditPosted:
    refuse_bad_money(money)
    if not money.amount:
        raise AmountZero
    return ProvisionalCreditPosted(at=at, credit=complaint.credits + 1, money=in_full(money))


def _reverse(command: ReverseProvisionalCredit, complaint: Complaint, at: When) -> list[Fact]:
    credit = command.credit
    if not 1 <= credit <= complaint.credits:
        raise CreditUnknown(credit=credit)
    if credit not in {number for number, _ in complaint.open_credits}:
        return []
    return [ProvisionalCreditReversed(at=at, credit=credit, reason=command.reason)]


def _find(number: int, complaint: Complaint) -> Offer:
    for offer in complaint.offers:
        if offer.number == number:
            return offer
    raise OfferUnknown(offer=number)
