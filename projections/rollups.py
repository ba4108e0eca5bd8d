"""Rows of a view counted month by month, and of which months these counts are true.

A batch says which months it touches. Counts are made anew when a month has been left alone for a while;
until then its rows are read themselves. So a count is what a GROUP BY says, whatever comes late or is
corrected, and following the log costs little more for it.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.sql import SQL, Composed, Identifier, Literal

from projections import tables
from projections.positions import Reader
from projections.slots import live
from projections.tables import Difference
from projections.view import Rollup, Slot, View
from projections.writer import NO_TIME_OUT, Writer

QUIET = timedelta(minutes=1)
"""For how long no batch may have touched a month before it is counted."""

TOUCH = SQL("""
insert into views.touched (view, slot, month, position, at)
select distinct {view}, %(slot)s, {month}, %(position)s::bigint, now()
  from {table} where slot = %(slot)s and {owner} = any(%(owners)s)
    on conflict (view, slot, month) do update set position = excluded.position, at = excluded.at
""")

FORGET_TOUCHED = "delete from views.touched where view = %s and slot = %s"
FORGET_COUNTED = "delete from views.rolled where view = %s and slot = %s"

TRUE_MONTHS = """
select rolled.month
  from views.rolled left join views.touched using (view, slot, month)
 where view = %(view)s and slot = %(slot)s and rolled.position >= coalesce(touched.position, 0)
 order by rolled.month
"""

# The months from the first row to the last that were not counted since they were touched.
DUE = SQL("""
select each::date
  from ({span}) its (first, last),
       generate_series(date_trunc('month', first at time zone 'UTC'), last at time zone 'UTC',
                       '1 month') as each
  left join views.touched t on t.view = {view} and t.slot = %(slot)s and t.month = each::date
  left join views.rolled r on r.view = {view} and r.slot = %(slot)s and r.month = each::date
 where coalesce(t.at < now() - %(quiet)s, true) and (r.position is null or r.position < t.position)
 order by each
""")

EMPTY = SQL("delete from {rollup} where slot = %(slot)s and month = %(month)s")

COUNT = SQL("""
insert into {rollup} (slot, month, {columns}) select %(slot)s, %(month)s, {columns} from ({count}) counted
""")

COUNTED = """
insert into views.rolled (view, slot, month, position) values (%(view)s, %(slot)s, %(month)s, %(position)s)
    on conflict (view, slot, month) do update set position = excluded.position
"""

DIFFERENCES = SQL("""
with stored as (
  select {columns} from {rollup} where slot = %(slot)s and month = %(month)s
), counted as (
  select {columns} from ({count}) rows
), differing as (
  select true as is_live, one.* from (select * from stored except all select * from counted) one
   union all
  select false, other.* from (select * from counted except all select * from stored) other
), named as (
  select is_live, {key},
         jsonb_build_object('month', %(month)s::date) || to_jsonb(differing) - 'is_live' as row
    from differing
)
select {name} as "table",
       (array_agg(row) filter (where is_live))[1] as live,
       (array_agg(row) filter (where not is_live))[1] as rebuilt
  from named
 group by {key}
 limit %(limit)s
""")

WAIT = "select pg_advisory_xact_lock(hashtext('rollup'), hashtext(%s))"
LOCK = "select pg_try_advisory_lock(hashtext('rollup'), hashtext(%s))"
UNLOCK = "select pg_advisory_unlock(hashtext('rollup'), hashtext(%s))"


def touch(connection: Writer, view: View[Any], slot: Slot, streams: Sequence[UUID], position: int) -> None:
    """Note that the months of all rows of these streams change with the batch that ends at a position."""
    if view.rollup and streams:
        bounds = {"view": view.name, "slot": slot, "position": position, "owners": streams}
        connection.execute(_composed(TOUCH, view, view.rollup), bounds)


def forget(connection: Writer, view: View[Any], slot: Slot) -> None:
    """Delete all counts of a slot."""
    if view.rollup:
        connection.execute(SQL("delete from {} where slot = %s").format(_table(view.rollup)), [slot])
        connection.execute(FORGET_TOUCHED, [view.name, slot])
        connection.execute(FORGET_COUNTED, [view.name, slot])


def true_months(connection: Reader, view: View[Any], slot: Slot) -> list[date]:
    """Return the first days of the months, in UTC, whose counts are true now, in order."""
    found = connection.execute(TRUE_MONTHS, {"view": view.name, "slot": slot}).fetchall()
    return [month for (month,) in found]


def months_due(connection: Reader, view: View[Any], quiet: timedelta) -> list[date]:
    """Return the first days of the months that no batch has touched for a while, and that are not counted."""
    if view.rollup is None:
        return []
    bounds = {"slot": live(connection, view.name).slot, "quiet": quiet}
    found = connection.execute(_composed(DUE, view, view.rollup), bounds).fetchall()
    return [month for (month,) in found]


def count_month(connection: Writer, view: View[Any], month: date) -> None:
    """Count the rows of a month, unless another worker is counting."""
    if view.rollup is None or connection.execute(LOCK, [view.name]).fetchone() != (True,):
        return
    try:
        with connection.transaction():
            connection.execute("set transaction isolation level repeatable read")
            connection.execute(NO_TIME_OUT)
            _count(connection, view, view.rollup, month)
    finally:
        connection.execute(UNLOCK, [view.name])


def wait_for_counting(connection: Writer, view: View[Any]) -> None:
    """Wait until nobody counts, and let nobody begin until the transaction ends.

    Who empties a slot has to: what was counted of it before would be written after.
    """
    connection.execute(WAIT, [view.name])


def differences(connection: Reader, view: View[Any], limit: int) -> list[Difference]:
    """Return where true counts of the slot that answers are not what its rows say, at most so many.

    In a transaction that sees one moment.
    """
    if (rollup := view.rollup) is None:
        return []
    slot, found = live(connection, view.name).slot, list[Difference]()
    for month in true_months(connection, view, slot):
        bounds = {"slot": slot, **_bounds(month), "limit": limit - len(found)}
        with connection.cursor(row_factory=class_row(Difference)) as cursor:
            found += cursor.execute(_composed(DIFFERENCES, view, rollup), bounds).fetchall()
    return found


def _count(connection: Writer, view: View[Any], rollup: Rollup, month: date) -> None:
    stand = live(connection, view.name)
    bounds = {"view": view.name, "slot": stand.slot, "position": stand.position, **_bounds(month)}
    connection.execute(_composed(EMPTY, view, rollup), bounds)
    connection.execute(_composed(COUNT, view, rollup), bounds)
    connection.execute(COUNTED, bounds)


def _bounds(month: date) -> dict[str, object]:
    """Return a month and the instants at which it begins, inclusive, and ends, exclusive."""
    begin = datetime(month.year, month.month, 1, tzinfo=UTC)
    return {"month": month, "month_begin": begin, "month_end": next_month(begin)}


def next_month(begin: datetime) -> datetime:
    """Return when the month after the one that holds an instant begins, on the same clock."""
    return (begin.replace(day=1) + timedelta(days=31)).replace(day=1)


def _composed(statement: SQL, view: View[Any], rollup: Rollup) -> Composed:
    instant = Identifier(rollup.instant)
    return tables.composed(
        statement,
        view,
        view=Literal(view.name),
        name=Literal(rollup.table),
        rollup=_table(rollup),
        span=rollup.span,
        month=SQL("date_trunc('month', {} at time zone 'UTC')::date").format(instant),
        key=SQL(", ").join(map(Identifier, rollup.key)),
        columns=SQL(", ").join(map(Identifier, rollup.columns)),
        count=rollup.count,
    )


def _table(rollup: Rollup) -> Identifier:
    return Identifier("views", rollup.table)
