"""Scripted customers, for what public data lacks: who left, what was offered, who came back, what was spent.

Nobody is behind these. Each is called Scripted Customer; the first ones are those of the scripted complaints.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from api.journeys import ANN, BEN, FILED, complaint_of, scripted_request
from complaints.commands.customers import (
    AssignExperiment,
    CustomerCommand,
    OfferWinBack,
    RecordActivity,
    RecordLoss,
    RecordReturn,
    RecordWinBackAccepted,
    RecordWinBackDeclined,
    RegisterCustomer,
)
from complaints.commands.intake import IdentifyCustomer
from complaints.customers import Customers
from complaints.ledger import Complaints
from complaints.money import Money
from complaints.request import new_stream_id

MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerStep:
    """What becomes known of a customer so long after its complaint, or after it might have made one."""

    after: timedelta
    command: CustomerCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerJourney:
    """A customer. `complaint` is the number of its scripted complaint; months count from that one's filing.

    `spends` is what it spent in each of those months, in pounds.
    """

    complaint: int | None
    spends: dict[int, str]
    steps: Sequence[CustomerStep]


def play(complaints: Complaints, customers: Customers) -> int:
    """Record every customer and return their number; what is recorded already stays as it is."""
    for number, journey in enumerate(JOURNEYS, start=1):
        _play(complaints, customers, journey, number)
    return len(JOURNEYS)


def _play(complaints: Complaints, customers: Customers, journey: CustomerJourney, number: int) -> None:
    key = f"customer {number}"
    begins_at = FILED + timedelta(weeks=number - 1)
    known_at = begins_at - 4 * MONTH
    name = RegisterCustomer(at=known_at, name=f"Scripted Customer {number}", number=f"SCRIPTED-{number}")
    customer = customers.register(new_stream_id(ANN, key), name, scripted_request(ANN, key)).id
    if journey.complaint:
        identified = IdentifyCustomer(at=begins_at, customer=customer)
        complaints.handle(complaint_of(journey.complaint), identified, scripted_request(ANN, f"{key} known"))
    for place, step in enumerate(_steps(journey, begins_at), start=1):
        _record(customers, customer, replace(step.command, at=begins_at + step.after), f"{key} step {place}")


def _record(customers: Customers, customer: UUID, command: CustomerCommand, key: str) -> None:
    customers.handle(customer, command, scripted_request(BEN, key))


def _steps(journey: CustomerJourney, begins_at: datetime) -> list[CustomerStep]:
    spent = [_spent(month, amount, begins_at) for month, amount in journey.spends.items()]
    return sorted([*spent, *journey.steps], key=lambda step: step.after)


def _spent(month: int, amount: str, begins_at: datetime) -> CustomerStep:
    first_day = (begins_at + month * MONTH).date() + timedelta(days=1)
    return CustomerStep(
        after=(month + 1) * MONTH,
        command=RecordActivity(
            money=Money(amount=Decimal(amount), currency="GBP"),
            first_day=first_day,
            last_day=first_day + timedelta(days=27),
        ),
    )


def _after(days: int, command: CustomerCommand) -> CustomerStep:
    return CustomerStep(after=timedelta(days=days), command=command)


JOURNEYS: tuple[CustomerJourney, ...] = (
    CustomerJourney(  # an apology and money in time: stays, and spends more
        complaint=1,
        spends={-3: "40.00", -2: "40.00", -1: "40.00", 0: "45.00", 1: "45.00", 2: "50.00"},
        steps=(_after(3, AssignExperiment(experiment="apology", arm="apology first")),),
    ),
    CustomerJourney(  # money without an apology: leaves, does not want a discount, returns for an upgrade
        complaint=2,
        spends={-3: "80.00", -2: "75.00", -1: "80.00", 0: "20.00", 4: "60.00", 5: "65.00", 6: "65.00"},
        steps=(
            _after(3, AssignExperiment(experiment="apology", arm="money first")),
            _after(55, RecordLoss(reason="service")),
            _after(70, OfferWinBack(kind="discount")),
            _after(80, RecordWinBackDeclined(offer=1)),
            _after(100, OfferWinBack(kind="upgrade")),
            _after(115, RecordWinBackAccepted(offer=2)),
        ),
    ),
    CustomerJourney(  # an apology, a dispute, a settlement: stays
        complaint=3,
        spends={-3: "200.00", -2: "200.00", -1: "200.00", 0: "200.00", 1: "200.00", 2: "200.00"},
        steps=(_after(3, AssignExperiment(experiment="apology", arm="apology first")),),
    ),
    CustomerJourney(  # nobody answered: leaves, is called, stays away
        complaint=4,
        spends={-3: "30.00", -2: "30.00", -1: "30.00", 0: "30.00"},
        steps=(_after(40, RecordLoss(reason="service")), _after(75, OfferWinBack(kind="contact"))),
    ),
    CustomerJourney(  # still waits: at risk
        complaint=5,
        spends={-3: "15.00", -2: "15.00", -1: "15.00", 0: "15.00"},
        steps=(),
    ),
    CustomerJourney(  # never complained: leaves for the price, and comes back of its own accord
        complaint=None,
        spends={-3: "25.00", -2: "25.00", -1: "25.00", 3: "20.00", 4: "20.00"},
        steps=(_after(5, RecordLoss(reason="price")), _after(85, RecordReturn())),
    ),
)
