"""Facts with fixed details, and streams of them as views read them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from complaints.facts import Fact
from complaints.facts.clocks import ClockExtended, ClockPaused, ClockResumed, ClockStarted, ClockStopped
from complaints.facts.intake import ComplaintAssigned, ComplaintFiled
from complaints.reference import reference_of
from complaints.storage import Envelope, Recorded
from complaints.when import When
from tests.complaints.given import COMPLAINT, MARA, NOW, RECEIVED

DUE = datetime(2026, 6, 2, 23, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
TOO_LONG = "".join(sha256(bytes([n])).hexdigest() for n in range(100))
"""6,400 characters that hardly compress: an index of PostgreSQL holds 2,704 bytes in a row."""


def recorded(facts: Sequence[Fact], complaint: UUID = COMPLAINT) -> list[Recorded]:
    """Return a stream of these facts, recorded from `NOW` on, one a minute."""
    return [
        Recorded(
            originator_id=complaint,
            originator_version=version,
            fact=fact,
            envelope=Envelope(by=MARA, cause="command:Test", command_id=UUID(int=version), subject=complaint),
            recorded_at=NOW + timedelta(minutes=version),
            position=version,
        )
        for version, fact in enumerate(facts, 1)
    ]


def filing(complaint: UUID, at: When = RECEIVED) -> ComplaintFiled:
    """Return the filing of a complaint, under a reference of its own."""
    return ComplaintFiled(at=at, reference=reference_of(complaint, 0), channel="phone")


def assignment(team: str, at: When = RECEIVED) -> ComplaintAssigned:
    return ComplaintAssigned(at=at, team=team)


def started(due_at: datetime = DUE, at: When = RECEIVED, clock: str = "uk.fca.final") -> ClockStarted:
    return ClockStarted(at=at, clock=clock, policy_version=1, due_at=due_at)


def stopped(at: When, clock: str = "uk.fca.final") -> ClockStopped:
    return ClockStopped(at=at, clock=clock, stopped_by="FinalResponseIssued")


def withdrawn(at: When, clock: str = "uk.fca.final") -> ClockStopped:
    return ClockStopped(at=at, clock=clock, stopped_by="ComplaintWithdrawn")


def paused(at: When, clock: str = "uk.fca.final") -> ClockPaused:
    return ClockPaused(at=at, clock=clock, reason="awaits a document")


def resumed(at: When, due_at: datetime, clock: str = "uk.fca.final") -> ClockResumed:
    return ClockResumed(at=at, clock=clock, due_at=due_at)


def held(at: When, clock: str = "uk.fca.final") -> ClockPaused:
    return ClockPaused(at=at, clock=clock, reason="the customer is abroad", by_hand=True)


def extended(at: When, due_at: datetime, clock: str = "uk.fca.final") -> ClockExtended:
    return ClockExtended(at=at, clock=clock, due_at=due_at, channel="letter", names_recourse=True)


def moved(fact: Fact, at: When) -> Fact:
    """Return the same fact at another time."""
    return replace(fact, at=at)
