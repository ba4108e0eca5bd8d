"""What was said between the two sides, and what was noted about it."""

from dataclasses import dataclass
from datetime import datetime

from complaints.facts.fact import Fact, Personal
from complaints.facts.intake import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Fact):
    """The complainant said something."""

    channel: Channel
    text: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Fact):
    """The organisation said something. `substantive`: it addresses the complaint, not just its arrival."""

    channel: Channel
    substantive: bool
    automated: bool
    text: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Fact):
    """A note for colleagues; never shown to the complainant."""

    text: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRequested(Fact):
    """The complainant was asked for something, named by `item`."""

    item: str
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationReceived(Fact):
    """What was asked for under `item` arrived."""

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPromised(Fact):
    """A call was promised for `promised_for` (an instant in UTC). Numbered 1, 2, ... in a complaint."""

    callback: int
    promised_for: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackMade(Fact):
    """The promised call took place."""

    callback: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackMissed(Fact):
    """The promised call did not take place."""

    callback: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnswerOffered(Fact):
    """The complainant was pointed to an answer that already existed."""

    article: str
    automated: bool


ConversationFact = (
    MessageReceived
    | MessageSent
    | NoteAdded
    | InformationRequested
    | InformationReceived
    | CallbackPromised
    | CallbackMade
    | CallbackMissed
    | KnownAnswerOffered
)
