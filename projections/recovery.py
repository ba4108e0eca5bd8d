"""Recovery: for each case when somebody apologised and put it right, and what came of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Literal
from uuid import UUID

from complaints.facts.investigation import ApologyForm
from complaints.when import Day, NotAfter
from projections.durations import between
from projections.history import begins_at
from projections.recovery_cases import Case, cases_of
from projections.recovery_parts import (
    CONCERNS,
    PART,
    ComplaintPart,
    CustomerPart,
    Evaluation,
    Part,
    What,
    fold,
)
from projections.view import Grouping, View
from projections.win_back_parts import Assignment

Rest = Literal[What, "receipt", "next complaint", "evaluation"]
"""What an outcome can rest on."""

NextCause = Literal["same", "other", "unknown"]

YEAR = timedelta(days=365)
"""For how long an earlier apology makes the next one a repetition: 12 months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """A case: a complaint that is not merged into another, with those merged into it, `filings` together.

    Instants are UTC, the first at which something can have happened, and none is before `received_at`, the
    earliest receipt; `received_day` is its calendar day where that is all that is known. `ended_at` is None
    of an open complaint. `channel`, `product` and `team` are those of the complaint now.

    `apologies`, in order, have the `forms`; automatic ones are none, and `automated_at` is the first of them.
    The first came `apologised_after`, None where that is not known to the hour, and `apologies_before` it
    the same customer had had so many about other cases within a year. Of a payment, a remedy, an acceptance
    and a final response the first is given; of reopenings and of the customer's other cases the first after
    that response. `next_cause`: whether the two cases name a root cause in common, unknown if one names none.
    `withdrawn_at` goes with the ratings of `evaluated_at`, None of those not withdrawn; `arms` and
    `assigned_at` go with `experiments`. `unknown`: of what only is known that it had happened by an instant.
    """

    party: UUID
    complaint: UUID
    reference: str
    filings: int
    received_at: datetime
    received_day: date | None
    ended_at: datetime | None
    channel: str
    product: str | None
    team: str | None
    apologies: Sequence[datetime]
    forms: Sequence[ApologyForm]
    apologised_after: timedelta | None
    apologies_before: int
    automated_at: datetime | None
    compensated_at: datetime | None
    remedied_at: datetime | None
    accepted_at: datetime | None
    answered_at: datetime | None
    reopened_at: datetime | None
    next_at: datetime | None
    next_cause: NextCause | None
    evaluated_at: Sequence[datetime]
    withdrawn_at: Sequence[datetime | None]
    experiments: Sequence[str]
    arms: Sequence[str]
    assigned_at: Sequence[datetime]
    unknown: Sequence[Rest]


def combine(parts: Sequence[Part]) -> list[Recovery]:
    """Return the cases of one party by receipt, from the parts of its complaints and of customers."""
    read = [(it.stream, PART.validate_json(it.part)) for it in sorted(parts, key=attrgetter("stream"))]
    complaints = {stream: part for stream, part in read if isinstance(part, ComplaintPart)}
    customers = [part for _, part in read if isinstance(part, CustomerPart)]
    party = _party(parts[0].party, cases_of(complaints), customers)
    return [_row(case, party) for case in party.cases]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Party:
    """Whose cases they are, all that there are, and what was said to and by that customer, in order."""

    id: UUID
    cases: Sequence[Case]
    apologies: Sequence[datetime]
    evaluations: Sequence[Evaluation]
    assignments: Sequence[Assignment]


def _party(id: UUID, cases: Sequence[Case], customers: Sequence[CustomerPart]) -> _Party:
    return _Party(
        id=id,
        cases=cases,
        apologies=sorted(at for case in cases for at in case.times("apology")),
        evaluations=[it for customer in customers for it in customer.evaluations],
        assignments=sorted((it for own in customers for it in own.assignments), key=attrgetter("at")),
    )


def _row(case: Case, party: _Party) -> Recovery:
    apologies = case.did("apology")
    answered_at = case.first_time("answer")
    following = _next(party.cases, answered_at)
    evaluations = [it for it in party.evaluations if it.complaint in case.filings]
    first = apologies[0] if apologies else None
    return Recovery(
        party=party.id,
        complaint=case.complaint,
        reference=case.own.reference,
        filings=len(case.filings),
        received_at=case.received_at,
        received_day=case.received.day if isinstance(case.received, Day) else None,
        ended_at=case.since_receipt(case.own.ended) if case.own.ended else None,
        channel=case.own.channel,
        product=case.own.product,
        team=case.own.team,
        apologies=case.times("apology"),
        forms=[it.form for it in apologies if it.form],
        apologised_after=between(case.received, first.at) if first else None,
        apologies_before=_within_a_year(party.apologies, case.since_receipt(first.at)) if first else 0,
        automated_at=case.first_time("automatic apology"),
        compensated_at=case.first_time("payment"),
        remedied_at=case.first_time("remedy"),
        accepted_at=case.first_time("acceptance"),
        answered_at=answered_at,
        reopened_at=_after(case.times("reopening"), answered_at),
        next_at=following.received_at if following else None,
        next_cause=_common(case, following) if following else None,
        evaluated_at=[begins_at(it.posted) for it in evaluations],
        withdrawn_at=[_withdrawn_at(it) for it in evaluations],
        experiments=[it.experiment for it in party.assignments],
        arms=[it.arm for it in party.assignments],
        assigned_at=[it.at for it in party.assignments],
        unknown=sorted(_unknown(case, following, evaluations)),
    )


def _within_a_year(apologies: Sequence[datetime], until: datetime) -> int:
    return bisect_left(apologies, until) - bisect_left(apologies, until - YEAR)


def _after(times: Sequence[datetime], answered_at: datetime | None) -> datetime | None:
    return next((at for at in times if answered_at and at >= answered_at), None)


def _next(cases: Sequence[Case], answered_at: datetime | None) -> Case | None:
    """Return the first case that came in after an answer."""
    if answered_at is None:
        return None
    return next(iter(cases[bisect_right(cases, answered_at, key=attrgetter("received_at")) :]), None)


def _common(case: Case, following: Case) -> NextCause:
    if not case.causes or not following.causes:
        return "unknown"
    return "same" if case.causes & following.causes else "other"


def _withdrawn_at(evaluation: Evaluation) -> datetime | None:
    if evaluation.withdrawn is None:
        return None
    return max(begins_at(evaluation.withdrawn), begins_at(evaluation.posted))


def _unknown(case: Case, following: Case | None, evaluations: Sequence[Evaluation]) -> set[Rest]:
    found: set[Rest] = {step.what for step in case.steps if isinstance(step.at, NotAfter)}
    if isinstance(case.received, NotAfter):
        found.add("receipt")
    if following and isinstance(following.received, NotAfter):
        found.add("next complaint")
    if any(isinstance(at, NotAfter) for it in evaluations for at in (it.posted, it.withdrawn)):
        found.add("evaluation")
    return found


RECOVERY: View[Part] = View(
    name="recovery",
    version=1,
    fold=fold,
    concerns=CONCERNS,
    row=Part,
    table="recovery_parts",
    key=("stream", "party"),
    grouping=Grouping(combine=combine, row=Recovery, table="recovery", key=("party", "complaint")),
)
