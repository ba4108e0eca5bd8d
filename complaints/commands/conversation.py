"""The conversation: what can be asked for."""

from dataclasses import dataclass
from datetime import datetime

from complaints.commands.command import Command, Label, Text
from complaints.facts.intake import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMessageReceived(Command):
    """Record what the complainant said. Allowed whatever the state of the complaint."""

    channel: Channel
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMessageSent(Command):
    """Record what was said to the complainant.

    `substantive`: it addresses the complaint itself. `automated`: no person wrote it for this case. Both
    must be said, because automatic replies would otherwise flatter the response times.
    """

    channel: Channel
    substantive: bool
    automated: bool
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """Leave a note for colleagues."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInformation(Command):
    """Ask the complainant for something, named by `item`, unless it was asked for and has not arrived yet.

    Record a reminder as a message.
    """

    item: Label
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordInformationReceived(Command):
    """Record that what was asked for under `item` arrived."""

    item: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseCallback(Command):
    """Promise a call at an instant, given with its offset from UTC."""

    promised_for: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCallbackMade(Command):
    """Record that the promised call took place."""

    callback: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCallbackMissed(Command):
    """Record that the promised call did not take place."""

    callback: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferKnownAnswer(Command):
    """Point the complainant to an answer that already exists."""

    article: Label
    automated: bool = False


ConversationCommand = (
    RecordMessageReceived
    | RecordMessageSent
    | AddNote
    | RequestInformation
    | RecordInformationReceived
    | PromiseCallback
    | RecordCallbackMade
    | RecordCallbackMissed
    | OfferKnownAnswer
)
