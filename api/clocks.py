"""Reading a complaint's clocks: how each promise stands, and why it is due when it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from api.access import READERS, Allowed
from api.incoming import ComplaintId
from api.instants import Instant
from api.openapi import READ_RESPONSES
from api.paging import refuse_unknown_parameters
from api.problems import AddressUnknown
from complaints.actor import WATCHDOG
from complaints.carrying import awaiting
from complaints.ledger import Complaints
from complaints.rules import Context
from complaints.stream import project
from projections.clock_readings import ClockReading, read_clocks
from projections.history import history

AsOf = Annotated[Instant | None, Query(description="How they stood then; now, if not given.")]
KnownAt = Annotated[Instant | None, Query(description="As far as was recorded by then.")]

router = APIRouter(
    prefix="/v1/complaints",
    tags=["complaints"],
    responses=READ_RESPONSES,
    dependencies=[Depends(Allowed(READERS)), Depends(refuse_unknown_parameters)],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The clocks of a complaint as they stood at `as_of`, by policy id; see the definition `sla-verdict`."""

    definition: str
    as_of: datetime
    items: Sequence[ClockReading]


@router.get("/{complaint}/clocks", summary="The clocks of a complaint")
def clocks(request: Request, id: ComplaintId, as_of: AsOf = None, known_at: KnownAt = None) -> Clocks:
    """Return how each promise stood at an instant, with every day that counted, and why others did not."""
    instant = as_of or datetime.now(UTC)
    complaints: Complaints = request.app.state.complaints
    recorded = complaints.get(id).facts
    known = project(None, [it for it in recorded if it.was_recorded_by(known_at)])
    if known is None:
        return Clocks(definition="sla-verdict", as_of=instant, items=[])
    book, changes = complaints.policy_book(), complaints.changes(known_at)
    pending = awaiting(known, changes, Context(by=WATCHDOG, now=instant, book=book))
    items = read_clocks(history(known.facts), book, instant, pending)
    return Clocks(definition="sla-verdict", as_of=instant, items=items)


@router.get("/{complaint}/clocks/{clock}", summary="A clock of a complaint")
def clock(
    request: Request,
    id: ComplaintId,
    clock: Annotated[str, Path(max_length=200, description="The id of the policy, such as uk.fca.final.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> ClockReading:
    """Return how one promise stood at an instant, and why it is due when it is."""
    for reading in clocks(request, id, as_of, known_at).items:
        if reading.clock == clock:
            return reading
    raise AddressUnknown
