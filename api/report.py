"""What a report is: a question of `GET /v1/views/...` that can be asked elsewhere too, and drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, get_args, get_type_hints


class Answer(Protocol):
    """What every report answers; a list has `next` too, the cursor of the next page."""

    @property
    def definition(self) -> str:
        """The id of the definition of its numbers."""

    @property
    def as_of(self) -> datetime:
        """The instant asked about."""

    @property
    def position(self) -> int:
        """Up to where the views had followed the ledger."""

    @property
    def items(self) -> Sequence[Any]:
        """The rows."""


Chart = Callable[[Sequence[str], Any], str]
"""Draws an answer under a head of some lines, in SVG. Raises `NotDrawn`."""


class NotDrawn(Exception):
    """The rows cannot stand on one axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report. `ask` is the function of its route, which also says what it takes and what it answers.

    A report without a `chart` cannot be drawn.
    """

    name: str
    ask: Callable[..., Answer]
    chart: Chart | None = None

    @property
    def answer(self) -> type[Any]:
        """Return the dataclass of the answer."""
        found: type[Any] = get_type_hints(self.ask)["return"]
        return found

    @property
    def row(self) -> type[Any]:
        """Return the dataclass of a row."""
        found: type[Any] = get_args(get_type_hints(self.answer)["items"])[0]
        return found
