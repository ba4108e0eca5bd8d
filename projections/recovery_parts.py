"""What one stream says about recovery after a complaint: the parts of the recovery view."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Literal
from uuid import UUID

from pydantic import TypeAdapter

from complaints.facts import Fact
from complaints.facts.causes import CauseIdentified
from complaints.facts.customers import EvaluationPosted, EvaluationWithdrawn, ExperimentAssigned
from complaints.facts.decision import ComplaintReopened, FinalResponseIssued, ResolutionAccepted
from complaints.facts.intake import ComplaintFiled
from complaints.facts.investigation import ApologyForm, ApologyMade
from complaints.facts.redress import CompensationPaid
from complaints.storage import Recorded
from complaints.when import When
from projections.history import begins_at
from projections.holding import CHANGING, STATUS, Holding, hold
from projections.win_back_parts import Assignment

What = Literal["apology", "automatic apology", "payment", "remedy", "acceptance", "answer", "reopening"]
"""`remedy`: an offer was made good, or a proposal to settle the matter accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something was done about a complaint, or came of it; `form` is that of an apology."""

    what: What
    at: When
    form: ApologyForm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintPart:
    """What a complaint's stream says; steps are in effective order.

    `received` is the earliest receipt, its own or that of one of the `duplicates` merged into it; `survivor`
    is the complaint into which it is merged itself. `ended`: when it was resolved, closed or withdrawn,
    unless it is open. `product` and `team` are those that hold it now.
    """

    kind: Literal["complaint"] = "complaint"
    reference: str
    received: When
    channel: str
    product: str | None = None
    team: str | None = None
    survivor: UUID | None = None
    duplicates: tuple[UUID, ...] = ()
    ended: When | None = None
    causes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A public rating: in each place the latest stands, until it is withdrawn."""

    place: str
    complaint: UUID | None
    posted: When
    withdrawn: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPart:
    """What the customer's own stream says, in effective order."""

    kind: Literal["customer"] = "customer"
    evaluations: tuple[Evaluation, ...] = ()
    assignments: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one stream says, as JSON, for the group of a `party`.

    A party is a customer, or a complaint whose customer is unknown.
    """

    stream: UUID
    party: UUID
    part: str


CONCERNS: frozenset[type[Fact]] = CHANGING | {
    ComplaintFiled,
    CauseIdentified,
    ApologyMade,
    CompensationPaid,
    ResolutionAccepted,
    FinalResponseIssued,
    EvaluationPosted,
    EvaluationWithdrawn,
    ExperimentAssigned,
}
"""The facts of which a part says something."""

PART: TypeAdapter[ComplaintPart | CustomerPart] = TypeAdapter(ComplaintPart | CustomerPart)


def fold(facts: Sequence[Recorded]) -> list[Part]:
    """Return the part of a complaint, or those of a customer's stream, if it says anything of recovery.

    A customer's stream is read for each complaint that it rates as well: that one may name no customer.
    """
    stream, first = facts[0].originator_id, facts[0].fact
    if isinstance(first, ComplaintFiled):
        its = [recorded.fact for recorded in facts[1:]]
        held = reduce(hold, its, Holding())
        return [_part(stream, held.party or stream, _complaint(first, its, held))]
    customer = CustomerPart()
    for recorded in facts:
        customer = _evolve_customer(customer, recorded.fact)
    if customer == CustomerPart():
        return []
    rated = {it.complaint for it in customer.evaluations if it.complaint}
    return [_part(stream, party, customer) for party in sorted({stream, *rated})]


def _part(stream: UUID, party: UUID, part: ComplaintPart | CustomerPart) -> Part:
    return Part(stream=stream, party=party, part=PART.dump_json(part).decode())


def _complaint(filed: ComplaintFiled, facts: Sequence[Fact], held: Holding) -> ComplaintPart:
    return ComplaintPart(
        reference=filed.reference,
        received=held.first_receipt(filed.at),
        channel=filed.channel,
        product=held.product,
        team=held.team,
        survivor=held.merged_into if held.status == "merged" else None,
        duplicates=tuple(it.duplicate for it in held.duplicates),
        ended=reduce(_ended, facts, None),
        causes=tuple(fact.cause for fact in facts if isinstance(fact, CauseIdentified)),
        steps=tuple(step for fact in facts for step in _steps(fact)),
    )


def _ended(ended: When | None, fact: Fact) -> When | None:
    """Return when it ended as known after one more fact: the first ending stands until it is taken up."""
    if type(fact) not in STATUS:
        return ended
    return None if STATUS[type(fact)] == "open" else ended or fact.at


def _steps(fact: Fact) -> Iterator[Step]:
    match fact:
        case ApologyMade(automated=True):
            yield Step(what="automatic apology", at=fact.at)
        case ApologyMade(form=form):
            yield Step(what="apology", at=fact.at, form=form)
        case CompensationPaid():
            yield Step(what="payment", at=fact.at)
            yield Step(what="remedy", at=fact.at)
        case ResolutionAccepted(proposal=proposal):
            yield Step(what="acceptance", at=fact.at)
            if proposal is not None:
                yield Step(what="remedy", at=fact.at)
        case FinalResponseIssued():
            yield Step(what="answer", at=fact.at)
        case ComplaintReopened():
            yield Step(what="reopening", at=fact.at)
        case _:
            pass


def _evolve_customer(part: CustomerPart, fact: Fact) -> CustomerPart:
    match fact:
        case EvaluationPosted(place=place, complaint=complaint):
            stands = _standing(part, place)
            if stands and stands.complaint == complaint:
                return part  # the rating was changed: it is still the one that was posted first
            posted = Evaluation(place=place, complaint=complaint, posted=fact.at)
            return replace(part, evaluations=(*part.evaluations, posted))
        case EvaluationWithdrawn(place=place) if stands := _standing(part, place):
            withdrawn = replace(stands, withdrawn=fact.at)
            evaluations = tuple(withdrawn if it is stands else it for it in part.evaluations)
            return replace(part, evaluations=evaluations)
        case ExperimentAssigned(experiment=experiment, arm=arm):
            assignment = Assignment(at=begins_at(fact.at), experiment=experiment, arm=arm)
            return replace(part, assignments=(*part.assignments, assignment))
        case _:
            return part


def _standing(part: CustomerPart, place: str) -> Evaluation | None:
    latest = next((it for it in reversed(part.evaluations) if it.place == place), None)
    return latest if latest and latest.withdrawn is None else None
