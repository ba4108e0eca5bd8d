"""Withholding small counts from an answer, wherever counts are given by group."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query
from pydantic import Field

from projections.small_cells import R, suppress

SuppressSmall = Annotated[
    bool, Query(description="Withhold counts from 1 to 4, and what would give them away, as null.")
]
Suppressed = Annotated[
    int | None, Field(description="How many numbers are withheld; null unless that was asked for.")
]


def published(rows: Sequence[R], *, suppress_small: bool) -> tuple[Sequence[R], int | None]:
    """Return rows as they are; or without small cells, and how many numbers are withheld."""
    return suppress(rows) if suppress_small else (rows, None)
