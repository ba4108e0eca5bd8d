"""Answering and ending a complaint: what can be asked for."""

from dataclasses import dataclass
from datetime import date

from complaints.commands.command import Command, Label, Text
from complaints.facts.decision import Outcome
from complaints.facts.intake import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class SendHoldingLetter(Command):
    """Tell the complainant why there is no answer yet, and on which day to expect it."""

    expected_on: date
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFinalResponse(Command):
    """Give the organisation's answer. Refused without an outcome and reasons."""

    channel: Channel
    outcome: Outcome | None = None
    reasons: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeResolution(Command):
    """Put a way to settle the complaint to the complainant."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptResolution(Command):
    """Record that the complainant agreed: to the latest proposal, or else to the final response."""

    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeResolution(Command):
    """Record that the complainant does not agree. A resolved complaint is taken up again."""

    channel: Channel
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveComplaint(Command):
    """Say that the matter is settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawComplaint(Command):
    """Record that the complainant took the complaint back."""

    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseComplaint(Command):
    """Put the file away."""

    reason: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenComplaint(Command):
    """Take a closed file up again, with the reason."""

    reason: Label


DecisionCommand = (
    SendHoldingLetter
    | IssueFinalResponse
    | ProposeResolution
    | AcceptResolution
    | DisputeResolution
    | ResolveComplaint
    | WithdrawComplaint
    | CloseComplaint
    | ReopenComplaint
)
