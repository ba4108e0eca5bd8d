"""Counts and shares as tables have them."""

from dataclasses import fields

from projections.counts import Count
from projections.small_cells import Row, counts_of


def counted(count: Count) -> str:
    """Return a count; a star is in the place of one that is withheld."""
    return "*" if count is None else str(count)


def counted_if_any(count: Count) -> str:
    """Return a count, and nothing for 0."""
    return "" if count == 0 else counted(count)


def figures(row: Row) -> list[object]:
    """Return the fields of a row in their order, counts as `counted`."""
    counts = counts_of(type(row))
    named = ((it.name, getattr(row, it.name)) for it in fields(row))
    return [counted(value) if name in counts else value for name, value in named]


def percent(share: float | None) -> str:
    """Return a share in whole percent, nothing where there is none.

    >>> percent(0.375)
    '38%'
    """
    return "" if share is None else f"{share:.0%}"


def interval(low: float | None, high: float | None) -> str:
    """Return from where to where a share reaches, nothing where that is not known."""
    return "" if low is None else f"{percent(low)} to {percent(high)}"
