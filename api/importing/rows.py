"""The rows of the public sources, as the rest of the product gets to see them.

Texts are as the source gives them, without surrounding blanks and with LF as the line break inside them.
What a source does not say is None or empty: nothing is filled in, not even the leading zero that some ZIP
codes have lost. Whatever is marked personal must not reach logs or views.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from api.importing.date_order import Order
from api.importing.dates import read_when
from complaints.when import Day, When, earliest, is_definitely_before, latest

Source = Literal["cfpb", "nyc311", "boston311"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it happened or, for the CFPB, where the complainant lives.

    `address` is personal. `district` is a borough or neighbourhood, `kind` such as `Street/Sidewalk`. `zip`
    is text: it may be masked (`335XX`) or have lost its leading zero (`4357` for 04357).
    """

    address: str | None = field(default=None, repr=False)
    city: str | None = None
    district: str | None = None
    state: str | None = None
    zip: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One complaint as one row of a source states it.

    `line`: physical line on which the row begins, from 1. `raw`: its text in the file (personal).
    `source_id`: the source's key; for a row without one `content:<hash of the row>:<n>`, where n counts
    equal rows of the file from 1, so that a second run of the same rows gives the same ids.
    `received`, `forwarded` (to the company), `closed`: as exactly as the source knows them. A source may
    give `closed` for a case that it does not call closed (New York), or call it closed without saying when.
    `due`: the source's own deadline, in UTC; cut to the minute where `received` is. It may lie before
    `received` (Boston). `is_due_never`: the source gives a deadline that means there is none.
    `product`, `issue`: from the general to the particular; no product where its first level is not said.
    `title`: a short heading (Boston).
    `narrative`, `closure_reason`: free text (personal). `consent`: to publish the narrative (CFPB).
    `company`: complained about (CFPB). `department`, `team`: who handles it (New York, Boston).
    `status`, `outcome`: in the source's words. The CFPB has one column for both, so both hold it, except
    that `In progress` is no outcome. `verdict`: the source's own word on timeliness, `ONTIME`, `OVERDUE`
    (Boston), `Yes`, `No` (CFPB's "timely response?"). `disputed`: by the consumer, `Yes`, `No` or `N/A`
    (CFPB).
    """

    line: int
    raw: str = field(repr=False)
    source: Source
    source_id: str
    received: When
    forwarded: When | None = None
    channel: str | None = None
    title: str | None = None
    product: tuple[str, ...] = ()
    issue: tuple[str, ...] = ()
    narrative: str | None = field(default=None, repr=False)
    consent: str | None = None
    place: Place
    company: str | None = None
    department: str | None = None
    team: str | None = None
    status: str | None = None
    outcome: str | None = None
    closed: When | None = None
    due: datetime | None = None
    is_due_never: bool = False
    verdict: str | None = None
    closure_reason: str | None = field(default=None, repr=False)
    public_response: str | None = None
    disputed: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row that cannot be taken, why, and its text in the file (personal). The id may be unknown."""

    line: int
    source_id: str | None
    reason: str
    raw: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRow:
    """A row before it is understood: its texts under our names for the columns, trimmed.

    A name that the file has no column for is not in `texts`; `order` is how the file writes its dates.
    """

    line: int
    raw: str = field(repr=False)
    source_id: str
    texts: Mapping[str, str] = field(repr=False)
    order: Order

    def text(self, name: str) -> str | None:
        return self.texts.get(name) or None

    def levels(self, *names: str) -> tuple[str, ...]:
        """Return the texts that are given, in this order."""
        return tuple(text for name in names if (text := self.text(name)))

    def levels_under(self, first: str, *below: str) -> tuple[str, ...]:
        """Return the texts that are given, in this order; none where the first, which divides all, is not."""
        return self.levels(first, *below) if self.text(first) else ()

    def when(self, name: str) -> When | None:
        """Return when it was, or None where the cell is empty. Raises `RowRefused` if it cannot be read."""
        text = self.text(name)
        return read_when(text, self.order) if text else None

    def deadline(self, name: str) -> datetime | None:
        """Return the last instant allowed, in UTC: of a day its end, of a minute its beginning."""
        at = self.when(name)
        if isinstance(at, Day):
            return latest(at)
        return earliest(at) if at else None


def reject(row: SourceRow | GivenRow, reason: str) -> RejectedRow:
    return RejectedRow(line=row.line, source_id=row.source_id, reason=reason, raw=row.raw)


def contradiction(row: SourceRow) -> str | None:
    """Say how the times of a row contradict each other, or return None. Whole spans are compared."""
    if row.forwarded and is_definitely_before(row.forwarded, row.received):
        return _too_early("sent to the company", row.forwarded, row.received)
    if row.closed and is_definitely_before(row.closed, row.received):
        return _too_early("closed", row.closed, row.received)
    return None


def _too_early(what: str, at: When, received: When) -> str:
    first, then = (earliest(it).isoformat() for it in (at, received))
    return f"it was {what} ({first}) before it was received ({then})"
