"""The ombudsman: one row per final response, and whether the complainant took it further."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from complaints.facts.causes import CauseIdentified
from complaints.facts.clocks import ClockExtended, ClockResumed, ClockStarted
from complaints.facts.decision import FinalResponseIssued, Outcome
from complaints.facts.intake import ComplaintFiled
from complaints.facts.merging import ComplaintMerged, ComplaintUnmerged
from complaints.facts.outside import OmbudsmanDecided, OmbudsmanOutcome, OmbudsmanReferred
from complaints.storage import Recorded
from complaints.when import Day, NotAfter, earliest, is_definitely_before
from projections.durations import TO_THE_DAY, between
from projections.history import begins_at
from projections.holding import HELD_BY, MERGING, Holding, hold
from projections.referral_windows import Timing, clocks_to_refer, closes_at, timing
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class OmbudsmanCase:
    """A final response and what the ombudsman made of it; instants are in UTC.

    `answer` counts the final responses of a complaint from 1; a referral belongs to the last one before it,
    and the first that came before any is the row 0. `counted_at` is the first instant at which the response,
    or in row 0 the referral, can have been, and `counted_day` the day, where that is all that is known.
    `closes_at` is the last instant at which it could be taken further, None where no rule is known.

    `referred_at` is that of the first referral to any `body`; `referred_from` the first instant at which it
    can have been, None where no beginning is known. `decision` is what a body said last, at `decided_at`,
    `decided_after` its own referral; that is None also where it is not known to the day. `merged_at`: since
    when another complaint is the same. `cause` is the root cause identified last; `product`, `team` and
    `handler` are those that held the complaint at `counted_at`.
    """

    complaint: UUID
    answer: int
    reference: str
    outcome: Outcome | None
    counted_at: datetime
    counted_day: date | None
    closes_at: datetime | None
    body: str | None
    referred_from: datetime | None
    referred_at: datetime | None
    timing: Timing | None
    decision: OmbudsmanOutcome | None
    decided_at: datetime | None
    decided_after: timedelta | None
    merged_at: datetime | None
    channel: str
    cause: str | None
    product: str | None
    team: str | None
    handler: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """From one final response to the next, or to the first from a referral that came before any."""

    answer: int
    begun_by: FinalResponseIssued | OmbudsmanReferred
    held: Holding
    referrals: tuple[OmbudsmanReferred, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    by: OmbudsmanDecided
    on: OmbudsmanReferred


def fold(facts: Sequence[Recorded]) -> list[OmbudsmanCase]:
    """Return the final responses of a complaint's stream in order, row 0 first; none of another stream."""
    filed = facts[0].fact
    if not isinstance(filed, ComplaintFiled):
        return []
    held, cause, merged_at = Holding(), None, None
    stretches: list[_Stretch] = []
    decisions: list[OmbudsmanDecided] = []
    for recorded in facts:
        held = hold(held, recorded.fact)
        match recorded.fact:
            case FinalResponseIssued() as response:
                number = stretches[-1].answer + 1 if stretches else 1
                stretches.append(_Stretch(answer=number, begun_by=response, held=held))
            case OmbudsmanReferred() as referral if stretches:
                stretches[-1] = replace(stretches[-1], referrals=(*stretches[-1].referrals, referral))
            case OmbudsmanReferred() as referral:
                stretches.append(_Stretch(answer=0, begun_by=referral, held=held, referrals=(referral,)))
            case OmbudsmanDecided() as decision:
                decisions.append(decision)  # its time may be known to be before that of the referral
            case CauseIdentified(cause=identified):
                cause = identified
            case ComplaintMerged(at=at):
                merged_at = begins_at(at)
            case ComplaintUnmerged():
                merged_at = None
            case _:
                pass
    clocks = clocks_to_refer(facts) if stretches else {}
    decided = _pairs(decisions, [referral for it in stretches for referral in it.referrals])
    return [
        replace(
            _decided(_referred(_begun(it, facts[0].originator_id, filed, clocks), it), it, decided),
            cause=cause,
            merged_at=merged_at,
        )
        for it in stretches
    ]


def _pairs(decisions: Sequence[OmbudsmanDecided], referrals: Sequence[OmbudsmanReferred]) -> list[_Decided]:
    """Return each decision with the last referral to that body before it, or else the first to it."""
    pairs: list[_Decided] = []
    for decision in decisions:
        to_body = [it for it in referrals if it.body == decision.body]
        before = [it for it in to_body if not is_definitely_before(decision.at, it.at)]
        pairs += [_Decided(by=decision, on=it) for it in before[-1:] or to_body[:1]]
    return pairs


def _begun(
    stretch: _Stretch, complaint: UUID, filed: ComplaintFiled, clocks: Mapping[datetime, datetime]
) -> OmbudsmanCase:
    begun, at = stretch.begun_by, stretch.begun_by.at
    response = begun if isinstance(begun, FinalResponseIssued) else None
    return OmbudsmanCase(
        complaint=complaint,
        answer=stretch.answer,
        reference=filed.reference,
        outcome=response.outcome if response else None,
        counted_at=begins_at(at),
        counted_day=at.day if isinstance(at, Day) else None,
        closes_at=closes_at(at, filed.jurisdiction, clocks) if response else None,
        body=None,
        referred_from=None,
        referred_at=None,
        timing=None,
        decision=None,
        decided_at=None,
        decided_after=None,
        merged_at=None,
        channel=filed.channel,
        cause=None,
        product=stretch.held.product,
        team=stretch.held.team,
        handler=stretch.held.handler,
    )


def _referred(row: OmbudsmanCase, stretch: _Stretch) -> OmbudsmanCase:
    if not stretch.referrals:
        return row
    first = stretch.referrals[0]
    return replace(
        row,
        body=first.body,
        referred_from=None if isinstance(first.at, NotAfter) else earliest(first.at),
        referred_at=max(begins_at(first.at), row.counted_at),
        timing=timing(stretch.begun_by.at, first.at, row.closes_at) if row.closes_at else None,
    )


def _decided(row: OmbudsmanCase, stretch: _Stretch, decided: Sequence[_Decided]) -> OmbudsmanCase:
    of_it = [it for it in decided if it.on in stretch.referrals]
    if not of_it:
        return row
    last = of_it[-1]
    return replace(
        row,
        decision=last.by.outcome,
        decided_at=max(begins_at(last.by.at), row.referred_at or row.counted_at),
        decided_after=between(last.on.at, last.by.at, within=TO_THE_DAY),
    )


OMBUDSMAN: View[OmbudsmanCase] = View(
    name="ombudsman",
    version=1,
    fold=fold,
    concerns=HELD_BY
    | MERGING
    | {FinalResponseIssued, OmbudsmanReferred, OmbudsmanDecided, CauseIdentified}
    | {ClockStarted, ClockResumed, ClockExtended},
    row=OmbudsmanCase,
    table="ombudsman",
    key=("complaint", "answer"),
)
