"""Carrying one change of the policy book to every complaint whose clocks it moves, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from api.watchdog.deferring import Job, Now, defer
from complaints.actor import WATCHDOG
from complaints.book_changes import Change, policies_moved
from complaints.carrying import carried
from complaints.ledger import Complaints
from complaints.recorder import Pool
from complaints.request import Request, command_id
from projections.positions import position_of
from projections.sla_breaches import SLA_BREACHES

CARRY = "carry"
"""The task that carries a change to a page of complaints."""

PAGE = 100
WAIT = timedelta(seconds=1)
"""Until the view that says which clocks run has come to the change."""
NO_ID = UUID(int=0)

REGISTER = """
insert into watchdog.carrying (version, cause, position, policies, from_at)
values (%(version)s, %(cause)s, %(position)s, %(policies)s, %(from_at)s)
on conflict do nothing
returning version
"""

CARRYING = """
select version, cause, position, policies, from_at, done, looked_at, finished_at
  from watchdog.carrying
 where version = %s
"""

AFFECTED = """
select distinct complaint from views.clock_periods
 where slot = (select slot from views.positions where view = 'clock_periods' and state = 'live')
   and policy = any(%(policies)s) and state = 'running' and until_at is null
   and complaint > %(after)s
 order by complaint
 limit %(page)s
"""

# Whoever does a page a second time has changed nothing, and counts nothing.
DONE = """
update watchdog.carrying
   set done = %(done)s, looked_at = looked_at + %(number)s,
       finished_at = case when %(number)s < %(page)s then %(now)s end
 where version = %(version)s and done is not distinct from %(before)s and finished_at is null
"""

PROGRESS = """
select c.version, c.cause, c.from_at, c.looked_at, c.finished_at,
       (select count(*) from ledger.events e
         where e.topic = 'ClockRestated' and e.cause = c.cause) as restated
  from watchdog.carrying c
 order by c.version
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """How far a change was carried: `done` is the last complaint in order of ids."""

    version: int
    cause: str
    position: int
    policies: list[str]
    from_at: datetime
    done: UUID | None
    looked_at: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a change of the policy book was carried to the clocks that run.

    `cause` names the fact and its `version` in the policy book, as the restatements do. `from_at` is from
    when it is carried; `looked_at` counts the complaints with a clock that it may move, `restated` the clocks
    that it has moved. `finished_at` is empty until all were looked at.
    """

    version: int
    cause: str
    from_at: datetime
    looked_at: int
    finished_at: datetime | None
    restated: int


def register(connection: Connection[tuple[Any, ...]], changes: Sequence[Change], now: datetime) -> None:
    """Take changes up that are new, each to be carried once it holds."""
    for change in changes:
        values = {
            "version": change.version,
            "cause": change.cause,
            "position": change.position,
            "policies": policies_moved(change),
            "from_at": max(change.from_at, now),
        }
        if connection.execute(REGISTER, values).fetchone():
            defer(connection, [_carry(change.version, change.from_at - now)])


def carry_page(pool: Pool, complaints: Complaints, version: int, now: Now) -> None:
    """Carry a change to the next complaints; the page after it is a job of its own.

    Which complaints those are is read from the view. It may be behind or ahead of the change: a clock that
    starts under an old version, or runs again, is looked at when that is recorded.
    """
    with pool.connection() as connection:
        carrying = _carrying(connection, version)
        if carrying.finished_at:
            return
        if position_of(connection, SLA_BREACHES.name) < carrying.position:
            defer(connection, [_carry(version, WAIT)])
            return
        bounds = {"policies": carrying.policies, "after": carrying.done or NO_ID, "page": PAGE}
        page = [id for (id,) in connection.execute(AFFECTED, bounds).fetchall()]
    # The database's clock has called; ours may be a little behind.
    at = max(now(), carrying.from_at)
    for id in page:
        request = Request(by=WATCHDOG, now=at, command_id=command_id(WATCHDOG, None, b""))
        complaints.obey(lambda stream, context: carried(stream, complaints.changes(), context), id, request)
    values = {
        "version": version,
        "before": carrying.done,
        "done": page[-1] if page else carrying.done,
        "number": len(page),
        "page": PAGE,
        "now": now(),
    }
    with pool.connection() as connection, connection.transaction():
        is_first = connection.execute(DONE, values).rowcount == 1
        if is_first and len(page) == PAGE:
            defer(connection, [_carry(version, timedelta())])


def progress(connection: Connection[tuple[Any, ...]]) -> list[Progress]:
    """Return how far every change was carried that moves clocks, in the order of the policy book."""
    with connection.cursor(row_factory=class_row(Progress)) as cursor:
        return cursor.execute(PROGRESS).fetchall()


def _carrying(connection: Connection[tuple[Any, ...]], version: int) -> Carrying:
    with connection.cursor(row_factory=class_row(Carrying)) as cursor:
        found = cursor.execute(CARRYING, [version]).fetchone()
    if found is None:
        raise LookupError(f"no change of the policy book is carried as version {version}")
    return found


def _carry(version: int, delay: timedelta) -> Job:
    return Job(task=CARRY, args={"version": version}, delay=delay)
