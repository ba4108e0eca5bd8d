"""The case list's question: which complaints, by what is known of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from projections.case_list import Case
from projections.positions import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which complaints are asked about; None does not restrict.

    Received from `received_from` (inclusive) to `received_to` (exclusive), instants. `overdue`: whether a
    clock that runs was due before the instant of asking.
    """

    status: str | None = None
    channel: str | None = None
    product: str | None = None
    team: str | None = None
    handler: str | None = None
    customer: UUID | None = None
    source: str | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None
    overdue: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterCase:
    """The last complaint of the page before."""

    after_received: datetime | None = None
    after_complaint: UUID | None = None


MATCHING = """
  from views.case_list
 where slot = (select slot from views.positions where view = 'case_list' and state = 'live')
   and (%(status)s::text is null or status = %(status)s)
   and (%(channel)s::text is null or channel = %(channel)s)
   and (%(product)s::text is null or product = %(product)s)
   and (%(team)s::text is null or team = %(team)s)
   and (%(handler)s::text is null or handler = %(handler)s)
   and (%(customer)s::uuid is null or customer = %(customer)s)
   and (%(source)s::text is null or source = %(source)s)
   and (%(received_from)s::timestamptz is null or received_at >= %(received_from)s)
   and (%(received_to)s::timestamptz is null or received_at < %(received_to)s)
   and (%(overdue)s::boolean is distinct from true or next_due_at < %(now)s)
   and (%(overdue)s::boolean is distinct from false or next_due_at is null or next_due_at >= %(now)s)
"""

LIST = (
    """
select complaint, reference, status, received_at, channel, jurisdiction, brand, source, product, issue,
       severity, team, handler, customer, next_due_at, updated_at, version
"""
    + MATCHING
    + """
   and (%(after_received)s::timestamptz is null
        or (received_at, complaint) < (%(after_received)s, %(after_complaint)s::uuid))
 order by received_at desc, complaint desc
 limit %(limit)s
"""
)

COUNT = "select count(*)" + MATCHING


def cases(
    connection: Reader, now: datetime, wanted: CaseFilter, after: AfterCase, limit: int
) -> Sequence[Case]:
    """Return complaints, the latest received first; the next page begins after the last one."""
    bounds = {**asdict(wanted), **asdict(after), "now": now, "limit": limit}
    with connection.cursor(row_factory=class_row(Case)) as cursor:
        return cursor.execute(LIST, bounds, prepare=False).fetchall()


def count_cases(connection: Reader, now: datetime, wanted: CaseFilter) -> int:
    """Return how many complaints there are; reads every row that matches."""
    row = connection.execute(COUNT, {**asdict(wanted), "now": now}, prepare=False).fetchone()
    return int(row[0]) if row else 0
