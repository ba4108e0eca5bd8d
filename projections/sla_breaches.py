"""SLA breaches: what became of each promise, period by period, and how it stood at any instant."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from complaints.facts.clocks import (
    ClockExtended,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    ClockStopped,
)
from complaints.facts.intake import ComplaintFiled
from complaints.storage import Recorded
from complaints.when import earliest, latest
from projections.history import begins_at
from projections.holding import HELD_BY, Holding, hold
from projections.turns import TURNS, ClockState, Stand, turned
from projections.view import View


class ClockPeriod(NamedTuple):
    """A clock from one fact about it to the next.

    The period is `from_at` (inclusive) to `until_at` (exclusive, None while it lasts); `due_at` is None while
    the clock is paused. The stop happened between `stopped_from` and `stopped_at`, both inclusive; the period
    that a stop ended has its `stopped_from` too, because the stop may have happened within it. All are
    instants in UTC. `product`, `team` and `handler` are those that held the complaint when the period began.
    `paused_for` is why it stands still: the reason that somebody gave, or `merged`. `stopped_by` is the
    stored name of the fact that stopped it, in the period from the stop on.
    """

    complaint: UUID
    reference: str
    clock: str
    period: int
    policy_version: int
    started_at: datetime
    from_at: datetime
    until_at: datetime | None
    due_at: datetime | None
    state: ClockState
    stopped_from: datetime | None
    stopped_at: datetime | None
    channel: str
    product: str | None
    team: str | None
    handler: str | None
    paused_for: str | None
    stopped_by: str | None


def fold(facts: Sequence[Recorded]) -> list[ClockPeriod]:
    """Return the periods of all clocks of a complaint's stream, none for another stream."""
    first, filed = facts[0], facts[0].fact
    if not isinstance(filed, ComplaintFiled):
        return []
    held = Holding()
    periods: dict[str, list[ClockPeriod]] = {}
    for recorded in facts:
        held = hold(held, recorded.fact)
        if type(recorded.fact) not in TURNS:  # most facts
            continue
        match recorded.fact:
            case ClockStarted(clock=clock):
                periods[clock] = [_started(recorded.fact, held, filed, first.originator_id)]
            case ClockStopped(clock=clock) if clock in periods:
                periods[clock] = _stopped(periods[clock], held, recorded.fact)
            case ClockPaused() | ClockResumed() | ClockExtended() if recorded.fact.clock in periods:
                clock = recorded.fact.clock
                periods[clock] = _moved(periods[clock], held, recorded.fact)
            case _:
                pass
    return [period for clock in periods.values() for period in clock]


def _started(fact: ClockStarted, held: Holding, filed: ComplaintFiled, complaint: UUID) -> ClockPeriod:
    return ClockPeriod(
        complaint=complaint,
        reference=filed.reference,
        clock=fact.clock,
        period=1,
        policy_version=fact.policy_version,
        started_at=begins_at(fact.at),
        from_at=begins_at(fact.at),
        until_at=None,
        due_at=fact.due_at,
        state="running",
        stopped_from=None,
        stopped_at=None,
        channel=filed.channel,
        product=held.product,
        team=held.team,
        handler=held.handler,
        paused_for=None,
        stopped_by=None,
    )


def _moved(
    periods: Sequence[ClockPeriod], held: Holding, fact: ClockPaused | ClockResumed | ClockExtended
) -> list[ClockPeriod]:
    last = periods[-1]
    if not (stand := turned(_stand(last), fact)):
        return list(periods)
    at = max(last.from_at, latest(fact.at))
    begun = last._replace(
        period=last.period + 1,
        from_at=at,
        due_at=stand.due_at,
        state=stand.state,
        paused_for=fact.reason if isinstance(fact, ClockPaused) else None,
        product=held.product,
        team=held.team,
        handler=held.handler,
    )
    return [*periods[:-1], last._replace(until_at=at), begun]


def _stand(period: ClockPeriod) -> Stand:
    return Stand(period.state, period.due_at if period.state == "running" else None)


def _stopped(periods: Sequence[ClockPeriod], held: Holding, fact: ClockStopped) -> list[ClockPeriod]:
    last, at = periods[-1], fact.at
    ended = max(last.from_at, latest(at))
    # Of a `NotAfter`, all that is known is that the clock had started.
    stopped_from = min(max(earliest(at), last.started_at), latest(at))
    stopped = last._replace(
        period=last.period + 1,
        from_at=ended,
        due_at=next(period.due_at for period in reversed(periods) if period.due_at),
        state="stopped",
        paused_for=None,
        stopped_from=stopped_from,
        stopped_at=latest(at),
        stopped_by=fact.stopped_by,
        product=held.product,
        team=held.team,
        handler=held.handler,
    )
    return [*periods[:-1], last._replace(until_at=ended, stopped_from=stopped_from), stopped]


SLA_BREACHES: View[ClockPeriod] = View(
    name="clock_periods",
    version=3,
    fold=fold,
    concerns=HELD_BY | TURNS,
    row=ClockPeriod,
    table="clock_periods",
    key=("complaint", "clock", "period"),
)
