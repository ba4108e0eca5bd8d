"""The jobs: looking at a complaint, carrying a change, and taking up what a killed worker has left."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from api.watchdog.carrying import CARRY, carry_page
from api.watchdog.deferring import QUEUE, Now
from api.watchdog.following import LOOK
from complaints.actor import WATCHDOG
from complaints.ledger import Complaints
from complaints.recorder import Pool
from complaints.request import Request, command_id
from complaints.watching import duty

RETRY = RetryStrategy(wait=1, linear_wait=5)
"""Nothing that is due is ever given up: a job that fails waits longer each time."""


def look(complaints: Complaints, complaint: UUID, at: datetime) -> None:
    """Record what is due of a complaint at an instant, or by now; doing it twice is doing it once."""
    request = Request(by=WATCHDOG, now=at, command_id=command_id(WATCHDOG, None, b""))
    complaints.obey(lambda stream, context: duty(stream, complaints.changes(), context), complaint, request)


def jobs_of(pool: Pool, conninfo: str, now: Now, heartbeat: float) -> App:
    """Return the application of the job library, to be opened by the caller.

    A worker that has not been heard of for three heartbeats (in seconds) is taken for dead.
    """
    complaints = Complaints(pool)
    app = App(connector=PsycopgConnector(conninfo=_in_jobs(conninfo), min_size=1, max_size=4))

    @app.task(name=LOOK, queue=QUEUE, retry=RETRY)
    def _look(complaint: str, at: str) -> None:
        # The database's clock has called; ours may be a little behind.
        look(complaints, UUID(complaint), max(datetime.fromisoformat(at), now()))

    @app.task(name=CARRY, queue=QUEUE, retry=RETRY)
    def _carry(version: int) -> None:
        carry_page(pool, complaints, version, now)

    @app.periodic(cron="* * * * * */5")
    @app.task(name="take up", queue=QUEUE)
    async def _take_up(timestamp: int) -> None:
        del timestamp
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=3 * heartbeat):
            with suppress(ConnectorException):  # it has ended after all, or another took it up
                await app.job_manager.retry_job(job)

    return app


def _in_jobs(conninfo: str) -> str:
    """Return the way into the schema of the library, which names its tables without it."""
    known: dict[str, Any] = conninfo_to_dict(conninfo)
    options = f"{known.get('options', '')} -c search_path=jobs -c TimeZone=UTC".strip()
    return make_conninfo(conninfo, options=options, application_name="complaints watchdog")
