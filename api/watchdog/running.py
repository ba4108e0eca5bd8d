"""The watchdog as part of a process: it works until it is told to stop, whatever becomes of the database."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from threading import Event, Thread

from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError

from api.watchdog.deferring import QUEUE, Now
from api.watchdog.following import advance
from api.watchdog.jobs import jobs_of
from complaints.ledger import Complaints
from complaints.recorder import Pool
from projections.recent import RecentLedger
from projections.worker import POLL_SECONDS, insist
from projections.writer import open_writer

HEARTBEAT_SECONDS = 10.0
"""How often a worker says that it lives; its jobs are taken up when it has not three times."""

AT_ONCE = 4
"""Jobs at once in a process: each waits for the ledger most of its time."""


@contextmanager
def watching(
    pool: Pool, conninfo: str, now: Now = lambda: datetime.now(UTC), heartbeat: float = HEARTBEAT_SECONDS
) -> Iterator[None]:
    """Let the watchdog work in threads of its own, until the block is left; jobs under way are ended first.

    Any number may work on one database.
    """
    stop = Event()
    works = (partial(follow, pool, conninfo, now, stop), partial(work, pool, conninfo, now, heartbeat, stop))
    threads = [Thread(target=insist, args=(each, stop)) for each in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def follow(pool: Pool, conninfo: str, now: Now, stop: Event) -> None:
    """Plan what follows from the log until `stop` is set."""
    complaints, ledger = Complaints(pool), RecentLedger(pool)
    with open_writer(conninfo) as connection:
        connection.execute("listen ledger")
        while not stop.is_set():
            if not advance(connection, ledger, complaints, now):
                for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass


def work(pool: Pool, conninfo: str, now: Now, heartbeat: float, stop: Event) -> None:
    """Do jobs until `stop` is set. Raises OperationalError where the database is lost."""
    try:
        asyncio.run(_work(pool, conninfo, now, heartbeat, stop))
    except ConnectorException as error:
        raise OperationalError("the jobs cannot be reached") from error


async def _work(pool: Pool, conninfo: str, now: Now, heartbeat: float, stop: Event) -> None:
    async with jobs_of(pool, conninfo, now, heartbeat).open_async() as app:
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=AT_ONCE,
                delete_jobs="successful",
                fetch_job_polling_interval=POLL_SECONDS,
                update_heartbeat_interval=heartbeat,
                stalled_worker_timeout=3 * heartbeat,
                install_signal_handlers=False,
            )
        )
        while not (stop.is_set() or worker.done()):
            await asyncio.wait({worker}, timeout=POLL_SECONDS / 10)
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
