"""The rebuild run: views folded anew from whole streams, into their idle slots."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from complaints.application import Ledger
from projections import positions, rollups, rows, shards, slots
from projections.filling import Do, Task, Work, combine, fold, sharing
from projections.shards import Shard
from projections.view import Slot, View
from projections.writer import NO_TIME_OUT, WAITING_FOR_THE_DISK, Writer

LOCK = "select pg_try_advisory_lock(hashtext('rebuild'), hashtext(%s))"
UNLOCK = "select pg_advisory_unlock(hashtext('rebuild'), hashtext(%s))"

Views = Sequence[View[Any]]

Watch = Callable[[int], None]
"""Told how many facts were folded, shard after shard; what it raises ends the run, which can be resumed."""


class RebuildUnderWay(Exception):
    """Another process is rebuilding or verifying this view: wait for it to end."""


class RebuildFailed(Exception):
    """A stream cannot be folded or its rows cannot be kept; the text says why. The old rows still answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A slot that is being filled up to a position of the log."""

    view: View[Any]
    slot: Slot
    until: int


def rebuild(connection: Writer, ledger: Ledger, views: Views, watch: Watch) -> int:
    """Fill the idle slots of views from the whole ledger; return the position that all have reached.

    A worker then feeds them like the live slots, and swaps the two. What an interrupted rebuild by the same
    folds has done is not done again. Raises `RebuildUnderWay`, what `watch` raises, and `RebuildFailed` when
    the views that can be rebuilt have been.
    """
    with alone(connection, views):
        cut, head = shards.cut(connection), ledger.head()
        runs = [_resumed(connection, view) or begun(connection, view, head, cut) for view in views]
        failures = filled(connection, ledger, runs, watch)
        for run in runs:
            with connection.transaction():
                connection.execute(WAITING_FOR_THE_DISK)  # or nobody would resume it after a crash
                shards.forget(connection, run.view)
                if reason := failures.get(run.view.name):
                    slots.failed(connection, run.view, run.slot, reason)
                else:
                    slots.filled(connection, run.view, run.slot, run.until, "catching up")
    if failures:
        raise failed(failures)
    return min(run.until for run in runs)


@contextmanager
def alone(connection: Writer, views: Views) -> Iterator[None]:
    """Let nobody else rebuild or compare the views in the block. Raises `RebuildUnderWay`."""
    locked = [view for view in views if connection.execute(LOCK, [view.name]).fetchone() == (True,)]
    try:
        if len(locked) < len(views):
            raise RebuildUnderWay(RebuildUnderWay.__doc__)
        positions.register(connection, views)
        yield
    finally:
        for view in locked:
            connection.execute(UNLOCK, [view.name])


def begun(connection: Writer, view: View[Any], until: int, cut: Sequence[Shard]) -> Run:
    """Empty the idle slot of a view, so that it can be filled up to a position."""
    slot = slots.take_idle(connection, view)
    with connection.transaction():
        connection.execute(NO_TIME_OUT)
        rollups.wait_for_counting(connection, view)
        shards.begin(connection, view, slot, until, cut)
        rows.empty(connection, view, slot)
    return Run(view=view, slot=slot, until=until)


def filled(connection: Writer, ledger: Ledger, runs: Sequence[Run], watch: Watch) -> dict[str, str]:
    """Fill the slots of runs, all of them in one reading; return why some views could not be, by name."""
    watch(min(shards.facts_done(connection, run.view) for run in runs))
    left, every = (partial(found, connection) for found in (shards.left, shards.every))
    wide = [run for run in runs if run.view.grouping]
    folds = _tasks(runs, left)
    most = max(len(folds), len(_tasks(wide, every)))
    with sharing(connection, ledger, most) as do:
        failures = _done(do, fold, folds, watch)
        wide = [run for run in wide if run.view.name not in failures]
        return failures | _done(do, combine, _tasks(wide, every), watch)


def failed(failures: Mapping[str, str]) -> RebuildFailed:
    """Return the error that says why views could not be filled."""
    return RebuildFailed("; ".join(f"{name}: {reason}" for name, reason in failures.items()))


def _resumed(connection: Writer, view: View[Any]) -> Run | None:
    slot = slots.take_idle(connection, view)
    until = shards.unfinished(connection, view, slot)
    return None if until is None else Run(view=view, slot=slot, until=until)


def _tasks(runs: Sequence[Run], shards_of: Callable[[View[Any]], Sequence[Shard]]) -> list[Task]:
    """Return what is to be done, shard by shard: views that need the same one share it."""
    shared: dict[tuple[int, Shard], list[tuple[View[Any], Slot]]] = {}
    for run in runs:
        for shard in shards_of(run.view):
            shared.setdefault((run.until, shard), []).append((run.view, run.slot))
    return [Task(shard=shard, until=until, into=into) for (until, shard), into in shared.items()]


def _done(do: Do, work: Work, tasks: Sequence[Task], watch: Watch) -> dict[str, str]:
    """Do a work of tasks; return why some views could not be filled, by name."""
    failures: dict[str, str] = {}
    views = {view.name for task in tasks for view, _ in task.into}
    for outcome in do(work, tasks):
        watch(outcome.facts)
        failures |= outcome.failures
        if len(failures) == len(views):
            break
    return failures
