"""The rebuild run: a view folded anew from whole streams, and the proof that it equals the live one."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from time import monotonic
from typing import Any

from psycopg import DatabaseError

from complaints.application import Ledger
from complaints.pool import is_of_the_database
from complaints.storage import FactUnreadable, Recorded
from projections import positions, rows, slots
from projections.engine import feed, why
from projections.history import history
from projections.reading import next_batch
from projections.tables import Difference
from projections.view import Slot, Target, View
from projections.writer import Writer

MOST_DIFFERENCES = 100
"""How many differing rows a comparison returns."""

LOCK = "select pg_try_advisory_lock(hashtext('rebuild'), hashtext(%s))"
UNLOCK = "select pg_advisory_unlock(hashtext('rebuild'), hashtext(%s))"

# One COPY may take minutes, and so may a comparison.
NO_TIME_OUT = "set local statement_timeout = 0"

Watch = Callable[[int], None]
"""Told how many facts of a stream were folded, stream after stream; what it raises ends the run."""


class RebuildUnderWay(Exception):
    """Another process is rebuilding or verifying this view: wait for it to end."""


class RebuildFailed(Exception):
    """A stream cannot be folded or its rows cannot be kept; the text says why. The old rows still answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A live slot and a rebuild up to the same position of the log, row by row.

    `fold_version` is that of the code. `rows`: how many the live slot holds; `seconds` for how long it was
    locked. `differences` are at most `MOST_DIFFERENCES`; best none. `sha256`: of the rows of each table, as
    `tables.digest` hashes them; of none where anything differs.
    """

    view: str
    fold_version: int
    position: int
    rows: int
    seconds: float
    differences: Sequence[Difference]
    sha256: Mapping[str, str]


def rebuild(connection: Writer, ledger: Ledger, view: View[Any], watch: Watch) -> int:
    """Fill the idle slot from the whole ledger; return the position reached.

    A worker then feeds it like the live slot, and swaps the two. Raises `RebuildUnderWay`, `RebuildFailed`
    and what `watch` raises.
    """
    with _alone(connection, view):
        idle = slots.take_idle(connection, view)
        until = ledger.head()
        try:
            with connection.transaction(), closing(_streams(ledger, until)) as streams:
                _fill(connection, view, idle, streams, watch)
                slots.filled(connection, view, idle, until, "catching up")
        except (RebuildFailed, FactUnreadable) as error:
            slots.failed(connection, view, idle, str(error))
            raise RebuildFailed(str(error)) from error
        return until


def compare(connection: Writer, ledger: Ledger, view: View[Any], watch: Watch) -> Comparison:
    """Compare the live slot with a rebuild up to where it stands; it stands still for the last part.

    Raises `RebuildUnderWay`, also where a rebuild has not taken over yet, `RebuildFailed` and what `watch`
    raises.
    """
    with _alone(connection, view):
        if slots.is_catching_up(connection, view):
            raise RebuildUnderWay(RebuildUnderWay.__doc__)
        idle = slots.take_idle(connection, view)
        until = slots.live(connection, view.name).position
        with connection.transaction(), closing(_streams(ledger, until)) as streams:
            _fill(connection, view, idle, streams, watch)
        with connection.transaction():
            connection.execute(NO_TIME_OUT)
            live = slots.hold_live(connection, view.name)
            began = monotonic()
            _catch_up(connection, ledger, view, _idle(view, idle, until), live.position)
            found = Comparison(
                view=view.name,
                fold_version=view.version,
                position=live.position,
                rows=rows.count(connection, view, live.slot),
                differences=rows.differences(connection, view, live.slot, idle, MOST_DIFFERENCES),
                seconds=monotonic() - began,
                sha256={},
            )
        if found.differences:
            return found
        with connection.transaction():  # of the rebuilt slot, which nobody feeds: the live one may go on
            connection.execute(NO_TIME_OUT)
            return replace(found, sha256=rows.digests(connection, view, idle))


def _streams(ledger: Ledger, until: int) -> Generator[Sequence[Recorded]]:
    facts = ledger.every_fact(until=until)
    try:
        for _, stream in groupby(facts, key=attrgetter("originator_id")):
            yield list(stream)
    finally:
        del facts  # ends the reading now: a traceback would keep it, and its connection


def _fill(
    connection: Writer,
    view: View[Any],
    slot: Slot,
    streams: Iterable[Sequence[Recorded]],
    watch: Watch,
) -> None:
    connection.execute(NO_TIME_OUT)
    rows.empty(connection, view, slot)
    try:
        rows.fill(connection, view, slot, _rows_of(view, streams, watch))
    except DatabaseError as error:
        if is_of_the_database(error):
            raise
        raise RebuildFailed(why(error)) from error
    try:
        rows.combine_all(connection, view, slot)
    except Exception as error:
        if is_of_the_database(error):
            raise
        raise RebuildFailed(f"{why(error)}: combining the parts of a group") from error


def _catch_up(connection: Writer, ledger: Ledger, view: View[Any], target: Target, until: int) -> None:
    while target.position < until:
        batch = next_batch(ledger, target.position, until)
        reached = feed(connection, view, target, batch) if batch else until
        if reached == target.position:
            raise RebuildFailed(f"what follows position {reached} cannot be taken")
        target = replace(target, position=reached)


def _idle(view: View[Any], slot: Slot, position: int) -> Target:
    return Target(view=view.name, slot=slot, state="idle", position=position, fold_version=view.version)


def _rows_of(
    view: View[Any], streams: Iterable[Sequence[Recorded]], watch: Watch
) -> Iterator[tuple[Any, ...]]:
    for facts in streams:
        try:
            made = list(rows.rows_of(view, [history(facts)]))
        except Exception as error:
            last = facts[-1]
            raise RebuildFailed(
                f"{why(error)}: stream {last.originator_id} up to position {last.position}"
            ) from error
        yield from made
        watch(len(facts))


@contextmanager
def _alone(connection: Writer, view: View[Any]) -> Iterator[None]:
    if connection.execute(LOCK, [view.name]).fetchone() != (True,):
        raise RebuildUnderWay(RebuildUnderWay.__doc__)
    try:
        positions.register(connection, [view])
        yield
    finally:
        connection.execute(UNLOCK, [view.name])
