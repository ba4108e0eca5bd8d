"""Going higher up in the house: what can be asked for."""

from dataclasses import dataclass

from complaints.commands.command import Command, Text
from complaints.facts.escalation import EscalationReason
from complaints.facts.intake import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalateComplaint(Command):
    """Put the complaint to a superior, one level above the escalation before."""

    reason: EscalationReason
    words: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEscalation(Command):
    """Record that the escalation to `level` was dealt with."""

    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestNextStage(Command):
    """Record that the complainant is not satisfied with the final response and asks for the next stage.

    They need not say why.
    """

    channel: Channel
    reason: Text | None = None


EscalationCommand = EscalateComplaint | AnswerEscalation | RequestNextStage
