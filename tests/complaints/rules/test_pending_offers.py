"""What an offer that awaits an answer holds up, and what is recorded after the end."""

import pytest

from complaints.commands import AnyCommand
from complaints.commands.decision import AcceptResolution, CloseComplaint, ResolveComplaint
from complaints.commands.redress import (
    AcceptCompensation,
    ApproveCompensation,
    OfferCompensation,
    PostProvisionalCredit,
    RecordCompensationPaid,
    RecordPaymentFailed,
    ReverseProvisionalCredit,
)
from complaints.errors import ComplaintHasClosed, ComplaintWasWithdrawn
from complaints.facts.decision import ComplaintClosed, ComplaintResolved, ResolutionAccepted
from complaints.facts.redress import CompensationPaid, PaymentFailed, ProvisionalCreditReversed
from complaints.redress_errors import OfferAwaitsAnswer, OfferAwaitsApproval, OfferNotApproved
from tests.complaints.given import (
    NOW,
    Given,
    Then,
    accepted,
    answered,
    closed,
    decided,
    proposed,
    resolved,
    withdrawn,
)
from tests.complaints.given_redress import (
    approved,
    asked_by,
    credited,
    declined,
    offered,
    paid,
    pounds,
    refused,
    taken,
    taken_back,
)

RESOLVE, CLOSE, AGREE = (
    ResolveComplaint(),
    CloseComplaint(reason="settled"),
    AcceptResolution(channel="phone"),
)
RESOLVED: Then = [ComplaintResolved(at=NOW, basis="final response")]
CLOSED: Then = [ComplaintClosed(at=NOW, reason="settled")]
AGREED = ResolutionAccepted(at=NOW, channel="phone", in_writing=False, proposal=1)

PENDING: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "an offer without an answer": ([answered(), offered()], RESOLVE, OfferAwaitsAnswer),
    "an approved offer without an answer": ([answered(), offered(), approved()], RESOLVE, OfferAwaitsAnswer),
    "one of two offers without an answer": (
        [answered(), offered(), offered(2), declined(2)],
        RESOLVE,
        OfferAwaitsAnswer,
    ),
    "an accepted offer without approval": ([answered(), offered(), taken()], RESOLVE, OfferAwaitsApproval),
    "an offer that replaced another": (
        [answered(), offered(), offered(2, replaces=1)],
        RESOLVE,
        OfferAwaitsAnswer,
    ),
    "even where the complainant agreed otherwise": (
        [proposed(), offered(), accepted()],
        RESOLVE,
        OfferAwaitsAnswer,
    ),
    "an offer made after the end stands in the way of putting the file away": (
        [answered(), resolved(), offered()],
        CLOSE,
        OfferAwaitsAnswer,
    ),
}
SETTLED: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "an offer that is owed": ([answered(), offered(), approved(), taken()], RESOLVE, RESOLVED),
    "an offer that is paid": ([answered(), offered(), approved(), taken(), paid()], RESOLVE, RESOLVED),
    "a declined offer": ([answered(), offered(), declined()], RESOLVE, RESOLVED),
    "a refused offer": ([answered(), offered(), refused()], RESOLVE, RESOLVED),
    "a withdrawn offer": ([answered(), offered(), taken_back()], RESOLVE, RESOLVED),
    "a resolved complaint is resolved, whatever is offered since": (
        [answered(), resolved(), offered()],
        RESOLVE,
        [],
    ),
    "an offer declined after the end": ([answered(), resolved(), offered(), declined()], CLOSE, CLOSED),
}
AGREEMENT: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "while an offer awaits an answer": ([proposed(), offered()], AGREE, [AGREED]),
    "while an accepted offer awaits approval": ([proposed(), offered(), taken()], AGREE, [AGREED]),
}

PAY = RecordCompensationPaid(offer=1, reference="FP 1")
FAIL = RecordPaymentFailed(offer=1, reason="account closed")
REVERSE = ReverseProvisionalCredit(credit=1, reason="no error found")
OWED: list[Given] = [answered(), offered(), approved(), taken(), credited()]
AWAY: list[Given] = [*OWED, resolved(), closed()]
TAKEN_BACK: list[Given] = [*OWED, withdrawn()]

AFTER_THE_END: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "what is owed is paid": (AWAY, PAY, [CompensationPaid(at=NOW, offer=1, reference="FP 1")]),
    "it is paid once": ([*AWAY, paid()], PAY, []),
    "a payment fails": (AWAY, FAIL, [PaymentFailed(at=NOW, offer=1, reason="account closed")]),
    "a credit is reversed": (
        AWAY,
        REVERSE,
        [ProvisionalCreditReversed(at=NOW, credit=1, reason="no error found")],
    ),
    "who took the complaint back for an offer is paid": (
        TAKEN_BACK,
        PAY,
        [CompensationPaid(at=NOW, offer=1, reference="FP 1")],
    ),
    "what is not approved is not paid then either": (
        [answered(), offered(), taken(), withdrawn()],
        PAY,
        OfferNotApproved,
    ),
    "nothing more is offered": (
        AWAY,
        OfferCompensation(kind="money", money=pounds("1")),
        ComplaintHasClosed,
    ),
    "nothing more is approved": (AWAY, ApproveCompensation(offer=1), ComplaintHasClosed),
    "nothing more is accepted": (
        TAKEN_BACK,
        AcceptCompensation(offer=1, channel="phone"),
        ComplaintWasWithdrawn,
    ),
    "nothing more is credited": (AWAY, PostProvisionalCredit(money=pounds("1")), ComplaintHasClosed),
}


@pytest.mark.parametrize(("given", "when", "then"), PENDING.values(), ids=PENDING)
def test_what_holds_up_the_end(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then


@pytest.mark.parametrize(("given", "when", "then"), SETTLED.values(), ids=SETTLED)
def test_what_does_not_hold_it_up(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then


@pytest.mark.parametrize(("given", "when", "then"), AGREEMENT.values(), ids=AGREEMENT)
def test_agreement_does_not_resolve(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then


def test_agreement_resolves_once_the_offer_is_answered() -> None:
    given: list[Given] = [proposed(), offered(), declined()]
    assert decided(given, AGREE) == [AGREED, ComplaintResolved(at=NOW, basis="accepted by complainant")]


@pytest.mark.parametrize(("given", "when", "then"), AFTER_THE_END.values(), ids=AFTER_THE_END)
def test_what_is_recorded_after_the_end(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when, asked_by()) == then
