"""The recorder avoids the traps of the library's own, and appends all or nothing."""

from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import NotSupportedError, StoredEvent
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from uuid_utils.compat import uuid7

from api.postgres import Database
from complaints.application import Ledger
from complaints.commands.conversation import AddNote
from complaints.facts.conversation import MessageReceived, NoteAdded
from complaints.ledger import Complaints
from complaints.pool import open_session
from complaints.recorder import (
    MAX_APPEND_BYTES,
    AppendTooLarge,
    LedgerRecorder,
    Pool,
    ReferenceTaken,
    VersionTaken,
    open_pool,
)
from complaints.storage import FactMapper, Recorded
from complaints.when import earliest
from projections.case_list import CASE_LIST
from projections.worker import catch_up
from projections.writer import open_writer
from tests.complaints.given import EARLIER, RECEIVED, filed
from tests.complaints.rows import NOTE, a_complaint, answer, facts_of, notes, request, stored
from tests.projections.place import rows_now

LIBRARY_SETTINGS = {
    "PERSISTENCE_MODULE": "eventsourcing.postgres",
    "FACTORY_TOPIC": "eventsourcing.postgres:PostgresFactory",
    "APPLICATION_RECORDER_TOPIC": "nowhere:Recorder",
    "MAPPER_TOPIC": "nowhere:Mapper",
    "TRANSCODER_TOPIC": "nowhere:Transcoder",
    "COMPRESSOR_TOPIC": "zlib",
    "CIPHER_TOPIC": "eventsourcing.cipher:AESCipher",
    "CIPHER_KEY": "bm90IGEga2V5",
    "IS_SNAPSHOTTING_ENABLED": "y",
    "AGGREGATE_CACHE_MAXSIZE": "1000",
    "AGGREGATE_CACHE_FASTFORWARD": "n",
    "POSTGRES_DBNAME": "nowhere",
    "POSTGRES_HOST": "nowhere.invalid",
    "POSTGRES_PORT": "1",
    "POSTGRES_USER": "nobody",
    "POSTGRES_PASSWORD": "wrong",
    "POSTGRES_SCHEMA": "nowhere",
    "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
    "POSTGRES_LOCK_TIMEOUT": "1",
    "CREATE_TABLE": "y",
}
LIBPQ_SETTINGS = {
    "PGDATABASE": "nowhere",
    "PGUSER": "nobody",
    "PGOPTIONS": "-c statement_timeout=1 -c default_transaction_read_only=on",
    "PGCLIENTENCODING": "LATIN1",
    "PGTZ": "Asia/Tokyo",
    "PGDATESTYLE": "German",
}
DATABASE_SETTINGS = {"timezone": "Asia/Tokyo", "datestyle": "SQL, DMY", "intervalstyle": "sql_standard"}
SOME_TIME = "select interval '1 day 2 hours'"


def test_nothing_is_taken_from_the_process_environment(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in LIBRARY_SETTINGS.items():
        for prefix in ("", "LEDGER_", "COMPLAINTS_LEDGER_"):
            monkeypatch.setenv(prefix + name, value)
    for name, value in LIBPQ_SETTINGS.items():
        monkeypatch.setenv(name, value)
    pool = open_pool(database.app, size=1)
    try:
        complaints, ledger = Complaints(pool), Ledger(pool)
        id = a_complaint(complaints)
        complaints.handle(id, AddNote(text="Größe 漢"), request())
        *_, note = complaints.get(id).facts
        assert note.fact.text == "Größe 漢"  # type: ignore[attr-defined]  # a note
        assert note.recorded_at is not None
        assert str(note.recorded_at.tzinfo) == "UTC"
        with pool.connection() as connection:
            plain = "select state ->> 'channel' from ledger.events where topic = 'ComplaintFiled'"
            assert answer(connection, plain) == "phone"
        with open_writer(database.app) as writer:
            catch_up(writer, ledger)
            (row,) = rows_now(writer, CASE_LIST, [id])
        assert (row.channel, row.received_at) == ("phone", earliest(complaints.get(id).facts[0].fact.at))
        assert dict(ledger.env) == {}
        assert (ledger.snapshots, ledger.repository.cache) == (None, None)
        assert (type(ledger.mapper), type(ledger.recorder)) == (FactMapper, LedgerRecorder)
    finally:
        pool.close()


def test_a_session_writes_times_so_that_they_can_be_read_whatever_the_database_prefers(
    database: Database,
) -> None:
    with psycopg.connect(database.owner, autocommit=True) as owner:
        for name, value in DATABASE_SETTINGS.items():
            named = sql.Identifier(owner.info.dbname), sql.Identifier(name), sql.Literal(value)
            owner.execute(sql.SQL("alter database {} set {} to {}").format(*named))
    with (
        open_pool(database.app, size=1) as pool,
        pool.connection() as pooled,
        open_writer(database.app) as writer,
        open_session(database.owner, autocommit=False) as owner,
    ):
        for connection in (pooled, writer, owner):
            found = [answer(connection, query) for query in ("show timezone", "show datestyle", SOME_TIME)]
            assert found == ["UTC", "ISO, YMD", timedelta(days=1, hours=2)]


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("application_name", "the tests"),
        ("connect_timeout", "9"),
        ("fallback_application_name", "service"),
        ("keepalives_idle", "77"),
        ("keepalives_interval", "7"),
        ("keepalives_count", "3"),
        ("tcp_user_timeout", "7000"),
        ("target_session_attrs", "read-write"),
        ("sslmode", "allow"),
        ("sslrootcert", "nowhere.pem"),
        ("channel_binding", "disable"),
        ("load_balance_hosts", "random"),
        ("options", "-c work_mem=5MB"),
    ],
)
def test_every_parameter_of_the_address_is_kept(database: Database, keyword: str, value: str) -> None:
    address = make_conninfo(database.app, **{keyword: value})
    with open_pool(address, size=1) as pool, pool.connection() as connection:
        assert connection.info.get_parameters()[keyword] == value
        if keyword == "options":
            assert answer(connection, "show work_mem") == "5MB"


def test_the_settings_of_a_service_in_the_address_come_with_it(database: Database) -> None:
    own = "-c lock_timeout=1234 -c statement_timeout=4321"
    with open_pool(make_conninfo(database.app, options=own), size=1) as pool, pool.connection() as connection:
        assert time_outs(connection) == ["1234ms", "4321ms", "1min"]


def test_nobody_waits_for_ever(pool: Pool) -> None:
    with pool.connection() as connection:
        assert time_outs(connection) == ["5s", "30s", "1min"]


def time_outs(connection: psycopg.Connection) -> list[object]:
    return [
        answer(connection, "show lock_timeout"),
        answer(connection, "show statement_timeout"),
        answer(connection, "show idle_in_transaction_session_timeout"),
    ]


def test_large_facts_and_appends_do_not_hang(pool: Pool) -> None:
    stream, recorder = uuid7(), LedgerRecorder(pool)
    large = NoteAdded(at=EARLIER, text="é" * 100_000)
    many = [stored(stream, version, large) for version in range(2, 22)]
    recorder.insert_events([stored(stream, 1, large)])
    recorder.insert_events(many)
    assert sum(len(row.state) + len(row.personal or b"") for row in many) > MAX_APPEND_BYTES - 200_000
    assert facts_of(stream, recorder) == [large] * 21


def test_an_append_may_have_a_thousand_facts_and_not_one_more(pool: Pool) -> None:
    stream, recorder = uuid7(), LedgerRecorder(pool)
    with pytest.raises(AppendTooLarge, match="1,000 facts"):
        recorder.insert_events(notes(stream, range(1, 1_002)))
    positions = recorder.insert_events(notes(stream, range(1, 1_001)))
    assert list(positions) == sorted(positions)
    assert len(facts_of(stream, recorder)) == 1_000


@pytest.mark.parametrize("letter", ["x", "é"])
def test_an_append_may_have_4_mib_and_not_a_byte_more(pool: Pool, letter: str) -> None:
    stream, recorder = uuid7(), LedgerRecorder(pool)
    full = [stored(stream, version, note_of(letter, MAX_APPEND_BYTES // 20)) for version in range(1, 20)]
    left = MAX_APPEND_BYTES - sum(len(row.state) + len(row.personal or b"") for row in full)
    with pytest.raises(AppendTooLarge, match="4 MiB"):
        recorder.insert_events([*full, stored(stream, 20, note_of(letter, left + 1))])
    assert facts_of(stream, recorder) == []
    recorder.insert_events([*full, stored(stream, 20, note_of(letter, left))])
    assert len(facts_of(stream, recorder)) == 20


def note_of(letter: str, size: int) -> NoteAdded:
    """Return a note whose row has so many bytes."""
    bare = stored(UUID(int=1), 1, NoteAdded(at=EARLIER, text=""))
    room, each = size - len(bare.state) - len(bare.personal or b""), len(letter.encode())
    return NoteAdded(at=EARLIER, text=letter * (room // each) + "x" * (room % each))


def test_nothing_appended_is_nothing_recorded(pool: Pool) -> None:
    recorder = LedgerRecorder(pool)
    before = recorder.max_notification_id()
    assert recorder.insert_events([]) == []
    assert recorder.max_notification_id() == before


def test_a_version_is_taken_once_and_an_append_is_taken_whole(pool: Pool) -> None:
    one, other, recorder = uuid7(), uuid7(), LedgerRecorder(pool)
    recorder.insert_events(notes(one, range(1, 3)))
    with pytest.raises(VersionTaken):
        recorder.insert_events([*notes(other, range(1, 3)), *notes(one, range(2, 4))])
    assert (len(facts_of(one, recorder)), facts_of(other, recorder)) == (2, [])


def test_a_reference_is_taken_once(pool: Pool) -> None:
    recorder = LedgerRecorder(pool)
    recorder.insert_events([stored(uuid7(), 1, filed())])
    with pytest.raises(ReferenceTaken):
        recorder.insert_events([stored(uuid7(), 1, filed(at=EARLIER))])


def test_facts_with_slots_go_through_the_library(pool: Pool) -> None:
    ledger, stream = Ledger(pool), uuid7()
    envelope = stored(stream, 1).envelope
    recorded = Recorded(originator_id=stream, originator_version=1, fact=NOTE, envelope=envelope)
    assert not hasattr(NOTE, "__dict__")
    (recording,) = ledger.save(recorded)
    assert [fact.position for fact in ledger.facts(stream)] == [recording.notification.id]
    (noticed,) = ledger.notification_log.select(recording.notification.id, 10)
    assert (noticed.originator_id, noticed.topic) == (stream, "NoteAdded")


def test_the_log_is_read_in_order_between_bounds_and_without_personal_values(pool: Pool) -> None:
    stream, recorder = uuid7(), LedgerRecorder(pool)
    said = [MessageReceived(at=RECEIVED, channel="phone", text=str(number)) for number in range(5)]
    p = recorder.insert_events([stored(stream, version, fact) for version, fact in enumerate(said, start=1)])

    def read(start: int | None, limit: int, stop: int | None = None, *, inclusive: bool = True) -> list[int]:
        found = recorder.select_notifications(start, limit, stop, inclusive_of_start=inclusive)
        assert all(row.personal is None for row in found)
        return [row.id for row in found]

    assert read(p[0], 10) == list(p)
    assert read(p[0], 10, inclusive=False) == list(p[1:])
    assert read(p[1], 2) == list(p[1:3])
    assert read(p[1], 10, p[2]) == list(p[1:3])
    assert read(None, 1_000)[-5:] == list(p)
    assert read(p[4] + 1, 10) == []
    assert recorder.max_notification_id() == p[4]


def test_what_the_recorder_does_not_do_it_refuses(pool: Pool) -> None:
    recorder = LedgerRecorder(pool)
    with pytest.raises(TypeError, match="our mapper"):
        recorder.insert_events([StoredEvent(uuid7(), 1, "NoteAdded", b"{}")])
    with pytest.raises(NotSupportedError):
        recorder.select_events(uuid7(), desc=True)
    with pytest.raises(NotSupportedError):
        recorder.select_events(uuid7(), limit=1)
    with pytest.raises(NotSupportedError):
        recorder.select_notifications(1, 10, topics=["NoteAdded"])
    with pytest.raises(NotSupportedError):
        recorder.subscribe(gt=0)


def test_the_service_works_as_itself(pool: Pool, database: Database) -> None:
    with pool.connection() as connection:
        assert answer(connection, "select current_user") == conninfo_to_dict(database.app)["user"]
        assert connection.autocommit
        assert connection.pgconn.pipeline_status == 0
