"""A customer's record put right: what a correction or a strike adds, and what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from complaints.commands.upkeep import CorrectFact, StrikeFact
from complaints.customer import Customer, leave_trace
from complaints.customer_errors import ContactMissing, DaysToCome, RegistrationNotStruck
from complaints.customer_upkeep import FIXED_FIELDS, decide_customer_upkeep
from complaints.errors import (
    ComplaintError,
    CorrectionMalformed,
    FactNotCorrectable,
    FactUnknown,
    FieldNotCorrectable,
    TimeInFuture,
    TimeWithoutZone,
)
from complaints.facts import Fact
from complaints.facts.customers import (
    ActivityObserved,
    ContactDetailsGiven,
    CustomerLost,
    CustomerRegistered,
    EvaluationPosted,
    ExperimentAssigned,
    SurveyAnswered,
    WinBackOffered,
)
from complaints.facts.upkeep import FactCorrected
from complaints.money import Money
from complaints.storage import Envelope, Recorded
from tests.complaints.given import EARLIER, MARA, NOW, RECEIVED, context
from tests.complaints.lives import corrected, struck

JO = UUID(int=7)
SPENT = Money(amount=Decimal("12.50"), currency="GBP")
RECORDED: Sequence[tuple[Fact, str]] = [
    (CustomerRegistered(at=EARLIER, name="Jo Smiht"), "RegisterCustomer"),
    (ContactDetailsGiven(at=EARLIER, email="jo@example.org"), "RegisterCustomer"),
    (CustomerLost(at=EARLIER, reason="price"), "RecordLoss"),
    (
        ActivityObserved(at=EARLIER, money=SPENT, first_day=date(2026, 3, 1), last_day=date(2026, 3, 31)),
        "RecordActivity",
    ),
    (ExperimentAssigned(at=EARLIER, experiment="apology", arm="sorry"), "AssignExperiment"),
    (WinBackOffered(at=EARLIER, offer=1, kind="gift"), "OfferWinBack"),
    (EvaluationPosted(at=EARLIER, place="reviews", rating=1), "RecordEvaluation"),
    (SurveyAnswered(at=EARLIER, survey="after", score=3), "RecordSurvey"),
    (CustomerLost(at=EARLIER, reason="price"), "RecordLoss"),
    (FactCorrected(at=NOW, corrects=9, reason="entered twice"), "StrikeFact"),
]

RIGHT: Mapping[str, tuple[CorrectFact | StrikeFact, dict[str, object] | None]] = {
    "the name": (corrected(1, name="Jo Smith"), {}),
    "when the customer left, before it was registered": (
        corrected(3, at={"day": "2020-01-01", "zone": "Europe/London"}),
        {"at": {"day": "2020-01-01", "zone": "Europe/London"}},
    ),
    "why it left": (corrected(3, reason="service"), {"reason": "service"}),
    "what it spent": (
        corrected(4, money={"amount": "2.5", "currency": "GBP"}),
        {"money": {"amount": "2.50"}},
    ),
    "how it rated us": (corrected(7, rating=5), {"rating": 5}),
    "what was entered for the wrong customer": (struck(2), None),
    "an arm that was another customer's": (struck(5), None),
}
NOTHING: Sequence[CorrectFact] = [
    corrected(1, name="Jo Smiht"),
    corrected(4, money={"amount": "12.5", "currency": "GBP"}),
    corrected(3),
]
WRONG: Mapping[str, tuple[CorrectFact | StrikeFact, type[ComplaintError]]] = {
    "what was never recorded": (struck(99), FactUnknown),
    "what was struck": (struck(9), FactUnknown),
    "a correction": (struck(10), FactNotCorrectable),
    "the registration, to be struck": (struck(1), RegistrationNotStruck),
    "the number of an offer": (corrected(6, offer=2), FieldNotCorrectable),
    "a field that is none": (corrected(3, colour="red"), CorrectionMalformed),
    "a customer without a name": (corrected(1, name=None), CorrectionMalformed),
    "a name that is too long": (corrected(1, name="x" * 20_001), CorrectionMalformed),
    "an address that is too long": (corrected(2, email="x" * 321), CorrectionMalformed),
    "no address": (corrected(2, email=None), ContactMissing),
    "a rating above the best": (corrected(7, rating=6), CorrectionMalformed),
    "a score below the worst": (corrected(8, score=-1), CorrectionMalformed),
    "days to come": (corrected(4, last_day="2036-01-01"), DaysToCome),
    "a time to come": (corrected(3, at="2026-04-21T00:00:00Z"), TimeInFuture),
    "a time without a zone": (corrected(3, at="2026-04-09T10:00:00"), TimeWithoutZone),
    "a correction to come": (replace(struck(3), at=NOW + timedelta(hours=1)), TimeInFuture),
}


def stream() -> Sequence[Recorded]:
    return [
        Recorded(
            originator_id=JO,
            originator_version=version,
            fact=fact,
            envelope=Envelope(by=MARA, cause=f"command:{cause}", command_id=UUID(int=version), subject=JO),
        )
        for version, (fact, cause) in enumerate(RECORDED, start=1)
    ]


@pytest.mark.parametrize(("when", "said"), RIGHT.values(), ids=RIGHT)
def test_what_is_put_right(when: CorrectFact | StrikeFact, said: dict[str, object] | None) -> None:
    (fact,) = decide_customer_upkeep(when, stream(), context())
    assert (fact.at, fact.corrects, fact.reason) == (NOW, when.version, when.reason)
    if said is None:
        assert fact.said is None
    else:
        assert fact.said is not None
        assert all(_holds(fact.said[name], value) for name, value in said.items())


def test_the_right_name_is_personal() -> None:
    (fact,) = decide_customer_upkeep(corrected(1, name="Jo Smith"), stream(), context())
    assert (fact.said, fact.personal) == ({"at": "2026-04-10T15:00:00Z"}, {"name": "Jo Smith"})


def test_a_correction_of_long_ago_may_be_before_the_registration() -> None:
    when = replace(struck(3), at=RECEIVED - timedelta(weeks=52))
    (fact,) = decide_customer_upkeep(when, stream(), context())
    assert fact.at == datetime(2025, 4, 8, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("when", NOTHING)
def test_what_is_so_already_adds_nothing(when: CorrectFact) -> None:
    assert decide_customer_upkeep(when, stream(), context()) == []


@pytest.mark.parametrize(("when", "error"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_put_right(when: CorrectFact | StrikeFact, error: type[ComplaintError]) -> None:
    with pytest.raises(error):
        decide_customer_upkeep(when, stream(), context())


@pytest.mark.parametrize("field", sorted(FIXED_FIELDS))
def test_what_was_numbered_or_drawn_is_not_corrected(field: str) -> None:
    with pytest.raises(FieldNotCorrectable, match=field):
        decide_customer_upkeep(corrected(5, **{field: None}), stream(), context())


def test_the_number_of_a_struck_offer_is_not_given_again() -> None:
    third, second = (WinBackOffered(at=NOW, offer=number, kind="gift") for number in (3, 2))
    assert leave_trace(leave_trace(Customer(id=JO), third), second) == Customer(id=JO, offers=3)
    assert leave_trace(Customer(id=JO), CustomerLost(at=NOW, reason="price")) == Customer(id=JO)


def _holds(value: object, wanted: object) -> bool:
    if isinstance(value, dict) and isinstance(wanted, dict):
        return wanted.items() <= value.items()
    return value == wanted
