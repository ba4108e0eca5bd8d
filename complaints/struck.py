"""What a fact leaves behind that was struck out. Nothing here can fail.

It never happened, but it was recorded: its number may have been told to somebody, and whoever gave an answer
with it has looked at the case.
"""

from dataclasses import replace

from complaints.complaint import Answer, Complaint
from complaints.facts import Fact
from complaints.facts.conversation import CallbackPromised
from complaints.facts.decision import FinalResponseIssued, ResolutionProposed
from complaints.facts.escalation import ComplaintEscalated
from complaints.facts.investigation import ApologyMade
from complaints.facts.redress import CompensationOffered, ProvisionalCreditPosted


def leave_trace(complaint: Complaint, fact: Fact, by: str) -> Complaint:
    """Return the complaint, folded from what stands, after a fact that `by` recorded and that was struck."""
    match fact:
        case CallbackPromised(callback=number):
            return replace(complaint, callbacks=max(complaint.callbacks, number))
        case ApologyMade(sequence=number):
            return replace(complaint, apologies=max(complaint.apologies, number))
        case ResolutionProposed(proposal=number):
            return replace(complaint, proposals=max(complaint.proposals, number))
        case CompensationOffered(offer=number):
            return replace(complaint, offers_made=max(complaint.offers_made, number))
        case ProvisionalCreditPosted(credit=number):
            return replace(complaint, credits=max(complaint.credits, number))
        case ComplaintEscalated(level=number):
            return replace(complaint, escalations=max(complaint.escalations, number))
        case FinalResponseIssued(stage=stage):
            gave = Answer(stage=stage, by=by, is_struck=True)
            return replace(complaint, answers=(*complaint.answers, gave))
        case _:
            return complaint
