"""What follows from a command, or why it is refused. Pure: the same question has the same answer."""

from uuid import UUID

from complaints.commands import AnyCommand, Command
from complaints.commands.causes import CauseCommand
from complaints.commands.conversation import ConversationCommand, RecordMessageReceived
from complaints.commands.decision import CloseComplaint, ReopenComplaint
from complaints.commands.escalation import EscalationCommand
from complaints.commands.intake import FileComplaint, IdentifyCustomer, IntakeCommand
from complaints.commands.investigation import InvestigationCommand
from complaints.commands.outside import (
    OutsideCommand,
    RecordOmbudsmanDecision,
    RecordOmbudsmanReferral,
)
from complaints.commands.promises import PromiseCommand
from complaints.commands.redress import (
    RecordCompensationPaid,
    RecordPaymentFailed,
    RedressCommand,
    ReverseProvisionalCredit,
)
from complaints.complaint import Complaint, begin
from complaints.errors import ComplaintHasClosed, ComplaintWasMerged, ComplaintWasWithdrawn
from complaints.evolve import evolve
from complaints.facts import Fact
from complaints.rules import (
    causes,
    conversation,
    decision,
    escalation,
    intake,
    investigation,
    outside,
    promises,
    redress,
)
from complaints.rules.clocks import clock_facts
from complaints.rules.context import Context, Decided, when_it_happened
from complaints.when import When

__all__ = ["Context", "Decided", "decide", "file", "following_clocks", "refuse_if_ended"]

SETTLING_RULE = "rule:settling@1"
"""Agreement resolves a complaint, disagreement takes it up again (`decision.consequences`)."""

WhateverTheState = (
    RecordMessageReceived | RecordCompensationPaid | RecordPaymentFailed | ReverseProvisionalCredit
)
"""What happens whether the file is open or not: people write, and the bank pays or takes back."""

AfterClosing = (
    ReopenComplaint
    | CloseComplaint
    | IdentifyCustomer
    | RecordOmbudsmanReferral
    | RecordOmbudsmanDecision
    | CauseCommand
)
"""What a closed file takes: the ombudsman has months, causes are sought when the answers are given, and whose
complaint it was may be found out last of all."""


def file(id: UUID, command: FileComplaint, reference: str, context: Context) -> list[Decided]:
    """Return the facts of a new complaint, and the clocks that they start."""
    intake.refuse_unknown_regime(command, context.book)
    at = when_it_happened(command.at, context, received=None)
    filed = intake.filed(command, at, reference)
    facts: list[Fact] = [filed, *intake.said_at_filing(command, at)]
    caused = [Decided(fact=fact, cause=_cause(command)) for fact in facts]
    return following_clocks(caused, begin(id, filed), context)


def decide(command: AnyCommand, complaint: Complaint, context: Context) -> list[Decided]:
    """Return the facts that follow, in order, or raise the `ComplaintError` that says why not.

    An empty list means that it is so already. Facts that rules produce follow the facts that caused them.
    """
    refuse_if_ended(command, complaint)
    at = when_it_happened(command.at, context, received=complaint.received)
    facts = _decide(command, complaint, at, context)
    added = decision.consequences(facts, complaint)
    caused = [
        *(Decided(fact=fact, cause=_cause(command)) for fact in facts),
        *(Decided(fact=fact, cause=SETTLING_RULE) for fact in added),
    ]
    return following_clocks(caused, complaint, context)


def refuse_if_ended(command: Command, complaint: Complaint) -> None:
    """Raise the refusal of a command on a complaint that is closed, withdrawn or merged."""
    if isinstance(command, WhateverTheState):
        return
    match complaint.status:
        case "open" | "resolved":
            return
        case "withdrawn":
            if not isinstance(command, IdentifyCustomer):
                raise ComplaintWasWithdrawn
        case "merged":
            raise ComplaintWasMerged(survivor=str(complaint.merged_into))
        case "closed":
            if not isinstance(command, AfterClosing):
                raise ComplaintHasClosed


def following_clocks(caused: list[Decided], complaint: Complaint, context: Context) -> list[Decided]:
    """Return what was decided on a complaint, and the clocks that stop or start because of it."""
    moved: list[Decided] = []
    for each in caused:
        for clock in clock_facts(each.fact, complaint, context):
            complaint = evolve(complaint, clock.fact, context.by.by)
            moved.append(clock)
    return [*caused, *moved]


def _decide(command: AnyCommand, complaint: Complaint, at: When, context: Context) -> list[Fact]:
    if isinstance(command, IntakeCommand):
        return intake.decide(command, complaint, at)
    if isinstance(command, ConversationCommand):
        return conversation.decide(command, complaint, at)
    if isinstance(command, InvestigationCommand):
        return investigation.decide(command, complaint, at)
    if isinstance(command, RedressCommand):
        return redress.decide(command, complaint, at, context)
    if isinstance(command, EscalationCommand):
        return escalation.decide(command, complaint, at)
    if isinstance(command, OutsideCommand):
        return outside.decide(command, complaint, at)
    if isinstance(command, CauseCommand):
        return causes.decide(command, complaint, at)
    if isinstance(command, PromiseCommand):
        return promises.decide(command, complaint, at, context)
    return decision.decide(command, complaint, at, context.by)


def _cause(command: AnyCommand | FileComplaint) -> str:
    return f"command:{type(command).__name__}"
