"""Moving a promise that runs: what can be asked for."""

from dataclasses import dataclass
from datetime import date

from complaints.commands.command import Command, Label, Text
from complaints.facts.intake import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendClock(Command):
    """Record that the complainant was told, before it was due, that the answer takes until a later day.

    `clock` is the id of the clock, such as `uk.fca.psd`; `until` is the day promised now, in the policy's
    zone. `names_recourse`: the notice says who can be turned to now, such as the ombudsman.
    """

    clock: Label
    until: date
    channel: Channel
    reason: Text
    names_recourse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseClock(Command):
    """Let one of the company's own promises stand still, with the reason. A regulator's clock never does."""

    clock: Label
    reason: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeClock(Command):
    """Let a paused promise run on: what the pause took of working time comes on top."""

    clock: Label


PromiseCommand = ExtendClock | PauseClock | ResumeClock
