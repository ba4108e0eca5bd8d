"""What the response-time view is asked: how long it takes, by group; and one complaint's steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from psycopg.rows import class_row

from projections.counted_times import counted_times
from projections.positions import Reader
from projections.response_groups import TimesAsked, TimesOfGroup
from projections.response_times import Measure, State


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


# The mean is divided in whole microseconds and rounded half up; avg(interval) may be one of them out.
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
         sum(extract(epoch from duration) * 1000000) filter (where state = 'reached') as micros,
         percentile_disc(0.5) within group (order by duration) filter (where state = 'reached') as p50,
         percentile_disc(0.9) within group (order by duration) filter (where state = 'reached') as p90,
         percentile_disc(0.95) within group (order by duration) filter (where state = 'reached') as p95,
         count(*) filter (where state = 'reached' and duration <= %(target)s) as in_time,
         count(*) filter (where state = 'open' and so_far > %(target)s) as overdue
    from asked
   group by grouped
), judged as (
  select *, reached + time_unknown + ended_without + overdue as judged
    from counted
)
select "group", filings, reached, time_unknown, open, ended_without, merged,
       case when %(target)s::interval is not null then judged end as judged,
       case when %(target)s::interval is not null then in_time end as in_time,
       case when %(target)s::interval is not null then judged - in_time - time_unknown end as late,
       case when %(target)s::interval is not null then overdue end as overdue,
       div(2 * micros + reached, 2 * reached) * interval '1 microsecond' as mean, p50, p90, p95,
       0::float8 as percentile_error,
       case when time_unknown = 0 then share end as within_target,
       share as within_target_low,
       case when share is not null then (in_time + time_unknown)::float8 / judged end as within_target_high
  from judged
 cross join lateral (select case when %(target)s::interval is not null
                                 then in_time::float8 / nullif(judged, 0) end as share) shares
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
    """Return how long each group's complaints took, in the order of the groups' names.

    In a transaction that sees one moment. From months that are counted already, where they are many.
    """
    if (counted := counted_times(connection, asked)) is not None:
        return counted
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
