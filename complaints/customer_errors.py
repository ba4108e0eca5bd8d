"""Why something about a customer is refused. Each docstring is the sentence that staff read."""

from dataclasses import dataclass

from complaints.errors import ComplaintError


@dataclass(eq=False)
class CustomerUnknown(ComplaintError):
    """There is no customer {customer}: look it up by e-mail, telephone or number."""

    customer: str


@dataclass(eq=False)
class CustomerNotRegistered(ComplaintError):
    """No customer {customer} is registered: look the customer up, or register it first."""

    customer: str


class CustomerNotLost(ComplaintError):
    """The customer has not left: record the loss first, with its reason."""


class ContactMissing(ComplaintError):
    """Give an e-mail address, a telephone number with digits, or a customer number."""


class RegistrationNotStruck(ComplaintError):
    """The registration itself cannot be struck out: correct it, or strike out what was recorded since."""


@dataclass(eq=False)
class EvaluationUnknown(ComplaintError):
    """The customer has no rating in {place} that could be taken back."""

    place: str


@dataclass(eq=False)
class WinBackUnknown(ComplaintError):
    """No offer number {offer} is open: it was never made, or was answered already."""

    offer: int


class DaysReversed(ComplaintError):
    """The last day is before the first: swap them."""


class DaysToCome(ComplaintError):
    """The last day had not begun when this was observed: record what was spent up to that time."""


@dataclass(eq=False)
class ArmAlreadyAssigned(ComplaintError):
    """The customer is in the arm {arm} of {experiment}: an assignment is never changed."""

    experiment: str
    arm: str
