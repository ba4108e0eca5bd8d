"""The policy book: what is promised, counted and allowed, each version with its legal and recorded time."""

from dataclasses import dataclass

from complaints.actor import Role
from complaints.facts.fact import Fact
from complaints.money import Amount
from complaints.sla.calendar import BusinessCalendar
from complaints.sla.policy import Policy


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


PolicyBookFact = PolicyPublished | PolicyWithdrawn | CalendarPublished | LimitsPublished
