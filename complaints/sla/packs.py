"""Packs: the policies and calendars that are shipped, and reading others from files.

A pack of policies is a list under `policies`, a calendar is one object; either is written in TOML or JSON.
Reading finds what cannot be understood; `problems_in` and `calendar_problems` find what makes no sense.
"""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, to_json

from complaints.sla.calendar import BusinessCalendar
from complaints.sla.policy import Policy

_SHIPPED = Path(__file__).with_name("packs")
_PLAIN_WORDS = {"unexpected_keyword_argument": "is no field known here", "missing": "is missing"}

T = TypeVar("T")


class UnreadablePack(Exception):
    """The file cannot be understood. The text is one sentence a line, each with the file and a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pack:
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    policies: tuple[Policy, ...]


_POLICIES = TypeAdapter(_Pack)


@cache
def shipped_policies() -> tuple[Policy, ...]:
    """Return the policies of every pack in this distribution, by file name and place in the file."""
    return tuple(policy for path in sorted(_SHIPPED.glob("*.toml")) for policy in read_policies(path))


@cache
def shipped_calendars() -> tuple[BusinessCalendar, ...]:
    """Return the calendars in this distribution, by file name."""
    return tuple(read_calendar(path) for path in sorted((_SHIPPED / "calendars").glob("*.json")))


def read_policies(path: Path) -> tuple[Policy, ...]:
    """Read a pack of policies, TOML if its name says so and JSON otherwise. Raises `UnreadablePack`."""
    return _decoded(_POLICIES, path).policies


def look_through(path: Path) -> tuple[list[str], tuple[Policy, ...]]:
    """Return what of a pack cannot be understood, a sentence each, and the policies without it.

    A field that is not known is left out, and a policy that cannot be read at all; the rest can be checked.
    Raises `UnreadablePack` for a file that is none.
    """
    document, said = _document(path), dict[str, None]()
    while True:
        try:
            return list(said), _POLICIES.validate_json(to_json(document), strict=True).policies
        except ValidationError as error:
            found = error.errors()
            said |= dict.fromkeys(f"{_reason(each)}." for each in found)
            unknown = [each["loc"] for each in found if each["type"] == "unexpected_keyword_argument"]
            if not all(_leave_out(document, place) for place in unknown or _policies_in(found)):
                return list(said), ()


def _policies_in(found: Sequence[ErrorDetails]) -> list[tuple[int | str, ...]]:
    """Return the places of the policies with mistakes, the last first, so that each stays where it is."""
    places = {each["loc"][:2] for each in found}
    return sorted(places, key=lambda it: it[-1] if isinstance(it[-1], int) else -1, reverse=True)


def _leave_out(document: object, place: Sequence[int | str]) -> bool:
    """Take something out of a document; say whether it was there."""
    *way, last = place or ("",)
    inside: Any = document
    try:
        for step in way:
            inside = inside[step]
        del inside[last]
    except (KeyError, IndexError, TypeError):
        return False
    return True


def read_calendar(path: Path) -> BusinessCalendar:
    """Read a calendar, TOML if its name says so and JSON otherwise. Raises `UnreadablePack`."""
    return _decoded(TypeAdapter(BusinessCalendar), path)


def _decoded(adapter: TypeAdapter[T], path: Path) -> T:
    try:
        # By way of JSON, where a date can only be text: read strictly, both kinds of file mean the same.
        return adapter.validate_json(to_json(_document(path)), strict=True)
    except ValidationError as error:
        lines = (f"{path.name}: {_reason(each)}." for each in error.errors())
        raise UnreadablePack("\n".join(lines)) from error


def _document(path: Path) -> object:
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except OSError as error:
        raise UnreadablePack(f"{path.name}: the file cannot be opened: {error.strerror}.") from error
    except ValueError as error:
        raise UnreadablePack(f"{path.name}: the file is not written correctly: {error}.") from error


def _reason(error: ErrorDetails) -> str:
    steps = (f"no. {step + 1}" if isinstance(step, int) else f"`{step}`" for step in error["loc"])
    place = " ".join(steps) or "the file"
    said = f"cannot be used: {error['msg'][:1].lower()}{error['msg'][1:]}"
    return f"{place} {_PLAIN_WORDS.get(error['type'], said)}"
