"""The ledger cut into shards: which of them a rebuild has done, so that processes share it, and resume it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from complaints.application import FIRST_STREAM, LAST_STREAM
from projections.view import Slot, View
from projections.writer import NO_TIME_OUT, Writer

SHARD = 20_000
"""About how many facts a shard has, unless one stream has more: some 30 MB of memory in each process."""

CUTS = """
select distinct stream
  from (select stream, row_number() over (order by stream, version) as number from ledger.events) facts
 where number %% %(size)s = 0
 order by stream
"""

UNFINISHED = """
select until
  from views.shards
 where view = %(view)s and slot = %(slot)s and fold_version = %(version)s
 limit 1
"""

BEGIN = """
insert into views.shards (view, slot, fold_version, until, number, first, last)
select %(view)s, %(slot)s, %(version)s, %(until)s, number, first, last
  from unnest(%(numbers)s::int[], %(firsts)s::uuid[], %(lasts)s::uuid[]) as shard (number, first, last)
"""

FACTS_DONE = "select coalesce(sum(facts), 0) from views.shards where view = %s"

FORGET = "delete from views.shards where view = %s"

EVERY = "select number, first, last from views.shards where view = %s order by number"

LEFT = "select number, first, last from views.shards where view = %s and facts is null order by number"

# All of it is named: a process that outlived its rebuild must not add to the rows of the next one.
LOCK = """
select facts from views.shards
 where view = %(view)s and slot = %(slot)s and fold_version = %(version)s and until = %(until)s
   and number = %(number)s and first = %(first)s and last = %(last)s
   for update
"""

DONE = "update views.shards set facts = %s where view = %s and number = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """The streams whose ids lie between two, both inclusive; `number` counts from 1."""

    number: int
    first: UUID
    last: UUID


def cut(connection: Writer) -> list[Shard]:
    """Cut the ledger into shards of about `SHARD` facts, in the order of streams; at least one."""
    with connection.transaction():
        connection.execute(NO_TIME_OUT)
        found = connection.execute(CUTS, {"size": SHARD}).fetchall()
    firsts = [FIRST_STREAM, *(stream for (stream,) in found if stream != FIRST_STREAM)]
    ends = [*firsts[1:], None]
    return [
        Shard(number=number, first=first, last=UUID(int=end.int - 1) if end else LAST_STREAM)
        for number, (first, end) in enumerate(zip(firsts, ends, strict=True), start=1)
    ]


def unfinished(connection: Writer, view: View[Any], slot: Slot) -> int | None:
    """Return up to which position an interrupted rebuild was filling a slot; None without one."""
    row = connection.execute(UNFINISHED, _names(view, slot)).fetchone()
    return int(row[0]) if row else None


def begin(connection: Writer, view: View[Any], slot: Slot, until: int, shards: Sequence[Shard]) -> None:
    """Note what is to be done, and forget what an earlier rebuild of the view did."""
    forget(connection, view)
    columns = {
        "until": until,
        "numbers": [shard.number for shard in shards],
        "firsts": [shard.first for shard in shards],
        "lasts": [shard.last for shard in shards],
    }
    connection.execute(BEGIN, _names(view, slot) | columns)


def forget(connection: Writer, view: View[Any]) -> None:
    """Let nobody resume a rebuild of the view."""
    connection.execute(FORGET, [view.name])


def left(connection: Writer, view: View[Any]) -> list[Shard]:
    """Return the shards that are not done, in order."""
    with connection.cursor(row_factory=class_row(Shard)) as cursor:
        return cursor.execute(LEFT, [view.name]).fetchall()


def every(connection: Writer, view: View[Any]) -> list[Shard]:
    """Return all shards, done or not, in order."""
    with connection.cursor(row_factory=class_row(Shard)) as cursor:
        return cursor.execute(EVERY, [view.name]).fetchall()


def take(connection: Writer, view: View[Any], slot: Slot, until: int, shard: Shard) -> bool:
    """Lock a shard until the transaction ends; say whether it is still to be done."""
    return _locked(connection, view, slot, until, shard) == (None,)


def hold(connection: Writer, view: View[Any], slot: Slot, until: int, shard: Shard) -> bool:
    """Lock a shard until the transaction ends; say whether it is of this rebuild still."""
    return _locked(connection, view, slot, until, shard) is not None


def done(connection: Writer, view: View[Any], shard: Shard, facts: int) -> None:
    """Note that the rows of a shard of so many facts are in, in the transaction that added them."""
    connection.execute(DONE, [facts, view.name, shard.number])


def facts_done(connection: Writer, view: View[Any]) -> int:
    """Return of how many facts the rows are in."""
    row = connection.execute(FACTS_DONE, [view.name]).fetchone()
    return int(row[0]) if row else 0


def _locked(
    connection: Writer, view: View[Any], slot: Slot, until: int, shard: Shard
) -> tuple[Any, ...] | None:
    named = {"until": until, "number": shard.number, "first": shard.first, "last": shard.last}
    return connection.execute(LOCK, _names(view, slot) | named).fetchone()


def _names(view: View[Any], slot: Slot) -> dict[str, Any]:
    return {"view": view.name, "slot": slot, "version": view.version}
