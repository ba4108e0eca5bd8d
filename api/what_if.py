"""What would be: a draft of a policy over real history, and verdicts computed again. Nothing is touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, TypeAdapter

from api.access import ANALYSTS, Allowed
from api.incoming import body, decoded_body
from api.openapi import SEARCH_RESPONSES, body_of, problems
from api.paging import refuse_unknown_parameters, unreadable
from api.policy_book import POLICY_EXAMPLE
from complaints.application import Ledger
from complaints.commands.command import Label
from complaints.ledger import Complaints
from complaints.policy_book import PolicyBook
from complaints.policy_errors import CalendarEnded
from complaints.publishing import refuse_faulty
from complaints.sla.calendar import CalendarTooShort
from complaints.sla.policy import Policy
from complaints.storage import Recorded
from projections.received import received_between
from projections.reevaluation import Choice, Difference, differences, refuse_unknown
from projections.simulation import Simulation, simulate

MOST_COMPLAINTS = 10_000
"""In one answer; for more there is the command line."""

DAYS = {"received_from": "2026-01-01", "received_to": "2026-06-30"}

RESPONSES = SEARCH_RESPONSES | problems(
    {409: "The draft cannot be used, there is no such version, or no calendar covers a day that is needed."}
)

router = APIRouter(
    prefix="/v1",
    tags=["what if"],
    responses=RESPONSES,
    dependencies=[Depends(Allowed(ANALYSTS)), Depends(refuse_unknown_parameters)],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationAsked:
    """A draft, and the days of receipt, both inclusive and local in its zone, of what it is tried on.

    The draft holds as if it had always been law. How clocks stood is said of `as_of`; of now, if not given.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    draft: Policy
    received_from: date
    received_to: date
    as_of: AwareDatetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReevaluationAsked:
    """By which versions to compute again, and of complaints received on which days (UTC), both inclusive.

    Without a policy and a calendar it is by the versions by which clocks run: then nothing differs. A version
    that is not given is the latest, in the policy book as recorded by `known_at`, or now.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    received_from: date
    received_to: date
    policy: Label | None = None
    policy_version: int | None = None
    calendar: Label | None = None
    calendar_version: int | None = None
    known_at: AwareDatetime | None = None
    as_of: AwareDatetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reevaluation:
    """What differs among the clocks of so many complaints, as they stood at `as_of`."""

    as_of: datetime
    complaints: int
    differences: Sequence[Difference]


SIMULATION, REEVALUATION = TypeAdapter(SimulationAsked), TypeAdapter(ReevaluationAsked)


@router.post(
    "/simulations",
    summary="Try a draft of a policy on real history",
    openapi_extra=body_of(SimulationAsked, {"draft": POLICY_EXAMPLE["policy"], **DAYS}),
)
def simulations(request: Request, raw: Annotated[bytes, Depends(body)]) -> Simulation:
    """Return which breaches a draft would add or spare, week by week and in money. Nothing is recorded."""
    asked = decoded_body(SIMULATION, raw)
    book = _book(request, None)
    refuse_faulty(asked.draft, book)
    streams = _streams(request, asked.received_from, asked.received_to)
    received = (asked.received_from, asked.received_to)
    return simulate(streams, asked.draft, book, received, asked.as_of or datetime.now(UTC))


@router.post(
    "/re-evaluations",
    summary="Compute verdicts again",
    openapi_extra=body_of(ReevaluationAsked, {**DAYS, "policy": "uk.telecom.adr"}),
)
def reevaluations(request: Request, raw: Annotated[bytes, Depends(body)]) -> Reevaluation:
    """Return the clocks of which another verdict is computed than the ledger holds, with the reason.

    Nothing is recorded: verdicts in the ledger stay as they were given.
    """
    asked = decoded_body(REEVALUATION, raw)
    book, as_of = _book(request, asked.known_at), asked.as_of or datetime.now(UTC)
    choice = Choice(
        policy=asked.policy,
        policy_version=asked.policy_version,
        calendar=asked.calendar,
        calendar_version=asked.calendar_version,
    )
    refuse_unknown(choice, book)
    streams = _streams(request, asked.received_from, asked.received_to)
    try:
        found = [it for facts in streams for it in differences(facts, book, choice, as_of)]
    except CalendarTooShort as error:
        raise CalendarEnded(
            policy=asked.policy or "it", calendar=error.calendar.id, day=error.day.isoformat()
        ) from error
    return Reevaluation(as_of=as_of, complaints=len(streams), differences=found)


def _book(request: Request, known_at: datetime | None) -> PolicyBook:
    complaints: Complaints = request.app.state.complaints
    return complaints.policy_book(known_at)


def _streams(request: Request, first: date, last: date) -> list[Sequence[Recorded]]:
    if last < first:
        raise unreadable("received_to", "is before received_from", place="body")
    pool = request.app.state.pool
    with pool.connection() as connection:
        ids = received_between(connection, first, last, limit=MOST_COMPLAINTS + 1)
    if len(ids) > MOST_COMPLAINTS:
        said = f"leaves more than {MOST_COMPLAINTS} complaints: ask about fewer days, or use the command line"
        raise unreadable("received_to", said, place="body")
    return list(Ledger(pool).streams_with_personal(ids).values())
