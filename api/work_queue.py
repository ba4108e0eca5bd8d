"""The question what to do next: the promises that wait to be kept, by the time that is left."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, TypeAdapter

from api.access import READERS, Allowed
from api.moments import Moments
from api.openapi import VIEW_RESPONSES
from api.paging import Page, decoded, encoded, page_of, refuse_unknown_parameters, unreadable
from api.questions import Channels, Handler, Product, Team
from complaints.commands.command import Label
from complaints.policy_book import PolicyBook
from complaints.sla.calendar import BusinessCalendar
from complaints.sla.policy import Kind
from projections.case_list import CASE_LIST
from projections.next_steps import NextStep, calendars_with_hours, next_step, the_only
from projections.sla_breaches import SLA_BREACHES
from projections.standing import AfterClock
from projections.work_queue import QueueFilter, count_running, running

router = APIRouter(
    prefix="/v1",
    tags=["views"],
    responses=VIEW_RESPONSES,
    dependencies=[Depends(Allowed(READERS)), Depends(refuse_unknown_parameters)],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueQuery:
    """Which promises; what is not given does not restrict."""

    kind: Annotated[Kind | None, Query(description="Who gave the promise its force.")] = None
    policy: Annotated[Label | None, Query(description="The id of the policy that makes the promise.")] = None
    channel: Channels = None
    product: Product = None
    team: Team = None
    handler: Handler = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """A page of promises to keep, the one due first first. `next` is the cursor of the next page.

    `calendar`: in whose hours working time is counted where the calendar of the policy has none; None where
    that is not known.
    """

    definition: str
    as_of: datetime
    position: int
    calendar: str | None
    items: Sequence[NextStep]
    next: str | None
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCursor:
    """The last promise of a page, and the instant for which the first page was asked."""

    now: AwareDatetime
    due: AwareDatetime
    complaint: UUID
    clock: Label


QUEUE_CURSOR = TypeAdapter(QueueCursor)


@router.get("/queue")
def queue(
    request: Request,
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[QueueQuery, Depends()],
    page: Annotated[Page, Depends()],
    calendar: Annotated[
        Label | None,
        Query(description="In whose hours to count where the calendar of the policy has none."),
    ] = None,
) -> QueuePage:
    """List what to do next: the promises that wait to be kept, overdue ones first, and what keeps each."""
    state, asked = request.app.state, QueueFilter(**asdict(wanted))
    book: PolicyBook = state.complaints.policy_book()
    hours = _hours(book, calendar)
    cursor = decoded(QUEUE_CURSOR, page.cursor)
    now = cursor.now if cursor else datetime.now(UTC)
    with moments.of(SLA_BREACHES, CASE_LIST) as (connection, position):
        found = running(connection, asked, _after(cursor), page.limit + 1, book)
        total = count_running(connection, asked, book) if page.total else None
    clocks, last = page_of(found, page.limit)
    next = last and QueueCursor(now=now, due=last.due_at, complaint=last.complaint, clock=last.clock)
    # Read anew: it must know every policy that a clock found above was started under.
    book = state.complaints.policy_book()
    return QueuePage(
        definition="queue",
        as_of=now,
        position=position,
        calendar=hours.id if hours else None,
        items=[next_step(clock, book, hours, now) for clock in clocks],
        next=encoded(QUEUE_CURSOR, next) if next else None,
        total=total,
    )


def _hours(book: PolicyBook, wanted: str | None) -> BusinessCalendar | None:
    calendars = calendars_with_hours(book)
    if wanted is None:
        return the_only(calendars)
    if wanted not in calendars:
        known = ", ".join(calendars) or "none"
        raise unreadable("calendar", f"is no calendar that says when work is done; known are: {known}")
    return calendars[wanted]


def _after(cursor: QueueCursor | None) -> AfterClock:
    if cursor is None:
        return AfterClock()
    return AfterClock(after_due=cursor.due, after_complaint=cursor.complaint, after_clock=cursor.clock)
