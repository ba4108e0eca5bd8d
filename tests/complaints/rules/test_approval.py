"""Who may approve an offer: never who made it, and nobody above the limits of the policy book."""

from dataclasses import replace

import pytest

from complaints.actor import Actor
from complaints.commands.redress import ApproveCompensation
from complaints.facts.redress import CompensationApproved, CompensationOffered
from complaints.policy_book import PolicyBook
from complaints.redress_errors import (
    AboveLimits,
    ApproverNotAPerson,
    NoLimitsInForce,
    OfferIsOwn,
    OfferUnknown,
    OfferWasDeclined,
    OfferWasRefused,
    OfferWasReplaced,
    OfferWasWithdrawn,
)
from complaints.rules import decide
from tests.complaints.given import MARA, NO_POLICIES, NOW, TOM, Given, Then, decided, fold
from tests.complaints.given_redress import (
    LIMITS,
    OLGA,
    SAM,
    approved,
    asked_by,
    book,
    declined,
    limits,
    offered,
    paid,
    refused,
    taken,
    taken_back,
)

APPROVE = ApproveCompensation(offer=1)
FULLY: Then = [CompensationApproved(at=NOW, offer=1, is_complete=True)]
BY_ONE_OF_TWO: Then = [CompensationApproved(at=NOW, offer=1, is_complete=False)]

MACHINE = Actor(by="nightly", kind="machine", role="supervisor")
TOM_ELSEWHERE = Actor(by="tom", kind="person", role="officer", via="a bot")
MARA_PROMOTED = Actor(by="mara", kind="person", role="officer", via="a bot")
SHOUTING = replace(TOM, by=" TOM")
TOM_HAD_APPROVED = approved(is_complete=False)
OLGA_HAD_APPROVED = (approved(is_complete=False)[0], OLGA)
NOBODY_ALONE = book(limits("supervisor", "0", "500"))
LOWERED = book(limits("supervisor", "10", "40"), limits("officer", "10", "5000"))
RAISED = book(limits("supervisor", "300", "500"), limits("officer", "1000", "5000"))
RAISED_TOO_LITTLE = book(limits("supervisor", "299.99", "500"))
IN_EUROS = book(limits("supervisor", "100", "500", currency="EUR"))


def of(amount: str) -> CompensationOffered:
    return offered(amount=amount)


ROWS: dict[str, tuple[list[Given], Actor, PolicyBook, Then]] = {
    "one person approves what one may": ([of("50.00")], TOM, LIMITS, FULLY),
    "up to the limit and including it": ([of("100.00")], TOM, LIMITS, FULLY),
    "a penny above it takes two": ([of("100.01")], TOM, LIMITS, BY_ONE_OF_TWO),
    "what takes two is approved by the second": ([of("100.01"), TOM_HAD_APPROVED], SAM, LIMITS, FULLY),
    "up to the limit of two and including it": ([of("500.00"), TOM_HAD_APPROVED], SAM, LIMITS, FULLY),
    "a penny above that is above the limits": ([of("500.01")], TOM, LIMITS, AboveLimits),
    "the second must reach it too": ([of("500.01"), OLGA_HAD_APPROVED], TOM, LIMITS, AboveLimits),
    "another role reaches further": ([of("500.01")], OLGA, LIMITS, FULLY),
    "two roles approve together": ([of("300.00"), TOM_HAD_APPROVED], OLGA, LIMITS, FULLY),
    "the first needs limits that reach it, whoever comes second": ([of("2000.00")], TOM, LIMITS, AboveLimits),
    "the first of two high up is one of two": ([of("2000.00")], OLGA, LIMITS, BY_ONE_OF_TWO),
    "the same person counts once": ([of("300.00"), TOM_HAD_APPROVED], TOM, LIMITS, []),
    "with another key and role, too": ([of("1000.01"), TOM_HAD_APPROVED], TOM_ELSEWHERE, LIMITS, []),
    "once their limit covers it, they complete it alone": (
        [of("300.00"), TOM_HAD_APPROVED],
        TOM,
        RAISED,
        FULLY,
    ),
    "so they do in another role that covers it": (
        [of("300.00"), TOM_HAD_APPROVED],
        TOM_ELSEWHERE,
        LIMITS,
        FULLY,
    ),
    "a penny less leaves it to a second person": (
        [of("300.00"), TOM_HAD_APPROVED],
        TOM,
        RAISED_TOO_LITTLE,
        [],
    ),
    "half an approval stays one when limits have sunk below it": (
        [of("300.00"), TOM_HAD_APPROVED],
        TOM,
        LOWERED,
        [],
    ),
    "or are gone": ([of("300.00"), TOM_HAD_APPROVED], TOM, NO_POLICIES, []),
    "and is completed once": ([of("300.00"), TOM_HAD_APPROVED, approved()], TOM, RAISED, []),
    "enough is enough": ([of("50.00"), approved()], SAM, LIMITS, []),
    "what is approved needs no limits": ([of("50.00"), approved()], SAM, NO_POLICIES, []),
    "nobody approves their own offer": ([(of("50.00"), TOM)], TOM, LIMITS, OfferIsOwn),
    "nobody does so under a name in other letters": ([(of("50.00"), TOM)], SHOUTING, LIMITS, OfferIsOwn),
    "nor approves twice under one": ([of("300.00"), TOM_HAD_APPROVED], SHOUTING, LIMITS, []),
    "nor with another key and role": ([of("50.00")], MARA_PROMOTED, LIMITS, OfferIsOwn),
    "nor once others did": ([(of("50.00"), SAM), approved()], SAM, LIMITS, OfferIsOwn),
    "nor as the second": ([(of("300.00"), SAM), TOM_HAD_APPROVED], SAM, LIMITS, OfferIsOwn),
    "a machine is not a person": ([of("50.00")], MACHINE, LIMITS, ApproverNotAPerson),
    "nobody approves without limits": ([of("50.00")], TOM, NO_POLICIES, NoLimitsInForce),
    "nor with those of another currency": ([of("50.00")], TOM, IN_EUROS, NoLimitsInForce),
    "nor with those of another role": (
        [of("50.00")],
        Actor(by="ann", kind="person", role="agent"),
        LIMITS,
        NoLimitsInForce,
    ),
    "nor without a role": ([of("50.00")], Actor(by="ann", kind="person"), LIMITS, NoLimitsInForce),
    "where nobody may alone, even a penny takes two": ([of("0.01")], TOM, NOBODY_ALONE, BY_ONE_OF_TWO),
    "lower limits hold from then on": ([of("50.00")], TOM, LOWERED, AboveLimits),
    "and do not undo what was approved before": ([of("300.00"), TOM_HAD_APPROVED], OLGA, LOWERED, FULLY),
    "what was accepted is approved afterwards": ([of("50.00"), taken()], TOM, LIMITS, FULLY),
    "what is paid is approved": ([of("50.00"), approved(), taken(), paid()], SAM, LIMITS, []),
    "what was refused is not approved": ([of("50.00"), refused()], TOM, LIMITS, OfferWasRefused),
    "what was withdrawn is not approved": ([of("50.00"), taken_back()], TOM, LIMITS, OfferWasWithdrawn),
    "what was replaced is not approved": (
        [of("50.00"), offered(2, replaces=1)],
        TOM,
        LIMITS,
        OfferWasReplaced,
    ),
    "what was declined is not approved": ([of("50.00"), declined()], TOM, LIMITS, OfferWasDeclined),
    "what was never offered is not approved": ([], TOM, LIMITS, OfferUnknown),
}


@pytest.mark.parametrize(("given", "by", "within", "then"), ROWS.values(), ids=ROWS)
def test_who_may_approve(given: list[Given], by: Actor, within: PolicyBook, then: Then) -> None:
    assert decided(given, APPROVE, asked_by(by, within)) == then


def test_who_is_refused_for_want_of_limits_is_told_which() -> None:
    with pytest.raises(NoLimitsInForce, match="for the role supervisor in GBP") as none:
        decide(APPROVE, fold([of("50.00")]), asked_by(TOM, NO_POLICIES))
    assert vars(none.value) == {"role": "supervisor", "currency": "GBP"}
    with pytest.raises(NoLimitsInForce, match="for the role none in GBP"):
        decide(APPROVE, fold([of("50.00")]), asked_by(Actor(by="ann", kind="person")))
    with pytest.raises(AboveLimits, match=r"Offer 1 is above 500 GBP.* role supervisor may"):
        decide(APPROVE, fold([of("501.00")]), asked_by(TOM))


def test_two_offers_are_approved_one_by_one() -> None:
    complaint = fold([(offered(), MARA), (offered(2), MARA), approved()])
    assert [offer.is_approved for offer in complaint.offers] == [True, False]
