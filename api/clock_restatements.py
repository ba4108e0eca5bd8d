"""How far changes of the policy book were carried to the clocks that run."""

from collections.abc import Sequence

from fastapi import APIRouter, Depends, Request

from api.access import ANALYSTS, Allowed
from api.openapi import VIEW_RESPONSES
from api.paging import refuse_unknown_parameters
from api.watchdog.carrying import Progress, progress

router = APIRouter(
    tags=["policy book"],
    responses=VIEW_RESPONSES,
    dependencies=[Depends(Allowed(ANALYSTS)), Depends(refuse_unknown_parameters)],
)


@router.get("/v1/clock-restatements", summary="Changes that are carried to clocks")
def clock_restatements(request: Request) -> Sequence[Progress]:
    """List every holiday, suspension and version that moves clocks which run, and how far it was carried."""
    with request.app.state.pool.connection() as connection:
        return progress(connection)
