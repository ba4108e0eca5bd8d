"""Rows of the ledger as tests want them: facts in streams, and what the append function takes."""

import json
import time
from collections.abc import Callable, Sequence
from typing import LiteralString
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from complaints.commands.intake import FileComplaint
from complaints.facts import Fact
from complaints.facts.conversation import NoteAdded
from complaints.ledger import Complaints
from complaints.recorder import LedgerRecorder
from complaints.request import Request
from complaints.storage import Envelope, FactMapper, Recorded, StoredFact
from tests.complaints.given import EARLIER, MARA, NOW

NOTE = NoteAdded(at=EARLIER, text="The landlord called back.")
APPEND = "select at_position from ledger.append_facts(%s::json)"
SECONDS_TO_WAIT = 20


def stored(stream: UUID, version: int, fact: Fact = NOTE) -> StoredFact:
    """Return the row of a fact that Mara recorded."""
    envelope = Envelope(by=MARA, cause="command:AddNote", command_id=uuid7(), subject=stream)
    return FactMapper().to_stored_event(
        Recorded(originator_id=stream, originator_version=version, fact=fact, envelope=envelope)
    )


def notes(stream: UUID, versions: range) -> list[StoredFact]:
    return [stored(stream, version) for version in versions]


def facts_of(stream: UUID, recorder: LedgerRecorder) -> list[Fact]:
    """Return the facts of a stream as they are read back."""
    return [FactMapper().to_domain_event(row).fact for row in recorder.select_events(stream)]


def raw_rows(stream: UUID, versions: Sequence[int], **columns: object) -> str:
    """Return what the append function takes: notes, with columns changed."""
    return json.dumps(
        [
            {
                "stream": str(stream),
                "version": version,
                "topic": "NoteAdded",
                "state": '{"at":"2026-04-10T15:00:00Z"}',
                "by": "mara",
                "kind": "person",
                "cause": "command:AddNote",
                "command_id": str(uuid7()),
            }
            | columns
            for version in versions
        ]
    )


def request(*, expected_version: int | None = None) -> Request:
    return Request(by=MARA, now=NOW, command_id=uuid7(), expected_version=expected_version)


def a_complaint(complaints: Complaints) -> UUID:
    """File a complaint outside every regime and return its id."""
    id = uuid7()
    command = FileComplaint(channel="phone", jurisdiction="none", summary="The rent was paid late.")
    complaints.file(id, command, request())
    return id


def answer(connection: psycopg.Connection, question: LiteralString, *values: object) -> object:
    """Return the one value that answers a question in SQL."""
    row = connection.execute(question, values).fetchone()
    assert row is not None
    value: object = row[0]
    return value


def wait_for(owner: psycopg.Connection, waiting: int, mode: LiteralString) -> None:
    """Return when so many sessions wait for the ledger's turn in this mode of lock."""
    question = """
        select count(*) from pg_locks
         where relation = 'ledger.turn'::regclass and not granted and mode = %s
    """
    until(lambda: answer(owner, question, mode) == waiting)


def until(happened: Callable[[], bool]) -> None:
    """Look again and again; fail if it does not happen."""
    give_up = time.monotonic() + SECONDS_TO_WAIT
    while not happened():
        assert time.monotonic() < give_up, "it did not happen"
