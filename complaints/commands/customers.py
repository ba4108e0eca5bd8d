"""A customer: what can be asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from annotated_types import Ge, Le, Len, Predicate

from complaints.commands.command import Command, Label, Text
from complaints.facts.customers import ContactKind, LossReason, WinBackKind
from complaints.money import Money
from complaints.texts import is_storable

Contact = Annotated[str, Len(1, 320), Predicate(is_storable)]
"""An e-mail address, a telephone number or a number of the organisation's own; at most 320 characters
(RFC 5321, 4.5.3.1: 64 before the @ and 255 after it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCustomer(Command):
    """Record a new customer, and how to reach and find it."""

    name: Text
    email: Contact | None = None
    phone: Contact | None = None
    number: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveContactDetails(Command):
    """Add ways to reach and find the customer."""

    email: Contact | None = None
    phone: Contact | None = None
    number: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawContactDetails(Command):
    """Record that details of these kinds no longer hold: the customer is not found by them any more."""

    kinds: Annotated[tuple[ContactKind, ...], Len(1, 3)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEvaluation(Command):
    """Record a public rating, from 1 (worst) to 5 (best)."""

    place: Label
    rating: Annotated[int, Ge(1), Le(5)]
    complaint: UUID | None = None
    text: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEvaluationWithdrawn(Command):
    """Record that the rating in this place was taken back."""

    place: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSurvey(Command):
    """Record an answer to a survey, from 0 (worst) to 10 (best).

    The same answer on the same day, in UTC, is one answer.
    """

    survey: Label
    score: Annotated[int, Ge(0), Le(10)]
    complaint: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLoss(Command):
    """Record that the customer left, and why."""

    reason: LossReason


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWinBack(Command):
    """Offer a lost customer something to return."""

    kind: WinBackKind
    money: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWinBackAccepted(Command):
    """Record that the customer took the offer: the customer has returned."""

    offer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWinBackDeclined(Command):
    """Record that the customer did not take the offer."""

    offer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReturn(Command):
    """Record that a lost customer returned of its own accord."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordActivity(Command):
    """Record what the customer spent from one day to another, both inclusive.

    The same amount from and to the same days is the same spending.
    """

    money: Money
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignExperiment(Command):
    """Put the customer into an arm of an experiment. Once assigned, an arm is not changed."""

    experiment: Label
    arm: Label


CustomerCommand = (
    GiveContactDetails
    | WithdrawContactDetails
    | RecordEvaluation
    | RecordEvaluationWithdrawn
    | RecordSurvey
    | RecordLoss
    | OfferWinBack
    | RecordWinBackAccepted
    | RecordWinBackDeclined
    | RecordReturn
    | RecordActivity
    | AssignExperiment
)
