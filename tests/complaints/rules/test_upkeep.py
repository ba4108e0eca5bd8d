"""What no correction says or takes away: what the command would refuse, and what a payment rests on."""

from collections.abc import Sequence

import pytest

from complaints.actor import Actor
from complaints.commands.conversation import PromiseCallback
from complaints.commands.decision import IssueFinalResponse, SendHoldingLetter
from complaints.commands.escalation import RequestNextStage
from complaints.commands.redress import (
    AcceptCompensation,
    ApproveCompensation,
    OfferCompensation,
    RecordCompensationPaid,
)
from complaints.commands.upkeep import CorrectFact, StrikeFact
from complaints.errors import (
    AnsweredEarlierStage,
    AnswererNotAPerson,
    AnswerWithoutReasons,
    CallbackInPast,
    ComplaintError,
    CorrectionMalformed,
    ExpectedDayTooEarly,
)
from complaints.redress_errors import AmountZero, PaymentRestsOnIt
from tests.complaints.given import EARLIER, MARA, NOW, TOM
from tests.complaints.given_clocks import filing
from tests.complaints.given_redress import LIMITS, OLGA, pounds
from tests.complaints.lives import Said, Stream, appended, corrected, decided_on, lived, struck

MACHINE = Actor(by="nightly", kind="machine", role="agent")

CALL = PromiseCallback(at=EARLIER, promised_for=NOW)
LETTER = SendHoldingLetter(at=EARLIER, expected_on=NOW.date(), reason="The bank is slow.")
ANSWER = IssueFinalResponse(at=EARLIER, channel="letter", outcome="upheld", reasons="It was late.")
ASK = RequestNextStage(at=EARLIER, channel="phone")
MONEY = OfferCompensation(at=EARLIER, kind="money", money=pounds("50.00"))
FLOWERS = OfferCompensation(at=EARLIER, kind="goods", money=pounds("0"))
APPROVE, TAKE = ApproveCompensation(offer=1), AcceptCompensation(offer=1, channel="phone")
PAY = RecordCompensationPaid(offer=1, reference="FP 1")

Steps = Sequence[tuple[Said, Actor]]
OFFERED: Steps = [(MONEY, MARA)]
OWED: Steps = [*OFFERED, (APPROVE, TOM), (TAKE, MARA)]
PAID: Steps = [*OWED, (PAY, MARA)]
AT_STAGE_2: Steps = [(ANSWER, MARA), (ASK, MARA), (ANSWER, TOM)]

# Version 1 is the filing, outside every regime; the steps follow. Then: how many facts, or the refusal.
Row = tuple[Steps, CorrectFact | StrikeFact, Actor, int | type[ComplaintError]]

CORRECTIONS: dict[str, Row] = {
    "a call is moved to after its promise": (
        [(CALL, MARA)],
        corrected(2, promised_for="2026-04-10T15:00:00.000001Z"),
        MARA,
        1,
    ),
    "but not to the very instant": (
        [(CALL, MARA)],
        corrected(2, promised_for=EARLIER.isoformat()),
        MARA,
        CallbackInPast,
    ),
    "nor is the promise moved behind it": (
        [(CALL, MARA)],
        corrected(2, at=NOW.isoformat()),
        MARA,
        CallbackInPast,
    ),
    "a holding letter names the next day": (
        [(LETTER, MARA)],
        corrected(2, expected_on="2026-04-11"),
        MARA,
        1,
    ),
    "but not the same": ([(LETTER, MARA)], corrected(2, expected_on="2026-04-10"), MARA, ExpectedDayTooEarly),
    "nor is it sent later than it says": (
        [(LETTER, MARA)],
        corrected(2, at=NOW.isoformat()),
        MARA,
        ExpectedDayTooEarly,
    ),
    "an answer has other reasons": ([(ANSWER, MARA)], corrected(2, reasons="It was early."), MARA, 1),
    "but not none": ([(ANSWER, MARA)], corrected(2, reasons=None), MARA, AnswerWithoutReasons),
    "nor no outcome": ([(ANSWER, MARA)], corrected(2, outcome=None), MARA, CorrectionMalformed),
    "an answer at stage 1 is corrected by who gave it": (
        [*AT_STAGE_2],
        corrected(2, outcome="rejected"),
        MARA,
        1,
    ),
    "also by a machine": (AT_STAGE_2, corrected(2, outcome="rejected"), MACHINE, 1),
    "an answer at stage 2 is corrected by who gave it": (
        AT_STAGE_2,
        corrected(4, outcome="rejected"),
        TOM,
        1,
    ),
    "or by somebody else": (AT_STAGE_2, corrected(4, outcome="rejected"), OLGA, 1),
    "but not by who answered at stage 1": (
        AT_STAGE_2,
        corrected(4, outcome="rejected"),
        MARA,
        AnsweredEarlierStage,
    ),
    "nor by a machine": (AT_STAGE_2, corrected(4, outcome="rejected"), MACHINE, AnswererNotAPerson),
    "what changes nothing is refused to nobody": (AT_STAGE_2, corrected(4, outcome="upheld"), MARA, 0),
    "an offer is of another kind": (OFFERED, corrected(2, kind="credit"), MARA, 1),
    "goods worth nothing are something else": ([(FLOWERS, MARA)], corrected(2, kind="other"), MARA, 1),
    "but not money": ([(FLOWERS, MARA)], corrected(2, kind="money"), MARA, AmountZero),
}
STRIKES: dict[str, Row] = {
    "an offer that is not paid": (OWED, struck(2), MARA, 1),
    "the approval of one": (OWED, struck(3), TOM, 1),
    "the acceptance of one": (OWED, struck(4), MARA, 1),
    "an offer that is paid": (PAID, struck(2), MARA, PaymentRestsOnIt),
    "its approval": (PAID, struck(3), TOM, PaymentRestsOnIt),
    "its acceptance": (PAID, struck(4), MARA, PaymentRestsOnIt),
    "its payment": (PAID, struck(5), MARA, 1),
    "its approval once the payment is struck": ([*PAID, (struck(5), MARA)], struck(3), TOM, 1),
    "another offer beside one that is paid": ([*PAID, (MONEY, MARA)], struck(6), MARA, 1),
    "what has nothing to do with it": ([*PAID, (CALL, MARA)], struck(6), MARA, 1),
}


@pytest.mark.parametrize(("given", "when", "by", "then"), CORRECTIONS.values(), ids=CORRECTIONS)
def test_a_correction_says_nothing_that_the_command_could_not(
    given: Steps, when: CorrectFact, by: Actor, then: int | type[ComplaintError]
) -> None:
    assert outcome(given, when, by) == then


@pytest.mark.parametrize(("given", "when", "by", "then"), STRIKES.values(), ids=STRIKES)
def test_what_can_be_struck(
    given: Steps, when: StrikeFact, by: Actor, then: int | type[ComplaintError]
) -> None:
    assert outcome(given, when, by) == then


def test_who_strikes_what_was_paid_is_told_the_payment() -> None:
    with pytest.raises(PaymentRestsOnIt, match="Offer 1 was paid under the reference FP 1"):
        decided_on(stream_of(PAID), struck(2), LIMITS)


def outcome(given: Steps, when: CorrectFact | StrikeFact, by: Actor) -> int | type[ComplaintError]:
    """Return how many facts follow, or the kind of refusal."""
    try:
        return len(decided_on(stream_of(given), when, LIMITS, by=by))
    except ComplaintError as error:
        return type(error)


def stream_of(steps: Steps) -> Stream:
    stream = lived(filing(), book=LIMITS)
    for command, by in steps:
        stream = appended(stream, decided_on(stream, command, LIMITS, by=by), by=by)
    return stream
