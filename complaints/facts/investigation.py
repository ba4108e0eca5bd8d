"""What was looked into and found; and the apology."""

from dataclasses import dataclass
from typing import Literal

from complaints.facts.fact import Fact, Personal
from complaints.facts.intake import Channel

ApologyForm = Literal["acknowledge", "responsibility", "promise"]
"""Acknowledges the harm; takes responsibility for it; promises that it will not happen again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationStarted(Fact):
    """Somebody began to look into the complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRecorded(Fact):
    """Something was established about what happened."""

    text: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAttached(Fact):
    """A document was added to the file. The ledger holds its SHA-256 (hex), size in bytes and media type."""

    sha256: str
    size: int
    media_type: str
    name: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologyMade(Fact):
    """The organisation apologised. `sequence` counts the apologies in this complaint, from 1."""

    form: ApologyForm
    sequence: int
    channel: Channel
    automated: bool
    text: Personal[str] = None


InvestigationFact = InvestigationStarted | FindingRecorded | EvidenceAttached | ApologyMade
