"""Response times: for each complaint, how long until each step, and the longest silence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal
from uuid import UUID

from complaints.complaint import Complaint, begin
from complaints.evolve import evolve
from complaints.facts import Fact
from complaints.facts.conversation import CallbackMade, InformationRequested, MessageSent
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    FinalResponseIssued,
    HoldingLetterSent,
    ResolutionProposed,
)
from complaints.facts.intake import ComplaintAcknowledged, ComplaintFiled
from complaints.facts.investigation import ApologyMade
from complaints.storage import Recorded
from complaints.when import When, earliest, latest
from projections.view import View

Measure = Literal[
    "acknowledgement",
    "first substantive reply",
    "apology",
    "final response",
    "resolution",
    "closing",
    "longest silence",
]
State = Literal["reached", "time unknown", "open", "ended without"]

MEASURES: tuple[Measure, ...] = (
    "acknowledgement",
    "first substantive reply",
    "apology",
    "final response",
    "resolution",
    "closing",
)
PRECISION = timedelta(hours=1)
"""A duration is computed where its two ends are known within an hour together; hours are its unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTime:
    """How long one complaint took for one step.

    `received_at` and `reached_at` are the beginnings of the spans in which it happened, in UTC. `duration` is
    None unless the state is `reached`; of the longest silence of an open complaint it is the longest so far.
    `team`, `handler` and `product` are those that held the complaint when the step was reached, else now.
    """

    complaint: UUID
    reference: str
    measure: Measure
    state: State
    received_at: datetime
    reached_at: datetime | None
    duration: timedelta | None
    channel: str
    product: str | None
    team: str | None
    handler: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reached:
    at: When
    complaint: Complaint


def fold(facts: Sequence[Recorded]) -> list[ResponseTime]:
    """Return one row per measure of a complaint's stream, none for another stream."""
    filed = facts[0].fact
    if not isinstance(filed, ComplaintFiled):
        return []
    complaint = begin(facts[0].originator_id, filed)
    reached: dict[Measure, _Reached] = {}
    for recorded in facts[1:]:
        complaint = evolve(complaint, recorded.fact, recorded.envelope.by.by)
        if isinstance(recorded.fact, ComplaintReopened):
            reached = {name: it for name, it in reached.items() if name not in {"resolution", "closing"}}
        for measure in _steps(recorded.fact):
            reached.setdefault(measure, _Reached(at=recorded.fact.at, complaint=complaint))
    steps = [_row(measure, reached.get(measure), complaint, filed) for measure in MEASURES]
    return [*steps, _silence([recorded.fact for recorded in facts], complaint, filed)]


def _steps(fact: Fact) -> Iterator[Measure]:
    """Yield what a fact is the first of; a later resolution or closing counts only after a reopening."""
    match fact:
        case ComplaintAcknowledged():
            yield "acknowledgement"
        case MessageSent(substantive=True, automated=False):
            yield "first substantive reply"
        case ApologyMade():
            yield "apology"
        case FinalResponseIssued():
            yield "first substantive reply"
            yield "final response"
        case ComplaintResolved():
            yield "resolution"
        case ComplaintClosed():
            yield "closing"
        case _:
            pass


def _row(
    measure: Measure, reached: _Reached | None, complaint: Complaint, filed: ComplaintFiled
) -> ResponseTime:
    if reached is None:
        state: State = "open" if complaint.status == "open" else "ended without"
        return _response_time(measure, state, None, None, complaint, filed)
    duration = _between(filed.at, reached.at)
    state = "time unknown" if duration is None else "reached"
    return _response_time(measure, state, reached.at, duration, reached.complaint, filed)


def _silence(facts: Sequence[Fact], complaint: Complaint, filed: ComplaintFiled) -> ResponseTime:
    """Measure from the receipt to the first word, from word to word, and to the end if there is one."""
    words = [fact.at for fact in facts if isinstance(fact, _WORDS)]
    ends = [fact.at for fact in facts if isinstance(fact, ComplaintResolved | ComplaintClosed)]
    has_ended = complaint.status != "open"
    instants = [filed.at, *words, *(ends[-1:] if has_ended else ())]
    gaps = [_between(one, other) for one, other in pairwise(instants)]
    known = [gap for gap in gaps if gap is not None]
    longest = max(known, default=None)
    state: State = "reached" if has_ended else "open"
    if len(known) < len(gaps):
        state, longest = "time unknown", None
    return _response_time("longest silence", state, None, longest, complaint, filed)


_WORDS = (
    ComplaintAcknowledged
    | MessageSent
    | InformationRequested
    | CallbackMade
    | ApologyMade
    | HoldingLetterSent
    | FinalResponseIssued
    | ResolutionProposed
)


def _between(start: When, end: When) -> timedelta | None:
    """Return the time between the beginnings of two spans, None if they are not known well enough."""
    if latest(start) - earliest(start) + (latest(end) - earliest(end)) > PRECISION:
        return None
    return max(earliest(end) - earliest(start), timedelta())


def _response_time(  # noqa: PLR0913, PLR0917 - one argument for each thing the row is made of
    measure: Measure,
    state: State,
    at: When | None,
    duration: timedelta | None,
    complaint: Complaint,
    filed: ComplaintFiled,
) -> ResponseTime:
    return ResponseTime(
        complaint=complaint.id,
        reference=filed.reference,
        measure=measure,
        state=state,
        received_at=earliest(filed.at),
        reached_at=earliest(at) if at and state == "reached" else None,
        duration=duration,
        channel=filed.channel,
        product=complaint.classification.product if complaint.classification else None,
        team=complaint.team,
        handler=complaint.handler,
    )


RESPONSE_TIMES: View[ResponseTime] = View(
    name="response_times",
    version=1,
    fold=fold,
    row=ResponseTime,
    table="response_times",
    key=("complaint", "measure"),
)
