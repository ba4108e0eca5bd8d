"""The question how long customers stay after a complaint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, Query

from api.moments import Moments
from api.paging import unreadable
from api.small_cells import Suppressed, SuppressSmall, published_curves
from api.view_routes import questions
from api.win_back import FirstContactDays
from complaints.commands.command import Label
from complaints.money import Amount
from projections.counts import Count
from projections.first_contact import WITHIN
from projections.survival import Curve
from projections.win_back import WIN_BACK
from projections.win_back_outcomes import note
from projections.win_back_survival import (
    SurvivalAsked,
    SurvivalBy,
    landmark_of,
    problem_with,
    survival,
)

router = questions()


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalQuery:
    """For how long after a complaint, grouped by what."""

    group_by: Annotated[SurvivalBy, Query(description="By what the lives are grouped.")] = "all"
    experiment: Annotated[Label | None, Query(description="Whose arms are the groups.")] = None
    days: Annotated[int, Query(ge=1, le=3650, description="For how many days a life is followed.")] = 365
    landmark_days: Annotated[
        int | None,
        Query(ge=0, le=3650, description="By which day groups are divided; else see win-back-survival."),
    ] = None
    first_contact_days: FirstContactDays = WITHIN.days
    inactivity: Annotated[
        Decimal | None,
        Query(ge=1, le=100, decimal_places=6, description="After how many usual gaps silence is leaving."),
    ] = None

    def asked(self) -> SurvivalAsked:
        """Return the question. Raises what is wrong with it."""
        within = timedelta(days=self.first_contact_days)
        default = landmark_of(self.group_by, within)
        asked = SurvivalAsked(
            by=self.group_by,
            experiment=self.experiment,
            days=self.days,
            landmark=default if self.landmark_days is None else self.landmark_days,
            first_contact_within=within,
            inactivity=self.inactivity,
        )
        if (problem := problem_with(asked)) is not None:
            raise unreadable("group_by", f"has no answer: {problem}")
        return asked


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalPage:
    """How long each group stayed; see `Survival`. `note` says what may be concluded from a difference."""

    definition: str
    as_of: datetime
    position: int
    days: int
    landmark_days: int
    first_contact_days: int
    inactivity: Amount | None
    note: str
    left_earlier: Count
    immature: Count
    time_unknown: Count
    items: Sequence[Curve]
    suppressed: Suppressed


@router.get("/views/win-back/survival", summary="How long customers stay after a complaint")
def win_back_survival(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[SurvivalQuery, Depends()],
    *,
    suppress_small: SuppressSmall = False,
) -> SurvivalPage:
    """Estimate by Kaplan and Meier how many are still here how many days after a complaint, by group."""
    now, asked = datetime.now(UTC), wanted.asked()
    with moments.of(WIN_BACK) as (connection, position):
        whole = survival(connection, now, asked)
    found, suppressed = published_curves(whole, suppress_small=suppress_small)
    return SurvivalPage(
        definition="win-back-survival",
        as_of=now,
        position=position,
        days=asked.days,
        landmark_days=asked.landmark,
        first_contact_days=wanted.first_contact_days,
        inactivity=asked.inactivity,
        note=note(asked.by),
        left_earlier=found.left_earlier,
        immature=found.immature,
        time_unknown=found.time_unknown,
        items=found.curves,
        suppressed=suppressed,
    )
