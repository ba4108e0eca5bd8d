"""What the win-back view is asked: how long those stay who were won back, and what they are worth."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import ClassVar, LiteralString

from psycopg.rows import class_row

from complaints.money import Amount
from projections.counts import Count
from projections.positions import Reader
from projections.small_cells import Cells
from projections.survival import Curve, Stay, curve_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLives:
    """How long second lives last, until the next leaving or as far as is known, in days from the return.

    The groups are the kinds of the offer that was taken, `none` of who came back without one. In no curve are
    those of `time_unknown`: a return or leaving that is not known to the day.
    """

    cells: ClassVar[Cells] = Cells(parts=("curves",))

    time_unknown: Count
    curves: Sequence[Curve]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueAsked:
    """What is asked: the worth of second lives in their first `days`, the day of the return left out.

    `margin`, from 0 to 1, is how much of what is spent stays with us.
    """

    days: int
    margin: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What second lives were worth in one currency; amounts in its units, exact, and never added across.

    `net` = `spent` * margin - `cost` - `redress`: what the customers spent, what the offers that they took
    cost us, and what was made good of their complaints of this life. `currency` is None where nothing of the
    three was recorded, which is no proof that nothing was spent. `lives` are all of the kind of `offer` whose
    days are over, of whatever currency; in this one `spending` of them spent something, the offers of
    `costing` cost something, and something was made good to `redressed`. In none of the other numbers:
    `immature` lives, whose days are not over; those whose return, or what was made good, is not known to the
    day; and those of whose offer nobody said what it costs, unless it was a contact.
    """

    cells: ClassVar[Cells] = Cells(
        computed={
            "spent": ("spending",),
            "cost": ("costing",),
            "redress": ("redressed",),
            "net": ("spending", "costing", "redressed"),
        }
    )

    offer: str
    currency: str | None
    lives: Count
    spending: Count
    costing: Count
    redressed: Count
    spent: Amount | None
    cost: Amount | None
    redress: Amount | None
    net: Amount | None
    immature: Count
    time_unknown: Count
    cost_unknown: Count


# A life that a return began, and the offers before it; who took none came back of its own accord.
SECOND: LiteralString = """
with second as (
  select life.customer, life.life, life.began_on,
         life.began_on is not null and (life.lost_at is null or life.lost_on is not null) as is_known,
         greatest(coalesce(life.lost_on, %(today)s) - life.began_on, 0) as days,
         life.lost_on is not null as has_left,
         life.spent_from, life.spent_until, life.spent_amounts, life.spent_currencies,
         life.paid_on, life.paid_amounts, life.paid_currencies,
         past.offered, past.offered_amounts, past.offered_currencies, past.answers,
         coalesce((select kind
                     from unnest(past.offered, past.answers) with ordinality as it (kind, answer, place)
                    where answer = 'accepted' order by place desc limit 1), 'none') as offer
    from views.win_back past
    join views.win_back life
      on life.slot = past.slot and life.customer = past.customer and life.life = past.life + 1
   where past.slot = (select slot from views.positions where view = 'win_back' and state = 'live')
)
"""

LENGTHS: LiteralString = (
    SECOND
    + """
select offer, is_known, days, has_left, count(*)
  from second
 group by offer, is_known, days, has_left
 order by offer
"""
)

AMOUNTS: LiteralString = """
, judged as (
  select *, case when began_on is null or array_position(paid_on, null) is not null then 'time unknown'
                 when began_on + %(days)s::int >= %(today)s then 'immature'
                 when exists (select
                                from unnest(offered, offered_amounts, answers) as it (kind, amount, answer)
                               where answer = 'accepted' and amount is null and kind <> 'contact')
                   then 'cost unknown'
                 else 'counted' end as state
    from second
), kinds as (
  select offer,
         count(*) filter (where state = 'counted') as lives,
         count(*) filter (where state = 'immature') as immature,
         count(*) filter (where state = 'time unknown') as time_unknown,
         count(*) filter (where state = 'cost unknown') as cost_unknown
    from judged
   group by offer
), amounts as (
  select offer, customer, life, money.*
    from judged, lateral (
      select currency, amount as spent, null::numeric as cost, null::numeric as redress
        from unnest(spent_from, spent_until, spent_amounts, spent_currencies)
               as it (first_day, last_day, amount, currency)
       where first_day > began_on and last_day <= began_on + %(days)s::int
      union all
      select currency, null, amount, null
        from unnest(offered_amounts, offered_currencies, answers) as it (amount, currency, answer)
       where answer = 'accepted' and amount is not null
      union all
      select currency, null, null, amount
        from unnest(paid_on, paid_amounts, paid_currencies) as it (day, amount, currency)
       where day <= began_on + %(days)s::int
    ) as money
   where state = 'counted'
), sums as (
  select offer, currency,
         count(distinct (customer, life)) filter (where spent is not null) as spending,
         count(distinct (customer, life)) filter (where cost is not null) as costing,
         count(distinct (customer, life)) filter (where redress is not null) as redressed,
         coalesce(sum(spent), 0) as spent,
         coalesce(sum(cost), 0) as cost,
         coalesce(sum(redress), 0) as redress
    from amounts
   group by offer, currency
)
"""

VALUES: LiteralString = (
    SECOND
    + AMOUNTS
    + """
select offer, currency, lives, coalesce(spending, 0) as spending, coalesce(costing, 0) as costing,
       coalesce(redressed, 0) as redressed, coalesce(spent, 0) as spent, coalesce(cost, 0) as cost,
       coalesce(redress, 0) as redress,
       coalesce(spent * %(margin)s - cost - redress, 0) as net, immature, time_unknown, cost_unknown
  from kinds left join sums using (offer)
 order by offer, currency
"""
)


def second_lives(connection: Reader, now: datetime) -> SecondLives:
    """Return how long second lives last, in the order of the offers' kinds; reads every life."""
    found = connection.execute(LENGTHS, {"today": now.astimezone(UTC).date()}, prepare=False).fetchall()
    known = [
        (offer, Stay(days=days, has_left=has_left, lives=lives))
        for offer, is_known, days, has_left, lives in found
        if is_known
    ]
    return SecondLives(
        time_unknown=sum(lives for _, is_known, _, _, lives in found if not is_known),
        curves=[
            curve_of([stay for _, stay in alike], group=offer)
            for offer, alike in groupby(known, key=itemgetter(0))
        ],
    )


def values(connection: Reader, now: datetime, asked: ValueAsked) -> Sequence[Value]:
    """Return what second lives were worth, by offer and currency, in their order; reads every life."""
    bounds = {**asdict(asked), "today": now.astimezone(UTC).date()}
    with connection.cursor(row_factory=class_row(Value)) as cursor:
        return cursor.execute(VALUES, bounds, prepare=False).fetchall()
