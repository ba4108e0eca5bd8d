"""The same thing said once more: when it is recorded again, and when it says nothing new."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from complaints.commands import AnyCommand
from complaints.commands.conversation import (
    AddNote,
    OfferKnownAnswer,
    PromiseCallback,
    RecordCallbackMade,
    RecordMessageReceived,
)
from complaints.commands.decision import (
    AcceptResolution,
    DisputeResolution,
    IssueFinalResponse,
    ProposeResolution,
    ResolveComplaint,
    SendHoldingLetter,
)
from complaints.commands.escalation import EscalateComplaint
from complaints.commands.intake import AssignComplaint
from complaints.commands.investigation import Apologise, RecordFinding
from complaints.commands.redress import (
    DeclineCompensation,
    OfferCompensation,
    PostProvisionalCredit,
    ReverseProvisionalCredit,
)
from complaints.customer import Customer, evolve_customer
from complaints.facts import Fact
from complaints.facts.customers import (
    ActivityObserved,
    CustomerLost,
    CustomerReturned,
    EvaluationPosted,
    EvaluationWithdrawn,
    SurveyAnswered,
    WinBackOffered,
)
from complaints.money import Money
from complaints.rules.repetition import says_nothing_new
from complaints.when import Day
from tests.complaints.given import EARLIER, NOW
from tests.complaints.given_clocks import filing
from tests.complaints.given_redress import LIMITS, pounds
from tests.complaints.lives import Said, decided_on, lived

DAY = Day(day=EARLIER.date(), zone="Europe/London")
LATER = EARLIER + timedelta(microseconds=1)

NOTE = AddNote(at=EARLIER, text="He called.")
WROTE = RecordMessageReceived(at=DAY, channel="email", text="Any news?")
KNOWN = OfferKnownAnswer(at=EARLIER, article="standing orders")
TOMORROW = NOW + timedelta(days=1)
CALL = PromiseCallback(at=EARLIER, promised_for=TOMORROW)
SORRY = Apologise(at=EARLIER, form="acknowledge", channel="phone")
FOUND = RecordFinding(at=EARLIER, text="It was late.")
LETTER = SendHoldingLetter(at=DAY, expected_on=NOW.date(), reason="The bank is slow.")
PROPOSE = ProposeResolution(at=EARLIER, text="We set it right.")
ANSWER = IssueFinalResponse(at=EARLIER, channel="letter", outcome="upheld", reasons="It was late.")
OFFER = OfferCompensation(at=EARLIER, kind="money", money=pounds("50.00"))
DECLINE = DeclineCompensation(at=EARLIER, offer=1, channel="phone")
CREDIT = PostProvisionalCredit(at=EARLIER, money=pounds("50.00"))
HIGHER = EscalateComplaint(at=EARLIER, reason="handler")
DISPUTE = DisputeResolution(at=DAY, channel="phone")
RETAIL, LENDING = AssignComplaint(at=DAY, team="retail"), AssignComplaint(at=DAY, team="lending")

ONCE: list[AnyCommand] = [
    NOTE,
    WROTE,
    KNOWN,
    CALL,
    SORRY,
    FOUND,
    LETTER,
    PROPOSE,
    ANSWER,
    OFFER,
    CREDIT,
    HIGHER,
]
ROWS: dict[str, tuple[Sequence[Said], AnyCommand, int]] = {
    "the same call is promised once, whenever it is said": ([CALL], replace(CALL, at=None), 0),
    "or said to have been promised": ([CALL], replace(CALL, at=LATER), 0),
    "a call for another instant is another": (
        [CALL],
        replace(CALL, promised_for=TOMORROW + timedelta(microseconds=1)),
        1,
    ),
    "once the call was made, it is promised again": (
        [CALL, RecordCallbackMade(callback=1)],
        replace(CALL, at=LATER),
        1,
    ),
    "the same call is known beside another": (
        [CALL, replace(CALL, promised_for=TOMORROW + timedelta(hours=1))],
        CALL,
        0,
    ),
    "an offer that was declined is made again on the same day": ([OFFER, DECLINE], OFFER, 1),
    "the first of two offers is known": ([OFFER, replace(OFFER, money=pounds("60.00"))], OFFER, 0),
    "an offer of another amount is another": ([OFFER], replace(OFFER, money=pounds("60.00")), 1),
    "a credit that was reversed is posted again": (
        [CREDIT, ReverseProvisionalCredit(credit=1, reason="no error found")],
        CREDIT,
        1,
    ),
    "a team that has it again has it again, on the same day": ([RETAIL, LENDING], RETAIL, 1),
    "what is disputed once more is news where it was settled since": (
        [ANSWER, DISPUTE, ResolveComplaint()],
        DISPUTE,
        2,
    ),
    "and where it was agreed to since": ([ANSWER, DISPUTE, AcceptResolution(channel="phone")], DISPUTE, 2),
    "else it is known": ([ANSWER, DISPUTE], DISPUTE, 0),
}


@pytest.mark.parametrize("command", ONCE, ids=lambda it: type(it).__name__)
def test_what_was_said_with_its_time_is_said_once(command: AnyCommand) -> None:
    stream = lived(filing(), command, book=LIMITS)
    assert decided_on(stream, command, LIMITS) == []


@pytest.mark.parametrize("command", [it for it in ONCE if it is not CALL], ids=lambda it: type(it).__name__)
def test_another_time_makes_it_another_and_so_does_none(command: AnyCommand) -> None:
    stream = lived(filing(), command, book=LIMITS)
    assert len(decided_on(stream, replace(command, at=LATER), LIMITS)) == 1
    assert len(decided_on(stream, replace(command, at=None), LIMITS, now=EARLIER)) == 1


@pytest.mark.parametrize(("given", "when", "count"), ROWS.values(), ids=ROWS)
def test_how_many_facts_follow_where_it_was_said_before(
    given: Sequence[Said], when: AnyCommand, count: int
) -> None:
    assert len(decided_on(lived(filing(), *given, book=LIMITS), when, LIMITS)) == count


JO = UUID(int=7)
SPENT = Money(amount=Decimal("12.50"), currency="GBP")
MARCH = ActivityObserved(at=EARLIER, money=SPENT, first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))
RATED = EvaluationPosted(at=EARLIER, place="reviews", rating=1)
SCORE = SurveyAnswered(at=EARLIER, survey="after", score=9)
LOST, BACK = CustomerLost(at=DAY, reason="price"), CustomerReturned(at=DAY)
GIFT = WinBackOffered(at=DAY, offer=1, kind="gift")
NEXT_DAY = datetime(2026, 4, 11, tzinfo=EARLIER.tzinfo)

OF_A_CUSTOMER: dict[str, tuple[list[Fact], Fact, bool, bool]] = {
    "the same spending": ([MARCH], replace(MARCH, at=NOW), False, True),
    "with the amount in other digits": (
        [MARCH],
        replace(MARCH, money=replace(SPENT, amount=Decimal("12.5"))),
        False,
        True,
    ),
    "spending of another amount": ([MARCH], replace(MARCH, money=pounds("12.51")), False, False),
    "spending in another currency": (
        [MARCH],
        replace(MARCH, money=replace(SPENT, currency="EUR")),
        False,
        False,
    ),
    "spending from another day": ([MARCH], replace(MARCH, first_day=date(2026, 3, 2)), False, False),
    "spending to another day": ([MARCH], replace(MARCH, last_day=date(2026, 3, 30)), False, False),
    "the rating that stands": ([RATED], replace(RATED, at=NOW), False, True),
    "another rating": ([RATED], replace(RATED, at=NOW, rating=2), False, False),
    "in other words": ([RATED], replace(RATED, at=NOW, text="Never again."), False, False),
    "a rating that was changed since": ([RATED, replace(RATED, rating=5)], RATED, True, False),
    "a rating that was taken back since": (
        [RATED, EvaluationWithdrawn(at=EARLIER, place="reviews")],
        RATED,
        True,
        False,
    ),
    "the same answer on the same day": ([SCORE], replace(SCORE, at=DAY), False, True),
    "on the day after": ([SCORE], replace(SCORE, at=NEXT_DAY), True, False),
    "at the end of the day": ([SCORE], replace(SCORE, at=NEXT_DAY - timedelta(microseconds=1)), True, True),
    "another score": ([SCORE], replace(SCORE, score=8), False, False),
    "leaving again after the return, all on one day": ([LOST, BACK], LOST, True, False),
    "the same offer": ([LOST, GIFT], replace(GIFT, offer=2), True, True),
    "an offer that is made without a time": ([LOST, GIFT], replace(GIFT, offer=2), False, False),
    "an offer that lapsed": ([LOST, GIFT, BACK, LOST], replace(GIFT, offer=2), True, False),
}


@pytest.mark.parametrize(("given", "fact", "is_time_said", "then"), OF_A_CUSTOMER.values(), ids=OF_A_CUSTOMER)
def test_what_is_known_of_a_customer(
    given: list[Fact],
    fact: Fact,
    is_time_said: bool,  # noqa: FBT001 - columns of the table
    then: bool,  # noqa: FBT001
) -> None:
    customer = Customer(id=JO)
    for each in given:
        customer = evolve_customer(customer, each)
    known = [(each, "mara") for each in given]
    is_known = says_nothing_new(
        [fact], known, lambda it, _: evolve_customer(customer, it) != customer, is_time_said=is_time_said
    )
    assert is_known is then


def test_of_two_facts_each_must_be_known() -> None:
    def nothing(_: Fact, by: str) -> bool:
        return by != "mara"

    known = [(LOST, "mara")]
    assert says_nothing_new([LOST], known, nothing, is_time_said=True)
    assert not says_nothing_new([LOST, BACK], known, nothing, is_time_said=True)
    assert not says_nothing_new([BACK, LOST], known, nothing, is_time_said=True)
    assert not says_nothing_new([LOST], [(LOST, "tom")], nothing, is_time_said=True)
