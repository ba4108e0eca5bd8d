"""The shipped regulatory packs at work: which clocks a complaint gets, and how far each can go."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from complaints.commands import AnyCommand
from complaints.commands.conversation import RecordMessageSent
from complaints.commands.escalation import RequestNextStage
from complaints.commands.intake import AcknowledgeComplaint
from complaints.commands.promises import ExtendClock
from complaints.errors import ComplaintError
from complaints.facts import Fact
from complaints.facts.clocks import ClockExtended, ClockStarted, ClockStopped
from complaints.facts.escalation import StageChanged
from complaints.facts.redress import ProvisionalCreditPosted
from complaints.money import Money
from complaints.policy_book import PolicyBook
from complaints.promise_errors import (
    ExtensionConditionOpen,
    ExtensionIncomplete,
    ExtensionTooFar,
)
from complaints.rules import decide
from complaints.sla.packs import shipped_calendars, shipped_policies
from tests.complaints.given import Given, acknowledged, answered, context, fold
from tests.complaints.given_clocks import clocks_after, clocks_at_filing, filed_under, filing

IDS = dict.fromkeys(it.id for it in shipped_policies())
BOOK = PolicyBook(
    policies={id: [it for it in shipped_policies() if it.id == id] for id in IDS},
    calendars={it.id: (it,) for it in shipped_calendars()},
)
NOW = datetime(2026, 4, 8, 9, tzinfo=UTC)
"""A Wednesday; the complaints were received on Tuesday, 7 April 2026, at 9:30 in London."""

CREDIT = ProvisionalCreditPosted(at=NOW, credit=1, money=Money(amount=Decimal(20), currency="USD"))
ACKNOWLEDGE = AcknowledgeComplaint(at=NOW, channel="email")
NEXT_STAGE = RequestNextStage(at=NOW, channel="phone")
SECOND_STAGE: list[Given] = [acknowledged(), answered(), StageChanged(at=NOW, stage=2, channel="phone")]


def begun(facts: list[Fact]) -> dict[str, str]:
    """Return until when each clock runs, as clocks on the wall show it where its policy is from."""
    return {
        it.clock: f"{it.due_at.astimezone(ZoneInfo(BOOK.policy(it.clock, 1).zone)):%m-%d %H:%M}"
        for it in facts
        if isinstance(it, ClockStarted)
    }


@pytest.mark.parametrize(
    ("jurisdiction", "clocks"),
    [
        ("uk.housing", {"uk.housing.s1ack": "04-14 23:59"}),
        ("eu.psd2", {"eu.psd2": "04-28 23:59"}),
        (
            "ie.cpc",
            {"ie.cpc.ack": "04-14 23:59", "ie.cpc.update": "05-06 23:59", "ie.cpc.final": "06-04 23:59"},
        ),
        ("au.rg271", {"au.rg271.ack": "04-08 18:30", "au.rg271.idr": "05-07 23:59"}),
        ("au.rg271.super", {"au.rg271.super.ack": "04-08 18:30", "au.rg271.super.idr": "05-22 23:59"}),
        ("us.cfpb", {"us.cfpb.15": "04-22 23:59"}),
        ("us.rege", {"us.rege": "04-21 23:59"}),
        ("us.rege.new", {"us.rege.new": "05-05 23:59"}),
        ("us.rege.pos", {"us.rege.pos": "04-21 23:59"}),
        ("us.dot", {"us.dot.ack": "05-07 23:59", "us.dot.final": "06-06 23:59"}),
        ("us.dot.disability", {"us.dot.disability": "05-07 23:59"}),
    ],
)
def test_a_complaint_gets_the_clocks_of_its_jurisdiction(jurisdiction: str, clocks: dict[str, str]) -> None:
    assert begun(clocks_at_filing(filing(jurisdiction), BOOK, NOW)) == clocks


@pytest.mark.parametrize(
    ("given", "when", "stops", "clocks"),
    [
        ([], ACKNOWLEDGE, ["uk.housing.s1ack"], {"uk.housing.s1": "04-22 23:59"}),
        ([acknowledged(), answered()], NEXT_STAGE, [], {"uk.housing.s2ack": "04-15 23:59"}),
        (SECOND_STAGE, ACKNOWLEDGE, ["uk.housing.s2ack"], {"uk.housing.s2": "05-07 23:59"}),
    ],
    ids=["the first acknowledgement", "the request for the next stage", "its acknowledgement"],
)
def test_each_stage_of_housing_runs_from_its_own_acknowledgement(
    given: list[Given], when: AnyCommand, stops: list[str], clocks: dict[str, str]
) -> None:
    running = [
        ClockStarted(at=NOW, clock=clock, policy_version=1, due_at=datetime(2026, 5, 29, tzinfo=UTC))
        for clock in stops
    ]
    facts = clocks_after([filed_under("uk.housing"), *given, *running], when, NOW, BOOK)
    assert [it.clock for it in facts if isinstance(it, ClockStopped)] == stops
    assert begun(facts) == clocks


def test_an_update_in_ireland_is_owed_again_from_the_update_that_was_given() -> None:
    given = [filed_under("ie.cpc"), *clocks_at_filing(filing("ie.cpc"), BOOK, NOW)]
    update = RecordMessageSent(at=NOW, channel="letter", substantive=True, automated=False, text="We look.")
    facts = clocks_after(list(given), update, NOW, BOOK)
    assert begun(facts) == {"ie.cpc.update:2": "05-07 23:59"}


def notice(clock: str, until: date, *, recourse: bool = False) -> ExtendClock:
    return ExtendClock(
        at=NOW, clock=clock, until=until, channel="letter", reason="It takes long.", names_recourse=recourse
    )


def decided_on(jurisdiction: str, given: list[Given], command: AnyCommand) -> list[Fact]:
    begin = [filed_under(jurisdiction), *clocks_at_filing(filing(jurisdiction), BOOK, NOW)]
    stream = fold([*begin, *given])
    return [each.fact for each in decide(command, stream, context(now=NOW, book=BOOK))]


def stage(number: int) -> list[Given]:
    """Return what brings a housing complaint to where the answer of a stage is owed."""
    begin: list[Given] = [] if number == 1 else SECOND_STAGE
    complaint = [filed_under("uk.housing"), *begin]
    started = clocks_after(complaint, ACKNOWLEDGE, NOW, BOOK)
    return [*begin, *(it for it in started if isinstance(it, ClockStarted))]


@pytest.mark.parametrize(
    ("jurisdiction", "given", "clock", "furthest"),
    [
        ("uk.housing", stage(1), "uk.housing.s1", date(2026, 5, 7)),
        ("uk.housing", stage(2), "uk.housing.s2", date(2026, 6, 5)),
        ("eu.psd2", [], "eu.psd2", date(2026, 5, 27)),
        ("us.cfpb", [], "us.cfpb.15", date(2026, 6, 6)),
        ("us.rege", [CREDIT], "us.rege", date(2026, 5, 22)),
        ("us.rege.new", [CREDIT], "us.rege.new", date(2026, 7, 6)),
        ("us.rege.pos", [CREDIT], "us.rege.pos", date(2026, 7, 6)),
    ],
)
def test_a_notice_can_extend_to_this_day_and_no_further(
    jurisdiction: str, given: list[Given], clock: str, furthest: date
) -> None:
    (extended,) = decided_on(jurisdiction, given, notice(clock, furthest, recourse=True))
    assert isinstance(extended, ClockExtended)
    too_far = notice(clock, date.fromordinal(furthest.toordinal() + 1), recourse=True)
    with pytest.raises(ExtensionTooFar):
        decided_on(jurisdiction, given, too_far)


@pytest.mark.parametrize(
    ("jurisdiction", "given", "when", "error"),
    [
        ("uk.housing", stage(1), notice("uk.housing.s1", date(2026, 5, 6)), ExtensionIncomplete),
        ("uk.housing", stage(2), notice("uk.housing.s2", date(2026, 5, 29)), ExtensionIncomplete),
        ("us.rege", [], notice("us.rege", date(2026, 5, 6)), ExtensionConditionOpen),
        ("us.rege.new", [], notice("us.rege.new", date(2026, 5, 29)), ExtensionConditionOpen),
    ],
    ids=["no recourse named at stage 1", "nor at stage 2", "no credit posted", "nor for a new account"],
)
def test_a_notice_without_what_the_rule_asks_for_extends_nothing(
    jurisdiction: str, given: list[Given], when: AnyCommand, error: type[ComplaintError]
) -> None:
    with pytest.raises(error):
        decided_on(jurisdiction, given, when)


@pytest.mark.parametrize("id", ["uk.fca.final", "uk.fca.psd"])
def test_an_ombudsman_case_has_a_price_after_three_free_ones(id: str) -> None:
    price = BOOK.policies[id][-1].price
    assert price is not None
    assert (price.amount, price.currency, price.free) == (Decimal(650), "GBP", 3)
