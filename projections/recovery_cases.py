"""Cases: complaints that are not merged into another, each with those that are merged into it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from complaints.when import When
from projections.history import begins_at
from projections.recovery_parts import ComplaintPart, Step, What


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A complaint, `own`, with the duplicates that are merged into it; `filings` are the ids of all.

    `received` is the earliest receipt. `causes` and `steps`, by time, are those of all of them.
    """

    complaint: UUID
    own: ComplaintPart
    filings: frozenset[UUID]
    received: When
    causes: frozenset[str]
    steps: Sequence[Step]

    @property
    def received_at(self) -> datetime:
        """The first instant at which it can have been received, in UTC."""
        return begins_at(self.received)

    def since_receipt(self, at: When) -> datetime:
        """Return when something happened, and not before the receipt, where a day is all that is known."""
        return max(begins_at(at), self.received_at)

    def did(self, what: What) -> list[Step]:
        """Return the steps of one kind, by time."""
        return [step for step in self.steps if step.what == what]

    def times(self, what: What) -> list[datetime]:
        """Return when there was such a step, in order."""
        return [self.since_receipt(step.at) for step in self.did(what)]

    def first_time(self, what: What) -> datetime | None:
        """Return when there was such a step for the first time, if ever."""
        return next(iter(self.times(what)), None)


def cases_of(complaints: Mapping[UUID, ComplaintPart]) -> list[Case]:
    """Return the cases among complaints, by receipt; what is merged into another one of them is its case."""
    duplicates: dict[UUID, list[UUID]] = defaultdict(list)
    for id, part in complaints.items():
        if part.survivor:
            duplicates[part.survivor].append(id)
    cases = [_case(id, complaints, duplicates) for id, part in complaints.items() if part.survivor is None]
    return sorted(cases, key=attrgetter("received_at", "complaint"))


def _case(
    id: UUID, complaints: Mapping[UUID, ComplaintPart], duplicates: Mapping[UUID, Sequence[UUID]]
) -> Case:
    filings = [id]
    for each in filings:  # it grows: what is merged into a duplicate is a duplicate too
        filings += duplicates.get(each, ())
    parts = [complaints[each] for each in filings]
    return Case(
        complaint=id,
        own=complaints[id],
        filings=frozenset(filings).union(*(part.duplicates for part in parts)),
        received=min((part.received for part in parts), key=begins_at),
        causes=frozenset(cause for part in parts for cause in part.causes),
        steps=sorted((step for part in parts for step in part.steps), key=lambda step: begins_at(step.at)),
    )
