"""A customer, apart from any complaint: who it is, what it says of us, whether it left and came back."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from complaints.facts.fact import Fact, Personal
from complaints.money import Money

ContactKind = Literal["email", "phone", "number"]
"""By what a customer is found: an e-mail address, a telephone number, the organisation's own number."""

LossReason = Literal["service", "price", "other"]
WinBackKind = Literal["contact", "discount", "upgrade", "gift"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRegistered(Fact):
    """A customer became known."""

    name: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetailsGiven(Fact):
    """How to reach the customer, in addition to what was given before."""

    email: Personal[str] = None
    phone: Personal[str] = None
    number: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetailsWithdrawn(Fact):
    """Details of these kinds no longer hold, whichever were given."""

    kinds: tuple[ContactKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationPosted(Fact):
    """The customer rated us in public, from 1 (worst) to 5 (best), about a complaint or in general."""

    place: str
    rating: int
    complaint: UUID | None = None
    text: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationWithdrawn(Fact):
    """The customer took the rating in this place back."""

    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswered(Fact):
    """The customer answered a survey with a score from 0 (worst) to 10 (best)."""

    survey: str
    score: int
    complaint: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLost(Fact):
    """The customer left, and why."""

    reason: LossReason


@dataclass(frozen=True, slots=True, kw_only=True)
class WinBackOffered(Fact):
    """Something was offered to make a lost customer return. Numbered 1, 2, ... for a customer."""

    offer: int
    kind: WinBackKind
    money: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WinBackAccepted(Fact):
    """The customer took the offer."""

    offer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WinBackDeclined(Fact):
    """The customer did not take the offer."""

    offer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReturned(Fact):
    """A lost customer is one again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityObserved(Fact):
    """What the customer spent from `first_day` to `last_day`, both inclusive."""

    money: Money
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentAssigned(Fact):
    """The customer was put into an arm of an experiment by chance, before its effect could be seen."""

    experiment: str
    arm: str


CustomerFact = (
    CustomerRegistered
    | ContactDetailsGiven
    | ContactDetailsWithdrawn
    | EvaluationPosted
    | EvaluationWithdrawn
    | SurveyAnswered
    | CustomerLost
    | WinBackOffered
    | WinBackAccepted
    | WinBackDeclined
    | CustomerReturned
    | ActivityObserved
    | ExperimentAssigned
)
