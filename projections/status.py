"""How the views stand: for whoever looks after them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from projections.positions import Reader
from projections.view import Slot, State

STATUS = """
select view, slot, state, position, fold_version, stopped_at, reason,
       (select count(*) from ledger.events e where e.position > p.position) as behind,
       (select e.recorded_at from ledger.events e where e.position > p.position
         order by e.position limit 1) as waiting_since
  from views.positions p
 order by view, slot
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotStatus:
    """How a slot stands. `behind` is in facts, `waiting_since` when the first of them was recorded (UTC).

    Where it has stopped: `stopped_at` is the position of the fact that it cannot take, with the `reason`.
    """

    view: str
    slot: Slot
    state: State
    position: int
    fold_version: int
    stopped_at: int | None
    reason: str | None
    behind: int
    waiting_since: datetime | None


def status(connection: Reader) -> Sequence[SlotStatus]:
    """Return how every slot of every view stands, by view."""
    with connection.cursor(row_factory=class_row(SlotStatus)) as cursor:
        return cursor.execute(STATUS).fetchall()
