"""What the win-back view is asked: how many offers to come back are taken, by what was offered and why."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar, Literal, LiteralString

from psycopg.rows import class_row

from projections.counts import Count
from projections.intervals import share_of
from projections.positions import Reader
from projections.small_cells import Cells

RateBy = Literal["all", "offer", "reason"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RateAsked:
    """What is asked: which offers were taken within some `days`; by kind of offer, or reason of leaving."""

    by: RateBy
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RateOfGroup:
    """What became of a group's offers. Taking one is a fact of its own: who took it may not have come back.

    `offers`: those whose days are over, the sum of the next three: `accepted` or `declined` within the days,
    or neither. Of them `share` was accepted, None of fewer than five; `low` and `high` are Wilson's 95 %
    interval. In none of these numbers are the `immature`, whose days are not over, and those whose offer or
    answer is not known to the day.
    """

    cells: ClassVar[Cells] = Cells(
        sums=(frozenset({"offers", "accepted", "declined", "open"}),),
        computed=dict.fromkeys(("share", "low", "high"), ("offers", "accepted")),
    )

    group: str | None
    offers: Count
    accepted: Count
    declined: Count
    open: Count
    share: float | None = None
    low: float | None = None
    high: float | None = None
    immature: Count
    time_unknown: Count


OFFERS: LiteralString = """
with offers as (
  select case %(by)s when 'offer' then kind when 'reason' then reason end as "group",
         case when made_on is null then 'time unknown'
              when made_on + %(days)s::int > %(today)s then 'immature'
              when answer is null then 'open'
              when said_on is null then 'time unknown'
              when said_on - made_on < %(days)s then answer
              else 'open' end as state
    from views.win_back,
         unnest(offered, offered_on, answers, answered_on) as offer (kind, made_on, answer, said_on)
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
)
select "group",
       count(*) filter (where state in ('accepted', 'declined', 'open')) as offers,
       count(*) filter (where state = 'accepted') as accepted,
       count(*) filter (where state = 'declined') as declined,
       count(*) filter (where state = 'open') as open,
       count(*) filter (where state = 'immature') as immature,
       count(*) filter (where state = 'time unknown') as time_unknown
  from offers
 group by "group"
 order by "group"
"""


def rates(connection: Reader, now: datetime, asked: RateAsked) -> Sequence[RateOfGroup]:
    """Return what became of the offers of each group, in the order of their names; reads every life."""
    bounds = {**asdict(asked), "today": now.astimezone(UTC).date()}
    with connection.cursor(row_factory=class_row(RateOfGroup)) as cursor:
        found = cursor.execute(OFFERS, bounds, prepare=False).fetchall()
    return [_with_share(group) for group in found]


def _with_share(group: RateOfGroup) -> RateOfGroup:
    found = share_of(group.accepted, group.offers)
    return replace(group, share=found.share, low=found.low, high=found.high)
