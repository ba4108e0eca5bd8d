"""Why moving a promise is refused. Each docstring is the sentence that staff read."""

from dataclasses import dataclass

from complaints.errors import ComplaintError


@dataclass(eq=False)
class ClockUnknown(ComplaintError):
    """The complaint has no clock {clock}. It has: {known}."""

    clock: str
    known: str


@dataclass(eq=False)
class ClockNotRunning(ComplaintError):
    """The clock {clock} does not run: it was stopped, or stands still."""

    clock: str


@dataclass(eq=False)
class ClockNotPausable(ComplaintError):
    """The clock {clock} is not the company's own promise, and no rule lets it wait for anybody: answer in
    time, or extend it where the rule allows that.
    """

    clock: str


@dataclass(eq=False)
class ClockAlreadyDue(ComplaintError):
    """The clock {clock} was due at {due}: it can be extended or paused only before that."""

    clock: str
    due: str


class PauseNeedsInstant(ComplaintError):
    """A pause begins and ends at an instant: give the time, not only the day."""


class PauseNeedsReason(ComplaintError):
    """Say why the clock is to stand still: the reason is empty."""


class PauseBeforeStart(ComplaintError):
    """A pause cannot begin before the clock began to run, or before the pause that came before it ended."""


@dataclass(eq=False)
class PauseTooLate(ComplaintError):
    """The clock {clock} is due that very day ({due}): a pause takes whole days, and none is left."""

    clock: str
    due: str


class PauseEndsBeforeItBegan(ComplaintError):
    """The pause cannot end before it began."""


@dataclass(eq=False)
class ClockNotExtendable(ComplaintError):
    """The rule behind the clock {clock} knows no extension."""

    clock: str


@dataclass(eq=False)
class ExtensionIncomplete(ComplaintError):
    """The notice that extends the clock {clock} must say more: {missing} is missing."""

    clock: str
    missing: str


@dataclass(eq=False)
class ExtensionConditionOpen(ComplaintError):
    """The clock {clock} can be extended only where the complainant got the {condition} before it was due."""

    clock: str
    condition: str


@dataclass(eq=False)
class ExtensionTooFar(ComplaintError):
    """The clock {clock} can be extended to {furthest} at the latest."""

    clock: str
    furthest: str


@dataclass(eq=False)
class ExtensionNotLater(ComplaintError):
    """The clock {clock} is due on {due} already: an extension is to a later day."""

    clock: str
    due: str
