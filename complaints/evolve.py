"""How each fact changes a complaint: a table by phase. Nothing here can fail."""

from dataclasses import replace

from complaints.complaint import Answer, Complaint, Status
from complaints.evolve_clocks import evolve_clocks
from complaints.facts import Fact
from complaints.facts.causes import CauseIdentified
from complaints.facts.conversation import (
    CallbackMade,
    CallbackMissed,
    CallbackPromised,
    InformationReceived,
    InformationRequested,
)
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintWithdrawn,
    FinalResponseIssued,
    ResolutionAccepted,
    ResolutionDisputed,
    ResolutionProposed,
)
from complaints.facts.escalation import ComplaintEscalated, EscalationAnswered, StageChanged
from complaints.facts.intake import (
    ComplaintAcknowledged,
    ComplaintAssigned,
    ComplaintClassified,
    CustomerIdentified,
    HandedOver,
)
from complaints.facts.investigation import ApologyMade, EvidenceAttached, InvestigationStarted
from complaints.facts.merging import (
    ComplaintMerged,
    ComplaintUnmerged,
    DuplicateMerged,
    DuplicateUnmerged,
)
from complaints.facts.outside import ComplaintForwarded, OmbudsmanDecided, OmbudsmanReferred
from complaints.facts.redress import OfferFact, ProvisionalCreditPosted, ProvisionalCreditReversed
from complaints.offers import evolve_offers


def evolve(complaint: Complaint, fact: Fact, by: str) -> Complaint:
    """Return the complaint after one more fact, recorded by `by`. Never fails; facts come in stream order.

    A fact that is folded again, and of which everything still holds, changes nothing.
    """
    match fact:
        case CustomerIdentified(customer=customer):
            return replace(complaint, customer=customer)
        case ComplaintAcknowledged():
            return replace(complaint, is_acknowledged=True)
        case ComplaintClassified():
            return replace(complaint, classification=fact)
        case ComplaintAssigned(team=team, handler=handler):
            return replace(complaint, team=team, handler=handler)
        case HandedOver(to_team=team, to_handler=handler):
            return replace(complaint, team=team, handler=handler)
        case InformationRequested(item=item):
            return replace(complaint, awaited_items=complaint.awaited_items | {item})
        case InformationReceived(item=item):
            return replace(complaint, awaited_items=complaint.awaited_items - {item})
        case CallbackPromised(callback=number):
            return replace(
                complaint,
                callbacks=max(complaint.callbacks, number),
                open_callbacks=complaint.open_callbacks | {number},
            )
        case CallbackMade(callback=number) | CallbackMissed(callback=number):
            return replace(complaint, open_callbacks=complaint.open_callbacks - {number})
        case InvestigationStarted():
            return replace(complaint, is_investigated=True)
        case EvidenceAttached(sha256=sha256):
            return replace(complaint, evidence=complaint.evidence | {sha256})
        case ApologyMade(sequence=sequence):
            return replace(complaint, apologies=max(complaint.apologies, sequence))
        case _:
            return _evolve_decision(complaint, fact, by)


def _evolve_decision(complaint: Complaint, fact: Fact, by: str) -> Complaint:
    match fact:
        case FinalResponseIssued(stage=stage):
            given = Answer(stage=stage, by=by)
            known = complaint.answers
            return replace(complaint, answers=known if given in known else (*known, given), is_answered=True)
        case ResolutionProposed(proposal=number):
            return replace(
                complaint, proposals=max(complaint.proposals, number), proposal=number, has_open_proposal=True
            )
        case ResolutionAccepted(in_writing=in_writing):
            return replace(
                complaint, has_open_proposal=False, is_accepted=True, is_accepted_in_writing=in_writing
            )
        case ResolutionDisputed():
            return replace(
                complaint, has_open_proposal=False, is_accepted=False, is_accepted_in_writing=False
            )
        case ComplaintResolved():
            return _in_status(complaint, "resolved")
        case ComplaintWithdrawn():
            return _in_status(complaint, "withdrawn")
        case ComplaintClosed():
            return _in_status(complaint, "closed")
        case ComplaintReopened():
            return replace(
                _in_status(complaint, "open"),
                is_accepted=False,
                is_accepted_in_writing=False,
                is_answered=False,
            )
        case _:
            return _evolve_redress(complaint, fact, by)


def _in_status(complaint: Complaint, status: Status) -> Complaint:
    # The source of an imported complaint may close it while it is merged.
    if complaint.status == "merged":
        return replace(complaint, status_if_unmerged=status)
    return replace(complaint, status=status)


def _evolve_redress(complaint: Complaint, fact: Fact, by: str) -> Complaint:
    if isinstance(fact, OfferFact):
        made = max(complaint.offers_made, fact.offer)  # what is about an offer has the number of one made
        return replace(complaint, offers=evolve_offers(complaint.offers, fact, by), offers_made=made)
    match fact:
        case ProvisionalCreditPosted(credit=number, at=at):
            credits = dict(complaint.open_credits) | {number: at}
            return replace(
                complaint, credits=max(complaint.credits, number), open_credits=tuple(credits.items())
            )
        case ProvisionalCreditReversed(credit=number):
            still_open = tuple(it for it in complaint.open_credits if it[0] != number)
            return replace(complaint, open_credits=still_open)
        case _:
            return _evolve_escalation(complaint, fact)


def _evolve_escalation(complaint: Complaint, fact: Fact) -> Complaint:
    match fact:
        case ComplaintEscalated(level=level):
            return replace(
                complaint,
                escalations=max(complaint.escalations, level),
                open_escalations=complaint.open_escalations | {level},
            )
        case EscalationAnswered(level=level):
            return replace(complaint, open_escalations=complaint.open_escalations - {level})
        case StageChanged(stage=stage):
            return replace(
                complaint,
                stage=stage,
                is_acknowledged=False,
                is_answered=False,
                is_accepted=False,
                is_accepted_in_writing=False,
            )
        case _:
            return _evolve_outside(complaint, fact)


def _evolve_outside(complaint: Complaint, fact: Fact) -> Complaint:
    match fact:
        case ComplaintForwarded(to=to, customer_told=told):
            return replace(complaint, forwarded=complaint.forwarded | {(to, told)})
        case OmbudsmanReferred(body=body):
            return replace(complaint, ombudsman=body, ombudsman_decision=None)
        case OmbudsmanDecided():
            return replace(complaint, ombudsman_decision=fact)
        case CauseIdentified(cause=cause):
            return replace(complaint, causes=complaint.causes | {cause})
        case _:
            return _evolve_merging(complaint, fact)


def _evolve_merging(complaint: Complaint, fact: Fact) -> Complaint:
    match fact:
        case ComplaintMerged(survivor=survivor):
            status = complaint.status
            return replace(complaint, status="merged", merged_into=survivor, status_if_unmerged=status)
        case ComplaintUnmerged():
            status = complaint.status_if_unmerged or complaint.status
            return replace(complaint, status=status, merged_into=None, status_if_unmerged=None)
        case DuplicateMerged():
            return replace(complaint, duplicates=(*complaint.duplicates, fact))
        case DuplicateUnmerged(duplicate=duplicate):
            others = tuple(it for it in complaint.duplicates if it.duplicate != duplicate)
            return replace(complaint, duplicates=others)
        case _:
            clocks = evolve_clocks(complaint.clocks, fact)
            return complaint if clocks is complaint.clocks else replace(complaint, clocks=clocks)
