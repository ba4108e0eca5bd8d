"""What each fact changes in a complaint, and that it changes nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from complaints.complaint import Answer, Clock, Complaint, begin
from complaints.evolve import evolve
from complaints.facts import Fact
from complaints.facts.clocks import (
    ClockBreached,
    ClockEscalated,
    ClockExtended,
    ClockPaused,
    ClockResumed,
    ClockStopped,
    ClockWarned,
)
from complaints.facts.conversation import CallbackMissed, MessageReceived
from complaints.facts.escalation import ComplaintEscalated, EscalationAnswered
from complaints.facts.intake import ComplaintFiled, HandedOver
from complaints.facts.merging import ComplaintMerged, ComplaintUnmerged
from complaints.sla.deadline import Pause
from tests.complaints.given import (
    COMPLAINT,
    CUSTOMER,
    EARLIER,
    NOW,
    REFERENCE,
    SHA256,
    TOM,
    Given,
    accepted,
    acknowledged,
    answered,
    apologised,
    arrived,
    assigned,
    attached,
    called,
    classified,
    closed,
    disputed,
    filed,
    fold,
    identified,
    investigated,
    promised,
    proposed,
    reopened,
    requested,
    resolved,
    withdrawn,
)
from tests.complaints.given_clocks import ACK_DUE, ACK_RUNS, FINAL_DUE, FINAL_RUNS
from tests.complaints.given_redress import credited, debited, declined, offered


def escalated(level: int = 1) -> ComplaintEscalated:
    return ComplaintEscalated(at=EARLIER, level=level, reason="rule")


BEGUN = Complaint(
    id=COMPLAINT,
    received=filed().at,
    jurisdiction=None,
    brand=None,
    source=None,
    region=None,
    channel=filed().channel,
)
WRITTEN = replace(accepted(), in_writing=True)
LATER = FINAL_DUE + timedelta(days=2)
LATEST = FINAL_DUE + timedelta(days=5)

FINAL = Clock(name="uk.fca.final", policy_version=1, calendar=None, started=filed().at, due_at=FINAL_DUE)
ACK = Clock(
    name="example.ack",
    policy_version=1,
    calendar=("uk.england-and-wales", 1),
    started=filed().at,
    due_at=ACK_DUE,
)
PAUSED = ClockPaused(at=NOW, clock="uk.fca.final", reason="asked for information")
RESUMED = ClockResumed(at=NOW, clock="uk.fca.final", due_at=LATER)
HELD = replace(PAUSED, by_hand=True)
HELD_FINAL = replace(FINAL, is_running=False, held_since=NOW, held_for="asked for information")
WARNED = ClockWarned(at=NOW, clock="uk.fca.final", mark=50, due_at=FINAL_DUE)
CLIMBED = ClockEscalated(
    at=NOW, clock="uk.fca.final", step=1, action="notify", addressee="desk", due_at=FINAL_DUE
)
STOPPED = ClockStopped(at=NOW, clock="uk.fca.final", stopped_by="FinalResponseIssued")
BROKEN = ClockBreached(at=FINAL_DUE, clock="uk.fca.final", due_at=FINAL_DUE)

AGREED = replace(BEGUN, proposals=1, proposal=1, is_accepted=True)
SURVIVOR = UUID("0190a6e0-0000-7000-8000-000000000009")

ROWS: dict[str, tuple[Sequence[Given], Fact, Complaint]] = {
    "what is said changes nothing": ([], MessageReceived(at=NOW, channel="chat", text="Hello?"), BEGUN),
    "whose it is": ([], identified(), replace(BEGUN, customer=CUSTOMER)),
    "that it was acknowledged": ([], acknowledged(), replace(BEGUN, is_acknowledged=True)),
    "what it is about": ([], classified(), replace(BEGUN, classification=classified())),
    "who is responsible": ([], assigned(), replace(BEGUN, team="retail", handler="mara")),
    "who is responsible next": (
        [assigned()],
        HandedOver(at=NOW, to_team="lending", reason="a loan"),
        replace(BEGUN, team="lending", handler=None),
    ),
    "what is waited for": ([], requested(), replace(BEGUN, awaited_items=frozenset({"statement"}))),
    "what is waited for no more": ([requested()], arrived(), BEGUN),
    "what arrives unasked": ([], arrived(), BEGUN),
    "which call is promised": ([], promised(), replace(BEGUN, callbacks=1, open_callbacks=frozenset({1}))),
    "which call was made": ([promised()], called(), replace(BEGUN, callbacks=1)),
    "which call was missed": (
        [promised(), promised(2)],
        CallbackMissed(at=NOW, callback=2),
        replace(BEGUN, callbacks=2, open_callbacks=frozenset({1})),
    ),
    "that it is looked into": ([], investigated(), replace(BEGUN, is_investigated=True)),
    "what is on file": ([], attached(), replace(BEGUN, evidence=frozenset({SHA256}))),
    "how often somebody apologised": ([apologised()], apologised(2), replace(BEGUN, apologies=2)),
    "what was answered, at which stage and by whom": (
        [],
        answered(),
        replace(BEGUN, is_answered=True, answers=(Answer(stage=1, by="tom"),)),
    ),
    "what was proposed": ([], proposed(), replace(BEGUN, proposals=1, proposal=1, has_open_proposal=True)),
    "that a proposal was agreed to": ([proposed()], accepted(), AGREED),
    "that it was in writing": ([proposed()], WRITTEN, replace(AGREED, is_accepted_in_writing=True)),
    "that it was disputed": ([proposed()], disputed(), replace(BEGUN, proposals=1, proposal=1)),
    "that an agreement was taken back": (
        [proposed(), WRITTEN],
        disputed(),
        replace(BEGUN, proposals=1, proposal=1),
    ),
    "that it is settled": ([], resolved(), replace(BEGUN, status="resolved")),
    "that it was taken back": ([], withdrawn(), replace(BEGUN, status="withdrawn")),
    "that it was put away": ([resolved()], closed(), replace(BEGUN, status="closed")),
    "that it was taken up again, and all that settled it is void": (
        [answered(), proposed(), WRITTEN, resolved(), closed()],
        reopened(),
        replace(BEGUN, proposals=1, proposal=1, answers=(Answer(stage=1, by="mara"),)),
    ),
    "that a clock runs": ([ACK_RUNS], FINAL_RUNS, replace(BEGUN, clocks=(ACK, FINAL))),
    "that one of two clocks was too slow": (
        [ACK_RUNS, FINAL_RUNS],
        BROKEN,
        replace(BEGUN, clocks=(ACK, replace(FINAL, is_breached=True))),
    ),
    "that one of two clocks stopped": (
        [ACK_RUNS, FINAL_RUNS],
        STOPPED,
        replace(BEGUN, clocks=(ACK, replace(FINAL, is_running=False))),
    ),
    "that one of two clocks was warned of": (
        [FINAL_RUNS, ACK_RUNS, WARNED],
        replace(WARNED, mark=75),
        replace(BEGUN, clocks=(replace(FINAL, warned=frozenset({50, 75})), ACK)),
    ),
    "that a step of the ladder was taken for one": (
        [FINAL_RUNS, ACK_RUNS, CLIMBED],
        replace(CLIMBED, step=2),
        replace(BEGUN, clocks=(replace(FINAL, climbed=frozenset({1, 2})), ACK)),
    ),
    "that somebody paused a clock, since when and why": (
        [FINAL_RUNS],
        HELD,
        replace(BEGUN, clocks=(HELD_FINAL,)),
    ),
    "that a clock was stopped that somebody had paused": (
        [FINAL_RUNS, HELD],
        STOPPED,
        replace(BEGUN, clocks=(replace(HELD_FINAL, held_since=None),)),
    ),
    "that a clock that somebody paused runs again, until when, and what the pause was": (
        [FINAL_RUNS, HELD],
        replace(RESUMED, by_hand=True, at=LATER),
        replace(
            BEGUN,
            clocks=(
                replace(
                    HELD_FINAL,
                    due_at=LATER,
                    is_running=True,
                    held_since=None,
                    pauses=(Pause(from_at=NOW, until_at=LATER, reason="asked for information"),),
                ),
            ),
        ),
    ),
    "that no merge lets a clock run that somebody paused": (
        [FINAL_RUNS, HELD],
        RESUMED,
        replace(BEGUN, clocks=(HELD_FINAL,)),
    ),
    "that nobody lets a clock run that a merge has paused": (
        [FINAL_RUNS, PAUSED],
        replace(RESUMED, by_hand=True),
        replace(BEGUN, clocks=(replace(FINAL, is_running=False, is_paused=True),)),
    ),
    "that a clock that runs is not resumed": (
        [FINAL_RUNS],
        replace(RESUMED, by_hand=True),
        replace(BEGUN, clocks=(FINAL,)),
    ),
    "that a notice gives more time": (
        [FINAL_RUNS],
        ClockExtended(at=NOW, clock="uk.fca.final", due_at=LATER, channel="letter", names_recourse=True),
        replace(BEGUN, clocks=(replace(FINAL, due_at=LATER, first_due_at=FINAL.due_at),)),
    ),
    "that a second notice gives more time, and until when it was before the first": (
        [
            FINAL_RUNS,
            ClockExtended(at=NOW, clock="uk.fca.final", due_at=LATER, channel="letter", names_recourse=True),
        ],
        ClockExtended(at=NOW, clock="uk.fca.final", due_at=LATEST, channel="letter", names_recourse=True),
        replace(BEGUN, clocks=(replace(FINAL, due_at=LATEST, first_due_at=FINAL.due_at),)),
    ),
    "that a notice never takes time": (
        [FINAL_RUNS],
        ClockExtended(at=NOW, clock="uk.fca.final", due_at=NOW, channel="letter", names_recourse=True),
        replace(BEGUN, clocks=(replace(FINAL, first_due_at=FINAL.due_at),)),
    ),
    "that a clock waits": (
        [FINAL_RUNS],
        PAUSED,
        replace(BEGUN, clocks=(replace(FINAL, is_running=False, is_paused=True),)),
    ),
    "that a clock waits still": (
        [FINAL_RUNS, PAUSED],
        PAUSED,
        replace(BEGUN, clocks=(replace(FINAL, is_running=False, is_paused=True),)),
    ),
    "that a clock that stopped does not wait": (
        [FINAL_RUNS, STOPPED],
        PAUSED,
        replace(BEGUN, clocks=(replace(FINAL, is_running=False),)),
    ),
    "that a clock that waited runs again, and until when": (
        [FINAL_RUNS, PAUSED],
        RESUMED,
        replace(BEGUN, clocks=(replace(FINAL, due_at=LATER),)),
    ),
    "that a clock that waited stopped": (
        [FINAL_RUNS, PAUSED],
        STOPPED,
        replace(BEGUN, clocks=(replace(FINAL, is_running=False),)),
    ),
    "that a clock that stopped stays stopped": (
        [FINAL_RUNS, STOPPED],
        RESUMED,
        replace(BEGUN, clocks=(replace(FINAL, is_running=False),)),
    ),
    "into which it was merged, and what it would be without": (
        [answered(), resolved()],
        ComplaintMerged(at=NOW, survivor=SURVIVOR, reason="the same letter"),
        replace(
            BEGUN,
            status="merged",
            merged_into=SURVIVOR,
            status_if_unmerged="resolved",
            is_answered=True,
            answers=(Answer(stage=1, by="mara"),),
        ),
    ),
    "that it was not the same": (
        [resolved(), ComplaintMerged(at=EARLIER, survivor=SURVIVOR, reason="the same letter")],
        ComplaintUnmerged(at=NOW, survivor=SURVIVOR, reason="another letter"),
        replace(BEGUN, status="resolved"),
    ),
}


OFFERED_TWICE: list[Given] = [offered(), offered(2)]
AGAIN: dict[str, tuple[list[Given], Fact, bool]] = {
    "the call that is open": ([promised(), promised(2)], promised(), True),
    "a call that was made": ([promised(), promised(2), called()], promised(), False),
    "an apology": ([apologised(), apologised(2)], apologised(), True),
    "an answer of the same person": ([answered(), (answered(), TOM)], answered(), True),
    "an answer that is void": ([answered(), resolved(), closed(), reopened()], answered(), False),
    "the proposal that is open": ([proposed(), proposed(2)], proposed(2), True),
    "a proposal before the last": ([proposed(), proposed(2)], proposed(), False),
    "a proposal that was disputed": ([proposed(), disputed()], proposed(), False),
    "the offer that is open": (OFFERED_TWICE, offered(), True),
    "an offer that was declined": ([*OFFERED_TWICE, declined()], offered(), False),
    "an offer that replaced another": ([offered(), offered(2, replaces=1)], offered(2, replaces=1), True),
    "a credit that stands": ([credited(), credited(2)], credited(), True),
    "a credit that was reversed": ([credited(), debited()], credited(), False),
    "the escalation that is open": ([escalated(), escalated(2)], escalated(), True),
    "a note": ([], MessageReceived(at=NOW, channel="chat", text="Hello?"), True),
}


@pytest.mark.parametrize(("given", "fact", "is_still_so"), AGAIN.values(), ids=AGAIN)
def test_what_still_holds_changes_nothing_when_it_is_told_again(
    given: list[Given],
    fact: Fact,
    is_still_so: bool,  # noqa: FBT001 - a column of the table
) -> None:
    complaint = fold(given)
    assert (evolve(complaint, fact, "mara") == complaint) is is_still_so


def test_what_is_told_again_has_no_later_number() -> None:
    lives: list[tuple[list[Given], Fact]] = [
        ([promised(), called(), promised(2)], promised()),
        ([proposed(), proposed(2)], proposed()),
        ([credited(), credited(2), debited()], credited()),
        ([escalated(), escalated(2), EscalationAnswered(at=NOW, level=1)], escalated()),
        ([*OFFERED_TWICE, declined()], offered()),
    ]
    for given, fact in lives:
        told = evolve(fold(given), fact, "mara")
        assert 2 in {told.callbacks, told.proposals, told.credits, told.escalations, told.offers_made}
        assert [offer.number for offer in told.offers] in ([], [1, 2])


@pytest.mark.parametrize(("given", "fact", "then"), ROWS.values(), ids=ROWS)
def test_a_fact_tells(given: Sequence[Given], fact: Fact, then: Complaint) -> None:
    assert evolve(fold(given), fact, "tom") == then


def test_a_filing_tells_what_policies_select_on() -> None:
    filing = ComplaintFiled(
        at=EARLIER,
        reference=REFERENCE,
        channel="web",
        jurisdiction="uk.fca",
        brand="example",
        source="boston311",
        source_id="101000295613",
    )
    assert begin(COMPLAINT, filing) == replace(
        BEGUN, received=EARLIER, jurisdiction="uk.fca", brand="example", source="boston311", channel="web"
    )


def test_personal_values_are_the_customers_or_of_whoever_stands_behind_the_complaint() -> None:
    assert fold([]).subject == COMPLAINT
    assert fold([identified()]).subject == CUSTOMER
