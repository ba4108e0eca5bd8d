"""Reading how long one complaint took for each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Request

from api.access import READERS, Allowed
from api.incoming import ComplaintId
from api.openapi import READ_RESPONSES
from api.paging import refuse_unknown_parameters
from complaints.recorder import Pool
from projections.positions import position_of
from projections.response_questions import StepTime, response_times_of
from projections.response_times import RESPONSE_TIMES
from projections.slots import at_one_moment

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
def response_times(request: Request, id: ComplaintId) -> StepTimes:
    """Say when each step was reached and how long it took, what is open, and the longest silence."""
    pool: Pool = request.app.state.pool
    with pool.connection() as connection, at_one_moment(connection):
        items = response_times_of(connection, id)
        position = position_of(connection, RESPONSE_TIMES.name)
    return StepTimes(definition="response-time", as_of=datetime.now(UTC), position=position, items=items)
