"""Response times of many complaints, from months that are counted: in milliseconds, whatever their number."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from psycopg.sql import SQL

from projections.bins import BIN, ERROR, percentile
from projections.covering import Covering, Span, cover, local_months
from projections.positions import Reader
from projections.response_groups import TimesAsked, TimesOfGroup
from projections.response_times import BY_MONTH, RESPONSE_TIMES
from projections.rollups import true_months
from projections.slots import live

HOW_MANY = """
select coalesce(sum(n), 0)
  from views.response_times_rollup
 where slot = %(slot)s and measure = %(measure)s and grouping = 'all' and month = any(%(months)s)
"""

# The rows of the spans, and the steps that merged complaints left to their survivors (as in
# views.times_of_cases): away with how these stand in the survivors' own rows, and in with how they do count.
TIMES = SQL("""
with recursive merged as (
  select complaint, survivor, received_at, received_within
    from views.response_times
   where slot = %(slot)s and measure = %(measure)s and state = 'merged'
), owed as (
  select survivor as complaint, received_at, received_within from merged
   union
  select merged.survivor, owed.received_at, owed.received_within
    from owed join merged on merged.complaint = owed.complaint
), earliest as (
  select distinct on (complaint) complaint, received_at,
         coalesce(received_within <= interval '1 hour', false) as is_known
    from owed
   order by complaint, received_at
), passed as (
  select own.*, earliest.is_known, own.received_at - earliest.received_at as waited
    from earliest
    join views.response_times own
      on own.slot = %(slot)s and own.measure = %(measure)s and own.complaint = earliest.complaint
     and own.received_at > earliest.received_at
), asked as (
  select * from unnest(%(labels)s::text[], %(by_days)s::bool[], %(begins)s::timestamptz[],
                       %(ends)s::timestamptz[]) as asked (label, by_day, begin_at, end_at)
), spans as (
  select * from unnest(%(span_labels)s::text[], %(span_by_days)s::bool[], %(span_begins)s::timestamptz[],
                       %(span_ends)s::timestamptz[], %(signs)s::int[])
             as spans (label, by_day, begin_at, end_at, sign)
), months as (
  select * from unnest(%(month_labels)s::text[], %(month_by_days)s::bool[], %(months)s::date[])
             as months (label, by_day, month)
), signed as (
  select label, sign, received_day, channel, product, team, state, duration
    from spans,
         -- span by span, by the index; joined, the rows of all time are read
         lateral (select * from views.response_times
                   where slot = %(slot)s and measure = %(measure)s
                     and received_at >= begin_at and received_at < end_at
                     and coalesce(by_day = (received_day is not null), true)
                  offset 0) own
   union all
  select label, sign, received_day, channel, product, team,
         case when sign > 0 and state = 'reached' and not is_known then 'time unknown' else state end,
         case when sign > 0 then duration + waited else duration end
    from asked
    join passed on received_at >= begin_at and received_at < end_at
     and coalesce(by_day = (received_day is not null), true),
         (values (1), (-1)) as signs (sign)
), told as (
  select case when %(group_by)s = 'month' then coalesce(to_char(day_month, 'YYYY-MM'), label) else "group" end
           as grouped, state, bin, n, micros
    from months
    join views.response_times_rollup counted
      on slot = %(slot)s and measure = %(measure)s and grouping = %(grouping)s
     and counted.month = months.month and coalesce(by_day = (day_month is not null), true)
   union all
  select case %(group_by)s when 'month' then coalesce(to_char(received_day, 'YYYY-MM'), label)
           when 'channel' then channel when 'product' then product when 'team' then team end,
         state,
         case when state = 'reached' then {bin} end,
         sign,
         case when state = 'reached' then sign * extract(epoch from duration) * 1000000 else 0 end
    from signed
)
select grouped, state, bin, sum(n)::bigint, sum(micros)
  from told
 group by grouped, state, bin
having sum(n) <> 0
 order by grouped
""").format(bin=SQL(BIN))

EXACT_UP_TO = 100_000
"""How many complaints are read themselves at most, while months that are counted could answer for them."""


def counted_times(connection: Reader, asked: TimesAsked) -> Sequence[TimesOfGroup] | None:
    """Return how long each group's complaints took, from months that are counted.

    None where they are few, or where what is asked for is not counted: by handler, or within a target.
    """
    if asked.target is not None or asked.group_by == "handler":
        return None
    slot = live(connection, RESPONSE_TIMES.name).slot
    named = {"slot": slot, "measure": asked.measure}
    if (time := _time(connection, named, asked)) is None:
        return None
    months = true_months(connection, RESPONSE_TIMES, slot)
    within = cover(time, months).months
    ((many,),) = connection.execute(HOW_MANY, named | {"months": list(within)}).fetchall()
    if many <= EXACT_UP_TO:
        return None
    parts = list(_parts(time, asked))
    grouping = "all" if asked.group_by == "month" else asked.group_by
    bounds = named | {"group_by": asked.group_by, "grouping": grouping} | _bounds(parts, months)
    found = connection.execute(TIMES, bounds, prepare=False).fetchall()
    return [_of_group(group, list(rows)) for group, rows in groupby(found, key=itemgetter(0))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A time, and what group that is, if any; of receipts known by the day, of the others, or of both."""

    label: str | None
    by_day: bool | None
    time: Span


def _time(connection: Reader, named: Mapping[str, object], asked: TimesAsked) -> Span | None:
    ((first, last),) = connection.execute(BY_MONTH.span, named).fetchall()
    if first is None:
        return None
    after = last + timedelta.resolution
    begin = max(asked.received_from or first, first)
    time = Span(begin=begin, end=min(asked.received_to or after, after))
    return time if time.begin < time.end else None


def _parts(time: Span, asked: TimesAsked) -> Iterator[_Part]:
    """Yield the time, or the months in it: a receipt known by its day is of the month of that day."""
    if asked.group_by != "month":
        yield _Part(label=None, by_day=None, time=time)
        return
    yield _Part(label=None, by_day=True, time=time)
    for label, month in local_months(time, ZoneInfo(asked.zone)):
        yield _Part(label=label, by_day=False, time=month)


def _bounds(parts: Sequence[_Part], counted: Sequence[date]) -> dict[str, list[object]]:
    covered = [(part, cover(part.time, counted)) for part in parts]
    spans = [(part, span, sign) for part, covering in covered for span, sign in _signed(covering)]
    months = [(part, month) for part, covering in covered for month in covering.months]
    return {
        "labels": [part.label for part in parts],
        "by_days": [part.by_day for part in parts],
        "begins": [part.time.begin for part in parts],
        "ends": [part.time.end for part in parts],
        "span_labels": [part.label for part, _, _ in spans],
        "span_by_days": [part.by_day for part, _, _ in spans],
        "span_begins": [span.begin for _, span, _ in spans],
        "span_ends": [span.end for _, span, _ in spans],
        "signs": [sign for _, _, sign in spans],
        "month_labels": [part.label for part, _ in months],
        "month_by_days": [part.by_day for part, _ in months],
        "months": [month for _, month in months],
    }


def _signed(covering: Covering) -> Iterator[tuple[Span, int]]:
    yield from ((span, 1) for span in covering.added)
    yield from ((span, -1) for span in covering.removed)


_Counts = tuple[str | None, str, int | None, int, Decimal]
"""A group, a state, a bin, how many, and their microseconds."""


def _of_group(group: str | None, rows: Sequence[_Counts]) -> TimesOfGroup:
    states: Counter[str] = Counter()
    for _, state, _, n, _ in rows:
        states[state] += n
    reached = states["reached"]
    micros = sum(int(micros) for _, state, _, _, micros in rows if state == "reached")
    bins = {bin: n for _, state, bin, n, _ in rows if state == "reached" and bin is not None}
    return TimesOfGroup(
        group=group,
        filings=states.total(),
        reached=reached,
        time_unknown=states["time unknown"],
        open=states["open"],
        ended_without=states["ended without"],
        merged=states["merged"],
        judged=None,
        in_time=None,
        late=None,
        overdue=None,
        mean=timedelta(microseconds=(2 * micros + reached) // (2 * reached)) if reached else None,
        p50=percentile(bins, 0.5),
        p90=percentile(bins, 0.9),
        p95=percentile(bins, 0.95),
        percentile_error=ERROR,
        within_target=None,
        within_target_low=None,
        within_target_high=None,
    )
