"""One route per question about customers that leave and return."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AwareDatetime, TypeAdapter

from api.instants import Instant
from api.moments import Moments
from api.paging import Ordinal, Page, decoded, encoded, page_of, unreadable
from api.periods import AboutPeriods
from api.small_cells import Suppressed, SuppressSmall, published
from api.view_routes import questions
from complaints.commands.command import Label
from complaints.facts.customers import LossReason
from projections.first_contact import WITHIN
from projections.win_back import WIN_BACK
from projections.win_back_outcomes import (
    Outcome,
    OutcomeAsked,
    OutcomeBy,
    OutcomeOfGroup,
    note,
    outcomes,
    problem_with,
)
from projections.win_back_questions import (
    AfterLife,
    CustomerLife,
    CustomerState,
    LifeFilter,
    count_lives,
    lives,
)

router = questions()


FirstContactDays = Annotated[
    int, Query(ge=1, le=365, description="For how many days nobody may have come back after a resolution.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeQuery:
    """Which lives of customers; what is not given does not restrict."""

    customer: Annotated[UUID | None, Query(description="The id of one customer.")] = None
    state: Annotated[CustomerState | None, Query(description="How it stands: see win-back.")] = None
    reason: Annotated[LossReason | None, Query(description="Why the customer left.")] = None
    first_contact_days: FirstContactDays = WITHIN.days


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeQuery(AboutPeriods):
    """Who left, or returned, within how long, grouped by what."""

    outcome: Annotated[Outcome, Query(description="`left` after a complaint, or `returned` after leaving.")]
    group_by: Annotated[OutcomeBy, Query(description="By what the lives are grouped.")] = "all"
    experiment: Annotated[Label | None, Query(description="Whose arms are the groups.")] = None
    within_days: Annotated[
        int, Query(ge=1, le=3650, description="Within how many days of the first complaint, or of leaving.")
    ] = 90
    first_contact_days: FirstContactDays = WITHIN.days
    began_from: Annotated[
        Instant | None, Query(description="The complaint or leaving was then or later.")
    ] = None
    began_to: Annotated[Instant | None, Query(description="The complaint or leaving was before then.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LifePage:
    """A page of lives, by customer and number. `next` is the cursor of the next page."""

    definition: str
    as_of: datetime
    position: int
    first_contact_days: int
    items: Sequence[CustomerLife]
    next: str | None
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePage:
    """How it went for each group; `note` says what may be concluded from a difference between them."""

    definition: str
    as_of: datetime
    position: int
    within_days: int
    first_contact_days: int
    note: str
    items: Sequence[OutcomeOfGroup]
    suppressed: Suppressed


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeCursor:
    """The last life of a page, and the instant for which the first page was asked."""

    as_of: AwareDatetime
    customer: UUID
    life: Ordinal


LIFE_CURSOR = TypeAdapter(LifeCursor)


@router.get("/views/win-back")
def win_back(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[LifeQuery, Depends()],
    page: Annotated[Page, Depends()],
) -> LifePage:
    """List the lives of customers: who is at risk, lost and why, offered something, returned."""
    asked = LifeFilter(
        customer=wanted.customer,
        state=wanted.state,
        reason=wanted.reason,
        first_contact_within=timedelta(days=wanted.first_contact_days),
    )
    cursor = decoded(LIFE_CURSOR, page.cursor)
    now = cursor.as_of if cursor else datetime.now(UTC)
    after = AfterLife(after_customer=cursor.customer, after_life=cursor.life) if cursor else AfterLife()
    with moments.of(WIN_BACK) as (connection, position):
        found = lives(connection, now, asked, after, page.limit + 1)
        total = count_lives(connection, now, asked) if page.total else None
    items, last = page_of(found, page.limit)
    next = last and LifeCursor(as_of=now, customer=last.customer, life=last.life)
    return LifePage(
        definition="win-back",
        as_of=now,
        position=position,
        first_contact_days=wanted.first_contact_days,
        items=items,
        next=encoded(LIFE_CURSOR, next) if next else None,
        total=total,
    )


@router.get("/views/win-back/outcomes")
def win_back_outcomes(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[OutcomeQuery, Depends()],
    *,
    suppress_small: SuppressSmall = False,
) -> OutcomePage:
    """Say how many left or returned, by what was done, with 95 % intervals; and what that does not prove."""
    now = datetime.now(UTC)
    asked = OutcomeAsked(
        outcome=wanted.outcome,
        by=wanted.group_by,
        experiment=wanted.experiment,
        within=timedelta(days=wanted.within_days),
        first_contact_within=timedelta(days=wanted.first_contact_days),
        began_from=wanted.began_from,
        began_to=wanted.began_to,
    )
    if (problem := problem_with(asked)) is not None:
        raise unreadable("group_by", f"has no answer: {problem}")
    with moments.of(WIN_BACK) as (connection, position):
        found = outcomes(connection, now, asked)
    items, suppressed = published(found, suppress_small=suppress_small)
    return OutcomePage(
        definition="win-back-outcome",
        as_of=now,
        position=position,
        within_days=wanted.within_days,
        first_contact_days=wanted.first_contact_days,
        note=note(wanted.group_by),
        items=items,
        suppressed=suppressed,
    )
