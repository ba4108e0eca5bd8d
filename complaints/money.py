"""Money: an exact amount in a currency of ISO 4217."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar

from annotated_types import Len
from iso4217 import Currency

FUNDS: frozenset[str] = frozenset({"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI"})
"""Codes that list one marks as those of funds: they count money, and nobody is paid in them."""

LISTED: dict[str, int | None] = {it.code: None if it.code in FUNDS else it.exponent for it in Currency}
"""Number of decimals by code; None for metals, funds, tests and the like. ISO 4217, list one, as packaged in
`iso4217` (edition 2026-01-01, read 2026-11-22)."""

WITHDRAWN: frozenset[str] = frozenset({
    "ADP", "AFA", "ALK", "ANG", "AOK", "AON", "AOR", "ARA", "ARP", "ARY", "ATS", "AYM", "AZM", "BAD", "BEC",
    "BEF", "BEL", "BGJ", "BGK", "BGL", "BGN", "BOP", "BRB", "BRC", "BRE", "BRN", "BRR", "BUK", "BYB", "BYR",
    "CHC", "CSD", "CSJ", "CSK", "CUC", "CYP", "DDM", "DEM", "ECS", "ECV", "EEK", "ESA", "ESB", "ESP", "FIM",
    "FRF", "GEK", "GHC", "GHP", "GNE", "GNS", "GQE", "GRD", "GWE", "GWP", "HRD", "HRK", "IEP", "ILP", "ILR",
    "ISJ", "ITL", "LAJ", "LSM", "LTL", "LTT", "LUC", "LUF", "LUL", "LVL", "LVR", "MGF", "MLF", "MRO", "MTL",
    "MTP", "MVQ", "MXP", "MZE", "MZM", "NIC", "NLG", "PEH", "PEI", "PES", "PLZ", "PTE", "RHD", "ROK", "ROL",
    "RUR", "SDD", "SDP", "SIT", "SKK", "SLL", "SRG", "STD", "SUR", "TJR", "TMM", "TPE", "TRL", "UAK", "UGS",
    "UGW", "USS", "UYN", "UYP", "VEB", "VEF", "VNC", "XEU", "XFO", "XFU", "XRE", "YDD", "YUD", "YUM", "YUN",
    "ZAL", "ZMK", "ZRN", "ZRZ", "ZWC", "ZWD", "ZWL", "ZWN", "ZWR",
})  # fmt: skip
"""Codes of currencies that were, less those in use again. ISO 4217, list three, with the withdrawals up to
January 2026 (the last is BGN), read 2026-11-22."""


class TextInJson:
    """The mark of a `Decimal` that is text in JSON: a JSON number is refused, it goes through a float.

    The text is digits in ASCII, at most one point, at most one exponent; not NaN and not infinite.
    """

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> dict[str, object]:
        """Return what pydantic is to do, in its own words; so this module needs none of it."""
        digits = {"type": "str", "pattern": r"^-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]{1,9})?$"}
        exact = {"type": "function-plain", "function": {"type": "no-info", "function": Decimal}}
        return {
            "type": "json-or-python",
            "json_schema": {"type": "chain", "steps": [digits, exact]},
            "python_schema": {"type": "decimal"},
            "serialization": {"type": "to-string", "when_used": "json"},
        }


Amount = Annotated[Decimal, TextInJson()]
CurrencyCode = Annotated[str, Len(3, 3)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An exact amount, never a float. `currency` is an ISO 4217 code in upper case, such as `GBP`.

    In JSON the amount is text: `{"amount": "12.50", "currency": "GBP"}`. The value itself may hold anything:
    `complaints.rules.money` says what a command may carry. In a fact, the amount is written with all the
    decimals that its currency had then, so that no reader of an old fact looks a currency up.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    amount: Amount
    currency: CurrencyCode


def minor_units(currency: str) -> int | None:
    """Return the number of decimals of a currency in force, or None for what is no money.

    No money are metals, funds and tests, although funds have decimals; nor are withdrawn codes (BGN, HRK).

    >>> minor_units("GBP"), minor_units("JPY"), minor_units("KWD"), minor_units("XAU"), minor_units("QQQ")
    (2, 0, 3, None, None)
    """
    return LISTED.get(currency)


def decimals(amount: Decimal) -> int:
    """Return the number of decimals written, trailing zeros included.

    >>> decimals(Decimal("12.50")), decimals(Decimal("1E+2"))
    (2, 0)
    """
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
