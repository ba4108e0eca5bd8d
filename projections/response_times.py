"""Response times: for each complaint, how long until each step, and the longest silence."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from psycopg import sql
from psycopg.sql import SQL

from complaints.facts import Fact
from complaints.facts.conversation import MessageSent
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    FinalResponseIssued,
)
from complaints.facts.intake import ComplaintAcknowledged, ComplaintFiled
from complaints.facts.investigation import ApologyMade
from complaints.storage import Recorded
from complaints.when import Day, NotAfter, When, earliest, latest
from projections.bins import BIN
from projections.durations import between
from projections.history import begins_at
from projections.holding import HANDLING, Holding, hold
from projections.silences import ENDING_SILENCES, silences
from projections.view import Rollup, View

Measure = Literal[
    "acknowledgement",
    "first substantive reply",
    "apology",
    "final response",
    "resolution",
    "closing",
    "longest silence",
]
State = Literal["reached", "time unknown", "open", "ended without", "merged"]

MEASURES: tuple[Measure, ...] = (
    "acknowledgement",
    "first substantive reply",
    "apology",
    "final response",
    "resolution",
    "closing",
)

STEPS: Mapping[type[Fact], Sequence[Measure]] = {
    ComplaintAcknowledged: ["acknowledgement"],
    MessageSent: ["first substantive reply"],
    ApologyMade: ["apology"],
    FinalResponseIssued: ["first substantive reply", "final response"],
    ComplaintResolved: ["resolution"],
    ComplaintClosed: ["closing"],
}
"""What a fact is, unless it is a message that answers nothing, or an automatic message or apology."""


class ResponseTime(NamedTuple):
    """How long one complaint took for one step.

    `received_at` and `reached_at` are the beginnings of the spans in which it happened, in UTC. How long
    after `received_at` it can have been received is `received_within`, None where no beginning is known;
    `received_day` is the calendar day of receipt where that is all that is known. `duration` is None unless
    the state is `reached`; of the longest silence of an open complaint it is the longest that is over, and
    `silent_since` the instant since which there certainly was no word. `team`, `handler` and `product` are
    those that held the complaint when the step was reached, else now.

    A step that a complaint lacked when it was merged is the `survivor`'s to take, and runs there from the
    earlier receipt: `views.times_of_cases` says so of whole cases, this row of one stream.
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
    received_within: timedelta | None
    received_day: date | None
    silent_since: datetime | None
    survivor: UUID | None


class _Reached(NamedTuple):
    at: When
    held: Holding


def fold(facts: Sequence[Recorded]) -> list[ResponseTime]:
    """Return one row per measure of a complaint's stream, none for another stream."""
    filed = facts[0].fact
    if not isinstance(filed, ComplaintFiled):
        return []
    held = Holding()
    reached: dict[Measure, _Reached] = {}
    for recorded in facts[1:]:
        held = hold(held, recorded.fact)
        if isinstance(recorded.fact, ComplaintReopened):
            reached = {name: it for name, it in reached.items() if name not in {"resolution", "closing"}}
        for measure in _steps(recorded.fact):
            reached.setdefault(measure, _Reached(at=recorded.fact.at, held=held))
    unreached = _unreached(facts[0].originator_id, filed, held)
    steps = [_step(unreached, measure, reached.get(measure), filed.at) for measure in MEASURES]
    return [*steps, _silence(unreached, [recorded.fact for recorded in facts])]


def _steps(fact: Fact) -> Sequence[Measure]:
    """Return what a fact is the first of; a later resolution or closing counts only after a reopening."""
    if type(fact) not in STEPS:  # most facts
        return ()
    match fact:
        case MessageSent(substantive=False) | MessageSent(automated=True) | ApologyMade(automated=True):
            return ()
        case _:
            return STEPS[type(fact)]


def _unreached(complaint: UUID, filed: ComplaintFiled, held: Holding) -> ResponseTime:
    """Return the row of a step that nobody has taken, as the complaint is held now."""
    received = filed.at
    state = _state_of_open_steps(held)
    return ResponseTime(
        complaint=complaint,
        reference=filed.reference,
        measure="acknowledgement",
        state=state,
        received_at=begins_at(received),
        reached_at=None,
        duration=None,
        channel=filed.channel,
        product=held.product,
        team=held.team,
        handler=held.handler,
        received_within=None if isinstance(received, NotAfter) else latest(received) - earliest(received),
        received_day=received.day if isinstance(received, Day) else None,
        silent_since=None,
        survivor=held.merged_into if state == "merged" else None,
    )


def _state_of_open_steps(held: Holding) -> State:
    if held.status == "merged":
        return "merged"
    return "open" if held.status == "open" else "ended without"


def _step(
    unreached: ResponseTime, measure: Measure, reached: _Reached | None, received: When
) -> ResponseTime:
    if reached is None:
        return unreached._replace(measure=measure)
    duration = between(received, reached.at)
    return unreached._replace(
        measure=measure,
        state="time unknown" if duration is None else "reached",
        reached_at=None if duration is None else earliest(reached.at),
        duration=duration,
        product=reached.held.product,
        team=reached.held.team,
        handler=reached.held.handler,
        survivor=None,
    )


def _silence(unreached: ResponseTime, facts: Sequence[Fact]) -> ResponseTime:
    """Measure while the complaint is open; its silence is over when it ends or is merged into another."""
    *_, last = found = silences(facts)
    gaps = [between(it.since, it.until) for it in found if it.until]
    known = [gap for gap in gaps if gap is not None]
    is_known = len(known) == len(gaps)
    reached_or_open: State = "reached" if last.until else "open"
    return unreached._replace(
        measure="longest silence",
        state=reached_or_open if is_known else "time unknown",
        duration=max(known, default=None) if is_known else None,
        silent_since=None if last.until else latest(last.since),
        survivor=None,
    )


# Not by handler: they are so many that hardly two cases would be counted together.
BY_MONTH = Rollup(
    table="response_times_rollup",
    key=("day_month", "measure", "grouping", "group", "state", "bin"),
    counts=("n", "micros"),
    instant="received_at",
    span=SQL("""
select min(received_at), max(received_at)
  from views.response_times
 where slot = %(slot)s and measure = 'acknowledgement'
"""),
    count=SQL("""
select day_month, measure, grouping, "group", state, bin, count(*) as n, sum(micros) as micros
  from (select date_trunc('month', received_day)::date as day_month, measure, state, channel, product, team,
               case when state = 'reached' then {bin} end as bin,
               case when state = 'reached' then extract(epoch from duration) * 1000000 else 0 end as micros
          from views.response_times
         where slot = %(slot)s and measure in ({measures})
           and received_at >= %(month_begin)s and received_at < %(month_end)s) times,
       lateral (values ('all', null), ('channel', channel), ('product', product), ('team', team))
         as groups (grouping, "group")
 group by day_month, measure, grouping, "group", state, bin
""").format(bin=SQL(BIN), measures=SQL(", ").join(map(sql.Literal, get_args(Measure)))),
)
"""How many took how long, and in which bin that is, by month of receipt; `micros` are microseconds."""

RESPONSE_TIMES: View[ResponseTime] = View(
    name="response_times",
    version=5,
    fold=fold,
    concerns=HANDLING | ENDING_SILENCES | {ComplaintFiled},
    row=ResponseTime,
    table="response_times",
    key=("complaint", "measure"),
    rollup=BY_MONTH,
)
