"""Following the log: whenever something about a complaint's clocks is recorded, the next look is planned."""

from collections.abc import Iterable
from datetime import datetime

from api.watchdog import carrying
from api.watchdog.deferring import Job, Now, defer
from complaints.actor import WATCHDOG
from complaints.application import Ledger
from complaints.facts.clocks import ClockFact
from complaints.facts.upkeep import FactCorrected
from complaints.ledger import Complaints
from complaints.policy_book import POLICY_BOOK
from complaints.rules import Context
from complaints.stream import project
from complaints.watching import next_look
from projections.reading import Batch, next_batch, place_of
from projections.writer import Writer

HOLD = "select position from watchdog.reading for update skip locked"
MOVE = "update watchdog.reading set position = %s"

LOOK = "look"
"""The task that looks at a complaint: what is due is recorded."""


def advance(connection: Writer, ledger: Ledger, complaints: Complaints, now: Now) -> bool:
    """Plan what follows from the next facts of the log; say whether there were any.

    The position moves in the transaction that plans. Whoever finds it held leaves it to the holder.
    """
    with connection.transaction():
        held = connection.execute(HOLD).fetchone()
        batch = next_batch(ledger, held[0], None) if held else None
        if batch is None:
            return False
        if any(fact.originator_id == POLICY_BOOK for fact in batch.facts):
            carrying.register(connection, complaints.changes(), now())
        defer(connection, list(_looks(batch, complaints, now())))
        connection.execute(MOVE, [place_of(batch.facts[-1])])
        return True


def _looks(batch: Batch, complaints: Complaints, now: datetime) -> Iterable[Job]:
    """Yield a look for each complaint whose clocks were touched, if there is anything left to do."""
    changes = complaints.changes()
    context = Context(by=WATCHDOG, now=now, book=complaints.policy_book())
    touched = {it.originator_id for it in batch.facts if isinstance(it.fact, ClockFact | FactCorrected)}
    for id in sorted(touched):
        stream = project(None, batch.streams[id])
        at = next_look(stream, changes, context) if stream else None
        if at:
            yield Job(task=LOOK, args={"complaint": str(id), "at": at.isoformat()}, delay=at - now)
