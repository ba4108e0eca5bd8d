"""Filling slots from whole streams: shard by shard, in as many processes as there are processors."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from multiprocessing import get_context, parent_process
from operator import attrgetter
from signal import SIG_IGN, SIGINT, signal
from threading import Thread
from typing import Any

from complaints.application import Ledger
from complaints.pool import is_of_the_database, open_pool
from complaints.storage import FactUnreadable
from projections import rows, shards, tables
from projections.collecting import uncollected
from projections.history import history
from projections.shards import Shard
from projections.view import Slot, View
from projections.writer import NO_TIME_OUT, Writer, conninfo_of, open_writer

FEW = 4
"""Shards that are done sooner here than other processes are ready to begin, in about two seconds."""


class RebuildInterrupted(Exception):
    """A process that folds was killed, perhaps for want of memory. What was done is kept: rebuild again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A shard of the streams, as they were at a position, and the slots of views that its rows are for."""

    shard: Shard
    until: int
    into: Sequence[tuple[View[Any], Slot]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many facts were read, and why some views could not take them, by view."""

    facts: int
    failures: Mapping[str, str]


Work = Callable[[Writer, Ledger, Task], Outcome]
"""What is done of a task: `fold`, or then `combine`."""


Do = Callable[[Work, Sequence[Task]], Iterator[Outcome]]
"""Does a work of tasks, and yields each outcome: what has been yielded is committed, and more may be."""


@contextmanager
def sharing(connection: Writer, ledger: Ledger, most: int) -> Iterator[Do]:
    """Share works of at most so many tasks among several processes, where they are many, in the block.

    Raises what the database raises, and `RebuildInterrupted`.
    """
    processes = min(os.cpu_count() or 1, most)
    if most <= FEW or processes == 1:
        yield lambda work, tasks: (work(connection, ledger, task) for task in tasks)
        return
    executor = ProcessPoolExecutor(
        processes,
        mp_context=get_context("spawn"),
        initializer=_begin,
        initargs=(conninfo_of(connection),),
    )
    try:
        yield lambda work, tasks: executor.map(partial(_do, work), tasks)
    except BrokenProcessPool as error:
        raise RebuildInterrupted(RebuildInterrupted.__doc__) from error
    finally:
        executor.shutdown(cancel_futures=True)


def combine(connection: Writer, _: Ledger, task: Task) -> Outcome:
    """Combine the parts of every group whose id lies in the shard, one transaction for each view.

    The streams of the whole ledger are folded by then: a group has parts of any of them.
    """
    shard = task.shard

    def fill(view: View[Any], slot: Slot) -> None:
        if shards.hold(connection, view, slot, task.until, shard):
            rows.combine_groups(connection, view, slot, shard.first, shard.last)

    with uncollected():
        return Outcome(facts=0, failures=_failures(connection, task, fill))


def fold(connection: Writer, ledger: Ledger, task: Task) -> Outcome:
    """Add the rows of the streams of the shard to each slot that lacks them, one transaction for each."""
    with uncollected():
        return _folded(connection, ledger, task)


def _folded(connection: Writer, ledger: Ledger, task: Task) -> Outcome:
    shard = task.shard
    facts = ledger.every_fact(until=task.until, first=shard.first, last=shard.last)
    try:
        streams = [list(stream) for _, stream in groupby(facts, key=attrgetter("originator_id"))]
    except FactUnreadable as error:
        return Outcome(facts=0, failures={view.name: str(error) for view, _ in task.into})
    read = sum(map(len, streams))
    histories = [history(stream) for stream in streams]

    def fill(view: View[Any], slot: Slot) -> None:
        if shards.take(connection, view, slot, task.until, shard):
            tables.copy_in(connection, view, slot, rows.rows_of(view, histories))
            shards.done(connection, view, shard, read)

    return Outcome(facts=read, failures=_failures(connection, task, fill))


def _failures(connection: Writer, task: Task, fill: Callable[[View[Any], Slot], None]) -> dict[str, str]:
    """Fill each slot in a transaction of its own; return why some could not be, by view."""
    failures: dict[str, str] = {}
    for view, slot in task.into:
        try:
            with connection.transaction():
                connection.execute(NO_TIME_OUT)
                fill(view, slot)
        except Exception as error:
            if is_of_the_database(error):
                raise
            failures[view.name] = tables.why(error)
    return failures


_own: tuple[Writer, Ledger] | None = None
"""What a process that fills works on, for as long as it lives."""


def _begin(conninfo: str) -> None:
    global _own  # noqa: PLW0603 - a process pool has no other place for it
    signal(SIGINT, SIG_IGN)  # the terminal's goes to every process: the first one ends the others
    Thread(target=_end_with_the_first, daemon=True).start()
    _own = open_writer(conninfo), Ledger(open_pool(conninfo, size=1))


def _end_with_the_first() -> None:
    """End this process when the one that began it is gone: nobody else would, and it holds connections."""
    if first := parent_process():
        first.join()
        os._exit(1)


def _do(work: Work, task: Task) -> Outcome:
    if _own is None:
        raise RuntimeError("the process has not begun")
    return work(*_own, task)
