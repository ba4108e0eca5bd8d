"""Scripted complaints, for what public data lacks: apologies, offers, approvals, answers, disputes.

Nobody filed these. Each is marked: its people are called Scripted, its summary says so, its brand is example.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from complaints.actor import Actor
from complaints.commands import AnyCommand
from complaints.commands.conversation import RecordMessageReceived, RecordMessageSent
from complaints.commands.decision import (
    AcceptResolution,
    CloseComplaint,
    DisputeResolution,
    IssueFinalResponse,
    ProposeResolution,
    ResolveComplaint,
)
from complaints.commands.intake import AcknowledgeComplaint, AssignComplaint, FileComplaint
from complaints.commands.investigation import Apologise, RecordFinding, StartInvestigation
from complaints.commands.policy_book import PublishLimits
from complaints.commands.redress import (
    AcceptCompensation,
    ApproveCompensation,
    DeclineCompensation,
    OfferCompensation,
    RecordCompensationPaid,
)
from complaints.ledger import Complaints
from complaints.money import Money
from complaints.request import Request, command_id, new_stream_id

ANN = Actor(by="Scripted Ann", kind="person", role="agent")
BEN = Actor(by="Scripted Ben", kind="person", role="supervisor")
OFFICER = Actor(by="Scripted Officer", kind="person", role="officer")

FILED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""When the first journey begins; each of the others begins a week after the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody does so long after the filing."""

    after: timedelta
    by: Actor
    command: AnyCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A complaint from its filing on."""

    about: str
    product: str
    steps: Sequence[Step]


def play(complaints: Complaints) -> int:
    """Record every journey and return their number; those that are recorded already stay as they are."""
    limits = PublishLimits(
        role="supervisor", currency="GBP", alone=Decimal("250.00"), together=Decimal("1000.00")
    )
    complaints.publish(limits, scripted_request(OFFICER, "limits"))
    for number, journey in enumerate(JOURNEYS, start=1):
        _play(complaints, journey, number)
    return len(JOURNEYS)


def complaint_of(number: int) -> UUID:
    """Return the id of the complaint of a journey; they count from 1."""
    return new_stream_id(ANN, f"journey {number}")


def scripted_request(by: Actor, key: str) -> Request:
    """Return a request that is the same each time it is played."""
    return Request(by=by, now=datetime.now(UTC), command_id=command_id(by, key, key.encode()))


def _play(complaints: Complaints, journey: Journey, number: int) -> None:
    filed_at = FILED + timedelta(weeks=number - 1)
    key = f"journey {number}"
    filing = FileComplaint(
        at=filed_at,
        channel="phone",
        jurisdiction="uk.fca",
        brand="example",
        product=journey.product,
        summary=f"Scripted journey: {journey.about}",
    )
    receipt = complaints.file(complaint_of(number), filing, scripted_request(ANN, key))
    for place, step in enumerate(journey.steps, start=1):
        command = replace(step.command, at=filed_at + step.after)
        complaints.handle(receipt.id, command, scripted_request(step.by, f"{key} step {place}"))


def _after(days: int, by: Actor, command: AnyCommand, *, hours: int = 0) -> Step:
    return Step(after=timedelta(days=days, hours=hours), by=by, command=command)


def _acknowledged(days: int) -> Step:
    return _after(days, ANN, AcknowledgeComplaint(channel="email"))


def _answered(days: int, by: Actor) -> Step:
    answer = IssueFinalResponse(
        channel="letter", outcome="upheld", reasons="Scripted: we were wrong, and this is why."
    )
    return _after(days, by, answer)


def _offered(days: int, amount: str) -> Step:
    money = Money(amount=Decimal(amount), currency="GBP")
    return _after(days, ANN, OfferCompensation(kind="money", money=money, matches_loss=True))


_TAKEN_ON = _after(0, ANN, AssignComplaint(team="payments", handler="Scripted Ann"), hours=1)
_SORRY = _after(2, ANN, Apologise(form="responsibility", channel="phone"))

JOURNEYS: tuple[Journey, ...] = (
    Journey(
        about="a late payment, an apology and money, accepted in time",
        product="current account",
        steps=(
            _TAKEN_ON,
            _acknowledged(1),
            _SORRY,
            _after(3, ANN, StartInvestigation()),
            _after(8, ANN, RecordFinding(text="Scripted: the batch was held back.")),
            _offered(9, "80.00"),
            _after(9, BEN, ApproveCompensation(offer=1), hours=3),
            _after(11, ANN, AcceptCompensation(offer=1, channel="email")),
            _answered(12, ANN),
            _after(12, ANN, RecordCompensationPaid(offer=1, reference="scripted payment 1"), hours=4),
            _after(14, ANN, AcceptResolution(channel="email")),
            _after(15, ANN, CloseComplaint(reason="answered and accepted")),
        ),
    ),
    Journey(
        about="an acknowledgement a week late, money without an apology, declined",
        product="credit card",
        steps=(
            _TAKEN_ON,
            _acknowledged(9),
            _offered(20, "20.00"),
            _after(24, ANN, DeclineCompensation(offer=1, channel="phone")),
            _answered(50, ANN),
            _after(51, ANN, ResolveComplaint()),
        ),
    ),
    Journey(
        about="an apology only, disputed, settled after all",
        product="mortgage",
        steps=(
            _TAKEN_ON,
            _acknowledged(2),
            _SORRY,
            _answered(30, ANN),
            _after(31, ANN, ResolveComplaint()),
            _after(36, ANN, DisputeResolution(channel="email")),
            _after(40, BEN, ProposeResolution(text="Scripted: we change the rate back.")),
            _after(43, BEN, AcceptResolution(channel="email")),
        ),
    ),
    Journey(
        about="nobody answered for more than eight weeks",
        product="current account",
        steps=(
            _TAKEN_ON,
            _after(14, ANN, RecordMessageReceived(channel="email", text="Scripted: is anybody there?")),
            _after(28, ANN, RecordMessageReceived(channel="email", text="Scripted: hello?")),
            _answered(70, BEN),
        ),
    ),
    Journey(
        about="an honest reply at once, and still open",
        product="savings",
        steps=(
            _TAKEN_ON,
            _acknowledged(0),
            _after(
                1,
                ANN,
                RecordMessageSent(
                    channel="email", substantive=True, automated=False, text="Scripted: we look into it."
                ),
            ),
            _after(2, ANN, StartInvestigation()),
        ),
    ),
)
