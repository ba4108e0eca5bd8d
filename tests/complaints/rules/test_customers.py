"""Customers: how they are reached, what they say, whether they left and came back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from complaints.commands.customers import (
    AssignExperiment,
    CustomerCommand,
    GiveContactDetails,
    OfferWinBack,
    RecordActivity,
    RecordEvaluation,
    RecordEvaluationWithdrawn,
    RecordLoss,
    RecordReturn,
    RecordSurvey,
    RecordWinBackAccepted,
    RecordWinBackDeclined,
    RegisterCustomer,
    WithdrawContactDetails,
)
from complaints.customer import Customer, evolve_customer, normal_form
from complaints.customer_errors import (
    ArmAlreadyAssigned,
    ContactMissing,
    CustomerNotLost,
    DaysReversed,
    DaysToCome,
    EvaluationUnknown,
    WinBackUnknown,
)
from complaints.errors import ComplaintError
from complaints.facts import Fact
from complaints.facts.customers import (
    ActivityObserved,
    ContactDetailsGiven,
    ContactDetailsWithdrawn,
    ContactKind,
    CustomerLost,
    CustomerRegistered,
    CustomerReturned,
    EvaluationPosted,
    EvaluationWithdrawn,
    ExperimentAssigned,
    SurveyAnswered,
    WinBackAccepted,
    WinBackDeclined,
    WinBackOffered,
)
from complaints.money import Money
from complaints.redress_errors import AmountNegative, TooManyDecimals
from complaints.rules import customers as rules
from complaints.storage import encode

AT = datetime(2026, 4, 7, 9, 30, tzinfo=UTC)
JO = UUID("5f0c6f1e-3d0c-4a43-8f0e-0a1f7c7f9a01")
FILED = UUID("5f0c6f1e-3d0c-4a43-8f0e-0a1f7c7f9a02")

MAIL = ContactDetailsGiven(at=AT, email="Jo@Example.org")
LOST = CustomerLost(at=AT, reason="service")
BACK = CustomerReturned(at=AT)
OFFERED = WinBackOffered(at=AT, offer=1, kind="discount")
RATED = EvaluationPosted(at=AT, place="reviews", rating=1)
IN_ARM = ExperimentAssigned(at=AT, experiment="apology", arm="sorry")
SPENT = Money(amount=Decimal("12.50"), currency="GBP")
MARCH = RecordActivity(money=SPENT, first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))
EVENING = datetime(2026, 4, 7, 10, tzinfo=UTC)
"""At this instant the 8th begins in Kiritimati."""
DAY_AFTER = ActivityObserved(at=EVENING, money=SPENT, first_day=date(2026, 3, 1), last_day=date(2026, 4, 8))

ROWS: dict[str, tuple[list[Fact], CustomerCommand, list[Fact] | type[ComplaintError]]] = {
    "a new address is added": ([], GiveContactDetails(email="Jo@Example.org"), [MAIL]),
    "an address known in another spelling adds nothing": (
        [MAIL],
        GiveContactDetails(email=" jo@example.ORG"),
        [],
    ),
    "a second number is added to an address": (
        [MAIL],
        GiveContactDetails(phone="020 7946"),
        [ContactDetailsGiven(at=AT, phone="020 7946")],
    ),
    "a number of the house is added": (
        [MAIL],
        GiveContactDetails(number="K 12 34"),
        [ContactDetailsGiven(at=AT, number="K 12 34")],
    ),
    "details without any are refused": ([], GiveContactDetails(), ContactMissing),
    "a telephone number without digits is none": ([], GiveContactDetails(phone="unknown"), ContactMissing),
    "what is known can be withdrawn": (
        [MAIL],
        WithdrawContactDetails(kinds=("email",)),
        [ContactDetailsWithdrawn(at=AT, kinds=("email",))],
    ),
    "what is not known is withdrawn already": ([MAIL], WithdrawContactDetails(kinds=("phone",)), []),
    "a rating is recorded": ([], RecordEvaluation(place="reviews", rating=1), [RATED]),
    "a rating says of which complaint it tells, and in which words": (
        [],
        RecordEvaluation(place="reviews", rating=1, complaint=FILED, text="Never again."),
        [replace(RATED, complaint=FILED, text="Never again.")],
    ),
    "a rating can be taken back": (
        [RATED],
        RecordEvaluationWithdrawn(place="reviews"),
        [EvaluationWithdrawn(at=AT, place="reviews")],
    ),
    "no rating can be taken back twice": (
        [RATED, EvaluationWithdrawn(at=AT, place="reviews")],
        RecordEvaluationWithdrawn(place="reviews"),
        EvaluationUnknown,
    ),
    "a survey is recorded": (
        [],
        RecordSurvey(survey="after", score=9),
        [SurveyAnswered(at=AT, survey="after", score=9)],
    ),
    "a survey says after which complaint it was answered": (
        [],
        RecordSurvey(survey="after", score=9, complaint=FILED),
        [SurveyAnswered(at=AT, survey="after", score=9, complaint=FILED)],
    ),
    "a customer is lost": ([], RecordLoss(reason="service"), [LOST]),
    "a lost customer is not lost again": ([LOST], RecordLoss(reason="price"), []),
    "one who came back can be lost again": ([LOST, BACK], RecordLoss(reason="service"), [LOST]),
    "a lost customer is offered something": ([LOST], OfferWinBack(kind="discount"), [OFFERED]),
    "offers are numbered": (
        [LOST, OFFERED],
        OfferWinBack(kind="gift", money=replace(SPENT, amount=Decimal("12.5"))),
        [WinBackOffered(at=AT, offer=2, kind="gift", money=SPENT)],
    ),
    "who has not left is not won back": ([], OfferWinBack(kind="discount"), CustomerNotLost),
    "taking the offer is coming back": (
        [LOST, OFFERED],
        RecordWinBackAccepted(offer=1),
        [WinBackAccepted(at=AT, offer=1), BACK],
    ),
    "an offer that was never made cannot be taken": (
        [LOST, OFFERED],
        RecordWinBackAccepted(offer=2),
        WinBackUnknown,
    ),
    "an offer can be declined": (
        [LOST, OFFERED],
        RecordWinBackDeclined(offer=1),
        [WinBackDeclined(at=AT, offer=1)],
    ),
    "an offer that was declined cannot be taken": (
        [LOST, OFFERED, WinBackDeclined(at=AT, offer=1)],
        RecordWinBackAccepted(offer=1),
        WinBackUnknown,
    ),
    "an offer lapses with the return": (
        [LOST, OFFERED, BACK, LOST],
        RecordWinBackAccepted(offer=1),
        WinBackUnknown,
    ),
    "a lost customer returns": ([LOST], RecordReturn(), [BACK]),
    "who is here does not return": ([], RecordReturn(), CustomerNotLost),
    "spending is recorded": (
        [],
        MARCH,
        [ActivityObserved(at=AT, money=SPENT, first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))],
    ),
    "a single day is long enough": (
        [],
        replace(MARCH, last_day=date(2026, 3, 1)),
        [ActivityObserved(at=AT, money=SPENT, first_day=date(2026, 3, 1), last_day=date(2026, 3, 1))],
    ),
    "days come in order": ([], replace(MARCH, last_day=date(2026, 2, 28)), DaysReversed),
    "the day may be the one on which it is observed": (
        [],
        replace(MARCH, last_day=date(2026, 4, 7)),
        [ActivityObserved(at=AT, money=SPENT, first_day=date(2026, 3, 1), last_day=date(2026, 4, 7))],
    ),
    "a day that has not begun anywhere is to come": (
        [],
        replace(MARCH, last_day=date(2026, 4, 8)),
        DaysToCome,
    ),
    "nobody has spent anything at the end of time": ([], replace(MARCH, last_day=date.max), DaysToCome),
    "money has the decimals of its currency": (
        [],
        replace(MARCH, money=Money(amount=Decimal("1.005"), currency="GBP")),
        TooManyDecimals,
    ),
    "an arm is assigned": ([], AssignExperiment(experiment="apology", arm="sorry"), [IN_ARM]),
    "the same arm again adds nothing": ([IN_ARM], AssignExperiment(experiment="apology", arm="sorry"), []),
    "an arm is never changed": (
        [IN_ARM],
        AssignExperiment(experiment="apology", arm="money"),
        ArmAlreadyAssigned,
    ),
}


@pytest.mark.parametrize(("facts", "command", "then"), ROWS.values(), ids=ROWS.keys())
def test_what_follows_for_a_customer(
    facts: list[Fact], command: CustomerCommand, then: list[Fact] | type[ComplaintError]
) -> None:
    customer = Customer(id=JO)
    for fact in facts:
        customer = evolve_customer(customer, fact)
    if isinstance(then, list):
        assert rules.decide(command, customer, AT) == then
    else:
        with pytest.raises(then):
            rules.decide(command, customer, AT)


@pytest.mark.parametrize(
    ("at", "then"), [(EVENING, [DAY_AFTER]), (EVENING - timedelta(microseconds=1), DaysToCome)]
)
def test_a_day_has_begun_when_it_has_begun_where_the_sun_rises_first(
    at: datetime, then: list[Fact] | type[ComplaintError]
) -> None:
    tomorrow = replace(MARCH, last_day=date(2026, 4, 8))
    if isinstance(then, list):
        assert rules.decide(tomorrow, Customer(id=JO), at) == then
    else:
        with pytest.raises(then):
            rules.decide(tomorrow, Customer(id=JO), at)


def test_a_new_customer_is_registered_with_what_is_known() -> None:
    assert rules.register(RegisterCustomer(name="Jo"), AT) == [CustomerRegistered(at=AT, name="Jo")]
    assert rules.register(RegisterCustomer(name="Jo", email="Jo@Example.org"), AT) == [
        CustomerRegistered(at=AT, name="Jo"),
        MAIL,
    ]


def test_nobody_is_registered_with_a_telephone_number_that_is_none() -> None:
    with pytest.raises(ContactMissing):
        rules.register(RegisterCustomer(name="Jo", phone="unknown"), AT)


APRIL = ActivityObserved(at=AT, money=SPENT, first_day=date(2026, 4, 1), last_day=date(2026, 4, 7))
CORRECTED: dict[str, tuple[Fact, Fact | type[ComplaintError]]] = {
    "days in order": (APRIL, APRIL),
    "days that are not": (replace(APRIL, last_day=date(2026, 3, 31)), DaysReversed),
    "days to come": (replace(APRIL, last_day=date(2026, 4, 9)), DaysToCome),
    "days that were to come at that time": (replace(APRIL, at=AT - timedelta(days=2)), DaysToCome),
    "money in full": (replace(APRIL, money=replace(SPENT, amount=Decimal("12.5"))), APRIL),
    "money that is none": (replace(APRIL, money=replace(SPENT, amount=Decimal(-1))), AmountNegative),
    "an offer of money in full": (
        replace(OFFERED, money=replace(SPENT, amount=Decimal("12.5"))),
        replace(OFFERED, money=SPENT),
    ),
    "an offer of money that is none": (
        replace(OFFERED, money=replace(SPENT, amount=Decimal(-1))),
        AmountNegative,
    ),
    "an offer without money": (OFFERED, OFFERED),
    "an address": (MAIL, MAIL),
    "no address": (replace(MAIL, email=None), ContactMissing),
    "a number without digits beside it": (replace(MAIL, phone="unknown"), ContactMissing),
    "anything else": (RATED, RATED),
}


@pytest.mark.parametrize(("fact", "then"), CORRECTED.values(), ids=CORRECTED)
def test_a_corrected_fact_says_what_its_command_could(fact: Fact, then: Fact | type[ComplaintError]) -> None:
    if isinstance(then, Fact):
        assert rules.sound(fact) == then
        assert encode(rules.sound(fact)) == encode(then)
    else:
        with pytest.raises(then):
            rules.sound(fact)


def test_a_withdrawn_contact_is_no_way_to_the_customer() -> None:
    customer = Customer(id=JO)
    for fact in (
        MAIL,
        ContactDetailsGiven(at=AT, phone="1"),
        ContactDetailsWithdrawn(at=AT, kinds=("email",)),
    ):
        customer = evolve_customer(customer, fact)
    assert customer.contacts == {("phone", "1")}


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", "Jo.Smith@Example.org", " jo.smith@example.ORG "),
        ("phone", "+44 (20) 7946-0000", "442079460000"),
        ("number", "K 12 34", "k1234"),
    ],
)
def test_spellings_of_one_contact_are_one(kind: ContactKind, one: str, other: str) -> None:
    assert normal_form(kind, one) == normal_form(kind, other)
