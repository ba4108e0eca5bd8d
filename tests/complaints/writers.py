"""Eight writers in a process of their own: `python -m tests.complaints.writers`.

The task comes as JSON on standard input: `conninfo` and `seconds`. The answer, `Written`, goes as JSON to
standard output.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from random import Random, SystemRandom
from uuid import UUID, uuid5

import psycopg
from psycopg import errors
from uuid_utils.compat import uuid7

from complaints.request import COMPLAINTS
from tests.complaints.rows import APPEND, raw_rows

WRITERS = 8
SHARED = [uuid5(COMPLAINTS, f"shared by the writers {number}") for number in range(3)]
LAST_VERSION = "select coalesce(max(version), 0) from ledger.events where stream = %s"


@dataclass(slots=True)
class Written:
    """What was committed, and how many appends were undone or came after another to the same stream."""

    positions: list[int] = field(default_factory=list)
    undone: int = 0
    too_late: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(
            positions=self.positions + other.positions,
            undone=self.undone + other.undone,
            too_late=self.too_late + other.too_late,
        )


def write(conninfo: str, seconds: float) -> Written:
    """Append until the time is over, with pauses between all statements; undo one append in twenty."""
    dice, written, own = SystemRandom(), Written(), uuid7()
    until = time.monotonic() + seconds
    with psycopg.connect(conninfo) as connection:
        while time.monotonic() < until:
            try:
                _append(connection, dice.choice([own, own, *SHARED]), dice, written)
            except errors.UniqueViolation:
                connection.rollback()
                written.too_late += 1
    return written


def _append(connection: psycopg.Connection, stream: UUID, dice: Random, written: Written) -> None:
    ((last,),) = connection.execute(LAST_VERSION, [stream]).fetchall()
    _pause(connection, dice)
    rows = raw_rows(stream, range(last + 1, last + dice.randint(2, 4)))
    positions = [position for (position,) in connection.execute(APPEND, [rows]).fetchall()]
    _pause(connection, dice)
    if dice.random() < 0.05:
        connection.rollback()
        written.undone += 1
    else:
        connection.commit()
        written.positions += positions


def _pause(connection: psycopg.Connection, dice: Random) -> None:
    connection.execute("select pg_sleep(%s)", [dice.choice([0, 0, 0.0005, 0.002])])


def main() -> None:
    task = json.load(sys.stdin)
    with ThreadPoolExecutor(WRITERS) as threads:
        writing = [threads.submit(write, task["conninfo"], task["seconds"]) for _ in range(WRITERS)]
        written = [each.result() for each in writing]
    json.dump(asdict(sum(written, Written())), sys.stdout)


if __name__ == "__main__":
    main()
