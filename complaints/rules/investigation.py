"""The rules of the investigation and the apology."""

from complaints.commands.investigation import (
    Apologise,
    AttachEvidence,
    InvestigationCommand,
    RecordFinding,
    StartInvestigation,
)
from complaints.complaint import Complaint
from complaints.facts import Fact
from complaints.facts.investigation import (
    ApologyMade,
    EvidenceAttached,
    FindingRecorded,
    InvestigationStarted,
)
from complaints.when import When


def decide(command: InvestigationCommand, complaint: Complaint, at: When) -> list[Fact]:
    """Return what follows; nothing where the investigation runs or the same document is on file."""
    match command:
        case StartInvestigation():
            return [] if complaint.is_investigated else [InvestigationStarted(at=at)]
        case RecordFinding(text=text):
            return [FindingRecorded(at=at, text=text)]
        case AttachEvidence(sha256=sha256):
            if sha256 in complaint.evidence:
                return []
            return [
                EvidenceAttached(
                    at=at,
                    sha256=sha256,
                    size=command.size,
                    media_type=command.media_type,
                    name=command.name,
                )
            ]
        case Apologise():
            return [
                ApologyMade(
                    at=at,
                    form=command.form,
                    sequence=complaint.apologies + 1,
                    channel=command.channel,
                    automated=command.automated,
                    text=command.text,
                )
            ]
