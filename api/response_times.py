"""Reading how long one complaint took for each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from api.access import READERS, Allowed
from api.incoming import ComplaintId
from api.moments import Moments
from api.openapi import READ_RESPONSES
from api.paging import refuse_unknown_parameters
from projections.response_questions import StepTime, response_times_of
from projections.response_times import RESPONSE_TIMES

router = APIRouter(
    prefix="/v1/complaints",
    tags=["complaints"],
    responses=READ_RESPONSES,
    dependencies=[Depends(Allowed(READERS)), Depends(refuse_unknown_parameters)],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTimes:
    """The steps of a complaint by name; none where the view, which is at `position`, has not met it yet."""

    definition: str
    as_of: datetime
    position: int
    items: Sequence[StepTime]


@router.get("/{complaint}/response-times", summary="How long each step took")
def response_times(moments: Annotated[Moments, Depends()], id: ComplaintId) -> StepTimes:
    """Say when each step was reached and how long it took, what is open, and the longest silence."""
    with moments.of(RESPONSE_TIMES) as (connection, position):
        items = response_times_of(connection, id)
    return StepTimes(definition="response-time", as_of=datetime.now(UTC), position=position, items=items)
