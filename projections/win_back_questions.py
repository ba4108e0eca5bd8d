"""What the win-back view is asked: who is at risk, lost or back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from psycopg.rows import class_row

from complaints.facts.customers import LossReason, WinBackKind
from projections.first_contact import WITHIN, FirstContact
from projections.positions import Reader

CustomerState = Literal["stays", "at risk", "lost", "offered", "returned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLife:
    """One life of a customer with us, as it stands at an instant; see `Life` for the columns.

    `first_contact` is that of the window asked about; `offered` is the latest of `offers`.
    """

    customer: UUID
    life: int
    state: CustomerState
    complaints: int
    open_complaints: int
    first_complaint_at: datetime | None
    apologised_at: datetime | None
    compensated_at: datetime | None
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
    """Which lives are asked about; None does not restrict.

    `first_contact_within`: for how long after a resolution nobody may have come back.
    """

    first_contact_within: timedelta = WITHIN
    customer: UUID | None = None
    state: CustomerState | None = None
    reason: LossReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterLife:
    """The last life of the page before."""

    after_customer: UUID | None = None
    after_life: int | None = None


STANDING = """
with stands as (
  select customer, life, complaints, open_complaints, first_complaint_at, apologised_at, compensated_at,
         lost_at, reason, returned_at, currency, spend_before, cardinality(offered) as offers,
         offered[cardinality(offered)] as offered,
         case when came_back_after <= %(first_contact_within)s then 'no'
              when first_contact = 'yes' and resolved_at > %(now)s - %(first_contact_within)s then 'open'
              else first_contact
           end as first_contact,
         case when coalesce(returned_at, first_complaint_at) <= %(now)s - interval '91 days'
           then spend_after end as spend_after,
         case when returned_at is not null then 'returned'
              when lost_at is not null and cardinality(offered) > 0 then 'offered'
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
select customer, life, state, complaints, open_complaints, first_complaint_at, apologised_at,
       compensated_at, first_contact, lost_at, reason, offers, offered, returned_at, currency,
       spend_before, spend_after
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
