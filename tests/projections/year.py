"""Many complaints at once, straight into the log by COPY, in the order in which it would have happened."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import NamedTuple
from uuid import UUID, uuid5

import psycopg

from complaints.facts import Fact
from complaints.request import COMPLAINTS
from complaints.storage import encode
from tests.projections.lives_in_a_year import Told, of_complaint, of_customer

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
END = BEGIN + YEAR
SHARE_OF_NEW_CUSTOMERS = 0.5

COPY = """
copy ledger.events (stream, version, topic, state, personal, subject, by, kind, role, cause, command_id,
                    recorded_at) from stdin
"""


class Line(NamedTuple):
    """A row of the log. Lines compare as the log is ordered, never by their facts."""

    recorded_at: datetime
    stream: UUID
    version: int
    fact: Fact

    def columns(self) -> tuple[object, ...]:
        state, personal = encode(self.fact)
        name = type(self.fact).__name__
        said = (self.stream, self.version, name, state.decode())
        apart = (personal.decode(), self.stream) if personal else (None, None)
        return (*said, *apart, "mara", "person", "agent", "command:Test", self.stream, self.recorded_at)


def put_a_year(owner: str, complaints: int, facts_each: int | None = None) -> int:
    """Record a year with so many complaints, at most the first facts of each stream; return how many."""
    facts = 0
    with psycopg.connect(owner, autocommit=True) as connection:
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for line in year(complaints, facts_each):
                copy.write_row(line.columns())
                facts += 1
        connection.execute("analyze ledger.events")
    return facts


def year(complaints: int, facts_each: int | None = None) -> Iterator[Line]:
    """Yield the log of 2025, always the same: about 8 facts for each complaint, and those of customers."""
    return happened(range(complaints), BEGIN, END, facts_each)


def happened(numbers: range, begin: datetime, end: datetime, facts_each: int | None = None) -> Iterator[Line]:
    """Yield what is recorded before `end` of complaints filed one after the other from `begin`.

    What lies ahead of those that have begun is held, and no more.
    """
    draw = Random(numbers.start + len(numbers))  # noqa: S311 - the same year every time
    ahead: list[Line] = []
    customers: list[int] = []
    for number in numbers:
        filed_at = begin + (end - begin) * ((number - numbers.start) / len(numbers))
        while ahead and ahead[0].recorded_at <= filed_at:
            yield heappop(ahead)
        customer = _whose(number, customers, draw)
        stream = uuid5(COMPLAINTS, f"customer {customer}")
        lives = [(uuid5(COMPLAINTS, f"year {number}"), of_complaint(number, stream, filed_at, draw))]
        if customer == number:
            lives.append((stream, of_customer(filed_at, draw)))
        for line in _lines(lives, facts_each):
            if line.recorded_at < end:
                heappush(ahead, line)
    while ahead:
        yield heappop(ahead)


def _whose(number: int, customers: list[int], draw: Random) -> int:
    """Return the customer of the next complaint: who has complained often is likelier to do so again."""
    is_new = not customers or draw.random() < SHARE_OF_NEW_CUSTOMERS
    customers.append(number if is_new else draw.choice(customers))
    return customers[-1]


def _lines(lives: Iterable[tuple[UUID, list[Told]]], facts_each: int | None) -> Iterator[Line]:
    for stream, told in lives:
        for version, (recorded_at, fact) in enumerate(told[:facts_each], 1):
            yield Line(recorded_at=recorded_at, stream=stream, version=version, fact=fact)
