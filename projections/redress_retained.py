"""What the win-back view is asked: what redress costs for each customer who stayed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, LiteralString

from psycopg.rows import class_row

from complaints.facts.redress import CompensationKind
from complaints.money import Amount
from projections.counts import Count
from projections.intervals import FEWEST
from projections.positions import Reader
from projections.small_cells import Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class RedressPerRetained:
    """What was made good by one kind of compensation in one currency, to who stayed and who left.

    `amount` is in units of the currency, and never added across. `per_retained` is the amount for each
    customer who stayed, rounded to the decimals of the amounts; None where fewer than five stayed. `kind` and
    `currency` are None where nothing was made good.

    In each row the same, of whatever kind and currency: the `lives` whose days are over are the sum of
    `retained`, which stayed for the days after their first complaint, and `left`. In none of the other
    numbers: the `immature`, whose days are not over; `time_unknown`, whose complaint or leaving is not known
    to the day; and `payments_unknown`, what was made good at a time that is not.
    """

    cells: ClassVar[Cells] = Cells(
        sums=(frozenset({"lives", "retained", "left"}),),
        computed={"amount": ("payments",), "per_retained": ("payments", "retained")},
    )

    kind: CompensationKind | None
    currency: str | None
    payments: Count
    amount: Amount | None
    per_retained: Amount | None
    lives: Count
    retained: Count
    left: Count
    immature: Count
    time_unknown: Count
    payments_unknown: Count


PER_RETAINED: LiteralString = """
with judged as (
  select complained_on[1] as began_on, paid_on, paid_kinds, paid_amounts, paid_currencies,
         case when complained_on[1] is null or lost_at is not null and lost_on is null then 'time unknown'
              when complained_on[1] + %(days)s::int > %(today)s then 'immature'
              when lost_on - complained_on[1] < %(days)s then 'left'
              else 'retained' end as state
    from views.win_back
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
     and cardinality(complained_on) > 0
), counted as (
  select count(*) filter (where state in ('retained', 'left')) as lives,
         count(*) filter (where state = 'retained') as retained,
         count(*) filter (where state = 'left') as left,
         count(*) filter (where state = 'immature') as immature,
         count(*) filter (where state = 'time unknown') as time_unknown,
         coalesce(sum(cardinality(array_positions(paid_on, null)))
           filter (where state in ('retained', 'left')), 0)::int as payments_unknown
    from judged
), paid as (
  select kind, currency, count(*) as payments, sum(amount) as amount, max(scale(amount)) as decimals
    from judged, unnest(paid_on, paid_kinds, paid_amounts, paid_currencies)
                   as it (day, kind, amount, currency)
   where state in ('retained', 'left') and day - began_on < %(days)s
   group by kind, currency
)
select kind, currency, coalesce(payments, 0) as payments, coalesce(amount, 0) as amount,
       case when retained >= %(fewest)s then round(amount / retained, decimals) end as per_retained,
       counted.*
  from counted left join paid on true
 order by kind, currency
"""


def redress_per_retained(connection: Reader, now: datetime, days: int) -> Sequence[RedressPerRetained]:
    """Return what was made good within some days of a first complaint, for each who stayed that long.

    By kind of compensation and currency, in their order; a row without where nothing was. Reads every life.
    """
    bounds = {"days": days, "today": now.astimezone(UTC).date(), "fewest": FEWEST}
    with connection.cursor(row_factory=class_row(RedressPerRetained)) as cursor:
        return cursor.execute(PER_RETAINED, bounds, prepare=False).fetchall()
