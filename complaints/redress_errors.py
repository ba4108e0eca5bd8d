"""Why money, an offer or its payment is refused. Written like `complaints.errors`."""

from dataclasses import dataclass

from complaints.errors import ComplaintError

# Money


class AmountNotANumber(ComplaintError):
    """The amount is not a number: give it in digits, such as 12.50."""


class AmountNegative(ComplaintError):
    """An amount is never negative: say what the complainant gets."""


class AmountZero(ComplaintError):
    """An amount of zero is nothing: only goods and other gestures may be worth nothing in money."""


@dataclass(eq=False)
class AmountTooLarge(ComplaintError):
    """An amount above {most} is a slip of the pen: count the digits."""

    most: int


@dataclass(eq=False)
class TooManyDecimals(ComplaintError):
    """Amounts in {currency} have at most {decimals} decimals, trailing zeros included."""

    currency: str
    decimals: int


@dataclass(eq=False)
class CurrencyUnknown(ComplaintError):
    """There is no currency {currency}: give the code of ISO 4217 in capital letters, such as GBP."""

    currency: str


@dataclass(eq=False)
class CurrencyWithdrawn(ComplaintError):
    """The currency {currency} is no longer in use: give the amount in the one that took its place."""

    currency: str


@dataclass(eq=False)
class CurrencyNotPayable(ComplaintError):
    """Nobody can be paid in {currency}, which is the code of a metal, a fund or a test: give a currency."""

    currency: str


# Offers


@dataclass(eq=False)
class OfferUnknown(ComplaintError):
    """The complaint has no offer number {offer}: look at its offers."""

    offer: int


@dataclass(eq=False)
class OfferWasRefused(ComplaintError):
    """Offer {offer} was refused in the house: make another one."""

    offer: int


@dataclass(eq=False)
class OfferWasWithdrawn(ComplaintError):
    """Offer {offer} was withdrawn before it was answered: make another one."""

    offer: int


@dataclass(eq=False)
class OfferWasReplaced(ComplaintError):
    """Offer {offer} was replaced by a later one: go on with that."""

    offer: int


@dataclass(eq=False)
class OfferWasDeclined(ComplaintError):
    """The complainant declined offer {offer}: make another one."""

    offer: int


@dataclass(eq=False)
class OfferWasAccepted(ComplaintError):
    """The complainant accepted offer {offer}: it can no longer be withdrawn, replaced or declined."""

    offer: int


@dataclass(eq=False)
class OfferAwaitsAnswer(ComplaintError):
    """Offer {offer} awaits the complainant's answer: record the answer, or withdraw the offer."""

    offer: int


@dataclass(eq=False)
class OfferAwaitsApproval(ComplaintError):
    """The complainant accepted offer {offer}, but it is not approved: have it approved or refused."""

    offer: int


# Approval


@dataclass(eq=False)
class OfferIsOwn(ComplaintError):
    """You made offer {offer} yourself: another person has to approve it."""

    offer: int


class ApproverNotAPerson(ComplaintError):
    """Only a person can approve an offer: a machine has to name the person it acts for."""


@dataclass(eq=False)
class NoLimitsInForce(ComplaintError):
    """No limits are in force for the role {role} in {currency}, so it can approve nothing.

    Put the offer to somebody with another role, or have limits published.
    """

    role: str
    currency: str


@dataclass(eq=False)
class AboveLimits(ComplaintError):
    """Offer {offer} is above {most} {currency}, the most that two persons with the role {role} may approve.

    Put it to somebody whose limits reach it, or make a smaller offer.
    """

    offer: int
    most: str
    currency: str
    role: str


@dataclass(eq=False)
class OfferWasApproved(ComplaintError):
    """Offer {offer} was approved, so it cannot be refused: it can be withdrawn until it is accepted."""

    offer: int


# Payment


@dataclass(eq=False)
class OfferNotApproved(ComplaintError):
    """Offer {offer} is not approved: it cannot be paid before that."""

    offer: int


@dataclass(eq=False)
class OfferNotAccepted(ComplaintError):
    """The complainant has not accepted offer {offer}: it cannot be paid before that."""

    offer: int


@dataclass(eq=False)
class OfferWasPaid(ComplaintError):
    """Offer {offer} was paid under the reference {reference}: for any other payment make another offer."""

    offer: int
    reference: str


@dataclass(eq=False)
class PaymentRestsOnIt(ComplaintError):
    """Offer {offer} was paid under the reference {reference}, which rests on this: strike the payment first,
    if there was none.
    """

    offer: int
    reference: str


@dataclass(eq=False)
class CreditUnknown(ComplaintError):
    """The complaint has no provisional credit number {credit}: look at its events."""

    credit: int
