"""Withholding small counts from an answer, wherever counts are given by group."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Protocol, TypeVar

from fastapi import Query
from pydantic import Field

from projections.small_cells import R, Row, suppress
from projections.survival import Curve, without_points_that_tell, without_small_steps

SuppressSmall = Annotated[
    bool, Query(description="Withhold counts from 1 to 4, and what would give them away, as null.")
]
Suppressed = Annotated[
    int | None, Field(description="How many numbers are withheld; null unless that was asked for.")
]


class HasCurves(Row, Protocol):
    """An answer in curves."""

    @property
    def curves(self) -> Sequence[Curve]:
        """The curve of each group."""


C = TypeVar("C", bound=HasCurves)


def published(rows: Sequence[R], *, suppress_small: bool) -> tuple[Sequence[R], int | None]:
    """Return rows as they are; or without small cells, and how many numbers are withheld."""
    return suppress(rows) if suppress_small else (rows, None)


def published_curves(found: C, *, suppress_small: bool) -> tuple[C, int | None]:
    """Return curves as they are; or without small cells and steps, and how many numbers are withheld.

    Points that are put together are not counted: how many days somebody left on would say who left alone.
    """
    if not suppress_small:
        return found, None
    steps = [without_small_steps(curve) for curve in found.curves]
    (kept,), withheld = suppress([replace(found, curves=steps)])
    return replace(kept, curves=list(map(without_points_that_tell, kept.curves))), withheld
