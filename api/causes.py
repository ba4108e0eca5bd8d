"""The question what complaints are caused by, and whether removing a cause helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query

from api.moments import Moments
from api.periods import AboutPeriods
from api.questions import AsOf, From, Product, To, Zone
from api.small_cells import Suppressed, SuppressSmall, published
from api.view_routes import questions
from complaints.commands.command import Label
from projections.cause_questions import CauseCount, CauseMonth, CausesAsked, cause_months, causes
from projections.causes import CAUSES

router = questions("/v1/views/causes")

Days = Annotated[int, Query(ge=1, le=3660, description="How long before and after a removal is counted.")]
Lag = Annotated[int, Query(ge=0, le=3660, description="How long after a removal the later window begins.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseQuery(AboutPeriods):
    """Of which complaints; what is not given does not restrict."""

    by_product: Annotated[bool, Query(description="Divide each cause by product.")] = False
    cause: Annotated[Label | None, Query(description="The name of the cause.")] = None
    product: Product = None
    received_from: From = None
    received_to: To = None
    window_days: Days = 90
    lag_days: Lag = 0

    def asked(self) -> CausesAsked:
        """Return the question."""
        return CausesAsked(
            by_product=self.by_product,
            cause=self.cause,
            product=self.product,
            received_from=self.received_from,
            received_to=self.received_to,
            window=timedelta(days=self.window_days),
            lag=timedelta(days=self.lag_days),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CausePage:
    """The causes that complaints received by `as_of` name, by what is known now, the most frequent first."""

    definition: str
    as_of: datetime
    position: int
    by_product: bool
    items: Sequence[CauseCount]
    suppressed: Suppressed


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseMonths:
    """How often each cause was named, by the months of `zone`."""

    definition: str
    as_of: datetime
    position: int
    zone: str
    by_product: bool
    items: Sequence[CauseMonth]
    suppressed: Suppressed


@router.get("", summary="What complaints are caused by")
def cause_counts(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[CauseQuery, Depends()],
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
) -> CausePage:
    """Count complaints by root cause, and compare the time before a cause was removed with the time after."""
    instant = as_of or datetime.now(UTC)
    with moments.of(CAUSES) as (connection, position):
        found = causes(connection, instant, wanted.asked())
    items, suppressed = published(found, suppress_small=suppress_small)
    return CausePage(
        definition="causes",
        as_of=instant,
        position=position,
        by_product=wanted.by_product,
        items=items,
        suppressed=suppressed,
    )


@router.get("/months", summary="Causes, month by month")
def by_month(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[CauseQuery, Depends()],
    zone: Zone = "UTC",
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
) -> CauseMonths:
    """Count complaints by root cause and month of receipt."""
    instant = as_of or datetime.now(UTC)
    with moments.of(CAUSES) as (connection, position):
        found = cause_months(connection, instant, wanted.asked(), zone)
    items, suppressed = published(found, suppress_small=suppress_small)
    return CauseMonths(
        definition="causes",
        as_of=instant,
        position=position,
        zone=zone,
        by_product=wanted.by_product,
        items=items,
        suppressed=suppressed,
    )
