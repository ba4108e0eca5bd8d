"""Going higher up in the house: what follows from each command, and who may answer at which stage."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from complaints.actor import Actor
from complaints.commands import AnyCommand
from complaints.commands.decision import AcceptResolution, IssueFinalResponse, ResolveComplaint
from complaints.commands.escalation import AnswerEscalation, EscalateComplaint, RequestNextStage
from complaints.complaint import Complaint
from complaints.errors import (
    AnsweredEarlierStage,
    AnswererNotAPerson,
    ComplaintError,
    ComplaintHasClosed,
    EscalationNotOpen,
    NoFurtherStage,
    NothingSettlesIt,
    NothingToAnswer,
    StageNotAnswered,
)
from complaints.evolve import evolve
from complaints.facts.decision import ComplaintReopened, FinalResponseIssued, ResolutionAccepted
from complaints.facts.escalation import ComplaintEscalated, EscalationAnswered, StageChanged
from complaints.policy_book import PolicyBook
from complaints.rules import decide
from complaints.sla.packs import shipped_policies
from tests.complaints.given import (
    EARLIER,
    MARA,
    NOW,
    TOM,
    Given,
    Then,
    accepted,
    answered,
    closed,
    context,
    decided,
    disputed,
    fold,
    proposed,
    reopened,
    resolved,
)

STAGE_2 = StageChanged(at=EARLIER, stage=2, channel="phone")
ASK = RequestNextStage(channel="phone", reason="It is still late.")
ASKED = StageChanged(at=NOW, stage=2, channel="phone", reason="It is still late.")
TAKEN_UP = ComplaintReopened(at=NOW, reason="next stage requested by complainant")
ANSWER = IssueFinalResponse(channel="letter", outcome="rejected", reasons="It was in time.")
ANSWERED = FinalResponseIssued(
    at=NOW, stage=2, outcome="rejected", channel="letter", reasons="It was in time."
)


def escalated(level: int = 1) -> ComplaintEscalated:
    return ComplaintEscalated(at=EARLIER, level=level, reason="handler")


def dealt_with(level: int = 1) -> EscalationAnswered:
    return EscalationAnswered(at=EARLIER, level=level)


ROWS: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "the first escalation is to level 1": (
        [],
        EscalateComplaint(reason="customer", words="Your manager, please."),
        [ComplaintEscalated(at=NOW, level=1, reason="customer", words="Your manager, please.")],
    ),
    "the next goes one level higher": (
        [escalated()],
        EscalateComplaint(reason="rule"),
        [ComplaintEscalated(at=NOW, level=2, reason="rule")],
    ),
    "so it does when the one before was answered": (
        [escalated(), dealt_with()],
        EscalateComplaint(reason="handler"),
        [ComplaintEscalated(at=NOW, level=2, reason="handler")],
    ),
    "an escalation is answered": (
        [escalated()],
        AnswerEscalation(level=1),
        [EscalationAnswered(at=NOW, level=1)],
    ),
    "of two escalations the lower is answered first": (
        [escalated(), escalated(2)],
        AnswerEscalation(level=1),
        [EscalationAnswered(at=NOW, level=1)],
    ),
    "the higher is still open then": (
        [escalated(), escalated(2), dealt_with()],
        AnswerEscalation(level=2),
        [EscalationAnswered(at=NOW, level=2)],
    ),
    "what was not escalated is not answered": ([], AnswerEscalation(level=1), EscalationNotOpen),
    "an escalation is answered once": (
        [escalated(), dealt_with()],
        AnswerEscalation(level=1),
        EscalationNotOpen,
    ),
    "a level not reached is not answered": ([escalated()], AnswerEscalation(level=2), EscalationNotOpen),
    "who is not satisfied with the answer asks for stage 2": ([answered()], ASK, [ASKED]),
    "nobody needs to say why": (
        [answered()],
        RequestNextStage(channel="letter"),
        [StageChanged(at=NOW, stage=2, channel="letter")],
    ),
    "there is no stage 2 before an answer": ([], ASK, StageNotAnswered),
    "a proposal is no answer": ([proposed(), accepted()], ASK, StageNotAnswered),
    "a resolved complaint is open again at stage 2": ([answered(), resolved()], ASK, [ASKED, TAKEN_UP]),
    "so is one that was accepted": (
        [answered(), accepted(None), resolved("accepted by complainant")],
        ASK,
        [ASKED, TAKEN_UP],
    ),
    "who disputed the answer first may ask for stage 2": (
        [answered(), resolved(), disputed(), reopened()],
        ASK,
        [ASKED],
    ),
    "a closed file has to be reopened first": (
        [answered(), resolved(), closed()],
        ASK,
        ComplaintHasClosed,
    ),
    "and then goes to stage 2 by the answer that it has": (
        [answered(), resolved(), closed(), reopened()],
        ASK,
        [ASKED],
    ),
    "there is no stage 3": ([answered(), STAGE_2, (answered(2), TOM)], ASK, NoFurtherStage),
    "nor before stage 2 is answered": ([answered(), STAGE_2], ASK, NoFurtherStage),
    "at stage 2 a new answer is due": ([answered(), STAGE_2], ResolveComplaint(), NothingSettlesIt),
    "what was accepted at stage 1 settles nothing at stage 2": (
        [answered(), accepted(None), resolved(), STAGE_2, reopened()],
        ResolveComplaint(),
        NothingSettlesIt,
    ),
    "nor does it without having been resolved": (
        [answered(), accepted(None), STAGE_2],
        ResolveComplaint(),
        NothingSettlesIt,
    ),
    "the answer of stage 1 cannot be accepted at stage 2": (
        [answered(), STAGE_2],
        AcceptResolution(channel="phone"),
        NothingToAnswer,
    ),
    "who answered at stage 1 does not answer at stage 2": (
        [answered(), STAGE_2],
        ANSWER,
        AnsweredEarlierStage,
    ),
    "another person does": ([(answered(), TOM), STAGE_2], ANSWER, [ANSWERED]),
    "one of two who answered at stage 1 does not either": (
        [answered(), (answered(), TOM), STAGE_2],
        ANSWER,
        AnsweredEarlierStage,
    ),
    "who answered at stage 2 may answer there again": (
        [(answered(), TOM), STAGE_2, answered(2)],
        ANSWER,
        [ANSWERED],
    ),
    "who answered at stage 1 may answer there again": (
        [answered()],
        ANSWER,
        [replace(ANSWERED, stage=1)],
    ),
}

MACHINE = Actor(by="nightly", kind="machine", role="agent")
WHO_ANSWERS: dict[str, tuple[list[Given], Actor, Then]] = {
    "a machine answers at stage 1": ([], MACHINE, [replace(ANSWERED, stage=1)]),
    "but not at stage 2": ([answered(), STAGE_2], MACHINE, AnswererNotAPerson),
    "nor after a person did": ([answered(), STAGE_2, (answered(2), TOM)], MACHINE, AnswererNotAPerson),
    "for a person it does": ([answered(), STAGE_2], replace(TOM, via="a bot"), [ANSWERED]),
}

SAME_PERSON = {
    "with another key": replace(MARA, role="officer"),
    "by way of a machine": replace(MARA, via="a bot"),
}

STEPS: list[AnyCommand] = [
    ANSWER,
    ASK,
    AcceptResolution(channel="letter"),
    ResolveComplaint(),
    EscalateComplaint(reason="handler"),
    AnswerEscalation(level=1),
    AnswerEscalation(level=2),
]
PATH = st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from([MARA, TOM])), min_size=10, max_size=30)


def walk(path: list[tuple[AnyCommand, Actor]]) -> list[Complaint]:
    """Return the complaint as filed and after each command that was not refused."""
    complaints = [fold([])]
    for command, by in path:
        complaint = complaints[-1]
        try:
            decisions = decide(command, complaint, context(by=by))
        except ComplaintError:
            continue
        for each in decisions:
            complaint = evolve(complaint, each.fact, by.by)
        complaints.append(complaint)
    return complaints


@pytest.mark.parametrize(("given", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_follows_higher_up(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then


@pytest.mark.parametrize(("given", "by", "then"), WHO_ANSWERS.values(), ids=WHO_ANSWERS)
def test_somebody_is_accountable_for_the_answer_at_stage_2(given: list[Given], by: Actor, then: Then) -> None:
    assert decided(given, ANSWER, context(by=by)) == then


def test_a_machine_is_told_at_which_stage_it_needs_a_person() -> None:
    with pytest.raises(AnswererNotAPerson, match="final response at stage 2") as refused:
        decide(ANSWER, fold([answered(), STAGE_2]), context(by=MACHINE))
    assert refused.value.stage == 2


@pytest.mark.parametrize("by", SAME_PERSON.values(), ids=SAME_PERSON)
def test_a_person_stays_the_same(by: Actor) -> None:
    with pytest.raises(
        AnsweredEarlierStage, match="mara gave the final response at an earlier stage: at stage 2"
    ):
        decide(ANSWER, fold([answered(), STAGE_2]), context(by=by))


def test_taking_up_again_is_the_rules_doing() -> None:
    decisions = decide(ASK, fold([answered(), resolved()]), context())
    assert [each.cause for each in decisions] == ["command:RequestNextStage", "rule:settling@1"]
    assert fold([answered(), resolved(), *(each.fact for each in decisions)]).status == "open"


def test_nothing_is_left_of_an_acceptance_at_stage_1() -> None:
    in_writing = ResolutionAccepted(at=EARLIER, channel="letter", in_writing=True)
    before, after = fold([answered(), in_writing]), fold([answered(), in_writing, STAGE_2])
    assert (before.is_answered, before.is_accepted, before.is_accepted_in_writing) == (True, True, True)
    assert (after.is_answered, after.is_accepted, after.is_accepted_in_writing) == (False, False, False)


def test_a_clock_may_start_with_stage_2() -> None:
    (policy,) = (it for it in shipped_policies() if it.id == "uk.fca.final")
    book = PolicyBook(policies={policy.id: (replace(policy, starts_on=("StageChanged",)),)})
    complaint = replace(fold([answered()]), jurisdiction="uk.fca")
    decisions = decide(ASK, complaint, context(book=book))
    assert [type(each.fact).__name__ for each in decisions] == ["StageChanged", "ClockStarted"]


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        (AnswerEscalation(level=3), "No escalation to level 3 is open"),
        (ASK, "no final response at stage 1 yet"),
    ],
)
def test_a_refusal_names_the_level_or_stage(when: AnyCommand, sentence: str) -> None:
    with pytest.raises(ComplaintError, match=sentence):
        decide(when, fold([]), context())


@drawn(path=PATH)
def test_stages_only_rise_and_end_at_two(path: list[tuple[AnyCommand, Actor]]) -> None:
    stages = [complaint.stage for complaint in walk(path)]
    assert stages == sorted(stages)
    assert set(stages) <= {1, 2}


@drawn(path=PATH)
def test_nobody_answers_at_both_stages(path: list[tuple[AnyCommand, Actor]]) -> None:
    answers = walk(path)[-1].answers
    first, second = ({each.by for each in answers if each.stage == stage} for stage in (1, 2))
    assert first.isdisjoint(second)


@drawn(path=PATH)
def test_what_is_answered_was_escalated_and_levels_have_no_gaps(path: list[tuple[AnyCommand, Actor]]) -> None:
    levels = [complaint.escalations for complaint in walk(path)]
    assert all(0 <= later - before <= 1 for before, later in pairwise(levels))
    assert all(
        complaint.open_escalations <= set(range(1, complaint.escalations + 1)) for complaint in walk(path)
    )
