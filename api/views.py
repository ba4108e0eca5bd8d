"""One route per question about complaints."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from pydantic import AwareDatetime, TypeAdapter

from api.moments import Moments
from api.openapi import problems
from api.paging import Page, decoded, encoded, page_of, unreadable
from api.problems import AddressUnknown
from api.questions import (
    AsOfAny,
    CasePage,
    CaseQuery,
    ClockQuery,
    StandingCounts,
    StandingPage,
    TimesPage,
    TimesQuery,
)
from api.small_cells import SuppressSmall, published
from api.view_routes import questions
from complaints.commands.command import Label
from projections.case_list import CASE_LIST
from projections.cases import AfterCase, CaseFilter, cases, count_cases
from projections.definitions import DEFINITIONS, Definition
from projections.response_groups import TimesAsked
from projections.response_questions import response_times
from projections.response_times import RESPONSE_TIMES
from projections.sla_breaches import SLA_BREACHES
from projections.standing import AfterClock, ClockFilter, counts, standings

router = questions()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCursor:
    """The last complaint of a page, and the instant for which the first page was asked."""

    as_of: AwareDatetime
    received: AwareDatetime
    complaint: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCursor:
    """The last clock of a page, and the instant asked about. A paused clock has no due instant."""

    as_of: AwareDatetime
    due: AwareDatetime | None = None
    complaint: UUID
    clock: Label


CASE_CURSOR = TypeAdapter(CaseCursor)
CLOCK_CURSOR = TypeAdapter(ClockCursor)


@router.get("/views/cases")
def case_list(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[CaseQuery, Depends()],
    page: Annotated[Page, Depends()],
) -> CasePage:
    """List complaints: by status, channel, product, team, handler, customer, receipt, or overdue now."""
    asked = CaseFilter(**asdict(wanted))
    cursor = decoded(CASE_CURSOR, page.cursor)
    now = cursor.as_of if cursor else datetime.now(UTC)
    after = (
        AfterCase(after_received=cursor.received, after_complaint=cursor.complaint) if cursor else AfterCase()
    )
    with moments.of(CASE_LIST) as (connection, position):
        items, last = page_of(cases(connection, now, asked, after, page.limit + 1), page.limit)
        total = count_cases(connection, now, asked) if page.total else None
    next = last and CaseCursor(as_of=now, received=last.received_at, complaint=last.complaint)
    return CasePage(
        definition="case-list",
        as_of=now,
        position=position,
        items=items,
        next=encoded(CASE_CURSOR, next) if next else None,
        total=total,
    )


@router.get("/views/sla-breaches")
def sla_breaches(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[ClockQuery, Depends()],
    page: Annotated[Page, Depends()],
    as_of: AsOfAny = None,
) -> StandingPage:
    """List clocks as they stood at an instant, by due instant: running, met, or breached."""
    asked = ClockFilter(**asdict(wanted))
    cursor = decoded(CLOCK_CURSOR, page.cursor)
    instant = _instant(as_of, cursor)
    with moments.of(SLA_BREACHES) as (connection, position):
        found = standings(connection, instant, asked, _after(cursor), page.limit + 1)
        items, last = page_of(found, page.limit)
        total = sum(each.clocks for each in counts(connection, instant, asked)) if page.total else None
    next = last and ClockCursor(as_of=instant, due=last.due_at, complaint=last.complaint, clock=last.clock)
    return StandingPage(
        definition="sla-verdict",
        as_of=instant,
        position=position,
        items=items,
        next=encoded(CLOCK_CURSOR, next) if next else None,
        total=total,
    )


@router.get("/views/sla-breaches/counts")
def sla_breach_counts(
    moments: Annotated[Moments, Depends()], wanted: Annotated[ClockQuery, Depends()], as_of: AsOfAny = None
) -> StandingCounts:
    """Count clocks as they stood at an instant, by clock and verdict."""
    instant = as_of or datetime.now(UTC)
    with moments.of(SLA_BREACHES) as (connection, position):
        items = counts(connection, instant, ClockFilter(**asdict(wanted)))
    return StandingCounts(definition="sla-verdict", as_of=instant, position=position, items=items)


@router.get("/views/response-times")
def times(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[TimesQuery, Depends()],
    *,
    suppress_small: SuppressSmall = False,
) -> TimesPage:
    """Say how long one step takes, by group: counts, mean, percentiles, share within a target."""
    if wanted.target is not None and wanted.target < timedelta():
        raise unreadable("target", "is less than no time")
    now = datetime.now(UTC)
    with moments.of(RESPONSE_TIMES) as (connection, position):
        found = response_times(connection, now, TimesAsked(**asdict(wanted)))
    items, suppressed = published(found, suppress_small=suppress_small)
    return TimesPage(
        definition="response-time",
        as_of=now,
        position=position,
        zone=wanted.zone,
        items=items,
        suppressed=suppressed,
    )


@router.get("/definitions")
def definitions() -> Sequence[Definition]:
    """List what each number in the views means: unit, zone, cohort, and how it is counted."""
    return list(DEFINITIONS.values())


@router.get("/definitions/{id}", responses=problems({404: "There is no such definition."}))
def definition(id: Annotated[str, Path(max_length=100, description="Such as `sla-verdict`.")]) -> Definition:
    """Say what one number means."""
    if id not in DEFINITIONS:
        raise AddressUnknown
    return DEFINITIONS[id]


def _instant(as_of: datetime | None, cursor: ClockCursor | None) -> datetime:
    if as_of and cursor and as_of != cursor.as_of:
        raise unreadable("as_of", "is another instant than that of the page before")
    return as_of or (cursor.as_of if cursor else datetime.now(UTC))


def _after(cursor: ClockCursor | None) -> AfterClock:
    if cursor is None:
        return AfterClock()
    return AfterClock(after_due=cursor.due, after_complaint=cursor.complaint, after_clock=cursor.clock)
