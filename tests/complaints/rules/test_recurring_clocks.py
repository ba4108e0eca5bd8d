"""Promises that are made more than once: each time somebody writes, news every week, a call at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from complaints.commands import AnyCommand
from complaints.commands.conversation import (
    PromiseCallback,
    RecordCallbackMade,
    RecordMessageReceived,
    RecordMessageSent,
)
from complaints.commands.decision import (
    IssueFinalResponse,
    ReopenComplaint,
    SendHoldingLetter,
    WithdrawComplaint,
)
from complaints.commands.escalation import RequestNextStage
from complaints.commands.intake import AcknowledgeComplaint
from complaints.facts import Fact
from complaints.facts.clocks import ClockBreached, ClockPaused, ClockResumed, ClockStarted, ClockStopped
from complaints.facts.conversation import CallbackPromised, MessageReceived, MessageSent
from complaints.facts.decision import ComplaintClosed, ComplaintResolved, ComplaintWithdrawn
from complaints.facts.escalation import StageChanged
from complaints.facts.intake import ComplaintAcknowledged, ComplaintFiled
from complaints.policy_book import PolicyBook
from complaints.rules.clocks import Known, keeps, next_name
from complaints.runs import origin_of
from complaints.sla.calendar import end_of_day
from complaints.sla.packs import shipped_calendars, shipped_policies
from complaints.sla.policy import Policy
from complaints.when import When
from tests.complaints.given import EARLIER, NOW, RECEIVED, Given, answered, filed, fold
from tests.complaints.given_clocks import FINAL, FINAL_RUNS, LONDON, clocks_after

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SHIPPED = {it.id: it for it in shipped_policies() if it.id.startswith("care.")}
CALENDARS = {it.id: (it,) for it in shipped_calendars()}
AT = datetime(2026, 4, 8, 9, tzinfo=UTC)
"""A Wednesday, 10:00 in London; the complaint was received on Tuesday the 7th at 9:30."""


def within(*policies: Policy) -> PolicyBook:
    return PolicyBook(policies={it.id: (it,) for it in policies}, calendars=CALENDARS)


CARE = within(*SHIPPED.values())
FILED: ComplaintFiled = replace(filed(), brand="example care", channel="email")


def started(clock: str, at: When, due_at: datetime, calendar: str | None = None) -> ClockStarted:
    return ClockStarted(
        at=at,
        clock=clock,
        policy_version=1,
        calendar=calendar,
        calendar_version=1 if calendar else None,
        due_at=due_at,
    )


def email(clock: str, at: datetime, due_at: datetime) -> ClockStarted:
    return started(clock, at, due_at, "example.office")


def news(clock: str, at: datetime, day: int) -> ClockStarted:
    due = end_of_day(datetime(2026, 4, day, tzinfo=UTC).date(), LONDON)
    return started(clock, at, due, "uk.england-and-wales")


def stopped(clock: str, by: str, at: datetime) -> ClockStopped:
    return ClockStopped(at=at, clock=clock, stopped_by=by)


REPLY = RecordMessageSent(at=AT, channel="email", substantive=True, automated=False, text="We ask.")
RECEIPT = replace(REPLY, substantive=False, automated=True)
LETTER: AnyCommand = RecordMessageReceived(at=AT, channel="email", text="Any news?")
ANSWER: AnyCommand = IssueFinalResponse(at=AT, channel="letter", outcome="upheld", reasons="It was late.")
SENT = MessageSent(at=AT, channel="email", substantive=True, automated=False)
EMAIL = email("care.email", RECEIVED, datetime(2026, 4, 7, 13, 30, tzinfo=UTC))
NEWS = news("care.news", RECEIVED, 14)
CALL = CallbackPromised(at=RECEIVED, callback=1, promised_for=AT + HOUR)
CALLED = started("care.callback:1", RECEIVED, AT + HOUR)
EMAIL_OVER: list[Given] = [EMAIL, SENT, stopped("care.email", "MessageSent", RECEIVED + HOUR)]

ROWS: dict[str, tuple[list[Given], AnyCommand, list[Fact]]] = {
    # News is promised again by the very news that was given, until there is an answer.
    "news": (
        [NEWS],
        REPLY,
        [stopped("care.news", "MessageSent", AT), news("care.news:2", AT, 15)],
    ),
    "news again": (
        [NEWS, SENT, stopped("care.news", "MessageSent", AT), news("care.news:2", AT, 15)],
        replace(REPLY, at=AT + DAY),
        [stopped("care.news:2", "MessageSent", AT + DAY), news("care.news:3", AT + DAY, 16)],
    ),
    "an automatic receipt is no news": ([NEWS], RECEIPT, []),
    "a holding letter is": (
        [NEWS],
        SendHoldingLetter(at=AT, expected_on=(AT + DAY).date(), reason="The bank is slow."),
        [stopped("care.news", "HoldingLetterSent", AT), news("care.news:2", AT, 15)],
    ),
    "the answer ends it": ([NEWS], ANSWER, [stopped("care.news", "FinalResponseIssued", AT)]),
    "a message after the answer promises nothing": (
        [NEWS, answered(), stopped("care.news", "FinalResponseIssued", AT)],
        REPLY,
        [],
    ),
    "a reopened complaint gets news again": (
        [
            NEWS,
            answered(),
            stopped("care.news", "FinalResponseIssued", AT),
            *(
                ComplaintResolved(at=AT, basis="final response"),
                ComplaintClosed(at=AT, reason="settled"),
            ),
        ],
        ReopenComplaint(at=AT + DAY, reason="new evidence"),
        [news("care.news:2", AT + DAY, 16)],
    ),
    # A reply is promised whenever somebody writes and waits for none yet.
    "a second message while the first waits": ([EMAIL], LETTER, []),
    "a message once the first was answered": (
        EMAIL_OVER,
        LETTER,
        [email("care.email:2", AT, datetime(2026, 4, 8, 14, tzinfo=UTC))],
    ),
    "a message long after the answer": (
        [*EMAIL_OVER, answered()],
        replace(LETTER, at=AT),
        [email("care.email:2", AT, datetime(2026, 4, 8, 14, tzinfo=UTC))],
    ),
    "thanks once it is settled": (
        [*EMAIL_OVER, answered(), ComplaintResolved(at=RECEIVED + 2 * HOUR, basis="final response")],
        replace(LETTER, at=AT),
        [],
    ),
    "thanks once it is withdrawn": (
        [*EMAIL_OVER, ComplaintWithdrawn(at=RECEIVED + 2 * HOUR)],
        replace(LETTER, at=AT),
        [],
    ),
    "thanks once it is closed": (
        [
            *EMAIL_OVER,
            answered(),
            ComplaintResolved(at=RECEIVED + 2 * HOUR, basis="final response"),
            ComplaintClosed(at=RECEIVED + 3 * HOUR, reason="settled"),
        ],
        replace(LETTER, at=AT),
        [],
    ),
    "the reply to it": (
        [*EMAIL_OVER, MessageReceived(at=AT, channel="email"), email("care.email:2", AT, AT + 5 * HOUR)],
        replace(REPLY, at=AT + HOUR),
        [stopped("care.email:2", "MessageSent", AT + HOUR)],
    ),
    # Each call has a time of its own.
    "a call at a time": (
        [],
        PromiseCallback(at=AT, promised_for=NOW + DAY),
        [started("care.callback:1", AT, NOW + DAY)],
    ),
    "another call": (
        [CALL, CALLED],
        PromiseCallback(at=AT, promised_for=NOW + DAY),
        [started("care.callback:2", AT, NOW + DAY)],
    ),
    "the call was made": (
        [CALL, CALLED, replace(CALL, callback=2), started("care.callback:2", RECEIVED, AT + 2 * HOUR)],
        RecordCallbackMade(at=AT, callback=2),
        [stopped("care.callback:2", "CallbackMade", AT)],
    ),
    "the call was made late": (
        [CALL, CALLED],
        RecordCallbackMade(at=AT + 2 * HOUR, callback=1),
        [
            ClockBreached(at=AT + HOUR, clock="care.callback:1", due_at=AT + HOUR),
            stopped("care.callback:1", "CallbackMade", AT + 2 * HOUR),
        ],
    ),
    # What is taken back is owed nothing.
    "withdrawn": (
        [EMAIL, CALL, CALLED],
        WithdrawComplaint(at=AT),
        [
            ClockBreached(at=EMAIL.due_at, clock="care.email", due_at=EMAIL.due_at),
            stopped("care.email", "ComplaintWithdrawn", AT),
            stopped("care.callback:1", "ComplaintWithdrawn", AT),
        ],
    ),
}


@pytest.mark.parametrize(("given", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_becomes_of_promises_made_again(given: list[Given], when: AnyCommand, then: list[Fact]) -> None:
    only = {each.clock for each in (*given, *then) if isinstance(each, ClockStarted)}
    policies = [it for it in SHIPPED.values() if any(clock.startswith(it.id) for clock in only)]
    assert isinstance(when.at, datetime)
    assert clocks_after([FILED, *given], when, when.at, within(*policies)) == then


def test_an_answer_while_it_is_paused_lets_it_run_on_first() -> None:
    held = ClockPaused(at=RECEIVED + HOUR, clock="care.news", reason="abroad", by_hand=True)
    given: list[Given] = [FILED, NEWS, held]
    due = end_of_day(datetime(2026, 4, 14, tzinfo=UTC).date(), LONDON)
    assert clocks_after(given, ANSWER, NOW, CARE)[:2] == [
        ClockResumed(at=AT, clock="care.news", due_at=due, by_hand=True),
        stopped("care.news", "FinalResponseIssued", AT),
    ]


def test_what_a_pause_added_is_added_before_it_is_asked_whether_the_answer_was_late() -> None:
    held = ClockPaused(at=RECEIVED + HOUR, clock="care.news", reason="abroad", by_hand=True)
    answer = replace(ANSWER, at=NEWS.due_at + HOUR)
    facts = clocks_after([FILED, NEWS, held], answer, NEWS.due_at + DAY, within(SHIPPED["care.news"]))
    assert [type(it).__name__ for it in facts] == ["ClockResumed", "ClockStopped"]


def test_what_is_about_no_call_makes_none() -> None:
    assert not keeps(SENT, SHIPPED["care.callback"], "care.callback:1")
    assert not keeps(SENT, SHIPPED["care.callback"], "care.callback:None")


def test_a_withdrawal_stops_a_regulators_clock_too() -> None:
    given: list[Given] = [replace(filed(), jurisdiction="uk.fca"), FINAL_RUNS]
    assert clocks_after(given, WithdrawComplaint(at=AT), NOW, within(FINAL)) == [
        stopped("uk.fca.final", "ComplaintWithdrawn", AT)
    ]


SECOND = StageChanged(at=EARLIER, stage=2, channel="phone")
HOUSING = {
    "ack": replace(FINAL, id="h.ack", starts_on=("ComplaintFiled",), stops_on=SHIPPED["care.news"].stops_on),
    "s1": replace(FINAL, id="h.s1", starts_on=("ComplaintAcknowledged",), at_stage=1),
    "s2ack": replace(FINAL, id="h.s2ack", starts_on=("StageChanged",), at_stage=2),
    "s2": replace(FINAL, id="h.s2", starts_on=("ComplaintAcknowledged",), at_stage=2),
}
ACKNOWLEDGED = ComplaintAcknowledged(at=AT, channel="email", automated=False)


@pytest.mark.parametrize(
    ("given", "when", "clocks"),
    [
        ([], AcknowledgeComplaint(at=AT, channel="email"), ["h.s1"]),
        ([answered()], RequestNextStage(at=EARLIER, channel="phone"), ["h.s2ack"]),
        ([ACKNOWLEDGED, answered(), SECOND], AcknowledgeComplaint(at=EARLIER, channel="email"), ["h.s2"]),
        ([ACKNOWLEDGED], AcknowledgeComplaint(at=EARLIER, channel="email"), []),
    ],
)
def test_a_stage_runs_from_its_own_acknowledgement(
    given: list[Given], when: AnyCommand, clocks: list[str]
) -> None:
    first = replace(filed(), jurisdiction="uk.fca")
    facts = clocks_after([first, *given], when, NOW, within(*HOUSING.values()))
    assert [it.clock for it in facts if isinstance(it, ClockStarted)] == clocks


@pytest.mark.parametrize(
    ("recurs", "known", "name"),
    [
        ("no", {}, "care.news"),
        ("no", {"care.news": "over"}, None),
        ("no", {"care.news": "kept now"}, None),
        ("no", {"care.other": "lasts"}, "care.news"),
        ("when kept", {"care.news": "over"}, None),
        ("when kept", {"care.news": "kept now"}, "care.news:2"),
        ("when kept", {"care.news": "over", "care.news:2": "kept now"}, "care.news:3"),
        ("when kept", {"care.news": "kept now", "care.news:2": "lasts"}, None),
        ("whenever", {"care.news": "over"}, "care.news:2"),
        ("whenever", {"care.news": "lasts"}, None),
        ("whenever", {"care.news": "over", "care.news:3": "over"}, "care.news:4"),
        ("whenever", {"care.news:2": "over"}, "care.news:3"),
    ],
)
def test_which_clock_a_fact_starts(recurs: str, known: dict[str, Known], name: str | None) -> None:
    policy = replace(SHIPPED["care.news"], recurs=recurs)  # type: ignore[arg-type] # one of three
    assert next_name(policy, SENT, 1, known, is_open=True) == name
    assert next_name(policy, ACKNOWLEDGED, 1, known, is_open=True) is None
    assert next_name(policy, SENT, 1, known, is_open=False) == (name if name == "care.news" else None)


def test_the_stage_of_a_complaint_forgets_its_acknowledgement() -> None:
    complaint = fold([ACKNOWLEDGED, answered(), SECOND])
    assert (complaint.stage, complaint.is_acknowledged) == (2, False)


def test_of_two_call_backs_promised_at_one_instant_each_clock_runs_from_its_own() -> None:
    second = replace(CALL, callback=2, promised_for=AT + 2 * HOUR)
    facts = dict(enumerate([CALL, CALLED, second, started("care.callback:2", RECEIVED, AT + 2 * HOUR)], 2))
    assert [origin_of(SHIPPED["care.callback"], version, facts) for version in (3, 5)] == [2, 4]
