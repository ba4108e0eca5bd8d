"""What every command is. A command is what the client says, and the body of the HTTP request that says it."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from annotated_types import Len, Predicate

from complaints.texts import LONGEST_LABEL, LONGEST_TEXT, is_storable
from complaints.when import When

Label = Annotated[str, Len(1, LONGEST_LABEL), Predicate(str.isprintable)]
"""A name of something in the organisation: 1 to 200 printable characters. Never personal."""

Text = Annotated[str, Len(1, LONGEST_TEXT), Predicate(is_storable)]
"""Free text of 1 to 20,000 characters. Personal wherever it is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A request to record something. `at`: when it happened; now, where nothing is said."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    at: When | None = None
