"""Rows in a table, a slot at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from traceback import extract_tb
from typing import Any
from uuid import UUID

from psycopg import DatabaseError
from psycopg.rows import class_row
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from complaints.pool import is_of_the_database
from projections.view import Slot, Table
from projections.writer import Writer

COPY = SQL("copy {table} (slot, {columns}) from stdin (format binary)")
TYPES = SQL("""
select format_type(atttypid, null)
  from unnest(%(columns)s::text[]) with ordinality as ours (attname, number) join pg_attribute using (attname)
 where attrelid = {name}::regclass
 order by number
""")
DELETE = SQL("delete from {table} where slot = %(slot)s and {owner} = any(%(owners)s)")
EMPTY = SQL("delete from {table} where slot = %(slot)s")
COUNT = SQL("select count(*) from {table} where slot = %(slot)s")

DIFFERENCES = SQL("""
select {name} as "table", to_jsonb(one) as live, to_jsonb(other) as rebuilt
  from (select {columns} from {table} where slot = %(live)s) one
  full join (select {columns} from {table} where slot = %(rebuilt)s) other using ({key})
 where one is distinct from other
 limit %(limit)s
""")


# In an order and in words that no setting of a server or session changes: ids first, which an index has in
# this order, so that only the rows of one are sorted.
EVERY_ROW = SQL("""
select one::text from (select {columns} from {table} where slot = %(slot)s) one order by {owner}{rest}
""")
IN_ONE_FORM = """
select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, MDY', true),
       set_config('intervalstyle', 'iso_8601', true), set_config('extra_float_digits', '1', true),
       set_config('bytea_output', 'hex', true)
"""
CHUNK = 10_000
"""How many rows are read at once to be hashed."""


class NotMade(Exception):
    """A row cannot be made; the text says why, in names only: the server of the database notes it."""


def why(error: Exception) -> str:
    """Return why rows could not be made or kept, in names only: what was said may be personal."""
    if isinstance(error, NotMade):
        return str(error)
    if isinstance(error, DatabaseError):
        named = error.diag.constraint_name or error.diag.column_name or error.diag.table_name
        return f"{type(error).__name__}: {named or error.sqlstate}"
    raised = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {raised.name}, {Path(raised.filename).name} line {raised.lineno}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A row that one slot holds and the other does not, or holds with another content."""

    table: str
    live: dict[str, Any] | None
    rebuilt: dict[str, Any] | None


@cache
def columns_of(table: Table[Any]) -> tuple[str, ...]:
    """Return the columns of a table besides its slot, in their order."""
    row: Any = table.row
    return row._fields if issubclass(row, tuple) else tuple(field.name for field in fields(row))


def by_column(table: Table[Any], row: object) -> dict[str, Any]:
    """Return a row of a table as its values by column."""
    return {name: getattr(row, name) for name in columns_of(table)}


def copy_in(connection: Writer, table: Table[Any], slot: Slot, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows that are not there yet: in binary form, which takes a third of the time of text to make.

    Raises `NotMade`, whatever it is that fails in making them.
    """
    rest = iter(rows)
    if (first := next(rest, None)) is None:  # most views have nothing to say of most facts
        return
    types = _types(connection, table)
    with connection.cursor() as cursor, cursor.copy(composed(COPY, table)) as copy:
        copy.set_types(types)
        try:
            for row in chain([first], rest):
                copy.write_row((slot, *row))
        except Exception as error:  # its text would be sent to the server
            if is_of_the_database(error):
                raise
            raise NotMade(why(error)) from error


def delete(connection: Writer, table: Table[Any], slot: Slot, owners: Sequence[UUID]) -> None:
    """Delete all rows of these streams, or groups."""
    if owners:
        connection.execute(composed(DELETE, table), {"slot": slot, "owners": owners})


def empty(connection: Writer, table: Table[Any], slot: Slot) -> None:
    """Delete all rows of a slot. Nobody waits: a truncation would, for the longest report that reads."""
    connection.execute(composed(EMPTY, table), {"slot": slot})


def count(connection: Writer, table: Table[Any], slot: Slot) -> int:
    """Return how many rows a slot holds."""
    row = connection.execute(composed(COUNT, table), {"slot": slot}).fetchone()
    return int(row[0]) if row else 0


def digest(connection: Writer, table: Table[Any], slot: Slot) -> str:
    """Return the SHA-256 of all rows of a slot: of their text in PostgreSQL, by key, a line each.

    Within a transaction. The same rows have the same, in any database; memory does not grow with them.
    """
    connection.execute(IN_ONE_FORM)
    found = sha256()
    with connection.cursor("every_row") as cursor:
        cursor.itersize = CHUNK
        for (row,) in cursor.execute(composed(EVERY_ROW, table), {"slot": slot}):
            found.update(f"{row}\n".encode())
    return found.hexdigest()


def differences(
    connection: Writer, table: Table[Any], live: Slot, rebuilt: Slot, limit: int
) -> Sequence[Difference]:
    """Return at most `limit` rows in which two slots differ."""
    bounds = {"live": live, "rebuilt": rebuilt, "limit": limit}
    with connection.cursor(row_factory=class_row(Difference)) as cursor:
        return cursor.execute(composed(DIFFERENCES, table), bounds).fetchall()


def composed(statement: SQL, table: Table[Any], **names: Composable) -> Composed:
    """Return a statement with the names of a table in it, and others that are given, which go first."""
    return statement.format(**{**_names(table), **names})


_KNOWN_TYPES: dict[str, Sequence[str]] = {}
"""Of the columns of a table, which no migration changes under a process that writes it."""


def _types(connection: Writer, table: Table[Any]) -> Sequence[str]:
    """Return the types of the columns that a COPY writes: in binary form a table takes no other."""
    if table.table not in _KNOWN_TYPES:
        bounds = {"columns": ["slot", *columns_of(table)]}
        statement = TYPES.format(name=Literal(f"views.{table.table}"))
        _KNOWN_TYPES[table.table] = [type for (type,) in connection.execute(statement, bounds).fetchall()]
    return _KNOWN_TYPES[table.table]


@cache
def _names(table: Table[Any]) -> Mapping[str, Composable]:
    return {
        "name": Literal(table.table),
        "table": Identifier("views", table.table),
        "columns": SQL(", ").join(map(Identifier, columns_of(table))),
        "key": SQL(", ").join(map(Identifier, table.key)),
        "rest": SQL("").join(
            SQL(', {}::text collate "C"').format(Identifier(name)) for name in table.key[1:]
        ),
        "owner": Identifier(table.key[0]),
    }
