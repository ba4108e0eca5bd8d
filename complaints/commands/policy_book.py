"""Changing the policy book: what can be asked for."""

from dataclasses import dataclass
from datetime import date

from complaints.actor import Role
from complaints.commands.command import Command, Label
from complaints.money import Amount
from complaints.sla.calendar import BusinessCalendar
from complaints.sla.policy import Policy, Suspension


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPolicy(Command):
    """Publish the next version of a policy, or the first of a new one."""

    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPolicy(Command):
    """Let a policy select no complaint filed from now on, whenever it was received.

    `policy` may be anything: there may be an id that was published before its form was checked.
    """

    policy: str
    reason: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishCalendar(Command):
    """Publish the next version of a calendar, or the first of a new one."""

    calendar: BusinessCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishLimits(Command):
    """Say what a role may approve in a currency: up to `alone`, or with a second person up to `together`."""

    role: Role
    currency: Label
    alone: Amount
    together: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareHoliday(Command):
    """Make a day a holiday in a calendar, and move the clocks that count in it and still run."""

    calendar: Label
    day: date
    name: Label
    source: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSuspension(Command):
    """Let time stand still for a class of complaints, as a regulator ordered; clocks that run are moved."""

    policy: Label
    suspension: Suspension


PolicyBookCommand = (
    PublishPolicy | WithdrawPolicy | PublishCalendar | PublishLimits | DeclareHoliday | OrderSuspension
)
