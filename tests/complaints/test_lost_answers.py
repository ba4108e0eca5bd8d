"""Whatever happens between the service and its database, a command is recorded once or known not to be."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from uuid import UUID

import psycopg
import pytest
from psycopg import errors
from psycopg.conninfo import make_conninfo
from uuid_utils.compat import uuid7

from api.postgres import Database
from complaints.application import LedgerBusy, OutcomeUnknown
from complaints.commands.conversation import AddNote
from complaints.facts.conversation import NoteAdded
from complaints.ledger import Complaints
from complaints.recorder import LedgerRecorder, Pool, open_pool
from tests.complaints.rows import a_complaint, answer, notes, request, wait_for
from tests.complaints.wire import Cut, Wire, wire_to

NOTE = AddNote(text="The landlord called back.")
WORD = b"NoteAdded"
"""What the service says to its database when it appends a note, and at no other time."""


@pytest.fixture
def wire(database: Database) -> Iterator[Wire]:
    with wire_to(database.app) as wire:
        yield wire


@pytest.fixture
def pool(wire: Wire) -> Iterator[Pool]:
    """A pool whose every connection is cut with the wire, and in which nobody waits long."""
    pool = open_pool(wire.conninfo, size=4)
    pool.timeout = 0.5
    try:
        yield pool
    finally:
        pool.close()


@pytest.fixture
def owner(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.owner, autocommit=True) as owner:
        yield owner


@contextmanager
def somebody_appending(owner: psycopg.Connection) -> Iterator[None]:
    """Hold the turn to append."""
    with owner.transaction():
        owner.execute("lock table ledger.turn in exclusive mode")
        yield


def notes_in(complaints: Complaints, id: UUID) -> int:
    return sum(isinstance(recorded.fact, NoteAdded) for recorded in complaints.get(id).facts)


@pytest.mark.parametrize(
    ("when", "times"),
    [
        ("before the server hears", {2}),
        ("before the server has done it", {1, 2}),  # twice where the client comes back before it
        ("before the client hears", {1}),
    ],
)
def test_a_command_whose_answer_is_lost_is_recorded_once(
    complaints: Complaints, wire: Wire, when: Cut, times: set[int]
) -> None:
    id, asked = a_complaint(complaints), request()
    wire.cut(WORD, when)
    receipt = complaints.handle(id, NOTE, asked)
    assert (receipt.version, receipt.facts) == (2, ["NoteAdded"])
    assert receipt == complaints.handle(id, NOTE, asked)
    assert notes_in(complaints, id) == 1
    assert wire.times_said(WORD) in times


def test_an_answer_is_awaited_while_the_server_still_works_on_it(
    complaints: Complaints, wire: Wire, owner: psycopg.Connection, database: Database
) -> None:
    id = a_complaint(complaints)
    with ThreadPoolExecutor() as threads, psycopg.connect(database.owner, autocommit=True) as watcher:
        with somebody_appending(owner):
            wire.cut(WORD, "before the server has done it")
            handled = threads.submit(complaints.handle, id, NOTE, request())
            wait_for(watcher, 1, "ExclusiveLock")  # the append whose client is gone
            wait_for(watcher, 1, "ShareLock")  # the client, come back to see what became of it
        assert handled.result().version == 2
    assert (notes_in(complaints, id), wire.times_said(WORD)) == (1, 1)


def test_a_filing_whose_answer_is_lost_is_recorded_once(complaints: Complaints, wire: Wire) -> None:
    wire.cut(b"ComplaintFiled", "before the client hears")
    id = a_complaint(complaints)
    assert complaints.get(id).version == 1
    assert wire.times_said(b"ComplaintFiled") == 1


def test_connections_that_the_server_has_ended_are_replaced(
    complaints: Complaints, pool: Pool, database: Database
) -> None:
    id = a_complaint(complaints)
    pool.resize(4)
    pool.wait()
    ended = "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = current_user"
    with psycopg.connect(database.app) as other:
        assert answer(other, ended + " and datname = current_database() and pid <> pg_backend_pid()") == 4
    assert complaints.handle(id, NOTE, request()).version == 2
    assert notes_in(complaints, id) == 1


def test_a_database_that_is_gone_is_never_a_success(complaints: Complaints, wire: Wire) -> None:
    id = a_complaint(complaints)
    wire.break_for_good()
    with pytest.raises(OutcomeUnknown, match="send it again with the same Idempotency-Key"):
        complaints.handle(id, NOTE, request())
    with pytest.raises((LedgerBusy, OutcomeUnknown)):
        complaints.handle(id, NOTE, request())


def test_a_pool_without_a_free_connection_means_that_nothing_was_recorded(
    complaints: Complaints, pool: Pool
) -> None:
    id = a_complaint(complaints)
    with ExitStack() as stack:
        for _ in range(pool.max_size):
            stack.enter_context(pool.connection())
        with pytest.raises(LedgerBusy, match="nothing was recorded"):
            complaints.handle(id, NOTE, request())
    assert notes_in(complaints, id) == 0


@pytest.mark.parametrize(
    ("limit", "error"),
    [("lock_timeout=150", errors.LockNotAvailable), ("statement_timeout=150", errors.QueryCanceled)],
)
def test_a_time_out_is_told_once_and_not_tried_again(
    wire: Wire, owner: psycopg.Connection, limit: str, error: type[psycopg.OperationalError]
) -> None:
    with open_pool(make_conninfo(wire.conninfo, options=f"-c {limit}"), size=2) as pool:
        complaints, recorder = Complaints(pool), LedgerRecorder(pool)
        id = a_complaint(complaints)
        with somebody_appending(owner):
            with pytest.raises(error):
                recorder.insert_events(notes(uuid7(), range(1, 2)))
            assert wire.times_said(WORD) == 1
            with pytest.raises(LedgerBusy, match="nothing was recorded"):
                complaints.handle(id, NOTE, request())
            assert wire.times_said(WORD) == 2
        assert notes_in(complaints, id) == 0


def test_a_connection_lost_while_reading_is_no_answer(complaints: Complaints, wire: Wire) -> None:
    id = a_complaint(complaints)
    complaints.handle(id, NOTE, request())
    wire.cut(id.bytes, "before the client hears")
    assert complaints.handle(id, NOTE, request()).version == 3
    assert wire.times_said(id.bytes) > 0
