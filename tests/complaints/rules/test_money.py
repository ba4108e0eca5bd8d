"""Which money a command may carry, and how a fact holds it."""

from decimal import Decimal

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from complaints.commands import AnyCommand
from complaints.commands.redress import OfferCompensation, PostProvisionalCredit
from complaints.errors import ComplaintError
from complaints.facts.redress import CompensationKind, CompensationOffered, ProvisionalCreditPosted
from complaints.money import LISTED, WITHDRAWN, Money, decimals, minor_units
from complaints.redress_errors import (
    AmountNegative,
    AmountNotANumber,
    AmountTooLarge,
    AmountZero,
    CurrencyNotPayable,
    CurrencyUnknown,
    CurrencyWithdrawn,
    TooManyDecimals,
)
from complaints.rules import decide
from complaints.rules.money import in_full, refuse_bad_money
from tests.complaints.given import context, fold

GOOD = {
    "pounds and pence": ("12.50", "GBP"),
    "whole pounds": ("12", "GBP"),
    "the smallest coin": ("0.01", "GBP"),
    "nothing": ("0", "GBP"),
    "whole yen": ("1200", "JPY"),
    "yen by the hundred": ("12E+2", "JPY"),
    "a dinar has a thousand fils": ("1.234", "KWD"),
    "the dinar that others give no decimals": ("10.500", "IQD"),
    "four decimals": ("999999999999.9999", "UYW"),
    "as much as anybody can mean": ("1000000000000", "GBP"),
}
BAD: dict[str, tuple[str, str, type[ComplaintError]]] = {
    "no number": ("NaN", "GBP", AmountNotANumber),
    "no number that shouts": ("sNaN", "GBP", AmountNotANumber),
    "without end": ("Infinity", "GBP", AmountNotANumber),
    "without end below": ("-Infinity", "GBP", AmountNotANumber),
    "below zero": ("-0.01", "GBP", AmountNegative),
    "zero from below": ("-0.00", "GBP", AmountNegative),
    "a penny too much": ("1000000000000.01", "GBP", AmountTooLarge),
    "absurdly much": ("1E+999999999", "GBP", AmountTooLarge),
    "half a penny": ("12.505", "GBP", TooManyDecimals),
    "half a yen": ("0.5", "JPY", TooManyDecimals),
    "a yen with a point": ("100.0", "JPY", TooManyDecimals),
    "pence that say more than they can": ("12.500", "GBP", TooManyDecimals),
    "absurdly little": ("1E-999999999", "GBP", TooManyDecimals),
    "no currency": ("1", "QQQ", CurrencyUnknown),
    "no capitals": ("1", "gbp", CurrencyUnknown),
    "a blank": ("1", "GB ", CurrencyUnknown),
    "the currency of a country that has the euro now": ("1", "BGN", CurrencyWithdrawn),
    "the one before": ("1", "HRK", CurrencyWithdrawn),
    "gold": ("1", "XAU", CurrencyNotPayable),
    "a fund": ("1", "CLF", CurrencyNotPayable),
    "no currency was involved": ("1", "XXX", CurrencyNotPayable),
}


def money(amount: str, currency: str) -> Money:
    return Money(amount=Decimal(amount), currency=currency)


@pytest.mark.parametrize(("amount", "currency"), GOOD.values(), ids=GOOD)
def test_money_is_written_with_all_its_decimals_and_not_changed(amount: str, currency: str) -> None:
    refuse_bad_money(money(amount, currency))
    written = in_full(money(amount, currency))
    assert written == money(amount, currency)
    assert decimals(written.amount) == minor_units(currency)
    assert "E" not in str(written.amount)


@pytest.mark.parametrize(("amount", "currency", "refusal"), BAD.values(), ids=BAD)
def test_what_is_no_money_is_refused(amount: str, currency: str, refusal: type[ComplaintError]) -> None:
    with pytest.raises(refusal) as refused:
        refuse_bad_money(money(amount, currency))
    assert type(refused.value) is refusal


@pytest.mark.parametrize("name", BAD)
def test_no_command_carries_what_is_no_money(name: str) -> None:
    amount, currency, refusal = BAD[name]
    bad = money(amount, currency)
    for command in (OfferCompensation(kind="other", money=bad), PostProvisionalCredit(money=bad)):
        with pytest.raises(refusal):
            decide(command, fold([]), context())


@given(
    amount=st.decimals(allow_nan=True, allow_infinity=True) | st.decimals(0, 10**6, places=2),
    currency=st.sampled_from([*LISTED, *WITHDRAWN, "QQQ"]),
)
def test_money_is_refused_or_written_out_exactly(amount: Decimal, currency: str) -> None:
    said = Money(amount=amount, currency=currency)
    try:
        refuse_bad_money(said)
    except ComplaintError as refusal:
        note(str(refusal))
    else:
        assert in_full(said) == said
        assert decimals(in_full(said).amount) == LISTED[currency]


def test_no_code_is_both_in_use_and_withdrawn() -> None:
    assert not WITHDRAWN & set(LISTED)
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in WITHDRAWN)


ZERO = money("0", "GBP")


@pytest.mark.parametrize(
    "command",
    [
        OfferCompensation(kind="money", money=ZERO),
        OfferCompensation(kind="credit", money=ZERO),
        OfferCompensation(kind="discount", money=ZERO),
        OfferCompensation(kind="fee waiver", money=ZERO),
        PostProvisionalCredit(money=ZERO),
    ],
)
def test_nobody_is_given_nothing(command: AnyCommand) -> None:
    with pytest.raises(AmountZero):
        decide(command, fold([]), context())


@pytest.mark.parametrize("kind", ["goods", "other"])
def test_flowers_may_be_worth_nothing(kind: CompensationKind) -> None:
    (made,) = decide(OfferCompensation(kind=kind, money=ZERO), fold([]), context())
    assert isinstance(made.fact, CompensationOffered)
    assert str(made.fact.money.amount) == "0.00"


def test_an_offer_and_a_credit_hold_their_money_in_full() -> None:
    said = money("12.5", "GBP")
    (offer,) = decide(OfferCompensation(kind="money", money=said), fold([]), context())
    (credit,) = decide(PostProvisionalCredit(money=said), fold([]), context())
    assert isinstance(offer.fact, CompensationOffered)
    assert isinstance(credit.fact, ProvisionalCreditPosted)
    assert (str(offer.fact.money.amount), str(credit.fact.money.amount)) == ("12.50", "12.50")


def test_a_refusal_says_how_many_decimals_there_are() -> None:
    with pytest.raises(TooManyDecimals, match="Amounts in JPY have at most 0 decimals"):
        refuse_bad_money(money("0.5", "JPY"))
