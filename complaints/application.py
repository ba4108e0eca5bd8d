"""The ledger as the library's application: streams are read, facts appended, exactly once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from random import SystemRandom
from threading import RLock
from time import sleep
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.utils import Environment
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from complaints.contacts import ContactChanges
from complaints.errors import KeyUsedForAnotherRequest
from complaints.recorder import LedgerRecorder, Pool, ReferenceTaken, VersionTaken
from complaints.request import Request, have_same_key
from complaints.rules.context import Decided
from complaints.storage import Envelope, FactMapper, Recorded

ATTEMPTS = 10
"""How often a command is decided anew because others appended to the stream meanwhile."""
FIRST_PAUSE = 0.001
"""Seconds; after the second attempt at most two of them, and twice as many after each one more."""

FIRST_STREAM, LAST_STREAM = UUID(int=0), UUID(int=2**128 - 1)
"""No id of a stream comes before the one, or after the other."""

MOST_BYTES = 67_108_864
"""64 MiB: how much of the log is read at once, or a page more."""
PAGE = 500
"""Facts; each may be 256 KiB."""

_DICE = SystemRandom()


class LedgerBusy(Exception):
    """The ledger could not take the command in time; nothing was recorded. Try again in a moment."""


class OutcomeUnknown(Exception):
    """Whether it was recorded is not known: send it again with the same Idempotency-Key, to have it once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a command left the ledger. A view that has reached `position` shows what was written."""

    id: UUID
    version: int
    position: int
    facts: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What an append adds to one stream that is at `version`. Personal values are the `subject`'s."""

    stream: UUID
    version: int
    decided: Sequence[Decided]
    subject: UUID


class Ledger(Application[UUID]):
    """The library's application over our table, mapper and recorder; the process environment has no say."""

    def __init__(self, pool: Pool) -> None:
        """Work on `pool`, which the caller closes."""
        self._pool = pool
        self._second_attempts = RLock()
        super().__init__()

    def construct_env(self, name: str, env: object = None) -> Environment:
        """Return an empty environment: the library would otherwise let the process environment win."""
        del env
        return Environment(name, {})

    def construct_mapper(self) -> FactMapper:
        """Return our mapper."""
        return FactMapper()

    def construct_recorder(self) -> LedgerRecorder:
        """Return our recorder."""
        return LedgerRecorder(self._pool)

    def facts(self, stream: UUID, *, after: int = 0, until: int | None = None) -> list[Recorded]:
        """Return the facts of a stream after a version, up to another, in order; none of no such stream."""
        return [fact for fact in self.events.get(stream, gt=after, lte=until) if isinstance(fact, Recorded)]

    def facts_after(self, position: int, *, limit: int) -> list[Recorded]:
        """Return the next facts of all streams after a position, in the order of the log, not personal.

        Fewer than `limit` where there are no more, or where these are `MOST_BYTES` of JSON already. No fact
        can appear later at a position up to the last one returned.
        """
        rows: list[Notification] = []
        size = 0
        while len(rows) < limit and size < MOST_BYTES:
            asked = min(PAGE, limit - len(rows))
            last = rows[-1].id if rows else position
            page = self.recorder.select_notifications(last, asked, inclusive_of_start=False)
            rows += page
            size += sum(len(row.state) for row in page)
            if len(page) < asked:
                break
        return [self._recorded(row) for row in rows]

    def streams(self, ids: Sequence[UUID], *, until: int) -> dict[UUID, list[Recorded]]:
        """Return whole streams up to a position of the log, each in stream order, not personal."""
        found: dict[UUID, list[Recorded]] = {}
        for row in self._own_recorder().select_streams(ids, until) if ids else ():
            found.setdefault(row.originator_id, []).append(self._recorded(row))
        return found

    def streams_with_personal(self, ids: Sequence[UUID]) -> dict[UUID, list[Recorded]]:
        """Return whole streams with their personal values, each in stream order."""
        found: dict[UUID, list[Recorded]] = {}
        for row in self._own_recorder().select_streams_with_personal(ids):
            found.setdefault(row.originator_id, []).append(self._recorded(row))
        return found

    def every_fact(
        self,
        *,
        until: int,
        first: UUID = FIRST_STREAM,
        last: UUID = LAST_STREAM,
        personal: bool = False,
    ) -> Iterator[Recorded]:
        """Yield all facts up to a position of the log, stream by stream, each in stream order.

        Only those of the streams whose ids lie between `first` and `last`, both inclusive. Memory does not
        grow with the ledger. Personal values are wanted where it counts that something was said: a promise
        is kept by an answer with reasons.
        """
        return map(self._recorded, self._own_recorder().select_all(until, first, last, personal=personal))

    def head(self) -> int:
        """Return the last position of the log, 0 while it is empty."""
        return self.recorder.max_notification_id() or 0

    def find_reference(self, reference: str) -> UUID | None:
        """Return the id of the complaint that was filed under this reference."""
        return self._own_recorder().find_reference(reference)

    def find_said_to_be_of(
        self, customer: UUID, known_at: datetime | None, limit: int
    ) -> tuple[list[UUID], int]:
        """Return complaints that were ever said to be a customer's, the last named first, and how many were.

        At most `limit` are returned; all are counted.
        """
        return self._own_recorder().find_said_to_be_of(customer, known_at, limit)

    def find_ever_naming(self, ids: Sequence[UUID], *, until: int) -> list[UUID]:
        """Return the streams that ever named customers or complaints, up to a position of the log, by id.

        Those are complaints that were said to be of one of the customers, and customers that rated one of the
        complaints.
        """
        return self._own_recorder().find_ever_naming(ids, until)

    def append(
        self, parts: Sequence[Part], request: Request, contacts: ContactChanges | None = None
    ) -> list[Receipt]:
        """Append to several streams, all facts or none, and return a receipt for each in the same order.

        The index of contacts changes in the same transaction.
        Raises `VersionTaken` or `ReferenceTaken`. A psycopg OperationalError leaves the outcome unknown:
        `once` finds it out.
        """
        facts = [fact for part in parts for fact in _recorded_facts(part, request)]
        rows = [self.mapper.to_stored_event(fact) for fact in facts]
        positions = self.recorder.insert_events(rows, contacts=contacts) or ()
        ends = accumulate(len(part.decided) for part in parts)
        return [
            Receipt(
                id=part.stream,
                version=part.version + len(part.decided),
                position=positions[end - 1],
                facts=[type(each.fact).__name__ for each in part.decided],
            )
            for part, end in zip(parts, ends, strict=True)
        ]

    def once(self, attempt: Callable[[], Receipt]) -> Receipt:
        """Attempt until the outcome is certain. Raises `LedgerBusy`, `OutcomeUnknown` or as `attempt` does.

        Each attempt reads and decides anew, and finds the facts of an earlier one by the command id: so
        nothing is recorded twice, neither after a conflict nor after a lost connection.
        """
        with self._second_attempts:
            pass  # whoever lost goes first, or newcomers would overtake him again and again
        receipt = self._tried(attempt)
        if receipt:
            return receipt
        with self._second_attempts:
            for number in range(1, ATTEMPTS):
                receipt = self._tried(attempt)
                if receipt:
                    return receipt
                sleep(_DICE.uniform(0, FIRST_PAUSE * 2**number))  # to fall out of step with other processes
        raise LedgerBusy(LedgerBusy.__doc__)

    def _tried(self, attempt: Callable[[], Receipt]) -> Receipt | None:
        """Return None where the attempt came too late or its answer was lost: it can be repeated."""
        try:
            return attempt()
        except (VersionTaken, ReferenceTaken):
            return None
        except OperationalError as error:
            self._wait_for_the_outcome(error)
            return None

    def _wait_for_the_outcome(self, error: OperationalError) -> None:
        # No connection was free, or the database said no; anything else ended the connection unanswered.
        if isinstance(error, PoolTimeout) or error.diag.severity_nonlocalized == "ERROR":
            raise LedgerBusy(LedgerBusy.__doc__) from error
        try:
            self._own_recorder().settle()
        except OperationalError:
            raise OutcomeUnknown(OutcomeUnknown.__doc__) from error

    def _recorded(self, row: StoredEvent) -> Recorded:
        recorded = self.mapper.to_domain_event(row)
        if not isinstance(recorded, Recorded):
            raise TypeError("the application is built with its own mapper")
        return recorded

    def _own_recorder(self) -> LedgerRecorder:
        if not isinstance(self.recorder, LedgerRecorder):
            raise TypeError("the application is built with its own recorder")
        return self.recorder


def _recorded_facts(part: Part, request: Request) -> list[Recorded]:
    return [
        Recorded(
            originator_id=part.stream,
            originator_version=part.version + number,
            fact=each.fact,
            envelope=Envelope(
                by=request.by, cause=each.cause, command_id=request.command_id, subject=part.subject
            ),
        )
        for number, each in enumerate(part.decided, start=1)
    ]


def receipt_of(command_id: UUID, facts: Sequence[Recorded]) -> Receipt | None:
    """Return the receipt of a command among the facts of its stream, None if it was not recorded.

    Raises `KeyUsedForAnotherRequest` where the key is known but the body was another.
    """
    own = [fact for fact in facts if fact.envelope.command_id == command_id]
    if own:
        return receipt_for(own)
    if any(have_same_key(command_id, fact.envelope.command_id) for fact in facts):
        raise KeyUsedForAnotherRequest
    return None


def receipt_for(facts: Sequence[Recorded], *, nothing_new: bool = False) -> Receipt:
    """Return the receipt of facts read from the ledger, or of a command that adds nothing to them."""
    last = facts[-1]
    return Receipt(
        id=last.originator_id,
        version=last.originator_version,
        position=last.position or 0,
        facts=() if nothing_new else [type(each.fact).__name__ for each in facts],
    )
