"""Instants in queries: written out with their offset, never a bare number."""

from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator


def written_out(text: object) -> object:
    """Refuse a number, which would otherwise be taken for seconds since 1970."""
    if isinstance(text, str) and not text.strip("+-.0123456789eE "):
        raise ValueError("give an instant with its offset, such as 2026-04-07T09:30:00+01:00")
    return text


Instant = Annotated[AwareDatetime, BeforeValidator(written_out)]
"""An instant as 2026-04-07T09:30:00+01:00; the offset must be said."""
