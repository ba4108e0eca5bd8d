"""The question who has how much to do."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query

from api.moments import Moments
from api.questions import Channels, Handler, Product, Team
from api.view_routes import questions
from projections.case_list import CASE_LIST
from projections.workload import Workload, WorkloadAsked, WorkloadBy, workload

router = questions()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadQuery:
    """Of which open complaints, grouped by what; what is not given does not restrict."""

    group_by: Annotated[WorkloadBy, Query(description="By what the complaints are grouped.")] = "team"
    channel: Channels = None
    product: Product = None
    team: Team = None
    handler: Handler = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadPage:
    """What is open, by group, as known at `as_of`."""

    definition: str
    as_of: datetime
    position: int
    items: Sequence[Workload]


@router.get("/views/workload", summary="Who has how much to do")
def workloads(
    moments: Annotated[Moments, Depends()], wanted: Annotated[WorkloadQuery, Depends()]
) -> WorkloadPage:
    """Count what is open by team, handler or product: how old, how much overdue, and what is due next."""
    now = datetime.now(UTC)
    with moments.of(CASE_LIST) as (connection, position):
        items = workload(connection, now, WorkloadAsked(**asdict(wanted)))
    return WorkloadPage(definition="workload", as_of=now, position=position, items=items)
