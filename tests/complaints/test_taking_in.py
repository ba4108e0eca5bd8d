"""Taking over what a source says: new, known, changed, vanished; and what staff have said beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from complaints.actor import Actor
from complaints.commands.intake import AssignComplaint
from complaints.commands.upkeep import CorrectFact, StrikeFact
from complaints.corrections import effective
from complaints.facts import Fact
from complaints.facts.clocks import ClockStarted
from complaints.facts.decision import ComplaintClosed
from complaints.facts.imported import SourceReported
from complaints.facts.intake import ComplaintAssigned, ComplaintClassified, ComplaintFiled
from complaints.policy_book import PolicyBook
from complaints.rules import Context
from complaints.sla.packs import shipped_policies
from complaints.sla.policy import Selector
from complaints.stream import fold
from complaints.taking_in import Said, imported_id, take_in
from complaints.when import Minute, NotAfter
from tests.complaints.given import RECEIVED
from tests.complaints.given_clocks import FINAL, book
from tests.complaints.lives import Stream, Verdict, appended, decided_on, struck, told, verdicts

IMPORT = Actor(by="mara", kind="import", via="boston311 import")
DUE, FIRST = datetime(2026, 4, 9, 12, 30, tzinfo=UTC), datetime(2026, 4, 8, tzinfo=UTC)
SECOND, CLOSED = datetime(2026, 4, 20, tzinfo=UTC), datetime(2026, 4, 9, 9, tzinfo=UTC)
BOOK = book(*(policy for policy in shipped_policies() if policy.selector.source))

FILED = ComplaintFiled(
    at=RECEIVED, reference="C-1", channel="phone", source="boston311", source_id="7", summary="A pothole."
)
CLASSIFIED = ComplaintClassified(at=RECEIVED, product="streets", issue="potholes")
RUNS = ClockStarted(at=RECEIVED, clock="boston311.due", policy_version=1, due_at=DUE)
ASSIGNED = ComplaintAssigned(at=NotAfter(not_after=FIRST), team="highways")
REPORTED = SourceReported(at=NotAfter(not_after=FIRST), status="Open", tags=("a", "b"), department="works")
DONE = ComplaintClosed(at=CLOSED, reason="closed by the source")
ROW = (FILED, CLASSIFIED, ASSIGNED, RUNS, REPORTED)


def said(*facts: Fact) -> Said:
    filed, *others = facts
    assert isinstance(filed, ComplaintFiled)
    return Said(source="boston311", source_id="7", filed=filed, others=others)


def read(stream: Stream, row: Said, now: datetime, within: PolicyBook = BOOK) -> Stream:
    """Return the stream after the row was read."""
    decided = take_in(row, stream, Context(by=IMPORT, now=now, book=within))
    return appended(stream, decided, IMPORT)


def added(row: Said, to: Stream, now: datetime = SECOND) -> list[str]:
    return told([it.fact for it in read(to, row, now)[len(to) :]], to)


def changed(fact: Fact, **values: object) -> Said:
    """Return what the row says the second time, where one fact of it is another."""
    now_said: Mapping[type[Fact], Fact] = {type(fact): replace(fact, **values)}  # type: ignore[arg-type]  # by name
    return said(*(now_said.get(type(it), it) for it in ROW))


ONCE = read([], said(*ROW), FIRST)

ROWS: Mapping[str, tuple[Said, list[str]]] = {
    "the same again": (said(*ROW), []),
    "what has vanished": (said(FILED), []),
    "a value that has vanished": (changed(CLASSIFIED, issue=None), []),
    "another reference": (changed(FILED, reference="C-2"), []),
    "no more tags": (changed(REPORTED, tags=()), []),
    "another channel": (changed(FILED, channel="web"), ["corrected: ComplaintFiled, at 2026-04-07"]),
    "another text": (changed(FILED, summary="A hole."), ["corrected: ComplaintFiled, at 2026-04-07"]),
    "another product": (
        changed(CLASSIFIED, product="roads"),
        ["corrected: ComplaintClassified, at 2026-04-07"],
    ),
    "another deadline": (
        changed(RUNS, due_at=DUE + timedelta(days=20)),
        [
            "ClockRestated boston311.due, from 2026-04-07 until 2026-04-29",
        ],
    ),
    "a deadline that has passed": (
        changed(RUNS, due_at=DUE + timedelta(days=1)),
        [
            "ClockRestated boston311.due, from 2026-04-07 until 2026-04-10",
            "ClockBreached boston311.due, due 2026-04-10",
        ],
    ),
    "another team": (changed(ASSIGNED, team="parks"), ["ComplaintAssigned"]),
    "another status": (changed(REPORTED, status="Closed"), ["SourceReported"]),
    "closed since": (said(*ROW, DONE), ["ComplaintClosed", "ClockStopped boston311.due, at 2026-04-09"]),
    "closed too late": (
        said(*ROW, replace(DONE, at=DUE + timedelta(seconds=1))),
        [
            "ComplaintClosed",
            "ClockBreached boston311.due, due 2026-04-09",
            "ClockStopped boston311.due, at 2026-04-09",
        ],
    ),
    "closed in the minute of the deadline": (
        said(*ROW, replace(DONE, at=Minute(minute=DUE))),
        ["ComplaintClosed", "ClockStopped boston311.due, at 2026-04-09"],
    ),
    "closed some time by now": (
        said(*ROW, replace(DONE, at=NotAfter(not_after=SECOND))),
        ["ComplaintClosed", "ClockStopped boston311.due, at 2026-04-20 or before"],
    ),
    "another receipt": (
        said(*(replace(it, at=RECEIVED + timedelta(hours=1)) if it.at == RECEIVED else it for it in ROW)),
        [
            "corrected: ComplaintFiled, at 2026-04-07",
            "corrected: ComplaintClassified, at 2026-04-07",
            "ClockRestated boston311.due, from 2026-04-07 until 2026-04-09",
            "ClockBreached boston311.due, due 2026-04-09",
        ],
    ),
}


def test_a_new_row_is_what_a_clerk_would_have_recorded() -> None:
    assert [(it.fact, it.envelope.cause) for it in ONCE] == [(it, "import:boston311@1") for it in ROW]
    late = read([], said(*ROW, replace(DONE, at=SECOND)), SECOND)
    assert [it.envelope.cause for it in late[len(ROW) + 1 :]] == ["policy:boston311.due@1"] * 2
    assert verdicts(late)["boston311.due"] == Verdict(
        started=RECEIVED, due_at=DUE, stopped=SECOND, is_breached=True
    )


def test_a_row_that_is_overdue_when_it_is_read_is_broken_on_arrival_and_once() -> None:
    overdue = read([], said(*ROW), SECOND)
    assert told([overdue[-1].fact], overdue) == ["ClockBreached boston311.due, due 2026-04-09"]
    assert added(said(*ROW), overdue, SECOND + timedelta(days=1)) == []
    assert added(said(*ROW, replace(DONE, at=SECOND)), overdue) == [
        "ComplaintClosed",
        "ClockStopped boston311.due, at 2026-04-20",
    ]


@pytest.mark.parametrize(("row", "then"), ROWS.values(), ids=ROWS)
def test_what_a_second_reading_adds(row: Said, then: list[str]) -> None:
    assert added(row, ONCE) == then
    assert added(row, read(ONCE, row, SECOND), SECOND + timedelta(hours=1)) == []


LEVELS = ComplaintClassified(at=RECEIVED, product="loans", issue="mortgage / servicing / escrow")


@pytest.mark.parametrize(
    ("product", "issue", "is_corrected"),
    [
        ("loans", "mortgage / servicing", False),
        ("loans", "servicing / escrow", False),
        ("loans", "escrow", False),
        ("loans", "escrow / servicing", True),
        ("loans", "mortgage / fees", True),
        ("loans", "mortgage / servicing / escrow / fees", True),
        ("leases", "servicing / escrow", True),
    ],
)
def test_a_level_that_has_vanished_changes_nothing_and_another_one_does(
    product: str,
    issue: str,
    is_corrected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    before = read([], said(FILED, LEVELS), FIRST)
    after = read(before, said(FILED, replace(LEVELS, product=product, issue=issue)), SECOND)
    assert (len(after) > len(before)) is is_corrected
    complaint = fold(effective(after))
    assert complaint is not None
    now_said = replace(LEVELS, product=product, issue=issue) if is_corrected else LEVELS
    assert complaint.classification == now_said


def test_a_closing_time_that_is_known_better_is_corrected_and_one_known_worse_is_not() -> None:
    known_by, exactly = NotAfter(not_after=SECOND), CLOSED
    vague, exact = (said(*ROW, replace(DONE, at=at)) for at in (known_by, exactly))
    assert added(exact, read(ONCE, vague, SECOND)) == [
        "corrected: ComplaintClosed, at 2026-04-09",
        "corrected: ClockStopped, at 2026-04-09",
    ]
    assert added(vague, read(ONCE, exact, SECOND)) == []


def test_what_staff_have_said_is_not_undone_by_reading_the_row_again() -> None:
    by_staff: Sequence[CorrectFact | StrikeFact | AssignComplaint] = [
        CorrectFact(version=1, changes={"channel": "letter"}, reason="it was a letter"),
        CorrectFact(version=1, changes={"at": "2026-04-07T07:00:00Z"}, reason="by the stamp"),
        AssignComplaint(team="legal"),
        StrikeFact(version=2, reason="it is no pothole"),
    ]
    stream = ONCE
    for command in by_staff:
        stream = appended(stream, decided_on(stream, command, BOOK, now=SECOND))
    assert added(said(*ROW), stream) == []
    assert added(changed(FILED, summary="A hole."), stream) == ["corrected: ComplaintFiled, at 2026-04-07"]
    after = read(stream, changed(FILED, summary="A hole."), SECOND)
    filed = effective(after)[0].fact
    assert isinstance(filed, ComplaintFiled)
    assert (filed.summary, filed.channel) == ("A hole.", "letter")
    complaint = fold(effective(after))
    assert complaint is not None
    assert complaint.team == "legal"


def test_what_staff_have_struck_comes_back_only_where_the_source_says_something_new() -> None:
    stream = appended(ONCE, decided_on(ONCE, struck(2), BOOK, now=SECOND))
    other = changed(CLASSIFIED, product="roads")
    assert added(other, stream) == ["ComplaintClassified"]
    assert added(other, read(stream, other, SECOND)) == []


def test_what_staff_have_put_right_already_is_not_put_right_twice() -> None:
    correct = CorrectFact(version=1, changes={"channel": "web"}, reason="it came by the web")
    stream = appended(ONCE, decided_on(ONCE, correct, BOOK, now=SECOND))
    assert added(changed(FILED, channel="web"), stream) == []


def test_a_policy_for_the_source_runs_from_what_the_row_says() -> None:
    within = book(
        replace(FINAL, id="by.filing", selector=Selector(source="boston311")),
        replace(
            FINAL, id="by.class", selector=Selector(source="boston311"), starts_on=("ComplaintClassified",)
        ),
        *BOOK.policies["boston311.due"],
    )
    stream = read([], said(FILED), FIRST, within)
    assert set(verdicts(stream)) == {"by.filing"}
    stream = read(stream, said(*ROW), SECOND, within)
    assert set(verdicts(stream)) == {"by.filing", "by.class", "boston311.due"}


def test_a_closing_that_answers_no_breach_strikes_none_it_never_gave() -> None:
    stop = BOOK.policies["boston311.due"][0].stops_on
    within = book(replace(FINAL, id="by.filing", selector=Selector(source="boston311"), stops_on=stop))
    stream = read([], said(FILED, DONE), datetime(2027, 1, 1, tzinfo=UTC), within)
    assert told([it.fact for it in stream], stream) == [
        "ComplaintFiled, at 2026-04-07",
        "ComplaintClosed",
        "ClockStarted by.filing, due 2026-06-02",
        "ClockStopped by.filing, at 2026-04-09",
    ]


def test_the_id_follows_from_source_and_key_alone() -> None:
    ids = {imported_id(source, key) for source in ("cfpb", "nyc311") for key in ("1", "2")}
    assert len(ids) == 4
    assert imported_id("cfpb", "1") in ids
