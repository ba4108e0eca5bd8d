"""The rows of a view in its table, a slot at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.sql import SQL, Composable, Composed, Identifier

from complaints.storage import Recorded
from projections.view import Slot, View
from projections.writer import Writer

COPY = SQL("copy {table} (slot, {columns}) from stdin")
DELETE = SQL("delete from {table} where slot = %(slot)s and {stream} = any(%(streams)s)")
EMPTY = SQL("delete from {table} where slot = %(slot)s")
COUNT = SQL("select count(*) from {table} where slot = %(slot)s")

DIFFERENCES = SQL("""
select to_jsonb(one) as live, to_jsonb(other) as rebuilt
  from (select {columns} from {table} where slot = %(live)s) one
  full join (select {columns} from {table} where slot = %(rebuilt)s) other using ({key})
 where one is distinct from other
 limit %(limit)s
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A row that one slot holds and the other does not, or holds with another content."""

    live: dict[str, Any] | None
    rebuilt: dict[str, Any] | None


def rows_of(view: View[Any], histories: Iterable[Sequence[Recorded]]) -> Iterator[tuple[Any, ...]]:
    """Fold the effective histories of streams. Raises what the fold raises."""
    values = attrgetter(*_columns(view))
    for facts in histories:
        yield from map(values, view.fold(facts))


def fill(connection: Writer, view: View[Any], slot: Slot, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows of streams that have none yet."""
    with connection.cursor() as cursor, cursor.copy(_composed(COPY, view)) as copy:
        for row in rows:
            copy.write_row((slot, *row))


def replace(
    connection: Writer, view: View[Any], slot: Slot, streams: Sequence[UUID], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Replace all rows of these streams."""
    connection.execute(_composed(DELETE, view), {"slot": slot, "streams": streams})
    fill(connection, view, slot, rows)


def empty(connection: Writer, view: View[Any], slot: Slot) -> None:
    """Delete all rows of a slot. Nobody waits: a truncation would, for the longest report that reads."""
    connection.execute(_composed(EMPTY, view), {"slot": slot})


def count(connection: Writer, view: View[Any], slot: Slot) -> int:
    """Return how many rows a slot holds."""
    row = connection.execute(_composed(COUNT, view), {"slot": slot}).fetchone()
    return int(row[0]) if row else 0


def differences(
    connection: Writer, view: View[Any], live: Slot, rebuilt: Slot, limit: int
) -> Sequence[Difference]:
    """Return at most `limit` rows in which two slots differ."""
    bounds = {"live": live, "rebuilt": rebuilt, "limit": limit}
    with connection.cursor(row_factory=class_row(Difference)) as cursor:
        return cursor.execute(_composed(DIFFERENCES, view), bounds).fetchall()


def _columns(view: View[Any]) -> tuple[str, ...]:
    if not is_dataclass(view.row):
        raise TypeError(f"the rows of {view.name} are no dataclass")
    return tuple(field.name for field in fields(view.row))


def _composed(statement: SQL, view: View[Any]) -> Composed:
    return statement.format(**_names(view))


@cache
def _names(view: View[Any]) -> Mapping[str, Composable]:
    return {
        "table": Identifier("views", view.table),
        "columns": SQL(", ").join(map(Identifier, _columns(view))),
        "key": SQL(", ").join(map(Identifier, view.key)),
        "stream": Identifier(view.key[0]),
    }
