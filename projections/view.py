"""What a view is: a fold from the facts of one stream to its rows, and the table that keeps them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from psycopg.sql import SQL, Composed

from complaints.facts import STORED_NAMES, Fact
from complaints.storage import Recorded

Slot = Literal["a", "b"]
State = Literal["live", "catching up", "idle"]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Row]):
    """Where rows are kept.

    `table` is in the schema `views` and has a column for each field of `row`, besides `slot`: a dataclass, or
    a named tuple, which takes half the time to make, where there are many rows to a stream.
    The columns `key` tell rows of a slot apart; by the first of them rows are replaced: a stream, or a group.
    """

    row: type[Row]
    table: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping(Table[Row]):
    """The second step of a view that is wider than a stream: from the parts of a group to its rows.

    The rows that the view folds are the parts, and `key[0]` is a column of both: the group that a part
    belongs to. `combine` takes all parts of one group, at least one, in any order, and returns the rows of
    that group; it is pure.
    """

    combine: Callable[[Sequence[Any]], Sequence[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """How the rows of a view are counted month by month, so that counts answer for many rows.

    `table`, in the schema `views`, has `slot`, `month`, the `key`, by which rows are counted together, and
    the `counts`. A row of the view falls into the month, in UTC, of the instant in its column `instant`.
    `span` is SQL that returns the first and the last of these of `slot`; `count`, the columns for its rows
    from `month_begin` to `month_end`, on which alone it depends.
    """

    table: str
    key: tuple[str, ...]
    counts: tuple[str, ...]
    instant: str
    span: SQL = field(hash=False)
    count: Composed = field(hash=False)

    @property
    def columns(self) -> Sequence[str]:
        """What `count` returns."""
        return (*self.key, *self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Table[Row]):
    """A view. `version` counts the releases of the fold: a higher one has the view rebuilt.

    `fold` takes all facts of one stream in effective order, at least one, and returns all rows of that
    stream; it is pure, and returns none for streams that do not concern it. Rows are replaced by stream.

    Only facts of the types in `concerns`, and corrections, change what `fold` returns: a stream to which
    others are added need not be folded again. Every fact is one unless a view says better.
    """

    name: str
    version: int
    fold: Callable[[Sequence[Recorded]], Sequence[Row]]
    concerns: frozenset[type[Fact]] = frozenset(STORED_NAMES.values())
    grouping: Grouping[Any] | None = None
    rollup: Rollup | None = None

    @property
    def tables(self) -> Sequence[Table[Any]]:
        """Every table of the view; the last is the one that answers."""
        return (self, self.grouping) if self.grouping else (self,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One slot of a view, the version of the fold that made its rows, and how far it has followed the log."""

    view: str
    slot: Slot
    state: State
    position: int
    fold_version: int
