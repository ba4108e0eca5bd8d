"""Complaints of one customer, told in days after the first: what was said, and who held it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from complaints.actor import Actor
from complaints.facts import Fact
from complaints.facts.conversation import InformationRequested, MessageReceived, MessageSent
from complaints.facts.intake import Channel, ComplaintAssigned
from complaints.facts.merging import ComplaintMerged, DuplicateMerged
from complaints.when import When
from projections.contact_parts import ContactPart, fold
from projections.history import history
from tests.complaints.given import MARA, RECEIVED, identified
from tests.projections.given import filing, moved, recorded

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


def day(number: float) -> datetime:
    return RECEIVED + number * DAY


def on(number: float, fact: Fact) -> Fact:
    return moved(fact, day(number))


def wrote(number: float, channel: Channel = "phone") -> MessageReceived:
    return MessageReceived(at=day(number), channel=channel)


def replied(number: float, *, substantive: bool = True, automated: bool = False) -> MessageSent:
    return MessageSent(at=day(number), channel="email", substantive=substantive, automated=automated)


def asked_for(number: float, item: str = "statement") -> InformationRequested:
    return InformationRequested(at=day(number), item=item, channel="email")


def assigned(number: float, team: str, handler: str | None = None) -> ComplaintAssigned:
    return ComplaintAssigned(at=day(number), team=team, handler=handler)


def merged(number: float, survivor: UUID = ONE) -> ComplaintMerged:
    return ComplaintMerged(at=day(number), survivor=survivor, reason="the same")


def duplicate(number: float, received: float, id: UUID = TWO) -> DuplicateMerged:
    return DuplicateMerged(at=day(number), duplicate=id, received=day(received))


def complaint(
    *facts: Fact, id: UUID = ONE, received: When = RECEIVED, channel: Channel = "phone", by: Actor = MARA
) -> list[ContactPart]:
    """Return the part of a complaint of the customer."""
    filed = replace(filing(id, received), channel=channel)
    stream = recorded([filed, identified(), *facts], id)
    return fold(history([it._replace(envelope=it.envelope._replace(by=by)) for it in stream]))
