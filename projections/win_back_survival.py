"""What the win-back view is asked: how long customers stay after a complaint, and in which group."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import ClassVar, Literal, LiteralString

from psycopg.rows import class_row

from projections.counts import Count
from projections.first_contact import WITHIN
from projections.positions import Reader
from projections.small_cells import Cells
from projections.survival import Curve, Stay, curve_of

SurvivalBy = Literal["all", "done", "outcome", "resolved", "first contact", "prior complaints", "arm"]

LANDMARK = 30
"""By how many days after a complaint it is seen what was done about it, what its outcome was, whether it was
resolved, or whether that was at the first contact if nobody came back since, where nothing else is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalAsked:
    """What is asked: who stayed for how many of `days` from a complaint, by group.

    What came after the complaint divides customers as it stood when day `landmark` began, and only those who
    were still here then: otherwise who stayed longer, and so had more time to be compensated, would seem to
    have stayed for the compensation. J. R. Anderson, K. C. Cain and R. D. Gelber, Analysis of Survival by
    Tumor Response, Journal of Clinical Oncology 1 (1983), pages 710-719. `experiment` names the one whose
    arms are the groups; `first_contact_within` is that of `LifeFilter`.

    `inactivity`, if asked, lets those count as gone too who have spent nothing for more than so many of their
    usual gaps: the median of days between what they spent before the complaint, on three days or more.
    """

    by: SurvivalBy
    days: int
    landmark: int
    first_contact_within: timedelta = WITHIN
    experiment: str | None = None
    inactivity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """The curves, by group, in days from the complaint; and how many lives are in none.

    `left_earlier` than day `landmark`; `immature`, because that day is still to come; `time_unknown`, because
    the complaint or the leaving is not known to the day.
    """

    cells: ClassVar[Cells] = Cells(parts=("curves",))

    left_earlier: Count
    immature: Count
    time_unknown: Count
    curves: Sequence[Curve]


# Days run from the first complaint, for prior complaints also from the next ones; from an arm assigned later.
STAYS: LiteralString = """
with began as (
  select least(lost_on, silent_on) as gone_on, gap,
         apologised_at, compensated_at, first_answers, first_answered_at, first_resolved_at,
         first_came_back_at, arms[assigned] as arm,
         complaints_before + place - 1 as prior,
         greatest(complaint.day, (assigned_at[assigned] at time zone 'UTC')::date) as began_on,
         complaint.day is not null and (lost_at is null or lost_on is not null) as is_known
    from views.win_back,
         lateral (select array_position(experiments, %(experiment)s::text) as assigned) as assignment,
         unnest(complained_on) with ordinality as complaint (day, place),
         lateral (
           select case when count(before) >= 2 then percentile_disc(0.5) within group (order by day - before)
                  end as gap
             from (select day, lag(day) over (order by day) as before
                     from (select distinct unnest(spent_until) as day) as spent
                    where day <= complaint.day and %(inactivity)s::numeric is not null) as spent
         ) as usual,
         lateral (
           select min(day) + floor(%(inactivity)s::numeric * gap)::int + 1 as silent_on
             from (select max(last_day) over in_order as day,
                          lead(first_day, 1, coalesce(lost_on, %(today)s)) over in_order as next
                     from (values (complaint.day, complaint.day)
                           union all
                           select * from unnest(spent_from, spent_until)) as seen (first_day, last_day)
                    where last_day >= complaint.day and gap is not null
                   window in_order as (order by first_day, last_day)) as seen
            where next - day > %(inactivity)s::numeric * gap
         ) as silence
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
     and (place = 1 or %(by)s = 'prior complaints' and complaints_before + place <= 3)
     and (%(by)s <> 'arm' or assigned is not null)
), stayed as (
  select *, greatest(coalesce(gone_on, %(today)s) - began_on, 0) as days, gone_on is not null as has_left,
         (began_on + %(landmark)s::int)::timestamp at time zone 'UTC' as seen_at
    from began
), grouped as (
  select least(days, %(days)s) as days,
         has_left and days <= %(days)s as has_left,
         case when not is_known then 'time unknown'
              when days >= %(landmark)s then 'followed'
              when has_left then 'left earlier'
              else 'immature' end as state,
         case %(by)s
           when 'done' then case when apologised_at < seen_at and compensated_at < seen_at then 'both'
                                 when apologised_at < seen_at then 'apology'
                                 when compensated_at < seen_at then 'money'
                                 else 'neither' end
           when 'outcome' then coalesce((
             select outcome
               from unnest(first_answers, first_answered_at) with ordinality as answer (outcome, at, place)
              where at < seen_at order by place desc limit 1), 'none')
           when 'resolved' then case when first_resolved_at < seen_at then 'yes' else 'no' end
           when 'first contact' then case
             when first_came_back_at < seen_at
              and (first_came_back_at <= first_resolved_at + %(first_contact_within)s) is not false then 'no'
             when first_resolved_at <= seen_at - %(first_contact_within)s then 'yes'
             else 'open' end
           when 'prior complaints' then case prior when 0 then '0' when 1 then '1' else '2+' end
           when 'arm' then arm
         end as "group",
         gap is not null as has_gap
    from stayed
)
select state, "group", days, has_left, has_gap, count(*) as lives
  from grouped
 group by state, "group", days, has_left, has_gap
 order by "group", days
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alike:
    state: Literal["followed", "left earlier", "immature", "time unknown"]
    group: str | None
    days: int | None
    has_left: bool
    has_gap: bool
    lives: int


def survival(connection: Reader, now: datetime, asked: SurvivalAsked) -> Survival:
    """Return the curves, in the order of the groups' names; reads every life."""
    bounds = {**asdict(asked), "today": now.astimezone(UTC).date()}
    with connection.cursor(row_factory=class_row(_Alike)) as cursor:
        found = cursor.execute(STAYS, bounds, prepare=False).fetchall()
    followed = [it for it in found if it.state == "followed"]
    return Survival(
        left_earlier=_lives(it for it in found if it.state == "left earlier"),
        immature=_lives(it for it in found if it.state == "immature"),
        time_unknown=_lives(it for it in found if it.state == "time unknown"),
        curves=[
            curve_of([_stay(it, asked) for it in alike], asked.landmark, group)
            for group, alike in groupby(followed, key=attrgetter("group"))
        ],
    )


def _lives(found: Iterable[_Alike]) -> int:
    return sum(it.lives for it in found)


def _stay(it: _Alike, asked: SurvivalAsked) -> Stay:
    has_gap = None if asked.inactivity is None else it.has_gap
    return Stay(days=it.days or 0, has_left=it.has_left, lives=it.lives, has_gap=has_gap)


def problem_with(asked: SurvivalAsked) -> str | None:
    """Return why there is no answer to a question, in a sentence without its full stop; None if there is."""
    if (asked.by == "arm") != (asked.experiment is not None):
        return "groups by arm need the name of an experiment, and no other groups do"
    if asked.landmark >= asked.days:
        return "the landmark has to come before the last day asked about"
    return None


def landmark_of(by: SurvivalBy, first_contact_within: timedelta) -> int:
    """Return the landmark where none is asked for: 0 where what divides the groups came before."""
    match by:
        case "done" | "outcome" | "resolved":
            return LANDMARK
        case "first contact":
            return LANDMARK + first_contact_within.days
        case "all" | "prior complaints" | "arm":
            return 0
