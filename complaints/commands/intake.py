"""A complaint comes in: what can be asked for."""

from dataclasses import dataclass
from uuid import UUID

from complaints.commands.command import Command, Label, Text
from complaints.facts.intake import Channel, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class FileComplaint(Command):
    """Record a new complaint. `at` is when it was received, by any channel.

    `jurisdiction` decides which regulator's clocks run: one that the policy book knows, or `none` for a
    complaint outside every regime. `brand` decides which of the company's own promises hold, `region` (such
    as `scotland`) in which part of a country days are counted.
    """

    channel: Channel
    jurisdiction: Label
    summary: Text
    brand: Label | None = None
    region: Label | None = None
    product: Label | None = None
    issue: Label | None = None
    remedy_sought: Text | None = None
    customer: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyCustomer(Command):
    """Say whose complaint this is."""

    customer: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeComplaint(Command):
    """Record that the complainant was told the complaint was received."""

    channel: Channel
    automated: bool = False
    text: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifyComplaint(Command):
    """Say what the complaint is about. Replaces an earlier classification as a whole."""

    product: Label
    issue: Label | None = None
    severity: Severity | None = None
    vulnerability: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignComplaint(Command):
    """Make a team, or a person in it, responsible."""

    team: Label
    handler: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Command):
    """Move the complaint to other hands, with the reason."""

    to_team: Label
    reason: Label
    to_handler: Label | None = None


IntakeCommand = IdentifyCustomer | AcknowledgeComplaint | ClassifyComplaint | AssignComplaint | HandOver
"""What can be asked of a complaint that exists."""
