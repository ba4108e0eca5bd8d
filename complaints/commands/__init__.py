"""Everything that can be asked of a complaint, by phase."""

from complaints.commands.causes import CauseCommand
from complaints.commands.command import Command
from complaints.commands.conversation import ConversationCommand
from complaints.commands.decision import DecisionCommand
from complaints.commands.escalation import EscalationCommand
from complaints.commands.intake import IntakeCommand
from complaints.commands.investigation import InvestigationCommand
from complaints.commands.outside import OutsideCommand
from complaints.commands.promises import PromiseCommand
from complaints.commands.redress import RedressCommand

__all__ = ["AnyCommand", "Command"]

AnyCommand = (
    IntakeCommand
    | ConversationCommand
    | InvestigationCommand
    | RedressCommand
    | DecisionCommand
    | EscalationCommand
    | OutsideCommand
    | CauseCommand
    | PromiseCommand
)
