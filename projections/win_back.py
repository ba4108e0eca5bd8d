"""Win-back: the lives of a customer with us, what was done about its complaints, and whether it left."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from uuid import UUID

from complaints.money import Money
from projections.first_contact import first_came_back_at, resolution
from projections.lives import Life
from projections.view import Grouping, View
from projections.win_back_parts import CONCERNS, PART, Assignment, ComplaintPart, CustomerPart, Part, fold
from projections.win_back_spans import Began, Span, spans_between

SPENDING = timedelta(days=90)
"""How much time before and after is compared."""


def combine(parts: Sequence[Part]) -> list[Life]:
    """Return the lives of one customer, first to last, from its own part and those of its complaints."""
    read = [PART.validate_json(part.part) for part in sorted(parts, key=attrgetter("stream"))]
    customer = next((part for part in read if isinstance(part, CustomerPart)), CustomerPart())
    complaints = [part for part in read if isinstance(part, ComplaintPart)]
    complaints.sort(key=attrgetter("received_at"))
    return [
        _life(parts[0].customer, number, span, customer, complaints)
        for number, span in enumerate(spans_between(customer.departures), start=1)
    ]


def _life(
    customer: UUID, number: int, span: Span, own: CustomerPart, complaints: Sequence[ComplaintPart]
) -> Life:
    received = [it for it in complaints if span.holds(it.received_at)]
    counted = [it for it in received if not it.is_merged]
    began = [Began.of(it, span) for it in counted]
    began = [it for it in began if it.on is None or span.can_precede_leaving(it.at)]
    began.sort(key=attrgetter("at"))
    first = min([*(it.received_at for it in received), *(it.at for it in began)], default=None)
    left = span.departure
    lost_at = left.lost_at if left else None
    before = first if span.can_precede_leaving(first) else lost_at
    after = left.returned_at if left else first
    resolved = resolution(received, lost_at)
    currency, spend_before, spend_after = _spent(own, before, after)
    assigned = [it for it in own.assignments if span.holds(it.at)]
    arms = [it for it in assigned if span.can_precede_leaving(it.at)]
    arms_after = [it for it in assigned if not span.can_precede_leaving(it.at)]
    offers = left.offers if left else ()
    spendings = [it for it in own.spendings if span.holds_days(it)]
    payments = [payment for it in received for payment in it.payments]
    return Life(
        customer=customer,
        life=number,
        began_at=span.began_at,
        began_on=span.began_on,
        complaints=len(counted),
        open_complaints=sum(it.ended_at is None for it in counted),
        complaints_before=sum(not it.is_merged and span.is_after(it.received_at) for it in complaints),
        complained_on=[it.on for it in began],
        first_complaint_at=first,
        last_ended_at=max((it.ended_at for it in counted if it.ended_at), default=None),
        first_contact=resolved.state,
        lost_at=lost_at,
        lost_on=left.lost_on if left else None,
        reason=left.reason if left else None,
        returned_at=left.returned_at if left else None,
        currency=currency,
        spend_before=spend_before,
        spend_after=spend_after,
        experiments=_names(arms),
        arms=[it.arm for it in arms],
        assigned_at=[it.at for it in arms],
        experiments_after=_names(arms_after),
        arms_after=[it.arm for it in arms_after],
        apologised_at=min((it.apologised_at for it in received if it.apologised_at), default=None),
        compensated_at=min((it.compensated_at for it in received if it.compensated_at), default=None),
        resolved_at=resolved.resolved_at,
        came_back_after=resolved.came_back_after,
        first_answers=[it.outcome for it in began[0].complaint.answered] if began else [],
        first_answered_at=[it.at for it in began[0].complaint.answered] if began else [],
        first_resolved_at=began[0].complaint.resolved_at if began else None,
        first_came_back_at=first_came_back_at(began[0].complaint, received) if began else None,
        offered=[it.kind for it in offers],
        offered_at=[it.at for it in offers],
        offered_on=[it.on for it in offers],
        offered_amounts=[it.money.amount if it.money else None for it in offers],
        offered_currencies=[it.money.currency if it.money else None for it in offers],
        answers=[it.answer for it in offers],
        answered_on=[it.answered_on for it in offers],
        spent_from=[it.first_day for it in spendings],
        spent_until=[it.last_day for it in spendings],
        spent_amounts=[it.money.amount for it in spendings],
        spent_currencies=[it.money.currency for it in spendings],
        paid_on=[it.on for it in payments],
        paid_kinds=[it.kind for it in payments],
        paid_amounts=[it.money.amount for it in payments],
        paid_currencies=[it.money.currency for it in payments],
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
    version=9,
    fold=fold,
    concerns=CONCERNS,
    row=Part,
    table="win_back_parts",
    key=("stream",),
    grouping=Grouping(combine=combine, row=Life, table="win_back", key=("customer", "life")),
)
