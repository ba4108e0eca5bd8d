"""Who did something."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["agent", "supervisor", "officer", "auditor", "reporter", "intake", "admin"]
Kind = Literal["person", "machine", "rule", "import"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it: `by` is the accountable name, never empty.

    Where a machine acts for a person, `by` is the person and `via` the machine. Two actors are the same
    person when `by` is the same, whatever key, role or machine they used.
    """

    by: str
    kind: Kind
    role: Role | None = None
    via: str | None = None
