"""What happened, in order: to a complaint with all that is merged into it, and to a customer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, TypeAdapter

from api.access import READERS, Allowed
from api.complaints import FactDocument, fact_document
from api.customers import CustomerId
from api.incoming import ComplaintId
from api.instants import Instant
from api.openapi import READ_RESPONSES
from api.paging import Ordinal, decoded, encoded, refuse_unknown_parameters, unreadable
from complaints.customers import Customers
from complaints.facts.intake import ComplaintFiled
from complaints.ledger import Complaints
from complaints.storage import Recorded
from complaints.stream import Stream, fold
from projections.history import history
from projections.timeline import interleaved

MOST_COMPLAINTS = 1_000
"""Of how many complaints of one customer a timeline is made."""

AsOf = Annotated[Instant | None, Query(description="What had happened by then.")]
KnownAt = Annotated[Instant | None, Query(description="As far as was recorded by then.")]

router = APIRouter(
    prefix="/v1",
    responses=READ_RESPONSES,
    dependencies=[Depends(Allowed(READERS)), Depends(refuse_unknown_parameters)],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry(FactDocument):
    """A fact and where it stands: in a complaint, with its reference, or with the customer alone."""

    complaint: UUID | None
    reference: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """A page of what happened to a customer, in order. `next` is the cursor of the next page.

    `known_at`: as far as was recorded by then; later pages keep to it. `left_out`: how many complaints that
    were said to be the customer's by then were not looked at, because a thousand others were later.
    """

    known_at: datetime
    left_out: int
    items: Sequence[TimelineEntry]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineCursor:
    """How many entries were shown, of what was known then and had happened by the day asked about."""

    known_at: AwareDatetime
    as_of: AwareDatetime | None = None
    shown: Ordinal


TIMELINE_CURSOR = TypeAdapter(TimelineCursor)


@router.get("/complaints/{complaint}/timeline", tags=["complaints"], summary="What happened, in order")
def timeline(
    request: Request, id: ComplaintId, as_of: AsOf = None, known_at: KnownAt = None
) -> list[TimelineEntry]:
    """Return what happened in the order in which it happened, put right by later corrections.

    What was merged into the complaint by then is part of it. `as_of` looks back in what is true, `known_at`
    in what was known: both readings of one day are kept.
    """
    complaints: Complaints = request.app.state.complaints
    complaints.get(id)
    family = _with_duplicates(complaints, complaints.as_known([id], known_at), known_at, as_of)
    return _entries([], family.values(), as_of)


@router.get(
    "/customers/{customer}/timeline", tags=["customers"], summary="What happened to a customer, in order"
)
def customer_timeline(  # noqa: PLR0913, PLR0917 - one argument for each parameter
    request: Request,
    id: CustomerId,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    cursor: Annotated[str | None, Query(max_length=1000, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many.")] = 1000,
) -> TimelinePage:
    """Return what happened to a customer in all complaints, on every channel, in order.

    What was merged into a complaint of the customer by then is part of it. Whose a complaint is, is read as
    it was known then: what turned out later to be another customer's is shown as it was.
    """
    after = decoded(TIMELINE_CURSOR, cursor)
    if after:
        _refuse_another("known_at", known_at, after.known_at)
        _refuse_another("as_of", as_of, after.as_of)
    known_at, as_of = (after.known_at, after.as_of) if after else (known_at or datetime.now(UTC), as_of)
    customers: Customers = request.app.state.customers
    complaints: Complaints = request.app.state.complaints
    own = customers.get(id).facts
    theirs, left_out = complaints.of_customer(id, known_at, MOST_COMPLAINTS)
    family = _with_duplicates(complaints, theirs, known_at, as_of)
    entries = _entries(history(own, known_at=known_at, as_of=as_of), family.values(), as_of)
    begin = after.shown if after else 0
    end = begin + limit
    next = TimelineCursor(known_at=known_at, as_of=as_of, shown=end) if end < len(entries) else None
    return TimelinePage(
        known_at=known_at,
        left_out=left_out,
        items=list(islice(entries, begin, end)),
        next=encoded(TIMELINE_CURSOR, next) if next else None,
    )


def _refuse_another(parameter: str, given: datetime | None, before: datetime | None) -> None:
    if given and given != before:
        raise unreadable(parameter, "is another instant than that of the page before")


def _with_duplicates(
    complaints: Complaints,
    found: Mapping[UUID, Stream],
    known_at: datetime | None,
    as_of: datetime | None,
) -> dict[UUID, Stream]:
    family = dict(found)
    added = family
    while added:
        merged = [id for stream in added.values() for id in _duplicates(stream, as_of)]
        added = complaints.as_known([id for id in merged if id not in family], known_at)
        family |= added
    return family


def _duplicates(stream: Stream, as_of: datetime | None) -> list[UUID]:
    """Return what was merged into a complaint by then, now if None, and not taken out again."""
    happened = sorted(history(stream.facts, as_of=as_of), key=attrgetter("originator_version"))
    complaint = fold(happened)
    return [it.duplicate for it in complaint.duplicates] if complaint else []


def _entries(
    own: Sequence[Recorded], family: Iterable[Stream], as_of: datetime | None
) -> list[TimelineEntry]:
    """Return the entries in order; `own` is the history of the customer, empty where it is not asked for."""
    references = {stream.id: _reference(stream) for stream in family}
    histories = [own, *(history(stream.facts, as_of=as_of) for stream in family)]
    return [_entry(fact, references) for fact in interleaved(histories)]


def _reference(stream: Stream) -> str:
    filed = stream.facts[0].fact
    if not isinstance(filed, ComplaintFiled):
        raise TypeError("a complaint begins with its filing")
    return filed.reference


def _entry(fact: Recorded, references: Mapping[UUID, str]) -> TimelineEntry:
    id = fact.originator_id
    return TimelineEntry(
        **asdict(fact_document(fact)),
        complaint=id if id in references else None,
        reference=references.get(id),
    )
