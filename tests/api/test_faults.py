"""Servers with their workers, a rebuild, an import and the database killed at random under load.

Nothing is lost or doubled, and every view is right.
"""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any, LiteralString

import pytest
from psycopg import OperationalError, connect

from api.postgres import Database, running_database
from api.settings import Settings
from complaints.application import Ledger
from complaints.recorder import open_pool
from projections.comparison import compare
from projections.worker import VIEWS, catch_up
from projections.writer import open_writer
from tests.api.calls import Told, caller, calling, must_be_refused, send, words
from tests.api.importing.boston import closed, content
from tests.api.serving import COMPLAINTS, Served, command, environment, server
from tests.complaints.rows import until

ROUNDS = int(os.environ.get("ROUNDS", "5"))
ROWS = 300 * ROUNDS
MORE = 20
"""Calls that have to be answered after something was killed, where a server is left to answer."""

VICTIMS = ("server", "other server", "rebuild", "import", "database")
IMPORTED = "select count(*) from ledger.events where state ->> 'source_id' is not null"
SOURCES = "select count(distinct state ->> 'source_id') from ledger.events"
CALLED = """
select words, count(*)
  from (select coalesce(personal ->> 'summary', personal ->> 'text', state ->> 'reason') as words
          from ledger.events) said
 where words like 'call %'
 group by words
"""

Settled = dict[str, str]


@contextmanager
def serving(settings: Settled) -> Iterator[Served]:
    """Run the server, and read its log so that it never waits for a reader; kill it in the end."""
    with server(settings) as served:
        reader = Thread(target=served.rest)
        reader.start()
        yield served
        served.process.kill()
        reader.join()


@contextmanager
def doomed(*line: str, settings: Settled) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command of ours, and kill it in the end if it still runs."""
    with subprocess.Popen(
        [COMPLAINTS, *line],
        env=environment(settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        yield process
        process.kill()


def number_of(database: Database, question: LiteralString) -> int:
    with connect(database.owner) as owner:
        ((number,),) = owner.execute(question).fetchall()
    return int(number)


def called(database: Database) -> dict[str, int]:
    """Return how often the words of each call are in the ledger."""
    with connect(database.owner) as owner:
        return dict(owner.execute(CALLED).fetchall())


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The house in which things are killed: its data, a file to import, and the key of a client."""

    data_dir: Path
    rows: Path
    secret: str

    @property
    def settings(self) -> Settled:
        return {"COMPLAINTS_DATA_DIR": str(self.data_dir)}

    def database(self) -> AbstractContextManager[Database]:
        """Have the database run, started anew where somebody has killed it."""
        return running_database(Settings(data_dir=self.data_dir, database_url=None))

    def importing(self) -> "AbstractContextManager[subprocess.Popen[bytes]]":
        return doomed("import", "--format", "boston311", str(self.rows), settings=self.settings)


def kill_one(victim: str, after: int, scene: Scene, keys: Iterator[int], told: Told) -> None:
    """Let everybody work until so many more calls are answered, kill one of them, and in the end all."""
    with (
        scene.database() as database,
        serving(scene.settings) as served,
        serving(scene.settings) as other,
        calling(served.url, scene.secret, keys, told),
        scene.importing() as importing,
        doomed("views", "rebuild", settings=scene.settings) as rebuilding,
    ):
        wanted = len(told.receipts) + after
        told.wait_for(wanted)
        others: dict[str, subprocess.Popen[Any]] = {
            "other server": other.process,
            "rebuild": rebuilding,
            "import": importing,
        }
        match victim:
            case "server":
                served.process.kill()
            case "database":
                kill_database(scene.data_dir, database)
                with scene.database():  # under those who work on it
                    told.wait_for(wanted + MORE)
            case _:
                others[victim].kill()
                told.wait_for(wanted + MORE)


@pytest.mark.proof
def test_whatever_is_killed_every_answer_holds_and_every_view_is_right(
    data_dir: Path, tmp_path: Path
) -> None:
    seed = int(os.environ.get("SEED", "20261124"))
    print(f"SEED={seed} ROUNDS={ROUNDS}")  # noqa: T201 - shown where the test fails, to repeat it
    random, told, keys = Random(seed), Told(), count(1)  # noqa: S311 - who dies is no secret
    rows = tmp_path / "requests.csv"
    rows.write_bytes(content([closed(key) for key in range(ROWS)]))
    settings = {"COMPLAINTS_DATA_DIR": str(data_dir)}
    assert command("migrate", settings=settings).returncode == 0
    created = command("key", "create", "--for", "Faults", "--role", "agent", settings=settings)
    scene = Scene(data_dir=data_dir, rows=rows, secret=created.stdout.strip())

    first = random.sample(VICTIMS, len(VICTIMS))  # each of them dies in the fewest rounds
    for number in range(ROUNDS):
        victim = first[number] if number < len(first) else random.choice(VICTIMS)
        kill_one(victim, random.randrange(20, 200), scene, keys, told)

    print(f"{len(told.calls)} calls, {len(told.unknown)} of them without an answer that holds")  # noqa: T201
    with scene.database() as database, serving(settings) as served:
        with caller(served.url, scene.secret) as client:
            for key in told.unknown:
                send(client, key, told)
            for key in told.calls:
                send(client, key, told)  # said once more: answered as before, and nothing is doubled
        with scene.importing() as importing:
            assert importing.wait() == 0
        assert (told.unknown, told.contradicted) == ([], [])
        assert set(told.refused) == {key for key, it in told.calls.items() if must_be_refused(it)}
        assert called(database) == {words(key): 1 for key in told.receipts}
        assert (number_of(database, IMPORTED), number_of(database, SOURCES)) == (ROWS, ROWS)
        assert differences(database) == {name: [] for name in VIEWS}


def differences(database: Database) -> dict[str, Any]:
    pool = open_pool(database.app, size=4)
    with closing(open_writer(database.app)) as writer:
        ledger = Ledger(pool)
        catch_up(writer, ledger)
        found = compare(writer, ledger, list(VIEWS.values()), lambda _: None)
        assert {each.position for each in found} == {ledger.head()}
    pool.close()
    return {each.view: each.differences for each in found}
