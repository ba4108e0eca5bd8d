"""What the win-back view is asked: who is at risk, lost or back, and how many leave or return, by group."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from psycopg.rows import class_row

from complaints.facts.customers import LossReason, WinBackKind
from projections.intervals import wilson
from projections.positions import Reader
from projections.win_back import FirstContact

CustomerState = Literal["stays", "at risk", "lost", "offered", "returned"]
Outcome = Literal["left", "returned"]
OutcomeBy = Literal["all", "done", "reason", "first contact", "offer", "arm"]

NOT_CAUSAL = (
    "not causal: nobody was put into these groups by chance; who was done more for may have been harmed more"
)
BY_CHANCE = "by the arm assigned by chance, whatever was done then (intention to treat)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLife:
    """One life of a customer with us, as it stands at an instant; see `Life` for the columns."""

    customer: UUID
    life: int
    state: CustomerState
    complaints: int
    open_complaints: int
    first_complaint_at: datetime | None
    apologised: bool
    compensated: bool
    first_contact: FirstContact | None
    lost_at: datetime | None
    reason: LossReason | None
    offers: int
    offered: WinBackKind | None
    returned_at: datetime | None
    currency: str | None
    spend_before: Decimal | None
    spend_after: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeFilter:
    """Which lives are asked about; None does not restrict."""

    customer: UUID | None = None
    state: CustomerState | None = None
    reason: LossReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterLife:
    """The last life of the page before."""

    after_customer: UUID | None = None
    after_life: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeAsked:
    """What is asked: who left within some days of a first complaint, or returned within some days of leaving.

    Of what began from (inclusive) to (exclusive) two instants: the complaint, or the leaving. `experiment`
    names the experiment whose arms are the groups.
    """

    outcome: Outcome
    by: OutcomeBy
    within: timedelta
    experiment: str | None = None
    began_from: datetime | None = None
    began_to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeOfGroup:
    """How it went for a group.

    `lives`: those whose time is over, on which the share rests; `happened`: to how many of them; `low` and
    `high`: Wilson's 95 % interval; `immature`: those whose time is not over, in none of the other numbers.
    """

    group: str | None
    lives: int
    happened: int
    share: float | None
    low: float | None
    high: float | None
    immature: int


STANDING = """
with stands as (
  select customer, life, complaints, open_complaints, first_complaint_at, apologised, compensated, lost_at,
         reason, offers, offered, returned_at, currency, spend_before,
         case when first_contact = 'yes' and first_contact_at > %(now)s then 'open' else first_contact
           end as first_contact,
         case when coalesce(returned_at, first_complaint_at) <= %(now)s - interval '91 days'
           then spend_after end as spend_after,
         case when returned_at is not null then 'returned'
              when lost_at is not null and offers > 0 then 'offered'
              when lost_at is not null then 'lost'
              when open_complaints > 0 or last_ended_at > %(now)s - interval '90 days' then 'at risk'
              else 'stays'
           end as state
    from views.win_back
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
)
"""

MATCHING = """
  from stands
 where (%(customer)s::uuid is null or customer = %(customer)s)
   and (%(state)s::text is null or state = %(state)s)
   and (%(reason)s::text is null or reason = %(reason)s)
"""

LIVES = (
    STANDING
    + """
select customer, life, state, complaints, open_complaints, first_complaint_at, apologised, compensated,
       first_contact, lost_at, reason, offers, offered, returned_at, currency, spend_before, spend_after
"""
    + MATCHING
    + """
   and (%(after_customer)s::uuid is null
        or (customer, life) > (%(after_customer)s, %(after_life)s::int))
 order by customer, life
 limit %(limit)s
"""
)

COUNT = STANDING + "select count(*)" + MATCHING

OUTCOMES = """
with lives as (
  select case %(outcome)s when 'left' then first_complaint_at else lost_at end as began_at,
         case %(outcome)s when 'left' then lost_at else returned_at end as happened_at,
         case %(by)s
           when 'done' then case when apologised and compensated then 'both'
                                 when apologised then 'apology'
                                 when compensated then 'money'
                                 else 'neither' end
           when 'reason' then reason
           when 'first contact' then case when first_contact = 'yes' and first_contact_at > %(now)s
                                          then 'open' else first_contact end
           when 'offer' then coalesce(offered, 'none')
           when 'arm' then case %(outcome)s
             when 'left' then arms[array_position(experiments, %(experiment)s)]
             else arms_after[array_position(experiments_after, %(experiment)s)] end
         end as grouped
    from views.win_back
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
)
select grouped,
       count(*) filter (where began_at <= %(now)s - %(within)s),
       count(*) filter (where began_at <= %(now)s - %(within)s and happened_at < began_at + %(within)s),
       count(*) filter (where began_at > %(now)s - %(within)s)
  from lives
 where began_at is not null
   and (happened_at is null or happened_at > began_at)
   and (%(by)s <> 'arm' or grouped is not null)
   and (%(began_from)s::timestamptz is null or began_at >= %(began_from)s)
   and (%(began_to)s::timestamptz is null or began_at < %(began_to)s)
 group by grouped
 order by grouped
"""


def lives(
    connection: Reader, now: datetime, wanted: LifeFilter, after: AfterLife, limit: int
) -> Sequence[CustomerLife]:
    """Return lives by customer and number; the next page begins after the last one."""
    bounds = {**asdict(wanted), **asdict(after), "now": now, "limit": limit}
    with connection.cursor(row_factory=class_row(CustomerLife)) as cursor:
        return cursor.execute(LIVES, bounds, prepare=False).fetchall()


def count_lives(connection: Reader, now: datetime, wanted: LifeFilter) -> int:
    """Return how many lives there are; reads every one that matches."""
    row = connection.execute(COUNT, {**asdict(wanted), "now": now}, prepare=False).fetchone()
    return int(row[0]) if row else 0


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


def note(by: OutcomeBy) -> str:
    """Return what may be concluded from a difference between the groups."""
    return BY_CHANCE if by == "arm" else NOT_CAUSAL


def _outcome(group: str | None, lives: int, happened: int, immature: int) -> OutcomeOfGroup:
    interval = wilson(happened, lives)
    return OutcomeOfGroup(
        group=group,
        lives=lives,
        happened=happened,
        share=happened / lives if lives else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        immature=immature,
    )
