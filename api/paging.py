"""Pages of lists: cursors that stay true while the list grows, and no parameter passed over in silence."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from fastapi import Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field, TypeAdapter

T = TypeVar("T")
C = TypeVar("C")

Ordinal = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""Which one, or how many, in a cursor: anybody can write one, and PostgreSQL takes no larger number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which page of a list, and how long."""

    cursor: Annotated[str | None, Query(max_length=1000, description="`next` of the page before.")] = None
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many.")] = 100
    total: Annotated[bool, Query(description="Also count all that match, which takes longer.")] = False


def refuse_unknown_parameters(request: Request) -> None:
    """Refuse a query parameter that the route does not know: a misspelt filter must not show everything."""
    route = request.scope["route"].path_format
    described = request.app.openapi()["paths"][route][request.method.lower()].get("parameters", [])
    known = {each["name"] for each in described if each["in"] == "query"}
    for name in request.query_params:
        if name not in known:
            raise unreadable(name, f"is no parameter of this route; known are: {', '.join(sorted(known))}")
        if len(request.query_params.getlist(name)) > 1:
            raise unreadable(name, "is given more than once")


def page_of(found: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """Return a page and its last item, None where no page follows; one more than `limit` was looked for."""
    items = found[:limit]
    return items, items[-1] if len(found) > limit else None


def encoded(adapter: TypeAdapter[C], last: C) -> str:
    """Return the cursor of the page that follows `last`."""
    return urlsafe_b64encode(adapter.dump_json(last, exclude_none=True)).decode()


def decoded(adapter: TypeAdapter[C], cursor: str | None) -> C | None:
    """Return what a cursor follows, None where there is none. Raises RequestValidationError."""
    if cursor is None:
        return None
    try:
        return adapter.validate_json(urlsafe_b64decode(cursor), extra="forbid")
    except ValueError:
        raise unreadable(
            "cursor", "is none of this list: take `next` of the page before, unchanged"
        ) from None


def unreadable(
    parameter: str, sentence: str, *, place: Literal["query", "body", "header"] = "query"
) -> RequestValidationError:
    """Return the problem with a parameter, a header or a field of the body; `sentence` goes on from there."""
    return RequestValidationError([{"type": "value_error", "loc": (place, parameter), "msg": sentence}])
