"""The live run: a batch of the log into every view that stands at the same position, in one transaction."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import structlog

from complaints.application import Ledger
from complaints.pool import is_of_the_database
from complaints.storage import FactUnreadable
from projections import positions
from projections.collecting import uncollected
from projections.reading import Batch, Part, next_batch, place_of
from projections.rows import Taken, replace, rows_of
from projections.slots import swap_if_caught_up
from projections.tables import why
from projections.view import Slot, Target, View
from projections.writer import NO_TIME_OUT_OF_STATEMENTS, Writer

Views = Mapping[str, View[Any]]

log = structlog.get_logger()


def advance(connection: Writer, ledger: Ledger, views: Views) -> bool:
    """Let every view take its next batch; say whether one did.

    Views at the same position share the reading and decoding. Those ahead go first, and one that lags reads
    alone up to where they stand by then: there it joins them, or takes over from the slot that answers.
    """
    targets = positions.following(connection, views.values())
    reached: int | None = None
    moved = False
    for position, group in groupby(targets, key=lambda target: target.position):
        stand = _advance_group(connection, ledger, views, list(group), until=reached)
        moved |= stand != position
        reached = stand
    for view in {target.view for target in targets if target.state == "catching up"}:
        swap_if_caught_up(connection, view)
    return moved


def feed(connection: Writer, view: View[Any], target: Target, batch: Batch) -> int:
    """Let a held slot take a batch; return the position up to which it did.

    A batch that cannot be taken is halved, until it is one fact: there the slot stops, and says why.
    """
    rest, size, reached = batch.facts, len(batch.facts), target.position
    while rest:
        part = batch.part(rest[:size])
        reason = _refusal(connection, view, target.slot, part)
        if reason is None:
            reached, rest = place_of(part.last), rest[size:]
        elif size > 1:
            size //= 2
        else:
            stop(connection, [target], place_of(part.last), reason)
            break
    positions.move(connection, [target], reached, len(batch.facts) - len(rest))
    return reached


def stop(connection: Writer, targets: Sequence[Target], position: int, reason: str) -> None:
    """Stop held slots at the fact at a position, and be heard."""
    for target in targets:
        log.error("a view has stopped", view=target.view, position=position, reason=reason)
        positions.stop(connection, target, position, reason)


def _advance_group(
    connection: Writer, ledger: Ledger, views: Views, group: Sequence[Target], until: int | None
) -> int:
    """Return where the group stands then: that is, its member that is the furthest ahead."""
    position = group[0].position
    with uncollected(), connection.transaction():
        held = positions.hold(connection, group)
        if not held:
            return position
        try:
            batch = next_batch(ledger, position, until)
        except FactUnreadable as error:
            stop(connection, held, _next_position(ledger, position), str(error))
            return position
        if batch is None:
            return position
        connection.execute(NO_TIME_OUT_OF_STATEMENTS)
        if _all_take(connection, views, held, batch):
            return place_of(batch.facts[-1])
        return max(feed(connection, views[target.view], target, batch) for target in held)


def _all_take(connection: Writer, views: Views, held: Sequence[Target], batch: Batch) -> bool:
    """Let held slots take a batch, all or none, and say whether they did: nearly always all of them can.

    Under one savepoint, and moved by one statement: of a single fact, round trips are most of the time.
    """
    whole = batch.part(batch.facts)
    try:
        with connection.transaction():
            for target in held:
                _store(connection, views[target.view], target.slot, whole)
            positions.move(connection, held, place_of(whole.last), len(batch.facts))
    except Exception as error:  # each then takes what it can
        if is_of_the_database(error):
            raise
        return False
    return True


def _refusal(connection: Writer, view: View[Any], slot: Slot, part: Part) -> str | None:
    """Store the rows of the streams of these facts, as they were after the last of them; or say why not."""
    try:
        with connection.transaction():
            _store(connection, view, slot, part)
    except Exception as error:  # whatever it is, the view stops there and says so
        if is_of_the_database(error):
            raise
        return why(error)
    return None


def _store(connection: Writer, view: View[Any], slot: Slot, part: Part) -> None:
    if streams := part.concerning(view):
        earlier = [stream for stream in streams if stream not in part.begun]
        taken = Taken(streams=streams, earlier=earlier, position=place_of(part.last))
        replace(connection, view, slot, taken, rows_of(view, map(part.history, streams)))


def _next_position(ledger: Ledger, after: int) -> int:
    return ledger.recorder.select_notifications(after, 1, inclusive_of_start=False)[0].id
