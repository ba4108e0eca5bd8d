"""What every fact is, and how a value that belongs to a person is marked."""

from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

from complaints.when import When

PERSONAL: Final = "personal"
"""The mark in a field's annotation; `complaints.storage` keeps such fields in a part of their own."""

T = TypeVar("T")
Personal = Annotated[T | None, PERSONAL]
"""A value that belongs to a person. None where it was not given, is withheld or was erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened. `at` says when it happened, not when it was recorded."""

    at: When
