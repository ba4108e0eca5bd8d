"""The table `ledger.events` in SQL: the statements that append to it and read it, and its rows.

Every statement that reads rows has the same columns in the same order; `read_row` knows them.
"""

from functools import lru_cache
from typing import Any

from complaints.actor import Actor, Kind, Role
from complaints.storage import Envelope, ReadFact, StoredFact

APPEND = "select at_position from ledger.append_facts(%s::json)"

STREAM = """
select position, stream, version, topic, state, personal, by, kind, role, via, cause, command_id, subject,
       recorded_at
  from ledger.events
 where stream = %s and version > %s and version <= %s
 order by version
"""

LOG = """
select position, stream, version, topic, state, null::json, by, kind, role, via, cause, command_id, subject,
       recorded_at
  from ledger.events
 where position >= %s and position <= %s
 order by position
 limit %s
"""

WHOLE_STREAMS = """
select position, stream, version, topic, state, personal, by, kind, role, via, cause, command_id, subject,
       recorded_at
  from ledger.events
 where stream = any(%s)
 order by stream, version
"""

STREAMS = """
select position, stream, version, topic, state, null::json, by, kind, role, via, cause, command_id, subject,
       recorded_at
  from ledger.events
 where stream = any(%s) and position <= %s
 order by stream, version
"""

ALL = """
select position, stream, version, topic, state, case when %s then personal end, by, kind, role, via, cause,
       command_id, subject, recorded_at
  from ledger.events
 where position <= %s and stream between %s and %s
 order by stream, version
"""

FILED_AS = """
select stream from ledger.events where topic = 'ComplaintFiled' and state ->> 'reference' = %s
"""

SAID_TO_BE_OF = """
select stream, count(*) over ()
  from ledger.events
 where topic in ('CustomerIdentified', 'FactCorrected')
   and coalesce(state ->> 'customer', state -> 'said' ->> 'customer') = %(customer)s
   and (%(known_at)s::timestamptz is null or recorded_at <= %(known_at)s)
 group by stream
 order by max(position) desc
 limit %(limit)s
"""

EVER_NAMING = """
select stream
  from ledger.events
 where topic in ('CustomerIdentified', 'FactCorrected')
   and coalesce(state ->> 'customer', state -> 'said' ->> 'customer') = any(%(ids)s)
   and position <= %(until)s
 union
select stream
  from ledger.events
 where topic in ('EvaluationPosted', 'FactCorrected')
   and coalesce(state ->> 'complaint', state -> 'said' ->> 'complaint') = any(%(ids)s)
   and position <= %(until)s
 order by stream
"""

LAST_VERSION = 2_147_483_647
LAST_POSITION = 9_223_372_036_854_775_807


def as_row(event: StoredFact) -> dict[str, str | int | None]:
    """Return the columns of a row. The JSON parts go as text: as JSON, no text could hold a NUL."""
    envelope = event.envelope
    return {
        "stream": str(event.originator_id),
        "version": event.originator_version,
        "topic": event.topic,
        "state": event.state.decode(),
        "personal": event.personal.decode() if event.personal else None,
        "subject": str(envelope.subject) if event.personal else None,
        "by": envelope.by.by,
        "kind": envelope.by.kind,
        "role": envelope.by.role,
        "via": envelope.by.via,
        "cause": envelope.cause,
        "command_id": str(envelope.command_id),
    }


def read_row(row: tuple[Any, ...]) -> ReadFact:
    """Return what a statement of this file has read."""
    position, stream, version, topic, state, personal, by, kind, role, via, cause, command, subject, at = row
    return ReadFact(
        originator_id=stream,
        originator_version=version,
        topic=topic,
        state=state,
        id=position,
        personal=personal,
        envelope=Envelope(by=_actor(by, kind, role, via), cause=cause, command_id=command, subject=subject),
        recorded_at=at,
    )


@lru_cache(maxsize=1_024)
def _actor(by: str, kind: Kind, role: Role | None, via: str | None) -> Actor:
    return Actor(by=by, kind=kind, role=role, via=via)
