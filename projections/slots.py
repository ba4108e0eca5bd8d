"""Which slot of a view answers, and which one a rebuild may fill."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg.rows import class_row

from projections.positions import Reader
from projections.view import Slot, State, Target, View
from projections.writer import Writer

LIVE = "select slot, position from views.positions where view = %s and state = 'live'"

HOLD_LIVE = LIVE + " for update"

BOTH = """
select view, slot, state, position, fold_version from views.positions where view = %s order by slot
   for update
"""

BOTH_IF_FREE = """
select view, slot, state, position, fold_version from views.positions where view = %s order by slot
   for update skip locked
"""

CATCHING_UP = "select from views.positions where view = %s and state = 'catching up'"

SET_STATE = "update views.positions set state = %s where view = %s and slot = %s"

FILLED = """
update views.positions
   set state = %(state)s, position = %(position)s, fold_version = %(version)s,
       stopped_at = null, reason = null
 where view = %(view)s and slot = %(slot)s
"""

FAILED = "update views.positions set reason = %s where view = %s and slot = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The slot that answers, and how far it has followed the log."""

    slot: Slot
    position: int


@contextmanager
def at_one_moment(connection: Reader) -> Iterator[None]:
    """Let all that is read in the block be of one moment: rows, totals and position."""
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        yield


def live(connection: Reader, view: str) -> Live:
    """Return the slot that answers: an empty one, where no worker has met the view yet."""
    return _live(connection, view, LIVE)


def hold_live(connection: Writer, view: str) -> Live:
    """Lock the slot that answers until the transaction ends, so that it stands still."""
    return _live(connection, view, HOLD_LIVE)


def take_idle(connection: Writer, view: View[Any]) -> Slot:
    """Return the slot that does not answer; from here on no worker feeds it. The view is registered."""
    with connection.transaction():
        (idle,) = (it for it in _both(connection, view.name, BOTH) if it.state != "live")
        filled(connection, view, idle.slot, 0, "idle")
        return idle.slot


def is_catching_up(connection: Reader, view: View[Any]) -> bool:
    """Say whether a rebuild has filled a slot that has not taken over yet."""
    return connection.execute(CATCHING_UP, [view.name]).fetchone() is not None


def swap_if_caught_up(connection: Writer, view: str) -> None:
    """Let the slot that has caught up with the one that answers take over from it, unless one is held."""
    with connection.transaction():
        found = {target.state: target for target in _both(connection, view, BOTH_IF_FREE)}
        old, new = found.get("live"), found.get("catching up")
        if old and new and new.position >= old.position:
            connection.execute(SET_STATE, ["idle", view, old.slot])
            connection.execute(SET_STATE, ["live", view, new.slot])


def filled(connection: Writer, view: View[Any], slot: Slot, position: int, state: State) -> None:
    """Record that a slot was filled anew up to a position."""
    bounds = {"view": view.name, "slot": slot, "position": position, "version": view.version}
    connection.execute(FILLED, {**bounds, "state": state})


def failed(connection: Writer, view: View[Any], slot: Slot, reason: str) -> None:
    """Record why a slot could not be filled."""
    connection.execute(FAILED, [reason, view.name, slot])


def _live(connection: Reader, view: str, statement: LiteralString) -> Live:
    with connection.cursor(row_factory=class_row(Live)) as cursor:
        return cursor.execute(statement, [view]).fetchone() or Live(slot="a", position=0)


def _both(connection: Writer, view: str, statement: LiteralString) -> list[Target]:
    with connection.cursor(row_factory=class_row(Target)) as cursor:
        return cursor.execute(statement, [view]).fetchall()
