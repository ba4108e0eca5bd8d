"""From when to when each life of a customer lasted, and what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate, pairwise

from complaints.when import RESOLUTION
from projections.departures import Departure
from projections.win_back_parts import ComplaintPart, Spending


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From one return to the next; `departure` ended it, if it has ended.

    Of this life is what happened from `since` (inclusive) until `until` (exclusive), None without an end:
    what can have come before the leaving belongs to the life that ended by it, also where only the day of the
    return is known, and is the same.
    """

    began_at: datetime | None
    began_on: date | None
    since: datetime | None
    until: datetime | None
    departure: Departure | None

    def holds(self, instant: datetime) -> bool:
        """Say whether an instant is in this life, or after it and before the return."""
        return not self.is_after(instant) and (self.until is None or instant < self.until)

    def holds_days(self, spending: Spending) -> bool:
        """Say whether what was spent lies between the two returns: on their days it may be on either side."""
        ended_at = self.departure.returned_at if self.departure else None
        return (self.began_at is None or self.began_at.date() < spending.first_day) and (
            ended_at is None or spending.last_day < ended_at.date()
        )

    def is_after(self, instant: datetime) -> bool:
        """Say whether an instant is in an earlier life."""
        return self.since is not None and instant < self.since

    def can_precede_leaving(self, instant: datetime | None) -> bool:
        """Say whether an instant, if there is one, did not certainly come after the leaving, if any."""
        return instant is not None and (self.departure is None or instant <= self.departure.lost_by)


def spans_between(departures: Sequence[Departure]) -> list[Span]:
    """Return the lives in order; the last has not ended, unless the customer is away."""
    returns = [it for it in departures if it.returned_at]
    ends = [max(it.returned_at, it.lost_by + RESOLUTION) for it in departures if it.returned_at]
    bounds = pairwise([None, *accumulate(ends, max), None])
    endings = departures if len(returns) < len(departures) else [*departures, None]
    return [
        Span(
            began_at=before.returned_at if before else None,
            began_on=before.returned_on if before else None,
            since=since,
            until=until,
            departure=departure,
        )
        for before, (since, until), departure in zip([None, *returns], bounds, endings, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """From when a complaint runs, in the life in which it was received."""

    at: datetime
    on: date | None
    complaint: ComplaintPart

    @classmethod
    def of(cls, complaint: ComplaintPart, span: Span) -> "Began":
        """Return the earliest receipt of a complaint, or of one merged into it, that lies in this life."""
        if span.holds(complaint.first_at):
            return cls(at=complaint.first_at, on=complaint.first_on, complaint=complaint)
        return cls(at=complaint.received_at, on=complaint.received_on, complaint=complaint)
