"""The rules of answering and ending a complaint."""

from datetime import date

from complaints.actor import Actor, is_same_person
from complaints.commands.decision import (
    AcceptResolution,
    CloseComplaint,
    DecisionCommand,
    DisputeResolution,
    IssueFinalResponse,
    ProposeResolution,
    ReopenComplaint,
    ResolveComplaint,
    SendHoldingLetter,
    WithdrawComplaint,
)
from complaints.complaint import Complaint
from complaints.errors import (
    AnsweredEarlierStage,
    AnswererNotAPerson,
    AnswerWithoutOutcome,
    AnswerWithoutReasons,
    ComplaintNotClosed,
    ComplaintNotSettled,
    ExpectedDayTooEarly,
    NothingSettlesIt,
    NothingToAnswer,
)
from complaints.facts import Fact
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintWithdrawn,
    FinalResponseIssued,
    HoldingLetterSent,
    ResolutionAccepted,
    ResolutionDisputed,
    ResolutionProposed,
)
from complaints.facts.escalation import StageChanged
from complaints.facts.intake import WRITTEN, Channel
from complaints.rules.redress import refuse_while_pending
from complaints.when import Day, When, earliest

FIRST_STAGE = 1
"""Here a machine may answer by itself; from the next on, somebody looks at the case anew."""


def decide(command: DecisionCommand, complaint: Complaint, at: When, by: Actor) -> list[Fact]:
    """Return what follows; nothing where it is so already."""
    match command:
        case SendHoldingLetter():
            return [_holding_letter(command, at)]
        case IssueFinalResponse():
            return [_final_response(command, complaint, at, by)]
        case ProposeResolution(text=text):
            return [ResolutionProposed(at=at, proposal=complaint.proposals + 1, text=text)]
        case AcceptResolution(channel=channel):
            return _accept(channel, complaint, at)
        case DisputeResolution(channel=channel, reason=reason):
            if not (_is_asked(complaint) or complaint.is_accepted or complaint.status == "resolved"):
                raise NothingToAnswer
            return [ResolutionDisputed(at=at, channel=channel, reason=reason)]
        case ResolveComplaint():
            return _resolve(complaint, at)
        case WithdrawComplaint(reason=reason):
            return [ComplaintWithdrawn(at=at, reason=reason)]
        case CloseComplaint(reason=reason):
            if complaint.status == "closed":
                return []
            if complaint.status == "open":
                raise ComplaintNotSettled
            refuse_while_pending(complaint)
            return [ComplaintClosed(at=at, reason=reason)]
        case ReopenComplaint(reason=reason):
            if complaint.status != "closed":
                raise ComplaintNotClosed
            return [ComplaintReopened(at=at, reason=reason)]


def consequences(facts: list[Fact], complaint: Complaint) -> list[Fact]:
    """Return what the rules add on their own: agreement resolves, disagreement takes up again.

    To ask for the next stage is to disagree. Agreement does not resolve while an offer is pending.
    """
    is_pending = any(offer.is_pending for offer in complaint.offers)
    match facts:
        case [ResolutionAccepted(at=at)] if complaint.status == "open" and not is_pending:
            return [ComplaintResolved(at=at, basis="accepted by complainant")]
        case [ResolutionDisputed(at=at)] if complaint.status == "resolved":
            return [ComplaintReopened(at=at, reason="disputed by complainant")]
        case [StageChanged(at=at)] if complaint.status == "resolved":
            return [ComplaintReopened(at=at, reason="next stage requested by complainant")]
        case _:
            return []


def refuse_early_answer(expected_on: date, at: When) -> None:
    """Raise `ExpectedDayTooEarly` for a day that no holding letter sent at `at` can name."""
    sent_on = at.day if isinstance(at, Day) else earliest(at).date()
    if expected_on <= sent_on:
        raise ExpectedDayTooEarly(expected_on=expected_on.isoformat())


def refuse_no_reasons(reasons: str | None) -> None:
    """Raise `AnswerWithoutReasons` where there is not a word of reasons."""
    if reasons is None or not reasons.strip():
        raise AnswerWithoutReasons


def refuse_answerer(stage: int, complaint: Complaint, by: Actor) -> None:
    """Raise `AnswererNotAPerson` or `AnsweredEarlierStage` for who may not answer at a later stage."""
    if stage > FIRST_STAGE and by.kind != "person":
        raise AnswererNotAPerson(stage=stage)
    # Housing Ombudsman, Complaint Handling Code of 1 April 2024, 6.13, read 2026-11-22.
    earlier = [answer.by for answer in complaint.answers if answer.stage < stage]
    if any(is_same_person(by.by, each) for each in earlier):
        raise AnsweredEarlierStage(person=by.by, stage=stage)


def _holding_letter(command: SendHoldingLetter, at: When) -> HoldingLetterSent:
    refuse_early_answer(command.expected_on, at)
    return HoldingLetterSent(at=at, expected_on=command.expected_on, reason=command.reason)


def _final_response(
    command: IssueFinalResponse, complaint: Complaint, at: When, by: Actor
) -> FinalResponseIssued:
    if command.outcome is None:
        raise AnswerWithoutOutcome
    refuse_no_reasons(command.reasons)
    refuse_answerer(complaint.stage, complaint, by)
    return FinalResponseIssued(
        at=at,
        stage=complaint.stage,
        outcome=command.outcome,
        channel=command.channel,
        reasons=command.reasons,
    )


def _accept(channel: Channel, complaint: Complaint, at: When) -> list[Fact]:
    in_writing = channel in WRITTEN
    # Agreed on the telephone, then confirmed in writing: the rule books count only the second.
    confirms = in_writing and not complaint.is_accepted_in_writing
    if complaint.is_accepted and not complaint.has_open_proposal and not confirms:
        return []
    if not (_is_asked(complaint) or complaint.is_accepted):
        raise NothingToAnswer
    of_proposal = complaint.has_open_proposal or not complaint.is_answered
    proposal = complaint.proposal if of_proposal else None
    return [ResolutionAccepted(at=at, channel=channel, in_writing=in_writing, proposal=proposal)]


def _is_asked(complaint: Complaint) -> bool:
    return complaint.has_open_proposal or complaint.is_answered


def _resolve(complaint: Complaint, at: When) -> list[Fact]:
    if complaint.status == "resolved":
        return []
    refuse_while_pending(complaint)
    if complaint.is_accepted:
        return [ComplaintResolved(at=at, basis="accepted by complainant")]
    if not complaint.is_answered:
        raise NothingSettlesIt
    return [ComplaintResolved(at=at, basis="final response")]
