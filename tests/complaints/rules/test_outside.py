"""What others have to do with it: forwarding, and the ombudsman."""

from dataclasses import replace

import pytest
from hypothesis import given as drawn

from complaints.commands import AnyCommand
from complaints.commands.outside import ForwardComplaint, RecordOmbudsmanDecision, RecordOmbudsmanReferral
from complaints.errors import ComplaintHasClosed, ComplaintWasWithdrawn, OmbudsmanNotAsked
from complaints.evolve import evolve
from complaints.facts.clocks import ClockStarted, ClockStopped
from complaints.facts.outside import ComplaintForwarded, OmbudsmanDecided, OmbudsmanReferred
from complaints.policy_book import PolicyBook
from complaints.rules import decide
from complaints.sla.packs import shipped_policies
from tests.complaints.anything import anything
from tests.complaints.given import (
    EARLIER,
    MARA,
    NOW,
    Given,
    Then,
    answered,
    closed,
    context,
    decided,
    fold,
    resolved,
    withdrawn,
)

INSURER, BROKER = "Example Insurance", "Example Brokers"
FOS, COURT = "Financial Ombudsman Service", "County Court"

FORWARD = ForwardComplaint(to=INSURER, customer_told=True)
REFER = RecordOmbudsmanReferral(body=FOS)
DECIDE = RecordOmbudsmanDecision(outcome="upheld", redress="The fee back.")
DECIDED = OmbudsmanDecided(at=NOW, body=FOS, outcome="upheld", redress="The fee back.")
CLOSED: list[Given] = [answered(), resolved(), closed()]


def forwarded(to: str = INSURER, *, told: bool = True) -> ComplaintForwarded:
    return ComplaintForwarded(at=EARLIER, to=to, customer_told=told)


def referred(body: str = FOS) -> OmbudsmanReferred:
    return OmbudsmanReferred(at=EARLIER, body=body)


ROWS: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "it is passed on to the firm that is responsible": ([], FORWARD, [replace(forwarded(), at=NOW)]),
    "it is passed on to the same firm once": ([forwarded()], FORWARD, []),
    "the complainant is told later": ([forwarded(told=False)], FORWARD, [replace(forwarded(), at=NOW)]),
    "and told once": ([forwarded(told=False), forwarded()], FORWARD, []),
    "who was told stays told": ([forwarded()], replace(FORWARD, customer_told=False), []),
    "who was not told is not told again": (
        [forwarded(told=False)],
        replace(FORWARD, customer_told=False),
        [],
    ),
    "part of it is passed on to another firm": (
        [forwarded()],
        replace(FORWARD, to=BROKER),
        [replace(forwarded(BROKER), at=NOW)],
    ),
    "the first of two firms is still known": ([forwarded(), forwarded(BROKER)], FORWARD, []),
    "what is closed is not passed on": (CLOSED, FORWARD, ComplaintHasClosed),
    "the complainant goes to the ombudsman": ([], REFER, [replace(referred(), at=NOW)]),
    "and does so once": ([referred()], REFER, []),
    "also after it was resolved": ([answered(), resolved()], REFER, [replace(referred(), at=NOW)]),
    "also after it was closed": (CLOSED, REFER, [replace(referred(), at=NOW)]),
    "not after it was withdrawn": ([withdrawn()], REFER, ComplaintWasWithdrawn),
    "the ombudsman sends them to another body": (
        [referred()],
        RecordOmbudsmanReferral(body=COURT),
        [replace(referred(COURT), at=NOW)],
    ),
    "and that body back": ([referred(), referred(COURT)], REFER, [replace(referred(), at=NOW)]),
    "the ombudsman decides": ([referred()], DECIDE, [DECIDED]),
    "also when the file is closed": ([*CLOSED, referred()], DECIDE, [DECIDED]),
    "and when it was closed later": ([referred(), *CLOSED], DECIDE, [DECIDED]),
    "who was not asked does not decide": ([], DECIDE, OmbudsmanNotAsked),
    "a decision is one decision": ([referred(), replace(DECIDED, at=EARLIER)], DECIDE, []),
    "a final decision may differ from the first view": (
        [referred(), replace(DECIDED, at=EARLIER)],
        replace(DECIDE, outcome="rejected", redress=None),
        [OmbudsmanDecided(at=NOW, body=FOS, outcome="rejected")],
    ),
    "or give another redress": (
        [referred(), replace(DECIDED, at=EARLIER)],
        replace(DECIDE, redress="The fee and interest."),
        [replace(DECIDED, redress="The fee and interest.")],
    ),
    "the body that was asked last is the one that decides": (
        [referred(), referred(COURT)],
        DECIDE,
        [replace(DECIDED, body=COURT)],
    ),
    "another body may decide the same": (
        [referred(), replace(DECIDED, at=EARLIER), referred(COURT)],
        DECIDE,
        [replace(DECIDED, body=COURT)],
    ),
    "what one body decided is forgotten when another is asked": (
        [referred(), replace(DECIDED, at=EARLIER), referred(COURT), referred()],
        DECIDE,
        [DECIDED],
    ),
}


@pytest.mark.parametrize(("given", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_follows_outside(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then


@pytest.mark.parametrize(("told", "stopped"), [(True, ["uk.fca.final"]), (False, [])])
def test_forwarding_keeps_the_promise_once_the_complainant_is_told(*, told: bool, stopped: list[str]) -> None:
    (policy,) = (it for it in shipped_policies() if it.id == "uk.fca.final")
    started = ClockStarted(at=EARLIER, clock=policy.id, policy_version=1, due_at=NOW)
    decisions = decide(
        replace(FORWARD, customer_told=told),
        fold([started]),
        context(book=PolicyBook(policies={policy.id: (policy,)})),
    )
    assert [each.fact.clock for each in decisions if isinstance(each.fact, ClockStopped)] == stopped


@drawn(
    command=anything(ForwardComplaint) | anything(RecordOmbudsmanReferral) | anything(RecordOmbudsmanDecision)
)
def test_said_twice_is_said_once(command: AnyCommand) -> None:
    complaint = fold([referred()])
    command = replace(command, at=None)
    for each in decide(command, complaint, context()):
        complaint = evolve(complaint, each.fact, MARA.by)
    assert decide(command, complaint, context()) == []
