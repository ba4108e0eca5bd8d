"""Facts of redress with fixed details, put as briefly as tests want them, and limits to approve within."""

from dataclasses import replace
from decimal import Decimal

from complaints.actor import Actor, Role
from complaints.facts.policy_book import LimitsPublished
from complaints.facts.redress import (
    CompensationAccepted,
    CompensationApproved,
    CompensationDeclined,
    CompensationOffered,
    CompensationPaid,
    CompensationRefused,
    CompensationWithdrawn,
    PaymentFailed,
    ProvisionalCreditPosted,
    ProvisionalCreditReversed,
)
from complaints.money import Money
from complaints.policy_book import PolicyBook
from complaints.rules import Context
from tests.complaints.given import EARLIER, TOM, context

OLGA = Actor(by="olga", kind="person", role="officer")
SAM = Actor(by="sam", kind="person", role="supervisor")


def pounds(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="GBP")


def limits(role: Role, alone: str, together: str, currency: str = "GBP") -> LimitsPublished:
    return LimitsPublished(
        at=EARLIER, role=role, currency=currency, alone=Decimal(alone), together=Decimal(together)
    )


def book(*published: LimitsPublished) -> PolicyBook:
    return PolicyBook(limits={(it.role, it.currency): it for it in published})


LIMITS = book(limits("supervisor", "100", "500"), limits("officer", "1000", "5000"))


def asked_by(by: Actor = TOM, within: PolicyBook = LIMITS) -> Context:
    return replace(context(by=by), book=within)


def offered(offer: int = 1, amount: str = "50.00", replaces: int | None = None) -> CompensationOffered:
    return CompensationOffered(at=EARLIER, offer=offer, kind="money", money=pounds(amount), replaces=replaces)


def approved(offer: int = 1, *, is_complete: bool = True) -> tuple[CompensationApproved, Actor]:
    return CompensationApproved(at=EARLIER, offer=offer, is_complete=is_complete), TOM


def refused(offer: int = 1) -> CompensationRefused:
    return CompensationRefused(at=EARLIER, offer=offer, reason="nothing was lost")


def taken_back(offer: int = 1) -> CompensationWithdrawn:
    return CompensationWithdrawn(at=EARLIER, offer=offer, reason="refunded")


def taken(offer: int = 1) -> CompensationAccepted:
    return CompensationAccepted(at=EARLIER, offer=offer, channel="phone")


def declined(offer: int = 1) -> CompensationDeclined:
    return CompensationDeclined(at=EARLIER, offer=offer, channel="phone")


def paid(offer: int = 1, reference: str = "FP 1") -> CompensationPaid:
    return CompensationPaid(at=EARLIER, offer=offer, reference=reference)


def bounced(offer: int = 1) -> PaymentFailed:
    return PaymentFailed(at=EARLIER, offer=offer, reason="account closed")


def credited(credit: int = 1) -> ProvisionalCreditPosted:
    return ProvisionalCreditPosted(at=EARLIER, credit=credit, money=pounds("250.00"))


def debited(credit: int = 1) -> ProvisionalCreditReversed:
    return ProvisionalCreditReversed(at=EARLIER, credit=credit, reason="no error found")
