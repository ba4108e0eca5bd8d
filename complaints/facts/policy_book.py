"""The policy book: what is promised, counted and allowed, each version with its legal and recorded time."""

from dataclasses import dataclass
from datetime import date

from complaints.actor import Role
from complaints.facts.fact import Fact
from complaints.money import Amount
from complaints.sla.calendar import BusinessCalendar
from complaints.sla.policy import Policy, Suspension


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPublished(Fact):
    """A version of a policy was published. Older versions stay as they are."""

    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyWithdrawn(Fact):
    """A policy selects no complaint filed from now on, whenever received; clocks that run go on."""

    policy: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished(Fact):
    """A version of a calendar was published. Older versions stay as they are."""

    calendar: BusinessCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsPublished(Fact):
    """What a role may approve in a currency: alone up to `alone`, with a second person up to `together`.

    Replaces the earlier limits of this role and currency. Amounts are in units of the currency.
    """

    role: Role
    currency: str
    alone: Amount
    together: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayDeclared(Fact):
    """A day became a holiday after the calendar was published: that is its next version.

    `at` is when it was declared, `source` where that can be read.
    """

    calendar: str
    day: date
    name: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionOrdered(Fact):
    """A regulator ordered that time does not run for a class of complaints.

    Each version of the policy that no later one says again has a next version with this order in it.
    """

    policy: str
    suspension: Suspension


PolicyBookFact = (
    PolicyPublished
    | PolicyWithdrawn
    | CalendarPublished
    | LimitsPublished
    | HolidayDeclared
    | SuspensionOrdered
)
