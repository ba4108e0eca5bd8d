"""Requests to the City of Boston's 311 line, with the city's own deadline and its verdict.

The deadline `2059-12-31 19:00:00`, which is 2060-01-01 00:00 UTC seen from Boston, means that there is
none. A few deadlines lie before the request: overdue at birth, and kept so. The verdict is reported, not
checked.
"""

from datetime import UTC, datetime

from api.importing.formats import ID, Format
from api.importing.refusals import RowRefused
from api.importing.rows import GivenRow, Place, SourceRow
from complaints.when import When

NEVER = datetime(2060, 1, 1, tzinfo=UTC)


def read(row: GivenRow) -> SourceRow:
    received = row.when("received")
    if not received:
        raise RowRefused("it has no date on which it was opened")
    due = row.deadline("due")
    return SourceRow(
        line=row.line,
        raw=row.raw,
        source="boston311",
        source_id=row.source_id,
        received=received,
        channel=row.text("channel"),
        title=row.text("title"),
        product=row.levels_under("reason", "type"),
        place=_place(row),
        department=row.text("subject"),
        team=row.text("queue"),
        status=row.text("status"),
        closed=_closed(row),
        due=None if due == NEVER else due,
        is_due_never=due == NEVER,
        verdict=_verdict(row.text("ontime")),
        closure_reason=row.text("closure_reason"),
    )


BOSTON311 = Format(
    source="boston311",
    title="Boston 311 requests",
    columns={
        ID: ("case_enquiry_id",),
        "received": ("open_dt",),
        "due": ("target_dt", "sla_target_dt"),
        "closed": ("closed_dt",),
        "ontime": ("ontime",),
        "status": ("case_status",),
        "closure_reason": ("closure_reason",),
        "title": ("case_title",),
        "subject": ("subject",),
        "reason": ("reason",),
        "type": ("type",),
        "queue": ("queue",),
        "address": ("location",),
        "neighborhood": ("neighborhood",),
        "zip": ("location_zipcode",),
        "channel": ("source",),
    },
    required=("received", "status", "reason", "type"),
    dates=("received", "due", "closed"),
    read=read,
)


def _closed(row: GivenRow) -> When | None:
    closed = row.when("closed")
    if closed and row.text("status") == "Open":
        raise RowRefused("it is called open and has a closing time")
    return closed


def _verdict(ontime: str | None) -> str | None:
    if ontime not in {"ONTIME", "OVERDUE", None}:
        raise RowRefused(f"'{ontime}' is neither ONTIME nor OVERDUE")
    return ontime


def _place(row: GivenRow) -> Place:
    return Place(address=row.text("address"), district=row.text("neighborhood"), zip=row.text("zip"))
