"""Complaints as streams of their own, merged and unmerged in memory as `Complaints.handle` does it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from complaints.commands.merging import MergeInto, MergingCommand, Unmerge
from complaints.facts import Fact
from complaints.merging import decide_merging
from complaints.rules import Decided
from complaints.storage import Recorded
from complaints.stream import Stream, project
from complaints.when import When
from tests.complaints.given import NOW, RECEIVED, TOM, context
from tests.complaints.given_clocks import BOOK
from tests.complaints.lives import Said, appended, decided_on, lived

FIRST, SECOND, THIRD, FOURTH = IDS = [
    UUID(f"0190a6e0-0000-7000-8000-0000000000a{number}") for number in range(1, 5)
]
LATER = RECEIVED + timedelta(days=2)
"""When a second complaint comes in; its final response is due two days after the first one's."""

SAME = "the same payment"


def complaint(id: UUID, *commands: Said, now: datetime = NOW) -> Stream:
    """Return the stream of a filing and of commands on it, all recorded at `now`."""
    return _stream(id, lived(*commands, book=BOOK, now=now))


def asked(stream: Stream, command: Said, now: datetime = NOW) -> Stream:
    """Return the stream after a command that is no merge."""
    return after(stream, decided_on(stream.facts, command, BOOK, now=now))


def after(stream: Stream, decided: Sequence[Decided]) -> Stream:
    return _stream(stream.id, appended(stream.facts, decided))


def decided_on_both(
    command: MergingCommand, duplicate: Stream, survivor: Stream, now: datetime = NOW
) -> tuple[list[Fact], list[Fact]]:
    """Return the facts that follow for the duplicate and for the survivor."""
    sides = decide_merging(command, duplicate, survivor, context(by=TOM, now=now, book=BOOK))
    one, other = ([each.fact for each in side] for side in sides)
    return one, other


def merged(
    duplicate: Stream, survivor: Stream, now: datetime = NOW, at: When | None = None
) -> tuple[Stream, Stream]:
    command = MergeInto(at=at, survivor=survivor.id, reason=SAME)
    return _both(command, duplicate, survivor, now)


def unmerged(duplicate: Stream, survivor: Stream, now: datetime = NOW) -> tuple[Stream, Stream]:
    return _both(Unmerge(reason="another payment"), duplicate, survivor, now)


def _both(
    command: MergingCommand, duplicate: Stream, survivor: Stream, now: datetime
) -> tuple[Stream, Stream]:
    one, other = decide_merging(command, duplicate, survivor, context(by=TOM, now=now, book=BOOK))
    return after(duplicate, one), after(survivor, other)


def _stream(id: UUID, facts: Sequence[Recorded]) -> Stream:
    stream = project(None, [each._replace(originator_id=id) for each in facts])
    assert stream is not None
    return stream
