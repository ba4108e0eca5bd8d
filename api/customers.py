"""Customers: one route per command, finding them, and their complaints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import TypeAdapter

from api.access import HANDLERS, READERS, Allowed
from api.answered import answered
from api.complaints import FactDocument, fact_document
from api.customer_routes import NAMES, REGISTRATION_EXAMPLE, ROUTES
from api.incoming import ExpectedVersion, Incoming, incoming_from
from api.openapi import (
    COMMAND_RESPONSES,
    FILING_RESPONSES,
    READ_RESPONSES,
    SEARCH_RESPONSES,
    body_of,
    described,
    in_words,
)
from complaints.actor import Actor
from complaints.application import Receipt
from complaints.commands.customers import Contact, CustomerCommand, RegisterCustomer
from complaints.commands.upkeep import UpkeepCommand
from complaints.customers import Customers
from complaints.facts.customers import ContactKind
from complaints.request import new_stream_id
from projections.history import history


@dataclass(frozen=True, slots=True, kw_only=True)
class FindCustomer:
    """Find customers by exactly one contact detail; the look-up is recorded."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    kind: ContactKind
    value: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The customers with exactly this contact detail."""

    customers: Sequence[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDocument:
    """A customer as of a version. `facts` are in the order in which they happened, put right."""

    id: UUID
    version: int
    is_lost: bool
    facts: Sequence[FactDocument]


def customer_router() -> APIRouter:
    """Return the routes of customers."""
    router = APIRouter(prefix="/v1/customers", tags=["customers"])
    searches = APIRouter(tags=["customers"])
    router.add_api_route(
        "",
        _registering(),
        methods=["POST"],
        status_code=201,
        response_model=Receipt,
        name=RegisterCustomer.__name__,
        summary="Register a customer",
        description=described(RegisterCustomer),
        responses=FILING_RESPONSES,
        openapi_extra=body_of(RegisterCustomer, REGISTRATION_EXAMPLE),
    )
    router.add_api_route("/{customer}", customer, summary="A customer", responses=READ_RESPONSES)
    for path, command, example in ROUTES:
        name = NAMES.get(command, command.__name__)
        router.add_api_route(
            f"/{{customer}}/{path}",
            _handling(command, name),
            methods=["POST"],
            status_code=201,
            response_model=Receipt,
            name=name,
            summary=in_words(name),
            description=described(command),
            responses=COMMAND_RESPONSES,
            openapi_extra=body_of(command, example),
        )
    searches.add_api_route(
        "/v1/customer-searches",
        _finding(),
        methods=["POST"],
        response_model=Found,
        name=FindCustomer.__name__,
        summary="Find customers",
        description=described(FindCustomer),
        responses=SEARCH_RESPONSES,
        openapi_extra=body_of(FindCustomer, {"kind": "email", "value": "jo@example.org"}),
    )
    whole = APIRouter()
    whole.include_router(router)
    whole.include_router(searches)
    return whole


CustomerId = Annotated[UUID, Path(alias="customer", description="The id of the customer.")]


def customer(
    request: Request,
    response: Response,
    _: Annotated[Actor, Depends(Allowed(READERS))],
    id: CustomerId,
) -> CustomerDocument:
    """Return a customer with all that is recorded of it, but its complaints: `/v1/views/cases?customer=`."""
    stream = _customers(request).get(id)
    response.headers["ETag"] = f'"{stream.version}"'
    return CustomerDocument(
        id=id,
        version=stream.version,
        is_lost=stream.customer.is_lost,
        facts=[fact_document(fact) for fact in history(stream.facts)],
    )


def _registering() -> Callable[..., Receipt]:
    adapter = TypeAdapter(RegisterCustomer)

    def endpoint(
        request: Request, response: Response, incoming: Annotated[Incoming, Depends(incoming_from(HANDLERS))]
    ) -> Receipt:
        command = incoming.decoded(adapter)
        id = new_stream_id(incoming.by, incoming.key)
        receipt = _customers(request).register(id, command, incoming.as_request("customers", None))
        response.headers["Location"] = f"/v1/customers/{receipt.id}"
        return answered(receipt, response)

    return endpoint


def _finding() -> Callable[..., Found]:
    adapter = TypeAdapter(FindCustomer)

    def endpoint(request: Request, incoming: Annotated[Incoming, Depends(incoming_from(READERS))]) -> Found:
        wanted = incoming.decoded(adapter)
        return Found(customers=_customers(request).find(wanted.kind, wanted.value, incoming.by))

    return endpoint


def _handling(command: type[CustomerCommand | UpkeepCommand], name: str) -> Callable[..., Receipt]:
    adapter: TypeAdapter[CustomerCommand | UpkeepCommand] = TypeAdapter(command)

    def endpoint(
        request: Request,
        response: Response,
        incoming: Annotated[Incoming, Depends(incoming_from(HANDLERS))],
        id: CustomerId,
        version: ExpectedVersion,
    ) -> Receipt:
        asked = incoming.as_request(name, version)
        return answered(_customers(request).handle(id, incoming.decoded(adapter), asked), response)

    return endpoint


def _customers(request: Request) -> Customers:
    customers: Customers = request.app.state.customers
    return customers
