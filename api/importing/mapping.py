"""What a clerk would have recorded of a source's row: facts with honest times, and nothing invented."""

from datetime import datetime

from api.importing.refusals import RowRefused
from api.importing.rows import Source, SourceRow
from complaints.facts import Fact
from complaints.facts.clocks import ClockStarted
from complaints.facts.decision import ComplaintClosed
from complaints.facts.imported import SourceReported
from complaints.facts.intake import Channel, ComplaintAssigned, ComplaintClassified, ComplaintFiled
from complaints.reference import reference_of
from complaints.taking_in import BETWEEN_LEVELS, Said, imported_id
from complaints.when import NotAfter, earliest

CHANNELS: dict[str, Channel] = {
    "Web": "web",
    "Web Referral": "referral",
    "Referral": "referral",
    "Phone": "phone",
    "Postal mail": "letter",
    "Fax": "fax",
    "Email": "email",
    "ONLINE": "web",
    "PHONE": "phone",
    "MOBILE": "app",
    "UNKNOWN": "unknown",
    "Constituent Call": "phone",
    "Employee Generated": "staff",
    "Self Service": "web",
    "Citizens Connect App": "app",
    "Maximo Integration": "system",
    "Twitter": "social media",
}
"""The sources' words for channels, as found in the files described in tests/samples/README.md."""

DUE_POLICIES: dict[Source, str] = {"boston311": "boston311.due", "nyc311": "nyc311.due"}
"""The policies under which the sources' own deadlines run (complaints/sla/packs/public-sources.toml)."""

CLOSED = "Closed"


def said_by(row: SourceRow, now: datetime) -> Said:
    """Return what a row says, as known at `now`. Raises `RowRefused`."""
    _refuse_future(row, now)
    id = imported_id(row.source, row.source_id)
    filed = ComplaintFiled(
        at=row.received,
        reference=reference_of(id, 0),
        channel=_channel(row.channel),
        source=row.source,
        source_id=row.source_id,
        summary=row.narrative or row.title,
    )
    known_by = NotAfter(not_after=now)
    others = [
        *_classified(row),
        *_assigned(row, known_by),
        *_due(row),
        *_closed(row, known_by),
        _reported(row, known_by),
    ]
    return Said(source=row.source, source_id=row.source_id, filed=filed, others=others, assumed=_assumed(row))


def _assumed(row: SourceRow) -> frozenset[str]:
    """Return the fields that are filled in although the row leaves their cells empty."""
    given = {"channel": row.channel, "team": row.team}
    return frozenset(name for name, text in given.items() if text is None)


def _refuse_future(row: SourceRow, now: datetime) -> None:
    closed = row.closed if row.status == CLOSED else None
    times = {"received": row.received, "sent to the company": row.forwarded, "closed": closed}
    for what, at in times.items():
        if at and earliest(at) > now:
            raise RowRefused(f"it was {what} on a day to come ({earliest(at).isoformat()})")


def _channel(word: str | None) -> Channel:
    if word is None:
        return "unknown"
    if word not in CHANNELS:
        raise RowRefused(f"the channel '{word}' is not known here: {', '.join(sorted(CHANNELS))} are")
    return CHANNELS[word]


def _classified(row: SourceRow) -> list[Fact]:
    """Take the first level as the product and what is below as the issue, so that products can be counted."""
    if not row.product:
        return []
    issue = BETWEEN_LEVELS.join((*row.product[1:], *row.issue)) or None
    return [ComplaintClassified(at=row.received, product=row.product[0], issue=issue)]


def _assigned(row: SourceRow, known_by: NotAfter) -> list[Fact]:
    team = row.team or row.department
    return [ComplaintAssigned(at=known_by, team=team)] if team else []


def _due(row: SourceRow) -> list[Fact]:
    policy = DUE_POLICIES.get(row.source)
    if policy is None or row.due is None or row.is_due_never:
        return []
    return [ClockStarted(at=row.received, clock=policy, policy_version=1, due_at=row.due)]


def _closed(row: SourceRow, known_by: NotAfter) -> list[Fact]:
    """Leave open what New York gives a closing time for and yet does not call closed."""
    is_closed = row.status == CLOSED
    if row.source == "cfpb":
        is_closed = (row.outcome or "").startswith(CLOSED)
    if not is_closed:
        return []
    # Where the source says how it ended and not when, it had ended by now.
    return [ComplaintClosed(at=row.closed or known_by, reason=row.outcome or "closed by the source")]


def _reported(row: SourceRow, known_by: NotAfter) -> SourceReported:
    return SourceReported(
        at=known_by,
        status=row.status,
        outcome=row.outcome,
        timeliness=row.verdict,
        disputed=row.disputed,
        company=row.company,
        forwarded=row.forwarded,
        department=row.department,
        tags=row.tags,
        closure_reason=row.closure_reason,
    )
