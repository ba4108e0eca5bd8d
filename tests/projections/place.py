"""A real ledger and a connection that writes views: facts go in, rows come out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid4

from psycopg.rows import class_row
from psycopg.sql import SQL, Identifier

from api.postgres import Database
from complaints.application import Ledger
from complaints.facts import Fact
from complaints.recorder import open_pool
from complaints.storage import Envelope, Recorded
from projections.comparison import Comparison, compare
from projections.tables import columns_of
from projections.view import View
from projections.worker import VIEWS, catch_up
from projections.writer import Writer, open_writer
from tests.complaints.given import MARA

Row = TypeVar("Row")

ROWS = SQL("""
select {columns} from {table}
 where slot = (select slot from views.positions where view = %(view)s and state = 'live')
   and {stream} = any(%(streams)s)
 order by {key}
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A database, the ledger in it, and a connection that writes its views."""

    database: Database
    ledger: Ledger
    writer: Writer


@contextmanager
def place_in(database: Database) -> Iterator[Place]:
    pool = open_pool(database.app, size=8)
    try:
        with open_writer(database.app) as writer:
            yield Place(database=database, ledger=Ledger(pool), writer=writer)
    finally:
        pool.close()


def put(ledger: Ledger, complaint: UUID, facts: Sequence[Fact], *, after: int = 0) -> int:
    """Append facts to a stream that is at version `after`; return the position of the last."""
    command_id = uuid4()
    rows = [
        Recorded(
            originator_id=complaint,
            originator_version=version,
            fact=fact,
            envelope=Envelope(by=MARA, cause="command:Test", command_id=command_id, subject=complaint),
        )
        for version, fact in enumerate(facts, after + 1)
    ]
    positions = ledger.recorder.insert_events([ledger.mapper.to_stored_event(row) for row in rows])
    assert positions
    return positions[-1]


def compared(writer: Writer, ledger: Ledger, view: View[Any]) -> Comparison:
    """Compare a live view with what the ledger says."""
    (found,) = compare(writer, ledger, [view], lambda _: None)
    return found


def assert_as_rebuilt(writer: Writer, ledger: Ledger) -> None:
    """Hold every live view against what the ledger says up to its end."""
    for found in compare(writer, ledger, list(VIEWS.values()), lambda _: None):
        assert (found.view, found.differences, found.position) == (found.view, [], ledger.head())


def rows_in(place: Place, view: View[Row], streams: Sequence[UUID]) -> list[Row]:
    """Return the rows of some streams, by key, once the view is up to date."""
    catch_up(place.writer, place.ledger)
    return rows_now(place.writer, view, streams)


def rows_now(connection: Writer, view: View[Row], streams: Sequence[UUID]) -> list[Row]:
    """Return the rows of some streams in the slot that answers, by key."""
    statement = ROWS.format(
        columns=SQL(", ").join(map(Identifier, columns_of(view))),
        table=Identifier("views", view.table),
        stream=Identifier(view.key[0]),
        key=SQL(", ").join(map(Identifier, view.key)),
    )
    with connection.cursor(row_factory=class_row(view.row)) as cursor:
        return cursor.execute(statement, {"streams": list(streams), "view": view.name}).fetchall()
