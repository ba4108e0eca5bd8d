"""The rules of what others have to do with it."""

from dataclasses import replace

from complaints.commands.outside import (
    ForwardComplaint,
    OutsideCommand,
    RecordOmbudsmanDecision,
    RecordOmbudsmanReferral,
)
from complaints.complaint import Complaint
from complaints.errors import OmbudsmanNotAsked
from complaints.facts import Fact
from complaints.facts.outside import ComplaintForwarded, OmbudsmanDecided, OmbudsmanReferred
from complaints.when import When


def decide(command: OutsideCommand, complaint: Complaint, at: When) -> list[Fact]:
    """Return what follows; nothing where it is so already."""
    match command:
        case ForwardComplaint(to=to, customer_told=told):
            # Told later, what was forwarded counts as forwarded only from then on: that is a second fact.
            if complaint.forwarded & {(to, True), (to, told)}:
                return []
            return [ComplaintForwarded(at=at, to=to, customer_told=told)]
        case RecordOmbudsmanReferral(body=body):
            return [] if body == complaint.ombudsman else [OmbudsmanReferred(at=at, body=body)]
        case RecordOmbudsmanDecision():
            return _ombudsman_decision(command, complaint, at)


def _ombudsman_decision(command: RecordOmbudsmanDecision, complaint: Complaint, at: When) -> list[Fact]:
    if complaint.ombudsman is None:
        raise OmbudsmanNotAsked
    decided = OmbudsmanDecided(
        at=at, body=complaint.ombudsman, outcome=command.outcome, redress=command.redress
    )
    known = complaint.ombudsman_decision
    return [] if known and replace(known, at=at) == decided else [decided]
