"""Counts that can be withheld: what is computed from one that is, is withheld too."""

from typing import Annotated

COUNT = "count"
"""Marks the fields of a row that are counts: a small one can be withheld."""

Count = Annotated[int | None, COUNT]
"""How many, 0 or more; None where that is withheld, because so few could be recognised."""


def total(*counts: Count) -> Count:
    """Return the sum of counts."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def difference(whole: Count, part: Count) -> Count:
    """Return how many of a whole are not in a part of it."""
    return None if whole is None or part is None else whole - part
