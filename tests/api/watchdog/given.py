"""A promise of an hour with all that can be announced, and what was announced of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from api.postgres import Database
from complaints.commands.intake import FileComplaint
from complaints.commands.policy_book import PublishPolicy
from complaints.ledger import Complaints
from complaints.request import Request
from complaints.sla.policy import Policy, Rung, Selector, Term
from tests.complaints.given import MARA
from tests.complaints.given_clocks import FINAL

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PROMISE = replace(
    FINAL,
    id="own.promise",
    selector=Selector(jurisdiction="own"),
    kind="internal",
    unit="minute",
    amount=60,
    warn_at=(50, 75),
    ladder=(
        Rung(action="notify", addressee="desk"),
        Rung(after=Term(amount=30, unit="minute"), action="escalate", addressee="lead"),
        Rung(after=Term(amount=1, unit="hour"), action="assign", addressee="repair"),
    ),
)
WEEKS = replace(FINAL, id="own.weeks", selector=Selector(jurisdiction="weeks"))
EACH_ONCE = {
    ("ClockWarned", "50"): 1,
    ("ClockWarned", "75"): 1,
    ("ClockBreached", None): 1,
    ("ClockEscalated", "1"): 1,
    ("ClockEscalated", "2"): 1,
    ("ClockEscalated", "3"): 1,
    ("ComplaintEscalated", "1"): 1,
    ("ComplaintAssigned", "repair"): 1,
}
"""What is announced of one promise that nobody keeps: how often, by kind and mark, step, level or team."""

ANNOUNCED = """
select topic, coalesce(state ->> 'mark', state ->> 'step', state ->> 'level', state ->> 'team'), count(*)
  from ledger.events
 where stream = %s and by = 'watchdog' and topic <> 'ClockRestated'
 group by 1, 2
"""
RESTATED = """
select stream, cause, count(*) from ledger.events where topic = 'ClockRestated' group by 1, 2 order by 2, 1
"""
WAITING = """
select (select count(*) from jobs.procrastinate_jobs where task_name <> 'take up' and scheduled_at <= now())
     + (select count(*) from ledger.events where position > (select position from watchdog.reading))
"""


def ahead(by: timedelta) -> Callable[[], datetime]:
    """Return a clock that is ahead of the database's: what is due by then is due now."""
    return lambda: datetime.now(UTC) + by


def asked(now: datetime | None = None) -> Request:
    return Request(by=MARA, now=now or datetime.now(UTC), command_id=uuid7())


def with_promises(complaints: Complaints, *policies: Policy) -> None:
    for policy in policies:
        complaints.publish(PublishPolicy(policy=policy), asked())


def filed(complaints: Complaints, number: int, jurisdiction: str = "own") -> list[UUID]:
    """File so many complaints, now, and return their ids."""
    ids = [uuid7() for _ in range(number)]
    command = FileComplaint(channel="phone", jurisdiction=jurisdiction, summary="It was late.")
    for id in ids:
        complaints.file(id, command, asked())
    return ids


def announced(database: Database, complaint: UUID) -> dict[tuple[str, str | None], int]:
    rows = _rows(database, ANNOUNCED, complaint)
    return {(topic, mark): count for topic, mark, count in rows}


def restated(database: Database) -> list[tuple[UUID, str, int]]:
    """Return how often each complaint was restated by each cause."""
    return _rows(database, RESTATED)


def is_idle(database: Database) -> bool:
    """Say whether the watchdog has nothing left to read or to do by now."""
    return _rows(database, WAITING) == [(0,)]


def _rows(database: Database, question: LiteralString, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.owner) as owner:
        return owner.execute(question, values).fetchall()
