"""The rows of a view, in one table, or in two where it is wider than a stream."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.sql import SQL, Identifier

from complaints.storage import Recorded
from projections import rollups, tables
from projections.tables import Difference, NotMade, why
from projections.view import Grouping, Slot, View
from projections.writer import Writer

CHUNK = 10_000
"""How many parts are read, and how many rows of groups stored, at once."""

DELETE_PARTS = SQL("""
delete from {table} where slot = %(slot)s and {owner} = any(%(owners)s) returning {group}
""")
PARTS = SQL(
    "select {columns} from {table} where slot = %(slot)s and {group} = any(%(groups)s) order by {group}"
)
PARTS_BETWEEN = SQL("""
select {columns} from {table}
 where slot = %(slot)s and {group} between %(first)s and %(last)s
 order by {group}
""")
DELETE_GROUPS = SQL("""
delete from {table} where slot = %(slot)s and {owner} between %(first)s and %(last)s
""")


def rows_of(view: View[Any], histories: Iterable[Sequence[Recorded]]) -> Iterator[tuple[Any, ...]]:
    """Fold the effective histories of streams, each when it is its turn. Raises `NotMade`."""
    values = attrgetter(*tables.columns_of(view))
    for facts in histories:
        try:
            made = view.fold(facts)
        except Exception as error:
            last = max(facts, key=attrgetter("position"))
            raise NotMade(
                f"{why(error)}: stream {last.originator_id} up to position {last.position}"
            ) from error
        yield from map(values, made)


def combine_groups(connection: Writer, view: View[Any], slot: Slot, first: UUID, last: UUID) -> None:
    """Make anew the rows of the groups whose ids lie between two. Raises `NotMade`."""
    if not (grouping := view.grouping):
        return
    bounds = {"slot": slot, "first": first, "last": last}
    connection.execute(tables.composed(DELETE_GROUPS, grouping), bounds)
    statement = tables.composed(PARTS_BETWEEN, view, group=Identifier(grouping.key[0]))
    with connection.cursor("parts", row_factory=class_row(view.row)) as cursor:
        cursor.itersize = CHUNK
        rows = combined(grouping, cursor.execute(statement, bounds))
        while chunk := list(islice(rows, CHUNK)):
            tables.copy_in(connection, grouping, slot, chunk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The streams that a batch has changed, as they are after the fact at a position of the log.

    Those that are `earlier` began before it, and may have rows.
    """

    streams: Sequence[UUID]
    earlier: Sequence[UUID]
    position: int


def replace(
    connection: Writer, view: View[Any], slot: Slot, taken: Taken, rows: Iterable[tuple[Any, ...]]
) -> None:
    """Replace all rows of streams, and those of every group they belonged to or do now.

    Rows are best made as they are asked for: the database then keeps one while the next is made. Raises what
    making them raises, and `NotMade`.
    """
    if grouping := view.grouping:
        _replace_parts(connection, view, grouping, slot, taken, rows)
        return
    rollups.touch(connection, view, slot, taken.earlier, taken.position)
    tables.delete(connection, view, slot, taken.earlier)
    tables.copy_in(connection, view, slot, rows)
    rollups.touch(connection, view, slot, taken.streams, taken.position)


def _replace_parts(  # noqa: PLR0913, PLR0917 - as `replace`, of the two steps of a wide view
    connection: Writer,
    view: View[Any],
    grouping: Grouping[Any],
    slot: Slot,
    taken: Taken,
    rows: Iterable[tuple[Any, ...]],
) -> None:
    column = grouping.key[0]
    groups = set[UUID]()
    if taken.earlier:
        statement = tables.composed(DELETE_PARTS, view, group=Identifier(column))
        deleted = connection.execute(statement, {"slot": slot, "owners": taken.earlier})
        groups.update(id for (id,) in deleted)
    place = tables.columns_of(view).index(column)
    tables.copy_in(connection, view, slot, _noting(rows, groups, place))
    if ids := list(groups):
        tables.delete(connection, grouping, slot, ids)
        tables.copy_in(connection, grouping, slot, _rows_of_groups(connection, view, grouping, slot, ids))


def _noting(rows: Iterable[tuple[Any, ...]], groups: set[UUID], place: int) -> Iterator[tuple[Any, ...]]:
    """Yield rows, and note the group that stands at a place of each."""
    for row in rows:
        groups.add(row[place])
        yield row


def empty(connection: Writer, view: View[Any], slot: Slot) -> None:
    """Delete all rows of a slot."""
    for table in view.tables:
        tables.empty(connection, table, slot)
    rollups.forget(connection, view, slot)


def count(connection: Writer, view: View[Any], slot: Slot) -> int:
    """Return how many rows of the view a slot holds."""
    return tables.count(connection, view.tables[-1], slot)


def digests(connection: Writer, view: View[Any], slot: Slot) -> dict[str, str]:
    """Return the SHA-256 of the rows of each table of the view that a slot holds, within a transaction."""
    return {table.table: tables.digest(connection, table, slot) for table in view.tables}


def differences(
    connection: Writer, view: View[Any], live: Slot, rebuilt: Slot, limit: int
) -> Sequence[Difference]:
    """Return at most `limit` rows of each table in which two slots differ."""
    found = (tables.differences(connection, table, live, rebuilt, limit) for table in view.tables)
    return [difference for each in found for difference in each]


def _rows_of_groups(
    connection: Writer, view: View[Any], grouping: Grouping[Any], slot: Slot, groups: Sequence[UUID]
) -> Iterator[tuple[Any, ...]]:
    statement = tables.composed(PARTS, view, group=Identifier(grouping.key[0]))
    with connection.cursor(row_factory=class_row(view.row)) as cursor:
        return combined(grouping, cursor.execute(statement, {"slot": slot, "groups": groups}).fetchall())


def combined(grouping: Grouping[Any], parts: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Combine parts, those of a group together. Raises `NotMade`, and what reading the parts raises."""
    values = attrgetter(*tables.columns_of(grouping))
    for group, its in groupby(parts, key=attrgetter(grouping.key[0])):
        whole = list(its)  # read from the database, whose trouble is none of the parts
        try:
            made = grouping.combine(whole)
        except Exception as error:
            raise NotMade(f"{why(error)}: combining the parts of group {group}") from error
        yield from map(values, made)
