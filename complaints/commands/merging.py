"""Merging complaints and undoing it: what can be asked for."""

from dataclasses import dataclass
from uuid import UUID

from complaints.commands.command import Command, Label


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeInto(Command):
    """Say that this complaint is the same as another, the `survivor`, in which work goes on.

    Its clocks go on there: the earliest receipt counts. Nothing is moved or copied, and it can be undone.
    """

    survivor: UUID
    reason: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerge(Command):
    """Say that this complaint is not the same as the one it was merged into: both stand as before."""

    reason: Label


MergingCommand = MergeInto | Unmerge
