"""How long a promise may be: no deadline runs off the calendar."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from complaints.sla.policy import Term, Unit

_DAYS, _HOURS = 18_300, 18_300 * 24

LONGEST: Mapping[Unit, int] = {
    "minute": _HOURS * 60,
    "hour": _HOURS,
    "working minute": _HOURS * 60,
    "working hour": _HOURS,
    "calendar day": _DAYS,
    "business day": _DAYS,
    "week": _DAYS // 7,
    "month": 600,
}
"""Fifty years in each unit. What is stated is not counted, and has none."""


def is_too_long(terms: Sequence[Term]) -> bool:
    """Say whether terms, one after the other, are longer than fifty years."""
    return sum(Fraction(it.amount, LONGEST[it.unit]) for it in terms if it.unit in LONGEST) > 1


def counted(term: Term) -> int:
    """Return how many of its unit a term counts: what was published without a bound is cut off here."""
    return min(term.amount, LONGEST[term.unit])
