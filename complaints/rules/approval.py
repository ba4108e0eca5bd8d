"""Who may approve an offer: another person than the one who made it, within the limits of the policy book."""

from complaints.actor import is_same_person
from complaints.facts.policy_book import LimitsPublished
from complaints.facts.redress import CompensationApproved
from complaints.offers import Offer
from complaints.redress_errors import AboveLimits, ApproverNotAPerson, NoLimitsInForce, OfferIsOwn
from complaints.rules.context import Context
from complaints.when import When


def approval(offer: Offer, at: When, context: Context) -> list[CompensationApproved]:
    """Return the approval; nothing where the same person, or enough persons, gave it before.

    Each person is held to the limits in force when they approve. Whoever gave one half may complete it alone
    once their limits have come to cover the offer.
    """
    by = context.by
    if by.kind != "person":
        raise ApproverNotAPerson
    if is_same_person(by.by, offer.offered_by):
        raise OfferIsOwn(offer=offer.number)
    gave_half = any(is_same_person(by.by, each) for each in offer.approved_by)
    if offer.is_approved or (gave_half and not _is_within(_limits(offer, context), offer)):
        return []
    is_enough_alone = _is_within(_reaching(offer, context), offer)
    is_second = bool(offer.approved_by)
    return [CompensationApproved(at=at, offer=offer.number, is_complete=is_enough_alone or is_second)]


def _is_within(limits: LimitsPublished | None, offer: Offer) -> bool:
    """Say whether one person may approve the offer alone."""
    return limits is not None and offer.money.amount <= limits.alone


def _limits(offer: Offer, context: Context) -> LimitsPublished | None:
    role = context.by.role
    return context.book.limits.get((role, offer.money.currency)) if role else None


def _reaching(offer: Offer, context: Context) -> LimitsPublished:
    role, currency, limits = context.by.role, offer.money.currency, _limits(offer, context)
    if role is None or limits is None:
        raise NoLimitsInForce(role=role or "none", currency=currency)
    if offer.money.amount > limits.together:
        raise AboveLimits(offer=offer.number, most=str(limits.together), currency=currency, role=role)
    return limits
