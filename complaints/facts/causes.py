"""Why there was a complaint, and that it will not happen again."""

from dataclasses import dataclass

from complaints.facts.fact import Fact, Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseIdentified(Fact):
    """A root cause of this complaint, by the name that it has in all complaints."""

    cause: str
    note: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseFixed(Fact):
    """A cause was removed; `at` is when. It stands in a stream of the cause's own, not of a complaint."""

    cause: str


CauseFact = CauseIdentified | CauseFixed
