"""How a complaint is answered and ends: what follows from each command of the decision."""

from datetime import UTC, date, datetime, timedelta

import pytest

from complaints.commands import AnyCommand
from complaints.commands.decision import (
    CloseComplaint,
    DisputeResolution,
    IssueFinalResponse,
    ReopenComplaint,
    SendHoldingLetter,
    WithdrawComplaint,
)
from complaints.complaint import Answer
from complaints.errors import (
    AnswerWithoutOutcome,
    AnswerWithoutReasons,
    ComplaintNotClosed,
    ComplaintNotSettled,
    ExpectedDayTooEarly,
)
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintWithdrawn,
    FinalResponseIssued,
    HoldingLetterSent,
    ResolutionAccepted,
    ResolutionDisputed,
)
from complaints.rules import decide
from complaints.when import Day, NotAfter
from tests.complaints.given import (
    NOW,
    TOM,
    Given,
    Then,
    answered,
    closed,
    context,
    decided,
    fold,
    reopened,
    resolved,
)

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)
LONDON = "Europe/London"
SUNDAY = Day(day=date(2026, 4, 12), zone=LONDON)
"""Begins at 23:00 UTC on Saturday."""

BY_PHONE = ResolutionAccepted(at=NOW, channel="phone", in_writing=False)
BY_LETTER = ResolutionAccepted(at=NOW, channel="letter", in_writing=True)
AGREED = ComplaintResolved(at=NOW, basis="accepted by complainant")
DISPUTED = ResolutionDisputed(at=NOW, channel="phone", reason="The fee is missing.")
DISPUTE = DisputeResolution(channel="phone", reason="The fee is missing.")
TAKEN_UP = ComplaintReopened(at=NOW, reason="disputed by complainant")

WRITING = ResolutionAccepted(at=NOW, channel="letter", in_writing=True, proposal=1)

ROWS: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "a holding letter names a day to expect the answer on": (
        [],
        SendHoldingLetter(expected_on=TOMORROW, reason="The bank has not replied."),
        [HoldingLetterSent(at=NOW, expected_on=TOMORROW, reason="The bank has not replied.")],
    ),
    "a holding letter does not promise the answer for today": (
        [],
        SendHoldingLetter(expected_on=TODAY, reason="The bank has not replied."),
        ExpectedDayTooEarly,
    ),
    "a holding letter sent on a day does not promise the answer for that day": (
        [],
        SendHoldingLetter(at=SUNDAY, expected_on=SUNDAY.day, reason="The bank has not replied."),
        ExpectedDayTooEarly,
    ),
    "a holding letter sent on a day may promise the answer for the next": (
        [],
        SendHoldingLetter(at=SUNDAY, expected_on=date(2026, 4, 13), reason="The bank has not replied."),
        [HoldingLetterSent(at=SUNDAY, expected_on=date(2026, 4, 13), reason="The bank has not replied.")],
    ),
    "of a holding letter sent at some time before, no day is known to be too early": (
        [],
        SendHoldingLetter(at=NotAfter(not_after=NOW), expected_on=TODAY, reason="No reply yet."),
        [HoldingLetterSent(at=NotAfter(not_after=NOW), expected_on=TODAY, reason="No reply yet.")],
    ),
    "the organisation answers": (
        [],
        IssueFinalResponse(channel="letter", outcome="partly upheld", reasons="It was late."),
        [
            FinalResponseIssued(
                at=NOW, stage=1, outcome="partly upheld", channel="letter", reasons="It was late."
            )
        ],
    ),
    "an answer needs an outcome": (
        [],
        IssueFinalResponse(channel="letter", reasons="It was late."),
        AnswerWithoutOutcome,
    ),
    "an answer needs reasons": (
        [],
        IssueFinalResponse(channel="letter", outcome="rejected"),
        AnswerWithoutReasons,
    ),
    "blanks are no reasons": (
        [],
        IssueFinalResponse(channel="letter", outcome="rejected", reasons=" \n\t"),
        AnswerWithoutReasons,
    ),
    "the complainant takes it back": (
        [],
        WithdrawComplaint(reason="It came on Tuesday."),
        [ComplaintWithdrawn(at=NOW, reason="It came on Tuesday.")],
    ),
    "what was resolved can be taken back": (
        [answered(), resolved()],
        WithdrawComplaint(),
        [ComplaintWithdrawn(at=NOW)],
    ),
    "a resolved complaint is put away": (
        [answered(), resolved()],
        CloseComplaint(reason="settled"),
        [ComplaintClosed(at=NOW, reason="settled")],
    ),
    "an open complaint is not put away": ([answered()], CloseComplaint(reason="old"), ComplaintNotSettled),
    "a file is put away once": ([resolved(), closed()], CloseComplaint(reason="old"), []),
    "a file that was put away is taken up again": (
        [resolved(), closed()],
        ReopenComplaint(reason="new evidence"),
        [ComplaintReopened(at=NOW, reason="new evidence")],
    ),
    "an open complaint is not reopened": ([], ReopenComplaint(reason="new"), ComplaintNotClosed),
    "a resolved complaint is not reopened": ([resolved()], ReopenComplaint(reason="new"), ComplaintNotClosed),
    "a file is taken up again once": (
        [resolved(), closed(), reopened()],
        ReopenComplaint(reason="new"),
        ComplaintNotClosed,
    ),
    "what was taken up again is put away again when it is settled again": (
        [resolved(), closed(), reopened(), answered(), resolved()],
        CloseComplaint(reason="settled"),
        [ComplaintClosed(at=NOW, reason="settled")],
    ),
}


@pytest.mark.parametrize(("given", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_follows_at_the_end(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then


def test_it_is_remembered_who_answered_at_which_stage() -> None:
    assert fold([answered(), (answered(2), TOM)]).answers == (
        Answer(stage=1, by="mara"),
        Answer(stage=2, by="tom"),
    )


def test_the_refused_day_is_named() -> None:
    letter = SendHoldingLetter(expected_on=date(2026, 4, 1), reason="The bank has not replied.")
    with pytest.raises(ExpectedDayTooEarly, match="2026-04-01 is not"):
        decide(letter, fold([]), context(now=datetime(2026, 4, 20, tzinfo=UTC)))
