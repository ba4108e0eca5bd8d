"""Win-back: the lives of a customer with us, what was done about its complaints, and whether it left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from uuid import UUID

from complaints.facts.customers import LossReason, WinBackKind
from complaints.money import Money
from projections.departures import Departure
from projections.first_contact import FirstContact, resolution
from projections.view import Grouping, View
from projections.win_back_parts import PART, Assignment, ComplaintPart, CustomerPart, Part, fold

SPENDING = timedelta(days=90)
"""How much time before and after is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One life of a customer with us: until it left, and whether it came back, which begins the next life.

    Instants are UTC, the first at which something can have happened. `began_at` is the return that began it,
    None in life 1. Complaints are those received in this life; merged ones are left out of the counts, and
    are contacts all the same. `apologised_at` and `compensated_at`: for the first time about any of them.
    `first_contact`, `resolved_at` and `came_back_after` are those of `Resolution`. `offered` is what was
    offered to win the customer back, at `offered_at`, in order. `spend_before` is of the 90 days before the
    first complaint (before leaving, if none came first), `spend_after` of the 90 days after the return, or
    after that complaint for who stayed; both in `currency`, None where nothing, or more than one currency,
    was observed. `arms` are those of `experiments`, in their order, assigned before the customer left; the
    others, after.
    """

    customer: UUID
    life: int
    began_at: datetime | None
    complaints: int
    open_complaints: int
    first_complaint_at: datetime | None
    last_ended_at: datetime | None
    first_contact: FirstContact | None
    lost_at: datetime | None
    reason: LossReason | None
    returned_at: datetime | None
    currency: str | None
    spend_before: Decimal | None
    spend_after: Decimal | None
    experiments: Sequence[str]
    arms: Sequence[str]
    experiments_after: Sequence[str]
    arms_after: Sequence[str]
    apologised_at: datetime | None
    compensated_at: datetime | None
    resolved_at: datetime | None
    came_back_after: timedelta | None
    offered: Sequence[WinBackKind]
    offered_at: Sequence[datetime]


def combine(parts: Sequence[Part]) -> list[Life]:
    """Return the lives of one customer, first to last, from its own part and those of its complaints."""
    read = [PART.validate_json(part.part) for part in sorted(parts, key=attrgetter("stream"))]
    customer = next((part for part in read if isinstance(part, CustomerPart)), CustomerPart())
    complaints = [part for part in read if isinstance(part, ComplaintPart)]
    complaints.sort(key=attrgetter("received_at"))
    return [
        _life(parts[0].customer, number, span, customer, complaints)
        for number, span in enumerate(_spans(customer.departures), start=1)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """From one return to the next; `departure` ended it, if it has ended."""

    began_at: datetime | None
    departure: Departure | None

    def holds(self, instant: datetime) -> bool:
        ended_at = self.departure.returned_at if self.departure else None
        return (self.began_at is None or self.began_at <= instant) and (
            ended_at is None or instant < ended_at
        )

    def is_before_leaving(self, instant: datetime | None) -> bool:
        return instant is not None and (self.departure is None or instant < self.departure.lost_at)


def _spans(departures: Sequence[Departure]) -> list[_Span]:
    returns = [None, *(departure.returned_at for departure in departures)]
    spans = [
        _Span(began_at=began_at, departure=departure)
        for began_at, departure in zip(returns, departures, strict=False)
    ]
    is_here = not departures or departures[-1].returned_at is not None
    return [*spans, _Span(began_at=returns[-1], departure=None)] if is_here else spans


def _life(
    customer: UUID, number: int, span: _Span, own: CustomerPart, complaints: Sequence[ComplaintPart]
) -> Life:
    received = [it for it in complaints if span.holds(it.received_at)]
    counted = [it for it in received if not it.is_merged]
    first = received[0].received_at if received else None
    left = span.departure
    lost_at = left.lost_at if left else None
    before = first if span.is_before_leaving(first) else lost_at
    after = left.returned_at if left else first
    resolved = resolution(received, lost_at)
    currency, spend_before, spend_after = _spent(own, before, after)
    assigned = [it for it in own.assignments if span.holds(it.at)]
    arms = [it for it in assigned if span.is_before_leaving(it.at)]
    arms_after = [it for it in assigned if not span.is_before_leaving(it.at)]
    return Life(
        customer=customer,
        life=number,
        began_at=span.began_at,
        complaints=len(counted),
        open_complaints=sum(it.ended_at is None for it in counted),
        first_complaint_at=first,
        last_ended_at=max((it.ended_at for it in counted if it.ended_at), default=None),
        first_contact=resolved.state,
        lost_at=lost_at,
        reason=left.reason if left else None,
        returned_at=left.returned_at if left else None,
        currency=currency,
        spend_before=spend_before,
        spend_after=spend_after,
        experiments=_names(arms),
        arms=[it.arm for it in arms],
        experiments_after=_names(arms_after),
        arms_after=[it.arm for it in arms_after],
        apologised_at=min((it.apologised_at for it in received if it.apologised_at), default=None),
        compensated_at=min((it.compensated_at for it in received if it.compensated_at), default=None),
        resolved_at=resolved.resolved_at,
        came_back_after=resolved.came_back_after,
        offered=[offer.kind for offer in left.offers] if left else [],
        offered_at=[offer.at for offer in left.offers] if left else [],
    )


def _names(assignments: Sequence[Assignment]) -> list[str]:
    return [it.experiment for it in assignments]


def _spent(
    own: CustomerPart, before: datetime | None, after: datetime | None
) -> tuple[str | None, Decimal | None, Decimal | None]:
    earlier = _observed(own, before.date() - SPENDING, before.date() - _DAY) if before else []
    later = _observed(own, after.date() + _DAY, after.date() + SPENDING) if after else []
    currencies = {money.currency for money in [*earlier, *later]}
    if len(currencies) != 1:
        return None, None, None
    return currencies.pop(), _sum(earlier), _sum(later)


_DAY = timedelta(days=1)


def _observed(own: CustomerPart, first_day: date, last_day: date) -> list[Money]:
    """Return what lies between two days altogether: what reaches beyond cannot be divided."""
    return [it.money for it in own.spendings if first_day <= it.first_day and it.last_day <= last_day]


def _sum(spent: Sequence[Money]) -> Decimal | None:
    return sum((money.amount for money in spent), Decimal()) if spent else None


WIN_BACK: View[Part] = View(
    name="win_back",
    version=5,
    fold=fold,
    row=Part,
    table="win_back_parts",
    key=("stream",),
    grouping=Grouping(combine=combine, row=Life, table="win_back", key=("customer", "life")),
)
