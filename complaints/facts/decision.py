"""How a complaint is answered and how it ends."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from complaints.facts.fact import Fact, Personal
from complaints.facts.intake import Channel

Outcome = Literal["upheld", "partly upheld", "rejected"]
ResolutionBasis = Literal["final response", "accepted by complainant", "as reported by source"]
"""Why a complaint counts as resolved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingLetterSent(Fact):
    """The complainant was told why there is no answer yet and on which day to expect it."""

    expected_on: date
    reason: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalResponseIssued(Fact):
    """The organisation's answer at a stage: its outcome and the reasons."""

    stage: int
    outcome: Outcome
    channel: Channel
    reasons: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionProposed(Fact):
    """A way to settle the complaint was put to the complainant. Numbered 1, 2, ... in a complaint."""

    proposal: int
    text: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionAccepted(Fact):
    """The complainant agreed to a proposal or to the final response (`proposal` is None)."""

    channel: Channel
    in_writing: bool
    proposal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionDisputed(Fact):
    """The complainant does not agree."""

    channel: Channel
    reason: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintResolved(Fact):
    """The matter is settled as far as the organisation can settle it."""

    basis: ResolutionBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintWithdrawn(Fact):
    """The complainant took the complaint back."""

    reason: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintClosed(Fact):
    """The file was put away."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintReopened(Fact):
    """The file was taken up again."""

    reason: str


DecisionFact = (
    HoldingLetterSent
    | FinalResponseIssued
    | ResolutionProposed
    | ResolutionAccepted
    | ResolutionDisputed
    | ComplaintResolved
    | ComplaintWithdrawn
    | ComplaintClosed
    | ComplaintReopened
)
