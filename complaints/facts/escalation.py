"""A complaint goes higher up in the house: to a superior, or to the next stage."""

from dataclasses import dataclass
from typing import Literal

from complaints.facts.fact import Fact, Personal
from complaints.facts.intake import Channel

EscalationReason = Literal["customer", "rule", "handler"]
"""The complainant asked for it; a rule of the house demands it; the handler needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintEscalated(Fact):
    """The complaint was put to a superior. `level` counts the escalations of this complaint, from 1."""

    level: int
    reason: EscalationReason
    words: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationAnswered(Fact):
    """The superior dealt with the escalation to `level`."""

    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChanged(Fact):
    """The complainant asked for `stage`, the next one: a new final response is due, from another person."""

    stage: int
    channel: Channel
    reason: Personal[str] = None


EscalationFact = ComplaintEscalated | EscalationAnswered | StageChanged
