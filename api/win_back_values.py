"""The questions which offers to come back are taken, and what those who come back, or stay, are worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, Query

from api.moments import Moments
from api.small_cells import Suppressed, SuppressSmall, published, published_curves
from api.view_routes import questions
from complaints.money import Amount
from projections.counts import Count
from projections.redress_retained import RedressPerRetained
from projections.redress_retained import redress_per_retained as ask_redress
from projections.second_lives import Value, ValueAsked, values
from projections.second_lives import second_lives as ask_second_lives
from projections.survival import Curve
from projections.win_back import WIN_BACK
from projections.win_back_outcomes import NOT_CAUSAL
from projections.win_back_rates import RateAsked, RateBy, RateOfGroup, rates

router = questions("/v1/views/win-back")

Days = Annotated[int, Query(ge=1, le=3650, description="Within how many days; see the definition.")]
Margin = Annotated[
    Decimal, Query(ge=0, le=1, decimal_places=6, description="How much of what is spent stays with us.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePage:
    """How many offers each group took; `note` says what may be concluded from a difference between them."""

    definition: str
    as_of: datetime
    position: int
    within_days: int
    note: str
    items: Sequence[RateOfGroup]
    suppressed: Suppressed


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLivesPage:
    """How long second lives last, by the offer taken; see `SecondLives`.

    `note` says what may be concluded from a difference between the offers.
    """

    definition: str
    as_of: datetime
    position: int
    note: str
    time_unknown: Count
    items: Sequence[Curve]
    suppressed: Suppressed


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLifeValues:
    """What second lives were worth; `note` says what may be concluded from a difference between offers."""

    definition: str
    as_of: datetime
    position: int
    within_days: int
    margin: Amount
    note: str
    items: Sequence[Value]
    suppressed: Suppressed


@dataclass(frozen=True, slots=True, kw_only=True)
class RetainedPage:
    """What redress cost for each customer who stayed."""

    definition: str
    as_of: datetime
    position: int
    within_days: int
    items: Sequence[RedressPerRetained]
    suppressed: Suppressed


@router.get("/rates", summary="How many offers to come back are taken")
def win_back_rates(
    moments: Annotated[Moments, Depends()],
    group_by: Annotated[RateBy, Query(description="By what the offers are grouped.")] = "all",
    within_days: Days = 90,
    *,
    suppress_small: SuppressSmall = False,
) -> RatePage:
    """Say how many offers were accepted or declined within some days, by offer or reason of leaving."""
    now = datetime.now(UTC)
    with moments.of(WIN_BACK) as (connection, position):
        found = rates(connection, now, RateAsked(by=group_by, days=within_days))
    items, suppressed = published(found, suppress_small=suppress_small)
    return RatePage(
        definition="win-back-rate",
        as_of=now,
        position=position,
        within_days=within_days,
        note=NOT_CAUSAL,
        items=items,
        suppressed=suppressed,
    )


@router.get("/second-lives", summary="How long those stay who were won back")
def second_lives(
    moments: Annotated[Moments, Depends()], *, suppress_small: SuppressSmall = False
) -> SecondLivesPage:
    """Estimate by Kaplan and Meier how long a customer stays after a return, by the offer that was taken."""
    now = datetime.now(UTC)
    with moments.of(WIN_BACK) as (connection, position):
        whole = ask_second_lives(connection, now)
    found, suppressed = published_curves(whole, suppress_small=suppress_small)
    return SecondLivesPage(
        definition="second-life",
        as_of=now,
        position=position,
        note=NOT_CAUSAL,
        time_unknown=found.time_unknown,
        items=found.curves,
        suppressed=suppressed,
    )


@router.get("/second-lives/values", summary="What those are worth who were won back")
def second_life_values(
    moments: Annotated[Moments, Depends()],
    margin: Margin,
    within_days: Days = 90,
    *,
    suppress_small: SuppressSmall = False,
) -> SecondLifeValues:
    """Sum what was spent within some days of a return, what it left, and what the offers and redress cost."""
    now = datetime.now(UTC)
    with moments.of(WIN_BACK) as (connection, position):
        found = values(connection, now, ValueAsked(days=within_days, margin=margin))
    items, suppressed = published(found, suppress_small=suppress_small)
    return SecondLifeValues(
        definition="second-life-value",
        as_of=now,
        position=position,
        within_days=within_days,
        margin=margin,
        note=NOT_CAUSAL,
        items=items,
        suppressed=suppressed,
    )


@router.get("/redress", summary="What redress costs for each who stayed")
def redress_per_retained(
    moments: Annotated[Moments, Depends()], within_days: Days = 90, *, suppress_small: SuppressSmall = False
) -> RetainedPage:
    """Divide what was made good within some days of a first complaint by those who stayed that long."""
    now = datetime.now(UTC)
    with moments.of(WIN_BACK) as (connection, position):
        found = ask_redress(connection, now, within_days)
    items, suppressed = published(found, suppress_small=suppress_small)
    return RetainedPage(
        definition="redress-per-retained",
        as_of=now,
        position=position,
        within_days=within_days,
        items=items,
        suppressed=suppressed,
    )
