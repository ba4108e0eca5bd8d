"""How the views stand: for whoever looks after them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from projections.positions import Reader
from projections.view import Slot, State

STATUS = """
select view, slot, state, position, fold_version, stopped_at, reason, rate,
       (select count(*) from ledger.events e where e.position > p.position and p.state <> 'idle') as behind,
       waiting_since, greatest(clock_timestamp() - waiting_since, interval '0') as lag
  from views.positions p
  left join lateral (select e.recorded_at as waiting_since from ledger.events e
                      where e.position > p.position and p.state <> 'idle'
                      order by e.position limit 1) oldest on true
 order by view, slot
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotStatus:
    """How a slot stands. `behind` is in facts, `waiting_since` when the first of them was recorded (UTC).

    Nothing waits for an idle slot, which a rebuild would fill anew.

    `lag` is how long ago that was, zero where none waits. `rate`: of the last batch, facts a second from the
    beginning of its reading until the views that read it together had taken it; None before the first.
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
    lag: timedelta
    rate: float | None


def status(connection: Reader) -> Sequence[SlotStatus]:
    """Return how every slot of every view stands, by view."""
    with connection.cursor(row_factory=class_row(SlotStatus)) as cursor:
        return cursor.execute(STATUS).fetchall()
