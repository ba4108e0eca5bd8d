"""A complaint's clocks, read at an instant: how each stands, and why it is due when it is."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from complaints.clock_starts import calendar_in
from complaints.facts.clocks import ClockExtended, ClockFact, ClockStarted, ClockStopped
from complaints.moved_clocks import pauses_of
from complaints.policy_book import PolicyBook
from complaints.readings import Verdict
from complaints.sla.explanation import Explanation, as_stated, due_in_words, explain
from complaints.sla.policy import Kind, Policy
from complaints.storage import Recorded
from complaints.when import When, earliest
from projections.sla_breaches import ClockPeriod, fold
from projections.standing import holds, verdict_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """One promise to one complaint, at an instant.

    `clock` is the policy's id, and after a colon which clock of several. `started` is from when it runs;
    `due_at` (UTC) as the ledger says, None while it is paused; `margin` is due minus stop, or minus the
    instant while it runs: negative is late, and in JSON seconds. `explanation` counts it anew under the very
    versions named here; None where it was stated, or a merge said, when it is due. `sentence` says why in any
    case, `if_missed` what a breach means. `restatement_pending`: the policy book has changed, and the clock,
    which runs, is still to be restated: it will be due at another time.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}

    clock: str
    policy: str
    title: str
    kind: Kind
    policy_version: int
    calendar: str | None
    calendar_version: int | None
    source: str
    draft: bool
    started: When
    due_at: datetime | None
    verdict: Verdict
    stopped: When | None
    stopped_by: str | None
    margin: timedelta | None
    if_missed: str
    sentence: str
    explanation: Explanation | None
    restatement_pending: bool


def read_clocks(
    facts: Sequence[Recorded], book: PolicyBook, as_of: datetime, awaiting: Container[str]
) -> list[ClockReading]:
    """Read the clocks of an effective history that is not empty, by name; those begun by `as_of`.

    `awaiting` are the clocks to which a change of the policy book is still to be carried.
    """
    about: dict[str, list[ClockFact]] = {}
    for recorded in facts:
        if isinstance(recorded.fact, ClockFact):
            about.setdefault(recorded.fact.clock, []).append(recorded.fact)
    held = [period for period in fold(facts) if holds(period, as_of)]
    return [
        _reading(period, about[period.clock], book, as_of, is_awaiting=period.clock in awaiting)
        for period in sorted(held, key=lambda period: period.clock)
    ]


def _reading(
    period: ClockPeriod,
    about: Sequence[ClockFact],
    book: PolicyBook,
    as_of: datetime,
    *,
    is_awaiting: bool,
) -> ClockReading:
    start = next(fact for fact in about if isinstance(fact, ClockStarted))
    stop = next((fact for fact in about if isinstance(fact, ClockStopped)), None)
    policy = book.policy(start.clock, start.policy_version)
    explanation = _explanation(policy, start, about, book, as_of)
    is_stopped = period.state == "stopped"
    return ClockReading(
        clock=start.clock,
        policy=policy.id,
        title=policy.title,
        kind=policy.kind,
        policy_version=policy.version,
        calendar=start.calendar,
        calendar_version=start.calendar_version,
        source=policy.source,
        draft=policy.draft,
        started=start.at,
        due_at=period.due_at,
        verdict=verdict_of(period, as_of),
        stopped=stop.at if stop and is_stopped else None,
        stopped_by=stop.stopped_by if stop and is_stopped else None,
        margin=period.due_at - (period.stopped_at or as_of) if period.due_at else None,
        if_missed=policy.if_missed,
        sentence=_sentence(explanation, period, policy.zone),
        explanation=explanation if explanation and explanation.due_at == period.due_at else None,
        restatement_pending=is_awaiting and period.state == "running",
    )


def _explanation(
    policy: Policy, start: ClockStarted, about: Sequence[ClockFact], book: PolicyBook, as_of: datetime
) -> Explanation | None:
    if policy.unit == "as stated":
        return None
    known = [fact for fact in about if earliest(fact.at) <= as_of]
    extended = [fact.due_at for fact in known if isinstance(fact, ClockExtended)]
    return explain(policy, calendar_in(start, book), start.at, pauses_of(known), extended)


def _sentence(explanation: Explanation | None, period: ClockPeriod, zone: str) -> str:
    if period.due_at is None:
        return f"Stands still ({period.paused_for}): nothing is due until it runs again."
    if explanation is None:
        return as_stated(period.due_at, zone).sentence
    if explanation.due_at != period.due_at:
        due = due_in_words(period.due_at, zone)
        return f"{due}, moved by a merge or its undoing. By itself: {explanation.sentence}"
    return explanation.sentence
