"""Two complaints turn out to be one, or two again: each side gets a fact of its own, and no fact moves.

The duplicate stays as it is and can be read; work goes on in the survivor. What the survivor must know of
the duplicate is in its own fact, by value.
"""

from dataclasses import dataclass
from uuid import UUID

from complaints.facts.clocks import ClockStarted
from complaints.facts.fact import Fact
from complaints.facts.intake import Channel
from complaints.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintMerged(Fact):
    """The complaint is the same as another, the `survivor`, in which work goes on."""

    survivor: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintUnmerged(Fact):
    """The complaint is not the same as the `survivor` after all, and is worked on again."""

    survivor: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateMerged(Fact):
    """Another complaint is the same as this one, in which work goes on.

    Of that `duplicate`: `received` is its receipt, `customer` whose it is, `clocks` are those that ran: when
    they had started, and when they were due at the merge.
    """

    duplicate: UUID
    received: When
    customer: UUID | None = None
    clocks: tuple[ClockStarted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateUnmerged(Fact):
    """The complaint `duplicate` is not the same as this one after all."""

    duplicate: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReachedDuplicate(Fact):
    """The complainant wrote to a complaint that is merged into this one; the text is there."""

    duplicate: UUID
    channel: Channel


MergingFact = (
    ComplaintMerged | ComplaintUnmerged | DuplicateMerged | DuplicateUnmerged | MessageReachedDuplicate
)
