"""What the win-back view is asked: how long customers stay after a complaint, and in which group."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Literal, LiteralString

from projections.first_contact import WITHIN
from projections.positions import Reader
from projections.survival import Curve, Stay, curve_of

SurvivalBy = Literal["all", "done", "first contact", "prior complaints", "arm"]

LANDMARK = 30
"""By how many days after a complaint it is seen what was done about it, or whether it was resolved at the
first contact if nobody came back since, where nothing else is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalAsked:
    """What is asked: who stayed for how many of `days` from a complaint, by group.

    What came after the complaint divides customers as it stood when day `landmark` began, and only those who
    were still here then: otherwise who stayed longer, and so had more time to be compensated, would seem to
    have stayed for the compensation. J. R. Anderson, K. C. Cain and R. D. Gelber, Analysis of Survival by
    Tumor Response, Journal of Clinical Oncology 1 (1983), pages 710-719. `experiment` names the one whose
    arms are the groups; `first_contact_within` is that of `LifeFilter`.
    """

    by: SurvivalBy
    days: int
    landmark: int
    first_contact_within: timedelta = WITHIN
    experiment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveOfGroup:
    """How long the customers of a group stayed; days are counted from the complaint."""

    group: str | None
    curve: Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """The curves, by group; and how many lives are in none.

    `left_earlier` than day `landmark`; `immature`, because that day is still to come; `time_unknown`, because
    the complaint or the leaving is not known to the day.
    """

    left_earlier: int
    immature: int
    time_unknown: int
    curves: Sequence[CurveOfGroup]


# Days run from the first complaint, for prior complaints also from the next ones; from an arm assigned later.
STAYS: LiteralString = """
with began as (
  select lost_at, lost_on, apologised_at, compensated_at, first_resolved_at, first_came_back_at,
         arms[assigned] as arm, complaints_before + place - 1 as prior,
         greatest(complaint.day, (assigned_at[assigned] at time zone 'UTC')::date) as began_on,
         complaint.day is not null and (lost_at is null or lost_on is not null) as is_known
    from views.win_back,
         lateral (select array_position(experiments, %(experiment)s::text) as assigned) as assignment,
         unnest(complained_on) with ordinality as complaint (day, place)
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
     and (place = 1 or %(by)s = 'prior complaints' and complaints_before + place <= 3)
     and (%(by)s <> 'arm' or assigned is not null)
), stayed as (
  select *, greatest(coalesce(lost_on, %(today)s) - began_on, 0) as days, lost_on is not null as has_left,
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
           when 'first contact' then case
             when first_came_back_at < seen_at
              and (first_came_back_at <= first_resolved_at + %(first_contact_within)s) is not false then 'no'
             when first_resolved_at <= seen_at - %(first_contact_within)s then 'yes'
             else 'open' end
           when 'prior complaints' then case prior when 0 then '0' when 1 then '1' else '2+' end
           when 'arm' then arm
         end as "group"
    from stayed
)
select state, "group", days, has_left, count(*)
  from grouped
 group by state, "group", days, has_left
 order by "group", days
"""


def survival(connection: Reader, now: datetime, asked: SurvivalAsked) -> Survival:
    """Return the curves, in the order of the groups' names; reads every life."""
    bounds = {**asdict(asked), "today": now.astimezone(UTC).date()}
    found = connection.execute(STAYS, bounds, prepare=False).fetchall()
    lives = Counter[str]()
    for state, _, _, _, count in found:
        lives[state] += count
    followed = [
        (group, Stay(days=days, has_left=has_left, lives=count))
        for state, group, days, has_left, count in found
        if state == "followed"
    ]
    return Survival(
        left_earlier=lives["left earlier"],
        immature=lives["immature"],
        time_unknown=lives["time unknown"],
        curves=[
            CurveOfGroup(group=group, curve=curve_of([stay for _, stay in stays], asked.landmark))
            for group, stays in groupby(followed, key=lambda it: it[0])
        ],
    )


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
        case "done":
            return LANDMARK
        case "first contact":
            return LANDMARK + first_contact_within.days
        case "all" | "prior complaints" | "arm":
            return 0
