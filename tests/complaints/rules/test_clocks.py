"""Which clocks start because of what was decided, and by which version of whose rule."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from complaints.commands.decision import (
    AcceptResolution,
    ReopenComplaint,
)
from complaints.commands.intake import FileComplaint, IdentifyCustomer
from complaints.complaint import begin
from complaints.facts import Fact
from complaints.policy_book import PolicyBook
from complaints.policy_errors import CalendarEnded
from complaints.rules import decide, file
from complaints.rules.clocks import goes_over, policies_for
from complaints.sla.policy import Policy, Selector
from complaints.when import Day
from tests.complaints.given import (
    COMPLAINT,
    CUSTOMER,
    EARLIER,
    NOW,
    REFERENCE,
    Given,
    closed,
    context,
    fold,
    proposed,
    reopened,
    resolved,
)
from tests.complaints.given_clocks import (
    ACK,
    ACK_BROKEN,
    ACK_DUE,
    ACK_RUNS,
    BOOK,
    BOTH,
    ENGLAND,
    FINAL,
    FINAL_DUE,
    FINAL_RUNS,
    LONDON,
    MICROSECOND,
    book,
    clocks_after,
    clocks_at_filing,
    filed_under,
    filing,
)

FILINGS: dict[str, tuple[FileComplaint, list[Fact]]] = {
    "outside every regime no clock runs": (filing(), []),
    "a jurisdiction starts the regulator's clock": (filing("uk.fca"), [FINAL_RUNS]),
    "a brand starts the company's own": (filing(brand="example"), [ACK_RUNS]),
    "both run, each by its own rule": (filing("uk.fca", "example"), [FINAL_RUNS, ACK_RUNS]),
    "a clock runs from the day of receipt, known to the day": (
        filing("uk.fca", at=Day(day=date(2026, 4, 7), zone=LONDON)),
        [replace(FINAL_RUNS, at=Day(day=date(2026, 4, 7), zone=LONDON))],
    ),
}

OLDER = replace(FINAL, legal_to=date(2026, 4, 6))
NEWER = replace(FINAL, version=2, legal_from=date(2026, 4, 7), amount=6)
SIX_WEEKS = replace(FINAL_RUNS, policy_version=2, due_at=FINAL_DUE - timedelta(weeks=2))
BOOKS: dict[str, tuple[PolicyBook, list[Fact]]] = {
    "the version that is law on the day counts": (book(OLDER, NEWER), [SIX_WEEKS]),
    "of two versions that are law the later counts": (book(FINAL, NEWER), [SIX_WEEKS]),
    "a later version that is not law yet does not": (
        book(FINAL, replace(NEWER, legal_from=date(2026, 4, 8))),
        [FINAL_RUNS],
    ),
    "what is no longer law starts nothing": (book(OLDER), []),
    "a withdrawn policy starts nothing": (replace(book(FINAL), withdrawn=frozenset({FINAL.id})), []),
    "another policy that was withdrawn does not matter": (
        replace(book(FINAL, ACK), withdrawn=frozenset({ACK.id})),
        [FINAL_RUNS],
    ),
    "days are counted in the latest version of the calendar": (
        replace(
            book(replace(ACK, selector=FINAL.selector)),
            calendars={ENGLAND.id: (ENGLAND, replace(ENGLAND, version=2))},
        ),
        [replace(ACK_RUNS, calendar_version=2)],
    ),
}


OPEN_TOO = replace(NEWER, transition="open too", legal_from=date(2026, 4, 20))
GOING_OVER: dict[str, tuple[Policy, str, bool]] = {
    "a complaint received before, where open ones go over too": (OPEN_TOO, "uk.fca", True),
    "not where they stay": (replace(OPEN_TOO, transition="received"), "uk.fca", False),
    "one received since": (replace(OPEN_TOO, legal_from=date(2026, 4, 1)), "uk.fca", True),
    "one under other rules": (OPEN_TOO, "uk.energy", False),
    "one received on the last day of the version": (
        replace(OPEN_TOO, legal_to=date(2026, 4, 7)),
        "uk.fca",
        True,
    ),
    "one received after it": (replace(OPEN_TOO, legal_to=date(2026, 4, 6)), "uk.fca", False),
}


@pytest.mark.parametrize(("policy", "jurisdiction", "then"), GOING_OVER.values(), ids=GOING_OVER)
def test_which_complaints_go_over_to_a_new_version(policy: Policy, jurisdiction: str, *, then: bool) -> None:
    filing = filed_under(jurisdiction)
    assert goes_over(filing, policy) is then
    assert goes_over(begin(COMPLAINT, filing), policy) is then


@pytest.mark.parametrize(("when", "then"), FILINGS.values(), ids=FILINGS)
def test_which_clocks_a_filing_starts(when: FileComplaint, then: list[Fact]) -> None:
    assert clocks_at_filing(when, BOOK) == then


@pytest.mark.parametrize(("within", "then"), BOOKS.values(), ids=BOOKS)
def test_which_version_of_a_policy_counts(within: PolicyBook, then: list[Fact]) -> None:
    assert clocks_at_filing(filing("uk.fca"), within) == then


@pytest.mark.parametrize(
    ("now", "then"),
    [(ACK_DUE, [ACK_RUNS]), (ACK_DUE + MICROSECOND, [ACK_RUNS, ACK_BROKEN])],
    ids=["in its last instant it is not", "the next it is"],
)
def test_a_complaint_filed_late_may_be_overdue_at_once(now: datetime, then: list[Fact]) -> None:
    assert clocks_at_filing(filing(brand="example"), BOOK, now) == then


def test_a_clock_starts_once_whatever_else_would_start_it() -> None:
    within = book(replace(FINAL, starts_on=("ComplaintFiled", "CustomerIdentified", "ComplaintReopened")))
    both = replace(filing("uk.fca"), customer=CUSTOMER)
    assert clocks_at_filing(both, within) == [FINAL_RUNS]
    later = replace(IdentifyCustomer(customer=CUSTOMER), at=EARLIER)
    known = filed_under("uk.fca")
    assert clocks_after([known], later, NOW, within) == [
        replace(FINAL_RUNS, at=EARLIER, due_at=FINAL_DUE + timedelta(days=3))
    ]
    assert clocks_after([known, FINAL_RUNS], later, NOW, within) == []


def test_a_clock_that_starts_when_the_file_is_taken_up_again_runs_from_then() -> None:
    within = book(replace(FINAL, starts_on=("ComplaintReopened",)))
    given: list[Given] = [filed_under("uk.fca"), resolved(), closed()]
    started = clocks_after(given, ReopenComplaint(reason="new evidence"), NOW, within)
    assert started == [replace(FINAL_RUNS, at=NOW, due_at=FINAL_DUE + timedelta(days=13))]
    assert clocks_after([*given, reopened(), closed()], ReopenComplaint(reason="new"), NOW, book()) == []


def test_a_clock_follows_the_fact_that_moves_it_and_names_its_policy() -> None:
    decided = file(COMPLAINT, filing("uk.fca", "example"), REFERENCE, context(now=EARLIER, book=BOOK))
    assert [each.cause for each in decided] == [
        "command:FileComplaint",
        "policy:uk.fca.final@1",
        "policy:example.ack@1",
    ]
    ended = decide(AcceptResolution(channel="letter"), fold([*BOTH, proposed()]), context(book=BOOK))
    assert [(type(each.fact).__name__, each.cause) for each in ended] == [
        ("ResolutionAccepted", "command:AcceptResolution"),
        ("ComplaintResolved", "rule:settling@1"),
        ("ClockStopped", "policy:uk.fca.final@1"),
    ]


def test_a_calendar_that_ends_too_early_refuses_and_says_which_and_for_which_day() -> None:
    short = replace(ENGLAND, valid_to=date(2026, 4, 9), holidays=())
    within = replace(book(ACK), calendars={ENGLAND.id: (short,)})
    with pytest.raises(CalendarEnded) as refused:
        clocks_at_filing(filing(brand="example"), within)
    assert vars(refused.value) == {"policy": ACK.id, "calendar": ENGLAND.id, "day": "2026-04-10"}


def test_an_imported_complaint_has_the_clocks_of_its_source_and_no_others() -> None:
    own = replace(FINAL, id="boston311.due", selector=Selector(source="boston311"))
    imported = replace(filed_under("uk.fca"), source="boston311")
    for complaint in (imported, fold([imported])):
        assert policies_for(complaint, book(FINAL, own)) == [own]
