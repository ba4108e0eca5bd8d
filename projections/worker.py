"""The worker: follows the log for as long as it is let, and wakes when something is recorded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread
from typing import Any

import structlog

from complaints.application import Ledger
from complaints.pool import Pool, is_of_the_database
from projections import positions
from projections.case_list import CASE_LIST
from projections.causes import CAUSES
from projections.contacts import CONTACTS
from projections.engine import advance
from projections.filling import RebuildInterrupted
from projections.inbox import INBOX
from projections.ombudsman import OMBUDSMAN
from projections.rebuild import RebuildFailed, RebuildUnderWay, Watch, rebuild
from projections.recent import RecentLedger
from projections.recovery import RECOVERY
from projections.redress import REDRESS
from projections.response_times import RESPONSE_TIMES
from projections.rollups import QUIET, count_month, months_due
from projections.sla_breaches import SLA_BREACHES
from projections.tables import why
from projections.view import View
from projections.win_back import WIN_BACK
from projections.writer import Writer, open_writer

VIEWS: dict[str, View[Any]] = {
    view.name: view
    for view in (
        CASE_LIST,
        SLA_BREACHES,
        RESPONSE_TIMES,
        WIN_BACK,
        INBOX,
        REDRESS,
        CAUSES,
        OMBUDSMAN,
        RECOVERY,
        CONTACTS,
    )
}
"""Every view, by name."""

POLL_SECONDS = 1.0
"""How long a worker sleeps at most: a notification can get lost with its connection."""

REBUILD_SECONDS = 60.0
"""How often it is looked whether a view has to be rebuilt (another worker may have begun, and died), or
months to be counted."""

Work = Callable[[Writer, Ledger, Event], None]

log = structlog.get_logger()


class Stopped(Exception):
    """The worker was told to stop during a rebuild."""


@contextmanager
def following(pool: Pool, conninfo: str) -> Iterator[None]:
    """Let a worker keep the views up to date in threads of its own, until the block is left.

    One follows the log, the other rebuilds what another version of the code has made. They read the ledger
    through `pool`, write on connections of their own, and survive the loss of the database.
    """
    stop = Event()
    works = [partial(_on_its_own_connection, work, pool, conninfo, stop) for work in (follow, renew)]
    threads = [Thread(target=insist, args=(work, stop)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def follow(connection: Writer, ledger: Ledger, stop: Event) -> None:
    """Feed every view until `stop` is set."""
    connection.execute("listen ledger")
    positions.register(connection, VIEWS.values())
    positions.resume(connection, VIEWS.values())
    while not stop.is_set():
        if not advance(connection, ledger, VIEWS):
            for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                pass


def renew(connection: Writer, ledger: Ledger, stop: Event) -> None:
    """Rebuild views whose rows an older version of the fold made, and count months, until `stop` is set."""

    def watch(_: int) -> None:
        if stop.is_set():
            raise Stopped

    positions.forget_failures(connection, VIEWS.values())
    while not stop.is_set():
        rebuild_outdated(connection, ledger, watch)
        count_months(connection, stop)
        stop.wait(REBUILD_SECONDS)


def count_months(connection: Writer, stop: Event) -> None:
    """Count the months that no batch has touched for a while, until `stop` is set."""
    for view in VIEWS.values():
        for month in months_due(connection, view, QUIET):
            if stop.is_set():
                return
            count_month(connection, view, month)


def catch_up(connection: Writer, ledger: Ledger) -> None:
    """Bring every view to the end of the log, once."""
    positions.register(connection, VIEWS.values())
    rebuild_outdated(connection, ledger, lambda _: None)
    while advance(connection, ledger, VIEWS):
        pass


def rebuild_outdated(connection: Writer, ledger: Ledger, watch: Watch) -> None:
    """Rebuild the views whose rows an older version of the fold made. Raises what `watch` raises."""
    names = positions.outdated(connection, VIEWS.values())
    if not names:
        return
    log.info("rebuilding what another version made", views=names)
    try:
        rebuild(connection, ledger, [VIEWS[name] for name in names], watch)
    except RebuildUnderWay:
        log.info("another worker rebuilds them", views=names)
    except (RebuildFailed, RebuildInterrupted) as error:
        log.error("a view cannot be rebuilt", reason=str(error))  # noqa: TRY400 - says it all


def insist(work: Callable[[], None], stop: Event) -> None:
    """Do a work until `stop` is set: whatever ends it before, it begins again."""
    while not stop.is_set():
        try:
            work()
        except Stopped:
            return
        except Exception as error:
            if is_of_the_database(error):
                log.warning("the database failed the worker, which tries again", error=why(error))
            else:
                log.exception("the worker failed and tries again")
            stop.wait(POLL_SECONDS)


def _on_its_own_connection(work: Work, pool: Pool, conninfo: str, stop: Event) -> None:
    with open_writer(conninfo) as connection:
        work(connection, RecentLedger(pool), stop)
