"""The inbox's questions: what waits for an answer, whose turn it is, and what was promised."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, LiteralString
from uuid import UUID

from psycopg.rows import class_row

from projections.inbox import Kind
from projections.positions import Reader

Turn = Literal["ours", "theirs"]
"""Who has to do something: `theirs` while the complainant was asked for information and nothing came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that came in and waits for an answer; instants are UTC.

    `since` when it has been this `turn`. `clock` is the promise of the complaint that is due next at
    `due_at`; None where none runs that had begun when this came in, or since.
    """

    complaint: UUID
    reference: str
    message: int
    kind: Kind
    channel: str | None
    received_at: datetime
    turn: Turn
    since: datetime
    clock: str | None
    due_at: datetime | None
    product: str | None
    team: str | None
    handler: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCount:
    """How many things of one channel wait, in how many complaints, and since when the first of them."""

    channel: str | None
    turn: Turn
    waiting: int
    complaints: int
    oldest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """What is asked about; None does not restrict."""

    kind: Kind | None = None
    turn: Turn | None = None
    channel: str | None = None
    product: str | None = None
    team: str | None = None
    handler: str | None = None
    complaint: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterMessage:
    """The last thing of the page before."""

    after_received: datetime | None = None
    after_complaint: UUID | None = None
    after_message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The instant asked about. `is_now`: what was answered on a day that is not over waits no longer."""

    as_of: datetime
    is_now: bool


# Of now, the indexes on what waits answer; of an earlier instant, the one on when everything came and ended.
NOW: LiteralString = "ended_at is null"
THEN: LiteralString = "coalesce(ended_at, 'infinity') > %(as_of)s"

WAITING: LiteralString = """
  from (select *, case when asked_at <= %(as_of)s and (resumed_at is null or resumed_at > %(as_of)s)
                       then 'theirs' else 'ours' end as turn
          from views.inbox
         where slot = (select slot from views.positions where view = 'inbox' and state = 'live')) it
 where received_at <= %(as_of)s
   and (%(kind)s::text is null or kind = %(kind)s)
   and (%(turn)s::text is null or turn = %(turn)s)
   and (%(channel)s::text is null or channel = %(channel)s)
   and (%(product)s::text is null or product = %(product)s)
   and (%(team)s::text is null or team = %(team)s)
   and (%(handler)s::text is null or handler = %(handler)s)
   and (%(complaint)s::uuid is null or complaint = %(complaint)s)
   and """

PAGE: LiteralString = """
select complaint, reference, message, kind, channel, received_at, turn,
       case when turn = 'theirs' then asked_at
            when resumed_at <= %(as_of)s then resumed_at
            else received_at end as since,
       promise.clock, promise.due_at, product, team, handler
  from (select *"""

AFTER: LiteralString = """
   and (%(after_complaint)s::uuid is null or (received_at, complaint, message)
        > (%(after_received)s::timestamptz, %(after_complaint)s, %(after_message)s::int))
 order by received_at, complaint, message
 limit %(limit)s) waiting
  left join lateral (
       select clock, due_at
         from views.clock_periods period
        where slot = (select slot from views.positions where view = 'clock_periods' and state = 'live')
          and period.complaint = waiting.complaint and state = 'running'
          and from_at <= %(as_of)s and ends_at > %(as_of)s
        order by due_at, clock
        limit 1) promise on true
 order by received_at, complaint, message
"""

COUNTS: LiteralString = """
select channel, turn, count(*) as waiting, count(distinct complaint) as complaints,
       min(received_at) as oldest"""

BY_CHANNEL: LiteralString = " group by channel, turn order by channel, turn"


def waiting(
    connection: Reader, instant: Asked, wanted: InboxFilter, after: AfterMessage, limit: int
) -> Sequence[Waiting]:
    """Return what waits, the longest waiting first; the next page begins after the last one."""
    bounds = {**asdict(wanted), **asdict(after), "as_of": instant.as_of, "limit": limit}
    with connection.cursor(row_factory=class_row(Waiting)) as cursor:
        return cursor.execute(PAGE + WAITING + _still(instant) + AFTER, bounds, prepare=False).fetchall()


def count_waiting(connection: Reader, instant: Asked, wanted: InboxFilter) -> Sequence[WaitingCount]:
    """Return how much waits, by channel and whose turn it is. Reads everything that waits and matches."""
    bounds = {**asdict(wanted), "as_of": instant.as_of}
    with connection.cursor(row_factory=class_row(WaitingCount)) as cursor:
        statement = COUNTS + WAITING + _still(instant) + BY_CHANNEL
        return cursor.execute(statement, bounds, prepare=False).fetchall()


def _still(instant: Asked) -> LiteralString:
    return NOW if instant.is_now else THEN
