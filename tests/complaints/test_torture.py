"""Sixteen writers who pause and give up: whoever follows the log misses nothing and sees nothing twice."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from uuid import UUID

import psycopg
import pytest
from pydantic import TypeAdapter

from api.postgres import Database
from complaints.application import LedgerBusy
from complaints.commands.conversation import AddNote
from complaints.facts.conversation import NoteAdded
from complaints.ledger import Complaints
from complaints.recorder import LedgerRecorder, Pool
from tests.complaints.rows import a_complaint, answer, request
from tests.complaints.writers import Written

ROOT = Path(__file__).parents[2]
AS_OF = "select ledger.position_as_of(%s)"
WITHOUT_THE_LOCK = """
do $$ begin
  execute replace(pg_get_functiondef('ledger.append_facts'::regproc), 'lock table', '-- lock table');
end $$
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the writers say they did, what two readers saw in order, and what was told about the past."""

    written: Written
    seen: list[list[int]]
    told: list[tuple[object, object]]


def torture(database: Database, pool: Pool, seconds: float) -> Outcome:
    """Let two processes of eight writers write, while two readers follow and somebody asks about the past."""
    over, start = Event(), LedgerRecorder(pool).max_notification_id() or 0
    with ThreadPoolExecutor() as threads:
        writers = [threads.submit(write, database.app, seconds) for _ in range(2)]
        readers = [threads.submit(follow, pool, start, limit, over) for limit in (1, 500)]
        asker = threads.submit(ask, database.app, over)
        try:
            written = sum((writer.result() for writer in writers), Written())
        finally:
            over.set()
        return Outcome(written=written, seen=[reader.result() for reader in readers], told=asker.result())


def write(conninfo: str, seconds: float) -> Written:
    done = subprocess.run(
        [sys.executable, "-m", "tests.complaints.writers"],
        input=json.dumps({"conninfo": conninfo, "seconds": seconds}).encode(),
        stdout=subprocess.PIPE,
        check=True,
        cwd=ROOT,
    )
    return TypeAdapter(Written).validate_json(done.stdout)


def follow(pool: Pool, last: int, limit: int, over: Event) -> list[int]:
    """Return the positions after `last` as they come, until all is over and nothing comes any more."""
    recorder, seen = LedgerRecorder(pool), [last]
    while True:
        was_over = over.is_set()
        rows = recorder.select_notifications(seen[-1], limit, inclusive_of_start=False)
        if was_over and not rows:
            return seen[1:]
        seen += [row.id for row in rows]


def ask(conninfo: str, over: Event) -> list[tuple[object, object]]:
    with psycopg.connect(conninfo, autocommit=True) as app:
        told = []
        while not over.is_set():
            app.execute("select pg_sleep(0.02)")
            at = answer(app, "select clock_timestamp() - interval '1 us'")
            told.append((at, answer(app, AS_OF, at)))
        return told


def check(outcome: Outcome, database: Database) -> None:
    with psycopg.connect(database.owner) as owner:
        rows = owner.execute(
            "select position, recorded_at from ledger.events where topic = 'NoteAdded' order by position"
        ).fetchall()
        positions = [position for position, _ in rows]
        assert sorted(outcome.written.positions) == positions
        assert outcome.seen == [positions, positions]
        assert [at for _, at in rows] == sorted(at for _, at in rows)
        assert [(at, answer(owner, AS_OF, at)) for at, _ in outcome.told] == outcome.told
        dense = "select max(version) = count(*) and min(version) = 1 from ledger.events group by stream"
        assert set(owner.execute(dense)) == {(True,)}
    # Nothing of this would say much if it had been easy.
    assert outcome.written.undone > 0
    assert outcome.written.too_late > 0
    assert positions[-1] - positions[0] >= len(positions)
    assert len(outcome.told) > 10


def test_a_reader_misses_nothing_and_sees_nothing_twice(database: Database, pool: Pool) -> None:
    check(torture(database, pool, seconds=2), database)


@pytest.mark.proof
def test_a_reader_misses_nothing_in_the_long_run(database: Database, pool: Pool) -> None:
    check(torture(database, pool, seconds=30), database)


@pytest.mark.proof
def test_without_the_lock_the_same_readers_miss_facts(database: Database, pool: Pool) -> None:
    with psycopg.connect(database.owner) as owner:
        owner.execute(WITHOUT_THE_LOCK)
    outcome = torture(database, pool, seconds=5)
    assert all(set(seen) < set(outcome.written.positions) for seen in outcome.seen)


TEXTS = [f"Note {number}" for number in range(96)]


@pytest.mark.parametrize("threads", [2, 16])
def test_everything_that_many_ask_of_one_complaint_is_recorded_once(
    complaints: Complaints, threads: int
) -> None:
    id = a_complaint(complaints)
    with ThreadPoolExecutor(threads) as people:
        receipts = list(people.map(lambda text: complaints.handle(id, AddNote(text=text), request()), TEXTS))
    assert sorted(receipt.version for receipt in receipts) == list(range(2, len(TEXTS) + 2))
    assert_noted_once(complaints, id)


def test_two_services_record_once_what_is_sent_again_when_they_are_busy(pool: Pool) -> None:
    services = [Complaints(pool), Complaints(pool)]
    id = a_complaint(services[0])

    def send(number: int) -> None:
        asked = request()
        while True:
            try:
                services[number % 2].handle(id, AddNote(text=TEXTS[number]), asked)
            except LedgerBusy:
                continue
            return

    with ThreadPoolExecutor(8) as people:
        list(people.map(send, range(len(TEXTS))))
    assert_noted_once(services[0], id)


def assert_noted_once(complaints: Complaints, id: UUID) -> None:
    facts = complaints.get(id).facts
    assert [fact.originator_version for fact in facts] == list(range(1, len(TEXTS) + 2))
    noted = [fact.fact.text or "" for fact in facts if isinstance(fact.fact, NoteAdded)]
    assert sorted(noted) == sorted(TEXTS)
