"""`complaints serve`: it answers, it logs, and it stops in order."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import httpx2
import psycopg
import pytest

from api.access import Key, create_key
from api.commands import FILING_EXAMPLE
from api.migrations import migrate
from api.postgres import Database, running_database
from api.settings import Settings
from complaints.recorder import open_pool
from tests.api.house import EXAMPLES, problem
from tests.api.serving import COMPLAINTS, SECONDS, Served, command, environment, free_port, server
from tests.complaints.rows import until
from tests.databases import copy_of

PERSONAL = "Kowalczyk"
NO_KEY = {"Authorization": "Bearer none"}
HOLD_LEDGER = "lock table ledger.turn in exclusive mode"
WAITING = "select count(*) from pg_locks where relation = 'ledger.turn'::regclass and not granted"
CONNECTIONS = """
select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server, the database it works on, and a client with a key."""

    served: Served
    database: Database
    client: httpx2.Client


@contextmanager
def running(database: Database) -> Iterator[Running]:
    pool = open_pool(database.app, size=1)
    key = create_key(pool, Key(holder="Ann Lee", kind="machine", role="agent"), created_by="the tests")
    pool.close()
    with (
        server({"COMPLAINTS_DATABASE_URL": database.owner}) as served,
        httpx2.Client(
            base_url=served.url, headers={"Authorization": f"Bearer {key}"}, timeout=SECONDS
        ) as client,
    ):
        yield Running(served=served, database=database, client=client)


@pytest.fixture(scope="module")
def shared(server: Database, migrated: str) -> Iterator[Running]:
    """A server for the tests that do not stop it."""
    with copy_of(migrated, server) as database, running(database) as it:
        yield it


def number(database: Database, query: LiteralString) -> int:
    with psycopg.connect(database.owner) as owner:
        (found,) = owner.execute(query).fetchone() or (-1,)
    return int(found)


@contextmanager
def unable_to_append(database: Database) -> Iterator[None]:
    """Take from the service what it cannot do without, and give it back."""
    with psycopg.connect(database.owner, autocommit=True) as owner:
        owner.execute("revoke execute on function ledger.append_facts from complaints_app")
        yield
        owner.execute("grant execute on function ledger.append_facts to complaints_app")


def test_the_log_says_at_the_start_that_nothing_can_be_erased_yet(shared: Running) -> None:
    start = [line for line in shared.served.log if line["event"] != "request"]
    assert [line["event"] for line in start if line["level"] == "warning"] == [
        "personal values are kept apart but cannot be erased yet: take in nothing that must be erasable"
    ]
    (documentation,) = (line["documentation"] for line in start if line["event"] == "serving")
    assert httpx2.get(documentation).status_code == 200
    assert shared.served.until("request")["route"] == "/docs"


def test_the_log_tells_what_was_asked_and_nothing_personal(shared: Running) -> None:
    client = shared.client
    answers = [
        client.post("/v1/complaints", json=FILING_EXAMPLE | {"summary": PERSONAL}),
        client.post("/v1/complaints", json={PERSONAL: PERSONAL}),
        client.post(f"/v1/complaints/{PERSONAL}/notes", json=EXAMPLES["notes"]),
        client.get(f"/{PERSONAL}?name={PERSONAL}"),
        client.get("/v1/complaints/x", headers={"Authorization": f"Bearer {PERSONAL}"}),
        client.get("/v1/complaints/x", headers={b"On-Behalf-Of": b"Zo\xeb"}),
    ]
    asked = [shared.served.until("request") for _ in answers]
    assert [(line["method"], line["route"], line["status"], line["holder"]) for line in asked] == [
        ("POST", "/v1/complaints", 201, "Ann Lee"),
        ("POST", "/v1/complaints", 422, "Ann Lee"),
        ("POST", "/v1/complaints/{complaint}/notes", 404, "Ann Lee"),
        ("GET", None, 404, None),
        ("GET", "/v1/complaints/{complaint}", 401, None),
        ("GET", "/v1/complaints/{complaint}", 422, "Ann Lee"),
    ]
    assert [line["request_id"] for line in asked] == [answer.headers["request-id"] for answer in answers]
    assert all(line["ms"] > 0 and line["timestamp"].endswith("Z") for line in asked)
    secret = client.headers["authorization"].removeprefix("Bearer ")
    assert not any(word in json.dumps(shared.served.log) for word in (PERSONAL, secret))


def test_a_failure_is_logged_with_its_place_and_without_its_text(shared: Running) -> None:
    with unable_to_append(shared.database):
        failed = shared.client.post("/v1/complaints", json=FILING_EXAMPLE | {"summary": PERSONAL})
    problem(failed, 500, "unexpected-failure")
    assert PERSONAL not in failed.text
    line = shared.served.until("failed")
    assert line["request_id"] == failed.headers["request-id"]
    assert line["exception"][-1] == "InsufficientPrivilege"
    assert any("recorder.py" in place for place in line["exception"])
    assert shared.served.until("request")["status"] == 500
    assert PERSONAL not in json.dumps(shared.served.log)


def test_a_failure_leaves_the_connection_to_the_requests_that_follow(shared: Running) -> None:
    with unable_to_append(shared.database):
        answers = [
            shared.client.post("/v1/complaints", json=FILING_EXAMPLE).status_code
            if turn % 2
            else shared.client.get("/v1/problems/not-known").status_code
            for turn in range(20)
        ]
    assert answers == [200, 500] * 10


@pytest.mark.parametrize(("key", "status", "name"), [({}, 413, "body-too-large"), (NO_KEY, 401, "not-known")])
def test_a_body_that_is_not_read_to_its_end_leaves_the_connection_too(
    shared: Running, key: dict[str, str], status: int, name: str
) -> None:
    headers = {"Content-Type": "application/json"} | key
    for _ in range(3):
        refused = shared.client.post("/v1/complaints", content=b" " * 5_000_000, headers=headers)
        problem(refused, status, name)
        assert shared.client.get("/v1/problems/not-known").status_code == 200


@pytest.mark.parametrize(
    "signals",
    [[signal.SIGINT], [signal.SIGTERM, signal.SIGTERM], [signal.SIGHUP]],
    ids=["Ctrl-C", "the supervisor, twice", "the window closed"],
)
def test_a_signal_lets_requests_under_way_be_answered_and_leaves_nothing_open(
    database: Database, signals: list[signal.Signals]
) -> None:
    with running(database) as it, psycopg.connect(database.owner) as busy, ThreadPoolExecutor(1) as threads:
        busy.execute(HOLD_LEDGER)
        under_way = threads.submit(it.client.post, "/v1/complaints", json=FILING_EXAMPLE)
        while not number(database, WAITING):
            assert not under_way.done()
        for each in signals:
            it.served.process.send_signal(each)
        it.served.until("Shutting down")
        busy.rollback()
        assert under_way.result().status_code == 201
        assert it.served.ended() == 0
        assert it.served.log[-1]["event"] == "stopped"
    # The database notices a moment after a process has ended, also when it is the one that looks.
    until(lambda: number(database, CONNECTIONS) == 0)


def test_the_embedded_database_stops_with_the_service(data_dir: Path) -> None:
    with running_database(Settings(data_dir=data_dir, database_url=None)) as database:
        migrate(database)
    with server({"COMPLAINTS_DATA_DIR": str(data_dir)}) as served:
        its_own = data_dir / "postgres" / "data" / "postmaster.pid"
        assert its_own.exists()
        assert httpx2.get(f"{served.url}/openapi.json").status_code == 200
        served.process.send_signal(signal.SIGINT)
        assert served.ended() == 0
        assert not its_own.exists()


def test_an_address_that_is_taken_stops_the_start_with_a_sentence(database: Database) -> None:
    port = free_port()
    settings = {"COMPLAINTS_DATABASE_URL": database.owner, "COMPLAINTS_PORT": str(port)}
    with socket.create_server(("127.0.0.1", port)):
        done = command("serve", settings=settings)
    assert done.returncode == 1
    sentence = done.stderr.splitlines()[-1]
    assert sentence.startswith(f"Nobody can listen at http://127.0.0.1:{port}: Address already in use")
    assert sentence.endswith("COMPLAINTS_HOST and COMPLAINTS_PORT say where this one listens.")
    assert "Traceback" not in done.stderr


def test_wrong_settings_stop_the_start_with_a_sentence_for_each() -> None:
    done = command("serve", settings={"COMPLAINTS_PORT": "http", "COMPLAINTS_PORTS": "8000"})
    assert (done.returncode, done.stdout) == (1, "")
    one, other = done.stderr.splitlines()
    assert one.startswith("COMPLAINTS_PORTS is not a setting; it must be one of ")
    assert other == "COMPLAINTS_PORT is 'http'; it must be a whole number from 1 to 65535, such as 8000."


def test_a_database_that_is_not_migrated_stops_the_start_with_a_sentence(database: Database) -> None:
    with psycopg.connect(database.owner) as owner:
        owner.execute("update alembic_version set version_num = '0001'")
    done = command("serve", settings={"COMPLAINTS_DATABASE_URL": database.owner})
    assert done.returncode == 1
    assert done.stderr.endswith("The database is not at this version: run `complaints migrate` first.\n")


# The kernel may give a signal to any thread: here to one that is not waiting for it, while the first one is.
ANOTHER_THREAD_IS_TOLD = """
import signal, sys, threading
from api.serving import leave_at_signals, wait

def told():
    first = threading.main_thread().ident
    while sys._current_frames()[first].f_code is not wait.__code__:
        pass
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

leave_at_signals()
threading.Thread(target=told, daemon=True).start()
wait()
"""


def test_a_signal_ends_the_waiting_whichever_thread_it_comes_to() -> None:
    done = subprocess.run([sys.executable, "-c", ANOTHER_THREAD_IS_TOLD], timeout=SECONDS, check=False)
    assert done.returncode == 0


def test_a_watchdog_alone_watches_until_it_is_told_to_stop(database: Database) -> None:
    settings = {"COMPLAINTS_DATABASE_URL": database.owner}
    with subprocess.Popen(
        [COMPLAINTS, "watch"], env=environment(settings), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            assert json.loads(process.stderr.readline())["event"] == "watching"
            process.send_signal(signal.SIGTERM)
            assert process.wait(SECONDS) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()
