"""Instants in queries, written out with their offset, never a bare number; and the zones of their days."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

from complaints.when import zones


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


def known_zone(name: str) -> str:
    """Refuse a time zone that there is not."""
    if name not in zones():
        raise PydanticCustomError("zone_unknown", "is no IANA time zone, such as Europe/London")
    return name


Instant = Annotated[AwareDatetime, BeforeValidator(written_out)]
"""An instant as 2026-04-07T09:30:00+01:00; the offset must be said."""

NotToCome = AfterValidator(not_to_come)
"""Of an instant: now or before."""
