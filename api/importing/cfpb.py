"""Complaints to the US Consumer Financial Protection Bureau, from its public database or its search API.

Its dates are days in Washington, also where the API writes them as noon with the offset of winter in June.
There is no time of the company's answer: a row is never `closed`, only forwarded and called timely or not.
Some exports put a backslash before an apostrophe; it is taken away, so that one issue has one name.
"""

from api.importing.dates import read_day
from api.importing.formats import ID, Format
from api.importing.refusals import RowRefused
from api.importing.rows import GivenRow, Place, SourceRow
from complaints.when import Day

IN_PROGRESS = "In progress"
UNTIMELY = "Untimely response"


def read(row: GivenRow) -> SourceRow:
    received = _day(row, "received")
    if not received:
        raise RowRefused("it has no date on which it was received")
    response = row.text("response")
    return SourceRow(
        line=row.line,
        raw=row.raw,
        source="cfpb",
        source_id=row.source_id,
        received=received,
        forwarded=_day(row, "forwarded"),
        channel=row.text("channel"),
        product=_unescaped(row.levels_under("product", "sub_product")),
        issue=_unescaped(row.levels("issue", "sub_issue")),
        narrative=row.text("narrative"),
        consent=row.text("consent"),
        place=Place(state=row.text("state"), zip=row.text("zip")),
        company=next(iter(_unescaped(row.levels("company"))), None),
        status=response,
        outcome=None if response == IN_PROGRESS else response,
        verdict=_verdict(row.text("timely"), response),
        public_response=next(iter(_unescaped(row.levels("public_response"))), None),
        disputed=row.text("disputed"),
        tags=tuple(filter(None, map(str.strip, (row.text("tags") or "").split(",")))),
    )


CFPB = Format(
    source="cfpb",
    title="CFPB complaints",
    columns={
        ID: ("Complaint ID",),
        "received": ("Date received",),
        "forwarded": ("Date sent to company", "DateSentCompany"),
        "channel": ("Submitted via",),
        "product": ("Product",),
        "sub_product": ("Sub-product",),
        "issue": ("Issue",),
        "sub_issue": ("Sub-issue",),
        "narrative": ("Consumer complaint narrative", "ConsumerComplaint", "complaint_what_happened"),
        "consent": ("Consumer consent provided?",),
        "state": ("State",),
        "zip": ("ZIP code",),
        "company": ("Company",),
        "public_response": ("Company public response",),
        "response": ("Company response to consumer", "Company response", "CompanyResponseConsumer"),
        "timely": ("Timely response?", "TimelyResponseSts", "timely"),
        "disputed": ("Consumer disputed?", "ConsumerDisputedSts"),
        "tags": ("Tags",),
    },
    required=("received", "product", "issue"),
    dates=("received", "forwarded"),
    read=read,
)


def _day(row: GivenRow, name: str) -> Day | None:
    text = row.text(name)
    return read_day(text, row.order) if text else None


def _unescaped(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.replace("\\'", "'") for text in texts)


def _verdict(timely: str | None, response: str | None) -> str | None:
    if timely not in {"Yes", "No", None}:
        raise RowRefused(f"'{timely}' is neither Yes nor No as to whether the response was timely")
    if timely == "Yes" and response == UNTIMELY:
        raise RowRefused("the response is called untimely and timely at once")
    return timely
