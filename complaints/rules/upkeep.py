"""The rules of corrections: no fact is made to say, or taken away, what its own command would refuse."""

from complaints.actor import Actor
from complaints.complaint import Complaint
from complaints.facts import Fact
from complaints.facts.conversation import CallbackPromised
from complaints.facts.decision import FinalResponseIssued, HoldingLetterSent
from complaints.facts.redress import CompensationAccepted, CompensationApproved, CompensationOffered
from complaints.redress_errors import PaymentRestsOnIt
from complaints.rules.conversation import refuse_past_call
from complaints.rules.decision import refuse_answerer, refuse_early_answer, refuse_no_reasons
from complaints.rules.redress import refuse_worthless


def refuse_correction(fact: Fact, complaint: Complaint, by: Actor) -> None:
    """Raise what the command would that had said the fact as it is corrected, `by` who corrects it.

    Who may not answer at a stage may not put other words into the answer of somebody who may.
    """
    match fact:
        case CallbackPromised(at=at, promised_for=promised_for):
            refuse_past_call(promised_for, at)
        case HoldingLetterSent(at=at, expected_on=expected_on):
            refuse_early_answer(expected_on, at)
        case FinalResponseIssued(stage=stage, reasons=reasons):
            refuse_no_reasons(reasons)
            refuse_answerer(stage, complaint, by)
        case CompensationOffered(kind=kind, money=money):
            refuse_worthless(kind, money)
        case _:
            return


def refuse_strike(fact: Fact, complaint: Complaint) -> None:
    """Raise `PaymentRestsOnIt` for the offer, an approval or the acceptance of what was paid."""
    if not isinstance(fact, CompensationOffered | CompensationApproved | CompensationAccepted):
        return
    for offer in complaint.offers:
        if offer.number == fact.offer and offer.payment is not None:
            raise PaymentRestsOnIt(offer=offer.number, reference=offer.payment)
