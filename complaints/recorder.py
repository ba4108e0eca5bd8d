"""The ledger's table, as the library's recorder: one statement per append, one per read.

The library's own PostgreSQL recorder is not used, for reasons that `tests/complaints/test_recorder.py` holds
against it: it takes settings from the process environment, knows five parameters of a connection URL,
appends in pipeline mode (which can hang holding the lock), and repeats what failed, so that a lost connection
turns an own success into a conflict.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    NotSupportedError,
    StoredEvent,
    Subscription,
)
from psycopg.errors import UniqueViolation

from complaints.contacts import ContactChanges, apply_changes
from complaints.pool import Pool, open_pool
from complaints.storage import ReadFact, StoredFact
from complaints.table import (
    ALL,
    APPEND,
    EVER_NAMING,
    FILED_AS,
    LAST_POSITION,
    LAST_VERSION,
    LOG,
    SAID_TO_BE_OF,
    STREAM,
    STREAMS,
    WHOLE_STREAMS,
    as_row,
    read_row,
)

__all__ = [
    "AppendTooLarge",
    "LedgerRecorder",
    "Pool",
    "ReferenceTaken",
    "VersionTaken",
    "open_pool",
]

MAX_APPEND_FACTS = 1_000
MAX_APPEND_BYTES = 4_194_304
"""4 MiB of state and personal parts in one append."""


class AppendTooLarge(ValueError):
    """An append exceeds 1,000 facts or 4 MiB: split it."""


class VersionTaken(IntegrityError):
    """Somebody else has appended to the stream since it was read."""


class ReferenceTaken(IntegrityError):
    """Another complaint has the reference that was drawn: draw the next."""


class LedgerRecorder(ApplicationRecorder):
    """Reads and appends rows of `ledger.events`. Nothing is repeated here: the caller knows what is safe."""

    def __init__(self, pool: Pool) -> None:
        """Work on `pool`, which the caller closes."""
        self._pool = pool

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, contacts: ContactChanges | None = None, **_: object
    ) -> Sequence[int]:
        """Append rows, all or none, and return their positions in the order given.

        `contacts` changes in the same transaction, before the append: so its lock is held no longer.
        Raises `VersionTaken`, `ReferenceTaken` or `AppendTooLarge`. A psycopg OperationalError that ended
        the connection leaves the outcome unknown.
        """
        facts = [event for event in stored_events if isinstance(event, StoredFact)]
        if len(facts) < len(stored_events):
            raise TypeError("only rows made by our mapper are appended")
        size = sum(len(fact.state) + len(fact.personal or b"") for fact in facts)
        if len(facts) > MAX_APPEND_FACTS or size > MAX_APPEND_BYTES:
            raise AppendTooLarge(AppendTooLarge.__doc__)
        text = json.dumps([as_row(fact) for fact in facts], ensure_ascii=False)
        try:
            with self._pool.connection() as connection:
                if contacts is None:
                    found = connection.execute(APPEND, [text], prepare=True).fetchall()
                else:
                    with connection.transaction():
                        apply_changes(connection, contacts)
                        found = connection.execute(APPEND, [text], prepare=True).fetchall()
        except UniqueViolation as error:
            if error.diag.constraint_name == "events_reference":
                raise ReferenceTaken(str(error)) from error
            raise VersionTaken(str(error)) from error
        return [position for (position,) in found]

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[ReadFact]:
        """Return the facts of a stream in order, with their personal parts."""
        if desc or limit is not None:
            raise NotSupportedError("streams are read forwards and whole: they are short")
        bounds = [originator_id, gt or 0, LAST_VERSION if lte is None else lte]
        with self._pool.connection() as connection:
            rows = connection.execute(STREAM, bounds, prepare=True, binary=True).fetchall()
        return [read_row(row) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[ReadFact]:
        """Return at most `limit` facts of all streams in the order of the log, without personal parts.

        No fact can appear later at a position between those returned.
        """
        if topics:
            raise NotSupportedError("the log is read whole")
        first = 0 if start is None else start if inclusive_of_start else start + 1
        bounds = [first, LAST_POSITION if stop is None else stop, limit]
        with self._pool.connection() as connection:
            rows = connection.execute(LOG, bounds, prepare=True, binary=True).fetchall()
        return [read_row(row) for row in rows]

    def select_streams(self, streams: Sequence[UUID], until: int) -> Sequence[ReadFact]:
        """Return the facts of several streams up to a position of the log, in stream order, not personal."""
        with self._pool.connection() as connection:
            rows = connection.execute(STREAMS, [list(streams), until], prepare=True, binary=True).fetchall()
        return [read_row(row) for row in rows]

    def select_streams_with_personal(self, streams: Sequence[UUID]) -> Sequence[ReadFact]:
        """Return the facts of several streams, in stream order, with their personal parts."""
        with self._pool.connection() as connection:
            rows = connection.execute(WHOLE_STREAMS, [list(streams)], prepare=True, binary=True).fetchall()
        return [read_row(row) for row in rows]

    def select_all(self, until: int, first: UUID, last: UUID, *, personal: bool) -> Iterator[ReadFact]:
        """Yield the facts of a range of streams up to a position, stream by stream; read as they are used."""
        with (
            self._pool.connection() as connection,
            connection.transaction(),
            connection.cursor(name="every_fact", binary=True) as cursor,
        ):
            cursor.itersize = 5_000
            for row in cursor.execute(ALL, [personal, until, first, last]):
                yield read_row(row)

    def max_notification_id(self) -> int | None:
        """Return the last position of the log, None while it is empty."""
        with self._pool.connection() as connection:
            row = connection.execute("select max(position) from ledger.events").fetchone()
        position: int | None = row[0] if row else None
        return position

    def find_reference(self, reference: str) -> UUID | None:
        """Return the stream of the complaint that was filed under this reference."""
        with self._pool.connection() as connection:
            row = connection.execute(FILED_AS, [reference], prepare=True).fetchone()
        return row[0] if row else None

    def find_said_to_be_of(
        self, customer: UUID, known_at: datetime | None, limit: int
    ) -> tuple[list[UUID], int]:
        """Return streams that were ever said to be a customer's, the last named first, and how many were.

        At most `limit` are returned; all are counted.
        """
        bounds = {"customer": str(customer), "known_at": known_at, "limit": limit}
        with self._pool.connection() as connection:
            rows = connection.execute(SAID_TO_BE_OF, bounds).fetchall()
        return [stream for stream, _ in rows], rows[0][1] if rows else 0

    def find_ever_naming(self, ids: Sequence[UUID], until: int) -> list[UUID]:
        """Return the streams that name one of these as customer, or rate it, up to a position, by id."""
        bounds = {"ids": [str(id) for id in ids], "until": until}
        with self._pool.connection() as connection:
            rows = connection.execute(EVER_NAMING, bounds).fetchall()
        return [stream for (stream,) in rows]

    def settle(self) -> None:
        """Wait until every append under way has ended, for a caller who lost the answer to his own."""
        self._pool.check()  # what cut one connection may have cut them all
        with self._pool.connection() as connection:
            connection.execute("select ledger.settle()")

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Refuse: views follow the log in batches, their position and rows in one transaction."""
        raise NotSupportedError(f"follow the log with projections.worker, not from {gt} for {topics}")
