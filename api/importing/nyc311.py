"""Service requests to New York City's 311 line.

A time whose seconds are zero counts as a minute: some agencies cut their times to the minute (all closing
times of DEP, two fifths of DOT's opening times), so that a case may seem closed up to 59 seconds before it
began. In a file with seconds, midnight sharp is the stamp of a day (DOB closes cases so).
The time of the last update is left alone: some agencies stamp it with a midnight before the request.
"""

from datetime import datetime

from api.importing.dates import NEW_YORK, ZONE
from api.importing.formats import ID, Format
from api.importing.refusals import RowRefused
from api.importing.rows import GivenRow, Place, SourceRow
from complaints.when import Day, Minute, When


def read(row: GivenRow) -> SourceRow:
    received = _when(row, "received")
    if not received:
        raise RowRefused("it has no date on which it was created")
    return SourceRow(
        line=row.line,
        raw=row.raw,
        source="nyc311",
        source_id=row.source_id,
        received=received,
        channel=row.text("channel"),
        product=row.levels("complaint_type"),
        issue=row.levels("descriptor", "details"),
        place=_place(row),
        department=row.text("agency_name"),
        team=row.text("agency"),
        status=row.text("status"),
        closed=_when(row, "closed"),
        due=row.deadline("due"),
        closure_reason=row.text("resolution"),
    )


NYC311 = Format(
    source="nyc311",
    title="New York 311 requests",
    columns={
        ID: ("Unique Key",),
        "received": ("Created Date",),
        "closed": ("Closed Date",),
        "due": ("Due Date",),
        "channel": ("Open Data Channel Type",),
        "complaint_type": ("Complaint Type", "Problem (formerly Complaint Type)"),
        "descriptor": ("Descriptor", "Problem Detail (formerly Descriptor)"),
        "details": ("Additional Details",),
        "address": ("Incident Address",),
        "corner_1": ("Intersection Street 1",),
        "corner_2": ("Intersection Street 2",),
        "city": ("City",),
        "borough": ("Borough",),
        "zip": ("Incident Zip",),
        "location_type": ("Location Type",),
        "agency": ("Agency",),
        "agency_name": ("Agency Name",),
        "status": ("Status",),
        "resolution": ("Resolution Description",),
    },
    required=("received", "complaint_type", "agency"),
    dates=("received", "closed", "due"),
    read=read,
)


def _when(row: GivenRow, name: str) -> When | None:
    at = row.when(name)
    return _without_false_precision(at) if isinstance(at, datetime) else at


def _without_false_precision(at: datetime) -> When:
    local = at.astimezone(NEW_YORK)
    if local.second or local.microsecond:
        return at
    if local.hour or local.minute:
        return Minute(minute=at)
    return Day(day=local.date(), zone=ZONE)


def _place(row: GivenRow) -> Place:
    return Place(
        address=row.text("address") or " & ".join(row.levels("corner_1", "corner_2")) or None,
        city=row.text("city"),
        district=row.text("borough"),
        zip=row.text("zip"),
        kind=row.text("location_type"),
    )
