"""Reading a complaint: as it is, as it was at a version, and its facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import TypeAdapter

from api.access import READERS, Allowed
from api.incoming import ComplaintId
from api.openapi import ETAG, READ_RESPONSES, headers
from api.paging import refuse_unknown_parameters
from api.problems import VersionUnknown
from complaints.complaint import Complaint
from complaints.corrections import effective
from complaints.facts import Fact
from complaints.facts.intake import ComplaintFiled
from complaints.ledger import Complaints
from complaints.storage import Recorded
from complaints.stream import Stream

TOTAL = {"Complaints-Total": "How many facts the complaint has."}

router = APIRouter(
    prefix="/v1/complaints",
    tags=["complaints"],
    responses=READ_RESPONSES,
    # Before the complaint is looked for: who has no key does not learn which complaints there are.
    dependencies=[Depends(Allowed(READERS)), Depends(refuse_unknown_parameters)],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDocument:
    """A complaint at a version. `filed` is how it came in, `complaint` what its facts add up to."""

    id: UUID
    reference: str
    version: int
    recorded_at: datetime
    filed: ComplaintFiled
    complaint: Complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDocument:
    """A fact as it is in the ledger. `fact` is its name, `data` what it says, `data.at` when it happened.

    `recorded_at` (UTC) and `position` say when and where it entered the ledger, `by` who recorded it, `via`
    the machine that acted for that person, `cause` the command or the rule and its version.
    """

    version: int
    position: int
    recorded_at: datetime
    fact: str
    data: dict[str, Any]
    by: str
    kind: str
    role: str | None
    via: str | None
    cause: str
    command_id: UUID


@router.get(
    "/{complaint}",
    summary="A complaint",
    responses={200: {"description": "The complaint.", "headers": headers(ETAG)}},
)
def complaint(
    request: Request,
    response: Response,
    id: ComplaintId,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="As of this version.")] = None,
) -> ComplaintDocument:
    """Return the complaint; with `version`, as it was after that many facts."""
    complaints: Complaints = request.app.state.complaints
    stream = complaints.get(id, version)
    if version is not None and version > stream.version:
        raise VersionUnknown(version=version, current=stream.version)
    response.headers["ETag"] = f'"{stream.version}"'
    return _document(stream)


@router.get(
    "/{complaint}/events",
    summary="The facts of a complaint",
    responses={200: {"description": "The facts.", "headers": headers(TOTAL)}},
)
def events(
    request: Request,
    response: Response,
    id: ComplaintId,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="Facts after this version.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many.")] = 1000,
) -> list[FactDocument]:
    """Return the complaint's facts in the order they were recorded."""
    complaints: Complaints = request.app.state.complaints
    facts = complaints.get(id).facts
    response.headers["Complaints-Total"] = str(len(facts))
    return [fact_document(fact) for fact in facts[after : after + limit]]


def _document(stream: Stream) -> ComplaintDocument:
    first, last = effective(stream.facts)[0], stream.facts[-1]
    if not isinstance(first.fact, ComplaintFiled) or last.recorded_at is None:
        raise TypeError("a complaint begins with its filing, and is read from the ledger")
    return ComplaintDocument(
        id=stream.id,
        reference=first.fact.reference,
        version=stream.version,
        recorded_at=last.recorded_at,
        filed=first.fact,
        complaint=stream.complaint,
    )


def fact_document(recorded: Recorded) -> FactDocument:
    """Return a fact of the ledger as it is shown, with its personal values."""
    by = recorded.envelope.by
    if recorded.recorded_at is None or recorded.position is None:
        raise TypeError("a fact is read from the ledger")
    return FactDocument(
        version=recorded.originator_version,
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        fact=type(recorded.fact).__name__,
        data=_said(recorded.fact),
        by=by.by,
        kind=by.kind,
        role=by.role,
        via=by.via,
        cause=recorded.envelope.cause,
        command_id=recorded.envelope.command_id,
    )


def _said(fact: Fact) -> dict[str, Any]:
    said: dict[str, Any] = TypeAdapter(type(fact)).dump_python(fact, mode="json", exclude_none=True)
    return said
