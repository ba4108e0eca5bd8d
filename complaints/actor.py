"""Who did something."""

from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

Role = Literal["agent", "supervisor", "officer", "auditor", "reporter", "intake", "admin"]
Kind = Literal["person", "machine", "rule", "import"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it: `by` is the accountable name, never empty.

    Where a machine acts for a person, `by` is the person and `via` the machine. Two actors are the same
    person when their names are (`is_same_person`), whatever key, role or machine they used.
    """

    by: str
    kind: Kind
    role: Role | None = None
    via: str | None = None


def is_same_person(one: str, other: str) -> bool:
    """Say whether two names are one person's: case, blanks and forms of a letter make no other person.

    >>> is_same_person("Ann Lee", " ann  LEE")
    True
    """
    return _as_compared(one) == _as_compared(other)


def _as_compared(name: str) -> str:
    return " ".join(normalize("NFKC", normalize("NFKC", name).casefold()).split())


WATCHDOG = Actor(by="watchdog", kind="rule")
"""Who records what the rules of the house say by themselves."""
