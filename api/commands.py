"""One route per command. The body of the request is the command."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Response
from pydantic import TypeAdapter

from api.access import FILERS, HANDLERS, SUPERVISORS, refuse_role
from api.answered import answered
from api.incoming import ComplaintId, ExpectedVersion, Incoming, incoming_from
from api.openapi import CAUSE_RESPONSES, COMMAND_RESPONSES, FILING_RESPONSES, body_of, described, in_words
from api.routes import ROLES, ROUTES, CommandRoute
from complaints.actor import Role
from complaints.application import Receipt
from complaints.commands import AnyCommand
from complaints.commands.causes import FixCause
from complaints.commands.command import Label
from complaints.commands.intake import FileComplaint
from complaints.commands.merging import MergingCommand
from complaints.commands.upkeep import UpkeepCommand
from complaints.request import new_stream_id

FILING_EXAMPLE = {
    "at": "2026-04-07T09:30:00+01:00",
    "channel": "phone",
    "jurisdiction": "uk.fca",
    "product": "current account",
    "issue": "payment not made",
    "summary": "My rent was paid a week late although I had set the standing order in time.",
}


def command_router() -> APIRouter:
    """Return the routes of filing and of every other command."""
    router = APIRouter(prefix="/v1/complaints", tags=["commands"])
    router.add_api_route(
        "",
        _filing(FILERS),
        methods=["POST"],
        status_code=201,
        response_model=Receipt,
        name=FileComplaint.__name__,
        summary="File a complaint",
        description=described(FileComplaint),
        responses=FILING_RESPONSES,
        openapi_extra=body_of(FileComplaint, FILING_EXAMPLE),
    )
    for route in ROUTES:
        router.add_api_route(
            f"/{{complaint}}/{route.path}",
            _handling(route),
            methods=["POST"],
            status_code=201,
            response_model=Receipt,
            name=route.command.__name__,
            summary=in_words(route.command.__name__),
            description=described(route.command),
            responses=COMMAND_RESPONSES,
            openapi_extra=body_of(route.command, route.example),
        )
    return router


def cause_router() -> APIRouter:
    """Return the route of the one command on a cause."""
    router = APIRouter(prefix="/v1/causes", tags=["commands"])
    router.add_api_route(
        "/{cause:path}/fixes",  # a name may hold slashes
        _fixing(SUPERVISORS),
        methods=["POST"],
        status_code=201,
        response_model=Receipt,
        name=FixCause.__name__,
        summary=in_words(FixCause.__name__),
        description=described(FixCause),
        responses=CAUSE_RESPONSES,
        openapi_extra=body_of(FixCause, {}),
    )
    return router


def _filing(roles: frozenset[Role]) -> Callable[..., Receipt]:
    adapter = TypeAdapter(FileComplaint)

    def endpoint(response: Response, incoming: Annotated[Incoming, Depends(incoming_from(roles))]) -> Receipt:
        command = incoming.decoded(adapter)
        id = new_stream_id(incoming.by, incoming.key)
        receipt = incoming.complaints.file(id, command, incoming.as_request("", None))
        response.headers["Location"] = f"/v1/complaints/{receipt.id}"
        return answered(receipt, response)

    return endpoint


def _handling(route: CommandRoute) -> Callable[..., Receipt]:
    adapter: TypeAdapter[AnyCommand | MergingCommand | UpkeepCommand] = TypeAdapter(route.command)

    def endpoint(
        response: Response,
        incoming: Annotated[Incoming, Depends(incoming_from(route.roles))],
        id: ComplaintId,
        version: ExpectedVersion,
    ) -> Receipt:
        command = incoming.decoded(adapter)
        if isinstance(command, UpkeepCommand):
            _refuse_beyond_role(command, id, incoming)
        receipt = incoming.complaints.handle(id, command, incoming.as_request(route.path, version))
        return answered(receipt, response)

    return endpoint


def _refuse_beyond_role(command: UpkeepCommand, id: UUID, incoming: Incoming) -> None:
    """Raise `NotAllowed` where the fact to be put right is one that the caller's role may not record.

    What a rule or an import has recorded may be put right by all who work on complaints.
    """
    for recorded in incoming.complaints.get(id).facts:
        if recorded.originator_version == command.version:
            refuse_role(incoming.by.role, ROLES.get(recorded.envelope.cause, HANDLERS))


def _fixing(roles: frozenset[Role]) -> Callable[..., Receipt]:
    adapter = TypeAdapter(FixCause)

    def endpoint(
        response: Response,
        incoming: Annotated[Incoming, Depends(incoming_from(roles))],
        cause: Annotated[Label, Path(description="The name that complaints give the cause.")],
    ) -> Receipt:
        command = incoming.decoded(adapter)
        receipt = incoming.complaints.fix_cause(cause, command, incoming.as_request(cause, None))
        return answered(receipt, response)

    return endpoint
