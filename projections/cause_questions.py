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
    before its removal and after it; the later one begins `lag` after the removal.
    """

    cause: str | None = None
    product: str | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None
    window: timedelta = timedelta(days=90)
    lag: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseCount:
    """How many complaints name a cause, by what is known now, among those asked about.

    `first_at` and `last_at` are receipts (UTC). `before` and `after` are the complaints received in the
    windows around `fixed_at`, whatever the bounds asked about; `after` is None until its window is over, and
    both are None for a cause that was not removed; `after_so_far` counts what has come in of it.
    """

    cells: ClassVar[Cells] = Cells(
        sums=(frozenset({"after", "after_so_far"}),),
        computed={"first_at": ("complaints",), "last_at": ("complaints",)},
    )

    cause: str
    complaints: Count
    first_at: datetime | None
    last_at: datetime | None
    fixed_at: datetime | None
    before: Count
    after: Count
    after_so_far: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseMonth:
    """How many complaints received in a calendar month name a cause."""

    cells: ClassVar[Cells] = Cells()

    cause: str
    month: str
    complaints: Count


NAMED: LiteralString = """
with named as (
  select cause, kind, happened_at, happened_day,
         (%(received_from)s::timestamptz is null or happened_at >= %(received_from)s)
         and (%(received_to)s::timestamptz is null or happened_at < %(received_to)s) as is_asked
    from views.causes
   where slot = (select slot from views.positions where view = 'causes' and state = 'live')
     and not is_merged and happened_at <= %(as_of)s
     and (%(cause)s::text is null or cause = %(cause)s)
     and (kind = 'fix' or %(product)s::text is null or product = %(product)s)
), fixed as (
  select cause, min(happened_at) as fixed_at from named where kind = 'fix' group by cause
)
"""

COUNTS: LiteralString = (
    NAMED
    + """
select named.cause,
       count(*) filter (where is_asked) as complaints,
       min(happened_at) filter (where is_asked) as first_at,
       max(happened_at) filter (where is_asked) as last_at,
       fixed_at,
       case when fixed_at is not null then
         count(*) filter (where happened_at >= fixed_at - %(window)s
                            and happened_at < fixed_at) end as before,
       case when fixed_at + %(lag)s + %(window)s <= %(as_of)s then
         count(*) filter (where happened_at >= fixed_at + %(lag)s
                            and happened_at < fixed_at + %(lag)s + %(window)s) end as after,
       case when fixed_at is not null then
         count(*) filter (where happened_at >= fixed_at + %(lag)s
                            and happened_at < fixed_at + %(lag)s + %(window)s) end as after_so_far
  from named left join fixed using (cause)
 where kind = 'complaint'
 group by named.cause, fixed_at
having bool_or(is_asked)
 order by complaints desc, named.cause
"""
)

MONTHS: LiteralString = (
    NAMED
    + """
select cause,
       to_char(coalesce(happened_day, (happened_at at time zone %(zone)s)::date), 'YYYY-MM') as month,
       count(*) as complaints
  from named
 where kind = 'complaint' and is_asked
 group by cause, month
 order by cause, month
"""
)


def causes(connection: Reader, as_of: datetime, asked: CausesAsked) -> Sequence[CauseCount]:
    """Return the causes that complaints name, the most frequent first. Reads every complaint that matches."""
    with connection.cursor(row_factory=class_row(CauseCount)) as cursor:
        return cursor.execute(COUNTS, {**asdict(asked), "as_of": as_of}, prepare=False).fetchall()


def cause_months(connection: Reader, as_of: datetime, asked: CausesAsked, zone: str) -> Sequence[CauseMonth]:
    """Return how often each cause was named month by month, in an IANA zone; months without are left out."""
    bounds = {**asdict(asked), "as_of": as_of, "zone": zone}
    with connection.cursor(row_factory=class_row(CauseMonth)) as cursor:
        return cursor.execute(MONTHS, bounds, prepare=False).fetchall()
