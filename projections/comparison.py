"""The proof that the live rows of a view are what the ledger says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from complaints.application import Ledger
from projections import rollups, rows, shards, slots
from projections.engine import feed
from projections.reading import next_batch
from projections.rebuild import (
    RebuildFailed,
    RebuildUnderWay,
    Run,
    Views,
    Watch,
    alone,
    begun,
    failed,
    filled,
)
from projections.tables import Difference
from projections.view import Target
from projections.writer import NO_TIME_OUT, Writer

MOST_DIFFERENCES = 100
"""How many differing rows a comparison returns."""


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


def compare(connection: Writer, ledger: Ledger, views: Views, watch: Watch) -> list[Comparison]:
    """Compare live slots with a rebuild up to where they stand; each stands still for its last part.

    Raises `RebuildUnderWay`, also where a rebuild has not taken over yet, `RebuildFailed` and what `watch`
    raises.
    """
    with alone(connection, views):
        if any(slots.is_catching_up(connection, view) for view in views):
            raise RebuildUnderWay(RebuildUnderWay.__doc__)
        cut = shards.cut(connection)
        runs = [begun(connection, view, slots.live(connection, view.name).position, cut) for view in views]
        failures = filled(connection, ledger, runs, watch)
        found = [] if failures else [_compared(connection, ledger, run) for run in runs]
        for view in views:
            shards.forget(connection, view)
        if failures:
            raise failed(failures)
        return found


def _compared(connection: Writer, ledger: Ledger, run: Run) -> Comparison:
    with connection.transaction():
        connection.execute(NO_TIME_OUT)
        live = slots.hold_live(connection, run.view.name)
        began = monotonic()
        _catch_up(connection, ledger, run, live.position)
        found = Comparison(
            view=run.view.name,
            fold_version=run.view.version,
            position=live.position,
            rows=rows.count(connection, run.view, live.slot),
            differences=rows.differences(connection, run.view, live.slot, run.slot, MOST_DIFFERENCES),
            seconds=monotonic() - began,
            sha256={},
        )
    if not found.differences:
        with slots.at_one_moment(connection):
            connection.execute(NO_TIME_OUT)
            counts = rollups.differences(connection, run.view, MOST_DIFFERENCES)
            found = replace(found, differences=counts)
    if found.differences:
        return found
    with connection.transaction():  # of the rebuilt slot, which nobody feeds: the live one may go on
        connection.execute(NO_TIME_OUT)
        return replace(found, sha256=rows.digests(connection, run.view, run.slot))


def _catch_up(connection: Writer, ledger: Ledger, run: Run, until: int) -> None:
    version = run.view.version
    target = Target(view=run.view.name, slot=run.slot, state="idle", position=run.until, fold_version=version)
    while target.position < until:
        batch = next_batch(ledger, target.position, until)
        reached = feed(connection, run.view, target, batch) if batch else until
        if reached == target.position:
            raise RebuildFailed(f"what follows position {reached} cannot be taken")
        target = replace(target, position=reached)
