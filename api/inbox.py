"""The question what nobody has answered yet."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AwareDatetime, Field, TypeAdapter

from api.moments import Moments
from api.paging import Page, decoded, encoded, page_of, unreadable
from api.questions import AsOf, Channels, Handler, Product, Team
from api.view_routes import questions
from projections.inbox import INBOX, Kind
from projections.inbox_questions import (
    AfterMessage,
    Asked,
    InboxFilter,
    Turn,
    Waiting,
    WaitingCount,
    count_waiting,
    waiting,
)
from projections.sla_breaches import SLA_BREACHES

router = questions("/v1/views/inbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxQuery:
    """What came in; what is not given does not restrict. `channel` is that by which it came in."""

    kind: Annotated[Kind | None, Query(description="What came in.")] = None
    turn: Annotated[Turn | None, Query(description="Who has to do something: we, or the complainant.")] = None
    channel: Channels = None
    product: Product = None
    team: Team = None
    handler: Handler = None
    complaint: Annotated[UUID | None, Query(description="The id of one complaint.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """A page of what waits for an answer, the longest first. `next` is the cursor of the next page."""

    definition: str
    as_of: datetime
    position: int
    items: Sequence[Waiting]
    next: str | None
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxCounts:
    """How much waits for an answer, by channel and whose turn it is."""

    definition: str
    as_of: datetime
    position: int
    items: Sequence[WaitingCount]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxCursor:
    """The last thing of a page, and the instant for which the first page was asked."""

    as_of: AwareDatetime
    is_now: bool
    received: AwareDatetime
    complaint: UUID
    message: Annotated[int, Field(ge=1, lt=2**31)]


INBOX_CURSOR = TypeAdapter(InboxCursor)


@router.get("", summary="What waits for an answer")
def inbox(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[InboxQuery, Depends()],
    page: Annotated[Page, Depends()],
    as_of: AsOf = None,
) -> InboxPage:
    """List what came in and nobody has answered substantively, the longest waiting first.

    An acknowledgement, an automatic or an empty reply is no answer. Messages to closed complaints are listed.
    """
    asked = InboxFilter(**asdict(wanted))
    cursor = decoded(INBOX_CURSOR, page.cursor)
    instant = _asked(as_of, cursor)
    with moments.of(INBOX, SLA_BREACHES) as (connection, position):
        found = waiting(connection, instant, asked, _after(cursor), page.limit + 1)
        items, last = page_of(found, page.limit)
        counts = count_waiting(connection, instant, asked) if page.total else None
    next = last and InboxCursor(
        as_of=instant.as_of,
        is_now=instant.is_now,
        received=last.received_at,
        complaint=last.complaint,
        message=last.message,
    )
    return InboxPage(
        definition="inbox",
        as_of=instant.as_of,
        position=position,
        items=items,
        next=encoded(INBOX_CURSOR, next) if next else None,
        total=None if counts is None else sum(it.waiting for it in counts),
    )


@router.get("/counts", summary="How much waits for an answer")
def inbox_counts(
    moments: Annotated[Moments, Depends()], wanted: Annotated[InboxQuery, Depends()], as_of: AsOf = None
) -> InboxCounts:
    """Count what came in and nobody has answered substantively, by channel and whose turn it is."""
    instant = _asked(as_of, None)
    with moments.of(INBOX) as (connection, position):
        items = count_waiting(connection, instant, InboxFilter(**asdict(wanted)))
    return InboxCounts(definition="inbox", as_of=instant.as_of, position=position, items=items)


def _asked(as_of: datetime | None, cursor: InboxCursor | None) -> Asked:
    if as_of and cursor and as_of != cursor.as_of:
        raise unreadable("as_of", "is another instant than that of the page before")
    if cursor:
        return Asked(as_of=cursor.as_of, is_now=cursor.is_now)
    return Asked(as_of=as_of or datetime.now(UTC), is_now=as_of is None)


def _after(cursor: InboxCursor | None) -> AfterMessage:
    if cursor is None:
        return AfterMessage()
    return AfterMessage(
        after_received=cursor.received, after_complaint=cursor.complaint, after_message=cursor.message
    )
