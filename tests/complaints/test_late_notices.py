"""Notices and pauses that turn out to be none, or not to hold: a clock is due as if there were none."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from complaints.commands.intake import AcknowledgeComplaint, FileComplaint
from complaints.commands.promises import ExtendClock, PauseClock, ResumeClock
from complaints.commands.redress import PostProvisionalCredit, ReverseProvisionalCredit
from complaints.corrections import effective
from complaints.errors import FactNotCorrectable
from complaints.facts.clocks import ClockBreached, ClockExtended, ClockPaused, ClockResumed
from complaints.facts.redress import ProvisionalCreditPosted
from complaints.money import Money
from complaints.policy_book import PolicyBook
from complaints.sla.policy import Extension, Term
from complaints.stream import project
from tests.complaints.given import NOW, RECEIVED
from tests.complaints.given_clocks import ACK, ACK_DUE, ENGLAND, filing
from tests.complaints.lives import Said, Stream, appended, corrected, decided_on, lived, struck, told

DAY = timedelta(days=1)
FRIDAY = RECEIVED + 3 * DAY
NOTICE = Extension(limit=Term(amount=8, unit="business day"), must_have=("reason",))
CREDITED = Extension(limit=Term(amount=45, unit="calendar day"), requires="provisional credit")
FILED: FileComplaint = filing(brand="example")
EXTENDED = ExtendClock(
    at=FRIDAY, clock=ACK.id, until=(ACK_DUE + 2 * DAY).date(), channel="letter", reason="The bank is slow."
)
CREDIT = PostProvisionalCredit(at=FRIDAY, money=Money(amount=Decimal(50), currency="GBP"))
SOON, LATE = ACK_DUE - timedelta(hours=1), ACK_DUE + DAY


def within(*extensions: Extension) -> PolicyBook:
    policy = replace(ACK, extensions=extensions)
    return PolicyBook(policies={ACK.id: (policy,)}, calendars={ENGLAND.id: (ENGLAND,)})


def then(stream: Stream, command: Said, book: PolicyBook, now: datetime = SOON) -> tuple[list[str], Stream]:
    decided = decided_on(stream, command, book, now=now)
    return told([each.fact for each in decided], stream), appended(stream, decided)


def version_of(stream: Stream, kind: type) -> int:
    return max(it.originator_version for it in stream if isinstance(it.fact, kind))


def due(stream: Stream) -> datetime:
    known = project(None, stream)
    assert known is not None
    (clock,) = known.complaint.clocks
    return clock.due_at


def test_a_notice_that_was_never_sent_extends_nothing() -> None:
    book = within(NOTICE)
    stream = lived(FILED, EXTENDED, book=book, now=FRIDAY)
    assert due(stream) == ACK_DUE + 2 * DAY
    said, after = then(stream, struck(version_of(stream, ClockExtended)), book)
    assert said == ["struck: ClockExtended"]
    assert due(after) == ACK_DUE


def test_what_was_due_before_it_was_found_out_is_broken() -> None:
    book = within(NOTICE)
    stream = lived(FILED, EXTENDED, book=book, now=FRIDAY)
    _, after = then(stream, struck(version_of(stream, ClockExtended)), book, LATE)
    assert [it.fact.due_at for it in after if isinstance(it.fact, ClockBreached)] == [ACK_DUE]


@pytest.mark.parametrize(("kind", "day"), [(ClockPaused, 0), (ClockResumed, None)])
def test_a_pause_by_mistake_takes_no_time(kind: type, day: int | None) -> None:
    book = within()
    pause = PauseClock(at=FRIDAY, clock=ACK.id, reason="abroad")
    resume = ResumeClock(at=FRIDAY + 4 * DAY, clock=ACK.id)
    stream = lived(FILED, pause, resume, book=book, now=FRIDAY + 4 * DAY)
    assert due(stream) == ACK_DUE + DAY
    _, after = then(stream, struck(version_of(stream, kind)), book, FRIDAY + 4 * DAY)
    if day is not None:
        assert due(after) == ACK_DUE


@pytest.mark.parametrize(
    ("received", "until"),
    [
        (RECEIVED - DAY, ACK_DUE + 2 * DAY),  # due a day earlier, and the notice still came before
        (RECEIVED - 3 * DAY, ACK_DUE - 2 * DAY + timedelta(days=3)),  # no further than the rule from there
        (RECEIVED - 28 * DAY, None),  # it was due before the notice came
    ],
)
def test_a_receipt_that_moves_leaves_a_notice_what_the_rule_gives_it(
    received: datetime, until: datetime | None
) -> None:
    book = within(NOTICE)
    stream = lived(FILED, EXTENDED, book=book, now=FRIDAY)
    _, after = then(stream, corrected(1, at=received.isoformat()), book)
    effective_notices = [it.fact for it in effective(after) if isinstance(it.fact, ClockExtended)]
    assert bool(effective_notices) == (until is not None)
    if until is None:
        assert any(isinstance(it.fact, ClockBreached) for it in after)
        assert due(after) < ACK_DUE
    else:
        assert due(after) == max(it.due_at for it in effective_notices)


def test_an_extension_on_a_credit_falls_with_it() -> None:
    book = within(CREDITED)
    stream = lived(FILED, CREDIT, replace(EXTENDED, until=(ACK_DUE + 20 * DAY).date()), book=book, now=FRIDAY)
    assert due(stream) == ACK_DUE + 20 * DAY
    said, after = then(stream, struck(version_of(stream, ProvisionalCreditPosted)), book, LATE)
    assert said == [
        "struck: ProvisionalCreditPosted",
        "struck: ClockExtended",
        "ClockBreached example.ack, due 2026-04-14",
    ]
    assert due(after) == ACK_DUE


def test_a_credit_that_is_taken_back_in_the_end_leaves_the_extension() -> None:
    book = within(CREDITED)
    extended = replace(EXTENDED, until=(ACK_DUE + 20 * DAY).date())
    answer = AcknowledgeComplaint(at=ACK_DUE + 5 * DAY, channel="email")
    stream = lived(FILED, CREDIT, extended, answer, book=book, now=ACK_DUE + 5 * DAY)
    no_error = ReverseProvisionalCredit(at=ACK_DUE + 6 * DAY, credit=1, reason="no error")
    said, after = then(stream, no_error, book, ACK_DUE + 6 * DAY)
    assert said == ["ProvisionalCreditReversed"]
    assert due(after) == ACK_DUE + 20 * DAY


def test_what_an_answer_let_go_on_is_not_struck() -> None:
    pause = PauseClock(at=FRIDAY, clock=ACK.id, reason="abroad")
    answer = AcknowledgeComplaint(at=FRIDAY + 7 * DAY, channel="email")
    stream = lived(FILED, pause, answer, book=within(), now=FRIDAY + 7 * DAY)
    with pytest.raises(FactNotCorrectable):
        decided_on(stream, struck(version_of(stream, ClockResumed)), within(), now=NOW)


def test_a_resumption_by_mistake_leaves_one_long_pause() -> None:
    steps: list[Said] = [
        PauseClock(at=FRIDAY, clock=ACK.id, reason="abroad"),
        ResumeClock(at=FRIDAY + 3 * DAY, clock=ACK.id),
        PauseClock(at=FRIDAY + 3 * DAY + timedelta(hours=1), clock=ACK.id, reason="abroad"),
        ResumeClock(at=FRIDAY + 6 * DAY, clock=ACK.id),
    ]
    stream = lived(FILED, *steps, book=within(), now=FRIDAY + 6 * DAY)
    first = min(it.originator_version for it in stream if isinstance(it.fact, ClockResumed))
    _, after = then(stream, struck(first), within(), FRIDAY + 6 * DAY)
    alone = lived(FILED, steps[0], steps[3], book=within(), now=FRIDAY + 6 * DAY)
    assert due(after) == due(alone) > due(stream)


def test_a_notice_that_is_cut_keeps_its_reason() -> None:
    book = within(NOTICE)
    stream = lived(FILED, replace(EXTENDED, until=(ACK_DUE + 3 * DAY).date()), book=book, now=FRIDAY)
    _, after = then(stream, corrected(1, at=(RECEIVED - DAY).isoformat()), book)
    (notice,) = (it.fact for it in effective(after) if isinstance(it.fact, ClockExtended))
    assert (notice.reason, notice.due_at) == ("The bank is slow.", ACK_DUE + 2 * DAY)


def test_what_follows_from_other_facts_is_still_not_struck_by_hand() -> None:
    stream = lived(FILED, book=within(), now=FRIDAY)
    with pytest.raises(FactNotCorrectable):
        decided_on(stream, struck(2), within(), now=NOW)
    extended = lived(FILED, EXTENDED, book=within(NOTICE), now=FRIDAY)
    with pytest.raises(FactNotCorrectable, match="record it anew"):
        decided_on(extended, corrected(version_of(extended, ClockExtended), reason="x"), within(NOTICE))
