"""The case list: one row per complaint, as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import get_args
from uuid import UUID

from complaints.facts import Fact
from complaints.facts.clocks import ClockFact
from complaints.facts.intake import ComplaintFiled
from complaints.storage import Recorded
from projections.history import begins_at
from projections.holding import Holding, hold
from projections.turns import next_due_at
from projections.view import View

OF_CLOCKS: frozenset[type[Fact]] = frozenset(get_args(ClockFact))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A complaint in the list.

    `received_at` is the first instant at which it can have been received, or the last if only that is known;
    `next_due_at` the earliest due instant of the clocks that run; `updated_at` when the latest fact was
    recorded that is no clock's; all in UTC. `customer` may be known from a complaint merged into it alone.
    `version` is that of the latest fact that counts.
    """

    complaint: UUID
    reference: str
    status: str
    received_at: datetime
    channel: str
    jurisdiction: str | None
    brand: str | None
    source: str | None
    product: str | None
    issue: str | None
    severity: str | None
    team: str | None
    handler: str | None
    customer: UUID | None
    next_due_at: datetime | None
    updated_at: datetime
    version: int


def fold(facts: Sequence[Recorded]) -> list[Case]:
    """Return the row of a complaint's stream; none for another stream."""
    filed = facts[0].fact
    if not isinstance(filed, ComplaintFiled):
        return []
    held = reduce(hold, (recorded.fact for recorded in facts), Holding())
    return [
        Case(
            complaint=facts[0].originator_id,
            reference=filed.reference,
            status=held.status,
            received_at=begins_at(filed.at),
            channel=filed.channel,
            jurisdiction=filed.jurisdiction,
            brand=filed.brand,
            source=filed.source,
            product=held.product,
            issue=held.issue,
            severity=held.severity,
            team=held.team,
            handler=held.handler,
            customer=held.party,
            next_due_at=next_due_at(recorded.fact for recorded in facts),
            updated_at=_updated_at(facts),
            version=max(recorded.originator_version for recorded in facts),
        )
    ]


def _updated_at(facts: Sequence[Recorded]) -> datetime:
    return max(
        recorded.recorded_at
        for recorded in facts
        if recorded.recorded_at and type(recorded.fact) not in OF_CLOCKS
    )


CASE_LIST: View[Case] = View(
    name="case_list",
    version=3,
    fold=fold,
    row=Case,
    table="case_list",
    key=("complaint",),
)
