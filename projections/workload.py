"""The workload: how many complaints are open with whom, how old they are, and what is due next."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal, LiteralString

from psycopg.rows import class_row

from projections.positions import Reader

WorkloadBy = Literal["all", "team", "handler", "product", "channel", "severity", "jurisdiction"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadAsked:
    """Which open complaints are asked about, and by what they are grouped; None does not restrict."""

    group_by: WorkloadBy = "all"
    channel: str | None = None
    product: str | None = None
    team: str | None = None
    handler: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """The open complaints of a group; None is the group of those without any, such as nobody's.

    `overdue`: with a clock that runs and was due before now; `due_soon`: due within a week from now;
    `without_clock`: with none that runs. Ages are elapsed time since the receipt, by nearest rank, exact; in
    JSON seconds. `oldest` is the earliest receipt, `next_due_at` the earliest due instant, both in UTC.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}

    group: str | None
    open: int
    overdue: int
    due_soon: int
    without_clock: int
    age_p50: timedelta
    age_p90: timedelta
    oldest: datetime
    next_due_at: datetime | None


OPEN: LiteralString = """
select case %(group_by)s
         when 'team' then team
         when 'handler' then handler
         when 'product' then product
         when 'channel' then channel
         when 'severity' then severity
         when 'jurisdiction' then jurisdiction
       end as "group",
       count(*) as open,
       count(*) filter (where next_due_at < %(now)s) as overdue,
       count(*) filter (where next_due_at >= %(now)s
                          and next_due_at < %(now)s + interval '7 days') as due_soon,
       count(*) filter (where next_due_at is null) as without_clock,
       percentile_disc(0.5) within group (order by %(now)s - received_at) as age_p50,
       percentile_disc(0.9) within group (order by %(now)s - received_at) as age_p90,
       min(received_at) as oldest,
       min(next_due_at) as next_due_at
  from views.case_list
 where slot = (select slot from views.positions where view = 'case_list' and state = 'live')
   and status = 'open' and received_at <= %(now)s
   and (%(channel)s::text is null or channel = %(channel)s)
   and (%(product)s::text is null or product = %(product)s)
   and (%(team)s::text is null or team = %(team)s)
   and (%(handler)s::text is null or handler = %(handler)s)
 group by 1
 order by 1
"""


def workload(connection: Reader, now: datetime, asked: WorkloadAsked) -> Sequence[Workload]:
    """Return the open complaints by group, in the order of the groups' names, nobody's last.

    Reads every open complaint that matches.
    """
    with connection.cursor(row_factory=class_row(Workload)) as cursor:
        return cursor.execute(OPEN, {**asdict(asked), "now": now}, prepare=False).fetchall()
