"""The causes of complaints: what can be asked for."""

from dataclasses import dataclass

from complaints.commands.command import Command, Label, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyCause(Command):
    """Name a root cause of this complaint, also after it was closed.

    Use the same name in all complaints that have the cause; a further note on it is a note.
    """

    cause: Label
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FixCause(Command):
    """Record that the cause was removed, for all complaints that name it.

    It is removed once: what names another time is refused.
    """


CauseCommand = IdentifyCause
"""What can be asked of a complaint. `FixCause` is asked of a cause."""
