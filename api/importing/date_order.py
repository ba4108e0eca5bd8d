"""In which order a file writes its dates, decided by the evidence of the whole file.

A file is taken only if all its dates have one shape and at least one of them settles whether the day or the
month stands first: a spreadsheet that read day and month the wrong way round leaves two shapes behind it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from api.importing.refusals import FileRefused

YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
"""ISO 8601, also with other separators."""
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
DAYS, MONTHS = range(1, 32), range(1, 13)
ADVICE = "Export the file again with dates such as 2015-02-14."

Order = Literal["year first", "month first", "day first"]
Hint = Order | Literal["either", "same"]
"""`either`: month first and day first both fit and differ; `same`: both fit and give the same day."""
ORDERS: tuple[Order, ...] = ("year first", "month first", "day first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """What one written date shows: its shape, such as `1/1/16`, and the order in which it must be read."""

    shape: str
    hint: Hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Where a trait was first seen."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"'{self.text}' on line {self.line}"


def halves(text: str) -> tuple[str, str]:
    """Return the date and the time of day of a written time; the latter is empty where none is given."""
    day, _, clock = text.replace("T", " ", 1).partition(" ")
    return day, clock.strip()


def trait(text: str) -> Trait | None:
    """Return what a written date shows, or None if it is no date in any order.

    >>> trait("12/31/15 23:08")
    Trait(shape='1/1/16', hint='month first')
    """
    return _trait(halves(text)[0])


def decide_order(sightings: Mapping[Trait, Sighting]) -> Order:
    """Return the order in which all dates of the file can be read.

    Raises `FileRefused` if there are two shapes, or the order is not proven or not the same everywhere.
    """
    by_shape = {seen.shape: where for seen, where in sightings.items()}
    by_hint = {seen.hint: where for seen, where in sightings.items()}
    proven = {order: by_hint[order] for order in ORDERS if order in by_hint}
    if len(by_shape) > 1:
        raise FileRefused(f"The dates are written in more than one way: {_list(by_shape.values())}. {ADVICE}")
    if len(proven) > 1:
        raise FileRefused(f"Day and month change places within the file: {_list(proven.values())}. {ADVICE}")
    if "either" in by_hint and not proven:
        example = by_hint["either"]
        raise FileRefused(f"No date tells whether the day or the month stands first: {example}. {ADVICE}")
    return next(iter(proven), "month first")


@lru_cache(maxsize=4096)
def _trait(day: str) -> Trait | None:
    if match := YEAR_FIRST.fullmatch(day):
        return Trait(shape=match[2].join(("2016", "1", "1")), hint="year first")
    if match := YEAR_LAST.fullmatch(day):
        hint = _hint(int(match[1]), int(match[3]))
        return hint and Trait(shape=match[2].join(("1", "1", "2016"[-len(match[4]) :])), hint=hint)
    return None


def _hint(first: int, second: int) -> Hint | None:
    month_first = first in MONTHS and second in DAYS
    day_first = first in DAYS and second in MONTHS
    if month_first and day_first:
        return "same" if first == second else "either"
    return "month first" if month_first else "day first" if day_first else None


def _list(places: Iterable[Sighting]) -> str:
    return ", ".join(map(str, places))
