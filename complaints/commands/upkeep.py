"""Putting the record right: what can be asked for."""

from dataclasses import dataclass

from complaints.commands.command import Command, Label


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectFact(Command):
    """Say what the fact at a version should have said. `changes`: its fields by name; null removes a value.

    When it happened is the field `at` among the changes, in the form in which the fact shows it.
    """

    version: int
    changes: dict[str, object]
    reason: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeFact(Command):
    """Say that the fact at a version never happened."""

    version: int
    reason: Label


UpkeepCommand = CorrectFact | StrikeFact
