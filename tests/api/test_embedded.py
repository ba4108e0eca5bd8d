"""The server of our own: starting, sharing, stopping, and starting again after it was killed."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from api.embedded import ServerDidNotStart, embedded_server

ROOT = Path(__file__).parents[2]
FAST = {"fsync": "off"}
# Says when it is there, then holds on until its input ends.
HOLD = """
import sys
from pathlib import Path
from api.embedded import embedded_server
with embedded_server(Path(sys.argv[1]), {"fsync": "off"}):
    print("here", flush=True)
    sys.stdin.read()
"""
# Says when it is there, then keeps one connection busy for longer than any test waits.
CALCULATE = """
import sys
import psycopg
with psycopg.connect(sys.argv[1]) as connection:
    print("here", flush=True)
    connection.execute("select sum(sqrt(n)) from generate_series(1, 1000000000) n")
"""


@pytest.fixture(scope="module")
def folder(open_folder: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=open_folder))


@contextmanager
def process(program: str, argument: object) -> Iterator[subprocess.Popen[bytes]]:
    words = [sys.executable, "-c", program, str(argument)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"here\n"
        yield running
        running.kill()


def kill_server(folder: Path, conninfo: str) -> None:
    os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    while answers(conninfo):
        pass  # it dies a moment after the signal


def add_row(conninfo: str) -> int:
    """Return how many rows there are then."""
    with psycopg.connect(conninfo) as owner:
        owner.execute("create table if not exists kept (word text)")
        owner.execute("insert into kept values ('kept')")
        return owner.execute("select from kept").rowcount


def answers(conninfo: str) -> bool:
    try:
        psycopg.connect(conninfo).close()
    except psycopg.OperationalError:
        return False
    return True


def test_it_is_reached_by_its_own_user_on_this_machine_alone(folder: Path) -> None:
    with embedded_server(folder, FAST) as conninfo, psycopg.connect(conninfo) as superuser:
        assert superuser.execute("show listen_addresses").fetchone() == ("",)
        assert (Path(superuser.info.host) / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


def test_it_is_the_same_whatever_the_locale_and_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGDATABASE", "elsewhere")
    with embedded_server(folder, FAST) as conninfo, psycopg.connect(conninfo) as superuser:
        assert superuser.execute("show timezone").fetchone() == ("UTC",)
        assert superuser.execute("select lower('ÄÉ'), 'a' < 'B'").fetchone() == ("äé", False)


def test_the_last_process_to_leave_stops_it(folder: Path) -> None:
    with process(HOLD, folder) as other:
        with embedded_server(folder, FAST) as conninfo:
            assert answers(conninfo)
        assert answers(conninfo)
        other.communicate()
        assert not answers(conninfo)


def test_a_process_may_enter_it_twice(folder: Path) -> None:
    with embedded_server(folder, FAST) as conninfo:
        with embedded_server(folder, FAST) as again:
            assert again == conninfo
        assert answers(conninfo)
    assert not answers(conninfo)


def test_a_server_whose_user_was_killed_is_used_on_and_stopped(folder: Path) -> None:
    with process(HOLD, folder) as other:
        other.kill()
        other.wait()
        with embedded_server(folder, FAST) as conninfo:
            assert answers(conninfo)
    assert not answers(conninfo)


def test_it_starts_again_with_every_row_after_it_and_its_user_were_killed(folder: Path) -> None:
    with process(HOLD, folder) as other, embedded_server(folder, FAST) as conninfo:
        rows = add_row(conninfo)
        kill_server(folder, conninfo)
        other.kill()
    with embedded_server(folder, FAST) as conninfo:
        assert add_row(conninfo) == rows + 1


def test_it_starts_again_when_a_query_outlives_the_killed_server(folder: Path) -> None:
    with embedded_server(folder, FAST) as conninfo, process(CALCULATE, conninfo):
        kill_server(folder, conninfo)
    with embedded_server(folder, FAST) as conninfo:
        assert answers(conninfo)


@pytest.mark.parametrize("left", ["", "{living}\n", "{living}\n/data\n1\n5432\n/nowhere\n\n1 1\nready\n"])
def test_it_starts_whatever_note_a_killed_server_left(folder: Path, left: str) -> None:
    with embedded_server(folder, FAST):
        pass
    (folder / "data" / "postmaster.pid").write_text(left.format(living=os.getpid()))
    with embedded_server(folder, FAST) as conninfo:
        assert answers(conninfo)


@pytest.mark.parametrize("name", ["it's $HOME", 'a "long", long name' + 90 * "g"])
def test_its_folder_may_have_any_name(data_dir: Path, name: str) -> None:
    with embedded_server(data_dir / name, FAST) as conninfo:
        assert answers(conninfo)
    assert not answers(conninfo)


def test_data_half_made_by_a_killed_process_are_made_again(data_dir: Path) -> None:
    (data_dir / "data.new" / "base").mkdir(parents=True)
    with embedded_server(data_dir, FAST) as conninfo:
        assert answers(conninfo)


def test_what_does_not_start_says_why(data_dir: Path) -> None:
    (data_dir / "data").mkdir()
    (data_dir / "data" / "PG_VERSION").write_text("9.6")
    with (
        pytest.raises(ServerDidNotStart, match=r"^The database in .* did not start:\n(?s:.*)data"),
        embedded_server(data_dir, FAST),
    ):
        pass


def test_where_no_data_can_be_made_the_command_that_failed_is_named(data_dir: Path) -> None:
    (data_dir / "data.new").write_text("in the way")
    with (
        pytest.raises(ServerDidNotStart, match=r"^No database could be made in .*initdb"),
        embedded_server(data_dir, FAST),
    ):
        pass
