"""Which complaints a question about the past is of: chosen by what never changes once it is recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from psycopg.errors import DatetimeFieldOverflow

from complaints.reference import parse_reference
from projections.positions import Reader

CHUNK = 500
"""How many complaints are found at once."""

# What is now is said by the server's clock, which stamps the facts.
KNOWN = "select now(), ledger.position_as_of(coalesce(%s, now()))"

# Facts are stamped to the microsecond: recorded from an instant on is what was not by the one before it.
RANGE = """
select case when %(filed_from)s::timestamptz is null then 0 else
         ledger.position_as_of(least(%(filed_from)s::timestamptz - interval '1 us', %(known_at)s)) end,
       case when %(filed_to)s::timestamptz is null then %(position)s else
         ledger.position_as_of(least(%(filed_to)s::timestamptz - interval '1 us', %(known_at)s)) end
"""

FILINGS = """
select position, stream
  from ledger.events
 where topic = 'ComplaintFiled' and position > %(after)s and position <= %(until)s
   and (%(source)s::text is null or state ->> 'source' = %(source)s)
 order by position
 limit %(limit)s
"""

COUNT = """
select count(*)
  from ledger.events
 where topic = 'ComplaintFiled' and position > %(after)s and position <= %(until)s
   and (%(source)s::text is null or state ->> 'source' = %(source)s)
"""

NAMED = """
select stream::text, stream
  from ledger.events
 where topic = 'ComplaintFiled' and position <= %(until)s and version = 1 and stream = any(%(ids)s)
 union all
select state ->> 'reference', stream
  from ledger.events
 where topic = 'ComplaintFiled' and position <= %(until)s and state ->> 'reference' = any(%(references)s)
"""


class NotKnownYet(ValueError):
    """What will be known at that instant is not known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was recorded by `known_at`, which is the log up to `position`, and had happened by `as_of`.

    Where `as_of` is None, nothing is left out that was recorded by then.
    """

    known_at: datetime
    position: int
    as_of: datetime | None

    @property
    def instant(self) -> datetime:
        """The instant that is looked at."""
        return self.as_of or self.known_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Complaints by when their filing was recorded, from `filed_from` until before `filed_to`, and by source.

    None does not restrict. `source` is the outside system that the filing named when it was recorded.
    """

    filed_from: datetime | None = None
    filed_to: datetime | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The filings after one position of the log up to another, of one source, or of all if it is None."""

    after: int
    until: int
    source: str | None


def past(connection: Reader, known_at: datetime | None, as_of: datetime | None) -> Past:
    """Return the past as known at an instant, now if None. Raises `NotKnownYet`."""
    try:
        ((now, position),) = connection.execute(KNOWN, [known_at]).fetchall()
    except DatetimeFieldOverflow:
        raise NotKnownYet(NotKnownYet.__doc__) from None
    return Past(known_at=known_at or now, position=position, as_of=as_of)


def range_of(connection: Reader, filed: Filed, past: Past) -> Range:
    """Return where in the log the filings are that were known by then."""
    bounds = {**asdict(filed), "known_at": past.known_at, "position": past.position}
    ((after, until),) = connection.execute(RANGE, bounds).fetchall()
    return Range(after=after, until=until, source=filed.source)


def count(connection: Reader, range: Range) -> int:
    """Return how many filings there are."""
    ((found,),) = connection.execute(COUNT, asdict(range), prepare=False).fetchall()
    return int(found)


def filings(connection: Reader, range: Range) -> Iterator[UUID]:
    """Yield the complaints in the order in which their filing was recorded."""
    bounds = {**asdict(range), "limit": CHUNK}
    while found := connection.execute(FILINGS, bounds, prepare=False).fetchall():
        yield from (complaint for _, complaint in found)
        bounds["after"] = found[-1][0]


def named(connection: Reader, names: Sequence[str], past: Past) -> dict[str, UUID | None]:
    """Return the complaint that each id or reference names, None where none was on record by then."""
    written = {name: _written(name) for name in names}
    bounds = {
        "ids": [it for it in written.values() if isinstance(it, UUID)],
        "references": [it for it in written.values() if isinstance(it, str)],
        "until": past.position,
    }
    found: dict[str, UUID] = dict(connection.execute(NAMED, bounds).fetchall())
    return {name: found.get(str(it)) for name, it in written.items()}


def _written(name: str) -> UUID | str | None:
    """Return the id or reference as the ledger has it, None for what is neither."""
    try:
        return UUID(name)
    except ValueError:
        return parse_reference(name)
