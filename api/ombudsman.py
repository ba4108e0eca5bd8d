"""The question how many final responses are taken to an ombudsman, and what it decides."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query

from api.instants import Instant
from api.moments import Moments
from api.periods import AboutPeriods
from api.questions import AsOf, Book, Product, Team, Zone
from api.small_cells import Suppressed, SuppressSmall, published
from api.view_routes import questions
from complaints.commands.command import Label
from projections.ombudsman import OMBUDSMAN
from projections.ombudsman_questions import OmbudsmanAsked, OmbudsmanBy, OmbudsmanOfGroup, ombudsman
from projections.sla_breaches import SLA_BREACHES

router = questions()


@dataclass(frozen=True, slots=True, kw_only=True)
class OmbudsmanQuery(AboutPeriods):
    """Which final responses, grouped by what. Months are those of `zone`."""

    group_by: Annotated[OmbudsmanBy, Query(description="By what the final responses are grouped.")] = "all"
    zone: Zone = "UTC"
    final_from: Annotated[Instant | None, Query(description="The response was issued then or later.")] = None
    final_to: Annotated[Instant | None, Query(description="The response was issued before then.")] = None
    cause: Annotated[Label | None, Query(description="The root cause of the complaint.")] = None
    product: Product = None
    team: Team = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OmbudsmanPage:
    """What had become of final responses at an ombudsman by `as_of`. `zone` is that of the months."""

    definition: str
    as_of: datetime
    position: int
    zone: str
    items: Sequence[OmbudsmanOfGroup]
    suppressed: Suppressed


@router.get("/views/ombudsman", summary="What went to an ombudsman, and how that ended")
def taken_to_an_ombudsman(
    moments: Annotated[Moments, Depends()],
    book: Book,
    wanted: Annotated[OmbudsmanQuery, Depends()],
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
) -> OmbudsmanPage:
    """Say how many final responses were referred and overturned, of those whose window is over."""
    instant = as_of or datetime.now(UTC)
    with moments.of(OMBUDSMAN, SLA_BREACHES) as (connection, position):
        found = ombudsman(connection, instant, OmbudsmanAsked(**asdict(wanted)), book)
    items, suppressed = published(found, suppress_small=suppress_small)
    return OmbudsmanPage(
        definition="ombudsman",
        as_of=instant,
        position=position,
        zone=wanted.zone,
        items=items,
        suppressed=suppressed,
    )
