"""The policy book: publishing policies, calendars and limits, and reading what is in force."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import TypeAdapter

from api.access import ANALYSTS, Allowed
from api.answered import answered
from api.incoming import Incoming, incoming_from
from api.instants import Instant
from api.openapi import PUBLISHING_RESPONSES, VIEW_RESPONSES, body_of, described, in_words, problems
from api.paging import refuse_unknown_parameters, unreadable
from api.problems import AddressUnknown
from complaints.actor import Role
from complaints.application import Receipt
from complaints.calculator import Calculation, calculate
from complaints.commands.policy_book import (
    DeclareHoliday,
    OrderSuspension,
    PolicyBookCommand,
    PublishCalendar,
    PublishLimits,
    PublishPolicy,
    WithdrawPolicy,
)
from complaints.facts.policy_book import LimitsPublished
from complaints.ledger import Complaints
from complaints.policy_errors import ReceiptUnreadable, RegionUnknown
from complaints.sla.calendar import BusinessCalendar
from complaints.sla.policy import Policy

OFFICERS: frozenset[Role] = frozenset({"officer"})

POLICY_EXAMPLE: dict[str, Any] = {
    "policy": {
        "id": "example.final",
        "version": 1,
        "kind": "internal",
        "title": "An answer within ten business days",
        "clock": "final response",
        "legal_from": "2026-01-01",
        "source": "The example company's own promise, read 2026-11-22.",
        "draft": False,
        "selector": {"brand": "example"},
        "starts_on": ["ComplaintFiled"],
        "day0": "exclude",
        "amount": 10,
        "unit": "business day",
        "calendar": "uk.england-and-wales",
        "zone": "Europe/London",
        "stops_on": [{"fact": "FinalResponseIssued", "must_have": ["outcome", "reasons"]}],
    }
}
CALENDAR_EXAMPLE: dict[str, Any] = {
    "calendar": {
        "id": "example.call-centre",
        "version": 1,
        "zone": "Europe/London",
        "weekend": [6, 7],
        "holidays": [{"day": "2026-12-25", "name": "Christmas Day"}],
        "hours": [
            {
                "weekdays": [1, 2, 3, 4, 5],
                "intervals": [
                    {"opens": "09:00:00", "closes": "12:30:00"},
                    {"opens": "13:30:00", "closes": "17:00:00"},
                ],
            }
        ],
        "special_days": [
            {
                "day": "2026-12-24",
                "name": "Christmas Eve",
                "intervals": [{"opens": "09:00:00", "closes": "12:00:00"}],
            }
        ],
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
        "source": "The example company's calendar of its call centre, read 2026-11-22.",
    }
}

HOLIDAY_EXAMPLE: dict[str, Any] = {
    "calendar": "uk.england-and-wales",
    "day": "2026-09-07",
    "name": "Day of national mourning",
    "source": "Proclamation in the Gazette of 2026-08-31, read 2026-09-01.",
}
SUSPENSION_EXAMPLE: dict[str, Any] = {
    "policy": "uk.fca.final",
    "suspension": {
        "first_day": "2027-01-11",
        "last_day": "2027-03-31",
        "received_from": "2026-11-01",
        "received_to": "2027-03-31",
        "order": "The regulator's order of 2027-01-10, read 2027-01-11.",
    },
}

PUBLICATIONS: tuple[tuple[str, type[PolicyBookCommand], dict[str, Any]], ...] = (
    ("/v1/policies", PublishPolicy, POLICY_EXAMPLE),
    ("/v1/policy-withdrawals", WithdrawPolicy, {"policy": "example.ack", "reason": "the brand was sold"}),
    ("/v1/calendars", PublishCalendar, CALENDAR_EXAMPLE),
    (
        "/v1/limits",
        PublishLimits,
        {"role": "supervisor", "currency": "GBP", "alone": "250.00", "together": "1000.00"},
    ),
    ("/v1/holidays", DeclareHoliday, HOLIDAY_EXAMPLE),
    ("/v1/suspensions", OrderSuspension, SUSPENSION_EXAMPLE),
)
"""Each command on the policy book: its path and a good body."""


DUE = problems(
    {
        404: "The policy book holds no such policy.",
        409: "Nothing can be said: no version is law on that day, or no calendar covers it.",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersions:
    """A policy: its versions, the oldest first; the last is in force unless the policy is withdrawn."""

    id: str
    is_withdrawn: bool
    versions: Sequence[Policy]


def policy_book_router() -> APIRouter:
    """Return the routes of the policy book."""
    router = APIRouter(tags=["policy book"])
    for path, command, example in PUBLICATIONS:
        router.add_api_route(
            path,
            _publishing(command),
            methods=["POST"],
            status_code=201,
            response_model=Receipt,
            name=command.__name__,
            summary=in_words(command.__name__),
            description=described(command),
            responses=PUBLISHING_RESPONSES,
            openapi_extra=body_of(command, example),
        )
    reading = APIRouter(
        tags=["policy book"],
        responses=VIEW_RESPONSES,
        dependencies=[Depends(Allowed(ANALYSTS)), Depends(refuse_unknown_parameters)],
    )
    reading.add_api_route("/v1/policies", policies, summary="List the policies")
    reading.add_api_route(
        "/v1/policies/{policy}/due", due, summary="When something would be due", responses=DUE
    )
    reading.add_api_route("/v1/calendars", calendars, summary="List the calendars")
    reading.add_api_route("/v1/limits", limits, summary="List the limits")
    router.include_router(reading)
    return router


def policies(request: Request) -> Sequence[PolicyVersions]:
    """List every policy ever published, with all its versions, by id."""
    book = _complaints(request).policy_book()
    return [
        PolicyVersions(id=id, is_withdrawn=id in book.withdrawn, versions=versions)
        for id, versions in sorted(book.policies.items())
    ]


def due(
    request: Request,
    policy: Annotated[str, Path(max_length=200, description="The id of a policy, such as uk.fca.final.")],
    received: Annotated[
        str, Query(max_length=40, description="An instant with its offset, or a day in the policy's zone.")
    ],
    region: Annotated[
        str | None,
        Query(max_length=100, description="Count in the calendar of another region, such as `scotland`."),
    ] = None,
    known_at: Annotated[
        Instant | None, Query(description="By the policy book as far as it was recorded by then.")
    ] = None,
) -> Calculation:
    """Say until when a promise has to be kept for something received then, day by day and in a sentence."""
    book = _complaints(request).policy_book(known_at)
    if policy not in book.policies:
        raise AddressUnknown
    try:
        return calculate(book, policy, received, region)
    except (ReceiptUnreadable, RegionUnknown) as error:
        name = "received" if isinstance(error, ReceiptUnreadable) else "region"
        raise unreadable(name, f"cannot be used: {str(error).rstrip('.')}") from None


def calendars(request: Request) -> Mapping[str, Sequence[BusinessCalendar]]:
    """List every calendar ever published, with all its versions, by id."""
    return _complaints(request).policy_book().calendars


def limits(request: Request) -> Sequence[LimitsPublished]:
    """List what each role may approve in each currency."""
    return list(_complaints(request).policy_book().limits.values())


def _publishing(command: type[PolicyBookCommand]) -> Callable[..., Receipt]:
    adapter: TypeAdapter[PolicyBookCommand] = TypeAdapter(command)

    def endpoint(
        response: Response, incoming: Annotated[Incoming, Depends(incoming_from(OFFICERS))]
    ) -> Receipt:
        asked = incoming.as_request(command.__name__, None)
        return answered(incoming.complaints.publish(incoming.decoded(adapter), asked), response)

    return endpoint


def _complaints(request: Request) -> Complaints:
    complaints: Complaints = request.app.state.complaints
    return complaints
