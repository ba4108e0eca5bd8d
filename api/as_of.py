"""Any view as it was: rows of chosen complaints, as far as was known, and had happened, by then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, ClassVar
from uuid import UUID

from annotated_types import Len
from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, AwareDatetime, TypeAdapter, WithJsonSchema
from pydantic_core import to_json, to_jsonable_python

from api.access import ANALYSTS, Allowed
from api.incoming import body_up_to, decoded_body
from api.instants import NotToCome
from api.openapi import SEARCH_RESPONSES, body_of, problems
from api.paging import refuse_unknown_parameters, unreadable
from api.periods import AboutPeriods
from api.problems import RequestMalformed
from api.row_conditions import WrongCondition, conditions
from complaints.application import Ledger
from complaints.commands.command import Label
from projections.as_of import rows, rows_of_customer, streams_of_complaints
from projections.chosen import Filed, NotKnownYet, Past, filings, named, past, range_of
from projections.columns import meets
from projections.positions import Reader
from projections.tables import by_column
from projections.worker import VIEWS

MOST_COMPLAINTS = 10_000
"""In one answer; for more there is the command line."""

MAX_BODY_BYTES = 524_288
"""512 KiB: 10,000 ids, each in quotes and with a comma, are 390,000 bytes."""

EXAMPLE = {
    "view": "case_list",
    "source": "cfpb",
    "filed_to": "2026-04-01T00:00:00Z",
    "as_of": "2026-04-01T00:00:00Z",
    "where": {"status": "open", "team": "cards"},
}

router = APIRouter(
    prefix="/v1",
    tags=["views"],
    responses=SEARCH_RESPONSES | problems({413: "The body is larger than 512 KiB."}),
    dependencies=[Depends(Allowed(ANALYSTS)), Depends(refuse_unknown_parameters)],
)


def _known_view(name: str) -> str:
    if name not in VIEWS:
        raise ValueError(f"must be one of {', '.join(VIEWS)}")
    return name


Scalar = str | int | bool | None

ViewName = Annotated[
    str, AfterValidator(_known_view), WithJsonSchema({"type": "string", "enum": list(VIEWS)})
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOfAsked(AboutPeriods):
    """The rows of a view for some complaints, as they were.

    The complaints are chosen by what never changes: `complaints`, by id or reference; those of a `customer`,
    as known then; or by when their filing was recorded (`filed_from`, until before `filed_to`) and the
    `source` that they were imported from. At most 10,000. `known_at`: as far as was recorded by then, else by
    now. `as_of`: what had happened by then, else all of that. Neither may be still to come. `where`: the
    values that columns of the rows must have then, null for none; of clocks a `verdict` too.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    given_in = "body"

    view: ViewName
    complaints: Sequence[Annotated[str, Len(1, 64)]] | None = None
    customer: UUID | None = None
    filed_from: AwareDatetime | None = None
    filed_to: AwareDatetime | None = None
    source: Label | None = None
    known_at: AwareDatetime | None = None
    as_of: Annotated[AwareDatetime, NotToCome] | None = None
    where: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOfAnswer:
    """The rows as they were. Asked again with this `known_at`, the answer is the same under the same folds.

    `position` is where in the ledger it ends. `not_known`: what was asked for and not on record by then.
    `items` have the columns of the view, durations in seconds; they come in the order in which complaints
    were asked for, or their filings recorded.
    """

    definition: str
    view: str
    known_at: datetime
    as_of: datetime | None
    position: int
    not_known: Sequence[str]
    items: Sequence[dict[str, Any]]


ASKED = TypeAdapter(AsOfAsked)


@router.post("/as-of", summary="Any view as it was", openapi_extra=body_of(AsOfAsked, EXAMPLE))
def as_of(request: Request, raw: Annotated[bytes, Depends(body_up_to(MAX_BODY_BYTES))]) -> AsOfAnswer:
    """Return the rows of a view for chosen complaints as they were, on both axes of time."""
    asked = decoded_body(ASKED, raw)
    _refuse_unclear(asked)
    view, where = VIEWS[asked.view], _where(asked)
    ledger = Ledger(request.app.state.pool)
    with request.app.state.pool.connection() as connection:
        then = _past(connection, asked)
        chosen = _chosen(connection, asked, then)
    if asked.customer:
        _refuse_too_many("customer", ledger.find_ever_naming([asked.customer], until=then.position))
        made = rows_of_customer(ledger, view, asked.customer, then)
    else:
        known = [id for id in chosen.values() if id]
        made = rows(ledger, view, streams_of_complaints(ledger, dict.fromkeys(known), then), then)
    found = filter(meets(view, where, then.instant), made)
    return AsOfAnswer(
        definition="as-of",
        view=view.name,
        known_at=then.known_at,
        as_of=then.as_of,
        position=then.position,
        not_known=[name for name, id in chosen.items() if id is None],
        items=[to_jsonable_python(by_column(view.tables[-1], row), timedelta_mode="float") for row in found],
    )


def _refuse_unclear(asked: AsOfAsked) -> None:
    by_filing = (asked.filed_from, asked.filed_to, asked.source)
    ways = [asked.complaints is not None, asked.customer is not None, any(by_filing)]
    if sum(ways) != 1:
        said = "choose complaints in one way: complaints, customer, or filed_from, filed_to and source"
        raise unreadable("complaints", said, place="body")


def _refuse_too_many(field: str, chosen: Collection[object]) -> None:
    if len(chosen) > MOST_COMPLAINTS:
        said = f"leaves more than {MOST_COMPLAINTS} complaints: use the command `complaints as-of`"
        raise unreadable(field, said, place="body")


def _where(asked: AsOfAsked) -> Mapping[str, object]:
    try:
        return conditions(VIEWS[asked.view], {name: _text(value) for name, value in asked.where.items()})
    except WrongCondition as error:
        at = ("where", error.column)
        raise RequestMalformed([{"type": "value_error", "loc": at, "msg": error.wrong}]) from None


def _text(value: Scalar) -> str | None:
    return value if value is None or isinstance(value, str) else to_json(value).decode()


def _past(connection: Reader, asked: AsOfAsked) -> Past:
    try:
        return past(connection, asked.known_at, asked.as_of)
    except NotKnownYet:
        raise unreadable("known_at", "is still to come", place="body") from None


def _chosen(connection: Reader, asked: AsOfAsked, then: Past) -> Mapping[str, UUID | None]:
    """Return the complaints by the names that they were asked for by, or by their ids."""
    if asked.customer:
        return {}
    if asked.complaints is not None:
        _refuse_too_many("complaints", asked.complaints)
        return named(connection, asked.complaints, then)
    filed = Filed(filed_from=asked.filed_from, filed_to=asked.filed_to, source=asked.source)
    found = list(islice(filings(connection, range_of(connection, filed, then)), MOST_COMPLAINTS + 1))
    _refuse_too_many("filed_to", found)
    return {str(id): id for id in found}
