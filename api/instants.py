"""Instants in queries: written out with their offset, never a bare number."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError


def written_out(text: object) -> object:
    """Refuse a number, which would otherwise be taken for seconds since 1970."""
    if isinstance(text, str) and not text.strip("+-.0123456789eE "):
        raise ValueError("give an instant with its offset, such as 2026-04-07T09:30:00+01:00")
    return text


def not_to_come(instant: datetime) -> datetime:
    """Refuse an instant after now: nobody knows yet what will have happened by then."""
    if instant > datetime.now(UTC):
        raise PydanticCustomError("still_to_come", "is still to come")
    return instant


Instant = Annotated[AwareDatetime, BeforeValidator(written_out)]
"""An instant as 2026-04-07T09:30:00+01:00; the offset must be said."""

NotToCome = AfterValidator(not_to_come)
"""Of an instant: now or before."""
