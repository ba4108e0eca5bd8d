"""What is offered to put things right, what becomes of it, and what is paid."""

from dataclasses import replace
from decimal import Decimal

import pytest

from complaints.commands import AnyCommand
from complaints.commands.redress import (
    AcceptCompensation,
    DeclineCompensation,
    OfferCompensation,
    PostProvisionalCredit,
    RecordCompensationPaid,
    RecordPaymentFailed,
    RefuseCompensation,
    ReverseProvisionalCredit,
    WithdrawCompensation,
)
from complaints.facts.redress import (
    CompensationAccepted,
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
from complaints.redress_errors import (
    CreditUnknown,
    OfferNotAccepted,
    OfferNotApproved,
    OfferUnknown,
    OfferWasAccepted,
    OfferWasApproved,
    OfferWasDeclined,
    OfferWasPaid,
    OfferWasRefused,
    OfferWasReplaced,
    OfferWasWithdrawn,
)
from complaints.rules import decide
from tests.complaints.given import MARA, NOW, TOM, Given, Then, context, decided, fold
from tests.complaints.given_redress import (
    SAM,
    approved,
    bounced,
    credited,
    debited,
    declined,
    offered,
    paid,
    pounds,
    refused,
    taken,
    taken_back,
)

Row = tuple[list[Given], AnyCommand, Then]

OFFER = OfferCompensation(kind="money", money=pounds("50.00"))
ANOTHER = OfferCompensation(kind="money", money=pounds("50.00"), replaces=1)
OWED: list[Given] = [offered(), approved(), taken()]

MADE = CompensationOffered(at=NOW, offer=1, kind="money", money=pounds("50.00"))
TAKEN = CompensationAccepted(at=NOW, offer=1, channel="phone")
DECLINED = CompensationDeclined(at=NOW, offer=1, channel="phone", reason="Too little.")
REFUSED = CompensationRefused(at=NOW, offer=1, reason="nothing was lost")
PAID = CompensationPaid(at=NOW, offer=1, reference="FP 1")
FAILED = PaymentFailed(at=NOW, offer=1, reason="account closed")
WITHDRAWN = CompensationWithdrawn(at=NOW, offer=1, reason="refunded")
REVERSED = ProvisionalCreditReversed(at=NOW, credit=1, reason="no error found")


def second(replaces: int | None = None) -> CompensationOffered:
    return CompensationOffered(at=NOW, offer=2, kind="money", money=pounds("50.00"), replaces=replaces)


OFFERING: dict[str, Row] = {
    "the first offer has number 1": ([], OFFER, [MADE]),
    "what is said of an offer is recorded": (
        [],
        OfferCompensation(
            kind="fee waiver",
            money=Money(amount=Decimal(1200), currency="JPY"),
            matches_loss=True,
            reason="Fee.",
        ),
        [
            CompensationOffered(
                at=NOW,
                offer=1,
                kind="fee waiver",
                money=Money(amount=Decimal(1200), currency="JPY"),
                matches_loss=True,
                reason="Fee.",
            )
        ],
    ),
    "the same offer made again is another offer": ([offered()], OFFER, [second()]),
    "an offer follows one that was declined": ([offered(), declined()], OFFER, [second()]),
    "the first of two declined, the next has number 3": (
        [offered(), offered(2), declined()],
        OFFER,
        [replace(MADE, offer=3)],
    ),
    "an offer replaces one that awaits an answer": ([offered()], ANOTHER, [second(replaces=1)]),
    "an offer replaces one that is approved": ([offered(), approved()], ANOTHER, [second(replaces=1)]),
    "an accepted offer is not replaced": ([offered(), taken()], ANOTHER, OfferWasAccepted),
    "a paid offer is not replaced": ([*OWED, paid()], ANOTHER, OfferWasAccepted),
    "a declined offer is not replaced": ([offered(), declined()], ANOTHER, OfferWasDeclined),
    "a refused offer is not replaced": ([offered(), refused()], ANOTHER, OfferWasRefused),
    "a withdrawn offer is not replaced": ([offered(), taken_back()], ANOTHER, OfferWasWithdrawn),
    "an offer is replaced once": ([offered(), offered(2, replaces=1)], ANOTHER, OfferWasReplaced),
    "an offer that was never made is not replaced": ([], ANOTHER, OfferUnknown),
    "an offer does not replace itself": (
        [offered()],
        OfferCompensation(kind="money", money=pounds("1"), replaces=2),
        OfferUnknown,
    ),
}

ACCEPT = AcceptCompensation(offer=1, channel="phone")
DECLINE = DeclineCompensation(offer=1, channel="phone", reason="Too little.")

ANSWERING: dict[str, Row] = {
    "the complainant takes the offer": ([offered()], ACCEPT, [TAKEN]),
    "the complainant takes the approved offer": ([offered(), approved()], ACCEPT, [TAKEN]),
    "the complainant takes the offer once": ([offered(), taken()], ACCEPT, []),
    "the complainant who is paid has taken the offer": ([*OWED, paid()], ACCEPT, []),
    "of two offers one is taken": ([offered(), offered(2)], ACCEPT, [TAKEN]),
    "a refused offer is not taken": ([offered(), refused()], ACCEPT, OfferWasRefused),
    "an offer that was refused after all is not taken again": (
        [offered(), taken(), refused()],
        ACCEPT,
        OfferWasRefused,
    ),
    "a withdrawn offer is not taken": ([offered(), taken_back()], ACCEPT, OfferWasWithdrawn),
    "a replaced offer is not taken": ([offered(), offered(2, replaces=1)], ACCEPT, OfferWasReplaced),
    "a declined offer is not taken": ([offered(), declined()], ACCEPT, OfferWasDeclined),
    "an offer that was never made is not taken": ([], ACCEPT, OfferUnknown),
    "there is no offer number 0": ([offered()], AcceptCompensation(offer=0, channel="phone"), OfferUnknown),
    "the complainant does not take the offer": ([offered()], DECLINE, [DECLINED]),
    "the complainant does not take the approved offer": ([offered(), approved()], DECLINE, [DECLINED]),
    "an offer is declined once": ([offered(), declined()], DECLINE, []),
    "an accepted offer is not declined": ([offered(), taken()], DECLINE, OfferWasAccepted),
    "a paid offer is not declined": ([*OWED, paid()], DECLINE, OfferWasAccepted),
    "a refused offer is not declined": ([offered(), refused()], DECLINE, OfferWasRefused),
    "a withdrawn offer is not declined": ([offered(), taken_back()], DECLINE, OfferWasWithdrawn),
    "a replaced offer is not declined": ([offered(), offered(2, replaces=1)], DECLINE, OfferWasReplaced),
    "an offer that was never made is not declined": ([], DECLINE, OfferUnknown),
}

WITHDRAW = WithdrawCompensation(offer=1, reason="refunded")
REFUSE = RefuseCompensation(offer=1, reason="nothing was lost")

ENDING: dict[str, Row] = {
    "an offer is taken back before it is answered": ([offered()], WITHDRAW, [WITHDRAWN]),
    "an approved offer is taken back": ([offered(), approved()], WITHDRAW, [WITHDRAWN]),
    "an offer is taken back once": ([offered(), taken_back()], WITHDRAW, []),
    "an accepted offer is not taken back": ([offered(), taken()], WITHDRAW, OfferWasAccepted),
    "a declined offer is not taken back": ([offered(), declined()], WITHDRAW, OfferWasDeclined),
    "a refused offer is not taken back": ([offered(), refused()], WITHDRAW, OfferWasRefused),
    "a replaced offer is not taken back": ([offered(), offered(2, replaces=1)], WITHDRAW, OfferWasReplaced),
    "an offer that was never made is not taken back": ([], WITHDRAW, OfferUnknown),
    "an offer is refused in the house": ([offered()], REFUSE, [REFUSED]),
    "an offer that one of two approved is refused": (
        [offered(), approved(is_complete=False)],
        REFUSE,
        [REFUSED],
    ),
    "an accepted offer that is not approved is refused": ([offered(), taken()], REFUSE, [REFUSED]),
    "an offer is refused once": ([offered(), refused()], REFUSE, []),
    "an approved offer is not refused": ([offered(), approved()], REFUSE, OfferWasApproved),
    "a paid offer is not refused": ([*OWED, paid()], REFUSE, OfferWasApproved),
    "a declined offer is not refused": ([offered(), declined()], REFUSE, OfferWasDeclined),
    "a withdrawn offer is not refused": ([offered(), taken_back()], REFUSE, OfferWasWithdrawn),
    "a replaced offer is not refused": ([offered(), offered(2, replaces=1)], REFUSE, OfferWasReplaced),
    "an offer that was never made is not refused": ([], REFUSE, OfferUnknown),
}

PAY = RecordCompensationPaid(offer=1, reference="FP 1")
FAIL = RecordPaymentFailed(offer=1, reason="account closed")

PAYING: dict[str, Row] = {
    "what is approved and accepted is paid": (OWED, PAY, [PAID]),
    "what is accepted and then approved is paid": ([offered(), taken(), approved()], PAY, [PAID]),
    "an offer is paid once": ([*OWED, paid()], PAY, []),
    "a second payment is not taken for the first": (
        [*OWED, paid()],
        RecordCompensationPaid(offer=1, reference="FP 2"),
        OfferWasPaid,
    ),
    "what failed is paid after all": ([*OWED, bounced()], PAY, [PAID]),
    "two offers may share a payment": (
        [*OWED, paid(), offered(2), approved(2), taken(2)],
        RecordCompensationPaid(offer=2, reference="FP 1"),
        [CompensationPaid(at=NOW, offer=2, reference="FP 1")],
    ),
    "what is approved by one of two is not paid": (
        [offered(), approved(is_complete=False), taken()],
        PAY,
        OfferNotApproved,
    ),
    "what is not approved is not paid": ([offered(), taken()], PAY, OfferNotApproved),
    "what is not accepted is not paid": ([offered(), approved()], PAY, OfferNotAccepted),
    "what is only offered is not paid": ([offered()], PAY, OfferNotAccepted),
    "what is declined is not paid": ([offered(), approved(), declined()], PAY, OfferWasDeclined),
    "what is refused is not paid": ([offered(), taken(), refused()], PAY, OfferWasRefused),
    "what is withdrawn is not paid": ([offered(), approved(), taken_back()], PAY, OfferWasWithdrawn),
    "what is replaced is not paid": ([offered(), approved(), offered(2, replaces=1)], PAY, OfferWasReplaced),
    "the approval of one offer does not pay another": (
        [*OWED, offered(2), taken(2)],
        RecordCompensationPaid(offer=2, reference="FP 1"),
        OfferNotApproved,
    ),
    "what was never offered is not paid": ([], PAY, OfferUnknown),
    "a payment fails": (OWED, FAIL, [FAILED]),
    "a payment fails again": ([*OWED, bounced()], FAIL, [FAILED]),
    "what was paid did not fail": ([*OWED, paid()], FAIL, OfferWasPaid),
    "what is not accepted cannot fail": ([offered(), approved()], FAIL, OfferNotAccepted),
    "what is not approved cannot fail": ([offered(), taken()], FAIL, OfferNotApproved),
    "what was never offered cannot fail": ([], FAIL, OfferUnknown),
}

CREDIT = PostProvisionalCredit(money=pounds("250"))
REVERSE = ReverseProvisionalCredit(credit=1, reason="no error found")

CREDITING: dict[str, Row] = {
    "the first credit has number 1": (
        [],
        CREDIT,
        [ProvisionalCreditPosted(at=NOW, credit=1, money=pounds("250"))],
    ),
    "the next has number 2, though the first was reversed": (
        [credited(), debited()],
        CREDIT,
        [ProvisionalCreditPosted(at=NOW, credit=2, money=pounds("250"))],
    ),
    "a credit is reversed": ([credited()], REVERSE, [REVERSED]),
    "the first of two credits is reversed": ([credited(), credited(2)], REVERSE, [REVERSED]),
    "a credit is reversed once": ([credited(), debited()], REVERSE, []),
    "a credit that was not posted is not reversed": ([], REVERSE, CreditUnknown),
    "there is no credit number 0": (
        [credited()],
        ReverseProvisionalCredit(credit=0, reason="no error found"),
        CreditUnknown,
    ),
}

ROWS = OFFERING | ANSWERING | ENDING | PAYING | CREDITING


@pytest.mark.parametrize(("given", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_follows_in_redress(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then


def test_no_row_hides_another() -> None:
    assert len(ROWS) == sum(map(len, (OFFERING, ANSWERING, ENDING, PAYING, CREDITING)))


def test_who_records_a_second_payment_is_told_of_the_first() -> None:
    with pytest.raises(OfferWasPaid, match="Offer 1 was paid under the reference FP 1"):
        decide(RecordCompensationPaid(offer=1, reference="FP 2"), fold([*OWED, paid()]), context())


def test_a_refusal_names_the_offer_that_is_not_there() -> None:
    with pytest.raises(OfferUnknown, match="no offer number 7"):
        decide(AcceptCompensation(offer=7, channel="phone"), fold([offered()]), context())


def test_the_complaint_knows_who_offered_who_approved_and_what_was_paid() -> None:
    first, second = approved(is_complete=False), (approved()[0], SAM)
    (offer,) = fold([offered(), first]).offers
    assert (offer.offered_by, offer.approved_by, offer.is_approved) == (MARA.by, (TOM.by,), False)
    (offer,) = fold([offered(), first, second, taken(), paid()]).offers
    assert (offer.approved_by, offer.is_approved) == ((TOM.by, SAM.by), True)
    assert (offer.state, offer.payment) == ("paid", "FP 1")


def test_the_third_offer_has_number_3() -> None:
    (made,) = decide(OFFER, fold([offered(), offered(2)]), context())
    assert made.fact == CompensationOffered(at=NOW, offer=3, kind="money", money=pounds("50.00"))
