"""The watchdog at work on a real database: alone, one of several, and after a crash."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg import errors

from api.postgres import Database
from api.watchdog import carrying
from api.watchdog.carrying import Progress, progress
from api.watchdog.running import watching
from complaints.actor import Actor
from complaints.application import Ledger
from complaints.commands.decision import IssueFinalResponse
from complaints.commands.policy_book import DeclareHoliday, OrderSuspension, PublishPolicy
from complaints.ledger import Complaints
from complaints.recorder import Pool
from complaints.sla.policy import Selector, Suspension
from projections.worker import following
from tests.api.watchdog.given import (
    DAY,
    EACH_ONCE,
    HOUR,
    PROMISE,
    WEEKS,
    ahead,
    announced,
    asked,
    filed,
    is_idle,
    restated,
    with_promises,
)
from tests.complaints.given_clocks import ACK, FINAL
from tests.complaints.rows import until

ANSWER = IssueFinalResponse(channel="letter", outcome="rejected", reasons="It was in time.")
TODAY = datetime.now(UTC).date()
ORDER = Suspension(
    first_day=TODAY + 7 * DAY,
    last_day=TODAY + 13 * DAY,
    received_from=TODAY - DAY,
    received_to=TODAY + DAY,
    order="Order 7.",
)
LEFT_BEHIND = """
with worker as (
  insert into jobs.procrastinate_workers (last_heartbeat) values (now() - interval '1 day') returning id
)
update jobs.procrastinate_jobs set status = 'doing', worker_id = (select id from worker)
 where task_name = 'look'
"""


def are_announced(database: Database, complaints: Sequence[UUID]) -> Callable[[], bool]:
    return lambda: all(announced(database, id) == EACH_ONCE for id in complaints) and is_idle(database)


def carried(pool: Pool) -> list[Progress]:
    with pool.connection() as connection:
        return progress(connection)


def are_finished(pool: Pool, number: int) -> Callable[[], bool]:
    return lambda: len([it for it in carried(pool) if it.finished_at]) == number


def test_two_watchdogs_announce_each_thing_once(
    complaints: Complaints, pool: Pool, database: Database
) -> None:
    with_promises(complaints, PROMISE)
    before = filed(complaints, 10)
    with watching(pool, database.app, ahead(DAY)), watching(pool, database.app, ahead(DAY)):
        ids = [*before, *filed(complaints, 10)]
        until(are_announced(database, ids))
    facts = complaints.get(ids[0]).facts
    assert {it.envelope.by for it in facts[2:]} == {Actor(by="watchdog", kind="rule")}
    assert {it.envelope.cause for it in facts[2:]} == {"policy:own.promise@1"}


def test_nothing_is_announced_before_its_time_and_all_of_it_then(
    complaints: Complaints, pool: Pool, database: Database
) -> None:
    with_promises(complaints, PROMISE)
    (id,) = filed(complaints, 1)
    with watching(pool, database.app, ahead(HOUR / 2 - timedelta(minutes=1))):
        until(lambda: is_idle(database))
        assert announced(database, id) == {}
    with watching(pool, database.app, ahead(HOUR / 2 - timedelta(seconds=1))):
        (second,) = filed(complaints, 1)
        until(lambda: announced(database, second) == {("ClockWarned", "50"): 1})
    with watching(pool, database.app, ahead(DAY)):
        (third,) = filed(complaints, 1)
        until(are_announced(database, [third]))


def test_of_a_promise_that_was_kept_nothing_is_announced(
    complaints: Complaints, pool: Pool, database: Database
) -> None:
    with_promises(complaints, PROMISE)
    kept, broken = filed(complaints, 2)
    complaints.handle(kept, ANSWER, asked())
    with watching(pool, database.app, ahead(DAY)):
        until(are_announced(database, [broken]))
    assert announced(database, kept) == {}


def test_what_a_dead_worker_has_left_is_taken_up(
    complaints: Complaints, pool: Pool, database: Database
) -> None:
    with_promises(complaints, PROMISE)
    ids = filed(complaints, 3)
    with watching(pool, database.app, ahead(timedelta())):
        until(lambda: is_idle(database))
    with psycopg.connect(database.owner) as owner:
        owner.execute("set search_path to jobs")
        assert owner.execute(LEFT_BEHIND).rowcount == len(ids)
    with watching(pool, database.app, ahead(DAY), heartbeat=0.2):
        until(lambda: all(announced(database, id) for id in ids))


def test_a_watchdog_that_is_told_to_stop_stops_within_three_seconds(pool: Pool, database: Database) -> None:
    with watching(pool, database.app):
        until(lambda: is_idle(database))
        told = monotonic()
    assert monotonic() - told < 3


def test_a_change_is_carried_to_every_clock_once_page_by_page(
    complaints: Complaints, pool: Pool, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "PAGE", 3)
    with_promises(complaints, WEEKS)
    ids = filed(complaints, 7, "weeks")
    complaints.handle(ids.pop(), ANSWER, asked())
    with ExitStack() as stack:
        for work in (following, watching, watching):
            stack.enter_context(work(pool, database.app))
        complaints.publish(OrderSuspension(policy=WEEKS.id, suspension=ORDER), asked())
        until(are_finished(pool, 1))
        late = filed(complaints, 1, "weeks")
        until(lambda: is_idle(database))
    (found,) = carried(pool)
    assert (found.restated, found.looked_at) == (6, 6)
    assert restated(database) == [(id, found.cause, 1) for id in sorted(ids)]
    assert found.cause.startswith("book:SuspensionOrdered@")
    assert [type(it.fact).__name__ for it in complaints.get(late[0]).facts] == [
        "ComplaintFiled",
        "ClockStarted",
    ]


def test_two_changes_are_carried_each_under_its_name(
    complaints: Complaints, pool: Pool, database: Database
) -> None:
    own = replace(ACK, id="own.ack", selector=Selector(jurisdiction="weeks"), stops_on=FINAL.stops_on)
    with_promises(complaints, WEEKS, own)
    (id,) = filed(complaints, 1, "weeks")
    (clock,) = [it for it in complaints.get(id).complaint.clocks if it.name == own.id]
    holiday = DeclareHoliday(
        calendar=ACK.calendar or "", day=clock.due_at.date(), name="Mourning", source="The Gazette."
    )
    complaints.publish(holiday, asked())
    complaints.publish(OrderSuspension(policy=WEEKS.id, suspension=ORDER), asked())
    with following(pool, database.app), watching(pool, database.app):
        until(are_finished(pool, 2))
    assert [(each.restated, each.looked_at > 0) for each in carried(pool)] == [(1, True), (1, True)]


def test_a_version_for_open_complaints_waits_for_its_day(
    complaints: Complaints, pool: Pool, database: Database
) -> None:
    with_promises(complaints, WEEKS)
    (id,) = filed(complaints, 1, "weeks")
    shorter = replace(
        WEEKS, version=2, amount=6, legal_from=TODAY + 2 * DAY, transition="open too", legal_to=None
    )
    complaints.publish(PublishPolicy(policy=shorter), asked())
    with following(pool, database.app):
        with watching(pool, database.app):
            until(lambda: len(carried(pool)) == 1 and is_idle(database))
            assert restated(database) == []
        with psycopg.connect(database.owner) as owner:  # as if the days had gone by
            owner.execute("set search_path to jobs")
            owner.execute("update jobs.procrastinate_jobs set scheduled_at = now() where task_name = 'carry'")
        with watching(pool, database.app, ahead(3 * DAY)):
            until(are_finished(pool, 1))
    assert restated(database) == [(id, carried(pool)[0].cause, 1)]


def test_a_clock_that_somebody_started_under_the_old_version_meanwhile_is_moved_too(
    complaints: Complaints, pool: Pool, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever read the policy book before the order and recorded after it was carried is seen in the log."""
    with_promises(complaints, WEEKS)
    slow = Complaints(pool)
    book = slow.policy_book()
    with following(pool, database.app), watching(pool, database.app):
        complaints.publish(OrderSuspension(policy=WEEKS.id, suspension=ORDER), asked())
        until(are_finished(pool, 1))
        monkeypatch.setattr(slow, "policy_book", lambda: book)
        (id,) = filed(slow, 1, "weeks")
        until(lambda: bool(restated(database)) and is_idle(database))
    assert restated(database) == [(id, carried(pool)[0].cause, 1)]
    assert carried(pool)[0].restated == 1


@pytest.mark.parametrize(
    "question",
    [
        "select from jobs.procrastinate_jobs",
        "select from watchdog.carrying",
        "select from watchdog.reading",
        "select jobs.procrastinate_register_worker_v1()",
    ],
)
def test_nobody_else_sees_or_plans_jobs(database: Database, question: LiteralString) -> None:
    with psycopg.connect(database.reader) as reader, pytest.raises(errors.InsufficientPrivilege):
        reader.execute(question)


def test_the_log_is_read_once_though_two_watch(
    complaints: Complaints, pool: Pool, database: Database
) -> None:
    with_promises(complaints, PROMISE)
    with watching(pool, database.app), watching(pool, database.app):
        filed(complaints, 20)
        until(lambda: is_idle(database))
    with psycopg.connect(database.owner) as owner:
        looks = owner.execute(
            "select count(*) from jobs.procrastinate_jobs where task_name = 'look'"
        ).fetchone()
    assert looks == (20,)
    assert Ledger(pool).head() > 0
