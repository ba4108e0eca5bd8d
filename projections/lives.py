"""The lives of a customer with us: one row of the win-back view for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from complaints.facts.customers import LossReason, WinBackKind
from complaints.facts.decision import Outcome
from complaints.facts.redress import CompensationKind
from projections.departures import Answer
from projections.first_contact import FirstContact


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One life of a customer with us: until it left, and whether it came back, which begins the next life.

    Instants are UTC, the first at which something can have happened. `began_at` is the return that began it,
    None in life 1. Complaints are those received in this life; merged ones are left out of the counts, and
    are contacts all the same. `apologised_at` (an automatic apology is none) and `compensated_at`: for the
    first time about any of them. `first_contact`, `resolved_at` and `came_back_after` are those of
    `Resolution`. `offered` is what was offered to win the customer back, at `offered_at`, in order.
    `spend_before` is of the 90 days before the first complaint (before leaving, if none came first),
    `spend_after` of the 90 days after the return, or after that complaint for who stayed; both in `currency`,
    None where nothing, or more than one currency, was observed. `arms` are those of `experiments`, in their
    order, assigned before the customer left; the others, after; they were assigned at `assigned_at`.

    Days (`_on`) are those of `day_of`, None where a day is not known. `complained_on` are the days from which
    the counted complaints run that came before leaving, in their order: the earliest receipt in this life of
    the complaint or what is merged into it; the first of them was given `first_answers`, the outcomes of its
    final responses, at `first_answered_at`, was `first_resolved_at`, and its complainant first made contact
    again, or withdrew it, at `first_came_back_at`. `complaints_before` were in earlier
    lives. The lists that begin with `offered` go together, and so do `answers` with them (None so far); those
    with `spent`: from a day to a day, in this life altogether; and those with `paid`: what was made good
    about the complaints of this life.
    """

    customer: UUID
    life: int
    began_at: datetime | None
    began_on: date | None
    complaints: int
    open_complaints: int
    complaints_before: int
    complained_on: Sequence[date | None]
    first_complaint_at: datetime | None
    last_ended_at: datetime | None
    first_contact: FirstContact | None
    lost_at: datetime | None
    lost_on: date | None
    reason: LossReason | None
    returned_at: datetime | None
    currency: str | None
    spend_before: Decimal | None
    spend_after: Decimal | None
    experiments: Sequence[str]
    arms: Sequence[str]
    assigned_at: Sequence[datetime]
    experiments_after: Sequence[str]
    arms_after: Sequence[str]
    apologised_at: datetime | None
    compensated_at: datetime | None
    resolved_at: datetime | None
    came_back_after: timedelta | None
    first_answers: Sequence[Outcome]
    first_answered_at: Sequence[datetime]
    first_resolved_at: datetime | None
    first_came_back_at: datetime | None
    offered: Sequence[WinBackKind]
    offered_at: Sequence[datetime]
    offered_on: Sequence[date | None]
    offered_amounts: Sequence[Decimal | None]
    offered_currencies: Sequence[str | None]
    answers: Sequence[Answer | None]
    answered_on: Sequence[date | None]
    spent_from: Sequence[date]
    spent_until: Sequence[date]
    spent_amounts: Sequence[Decimal]
    spent_currencies: Sequence[str]
    paid_on: Sequence[date | None]
    paid_kinds: Sequence[CompensationKind]
    paid_amounts: Sequence[Decimal]
    paid_currencies: Sequence[str]
