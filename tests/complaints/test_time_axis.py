"""What was known when: every instant before now is one position of the log, for good."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors
from uuid_utils.compat import uuid7

from api.postgres import Database
from complaints.recorder import LedgerRecorder, Pool
from tests.complaints.rows import APPEND, answer, notes, raw_rows, wait_for

BEGIN = datetime(2026, 4, 1, tzinfo=UTC)
AS_OF = "select ledger.position_as_of(%s)"
INSERT = """
insert into ledger.events (position, stream, version, topic, state, by, kind, cause, command_id, recorded_at)
overriding system value
values (%(position)s, gen_random_uuid(), 1, 'NoteAdded', '{}', 'mara', 'person', 'command:AddNote',
        gen_random_uuid(), %(recorded_at)s)
"""

steps = st.tuples(st.integers(1, 5), st.sampled_from([0, 0, 1, 7, 1_000]))
histories = st.lists(steps, max_size=30).map(
    lambda taken: [
        (position, BEGIN + timedelta(microseconds=at))
        for position, at in accumulate(taken, lambda one, other: (one[0] + other[0], one[1] + other[1]))
    ]
)
"""Positions with gaps, and instants that stand still or rise."""


@pytest.fixture
def empty(database: Database) -> Iterator[psycopg.Connection]:
    """The owner in a ledger without a row, in a transaction that is undone."""
    with psycopg.connect(database.owner) as owner:
        owner.execute("alter table ledger.events disable trigger events_only_grow")
        owner.execute("delete from ledger.events")
        yield owner
        owner.rollback()


@pytest.fixture
def app(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.app, autocommit=True) as app:
        yield app


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example is undone
@given(history=histories)
def test_an_instant_is_the_last_position_recorded_by_then(
    empty: psycopg.Connection, history: list[tuple[int, datetime]]
) -> None:
    with empty.transaction(force_rollback=True), empty.cursor() as cursor:
        rows = [{"position": position, "recorded_at": at} for position, at in history]
        cursor.executemany(INSERT, rows)
        just = timedelta(microseconds=1)
        for at in {BEGIN, *(at + by for _, at in history for by in (-just, timedelta(0), just))}:
            known = max((position for position, then in history if then <= at), default=0)
            assert answer(empty, AS_OF, at) == known


def test_an_empty_ledger_knows_nothing(empty: psycopg.Connection) -> None:
    assert answer(empty, AS_OF, BEGIN) == 0
    assert answer(empty, "select ledger.position_as_of('-infinity')") == 0


@pytest.mark.parametrize("future", ["clock_timestamp() + interval '1 s'", "'infinity'"])
def test_nobody_is_told_what_will_be_known(app: psycopg.Connection, future: str) -> None:
    with pytest.raises(errors.DatetimeFieldOverflow, match="is not known yet"):
        app.execute(f"select ledger.position_as_of({future})".encode())


def test_an_append_under_way_is_waited_for(database: Database, app: psycopg.Connection, pool: Pool) -> None:
    with (
        ThreadPoolExecutor() as threads,
        psycopg.connect(database.owner, autocommit=True) as watcher,
        psycopg.connect(database.app) as appending,
    ):
        before = LedgerRecorder(pool).max_notification_id()
        position = answer(appending, APPEND, raw_rows(uuid7(), [1]))
        stamped = answer(watcher, "select clock_timestamp()")
        assert answer(app, "select max(position) from ledger.events") == before
        asked = threads.submit(answer, app, AS_OF, stamped)
        wait_for(watcher, 1, "ShareLock")
        assert not asked.done()
        appending.commit()
        assert asked.result() == position
        assert answer(app, AS_OF, stamped) == position


def test_what_is_long_past_is_told_at_once(app: psycopg.Connection, database: Database, pool: Pool) -> None:
    first, _ = LedgerRecorder(pool).insert_events(notes(uuid7(), range(1, 3)))
    past = answer(app, "select recorded_at - interval '1 us' from ledger.events where position = %s", first)
    told = answer(app, AS_OF, past)
    with psycopg.connect(database.app) as appending:
        appending.execute(APPEND, [raw_rows(uuid7(), [1])])
        app.execute("set lock_timeout = 1")
        assert answer(app, AS_OF, past) == told


def test_asking_in_a_long_transaction_stops_no_append(app: psycopg.Connection, database: Database) -> None:
    with psycopg.connect(database.app) as asking:
        asking.execute("set transaction read only")
        asking.execute("select ledger.position_as_of(now()), ledger.settle()")
        app.execute("set lock_timeout = 1")
        app.execute(APPEND, [raw_rows(uuid7(), [1])])


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
@pytest.mark.parametrize(
    "statement", ["select ledger.append_facts('[]')", "select ledger.position_as_of('2026-04-01Z')"]
)
def test_an_old_snapshot_is_refused(app: psycopg.Connection, isolation: str, statement: str) -> None:
    app.execute(f"set default_transaction_isolation to '{isolation}'".encode())
    with pytest.raises(errors.ActiveSqlTransaction, match="READ COMMITTED"):
        app.execute(statement.encode())


def test_the_time_of_recording_never_falls_where_the_clock_was_set_back(
    database: Database, app: psycopg.Connection
) -> None:
    with psycopg.connect(database.owner) as owner:
        ahead = answer(owner, "select clock_timestamp() + interval '1 hour'")
        owner.execute(INSERT, {"position": 1_000_000, "recorded_at": ahead})
        owner.execute("select setval('ledger.events_position_seq', 1000000)")
    app.execute(APPEND, [raw_rows(uuid7(), [1, 2, 3])])
    app.execute(APPEND, [raw_rows(uuid7(), [1])])
    found = app.execute("select recorded_at from ledger.events order by position desc limit 5").fetchall()
    assert [at for (at,) in found] == [ahead] * 5


def test_an_answer_never_changes_later(pool: Pool, app: psycopg.Connection) -> None:
    answers: dict[object, object] = {}
    recorder = LedgerRecorder(pool)
    for _ in range(50):
        asked = answer(app, "select clock_timestamp()")
        answers[asked] = answer(app, AS_OF, asked)
        recorder.insert_events(notes(uuid7(), range(1, 3)))
    assert {asked: answer(app, AS_OF, asked) for asked in answers} == answers
    assert all(one < other for one, other in pairwise(answers.values()))  # type: ignore[operator]  # numbers
