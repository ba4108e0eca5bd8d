"""What the win-back view is asked: what redress costs for each customer who stayed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

from psycopg.rows import class_row

from complaints.facts.redress import CompensationKind
from complaints.money import Amount
from projections.intervals import FEWEST
from projections.positions import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class RedressPaid:
    """What was made good by one kind of compensation in one currency, to who stayed and who left.

    Amounts are in units of the currency, and never added across. `per_retained` is the amount for each
    customer who stayed, rounded to the decimals of the amounts; None where fewer than five stayed.
    """

    kind: CompensationKind
    currency: str
    payments: int
    amount: Amount
    per_retained: Amount | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """How many stayed for some days after the first complaint of a life, and what they and the others cost.

    `lives` whose days are over are the sum of `retained` and `left`. In none of the other numbers: the
    `immature`, whose days are not over; `time_unknown`, whose complaint or leaving is not known to the day;
    and `payments_unknown`, what was made good at a time that is not.
    """

    lives: int
    retained: int
    left: int
    immature: int
    time_unknown: int
    payments_unknown: int
    paid: Sequence[RedressPaid]


JUDGED: LiteralString = """
with judged as (
  select complained_on[1] as began_on, paid_on, paid_kinds, paid_amounts, paid_currencies,
         case when complained_on[1] is null or lost_at is not null and lost_on is null then 'time unknown'
              when complained_on[1] + %(days)s::int > %(today)s then 'immature'
              when lost_on - complained_on[1] < %(days)s then 'left'
              else 'retained' end as state
    from views.win_back
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
     and cardinality(complained_on) > 0
)
"""

LIVES: LiteralString = (
    JUDGED
    + """
select count(*) filter (where state = 'retained'),
       count(*) filter (where state = 'left'),
       count(*) filter (where state = 'immature'),
       count(*) filter (where state = 'time unknown'),
       coalesce(sum(cardinality(array_positions(paid_on, null)))
         filter (where state in ('retained', 'left')), 0)
  from judged
"""
)

PAID: LiteralString = (
    JUDGED
    + """
select kind, currency, count(*) as payments, sum(amount) as amount,
       case when %(retained)s::int >= %(fewest)s
            then round(sum(amount) / %(retained)s::int, max(scale(amount))) end as per_retained
  from judged, unnest(paid_on, paid_kinds, paid_amounts, paid_currencies) as it (day, kind, amount, currency)
 where state in ('retained', 'left') and day - began_on < %(days)s
 group by kind, currency
 order by kind, currency
"""
)


def redress_retained(connection: Reader, now: datetime, days: int) -> Retained:
    """Return what was made good within some days of a first complaint, for each who stayed that long.

    By kind of compensation and currency, in their order; reads every life.
    """
    bounds = {"days": days, "today": now.astimezone(UTC).date(), "fewest": FEWEST}
    ((retained, left, immature, unknown, payments),) = connection.execute(
        LIVES, bounds, prepare=False
    ).fetchall()
    with connection.cursor(row_factory=class_row(RedressPaid)) as cursor:
        paid = cursor.execute(PAID, {**bounds, "retained": retained}, prepare=False).fetchall()
    return Retained(
        lives=retained + left,
        retained=retained,
        left=left,
        immature=immature,
        time_unknown=unknown,
        payments_unknown=payments,
        paid=paid,
    )
