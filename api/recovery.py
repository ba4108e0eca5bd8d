"""Two questions about recovery: what was said, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query

from api.moments import Moments
from api.paging import unreadable
from api.periods import AboutPeriods
from api.questions import AsOf, Channels, From, Product, Team, To, Zone
from api.small_cells import Suppressed, SuppressSmall, published
from api.view_routes import questions
from complaints.commands.command import Label
from projections.recovery import RECOVERY
from projections.recovery_outcomes import (
    WITHIN,
    RecoveryAsked,
    RecoveryBy,
    RecoveryOfGroup,
    RecoveryOutcome,
    problem_with,
)
from projections.recovery_outcomes import recovery_outcomes as ask_outcomes
from projections.recovery_questions import ApologiesOfGroup, CaseBy, CasesAsked, apologies
from projections.win_back_outcomes import note

router = questions("/v1/views/recovery")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryQuery(AboutPeriods):
    """Which cases; what is not given does not restrict. Months are those of `zone`."""

    zone: Zone = "UTC"
    received_from: From = None
    received_to: To = None
    channel: Channels = None
    product: Product = None
    team: Team = None

    def asked(self) -> CasesAsked:
        """Return the cases asked about."""
        return CasesAsked(
            zone=self.zone,
            received_from=self.received_from,
            received_to=self.received_to,
            channel=self.channel,
            product=self.product,
            team=self.team,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologiesPage:
    """The apologies by `as_of`, by group. `zone` is that of the months."""

    definition: str
    as_of: datetime
    position: int
    zone: str
    items: Sequence[ApologiesOfGroup]
    suppressed: Suppressed


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryPage:
    """How it went for each group by `as_of`; `note` says what may be concluded from a difference."""

    definition: str
    as_of: datetime
    position: int
    zone: str
    within_days: int
    note: str
    items: Sequence[RecoveryOfGroup]
    suppressed: Suppressed


@router.get("", summary="In how many cases somebody apologised, and how soon")
def recovery(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[RecoveryQuery, Depends()],
    group_by: Annotated[CaseBy, Query(description="By what the cases are grouped.")] = "all",
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
) -> ApologiesPage:
    """Count cases with an apology and without, how soon it came, in which form, and how often again."""
    instant, asked = as_of or datetime.now(UTC), wanted.asked()
    with moments.of(RECOVERY) as (connection, position):
        found = apologies(connection, instant, group_by, asked)
    items, suppressed = published(found, suppress_small=suppress_small)
    return ApologiesPage(
        definition="recovery",
        as_of=instant,
        position=position,
        zone=wanted.zone,
        items=items,
        suppressed=suppressed,
    )


@router.get("/outcomes", summary="What came of it")
def recovery_outcomes(  # noqa: PLR0913, PLR0917 - one argument for each parameter
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[RecoveryQuery, Depends()],
    outcome: Annotated[RecoveryOutcome, Query(description="What is looked for: see recovery-outcome.")],
    group_by: Annotated[RecoveryBy, Query(description="By what the cases are grouped.")] = "all",
    experiment: Annotated[Label | None, Query(description="Whose arms are the groups.")] = None,
    within_days: Annotated[
        int | None,
        Query(ge=1, le=3650, description="Within how many days; if not given, 30, or 90 after an answer."),
    ] = None,
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
) -> RecoveryPage:
    """Say in how many cases it came to something within some days, with 95 % intervals, by what was done."""
    instant = as_of or datetime.now(UTC)
    within = timedelta(days=within_days) if within_days else WITHIN[outcome]
    asked = RecoveryAsked(
        outcome=outcome, within=within, by=group_by, experiment=experiment, cases=wanted.asked()
    )
    if (problem := problem_with(asked)) is not None:
        raise unreadable("group_by", f"has no answer: {problem}")
    with moments.of(RECOVERY) as (connection, position):
        found = ask_outcomes(connection, instant, asked)
    items, suppressed = published(found, suppress_small=suppress_small)
    return RecoveryPage(
        definition="recovery-outcome",
        as_of=instant,
        position=position,
        zone=wanted.zone,
        within_days=within.days,
        note=note(group_by),
        items=items,
        suppressed=suppressed,
    )
