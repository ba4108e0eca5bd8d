"""Which complaints were received in a range of days."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from complaints.storage import Recorded
from projections.positions import Reader

# A day either way: the days asked about are local ones of some zone.
RECEIVED = """
select complaint
  from views.case_list
 where slot = (select slot from views.positions where view = 'case_list' and state = 'live')
   and received_at >= %(first)s
   and received_at < %(last)s
 order by received_at, complaint
 limit %(limit)s
"""


def received_between(connection: Reader, first: date, last: date, *, limit: int) -> Sequence[UUID]:
    """Return at most `limit` complaints received on these days, both inclusive, in any zone, in order."""
    day = timedelta(days=1)
    bounds = {
        "first": datetime.combine(first, time(), UTC) - day,
        "last": datetime.combine(last, time(), UTC) + 2 * day,
        "limit": limit,
    }
    return [complaint for (complaint,) in connection.execute(RECEIVED, bounds).fetchall()]


def streams_of(facts: Iterable[Recorded]) -> Iterator[Sequence[Recorded]]:
    """Yield the streams of facts that come stream by stream."""
    for _, stream in groupby(facts, key=attrgetter("originator_id")):
        yield list(stream)
