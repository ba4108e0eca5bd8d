"""What the win-back view is asked: how many leave, or return, by what was done, and what that proves."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal, LiteralString

from projections.counts import Count
from projections.first_contact import WITHIN
from projections.intervals import share_of
from projections.positions import Reader
from projections.small_cells import Cells

Outcome = Literal["left", "returned"]
OutcomeBy = Literal["all", "done", "reason", "first contact", "offer", "arm"]

NOT_CAUSAL = (
    "not causal: nobody was put into these groups by chance; who was done more for may have been harmed more"
)
BY_CHANCE = "by the arm assigned by chance, whatever was done then (intention to treat)"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeAsked:
    """What is asked: who left within some days of a first complaint, or returned within some days of leaving.

    Of what began from (inclusive) to (exclusive) two instants: the complaint, or the leaving. `experiment`
    names the experiment whose arms are the groups; `first_contact_within` is that of `LifeFilter`.
    """

    outcome: Outcome
    by: OutcomeBy
    within: timedelta
    first_contact_within: timedelta = WITHIN
    experiment: str | None = None
    began_from: datetime | None = None
    began_to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeOfGroup:
    """How it went for a group.

    `lives`: those whose time is over, on which the share rests; `happened`: to how many of them; `share`:
    None of fewer than five; `low` and `high`: Wilson's 95 % interval. In none of these numbers are the
    `immature`, whose time is not over, and those of `time_unknown`: of the complaint, the leaving or the
    return it is only known by when it had happened.
    """

    cells: ClassVar[Cells] = Cells(
        computed={
            **dict.fromkeys(("share", "low", "high"), ("lives", "happened")),
        }
    )

    group: str | None
    lives: Count
    happened: Count
    share: float | None
    low: float | None
    high: float | None
    immature: Count
    time_unknown: Count


# until_at: what was done from then on cannot have led to it, or came after the days asked about.
DONE: LiteralString = """
           when 'done' then case when apologised_at < until_at and compensated_at < until_at then 'both'
                                 when apologised_at < until_at then 'apology'
                                 when compensated_at < until_at then 'money'
                                 else 'neither' end
"""

BEGUN: LiteralString = """
with grouped as (
  select outcome.began_at, happened_at,
         case when not is_known then 'time unknown'
              when outcome.began_at > %(now)s - %(within)s then 'immature'
              else 'over' end as state,
         case %(by)s
"""

COUNTED: LiteralString = """
           when 'reason' then reason
           when 'first contact' then case
             when came_back_after <= %(first_contact_within)s then 'no'
             when first_contact = 'yes' and resolved_at > %(now)s - %(first_contact_within)s then 'open'
             else first_contact end
           when 'offer' then coalesce((
             select kind from unnest(offered, offered_at) with ordinality as made (kind, at, place)
              where at < until_at order by place desc limit 1), 'none')
           when 'arm' then case %(outcome)s
             when 'left' then arms[array_position(experiments, %(experiment)s)]
             else arms_after[array_position(experiments_after, %(experiment)s)] end
         end as grouped
    from views.win_back as life,
         lateral (
           select case %(outcome)s when 'left' then first_complaint_at else lost_at end as began_at,
                  case %(outcome)s when 'left' then lost_at else returned_at end as happened_at,
                  case %(outcome)s
                    when 'left' then complained_on[1] is not null and (lost_at is null or lost_on is not null)
                    else lost_on is not null and (returned_at is null or (
                      select next.began_on from views.win_back as next
                       where next.slot = life.slot and next.customer = life.customer
                         and next.life = life.life + 1) is not null)
                  end as is_known
         ) as outcome,
         lateral (select least(happened_at, outcome.began_at + %(within)s) as until_at) as decided
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
     and case %(outcome)s when 'left' then cardinality(complained_on) > 0 else lost_at is not null end
)
select grouped,
       count(*) filter (where state = 'over'),
       count(*) filter (where state = 'over' and happened_at < began_at + %(within)s),
       count(*) filter (where state = 'immature'),
       count(*) filter (where state = 'time unknown')
  from grouped
 where (%(by)s <> 'arm' or grouped is not null)
   and (%(began_from)s::timestamptz is null or began_at >= %(began_from)s)
   and (%(began_to)s::timestamptz is null or began_at < %(began_to)s)
 group by grouped
 order by grouped
"""

OUTCOMES: LiteralString = BEGUN + DONE + COUNTED


def outcomes(connection: Reader, now: datetime, asked: OutcomeAsked) -> Sequence[OutcomeOfGroup]:
    """Return how it went for each group, in the order of the groups' names; reads every life."""
    found = connection.execute(OUTCOMES, {**asdict(asked), "now": now}, prepare=False).fetchall()
    return [_outcome(*each) for each in found]


def problem_with(asked: OutcomeAsked) -> str | None:
    """Return why there is no answer to a question, in a sentence without its full stop; None if there is."""
    if (asked.by == "arm") != (asked.experiment is not None):
        return "groups by arm need the name of an experiment, and no other groups do"
    if asked.outcome == "left" and asked.by in {"reason", "offer"}:
        return f"only who has left has a {asked.by}, and it is asked who left"
    return None


def note(by: str) -> str:
    """Return what may be concluded from a difference between the groups."""
    return BY_CHANCE if by == "arm" else NOT_CAUSAL


def _outcome(
    group: str | None, lives: int, happened: int, immature: int, time_unknown: int
) -> OutcomeOfGroup:
    found = share_of(happened, lives)
    return OutcomeOfGroup(
        group=group,
        lives=lives,
        happened=happened,
        share=found.share,
        low=found.low,
        high=found.high,
        immature=immature,
        time_unknown=time_unknown,
    )
