"""Money: which codes are currencies in force, and how many decimals an amount has."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.money import Money, decimals, minor_units


@pytest.mark.parametrize(
    ("code", "decimals_of_it"),
    [
        ("GBP", 2), ("EUR", 2), ("USD", 2), ("CHF", 2), ("JPY", 0), ("KRW", 0), ("ISK", 0), ("VND", 0),
        ("KWD", 3), ("BHD", 3), ("TND", 3), ("XAF", 0), ("XPF", 0),
    ],
)  # fmt: skip
def test_a_currency_in_force_has_its_decimals(code: str, decimals_of_it: int) -> None:
    assert minor_units(code) == decimals_of_it


@pytest.mark.parametrize(
    "code",
    [
        "XAU",
        "XAG",
        "XTS",
        "XXX",
        "XDR",
        "DEM",
        "BGN",
        "HRK",
        "gbp",
        "Gbp",
        " GBP",
        "",
        "826",
        "£",
        "QQQ",
        "BTC",
    ],
)
def test_what_is_no_currency_in_force_is_no_money(code: str) -> None:
    assert minor_units(code) is None


def test_the_code_of_a_fund_is_no_money() -> None:
    funds = ["BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI"]
    assert [code for code in funds if minor_units(code) is not None] == []


@given(code=st.text(max_size=4))
def test_no_text_breaks_it(code: str) -> None:
    units = minor_units(code)
    assert units is None or (0 <= units <= 4 and len(code) == 3 and code.isupper())


@given(whole=st.integers(-(10**12), 10**12), places=st.integers(0, 9))
def test_decimals_are_counted_as_written(whole: int, places: int) -> None:
    assert decimals(Decimal(whole).scaleb(-places)) == places


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("12.50", 2),
        ("12.500", 3),
        ("12", 0),
        ("1E+2", 0),
        ("1E-7", 7),
        ("-0.00", 2),
        ("NaN", 0),
        ("Infinity", 0),
    ],
)
def test_trailing_zeros_count_and_powers_of_ten_do_not(amount: str, written: int) -> None:
    assert decimals(Decimal(amount)) == written


def test_equal_money_is_the_same_money_however_it_is_written() -> None:
    one = Money(amount=Decimal("12.50"), currency="GBP")
    assert one == Money(amount=Decimal("12.5"), currency="GBP")
    assert one != Money(amount=Decimal("12.50"), currency="EUR")
    assert len({one, Money(amount=Decimal("12.5"), currency="GBP")}) == 1
