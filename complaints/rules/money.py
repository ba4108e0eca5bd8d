"""What money a command may carry, and how it is written in a fact."""

from decimal import Decimal

from complaints.money import LISTED, WITHDRAWN, Money, decimals, minor_units
from complaints.redress_errors import (
    AmountNegative,
    AmountNotANumber,
    AmountTooLarge,
    CurrencyNotPayable,
    CurrencyUnknown,
    CurrencyWithdrawn,
    TooManyDecimals,
)

MOST = 10**12
"""A larger amount is a slip of the pen in every currency. Ours; with four decimals it has 17 digits."""


def refuse_bad_money(money: Money) -> None:
    """Raise the error that says why this is no money that can be given; zero is for the caller to judge."""
    _refuse_bad_amount(money.amount)
    units = _units(money.currency)
    if decimals(money.amount) > units:
        raise TooManyDecimals(currency=money.currency, decimals=units)


def in_full(money: Money) -> Money:
    """Return the same money with all the decimals of its currency, as facts hold it. Expects no bad money.

    >>> in_full(Money(amount=Decimal("12.5"), currency="GBP")).amount
    Decimal('12.50')
    """
    unit = Decimal(1).scaleb(-_units(money.currency))  # pragma: no mutate: 2 has the same exponent as 1
    return Money(amount=money.amount.quantize(unit), currency=money.currency)


def _refuse_bad_amount(amount: Decimal) -> None:
    if not amount.is_finite():
        raise AmountNotANumber
    if amount.is_signed():
        raise AmountNegative
    if amount > MOST:
        raise AmountTooLarge(most=MOST)


def _units(currency: str) -> int:
    units = minor_units(currency)
    if units is not None:
        return units
    if currency in LISTED:
        raise CurrencyNotPayable(currency=currency)
    if currency in WITHDRAWN:
        raise CurrencyWithdrawn(currency=currency)
    raise CurrencyUnknown(currency=currency)
