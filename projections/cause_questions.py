"""How often each root cause is complained of, month by month, and whether its removal helped."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar, LiteralString

from psycopg.rows import class_row

from projections.counts import Count
from projections.positions import Reader
from projections.small_cells import Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class CausesAsked:
    """Which complaints are asked about; None does not restrict. Merged ones are the other's, and not counted.

    Received from `received_from` (inclusive) to `received_to` (exclusive). A cause is compared over `window`
    before its removal and after it; the later one begins `lag` after the removal. `by_product`: each cause is
    divided by the products of the complaints that name it.
    """

    by_product: bool = False
    cause: str | None = None
    product: str | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None
    window: timedelta = timedelta(days=90)
    lag: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseCount:
    """How many complaints name a cause, by what is known now, among those asked about.

    `product`: of which product they are, None where none is known, or causes are not divided by product.
    `complaints` is the sum of `time_known` and `time_unknown`, of which only an instant is known by which
    they were received. `first_at` and `last_at` are receipts of the former (UTC). `before` and `after` are
    those of them received in the windows around `fixed_at`, whatever the bounds asked about; `after` is None
    until its window is over; `after_so_far` counts what has come in of it. All three are None for a cause
    that was not removed, or of whose removal is known only that it was by `fixed_not_after`.
    """

    cells: ClassVar[Cells] = Cells(
        sums=(
            frozenset({"after", "after_so_far"}),
            frozenset({"complaints", "time_known", "time_unknown"}),
        ),
        computed={"first_at": ("time_known",), "last_at": ("time_known",)},
    )

    cause: str
    product: str | None
    complaints: Count
    time_known: Count
    time_unknown: Count
    first_at: datetime | None
    last_at: datetime | None
    fixed_at: datetime | None
    fixed_not_after: datetime | None
    before: Count
    after: Count
    after_so_far: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseMonth:
    """How many complaints received in a calendar month name a cause; `month` is None where unknown.

    `product` is that of `CauseCount`.
    """

    cells: ClassVar[Cells] = Cells()

    cause: str
    product: str | None
    month: str | None
    complaints: Count


NAMED: LiteralString = """
with named as (
  select cause, kind, happened_at, happened_day, is_time_known,
         case when %(by_product)s then product end as product,
         (%(received_from)s::timestamptz is null or happened_at >= %(received_from)s)
         and (%(received_to)s::timestamptz is null or happened_at < %(received_to)s) as is_asked
    from views.causes
   where slot = (select slot from views.positions where view = 'causes' and state = 'live')
     and not is_merged and happened_at <= %(as_of)s
     and (%(cause)s::text is null or cause = %(cause)s)
     and (kind = 'fix' or %(product)s::text is null or product = %(product)s)
), fixed as (
  select cause,
         min(happened_at) filter (where is_time_known) as fixed_at,
         min(happened_at) filter (where not is_time_known) as fixed_not_after
    from named where kind = 'fix' group by cause
)
"""

COUNTS: LiteralString = (
    NAMED
    + """
select named.cause, named.product,
       count(*) filter (where is_asked) as complaints,
       count(*) filter (where is_asked and is_time_known) as time_known,
       count(*) filter (where is_asked and not is_time_known) as time_unknown,
       min(happened_at) filter (where is_asked and is_time_known) as first_at,
       max(happened_at) filter (where is_asked and is_time_known) as last_at,
       fixed_at,
       fixed_not_after,
       case when fixed_at is not null then
         count(*) filter (where is_time_known and happened_at >= fixed_at - %(window)s
                            and happened_at < fixed_at) end as before,
       case when fixed_at + %(lag)s + %(window)s <= %(as_of)s then
         count(*) filter (where is_time_known and happened_at >= fixed_at + %(lag)s
                            and happened_at < fixed_at + %(lag)s + %(window)s) end as after,
       case when fixed_at is not null then
         count(*) filter (where is_time_known and happened_at >= fixed_at + %(lag)s
                            and happened_at < fixed_at + %(lag)s + %(window)s) end as after_so_far
  from named left join fixed using (cause)
 where kind = 'complaint'
 group by named.cause, named.product, fixed_at, fixed_not_after
having bool_or(is_asked)
 order by complaints desc, named.cause, named.product
"""
)

MONTHS: LiteralString = (
    NAMED
    + """
select cause, product,
       case when is_time_known
         then to_char(coalesce(happened_day, (happened_at at time zone %(zone)s)::date), 'YYYY-MM')
       end as month,
       count(*) as complaints
  from named
 where kind = 'complaint' and is_asked
 group by cause, product, month
 order by cause, product, month
"""
)


def causes(connection: Reader, as_of: datetime, asked: CausesAsked) -> Sequence[CauseCount]:
    """Return the causes that complaints name, the most frequent first. Reads every complaint that matches."""
    with connection.cursor(row_factory=class_row(CauseCount)) as cursor:
        return cursor.execute(COUNTS, {**asdict(asked), "as_of": as_of}, prepare=False).fetchall()


def cause_months(connection: Reader, as_of: datetime, asked: CausesAsked, zone: str) -> Sequence[CauseMonth]:
    """Return how often each cause was named month by month, in an IANA zone.

    Months without are left out, and the one that is unknown is last.
    """
    bounds = {**asdict(asked), "as_of": as_of, "zone": zone}
    with connection.cursor(row_factory=class_row(CauseMonth)) as cursor:
        return cursor.execute(MONTHS, bounds, prepare=False).fetchall()
