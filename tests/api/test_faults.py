"""The serving process, an import and the database killed at random under load: nothing is lost or doubled."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import httpx2
import pytest
from psycopg import OperationalError, connect

from api.commands import FILING_EXAMPLE
from api.postgres import Database, running_database
from api.settings import Settings
from complaints.application import Ledger
from complaints.recorder import open_pool
from projections.comparison import compare
from projections.worker import VIEWS, catch_up
from projections.writer import open_writer
from tests.api.importing.boston import closed, content
from tests.api.serving import COMPLAINTS, SECONDS, Served, command, environment, server
from tests.complaints.rows import until

ROUNDS = int(os.environ.get("ROUNDS", "5"))
ROWS = 300 * ROUNDS
REFUSED = FILING_EXAMPLE | {"jurisdiction": "nowhere"}
FILED = "select count(*), count(distinct stream) from ledger.events where topic = 'ComplaintFiled'"
KNOWN = "select count(*) from ledger.events where topic = 'ComplaintFiled' and stream = any(%s)"

Settled = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a client was told: `recorded` holds the id by key, `refused` and `unknown` the keys."""

    recorded: dict[int, str] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)


def send(client: httpx2.Client, key: int, told: Told) -> bool:
    """File a complaint, every seventh in a jurisdiction that there is not; say if there was an answer."""
    body = FILING_EXAMPLE if key % 7 else REFUSED
    told.unknown.add(key)
    try:
        response = client.post("/v1/complaints", json=body, headers={"Idempotency-Key": f"call {key}"})
    except httpx2.HTTPError:
        return False
    if response.is_success:
        told.recorded[key] = response.json()["id"]
    elif response.status_code < 500:
        told.refused.add(key)
    if response.status_code < 500:
        told.unknown.discard(key)
    return True


@contextmanager
def filing(url: str, secret: str, keys: Iterator[int], told: Told) -> Iterator[None]:
    """File complaints in the block until it ends, or nobody answers."""
    stop = Event()

    def work() -> None:
        with caller(url, secret) as client:
            while not stop.is_set() and send(client, next(keys), told):
                pass

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def serving(settings: Settled) -> Iterator[Served]:
    """Run the server, and read its log so that it never waits for a reader."""
    with server(settings) as served:
        reader = Thread(target=served.rest)
        reader.start()
        yield served
        served.process.kill()
        reader.join()


def caller(url: str, secret: str) -> httpx2.Client:
    return httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {secret}"}, timeout=SECONDS)


def importing(path: Path, settings: Settled) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [COMPLAINTS, "import", "--format", "boston311", str(path)],
        env=environment(settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def filed(database: Database) -> tuple[int, int]:
    with connect(database.owner) as owner:
        filed, streams = owner.execute(FILED).fetchone() or (0, 0)
    return filed, streams


def has_filed(database: Database, wanted: int) -> bool:
    return filed(database)[0] >= wanted


def kill_database(data_dir: Path, database: Database) -> None:
    lines = (data_dir / "postgres" / "data" / "postmaster.pid").read_text().split()
    os.kill(int(lines[0]), signal.SIGKILL)
    until(partial(is_gone, database))


def is_gone(database: Database) -> bool:
    try:
        connect(database.owner).close()
    except OperationalError:
        return True
    return False


@pytest.mark.proof
def test_whatever_is_killed_every_answer_holds_and_every_view_is_right(
    data_dir: Path, tmp_path: Path
) -> None:
    seed = int(os.environ.get("SEED", "20261124"))
    print(f"SEED={seed} ROUNDS={ROUNDS}")  # noqa: T201 - shown where the test fails, to repeat it
    random, told, keys = Random(seed), Told(), count(1)  # noqa: S311 - which process dies is no secret
    settings = {"COMPLAINTS_DATA_DIR": str(data_dir)}
    path = tmp_path / "requests.csv"
    path.write_bytes(content([closed(key) for key in range(ROWS)]))
    assert command("migrate", settings=settings).returncode == 0
    words = ("key", "create", "--for", "Faults", "--role", "agent")
    secret = command(*words, settings=settings).stdout.strip()

    for _ in range(ROUNDS):
        victim = random.choice(["server", "import", "database"])
        with running_database(Settings(data_dir=data_dir, database_url=None)) as database:
            wanted = filed(database)[0] + random.randrange(20, 250)
            with (
                serving(settings) as served,
                filing(served.url, secret, keys, told),
                importing(path, settings) as process,
            ):
                until(partial(has_filed, database, wanted))
                if victim == "database":
                    kill_database(data_dir, database)
                (process if victim == "import" else served.process).kill()

    with running_database(Settings(data_dir=data_dir, database_url=None)) as database:
        with serving(settings) as served, caller(served.url, secret) as client:
            for key in sorted(told.unknown):
                send(client, key, told)
            recorded = dict(told.recorded)
            for key in recorded:
                send(client, key, told)  # said once more, and nothing is doubled
        with importing(path, settings) as process:
            assert process.wait() == 0
        assert not told.unknown
        assert told.recorded == recorded
        refused = [key for key in range(1, next(keys)) if key % 7 == 0]
        assert sorted(told.refused) == refused
        assert filed(database) == (ROWS + len(recorded), ROWS + len(recorded))
        assert number_of(database, list(recorded.values())) == len(set(recorded.values())) == len(recorded)
        assert differences(database) == {name: [] for name in VIEWS}


def number_of(database: Database, ids: list[str]) -> int:
    with connect(database.owner) as owner:
        (found,) = owner.execute(KNOWN, [ids]).fetchone() or (0,)
    return int(found)


def differences(database: Database) -> dict[str, Any]:
    pool = open_pool(database.app, size=4)
    with closing(open_writer(database.app)) as writer:
        ledger = Ledger(pool)
        catch_up(writer, ledger)
        found = compare(writer, ledger, list(VIEWS.values()), lambda _: None)
        assert {each.position for each in found} == {ledger.head()}
    pool.close()
    return {each.view: each.differences for each in found}
