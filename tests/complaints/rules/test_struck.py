"""What was struck out never happened, but it was recorded: numbers are given once, and who answered has."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from complaints.actor import Actor
from complaints.commands import AnyCommand
from complaints.commands.conversation import PromiseCallback
from complaints.commands.decision import AcceptResolution, IssueFinalResponse, ProposeResolution
from complaints.commands.escalation import EscalateComplaint, RequestNextStage
from complaints.commands.investigation import Apologise
from complaints.commands.redress import OfferCompensation, PostProvisionalCredit
from complaints.complaint import Answer, Complaint
from complaints.errors import AnsweredEarlierStage, ComplaintError, NothingToAnswer, StageNotAnswered
from complaints.facts import Fact
from complaints.facts.conversation import CallbackPromised
from complaints.facts.decision import FinalResponseIssued, ResolutionAccepted, ResolutionProposed
from complaints.facts.escalation import ComplaintEscalated
from complaints.facts.investigation import ApologyMade
from complaints.facts.redress import CompensationOffered, ProvisionalCreditPosted
from complaints.struck import leave_trace
from tests.complaints.given import (
    EARLIER,
    MARA,
    NOW,
    TOM,
    acknowledged,
    answered,
    apologised,
    fold,
    promised,
    proposed,
)
from tests.complaints.given_clocks import BOOK, filing
from tests.complaints.given_redress import credited, offered, pounds
from tests.complaints.lives import Said, Stream, appended, corrected, decided_on, lived, struck

CALL = PromiseCallback(promised_for=NOW.replace(year=2027))
SORRY = Apologise(form="acknowledge", channel="phone")
PROPOSE = ProposeResolution(text="We set it right.")
OFFER = OfferCompensation(kind="money", money=pounds("50.00"))
CREDIT = PostProvisionalCredit(money=pounds("50.00"))
HIGHER = EscalateComplaint(reason="handler")
ANSWER = IssueFinalResponse(channel="letter", outcome="upheld", reasons="It was late.")
ASK = RequestNextStage(channel="phone")
AGREE = AcceptResolution(channel="phone")
ANOTHER: dict[AnyCommand, AnyCommand] = {CALL: PromiseCallback(promised_for=NOW.replace(year=2028))}
"""The same call is not promised twice while it is open."""


def call(number: int) -> Fact:
    return CallbackPromised(at=NOW, callback=number, promised_for=CALL.promised_for)


def apology(number: int) -> Fact:
    return ApologyMade(at=NOW, form="acknowledge", sequence=number, channel="phone", automated=False)


def proposal(number: int) -> Fact:
    return ResolutionProposed(at=NOW, proposal=number, text="We set it right.")


def offer(number: int) -> Fact:
    return CompensationOffered(at=NOW, offer=number, kind="money", money=pounds("50.00"))


def credit(number: int) -> Fact:
    return ProvisionalCreditPosted(at=NOW, credit=number, money=pounds("50.00"))


def escalation(number: int) -> Fact:
    return ComplaintEscalated(at=NOW, level=number, reason="handler")


# Version 1 is the filing, outside every regime; version 2 is what is said first.
NUMBERED: dict[str, tuple[AnyCommand, Callable[[int], Fact]]] = {
    "a call": (CALL, call),
    "an apology": (SORRY, apology),
    "a proposal": (PROPOSE, proposal),
    "an offer": (OFFER, offer),
    "a credit": (CREDIT, credit),
    "an escalation": (HIGHER, escalation),
}


@pytest.mark.parametrize(("command", "numbered"), NUMBERED.values(), ids=NUMBERED)
def test_the_number_of_what_was_struck_is_not_given_again(
    command: AnyCommand, numbered: Callable[[int], Fact]
) -> None:
    again = replace(command, at=EARLIER)
    assert facts(lived(filing(), command, struck(2), book=BOOK), command) == [numbered(2)]
    assert facts(lived(filing(), again, struck(2), again, struck(4), book=BOOK), command) == [numbered(3)]
    two = lived(filing(), command, replace(ANOTHER.get(command, command), at=EARLIER), struck(2), book=BOOK)
    assert facts(two, command) == [numbered(3)]


def test_a_number_stays_where_what_has_it_is_corrected() -> None:
    stream = lived(filing(), SORRY, corrected(2, channel="email"), book=BOOK)
    assert [fact.sequence for fact in facts(stream, SORRY) if isinstance(fact, ApologyMade)] == [2]


AGREEING: dict[str, tuple[Sequence[Said], list[int | None] | type[ComplaintError]]] = {
    "with the proposal that stands": ([PROPOSE, PROPOSE, struck(3)], [1]),
    "with the last of those that stand": ([PROPOSE, PROPOSE, struck(2)], [2]),
    "with the answer, where no proposal stands": ([PROPOSE, ANSWER, struck(2)], [None]),
    "with nothing, where nothing stands": ([PROPOSE, struck(2)], NothingToAnswer),
}


@pytest.mark.parametrize(("given", "then"), AGREEING.values(), ids=AGREEING)
def test_the_complainant_agrees(given: Sequence[Said], then: list[int | None] | type[ComplaintError]) -> None:
    stream = lived(filing(), *given, book=BOOK)
    if isinstance(then, list):
        agreed = [fact for fact in facts(stream, AGREE) if isinstance(fact, ResolutionAccepted)]
        assert [fact.proposal for fact in agreed] == then
    else:
        with pytest.raises(then):
            facts(stream, AGREE)


ANSWERED = FinalResponseIssued(at=NOW, stage=2, outcome="upheld", channel="letter", reasons="It was late.")
BY: dict[str, tuple[Actor, Actor, list[Fact] | type[ComplaintError]]] = {
    "who gave the answer that was struck does not answer at stage 2": (MARA, MARA, AnsweredEarlierStage),
    "nor does who gave the one that stands": (MARA, TOM, AnsweredEarlierStage),
    "somebody else does": (MARA, Actor(by="olga", kind="person", role="officer"), [ANSWERED]),
}


@pytest.mark.parametrize(("first", "by", "then"), BY.values(), ids=BY)
def test_a_struck_answer_was_given_by_somebody(
    first: Actor, by: Actor, then: list[Fact] | type[ComplaintError]
) -> None:
    stream = lived(filing(), book=BOOK)
    for command, who in ((ANSWER, first), (struck(2), first), (ANSWER, TOM), (ASK, TOM)):
        stream = appended(stream, decided_on(stream, command, BOOK, by=who), by=who)
    if isinstance(then, list):
        assert [each.fact for each in decided_on(stream, ANSWER, BOOK, by=by)] == then
    else:
        with pytest.raises(then):
            decided_on(stream, ANSWER, BOOK, by=by)


def test_a_struck_answer_is_none_to_go_on_from() -> None:
    stream = lived(filing(), ANSWER, struck(2), book=BOOK)
    with pytest.raises(StageNotAnswered):
        facts(stream, ASK)
    stream = lived(filing(), ANSWER, ANSWER, struck(2), book=BOOK)
    assert len(facts(stream, ASK)) == 1


NOTHING = fold([])
LEFT: dict[str, tuple[Fact, Complaint]] = {
    "a call": (promised(), replace(NOTHING, callbacks=1)),
    "an apology": (apologised(), replace(NOTHING, apologies=1)),
    "a proposal": (proposed(), replace(NOTHING, proposals=1)),
    "an offer": (offered(), replace(NOTHING, offers_made=1)),
    "a credit": (credited(), replace(NOTHING, credits=1)),
    "an escalation": (
        ComplaintEscalated(at=EARLIER, level=1, reason="rule"),
        replace(NOTHING, escalations=1),
    ),
    "an answer": (answered(2), replace(NOTHING, answers=(Answer(stage=2, by="tom", is_struck=True),))),
    "anything else": (acknowledged(), NOTHING),
}


@pytest.mark.parametrize(("fact", "then"), LEFT.values(), ids=LEFT)
def test_of_what_was_struck_is_left(fact: Fact, then: Complaint) -> None:
    assert leave_trace(NOTHING, fact, "tom") == then


def test_two_struck_answers_leave_both() -> None:
    once = leave_trace(NOTHING, answered(), "mara")
    assert [answer.by for answer in leave_trace(once, answered(), "tom").answers] == ["mara", "tom"]


def facts(stream: Stream, command: AnyCommand) -> list[Fact]:
    return [each.fact for each in decided_on(stream, command, BOOK)]
