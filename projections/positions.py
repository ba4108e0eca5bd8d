"""How far each slot of each view has followed the log."""

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from projections.view import Target, View
from projections.writer import Writer

Reader = Connection[tuple[Any, ...]]

REGISTER = """
insert into views.positions (view, slot, state, position, fold_version)
values (%(view)s, 'a', 'live', 0, %(version)s), (%(view)s, 'b', 'idle', 0, %(version)s)
on conflict do nothing
"""

# Only slots whose rows the present fold has made: another version's rows are replaced by a rebuild.
FOLLOWING = """
select view, slot, state, position, fold_version
  from views.positions join unnest(%(views)s::text[], %(versions)s::int[]) as code (view, fold_version)
       using (view, fold_version)
 where state <> 'idle' and stopped_at is null
 order by position desc
"""

OUTDATED = """
select live.view
  from views.positions live join unnest(%(views)s::text[], %(versions)s::int[]) as code (view, fold_version)
       on code.view = live.view and code.fold_version > live.fold_version
 where live.state = 'live'
   and not exists (select from views.positions p
                    where p.view = live.view and p.fold_version = code.fold_version
                      and (p.state = 'catching up' or p.reason is not null))
"""

# Nobody ever waits for a slot that follows the log: whoever finds it held leaves it to the holder.
HOLD = """
select view, slot, state, position, fold_version
  from views.positions
 where view = any(%(views)s) and position = %(position)s and stopped_at is null
   for update skip locked
"""

# The transaction began with the reading of the batch.
MOVE = """
update views.positions
   set position = %(position)s,
       rate = %(facts)s / greatest(extract(epoch from clock_timestamp() - now()), 0.000001)
  from unnest(%(views)s::text[], %(slots)s::text[]) as held (view, slot)
 where positions.view = held.view and positions.slot = held.slot
"""

STOP = """
update views.positions set stopped_at = %(fact)s, reason = %(reason)s
 where view = %(view)s and slot = %(slot)s
"""

REACHED = "select position from views.positions where view = %s and state = 'live'"

RESUME = """
update views.positions p set stopped_at = null, reason = null
  from unnest(%(views)s::text[], %(versions)s::int[]) as code (view, fold_version)
 where p.view = code.view and p.fold_version = code.fold_version and p.stopped_at is not null
"""

FORGET_FAILURES = """
update views.positions p set reason = null
  from unnest(%(views)s::text[], %(versions)s::int[]) as code (view, fold_version)
 where p.view = code.view and p.fold_version = code.fold_version
   and p.state = 'idle' and p.reason is not null and p.stopped_at is null
"""


def register(connection: Writer, views: Iterable[View[Any]]) -> None:
    """Make the position rows of views that have none yet: slot a answers, slot b is idle."""
    for view in views:
        connection.execute(REGISTER, {"view": view.name, "version": view.version})


def resume(connection: Writer, views: Iterable[View[Any]]) -> None:
    """Let slots that have stopped try once more: a new release may read or fold what the last could not."""
    connection.execute(RESUME, _versions(views))


def forget_failures(connection: Writer, views: Iterable[View[Any]]) -> None:
    """Let rebuilds that have failed be tried once more: a new release may fold what the last could not."""
    connection.execute(FORGET_FAILURES, _versions(views))


def following(connection: Writer, views: Iterable[View[Any]]) -> list[Target]:
    """Return the slots that follow the log and were made by the present folds, the furthest ahead first."""
    with connection.cursor(row_factory=class_row(Target)) as cursor:
        return cursor.execute(FOLLOWING, _versions(views)).fetchall()


def outdated(connection: Writer, views: Iterable[View[Any]]) -> list[str]:
    """Return the views that answer from rows of an older fold, but those of a rebuild done or failed."""
    return [name for (name,) in connection.execute(OUTDATED, _versions(views)).fetchall()]


def hold(connection: Writer, targets: Sequence[Target]) -> list[Target]:
    """Lock those of the targets, all at one position, that still are as they were and nobody else holds."""
    bounds = {"views": [target.view for target in targets], "position": targets[0].position}
    with connection.cursor(row_factory=class_row(Target)) as cursor:
        held = cursor.execute(HOLD, bounds).fetchall()
    return [target for target in held if target in targets]


def move(connection: Writer, targets: Sequence[Target], position: int, facts: int) -> None:
    """Record that held slots have taken all facts up to a position, so many of the batch."""
    bounds = {
        "views": [target.view for target in targets],
        "slots": [target.slot for target in targets],
        "position": position,
        "facts": facts,
    }
    connection.execute(MOVE, bounds)


def stop(connection: Writer, target: Target, fact: int, reason: str) -> None:
    """Record that a slot cannot take the fact at a position, and why."""
    bounds = {"view": target.view, "slot": target.slot, "fact": fact, "reason": reason}
    connection.execute(STOP, bounds)


def position_of(connection: Reader, view: str) -> int:
    """Return how far the rows that answer have followed the log; 0 before any worker has met the view."""
    row = connection.execute(REACHED, [view]).fetchone()
    return int(row[0]) if row else 0


def _versions(views: Iterable[View[Any]]) -> dict[str, list[Any]]:
    pairs = [(view.name, view.version) for view in views]
    return {"views": [name for name, _ in pairs], "versions": [version for _, version in pairs]}
