"""The routes that ask the views: who may, what else is answered, and what no question may say."""

from fastapi import APIRouter, Depends

from api.access import ANALYSTS, Allowed
from api.openapi import VIEW_RESPONSES
from api.paging import refuse_unknown_parameters


def questions(prefix: str = "/v1") -> APIRouter:
    """Return a router for questions to the views, below a prefix."""
    return APIRouter(
        prefix=prefix,
        tags=["views"],
        responses=VIEW_RESPONSES,
        dependencies=[Depends(Allowed(ANALYSTS)), Depends(refuse_unknown_parameters)],
    )
