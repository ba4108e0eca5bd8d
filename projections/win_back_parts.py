"""What one stream says about a customer's leaving and returning: the parts of the win-back view."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import TypeAdapter

from complaints.facts import Fact
from complaints.facts.customers import ActivityObserved, CustomerRegistered, ExperimentAssigned
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintWithdrawn,
    FinalResponseIssued,
    Outcome,
)
from complaints.facts.intake import ComplaintFiled
from complaints.facts.investigation import ApologyMade
from complaints.facts.redress import CompensationKind, CompensationOffered, CompensationPaid
from complaints.money import Money
from complaints.storage import Recorded
from projections.departures import DEPARTING, Departure, departures_in
from projections.durations import day_of
from projections.history import begins_at
from projections.holding import CHANGING, HELD_BY, Holding, hold
from projections.inbound import MAYBE_CONTACTS, is_contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A customer was put into an arm of an experiment by chance."""

    at: datetime
    experiment: str
    arm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What a customer spent from one day to another, both inclusive."""

    first_day: date
    last_day: date
    money: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """An offer of compensation was made good; `money` is what it is worth. The day is that of `day_of`."""

    on: date | None
    kind: CompensationKind
    money: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A final response said what comes of a complaint."""

    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPart:
    """What the customer's own stream says."""

    kind: Literal["customer"] = "customer"
    departures: tuple[Departure, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    spendings: tuple[Spending, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintPart:
    """What a complaint's stream says; instants are the first at which something can have happened.

    `ended_at`: when it was resolved, closed or withdrawn, unless it is open. `resolved_at`, `apologised_at`
    and `compensated_at`: the first time, also if it was reopened since; an automatic apology is none.
    `came_back`: when the complainant made contact after filing, disputed the outcome, escalated, or had the
    complaint taken up again. `first_at` is the earliest receipt, its own or that of a complaint merged into
    it. Days are those of `day_of`.
    """

    kind: Literal["complaint"] = "complaint"
    received_at: datetime
    received_on: date | None
    first_at: datetime
    first_on: date | None
    is_merged: bool = False
    ended_at: datetime | None = None
    resolved_at: datetime | None = None
    answered: tuple[Answered, ...] = ()
    apologised_at: datetime | None = None
    compensated_at: datetime | None = None
    came_back: tuple[datetime, ...] = ()
    payments: tuple[Payment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one stream says about one customer, as JSON."""

    stream: UUID
    customer: UUID
    part: str


CONCERNS = (
    (CHANGING - HELD_BY)
    | (MAYBE_CONTACTS - {ComplaintFiled})
    | DEPARTING
    | {FinalResponseIssued, ApologyMade, CompensationOffered, CompensationPaid}
    | {CustomerRegistered, ActivityObserved, ExperimentAssigned}
)
"""The facts of which a part says something."""

PART: TypeAdapter[CustomerPart | ComplaintPart] = TypeAdapter(CustomerPart | ComplaintPart)


def fold(facts: Sequence[Recorded]) -> list[Part]:
    """Return the part of a customer's stream, or of a complaint whose customer is known; else none."""
    stream, first = facts[0].originator_id, facts[0].fact
    if isinstance(first, ComplaintFiled):
        held, complaint = _complaint(first, [recorded.fact for recorded in facts[1:]])
        return [_part(stream, held.party, complaint)] if held.party else []
    customer = _customer(facts)
    return [_part(stream, stream, customer)] if customer else []


def _part(stream: UUID, customer: UUID, part: CustomerPart | ComplaintPart) -> Part:
    return Part(stream=stream, customer=customer, part=PART.dump_json(part).decode())


def _customer(facts: Sequence[Recorded]) -> CustomerPart | None:
    if not any(isinstance(recorded.fact, CustomerRegistered) for recorded in facts):
        return None
    part = CustomerPart(departures=departures_in(facts))
    for recorded in facts:
        part = _evolve_customer(part, recorded.fact)
    return part


def _evolve_customer(part: CustomerPart, fact: Fact) -> CustomerPart:
    match fact:
        case ActivityObserved(first_day=first_day, last_day=last_day, money=money):
            spending = Spending(first_day=first_day, last_day=last_day, money=money)
            return replace(part, spendings=(*part.spendings, spending))
        case ExperimentAssigned(at=at, experiment=experiment, arm=arm):
            assignment = Assignment(at=begins_at(at), experiment=experiment, arm=arm)
            return replace(part, assignments=(*part.assignments, assignment))
        case _:
            return part


def _complaint(filed: ComplaintFiled, facts: Sequence[Fact]) -> tuple[Holding, ComplaintPart]:
    held = Holding()
    at, on = begins_at(filed.at), day_of(filed.at)
    part = ComplaintPart(received_at=at, received_on=on, first_at=at, first_on=on)
    for fact in facts:
        held = hold(held, fact)
        part = _evolve_complaint(part, fact)
    first = held.first_receipt(filed.at)
    return held, replace(
        part,
        first_at=begins_at(first),
        first_on=day_of(first),
        is_merged=held.status == "merged",
        payments=_payments(facts),
    )


def _payments(facts: Sequence[Fact]) -> tuple[Payment, ...]:
    offers = {fact.offer: fact for fact in facts if isinstance(fact, CompensationOffered)}
    return tuple(
        Payment(on=day_of(fact.at), kind=offers[fact.offer].kind, money=offers[fact.offer].money)
        for fact in facts
        if isinstance(fact, CompensationPaid) and fact.offer in offers
    )


def _evolve_complaint(part: ComplaintPart, fact: Fact) -> ComplaintPart:
    at = begins_at(fact.at)
    match fact:
        case FinalResponseIssued(outcome=outcome):
            return replace(part, answered=(*part.answered, Answered(at=at, outcome=outcome)))
        case ApologyMade(automated=False):
            return replace(part, apologised_at=part.apologised_at or at)
        case CompensationPaid():
            return replace(part, compensated_at=part.compensated_at or at)
        case ComplaintResolved() | ComplaintClosed():
            return replace(part, ended_at=part.ended_at or at, resolved_at=part.resolved_at or at)
        case ComplaintWithdrawn():
            return replace(part, ended_at=part.ended_at or at)
        case ComplaintReopened():
            return replace(part, ended_at=None, came_back=(*part.came_back, at))
        case _ if is_contact(fact):
            return replace(part, came_back=(*part.came_back, at))
        case _:
            return part
