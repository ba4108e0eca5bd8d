"""What a row becomes: the facts that a clerk would have recorded, with times as honest as the source's."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.importing.mapping import CHANNELS, DUE_POLICIES, said_by
from api.importing.read import read_rows
from api.importing.refusals import RowRefused
from api.importing.rows import Place, Source, SourceRow
from api.importing.survey import look_over
from complaints.facts import Fact
from complaints.facts.clocks import ClockStarted
from complaints.facts.decision import ComplaintClosed
from complaints.facts.imported import SourceReported
from complaints.facts.intake import ComplaintAssigned, ComplaintClassified, ComplaintFiled
from complaints.reference import parse_reference
from complaints.sla.packs import shipped_policies
from complaints.when import Day, Minute, NotAfter, When, earliest

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
BY_NOW = NotAfter(not_after=NOW)
OPENED = datetime(2011, 7, 1, 13, 30, tzinfo=UTC)
CLOSED = datetime(2011, 7, 4, 16, tzinfo=UTC)
DUE = datetime(2011, 7, 5, 13, 30, tzinfo=UTC)
DAY = Day(day=date(2014, 11, 3), zone="America/New_York")

BOSTON = SourceRow(
    line=2,
    raw="",
    source="boston311",
    source_id="7",
    received=OPENED,
    channel="Constituent Call",
    title="Pothole",
    product=("Street Lights", "Street Light Outages"),
    place=Place(address="1 Main Street"),
    department="Public Works Department",
    team="PWDx_Lights",
    status="Closed",
    closed=CLOSED,
    due=DUE,
    verdict="ONTIME",
    closure_reason="Case Resolved",
)
CFPB = SourceRow(
    line=2,
    raw="",
    source="cfpb",
    source_id="8",
    received=DAY,
    forwarded=DAY,
    channel="Web",
    product=("Mortgage", "FHA mortgage"),
    issue=("Loan servicing", "Escrow"),
    narrative="XXXX charged me twice.",
    place=Place(state="CA"),
    company="Example Bank",
    status="Closed with explanation",
    outcome="Closed with explanation",
    verdict="Yes",
    disputed="No",
    tags=("Older American",),
)
NOISE = SourceRow(
    line=2,
    raw="",
    source="nyc311",
    source_id="9",
    received=Minute(minute=OPENED),
    product=("Noise - Street/Sidewalk",),
    issue=("Loud Talking",),
    place=Place(),
    department="New York City Police Department",
    team="NYPD",
    status="Closed",
    closed=Minute(minute=CLOSED),
    due=DUE,
)


def test_a_request_to_boston() -> None:
    said = said_by(BOSTON, NOW)
    assert said.filed == ComplaintFiled(
        at=OPENED,
        reference=said.filed.reference,
        channel="phone",
        source="boston311",
        source_id="7",
        summary="Pothole",
    )
    assert parse_reference(said.filed.reference)
    assert list(said.others) == [
        ComplaintClassified(at=OPENED, product="Street Lights", issue="Street Light Outages"),
        ComplaintAssigned(at=BY_NOW, team="PWDx_Lights"),
        ClockStarted(at=OPENED, clock="boston311.due", policy_version=1, due_at=DUE),
        ComplaintClosed(at=CLOSED, reason="closed by the source"),
        SourceReported(
            at=BY_NOW,
            status="Closed",
            timeliness="ONTIME",
            department="Public Works Department",
            closure_reason="Case Resolved",
        ),
    ]


def test_a_complaint_to_the_cfpb() -> None:
    said = said_by(CFPB, NOW)
    assert (said.filed.at, said.filed.channel, said.filed.summary) == (DAY, "web", "XXXX charged me twice.")
    assert list(said.others) == [
        ComplaintClassified(at=DAY, product="Mortgage", issue="FHA mortgage / Loan servicing / Escrow"),
        ComplaintClosed(at=BY_NOW, reason="Closed with explanation"),
        SourceReported(
            at=BY_NOW,
            status="Closed with explanation",
            outcome="Closed with explanation",
            timeliness="Yes",
            disputed="No",
            company="Example Bank",
            forwarded=DAY,
            tags=("Older American",),
        ),
    ]


def test_a_request_to_new_york() -> None:
    said = said_by(NOISE, NOW)
    assert (said.filed.at, said.filed.channel, said.filed.summary) == (Minute(minute=OPENED), "unknown", None)
    assert said.others[2:4] == [
        ClockStarted(at=Minute(minute=OPENED), clock="nyc311.due", policy_version=1, due_at=DUE),
        ComplaintClosed(at=Minute(minute=CLOSED), reason="closed by the source"),
    ]


CLOSINGS: dict[str, tuple[SourceRow, When | None]] = {
    "closed, and when": (BOSTON, CLOSED),
    "closed, without saying when": (replace(BOSTON, closed=None), BY_NOW),
    "open": (replace(BOSTON, status="Open", closed=None), None),
    "a closing time of what is not called closed": (replace(NOISE, status="In Progress"), None),
    "relief, in the words of before 2012": (replace(CFPB, outcome="Closed with relief"), BY_NOW),
    "in progress": (replace(CFPB, status="In progress", outcome=None), None),
    "an untimely response is no end": (replace(CFPB, outcome="Untimely response"), None),
}


@pytest.mark.parametrize(("row", "at"), CLOSINGS.values(), ids=CLOSINGS)
def test_when_a_source_calls_it_closed(row: SourceRow, at: When | None) -> None:
    assert [it.at for it in of_kind(ComplaintClosed, row)] == ([at] if at else [])


@pytest.mark.parametrize(
    "row",
    [replace(BOSTON, due=None), replace(BOSTON, due=None, is_due_never=True), replace(CFPB, due=DUE)],
    ids=["without a deadline", "with the one that means never", "of a source that has none"],
)
def test_no_clock_runs_that_the_source_does_not_name(row: SourceRow) -> None:
    assert of_kind(ClockStarted, row) == []


def test_what_the_source_does_not_say_is_not_recorded() -> None:
    bare = SourceRow(line=2, raw="", source="cfpb", source_id="8", received=DAY, place=Place())
    said = said_by(bare, NOW)
    assert (said.filed.channel, said.filed.summary) == ("unknown", None)
    assert list(said.others) == [SourceReported(at=BY_NOW)]


def test_where_no_team_is_named_the_department_has_it() -> None:
    (assigned,) = of_kind(ComplaintAssigned, replace(BOSTON, team=None))
    assert isinstance(assigned, ComplaintAssigned)
    assert assigned.team == "Public Works Department"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (replace(BOSTON, channel="Pigeon"), "the channel 'Pigeon' is not known here: Citizens Connect App, "),
        (replace(BOSTON, received=datetime(2027, 1, 1, tzinfo=UTC)), "received on a day to come (2027-01-01"),
        (replace(BOSTON, closed=datetime(2027, 1, 1, tzinfo=UTC)), "closed on a day to come (2027-01-01"),
        (
            replace(CFPB, forwarded=Day(day=date(2027, 1, 1), zone="UTC")),
            "sent to the company on a day to come",
        ),
    ],
)
def test_what_cannot_be_so_is_refused(row: SourceRow, words: str) -> None:
    with pytest.raises(RowRefused) as refusal:
        said_by(row, NOW)
    assert words in str(refusal.value)


def test_a_deadline_may_lie_ahead() -> None:
    (clock,) = of_kind(ClockStarted, replace(BOSTON, due=datetime(2060, 1, 1, tzinfo=UTC)))
    assert isinstance(clock, ClockStarted)
    assert clock.due_at.year == 2060


def test_the_sources_deadlines_are_policies_of_theirs_that_count_nothing() -> None:
    shipped = {policy.id: policy for policy in shipped_policies()}
    for source, id in DUE_POLICIES.items():
        assert (shipped[id].selector.source, shipped[id].unit, shipped[id].version) == (
            source,
            "as stated",
            1,
        )


@pytest.mark.parametrize("source", ["cfpb", "nyc311", "boston311"])
def test_every_row_of_the_extracts_is_understood(source: Source, samples: Path) -> None:
    for path in samples.glob(f"{source}_*.csv.gz"):
        rows = [row for row in read_rows(look_over(source, path)) if isinstance(row, SourceRow)]
        facts = [fact for row in rows for fact in all_facts(row)]
        assert len({fact.source_id for fact in facts if isinstance(fact, ComplaintFiled)}) == len(rows)
        assert all(earliest(fact.at) <= NOW for fact in facts)
        assert {row.channel for row in rows} <= {None, *CHANNELS}


def of_kind(kind: type[Fact], row: SourceRow) -> list[Fact]:
    return [it for it in all_facts(row) if isinstance(it, kind)]


def all_facts(row: SourceRow) -> list[Fact]:
    said = said_by(row, NOW)
    return [said.filed, *said.others]
