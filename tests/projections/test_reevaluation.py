"""Verdicts computed again: the same by the same versions, and what another version changes, and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.commands.decision import IssueFinalResponse
from complaints.commands.intake import AcknowledgeComplaint, FileComplaint
from complaints.errors import ComplaintError
from complaints.policy_book import PolicyBook
from complaints.policy_errors import CalendarUnknown, PolicyUnknown
from complaints.sla.calendar import Holiday, end_of_day
from projections.reevaluation import Choice, Difference, differences
from tests.complaints.given import COMPLAINT, NOW, RECEIVED, REFERENCE
from tests.complaints.given_clocks import ACK, ACK_DUE, ENGLAND, FINAL, FINAL_DUE, LONDON, book, filing
from tests.complaints.given_merging import FIRST, THIRD, complaint, merged
from tests.complaints.lives import Said, Stream, lived
from tests.complaints.test_readings import BOOK, _and_then, moving
from tests.complaints.test_verdicts import FILED, filings, steps

DAY = timedelta(days=1)
SIX_WEEKS = replace(FINAL, version=2, amount=6)
MONDAY_OFF = replace(
    ENGLAND, version=2, holidays=(*ENGLAND.holidays, Holiday(day=date(2026, 4, 13), name="A day off"))
)
NEWER = replace(
    book(FINAL, ACK),
    policies={FINAL.id: (FINAL, SIX_WEEKS), ACK.id: (ACK,)},
    calendars={ENGLAND.id: (ENGLAND, MONDAY_OFF)},
)
LATER = FINAL_DUE + DAY


@given(filing=filings, life=st.lists(st.one_of(steps, moving), min_size=4, max_size=12))
def test_by_the_same_versions_there_is_no_difference(
    filing: FileComplaint, life: Sequence[tuple[Said, timedelta]]
) -> None:
    now = FILED + timedelta(days=2)
    stream: Stream = _and_then([], filing, now)
    for command, later in life:
        now += later
        stream = _and_then(stream, command, now)
    for as_of in (now, now + 9 * DAY):
        assert list(differences(stream, BOOK, Choice(), as_of)) == []


def test_nor_after_a_merge() -> None:
    one, other = merged(complaint(FIRST, filing("uk.fca", "example")), complaint(THIRD, filing()))
    for stream in (one.facts, other.facts):
        assert list(differences(stream, NEWER, Choice(), LATER)) == []
    assert list(differences(other.facts, NEWER, Choice(policy=FINAL.id), LATER)) == []


def stream(*commands: Said) -> Stream:
    return lived(filing("uk.fca", "example"), *commands, book=NEWER_AT_FIRST, now=NOW)


NEWER_AT_FIRST = book(FINAL, ACK)
ACKNOWLEDGED = AcknowledgeComplaint(at=ACK_DUE + timedelta(hours=1), channel="email")
ANSWERED = IssueFinalResponse(at=NOW, channel="letter", outcome="upheld", reasons="It was late.")


def expected(**said: object) -> Difference:
    like = Difference(
        complaint=COMPLAINT,
        reference=REFERENCE,
        clock=FINAL.id,
        ledger_due_at=FINAL_DUE,
        ledger_verdict="running",
        due_at=end_of_day(date(2026, 5, 19), LONDON),
        verdict="breached while open",
        reason="policy version 2 instead of 1",
    )
    return replace(like, **said)  # type: ignore[arg-type] # fields of it


IN_MAY = end_of_day(date(2026, 5, 20), LONDON)
OFF = "calendar uk.england-and-wales version 2 instead of 1"


@pytest.mark.parametrize(
    ("commands", "choice", "then"),
    [
        ([], Choice(), []),
        ([], Choice(policy=FINAL.id), [expected()]),
        ([], Choice(policy=FINAL.id, policy_version=2), [expected()]),
        ([], Choice(policy=FINAL.id, policy_version=1), []),
        ([], Choice(policy=ACK.id), []),
        ([ANSWERED], Choice(policy=FINAL.id), [expected(ledger_verdict="met", verdict="met")]),
        (
            [ACKNOWLEDGED],
            Choice(calendar=ENGLAND.id),
            [
                expected(
                    clock=ACK.id,
                    ledger_due_at=ACK_DUE,
                    ledger_verdict="breached and answered late",
                    due_at=ACK_DUE + DAY,
                    verdict="met",
                    reason=OFF,
                )
            ],
        ),
        ([ACKNOWLEDGED], Choice(calendar=ENGLAND.id, calendar_version=1), []),
        ([ACKNOWLEDGED], Choice(calendar="uk.scotland"), []),
        ([ACKNOWLEDGED], Choice(policy=FINAL.id, policy_version=1, calendar=ENGLAND.id), []),
    ],
)
def test_another_version_differs_and_says_by_what(
    commands: list[Said], choice: Choice, then: list[Difference]
) -> None:
    assert list(differences(stream(*commands), NEWER, choice, IN_MAY)) == then


def test_what_is_not_begun_and_what_is_no_complaint_is_not_compared() -> None:
    assert list(differences(stream(), NEWER, Choice(policy=FINAL.id), RECEIVED - DAY)) == []
    assert list(differences([], NEWER, Choice(), IN_MAY)) == []


def test_by_the_book_as_known_earlier_a_clock_is_read_by_the_latest_version_that_it_held() -> None:
    by_newer = lived(filing("uk.fca", "example"), ACKNOWLEDGED, book=NEWER, now=NOW)
    in_may = end_of_day(date(2026, 5, 19), LONDON)
    assert list(differences(by_newer, NEWER, Choice(), IN_MAY)) == []
    assert list(differences(by_newer, NEWER_AT_FIRST, Choice(), IN_MAY)) == [
        expected(
            ledger_due_at=in_may,
            ledger_verdict="breached while open",
            due_at=FINAL_DUE,
            verdict="running",
            reason="policy version 1 instead of 2",
        ),
        expected(
            clock=ACK.id,
            ledger_due_at=ACK_DUE + DAY,
            ledger_verdict="met",
            due_at=ACK_DUE,
            verdict="breached and answered late",
            reason="calendar uk.england-and-wales version 1 instead of 2",
        ),
    ]


@pytest.mark.parametrize(
    ("held", "refused"),
    [
        (replace(NEWER, policies={ACK.id: (ACK,)}), PolicyUnknown(policy=FINAL.id)),
        (replace(NEWER, calendars={}), CalendarUnknown(calendar=ENGLAND.id)),
    ],
)
def test_a_book_that_knew_no_version_is_refused(held: PolicyBook, refused: ComplaintError) -> None:
    with pytest.raises(type(refused), match=str(refused)):
        list(differences(stream(), held, Choice(), IN_MAY))
