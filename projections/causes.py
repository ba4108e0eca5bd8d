"""Root causes: which complaints name which, and when each was removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from complaints.facts.causes import CauseFixed, CauseIdentified
from complaints.facts.intake import ComplaintClassified, ComplaintFiled
from complaints.storage import Recorded
from complaints.when import Day, NotAfter, When
from projections.history import begins_at
from projections.holding import MERGING, Holding, hold
from projections.view import View

Kind = Literal["complaint", "fix"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseNamed:
    """A complaint that names a cause, or the removal of one; `stream` is the complaint's, or the cause's own.

    `happened_at` is the receipt of the complaint, or when the cause was removed: the first instant at which
    it can have been, in UTC; `happened_day` is its calendar day where that is all that is known. Where all
    that is known is by when it was, `happened_at` is that instant, and `is_time_known` false. `product` is
    the complaint's now. `is_merged`: another complaint is the same.
    """

    stream: UUID
    cause: str
    kind: Kind
    happened_at: datetime
    reference: str | None
    product: str | None
    is_merged: bool
    happened_day: date | None
    is_time_known: bool


def fold(facts: Sequence[Recorded]) -> list[CauseNamed]:
    """Return the causes that a complaint names, or the removal of a cause; none of another stream."""
    first, stream = facts[0].fact, facts[0].originator_id
    if isinstance(first, CauseFixed):
        return [_row(stream, first.cause, "fix", first.at)]
    if not isinstance(first, ComplaintFiled):
        return []
    held = Holding()
    causes: dict[str, None] = {}
    for recorded in facts:
        held = hold(held, recorded.fact)
        if isinstance(recorded.fact, CauseIdentified):
            causes[recorded.fact.cause] = None
    return [_row(stream, cause, "complaint", first.at, (first.reference, held)) for cause in causes]


def _row(
    stream: UUID, cause: str, kind: Kind, at: When, complaint: tuple[str, Holding] | None = None
) -> CauseNamed:
    reference, held = complaint or (None, Holding())
    return CauseNamed(
        stream=stream,
        cause=cause,
        kind=kind,
        happened_at=begins_at(at),
        reference=reference,
        product=held.product,
        is_merged=held.status == "merged",
        happened_day=at.day if isinstance(at, Day) else None,
        is_time_known=not isinstance(at, NotAfter),
    )


CAUSES: View[CauseNamed] = View(
    name="causes",
    version=3,
    fold=fold,
    concerns=MERGING | {ComplaintClassified, CauseIdentified, CauseFixed},
    row=CauseNamed,
    table="causes",
    key=("stream", "cause"),
)
