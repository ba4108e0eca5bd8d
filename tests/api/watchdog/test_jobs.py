"""The queue: what the revision has made is what the library works with, and much that waits slows nothing."""

from datetime import timedelta
from hashlib import sha256

import psycopg
from procrastinate.schema import SchemaManager

from api.postgres import Database
from api.watchdog.deferring import Job, defer
from complaints.recorder import Pool

OF_REVISION_0022 = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"
DUE = "select task_name from jobs.procrastinate_jobs where scheduled_at <= clock_timestamp() order by id"
FETCHING = """
explain select id from jobs.procrastinate_jobs
 where status = 'todo' and (scheduled_at is null or scheduled_at <= now())
"""
PATH = "select current_setting('search_path')"


def test_the_schema_of_the_library_is_the_one_that_the_revision_was_written_for() -> None:
    """Another one: add a revision with the library's own migrations from 3.10 on, then change this."""
    assert sha256(SchemaManager.get_schema().encode()).hexdigest() == OF_REVISION_0022


def test_jobs_are_planned_with_what_they_follow_from_or_not_at_all(pool: Pool) -> None:
    with pool.connection() as connection:
        path = connection.execute(PATH).fetchone()
        with connection.transaction(force_rollback=True):
            defer(connection, [Job(task="look", args={"complaint": "none"})])
        assert connection.execute(DUE).fetchall() == []
        with connection.transaction():
            defer(connection, [])
            defer(
                connection,
                [
                    Job(task="look", args={"complaint": "1"}),
                    Job(task="look", args={"complaint": "2"}, delay=timedelta(hours=-1)),
                    Job(task="look", args={"complaint": "3"}, delay=timedelta(hours=1)),
                ],
            )
            assert connection.execute(PATH).fetchone() == path
        found = connection.execute(DUE).fetchall()
    assert found == [("look",), ("look",)]


def test_what_waits_for_its_time_is_not_looked_through_for_what_is_due(database: Database) -> None:
    with psycopg.connect(database.owner, autocommit=True) as owner:
        defer(owner, [Job(task="look", args={}, delay=timedelta(days=30))] * 20_000)
        owner.execute("analyze jobs.procrastinate_jobs")
        plan = owner.execute(FETCHING).fetchall()
    assert "jobs_due" in str(plan)
