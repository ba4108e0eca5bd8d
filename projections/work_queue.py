"""The queue: the promises that wait to be kept, the one due first first."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from complaints.policy_book import PolicyBook
from complaints.sla.policy import Kind
from projections.positions import Reader
from projections.promises import kinds, policies_of
from projections.standing import AfterClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A clock that runs, as far as is known now; instants are UTC.

    `status`, `product`, `team` and `handler` are those of its complaint now, not when the clock started.
    """

    complaint: UUID
    reference: str
    status: str
    clock: str
    policy: str
    policy_version: int
    channel: str
    product: str | None
    team: str | None
    handler: str | None
    started_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which clocks are asked about; None does not restrict."""

    kind: Kind | None = None
    policy: str | None = None
    channel: str | None = None
    product: str | None = None
    team: str | None = None
    handler: str | None = None


# Who holds a complaint, and whether anything can be done about it, is said by the case list: clock by clock,
# so that a page reads about a page; or first of all, where it is asked what somebody holds. Where a clock
# runs, the complaint is next due at some time.
MATCHING: LiteralString = """
  from views.clock_periods period
 cross join lateral (
       select status, product, team, handler
         from views.case_list
        where slot = (select slot from views.positions where view = 'case_list' and state = 'live')
          and complaint = period.complaint
       offset 0) listed
 where slot = (select slot from views.positions where view = 'clock_periods' and state = 'live')
   and state = 'running' and until_at is null
   and status not in ('closed', 'withdrawn', 'merged')
   and (%(kind)s::text is null or policy = any(%(policies)s)
        and %(kinds)s ->> (policy || '@' || policy_version) = %(kind)s)
   and (%(policy)s::text is null or policy = %(policy)s)
   and (%(channel)s::text is null or channel = %(channel)s)
   and (coalesce(%(product)s::text, %(team)s::text, %(handler)s::text) is null
        or complaint = any(array(
           select complaint
             from views.case_list
            where slot = (select slot from views.positions where view = 'case_list' and state = 'live')
              and next_due_at is not null
              and (%(product)s::text is null or product = %(product)s)
              and (%(team)s::text is null or team = %(team)s)
              and (%(handler)s::text is null or handler = %(handler)s))))
"""

PAGE: LiteralString = (
    """
select complaint, reference, status, clock, policy, policy_version, channel, listed.product, listed.team,
       listed.handler, started_at, due_at"""
    + MATCHING
    + """
   and (%(after_complaint)s::uuid is null or (falls_at, complaint, clock)
        > (%(after_due)s::timestamptz, %(after_complaint)s, %(after_clock)s::text))
 order by falls_at, complaint, clock
 limit %(limit)s
"""
)

COUNT: LiteralString = "select count(*)" + MATCHING


def running(
    connection: Reader, wanted: QueueFilter, after: AfterClock, limit: int, book: PolicyBook
) -> Sequence[Running]:
    """Return clocks that run, by due instant; the next page begins after the last one.

    That is also by working time left, wherever the same hours are worked: what is due later has no less.
    """
    bounds = {**_asked(wanted, book), **asdict(after), "limit": limit}
    with connection.cursor(row_factory=class_row(Running)) as cursor:
        return cursor.execute(PAGE, bounds, prepare=False).fetchall()


def count_running(connection: Reader, wanted: QueueFilter, book: PolicyBook) -> int:
    """Return how many clocks run; reads every one that does."""
    row = connection.execute(COUNT, _asked(wanted, book), prepare=False).fetchone()
    return int(row[0]) if row else 0


def _asked(wanted: QueueFilter, book: PolicyBook) -> dict[str, object]:
    """Return the filter, with what the policies are: few clocks are found by the ids of theirs alone."""
    return {**asdict(wanted), "kinds": kinds(book), "policies": policies_of(book, wanted.kind)}
