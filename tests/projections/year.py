"""Many complaints at once, straight into the log by COPY, in the order in which it would have happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

import psycopg
from psycopg import Connection

from complaints.facts import Fact
from complaints.facts.clocks import ClockStarted, ClockStopped
from complaints.facts.conversation import MessageSent
from complaints.facts.decision import FinalResponseIssued
from complaints.facts.intake import (
    Channel,
    ComplaintAcknowledged,
    ComplaintAssigned,
    ComplaintClassified,
    ComplaintFiled,
)
from complaints.request import COMPLAINTS
from complaints.storage import encode

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
FACTS_EACH = 8
CHANNELS: tuple[Channel, ...] = ("phone", "email", "web", "letter", "chat")

COPY = """
copy ledger.events (stream, version, topic, state, by, kind, role, cause, command_id, recorded_at) from stdin
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the log, in the order of its fields."""

    recorded_at: datetime
    stream: UUID
    version: int
    fact: Fact

    def columns(self) -> tuple[object, ...]:
        state, _ = encode(self.fact)
        name = type(self.fact).__name__
        said = (self.stream, self.version, name, state.decode())
        return (*said, "mara", "person", "agent", "command:Test", self.stream, self.recorded_at)


def put_a_year(owner: str, complaints: int, facts_each: int = FACTS_EACH) -> int:
    """Record a year with so many complaints, all with their first facts; return how many facts there are."""
    draw = Random(complaints)  # noqa: S311 - the same year every time
    lines = [
        line
        for number in range(complaints)
        for line in _life(number, BEGIN + YEAR * (number / complaints), draw)[:facts_each]
    ]
    lines.sort(key=lambda line: (line.recorded_at, line.stream, line.version))
    with psycopg.connect(owner, autocommit=True) as connection:
        _copy(connection, lines)
        connection.execute("analyze ledger.events")
    return len(lines)


def _copy(connection: Connection, lines: list[Line]) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for line in lines:
            copy.write_row(line.columns())


def _life(number: int, filed_at: datetime, draw: Random) -> list[Line]:
    """Return a complaint: answered after two weeks on average, within eight weeks or not."""
    answered_at = filed_at + timedelta(days=1 + draw.expovariate(1 / 14))
    stream = uuid5(COMPLAINTS, f"year {number}")
    facts = _facts(number, filed_at, answered_at, draw.choice(CHANNELS))
    return [
        Line(recorded_at=at, stream=stream, version=version, fact=fact)
        for version, (at, fact) in enumerate(facts, 1)
    ]


def _facts(
    number: int, filed_at: datetime, answered_at: datetime, channel: Channel
) -> Iterator[tuple[datetime, Fact]]:
    hour, day = timedelta(hours=1), timedelta(days=1)
    clock = "uk.fca.final"
    half = filed_at + (answered_at - filed_at) / 2
    yield (
        filed_at,
        ComplaintFiled(
            at=filed_at, reference=f"C-{number:08}", channel=channel, jurisdiction="uk.fca", brand="example"
        ),
    )
    yield (
        filed_at,
        ClockStarted(at=filed_at, clock=clock, policy_version=1, due_at=filed_at + timedelta(weeks=8)),
    )
    yield filed_at + hour, ComplaintClassified(at=filed_at + hour, product=f"product {number % 30}")
    yield (
        filed_at + 2 * hour,
        ComplaintAssigned(
            at=filed_at + 2 * hour, team=f"team {number % 40}", handler=f"handler {number % 400}"
        ),
    )
    yield filed_at + day / 2, ComplaintAcknowledged(at=filed_at + day / 2, channel="email", automated=False)
    yield half, MessageSent(at=half, channel="email", substantive=True, automated=False)
    yield answered_at, FinalResponseIssued(at=answered_at, stage=1, outcome="upheld", channel="letter")
    yield answered_at, ClockStopped(at=answered_at, clock=clock, stopped_by="FinalResponseIssued")
