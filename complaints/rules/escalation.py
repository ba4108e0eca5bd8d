"""The rules of going higher up in the house."""

from complaints.commands.escalation import (
    AnswerEscalation,
    EscalateComplaint,
    EscalationCommand,
    RequestNextStage,
)
from complaints.complaint import Complaint
from complaints.errors import EscalationNotOpen, NoFurtherStage, StageNotAnswered
from complaints.facts import Fact
from complaints.facts.escalation import ComplaintEscalated, EscalationAnswered, StageChanged
from complaints.when import When

LAST_STAGE = 2
"""Housing Ombudsman, Complaint Handling Code of 1 April 2024, 6.10, read 2026-11-22: stage 2 is final."""


def decide(command: EscalationCommand, complaint: Complaint, at: When) -> list[Fact]:
    """Return what follows. To escalate again is to go one level higher, not a repetition."""
    match command:
        case EscalateComplaint(reason=reason, words=words):
            level = complaint.escalations + 1
            return [ComplaintEscalated(at=at, level=level, reason=reason, words=words)]
        case AnswerEscalation(level=level):
            if level not in complaint.open_escalations:
                raise EscalationNotOpen(level=level)
            return [EscalationAnswered(at=at, level=level)]
        case RequestNextStage():
            return [_next_stage(command, complaint, at)]


def _next_stage(command: RequestNextStage, complaint: Complaint, at: When) -> StageChanged:
    stage = complaint.stage
    if stage == LAST_STAGE:
        raise NoFurtherStage(stage=stage)
    if all(answer.is_struck for answer in complaint.answers):
        raise StageNotAnswered(stage=stage)
    return StageChanged(at=at, stage=stage + 1, channel=command.channel, reason=command.reason)
