"""How long a value of a fact may be, and what it may hold: as the command says that recorded the fact.

Facts themselves have no bounds, for what is stored must always be readable.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from complaints.commands import AnyCommand, Command
from complaints.commands.command import Label, Text
from complaints.commands.customers import CustomerCommand, RegisterCustomer
from complaints.commands.intake import FileComplaint
from complaints.facts import STORED_NAMES
from complaints.facts.fact import PERSONAL

_KINDS: tuple[type[Command], ...] = (
    FileComplaint,
    RegisterCustomer,
    *get_args(AnyCommand),
    *get_args(CustomerCommand),
)
COMMANDS: Mapping[str, type[Command]] = {f"command:{kind.__name__}": kind for kind in _KINDS}
"""What can have caused a fact, by its cause; rules and imports are no commands."""


@cache
def bounds(name: str, cause: str) -> Mapping[str, TypeAdapter[Any]]:
    """Return what each field of a fact with this stored name may be, where the fact has this cause.

    Of a field that the command does not have, and of what was caused by none, free text that is personal may
    be as long as any text, other text as long as a label.
    """
    command = COMMANDS.get(cause)
    said = get_type_hints(command, include_extras=True) if command else {}
    held = get_type_hints(STORED_NAMES[name], include_extras=True)
    return {field: TypeAdapter(said.get(field, _of_text(hint))) for field, hint in held.items()}


def _of_text(hint: object) -> object:
    """Return a type of text with its bound; any other type as it is."""
    if PERSONAL in get_args(hint):
        return Text | None if str in get_args(get_args(hint)[0]) else hint
    if hint == tuple[str, ...]:
        return tuple[Label, ...]
    if hint is str:
        return Label
    return Label | None if set(get_args(hint)) == {str, type(None)} else hint
