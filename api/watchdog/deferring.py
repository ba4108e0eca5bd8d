"""Putting jobs into the queue, in the transaction of what they follow from."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

QUEUE = "watchdog"
NOTHING = timedelta()

# The function is the library's: what it names itself, it names without the schema.
IN_JOBS = "select set_config('search_path', 'jobs', true)"

# No lock: a job that is to run later would keep those from running that have the same one and could.
DEFER = """
select jobs.procrastinate_defer_jobs_v1(array_agg(
         row(%(queue)s, it.task, 0, null, null, it.args, clock_timestamp() + it.delay)
           ::jobs.procrastinate_job_to_defer_v1))
  from unnest(%(tasks)s::text[], %(args)s::jsonb[], %(delays)s::interval[]) as it (task, args, delay)
"""

Now = Callable[[], datetime]
"""The clock, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A task by name, what it is told, and how long it waits; nothing where that is over."""

    task: str
    args: dict[str, Any]
    delay: timedelta = NOTHING


def defer(connection: Connection[tuple[Any, ...]], jobs: Sequence[Job]) -> None:
    """Put jobs into the queue, within the transaction of the caller."""
    if not jobs:
        return
    values = {
        "queue": QUEUE,
        "tasks": [job.task for job in jobs],
        "args": [json.dumps(job.args) for job in jobs],
        "delays": [max(job.delay, NOTHING) for job in jobs],
    }
    with connection.transaction():
        before = connection.execute("show search_path").fetchone()
        connection.execute(IN_JOBS)
        connection.execute(DEFER, values)
        connection.execute("select set_config('search_path', %s, true)", before)
