"""The cohorts of contacts: complaints by receipt, as they had gone by an instant."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

from projections.response_groups import GroupBy

UNANSWERED = timedelta(days=2)
"""For how long a contact must have gone unanswered that a change of channel after it counts as involuntary,
where nothing else is asked. Ours: no source names a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsAsked:
    """Of which complaints, by what they are grouped; None does not restrict.

    Received from `received_from` (inclusive) to `received_to` (exclusive), instants. `month` is the calendar
    month of receipt in the IANA `zone`. A change of channel is involuntary where a contact had gone
    unanswered for longer than `unanswered`.
    """

    group_by: GroupBy = "all"
    zone: str = "UTC"
    received_from: datetime | None = None
    received_to: datetime | None = None
    channel: str | None = None
    product: str | None = None
    team: str | None = None
    handler: str | None = None
    unanswered: timedelta = UNANSWERED


# As of an instant: what happened later has not happened yet. Arrays are in order, so that width_bucket counts
# those of their instants that had come. It has ended, if it ended more often than it was reopened.
ASKED: LiteralString = """
with asked as (
  select *,
         survivor is null as is_case,
         width_bucket(%(as_of)s, ended_at) as ends,
         width_bucket(%(as_of)s, ended_at) > width_bucket(%(as_of)s, reopened_at) as has_ended,
         case %(group_by)s
           when 'channel' then channel
           when 'product' then product
           when 'team' then team
           when 'handler' then handler
           when 'month'
             then to_char(coalesce(received_day, (received_at at time zone %(zone)s)::date), 'YYYY-MM')
         end as grouped
    from views.contacts
   where slot = (select slot from views.positions where view = 'contacts' and state = 'live')
     and received_at <= %(as_of)s
     and (%(received_from)s::timestamptz is null or received_at >= %(received_from)s)
     and (%(received_to)s::timestamptz is null or received_at < %(received_to)s)
     and (%(channel)s::text is null or channel = %(channel)s)
     and (%(product)s::text is null or product = %(product)s)
     and (%(team)s::text is null or team = %(team)s)
     and (%(handler)s::text is null or handler = %(handler)s)
)"""
