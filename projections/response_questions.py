"""What the response-time view is asked: how long it takes, by group; and one complaint's steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal
from uuid import UUID

from psycopg.rows import class_row

from projections.counts import Count
from projections.positions import Reader
from projections.response_times import Measure, State
from projections.small_cells import Cells

GroupBy = Literal["all", "channel", "product", "team", "handler", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesAsked:
    """What is asked: one measure, of complaints received from (inclusive) to (exclusive), instants.

    `month` is the calendar month of receipt in the IANA `zone`. `target`: within how long it should be.
    """

    measure: Measure
    group_by: GroupBy
    zone: str
    received_from: datetime | None
    received_to: datetime | None
    target: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesOfGroup:
    """How long a group's complaints took; in JSON, times are seconds.

    `filings`: how many were filed, each counted in one of the next five; all but `merged` are cases.
    `reached`: with a known duration; mean and percentiles are theirs alone, exact. `time_unknown`: reached,
    but the source does not say when well enough. `open`: not reached, and the complaint is open, so that it
    still can be (censored). `ended_without`: not reached, and the complaint has ended. `merged`: not reached,
    and work goes on in another complaint, where the step runs from the earlier of the receipts.

    `within_target`: the share of those reached within the target among all that were reached, have ended
    without, or are open and past the target already. Where the time of some is unknown it is None, and lies
    between `within_target_low`, had all of these been late, and `within_target_high`, had all been in time.
    All three are None without a target or without such complaints.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}
    cells: ClassVar[Cells] = Cells(
        sums=(frozenset({"filings", "reached", "time_unknown", "open", "ended_without", "merged"}),),
        computed={
            **dict.fromkeys(("mean", "p50", "p90", "p95"), ("reached",)),
            **dict.fromkeys(
                ("within_target", "within_target_low", "within_target_high"),
                ("reached", "time_unknown", "open", "ended_without"),
            ),
        },
    )

    group: str | None
    filings: Count
    reached: Count
    time_unknown: Count
    open: Count
    ended_without: Count
    merged: Count
    mean: timedelta | None
    p50: timedelta | None
    p90: timedelta | None
    p95: timedelta | None
    within_target: float | None
    within_target_low: float | None
    within_target_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    """How long one complaint took for one step; see `ResponseTime`. In JSON, `duration` is seconds.

    `runs_from` is what `duration` is counted from: the receipt, or the earlier one of a complaint that was
    merged into this one and lacked the step.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}

    measure: Measure
    state: State
    received_at: datetime
    runs_from: datetime
    reached_at: datetime | None
    duration: timedelta | None
    silent_since: datetime | None
    survivor: UUID | None
    product: str | None
    team: str | None
    handler: str | None


GROUPS = """
with asked as (
  select state, duration,
         case %(measure)s
           when 'longest silence' then greatest(duration, %(now)s - silent_since)
           else %(now)s - runs_from - coalesce(runs_within, '0')
         end as so_far,
         case %(group_by)s
           when 'channel' then channel
           when 'product' then product
           when 'team' then team
           when 'handler' then handler
           when 'month'
             then to_char(coalesce(received_day, (received_at at time zone %(zone)s)::date), 'YYYY-MM')
         end as grouped
    from views.times_of_cases
   where measure = %(measure)s
     and (%(received_from)s::timestamptz is null or received_at >= %(received_from)s)
     and (%(received_to)s::timestamptz is null or received_at < %(received_to)s)
), counted as (
  select grouped as "group",
         count(*) as filings,
         count(*) filter (where state = 'reached') as reached,
         count(*) filter (where state = 'time unknown') as time_unknown,
         count(*) filter (where state = 'open') as open,
         count(*) filter (where state = 'ended without') as ended_without,
         count(*) filter (where state = 'merged') as merged,
         avg(duration) filter (where state = 'reached') as mean,
         percentile_disc(0.5) within group (order by duration) filter (where state = 'reached') as p50,
         percentile_disc(0.9) within group (order by duration) filter (where state = 'reached') as p90,
         percentile_disc(0.95) within group (order by duration) filter (where state = 'reached') as p95,
         count(*) filter (where state = 'reached' and duration <= %(target)s)::float8 as in_time,
         nullif(count(*) filter (where %(target)s::interval is not null
           and (state in ('reached', 'time unknown', 'ended without')
                or state = 'open' and so_far > %(target)s)), 0) as judged
    from asked
   group by grouped
)
select "group", filings, reached, time_unknown, open, ended_without, merged, mean, p50, p90, p95,
       case when time_unknown = 0 then in_time / judged end as within_target,
       in_time / judged as within_target_low,
       (in_time + time_unknown) / judged as within_target_high
  from counted
 order by "group"
"""

OF_COMPLAINT = """
select measure, state, received_at, runs_from, reached_at, duration, silent_since, survivor, product, team,
       handler
  from views.times_of_cases
 where complaint = %(complaint)s
 order by measure
"""


def response_times(connection: Reader, now: datetime, asked: TimesAsked) -> Sequence[TimesOfGroup]:
    """Return how long each group's complaints took, in the order of the groups' names."""
    bounds = {
        "measure": asked.measure,
        "group_by": asked.group_by,
        "zone": asked.zone,
        "received_from": asked.received_from,
        "received_to": asked.received_to,
        "target": asked.target,
        "now": now,
    }
    with connection.cursor(row_factory=class_row(TimesOfGroup)) as cursor:
        return cursor.execute(GROUPS, bounds, prepare=False).fetchall()


def response_times_of(connection: Reader, complaint: UUID) -> Sequence[StepTime]:
    """Return the steps of one complaint, by measure; none where the view does not know it yet."""
    with connection.cursor(row_factory=class_row(StepTime)) as cursor:
        return cursor.execute(OF_COMPLAINT, {"complaint": complaint}).fetchall()
