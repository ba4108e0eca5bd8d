"""The investigation and the apology: what can be asked for."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le, Len, Predicate

from complaints.commands.command import Command, Label, Text
from complaints.facts.intake import Channel
from complaints.facts.investigation import ApologyForm
from complaints.texts import is_storable


def is_sha256(text: str) -> bool:
    """Say whether this is a SHA-256 in lower-case hexadecimal."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")  # noqa: PLR2004 - 256 bits, 4 a digit


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInvestigation(Command):
    """Begin to look into the complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFinding(Command):
    """Record what was established."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachEvidence(Command):
    """Add a document to the file: its SHA-256 (hex), size in bytes (at most 1 TiB), media type, name."""

    sha256: Annotated[str, Predicate(is_sha256)]
    size: Annotated[int, Ge(0), Le(2**40)]
    media_type: Label
    name: Annotated[str, Len(1, 255), Predicate(is_storable)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apologise(Command):
    """Record an apology and its form."""

    form: ApologyForm
    channel: Channel
    automated: bool = False
    text: Text | None = None


InvestigationCommand = StartInvestigation | RecordFinding | AttachEvidence | Apologise
