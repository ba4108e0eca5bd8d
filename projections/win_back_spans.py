"""From when to when each life of a customer lasted, and what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from projections.departures import Departure
from projections.win_back_parts import ComplaintPart, Spending


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From one return to the next; `departure` ended it, if it has ended."""

    began_at: datetime | None
    began_on: date | None
    departure: Departure | None

    def holds(self, instant: datetime) -> bool:
        """Say whether an instant is in this life, or after it and before the return."""
        ended_at = self.departure.returned_at if self.departure else None
        return (self.began_at is None or self.began_at <= instant) and (
            ended_at is None or instant < ended_at
        )

    def holds_days(self, spending: Spending) -> bool:
        """Say whether what was spent lies between the two returns: on their days it may be on either side."""
        ended_at = self.departure.returned_at if self.departure else None
        return (self.began_at is None or self.began_at.date() < spending.first_day) and (
            ended_at is None or spending.last_day < ended_at.date()
        )

    def is_after(self, instant: datetime) -> bool:
        """Say whether the life began after an instant."""
        return self.began_at is not None and instant < self.began_at

    def is_before_leaving(self, instant: datetime | None) -> bool:
        """Say whether an instant, if there is one, came before the leaving, if any."""
        return instant is not None and (self.departure is None or instant < self.departure.lost_at)


def spans_between(departures: Sequence[Departure]) -> list[Span]:
    """Return the lives in order; the last has not ended, unless the customer is away."""
    returns = [(None, None), *((it.returned_at, it.returned_on) for it in departures)]
    spans = [
        Span(began_at=began_at, began_on=began_on, departure=departure)
        for (began_at, began_on), departure in zip(returns, departures, strict=False)
    ]
    if departures and departures[-1].returned_at is None:
        return spans
    began_at, began_on = returns[-1]
    return [*spans, Span(began_at=began_at, began_on=began_on, departure=None)]


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
