"""The question how promises were kept: by policy, team or month, in cohorts by due date."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from api.instants import Instant
from api.moments import Moments
from api.periods import AboutPeriods
from api.questions import AsOfAny, Book, Channels, Handler, Product, Team, Zone
from api.small_cells import Suppressed, SuppressSmall, published
from api.view_routes import questions
from complaints.commands.command import Label
from projections.case_list import CASE_LIST
from projections.compliance import ComplianceAsked, ComplianceBy, ComplianceOfGroup, compliance
from projections.sla_breaches import SLA_BREACHES

router = questions()

DEFINED_BY: Mapping[str, str] = {
    "clocks": "sla-compliance",
    "met": "sla-verdict",
    "met_early": "sla-compliance",
    "breached_open": "sla-verdict",
    "breached_late": "sla-verdict",
    "withdrawn": "sla-verdict",
    "time_unknown": "sla-verdict",
    "open": "sla-compliance",
    "paused": "sla-compliance",
    "merged": "sla-compliance",
    "judged": "sla-share-met",
    "share_met": "sla-share-met",
    "low": "sla-share-met",
    "high": "sla-share-met",
    "near_misses": "sla-near-miss",
    "margin_p10": "sla-margin-percentile",
    "margin_p50": "sla-margin-percentile",
    "margin_p90": "sla-margin-percentile",
    "lasted": "sla-pause-share",
    "pauses": "sla-pause-share",
}
"""The definition of each number of a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceQuery(AboutPeriods):
    """Of which clocks, due when, grouped by what. Months are those of `zone`."""

    group_by: Annotated[
        ComplianceBy,
        Query(description="By what the clocks are grouped; `clock` is what is promised: `final response`."),
    ] = "all"
    zone: Zone = "UTC"
    due_from: Annotated[Instant | None, Query(description="Due then or later.")] = None
    due_to: Annotated[Instant | None, Query(description="Due before then.")] = None
    policy: Annotated[Label | None, Query(description="The id of the policy that makes the promise.")] = None
    channel: Channels = None
    product: Product = None
    team: Team = None
    handler: Handler = None
    complaint: Annotated[UUID | None, Query(description="The id of one complaint.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompliancePage:
    """How each group's promises were kept by `as_of`. `zone` is that of the months.

    `definitions` names, for each number of a group, the definition that says what it means.
    """

    definition: str
    definitions: Mapping[str, str]
    as_of: datetime
    position: int
    zone: str
    items: Sequence[ComplianceOfGroup]
    suppressed: Suppressed


@router.get("/views/sla-compliance")
def sla_compliance(
    moments: Annotated[Moments, Depends()],
    book: Book,
    wanted: Annotated[ComplianceQuery, Depends()],
    as_of: AsOfAny = None,
    *,
    suppress_small: SuppressSmall = False,
) -> CompliancePage:
    """Say how many of the promises that fell due were kept, how narrowly, and how much they stood still."""
    instant = as_of or datetime.now(UTC)
    with moments.of(SLA_BREACHES, CASE_LIST) as (connection, position):
        found = compliance(connection, instant, ComplianceAsked(**asdict(wanted)), book)
    items, suppressed = published(found, suppress_small=suppress_small)
    return CompliancePage(
        definition="sla-compliance",
        definitions=DEFINED_BY,
        as_of=instant,
        position=position,
        zone=wanted.zone,
        items=items,
        suppressed=suppressed,
    )
