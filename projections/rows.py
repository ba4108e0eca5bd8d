"""The rows of a view, in one table, or in two where it is wider than a stream."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.sql import SQL, Identifier

from complaints.storage import Recorded
from projections import rollups, tables
from projections.tables import Difference
from projections.view import Grouping, Slot, View
from projections.writer import Writer

CHUNK = 10_000
"""How many parts are read, and how many rows of groups stored, at once."""

GROUPS = SQL("select distinct {group} from {table} where slot = %(slot)s and {owner} = any(%(owners)s)")
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
    """Fold the effective histories of streams. Raises what the fold raises."""
    values = attrgetter(*tables.columns_of(view))
    for facts in histories:
        yield from map(values, view.fold(facts))


def combine_groups(connection: Writer, view: View[Any], slot: Slot, first: UUID, last: UUID) -> None:
    """Make anew the rows of the groups whose ids lie between two. Raises what combining raises."""
    if not (grouping := view.grouping):
        return
    bounds = {"slot": slot, "first": first, "last": last}
    connection.execute(tables.composed(DELETE_GROUPS, grouping), bounds)
    statement = tables.composed(PARTS_BETWEEN, view, group=Identifier(grouping.key[0]))
    with connection.cursor("parts", row_factory=class_row(view.row)) as cursor:
        cursor.itersize = CHUNK
        rows = _combined(grouping, cursor.execute(statement, bounds))
        while chunk := list(islice(rows, CHUNK)):
            tables.copy_in(connection, grouping, slot, chunk)


def replace(  # noqa: PLR0913, PLR0917 - one argument for each thing that is told
    connection: Writer,
    view: View[Any],
    slot: Slot,
    streams: Sequence[UUID],
    rows: Iterable[tuple[Any, ...]],
    position: int,
) -> None:
    """Replace all rows of these streams, and those of every group they belonged to or do now.

    They are as after the fact at a position of the log.
    """
    grouping = view.grouping
    before = _groups_of(connection, view, grouping, slot, streams) if grouping else set()
    rollups.touch(connection, view, slot, streams, position)
    tables.delete(connection, view, slot, streams)
    tables.copy_in(connection, view, slot, rows)
    rollups.touch(connection, view, slot, streams, position)
    if grouping:
        groups = list(before | _groups_of(connection, view, grouping, slot, streams))
        tables.delete(connection, grouping, slot, groups)
        tables.copy_in(connection, grouping, slot, _rows_of_groups(connection, view, grouping, slot, groups))


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


def _groups_of(
    connection: Writer, view: View[Any], grouping: Grouping[Any], slot: Slot, streams: Sequence[UUID]
) -> set[UUID]:
    statement = tables.composed(GROUPS, view, group=Identifier(grouping.key[0]))
    return {id for (id,) in connection.execute(statement, {"slot": slot, "owners": streams})}


def _rows_of_groups(
    connection: Writer, view: View[Any], grouping: Grouping[Any], slot: Slot, groups: Sequence[UUID]
) -> list[tuple[Any, ...]]:
    statement = tables.composed(PARTS, view, group=Identifier(grouping.key[0]))
    with connection.cursor(row_factory=class_row(view.row)) as cursor:
        return list(_combined(grouping, cursor.execute(statement, {"slot": slot, "groups": groups})))


def _combined(grouping: Grouping[Any], parts: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    values = attrgetter(*tables.columns_of(grouping))
    groups = groupby(parts, key=attrgetter(grouping.key[0]))
    return map(values, chain.from_iterable(grouping.combine(list(each)) for _, each in groups))
