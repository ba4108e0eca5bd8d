"""The rules for customers."""

from dataclasses import replace
from datetime import date

from complaints.commands.customers import (
    AssignExperiment,
    CustomerCommand,
    GiveContactDetails,
    OfferWinBack,
    RecordActivity,
    RecordEvaluation,
    RecordEvaluationWithdrawn,
    RecordLoss,
    RecordReturn,
    RecordSurvey,
    RecordWinBackAccepted,
    RecordWinBackDeclined,
    RegisterCustomer,
    WithdrawContactDetails,
)
from complaints.customer import Customer, contacts_in, normal_form
from complaints.customer_errors import (
    ArmAlreadyAssigned,
    ContactMissing,
    CustomerNotLost,
    DaysReversed,
    DaysToCome,
    EvaluationUnknown,
    WinBackUnknown,
)
from complaints.facts import Fact
from complaints.facts.customers import (
    ActivityObserved,
    ContactDetailsGiven,
    ContactDetailsWithdrawn,
    CustomerLost,
    CustomerRegistered,
    CustomerReturned,
    EvaluationPosted,
    EvaluationWithdrawn,
    ExperimentAssigned,
    SurveyAnswered,
    WinBackAccepted,
    WinBackDeclined,
    WinBackOffered,
)
from complaints.money import Money
from complaints.rules.money import in_full, refuse_bad_money
from complaints.when import When, local_day

FIRST_TO_BEGIN = "Pacific/Kiritimati"
"""Where each day begins first on earth: a day without a zone has begun if it has begun there."""


def register(command: RegisterCustomer, at: When) -> list[Fact]:
    """Return the facts of a new customer."""
    registered, given = CustomerRegistered(at=at, name=command.name), _given(command, at)
    if given == ContactDetailsGiven(at=at):
        return [registered]
    refuse_no_contact(given)
    return [registered, given]


def decide(command: CustomerCommand, customer: Customer, at: When) -> list[Fact]:
    """Return what follows; nothing where it is so already."""
    match command:
        case GiveContactDetails():
            return _give(command, customer, at)
        case WithdrawContactDetails(kinds=kinds):
            known = any(kind in kinds for kind, _ in customer.contacts)
            return [ContactDetailsWithdrawn(at=at, kinds=kinds)] if known else []
        case RecordEvaluation(place=place, rating=rating):
            return [
                EvaluationPosted(
                    at=at, place=place, rating=rating, complaint=command.complaint, text=command.text
                )
            ]
        case RecordEvaluationWithdrawn(place=place):
            if place not in customer.ratings:
                raise EvaluationUnknown(place=place)
            return [EvaluationWithdrawn(at=at, place=place)]
        case RecordSurvey(survey=survey, score=score, complaint=complaint):
            return [SurveyAnswered(at=at, survey=survey, score=score, complaint=complaint)]
        case RecordActivity():
            return [_activity(command, at)]
        case AssignExperiment(experiment=experiment, arm=arm):
            return _assign(experiment, arm, customer, at)
        case (
            RecordLoss() | OfferWinBack() | RecordWinBackAccepted() | RecordWinBackDeclined() | RecordReturn()
        ):
            return _decide_return(command, customer, at)


def sound(fact: Fact) -> Fact:
    """Return a corrected fact as its command would have recorded it. Raises what the command would."""
    match fact:
        case ActivityObserved(at=at, first_day=first_day, last_day=last_day, money=money):
            refuse_days(first_day, last_day, at)
            return replace(fact, money=_good(money))
        case WinBackOffered(money=Money() as money):
            return replace(fact, money=_good(money))
        case ContactDetailsGiven():
            refuse_no_contact(fact)
            return fact
        case _:
            return fact


def refuse_no_contact(given: ContactDetailsGiven) -> None:
    """Raise `ContactMissing` for details by which nobody can be found, and for a number without digits."""
    if not contacts_in(given) or (given.phone is not None and not normal_form("phone", given.phone)):
        raise ContactMissing


def refuse_days(first_day: date, last_day: date, at: When) -> None:
    """Raise `DaysReversed` or `DaysToCome` for days that cannot have been observed at a time."""
    if last_day < first_day:
        raise DaysReversed
    if last_day > local_day(at, FIRST_TO_BEGIN):
        raise DaysToCome


def _decide_return(
    command: RecordLoss | OfferWinBack | RecordWinBackAccepted | RecordWinBackDeclined | RecordReturn,
    customer: Customer,
    at: When,
) -> list[Fact]:
    if isinstance(command, RecordLoss):
        return [] if customer.is_lost else [CustomerLost(at=at, reason=command.reason)]
    if not customer.is_lost:
        raise CustomerNotLost
    match command:
        case OfferWinBack(kind=kind, money=money):
            return [
                WinBackOffered(
                    at=at, offer=customer.offers + 1, kind=kind, money=_good(money) if money else None
                )
            ]
        case RecordWinBackAccepted(offer=offer):
            return [WinBackAccepted(at=at, offer=_open(offer, customer)), CustomerReturned(at=at)]
        case RecordWinBackDeclined(offer=offer):
            return [WinBackDeclined(at=at, offer=_open(offer, customer))]
        case RecordReturn():
            return [CustomerReturned(at=at)]


def _give(command: GiveContactDetails, customer: Customer, at: When) -> list[Fact]:
    given = _given(command, at)
    refuse_no_contact(given)
    return [] if contacts_in(given) <= customer.contacts else [given]


def _given(command: GiveContactDetails | RegisterCustomer, at: When) -> ContactDetailsGiven:
    return ContactDetailsGiven(at=at, email=command.email, phone=command.phone, number=command.number)


def _activity(command: RecordActivity, at: When) -> ActivityObserved:
    refuse_days(command.first_day, command.last_day, at)
    return ActivityObserved(
        at=at, money=_good(command.money), first_day=command.first_day, last_day=command.last_day
    )


def _good(money: Money) -> Money:
    refuse_bad_money(money)
    return in_full(money)


def _assign(experiment: str, arm: str, customer: Customer, at: When) -> list[Fact]:
    known = customer.arms.get(experiment)
    if known == arm:
        return []
    if known is not None:
        raise ArmAlreadyAssigned(experiment=experiment, arm=known)
    return [ExperimentAssigned(at=at, experiment=experiment, arm=arm)]


def _open(offer: int, customer: Customer) -> int:
    if offer not in customer.open_offers:
        raise WinBackUnknown(offer=offer)
    return offer
