"""The store against limits measured beside it, a bare INSERT and a bare SELECT. `make bench` tells."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import perf_counter
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from api.postgres import Database
from complaints.commands.conversation import AddNote
from complaints.facts import Fact
from complaints.facts.clocks import ClockStarted
from complaints.facts.conversation import MessageReceived, NoteAdded
from complaints.facts.intake import (
    ComplaintAcknowledged,
    ComplaintAssigned,
    ComplaintClassified,
    ComplaintFiled,
    CustomerIdentified,
)
from complaints.ledger import Complaints
from complaints.recorder import LedgerRecorder, Pool, open_pool
from complaints.table import LAST_VERSION, STREAM
from tests.benchmarks.figures import Figure, Figures
from tests.complaints.given import EARLIER, NOW, RECEIVED
from tests.complaints.rows import request, stored

pytestmark = pytest.mark.benchmark

ROUNDS, CALLS = 5, 300
TEXT = "The landlord called to say that the deposit was never paid back. " * 6
INSERT = """
insert into public.bare (stream, version, topic, state, personal, subject, by, kind, role, via, cause,
                         command_id, recorded_at)
values (%s, 1, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp())
returning position
"""


@pytest.fixture
def pool(database: Database) -> Iterator[Pool]:
    opened = open_pool(database.app, size=16)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def bare(database: Database) -> Iterator[psycopg.Connection]:
    """A connection of the service's, and a table like the ledger's in columns, checks and indexes."""
    with psycopg.connect(database.owner, autocommit=True) as owner:
        owner.execute("create table public.bare (like ledger.events including all)")
        owner.execute("grant select, insert on public.bare to complaints_app")
    with psycopg.connect(database.app, autocommit=True) as connection:
        yield connection


def test_an_append_reaches_0_30_of_a_bare_insert_of_the_same_row(
    pool: Pool, bare: psycopg.Connection, figures: Figures
) -> None:
    recorder, note = LedgerRecorder(pool), NoteAdded(at=EARLIER, text=TEXT)
    row = stored(uuid7(), 1, note)
    state, personal = row.state.decode(), (row.personal or b"").decode()
    said, by = row.envelope, row.envelope.by

    def insert() -> object:
        envelope = [said.subject, by.by, by.kind, by.role, by.via, said.cause, said.command_id]
        return bare.execute(INSERT, [uuid7(), row.topic, state, personal, *envelope], prepare=True).fetchone()

    inserting, appending = in_turn(insert, lambda: recorder.insert_events([stored(uuid7(), 1, note)]))
    keep(figures, "append of a fact", "rate", 1 / appending, "facts/s")
    keep(figures, "append of a fact", "of a bare INSERT", inserting / appending, "ratio")
    assert inserting / appending >= 0.30


def test_loading_a_complaint_of_8_facts_takes_at_most_2_5_times_its_select(
    pool: Pool, figures: Figures
) -> None:
    complaints = Complaints(pool)
    id = complaint_of_8_facts(LedgerRecorder(pool))

    def select() -> object:
        with pool.connection() as connection:
            bounds = [id, 0, LAST_VERSION]
            return connection.execute(STREAM, bounds, prepare=True, binary=True).fetchall()

    selecting, loading = in_turn(select, lambda: complaints.get(id))
    keep(figures, "load of a complaint of 8 facts", "time", loading * 1e6, "us")
    keep(figures, "load of a complaint of 8 facts", "of its SELECT", loading / selecting, "ratio")
    assert loading / selecting <= 2.5


@pytest.mark.parametrize("threads", [1, 16])
def test_commands_on_complaints_of_8_facts(pool: Pool, threads: int, figures: Figures) -> None:
    complaints = Complaints(pool)
    ids = [complaint_of_8_facts(LedgerRecorder(pool)) for _ in range(640)]
    with ThreadPoolExecutor(threads) as people:
        begin = perf_counter()
        receipts = list(people.map(lambda one: complaints.handle(one, AddNote(text=TEXT), request()), ids))
        took = perf_counter() - begin
    keep(figures, f"commands, {threads} at once", "rate", len(ids) / took, "commands/s")
    assert {receipt.version for receipt in receipts} == {9}


def complaint_of_8_facts(recorder: LedgerRecorder) -> UUID:
    """Record a complaint as it comes in by telephone, and return its id."""
    id = uuid7()
    facts: list[Fact] = [
        ComplaintFiled(at=RECEIVED, reference=str(id), channel="phone", jurisdiction="uk.fca", summary=TEXT),
        CustomerIdentified(at=RECEIVED, customer=uuid7()),
        ComplaintClassified(at=RECEIVED, product="deposit", issue="not paid back"),
        ClockStarted(at=RECEIVED, clock="uk.fca.final", policy_version=1, due_at=NOW),
        ComplaintAssigned(at=EARLIER, team="rents", handler="mara"),
        ComplaintAcknowledged(at=EARLIER, channel="email", automated=False, text=TEXT),
        MessageReceived(at=EARLIER, channel="email", text=TEXT),
        NoteAdded(at=EARLIER, text=TEXT),
    ]
    recorder.insert_events([stored(id, version, fact) for version, fact in enumerate(facts, start=1)])
    return id


def in_turn(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of a call of each: the median of rounds, after one that does not count.

    A round's figure is its median call; the calls take turns, so that both meet the same neighbours.
    """
    rounds = []
    for _ in range(ROUNDS + 1):
        pairs = [(seconds(one), seconds(other)) for _ in range(CALLS)]
        rounds.append((median(first for first, _ in pairs), median(second for _, second in pairs)))
    return median(first for first, _ in rounds[1:]), median(second for _, second in rounds[1:])


def seconds(do: Callable[[], object]) -> float:
    begin = perf_counter()
    do()
    return perf_counter() - begin


def keep(figures: Figures, subject: str, measure: str, value: float, unit: str) -> None:
    figures.note(Figure(chapter="store", subject=subject, measure=measure, value=value, unit=unit))
