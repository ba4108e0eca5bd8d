"""What others have to do with it: what can be asked for."""

from dataclasses import dataclass

from complaints.commands.command import Command, Label, Text
from complaints.facts.outside import OmbudsmanOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardComplaint(Command):
    """Record that the complaint was passed on in writing to the organisation that is responsible.

    If the complainant is told only later, record it again then.
    """

    to: Label
    customer_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOmbudsmanReferral(Command):
    """Record that the complainant took the complaint to an ombudsman, also after it was closed."""

    body: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOmbudsmanDecision(Command):
    """Record what was decided by the body to which the complaint was referred last."""

    outcome: OmbudsmanOutcome
    redress: Text | None = None


OutsideCommand = ForwardComplaint | RecordOmbudsmanReferral | RecordOmbudsmanDecision
