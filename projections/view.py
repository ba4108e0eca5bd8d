"""What a view is: a fold from the facts of one stream to its rows, and the table that keeps them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from complaints.storage import Recorded

Slot = Literal["a", "b"]
State = Literal["live", "catching up", "idle"]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Generic[Row]):
    """A view. `version` counts the releases of the fold: a higher one has the view rebuilt.

    `fold` takes all facts of one stream in effective order, at least one, and returns all rows of that
    stream; it is pure, and returns none for streams that do not concern it. `table` is in the schema `views`
    and has a column for each field of the dataclass `row`, besides `slot`. The columns `key` tell rows of a
    slot apart; the first of them holds the stream.
    """

    name: str
    version: int
    fold: Callable[[Sequence[Recorded]], Sequence[Row]]
    row: type[Row]
    table: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One slot of a view, the version of the fold that made its rows, and how far it has followed the log."""

    view: str
    slot: Slot
    state: State
    position: int
    fold_version: int
