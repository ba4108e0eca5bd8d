"""Withholding small counts from an answer, wherever counts are given by group."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Protocol, TypeVar

from fastapi import Query
from pydantic import Field

from projections.small_cells import R, Row, suppress
from projections.survival import Curve, without_small_steps

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
    """Return curves as they are; or without small cells, and how many numbers and points that makes less."""
    if not suppress_small:
        return found, None
    steps = [without_small_steps(curve) for curve in found.curves]
    points = sum(map(_points, found.curves)) - sum(map(_points, steps))
    (kept,), numbers = suppress([replace(found, curves=steps)])
    return kept, numbers + points


def _points(curve: Curve) -> int:
    return len(curve.points)
