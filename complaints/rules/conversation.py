"""The rules of the conversation."""

from datetime import UTC, datetime

from complaints.commands.conversation import (
    AddNote,
    ConversationCommand,
    OfferKnownAnswer,
    PromiseCallback,
    RecordCallbackMade,
    RecordCallbackMissed,
    RecordInformationReceived,
    RecordMessageReceived,
    RecordMessageSent,
    RequestInformation,
)
from complaints.complaint import Complaint
from complaints.errors import CallbackInPast, CallbackUnknown, InformationNotRequested, TimeWithoutZone
from complaints.facts import Fact
from complaints.facts.conversation import (
    CallbackMade,
    CallbackMissed,
    CallbackPromised,
    InformationReceived,
    InformationRequested,
    KnownAnswerOffered,
    MessageReceived,
    MessageSent,
    NoteAdded,
)
from complaints.rules.context import is_on_time_line
from complaints.when import When, earliest


def decide(command: ConversationCommand, complaint: Complaint, at: When) -> list[Fact]:
    """Return what follows; nothing where it is so already."""
    match command:
        case RecordMessageReceived(channel=channel, text=text):
            return [MessageReceived(at=at, channel=channel, text=text)]
        case RecordMessageSent():
            return [
                MessageSent(
                    at=at,
                    channel=command.channel,
                    substantive=command.substantive,
                    automated=command.automated,
                    text=command.text,
                )
            ]
        case AddNote(text=text):
            return [NoteAdded(at=at, text=text)]
        case RequestInformation(item=item, channel=channel):
            if item in complaint.awaited_items:
                return []
            return [InformationRequested(at=at, item=item, channel=channel)]
        case RecordInformationReceived(item=item):
            if item not in complaint.awaited_items:
                raise InformationNotRequested(item=item)
            return [InformationReceived(at=at, item=item)]
        case PromiseCallback():
            return [_promise(command, complaint, at)]
        case RecordCallbackMade(callback=callback):
            return [CallbackMade(at=at, callback=_open(callback, complaint))]
        case RecordCallbackMissed(callback=callback):
            return [CallbackMissed(at=at, callback=_open(callback, complaint))]
        case OfferKnownAnswer(article=article, automated=automated):
            return [KnownAnswerOffered(at=at, article=article, automated=automated)]


def refuse_past_call(promised_for: datetime, at: When) -> None:
    """Raise `CallbackInPast` or `TimeWithoutZone` for a time for which no call can be promised at `at`."""
    if not is_on_time_line(promised_for):
        raise TimeWithoutZone
    if promised_for <= earliest(at):
        raise CallbackInPast


def _promise(command: PromiseCallback, complaint: Complaint, at: When) -> CallbackPromised:
    promised_for = command.promised_for
    refuse_past_call(promised_for, at)
    return CallbackPromised(
        at=at, callback=complaint.callbacks + 1, promised_for=promised_for.astimezone(UTC)
    )


def _open(callback: int, complaint: Complaint) -> int:
    if callback not in complaint.open_callbacks:
        raise CallbackUnknown(callback=callback)
    return callback
