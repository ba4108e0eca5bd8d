"""Small cells: counts of so few that somebody could be recognised, and what would give them away."""

from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, field, replace
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, get_args, get_type_hints

from projections.counts import COUNT
from projections.intervals import FEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """What gives a count of a row away; the counts themselves are its fields of type `Count`.

    `sums`: sets of counts, any one of which follows from the others. `computed`: other fields, by name, and
    the counts that each is computed from. `parts`: fields that hold rows with counts of their own.
    `together`: such fields, by name, whose rows say something of one another, and of the counts that are
    named: all of theirs are withheld where one of them is small, or one of these is withheld.
    """

    sums: tuple[frozenset[str], ...] = ()
    computed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Row(Protocol):
    """A dataclass that says what gives its counts away."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    cells: ClassVar[Cells]


R = TypeVar("R", bound=Row)


def suppress(rows: Sequence[R]) -> tuple[Sequence[R], int]:
    """Return rows without their small cells, and how many numbers are withheld: None is in their place.

    Withheld are counts from 1 to 4; of each sum that one of them is in, the smallest other count of 5 or
    more, so that it does not follow from the rest; and what is computed from any of these. Each row is looked
    at by itself: what follows from several answers, for a month and for its weeks, still does.
    """
    found = [_suppressed(row) for row in rows]
    return [row for row, _ in found], sum(withheld for _, withheld in found)


@cache
def counts_of(kind: type[Row]) -> Sequence[str]:
    """Return the names of the fields that are counts."""
    hints = get_type_hints(kind, include_extras=True)
    return [name for name, hint in hints.items() if COUNT in get_args(hint)]


def _suppressed(row: R) -> tuple[R, int]:
    counts = _counts(row)
    withheld = _covered(_small(counts), counts, row.cells.sums)
    computed = {
        name
        for name, sources in row.cells.computed.items()
        if withheld.intersection(sources) and getattr(row, name) is not None
    }
    parts = {name: suppress(getattr(row, name)) for name in row.cells.parts} | {
        name: _all_or_none(getattr(row, name), withheld=bool(withheld.intersection(sources)))
        for name, sources in row.cells.together.items()
    }
    kept = {name: rows for name, (rows, _) in parts.items()}
    number = len(withheld | computed) + sum(withheld for _, withheld in parts.values())
    return replace(row, **dict.fromkeys(withheld | computed), **kept), number


def _counts(row: Row) -> Mapping[str, int]:
    named = {name: getattr(row, name) for name in counts_of(type(row))}
    return {name: count for name, count in named.items() if count is not None}


def _small(counts: Mapping[str, int]) -> frozenset[str]:
    return frozenset(name for name, count in counts.items() if 0 < count < FEWEST)


def _all_or_none(rows: Sequence[R], *, withheld: bool) -> tuple[Sequence[R], int]:
    if not withheld and not any(_small(_counts(row)) for row in rows):
        return rows, 0
    found = [_empty(row) for row in rows]
    return [row for row, _ in found], sum(number for _, number in found)


def _empty(row: R) -> tuple[R, int]:
    numbers = (*counts_of(type(row)), *row.cells.computed)
    said = sum(getattr(row, name) is not None for name in numbers)
    return replace(row, **dict.fromkeys(numbers)), said


def _covered(
    withheld: frozenset[str], counts: Mapping[str, int], sums: Sequence[frozenset[str]]
) -> frozenset[str]:
    """Return what is withheld and what has to be with it, until no sum gives any of it away."""
    for members in sums:
        # Of a sum that is not told in whole, nothing follows.
        if members <= counts.keys() and (cover := _cover(members & withheld, members - withheld, counts)):
            return _covered(withheld | {cover}, counts, sums)
    return withheld


def _cover(withheld: frozenset[str], shown: frozenset[str], counts: Mapping[str, int]) -> str | None:
    """Return which of the counts of a sum that are shown has to be withheld too, None where none has.

    A sum hides what two or more of its counts are, unless all of these are small: two that make 2 are 1 each.
    """
    if not withheld or (len(withheld) > 1 and any(counts[name] >= FEWEST for name in withheld)):
        return None
    large = [name for name in shown if counts[name] >= FEWEST]
    return min(large, key=lambda name: (counts[name], name), default=None)
