"""A complaint's clocks, read at an instant: how each stands, and why it is due when it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from complaints.facts.clocks import ClockStarted, ClockStopped
from complaints.policy_book import PolicyBook
from complaints.sla.explanation import Explanation, explain
from complaints.sla.policy import Kind, Policy
from complaints.storage import Recorded
from complaints.when import When
from projections.sla_breaches import ClockPeriod, fold
from projections.standing import Verdict, verdict_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """One promise to one complaint, at an instant.

    `started` is from when it runs; `due_at` (UTC) as the ledger says, None while it is paused; `margin` is
    due minus stop, or minus the instant while it runs: negative is late, and in JSON seconds. `explanation`
    counts it anew under the very versions named here; None where a source or a merge said when it is due.
    `sentence` says why in any case.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}

    clock: str
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
    sentence: str
    explanation: Explanation | None


def read_clocks(facts: Sequence[Recorded], book: PolicyBook, as_of: datetime) -> list[ClockReading]:
    """Read the clocks of an effective history that is not empty, by policy id; those begun by `as_of`."""
    starts = {it.fact.clock: it.fact for it in facts if isinstance(it.fact, ClockStarted)}
    stops = {it.fact.clock: it.fact for it in facts if isinstance(it.fact, ClockStopped)}
    held = [period for period in fold(facts) if _holds(period, as_of)]
    return [
        _reading(period, starts[period.clock], stops.get(period.clock), book, as_of)
        for period in sorted(held, key=lambda period: period.clock)
    ]


def _holds(period: ClockPeriod, instant: datetime) -> bool:
    return period.from_at <= instant and (period.until_at is None or instant < period.until_at)


def _reading(
    period: ClockPeriod, start: ClockStarted, stop: ClockStopped | None, book: PolicyBook, as_of: datetime
) -> ClockReading:
    policy = book.policy(start.clock, start.policy_version)
    explanation = _explanation(policy, start, book)
    is_stopped = period.state == "stopped"
    return ClockReading(
        clock=policy.id,
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
        sentence=_sentence(explanation, period),
        explanation=explanation if explanation and explanation.due_at == period.due_at else None,
    )


def _explanation(policy: Policy, start: ClockStarted, book: PolicyBook) -> Explanation | None:
    if policy.unit == "as stated":
        return None
    calendar = None
    if start.calendar is not None and start.calendar_version is not None:
        calendar = book.calendars[start.calendar][start.calendar_version - 1]
    return explain(policy, calendar, start.at)


def _sentence(explanation: Explanation | None, period: ClockPeriod) -> str:
    if period.due_at is None:
        return "Paused: nothing is due until it runs again."
    due = f"Due {period.due_at:%Y-%m-%d %H:%M:%S} UTC"
    if explanation is None:
        return f"{due}, as the source of the complaint stated."
    if explanation.due_at != period.due_at:
        return f"{due}, moved by a merge or its undoing. By itself: {explanation.sentence}"
    return explanation.sentence
