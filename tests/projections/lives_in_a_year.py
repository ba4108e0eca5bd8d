"""What happens to a complaint and to a customer, drawn by chance; the shares are invented, and plausible."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from random import Random
from uuid import UUID

from pydantic_core import from_json

from complaints.facts import Fact
from complaints.facts.causes import CauseIdentified
from complaints.facts.clocks import ClockStarted, ClockStopped
from complaints.facts.conversation import (
    InformationReceived,
    InformationRequested,
    MessageReceived,
    MessageSent,
)
from complaints.facts.customers import (
    ActivityObserved,
    CustomerLost,
    CustomerRegistered,
    CustomerReturned,
    EvaluationPosted,
    ExperimentAssigned,
    WinBackAccepted,
    WinBackDeclined,
    WinBackOffered,
)
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintWithdrawn,
    FinalResponseIssued,
    Outcome,
)
from complaints.facts.intake import (
    Channel,
    ComplaintAcknowledged,
    ComplaintAssigned,
    ComplaintClassified,
    ComplaintFiled,
    CustomerIdentified,
    HandedOver,
)
from complaints.facts.investigation import ApologyMade
from complaints.facts.outside import OmbudsmanDecided, OmbudsmanReferred
from complaints.facts.redress import (
    CompensationAccepted,
    CompensationApproved,
    CompensationDeclined,
    CompensationOffered,
    CompensationPaid,
)
from complaints.facts.upkeep import FactCorrected
from complaints.money import Money
from complaints.storage import encode

Told = tuple[datetime, Fact]
"""When a fact was recorded, and the fact."""

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
CLOCK = "uk.fca.final"
OMBUDSMAN = "Financial Ombudsman Service"
CHANNELS: tuple[Channel, ...] = ("phone", "phone", "phone", "email", "email", "web", "letter", "chat")
OUTCOMES: tuple[Outcome, ...] = ("upheld", "upheld", "partly upheld", "rejected", "rejected")
TEXT = "I was told on the telephone that the fee would be paid back, and it never was. " * 3


def of_complaint(number: int, customer: UUID, filed_at: datetime, draw: Random) -> list[Told]:
    """Return a complaint: every other is dealt with at once, the others in three weeks on average."""
    is_simple = draw.random() < 0.5
    answered_at = filed_at + (draw.random() * 2 * DAY if is_simple else DAY + draw.expovariate(1 / 20) * DAY)
    classified = ComplaintClassified(at=filed_at, product=f"product {number % 30}")
    parts = [
        _intake(number, customer, classified, draw),
        () if is_simple else _handling(number, filed_at, answered_at, draw),
        () if is_simple else _redress(number, filed_at, answered_at, draw),
        _ending(answered_at, draw),
        _correction(classified, answered_at, draw),
    ]
    return sorted(chain.from_iterable(parts), key=itemgetter(0))


def of_customer(registered_at: datetime, draw: Random) -> list[Told]:
    """Return a customer from its first complaint on: one in twelve leaves, some of them for a time."""
    parts = [[(registered_at, CustomerRegistered(at=registered_at))], _habits(registered_at, draw)]
    if draw.random() < 0.08:
        parts.append(_departure(registered_at + DAY * draw.uniform(20, 120), draw))
    return sorted(chain.from_iterable(parts), key=itemgetter(0))


def _intake(number: int, customer: UUID, classified: ComplaintClassified, draw: Random) -> Iterator[Told]:
    at, channel = classified.at, draw.choice(CHANNELS)
    assert isinstance(at, datetime)
    filed = ComplaintFiled(
        at=at,
        reference=f"C-{number:08}",
        channel=channel,
        jurisdiction="uk.fca",
        brand="example",
        summary=TEXT,
    )
    yield at, filed
    yield at, ClockStarted(at=at, clock=CLOCK, policy_version=1, due_at=at + 8 * WEEK)
    yield at, classified
    if draw.random() < 0.95:
        yield at, CustomerIdentified(at=at, customer=customer)


def _handling(number: int, filed_at: datetime, answered_at: datetime, draw: Random) -> Iterator[Told]:
    lasts, team, handler = answered_at - filed_at, f"team {number % 40}", f"handler {number % 400}"
    assigned = ComplaintAssigned(at=filed_at + 2 * HOUR, team=team, handler=handler)
    yield filed_at + 2 * HOUR, assigned
    if draw.random() < 0.8:
        at = filed_at + 12 * HOUR
        yield at, ComplaintAcknowledged(at=at, channel="email", automated=draw.random() < 0.3)
    if draw.random() < 0.15:
        at, other = filed_at + lasts * 0.3, f"team {(number + 1) % 40}"
        handed = HandedOver(
            at=at, from_team=team, from_handler=handler, to_team=other, reason="their product"
        )
        yield at, handed
    if draw.random() < 0.06:
        asked, came = filed_at + lasts * 0.4, filed_at + lasts * 0.6
        yield asked, InformationRequested(at=asked, item="statement of account", channel="email")
        yield came, InformationReceived(at=came, item="statement of account")
    while draw.random() < 0.25:
        yield from _exchange(filed_at + lasts * draw.uniform(0.1, 0.8), draw)
    if draw.random() < 0.25:
        at = filed_at + lasts * 0.9
        yield at, CauseIdentified(at=at, cause=f"cause {draw.randrange(12)}")


def _exchange(at: datetime, draw: Random) -> Iterator[Told]:
    """Return a message, one in ten recorded days after it came, and mostly an answer."""
    recorded_at = at + draw.uniform(1, 5) * DAY if draw.random() < 0.1 else at
    yield recorded_at, MessageReceived(at=at, channel=draw.choice(CHANNELS), text=TEXT)
    if draw.random() < 0.8:
        sent_at = recorded_at + draw.uniform(0.1, 3) * DAY
        yield sent_at, MessageSent(at=sent_at, channel="email", substantive=True, automated=False, text=TEXT)


def _redress(number: int, filed_at: datetime, answered_at: datetime, draw: Random) -> Iterator[Told]:
    if draw.random() < 0.3:
        at = filed_at + (answered_at - filed_at) * draw.uniform(0.1, 0.9)
        yield at, ApologyMade(at=at, form="responsibility", sequence=1, channel="phone", automated=False)
    if draw.random() < 0.2:
        at = answered_at - 4 * HOUR
        money = Money(amount=Decimal(draw.randrange(10, 500)), currency="GBP")
        yield at, CompensationOffered(at=at, offer=1, kind="money", money=money, matches_loss=True)
        yield at + HOUR, CompensationApproved(at=at + HOUR, offer=1, is_complete=True)
        if draw.random() < 0.85:
            took, paid = answered_at + 2 * DAY, answered_at + draw.uniform(3, 20) * DAY
            yield took, CompensationAccepted(at=took, offer=1, channel="phone")
            yield paid, CompensationPaid(at=paid, offer=1, reference=f"P-{number:08}")
        else:
            declined = answered_at + 3 * DAY
            yield declined, CompensationDeclined(at=declined, offer=1, channel="letter")


def _ending(at: datetime, draw: Random) -> Iterator[Told]:
    if draw.random() < 0.05:
        yield at, ComplaintWithdrawn(at=at)
        yield at, ClockStopped(at=at, clock=CLOCK, stopped_by="ComplaintWithdrawn")
        return
    yield at, FinalResponseIssued(at=at, stage=1, outcome=draw.choice(OUTCOMES), channel="letter")
    yield at, ClockStopped(at=at, clock=CLOCK, stopped_by="FinalResponseIssued")
    if draw.random() < 0.6:
        yield from _settled(at + 3 * DAY, draw)
    if draw.random() < 0.04:
        referred, decided = at + draw.uniform(10, 200) * DAY, at + draw.uniform(210, 300) * DAY
        yield referred, OmbudsmanReferred(at=referred, body=OMBUDSMAN)
        yield decided, OmbudsmanDecided(at=decided, body=OMBUDSMAN, outcome=draw.choice(OUTCOMES))


def _settled(at: datetime, draw: Random) -> Iterator[Told]:
    yield at, ComplaintResolved(at=at, basis="final response")
    if draw.random() < 0.5:
        yield at, ComplaintClosed(at=at, reason="settled")
    if draw.random() < 0.04:
        back, again = at + draw.uniform(2, 40) * DAY, at + draw.uniform(45, 70) * DAY
        yield back, ComplaintReopened(at=back, reason="it happened again")
        yield again, FinalResponseIssued(at=again, stage=1, outcome="partly upheld", channel="letter")
        yield again, ComplaintResolved(at=again, basis="final response")


def _correction(classified: ComplaintClassified, answered_at: datetime, draw: Random) -> Iterator[Told]:
    """Put the product right, which is the third fact of every complaint."""
    if draw.random() < 0.03:
        state, _ = encode(replace(classified, product=f"product {draw.randrange(30)}"))
        at = answered_at + HOUR
        yield at, FactCorrected(at=at, corrects=3, said=from_json(state), reason="another product")


def _habits(registered_at: datetime, draw: Random) -> Iterator[Told]:
    if draw.random() < 0.05:
        arm = draw.choice(("call", "letter"))
        yield registered_at, ExperimentAssigned(at=registered_at, experiment="first call", arm=arm)
    if draw.random() < 0.2:
        for months in (1, 2):
            at = registered_at + months * 30 * DAY
            money = Money(amount=Decimal(draw.randrange(5, 200)), currency="GBP")
            last = at.date()
            yield at, ActivityObserved(at=at, money=money, first_day=last - 29 * DAY, last_day=last)
    if draw.random() < 0.05:
        at = registered_at + draw.uniform(5, 60) * DAY
        yield at, EvaluationPosted(at=at, place="a market", rating=draw.randint(1, 5))


def _departure(lost_at: datetime, draw: Random) -> Iterator[Told]:
    yield lost_at, CustomerLost(at=lost_at, reason=draw.choice(("service", "service", "price", "other")))
    if draw.random() < 0.5:
        offered, answered = lost_at + 5 * DAY, lost_at + draw.uniform(6, 40) * DAY
        yield offered, WinBackOffered(at=offered, offer=1, kind=draw.choice(("contact", "discount", "gift")))
        if draw.random() < 0.4:
            yield answered, WinBackAccepted(at=answered, offer=1)
            yield answered + DAY, CustomerReturned(at=answered + DAY)
        else:
            yield answered, WinBackDeclined(at=answered, offer=1)
