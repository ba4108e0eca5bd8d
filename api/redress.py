"""The question what was offered, approved and paid."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query

from api.instants import Instant
from api.moments import Moments
from api.periods import AboutPeriods
from api.questions import AsOf, Product, Team, Zone
from api.small_cells import Suppressed, SuppressSmall, published
from api.view_routes import questions
from complaints.commands.command import Label
from complaints.facts.redress import CompensationKind
from projections.redress import REDRESS
from projections.redress_questions import RedressAsked, RedressBy, RedressOfGroup, redress

router = questions()


@dataclass(frozen=True, slots=True, kw_only=True)
class RedressQuery(AboutPeriods):
    """Which offers, grouped by what. Months are those of `zone`."""

    group_by: Annotated[RedressBy, Query(description="By what the offers are grouped.")] = "kind"
    zone: Zone = "UTC"
    offered_from: Annotated[Instant | None, Query(description="Offered then or later.")] = None
    offered_to: Annotated[Instant | None, Query(description="Offered before then.")] = None
    kind: Annotated[CompensationKind | None, Query(description="What was offered.")] = None
    currency: Annotated[
        str | None, Query(pattern="^[A-Z]{3}$", description="The ISO 4217 code, such as GBP.")
    ] = None
    cause: Annotated[Label | None, Query(description="The root cause of the complaint.")] = None
    product: Product = None
    team: Team = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedressPage:
    """What became of offers by `as_of`, by group and currency. `zone` is that of the months."""

    definition: str
    as_of: datetime
    position: int
    zone: str
    items: Sequence[RedressOfGroup]
    suppressed: Suppressed


@router.get("/views/redress", summary="What was offered, approved and paid")
def redress_ledger(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[RedressQuery, Depends()],
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
) -> RedressPage:
    """Sum what was offered, approved, paid and is owed, by cause, kind, team or month, in each currency."""
    instant = as_of or datetime.now(UTC)
    with moments.of(REDRESS) as (connection, position):
        found = redress(connection, instant, RedressAsked(**asdict(wanted)))
    items, suppressed = published(found, suppress_small=suppress_small)
    return RedressPage(
        definition="redress",
        as_of=instant,
        position=position,
        zone=wanted.zone,
        items=items,
        suppressed=suppressed,
    )
