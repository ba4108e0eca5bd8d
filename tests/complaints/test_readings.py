"""The reader of clocks says what the ledger says, and what would have been under another version."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from complaints.commands.decision import WithdrawComplaint
from complaints.commands.intake import FileComplaint
from complaints.commands.promises import ExtendClock, PauseClock, ResumeClock
from complaints.corrections import standing
from complaints.errors import ComplaintError
from complaints.facts import Fact
from complaints.facts.clocks import ClockBreached, ClockExtended, ClockPaused, ClockResumed, ClockStarted
from complaints.facts.conversation import CallbackMade, CallbackPromised, MessageSent
from complaints.facts.decision import ComplaintReopened, ComplaintWithdrawn, FinalResponseIssued
from complaints.facts.escalation import StageChanged
from complaints.facts.intake import ComplaintAcknowledged
from complaints.readings import happened, read_clock, read_run
from complaints.runs import run_of, runs_of
from complaints.sla.calendar import end_of_day
from complaints.sla.packs import shipped_policies
from complaints.sla.policy import Extension, Term
from complaints.when import Day, Minute, NotAfter, When, latest
from tests.complaints.given import EARLIER, RECEIVED, filed
from tests.complaints.given_clocks import ACK, ACK_DUE, ENGLAND, FINAL, LONDON, book
from tests.complaints.lives import Said, Stream, appended, decided_on
from tests.complaints.test_verdicts import AGAIN, BY_CUSTOMER, FILED, NEWER, OLDER, filings, steps

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MOVABLE = replace(ACK, extensions=(Extension(limit=Term(amount=12, unit="business day")),))
(NEWS,) = (replace(it, selector=ACK.selector) for it in shipped_policies() if it.id == "care.news")
(CALL,) = (it for it in shipped_policies() if it.id == "care.callback")
BOOK = book(OLDER, NEWER, MOVABLE, BY_CUSTOMER, AGAIN, NEWS)

names = st.sampled_from(["example.ack", "example.ack", "care.news", "care.news:2"])
moves: st.SearchStrategy[Said] = st.one_of(
    names.map(lambda clock: PauseClock(clock=clock, reason="abroad")),
    names.map(lambda clock: ResumeClock(clock=clock)),
    st.builds(
        ExtendClock,
        clock=st.just("example.ack"),
        until=st.dates(date(2026, 4, 14), date(2026, 4, 24)),
        channel=st.just("letter"),
        reason=st.just("The bank is slow."),
    ),
    st.just(WithdrawComplaint()),
)
moving = st.tuples(moves, st.integers(0, 30).map(lambda hours: timedelta(hours=hours)))


@given(filing=filings, life=st.lists(st.one_of(steps, moving), min_size=4, max_size=14))
def test_under_the_same_versions_it_says_what_the_ledger_says(
    filing: FileComplaint, life: Sequence[tuple[Said, timedelta]]
) -> None:
    now = FILED + timedelta(days=2)
    stream = _and_then([], filing, now)
    for command, later in life:
        now += later
        stream = _and_then(stream, command, now)
    _check(stream, now)


def _and_then(stream: Stream, command: Said, now: datetime) -> Stream:
    try:
        decided = decided_on(stream, command, BOOK, now=now)
    except ComplaintError:
        return stream
    for each in decided:
        note(f"at {now}: {each.fact} because of {each.cause}")
    return appended(stream, decided)


def _check(stream: Stream, now: datetime) -> None:
    facts = standing(stream, [])
    for version, started in facts.items():
        if isinstance(started, ClockStarted):
            policy = BOOK.policy(started.clock, started.policy_version)
            calendar = ENGLAND if started.calendar else None
            about = [it for it in facts.values() if getattr(it, "clock", None) == started.clock]
            stops = [it.at for it in about if type(it).__name__ == "ClockStopped"]
            # A stop of today, of which only the day is known, has certainly been when the day is over.
            as_of = max([now, *map(latest, stops)])
            run = run_of(policy, version, facts, is_stated=False)
            reading = read_run(policy, calendar, run, facts, as_of)
            breaches = [it.due_at for it in about if isinstance(it, ClockBreached)]
            assert reading.stopped == (stops[0] if stops else None)
            if stops:
                is_answered = reading.stopped_by != "ComplaintWithdrawn"
                late = "breached and answered late" if is_answered else "breached while open"
                assert (reading.verdict == late) == bool(breaches)
            if breaches:
                assert breaches == [reading.due_at]
            turns = [it for it in about if isinstance(it, ClockPaused | ClockResumed)]
            is_held = bool(turns) and isinstance(turns[-1], ClockPaused)
            assert (reading.verdict == "paused") == (is_held and not stops and not breaches)


ANSWER = FinalResponseIssued(at=EARLIER, stage=1, outcome="upheld", channel="letter", reasons="Late.")
FIRST = replace(filed(), jurisdiction="uk.fca", brand="example")
DUE = end_of_day(date(2026, 6, 2), LONDON)
SECOND_BEFORE = DUE.replace(microsecond=0)


def facts(*others: Fact) -> dict[int, Fact]:
    return dict(enumerate((FIRST, *others), start=1))


@pytest.mark.parametrize(
    ("answered_at", "as_of", "verdict", "margin"),
    [
        (None, EARLIER, "running", DUE - EARLIER),
        (None, DUE, "running", timedelta()),
        (None, DUE + HOUR, "breached while open", -HOUR),
        (EARLIER, EARLIER, "met", DUE - EARLIER),
        (EARLIER, DUE + 9 * DAY, "met", DUE - EARLIER),  # frozen at the stop
        (DUE, DUE + DAY, "met", timedelta()),
        (DUE + timedelta.resolution, DUE + DAY, "breached and answered late", -timedelta.resolution),
        (DUE + DAY, DUE + 9 * DAY, "breached and answered late", -DAY),
        (Minute(minute=SECOND_BEFORE.replace(second=0)), DUE + DAY, "met", timedelta()),
        (NotAfter(not_after=DUE + DAY), DUE + 2 * DAY, "time unknown", -DAY),
        (Day(day=date(2026, 6, 3), zone=LONDON), DUE + 9 * DAY, "breached and answered late", -DAY),
        (Day(day=date(2026, 6, 2), zone="America/New_York"), DUE + 9 * DAY, "time unknown", -5 * HOUR),
        (EARLIER, EARLIER - HOUR, "running", DUE - EARLIER + HOUR),  # it has not happened yet
    ],
)
def test_how_a_clock_stands(
    answered_at: When | None, as_of: datetime, verdict: str, margin: timedelta
) -> None:
    others = [] if answered_at is None else [replace(ANSWER, at=answered_at)]
    reading = read_clock(FINAL, None, facts(*others), as_of)
    assert reading is not None
    assert (reading.verdict, reading.margin, reading.due_at) == (verdict, margin, DUE)
    assert (reading.policy_version, reading.calendar_version) == (1, None)
    is_stopped = answered_at is not None and verdict != "running"
    assert (reading.stopped, reading.stopped_by) == (
        (answered_at, "FinalResponseIssued") if is_stopped else (None, None)
    )


@pytest.mark.parametrize(
    ("at", "as_of", "verdict"),
    [
        (Day(day=date(2026, 6, 2), zone="America/New_York"), DUE + HOUR, "time unknown"),
        (Day(day=date(2026, 6, 2), zone="America/New_York"), DUE, "running"),
        (Minute(minute=DUE), DUE + timedelta(seconds=30), "time unknown"),
        (Minute(minute=DUE + timedelta.resolution), DUE + timedelta(seconds=30), "breached while open"),
    ],
)
def test_while_a_stop_may_have_happened_it_is_not_known(at: When, as_of: datetime, verdict: str) -> None:
    reading = read_clock(FINAL, None, facts(replace(ANSWER, at=at)), as_of)
    assert reading is not None
    assert (reading.verdict, reading.stopped) == (verdict, None)


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (DUE, "withdrawn"),
        (DUE + timedelta.resolution, "breached while open"),
        (Day(day=date(2026, 6, 2), zone="America/New_York"), "time unknown"),
    ],
)
def test_how_a_clock_stands_of_a_complaint_that_was_taken_back(at: When, verdict: str) -> None:
    reading = read_clock(FINAL, None, facts(ComplaintWithdrawn(at=at)), DUE + 9 * DAY)
    assert reading is not None
    assert (reading.verdict, reading.stopped_by) == (verdict, "ComplaintWithdrawn")


def test_of_several_stops_the_earliest_in_time_counts() -> None:
    again = replace(ANSWER, at=EARLIER - DAY)
    reading = read_clock(FINAL, None, facts(ANSWER, again), DUE)
    assert reading is not None
    assert reading.stopped == again.at
    vague = replace(ANSWER, at=NotAfter(not_after=DUE + DAY))
    reading = read_clock(FINAL, None, facts(replace(ANSWER, at=DUE + HOUR), vague), DUE + 9 * DAY)
    assert reading is not None
    assert reading.stopped == vague.at


def test_an_answer_at_the_very_instant_was_in_time_before_one_that_may_have_been() -> None:
    vague = replace(ANSWER, at=NotAfter(not_after=DUE + HOUR))
    reading = read_clock(FINAL, None, facts(vague, replace(ANSWER, at=DUE)), DUE + DAY)
    assert reading is not None
    assert (reading.stopped, reading.verdict) == (DUE, "met")


def test_what_may_have_been_answered_at_the_very_instant_is_not_known_to_be_late() -> None:
    call = RECEIVED + DAY
    promised = CallbackPromised(at=RECEIVED, callback=1, promised_for=call)
    made = CallbackMade(at=Minute(minute=call), callback=1)
    (run,) = runs_of(CALL, facts(promised, made))
    assert (run.name, run.stated) == ("care.callback:1", call)
    reading = read_run(CALL, None, run, facts(promised, made), call + DAY)
    assert reading.verdict == "time unknown"


@pytest.mark.parametrize(
    ("at", "by_hand", "verdict"),
    [
        (ACK_DUE, True, "paused"),
        (ACK_DUE + timedelta.resolution, True, "breached while open"),
        (ACK_DUE + timedelta.resolution, False, "paused"),  # merged: another complaint answers for it
    ],
)
def test_nobody_pauses_what_was_due_before(at: datetime, verdict: str, *, by_hand: bool) -> None:
    paused = ClockPaused(at=at, clock=ACK.id, reason="abroad", by_hand=by_hand)
    reading = read_clock(ACK, ENGLAND, facts(paused), ACK_DUE + DAY)
    assert reading is not None
    assert reading.verdict == verdict


def test_a_promise_of_a_stage_is_read_at_that_stage() -> None:
    second = StageChanged(at=EARLIER, stage=2, channel="phone")
    for stage, begun in ((1, RECEIVED), (2, EARLIER)):
        policy = replace(FINAL, starts_on=("ComplaintFiled", "StageChanged"), at_stage=stage, recurs="no")
        assert [run.begun for run in runs_of(policy, facts(second))] == [begun]


def test_before_it_is_received_there_is_no_clock() -> None:
    assert read_clock(FINAL, None, facts(), RECEIVED - timedelta.resolution) is None
    assert happened(facts(ANSWER), EARLIER - timedelta.resolution) == facts()
    assert happened(facts(ANSWER), EARLIER) == facts(ANSWER)


def test_what_moved_it_is_in_the_reading() -> None:
    paused = ClockPaused(at=RECEIVED + DAY, clock=ACK.id, reason="abroad", by_hand=True)
    resumed = ClockResumed(at=RECEIVED + 3 * DAY, clock=ACK.id, due_at=ACK_DUE, by_hand=True)
    told = ClockExtended(
        at=EARLIER, clock=ACK.id, due_at=ACK_DUE + 9 * DAY, channel="letter", names_recourse=True
    )
    still = read_clock(ACK, ENGLAND, facts(paused), RECEIVED + 2 * DAY)
    assert still is not None
    assert (still.verdict, still.due_at, still.margin, still.original_due_at) == (
        "paused",
        None,
        None,
        ACK_DUE,
    )
    moved = read_clock(ACK, ENGLAND, facts(paused, resumed), RECEIVED + 4 * DAY)
    assert moved is not None
    assert (moved.verdict, moved.due_at) == ("running", ACK_DUE + DAY)
    assert "suspended" in {span.counting for span in moved.spans}
    longer = read_clock(ACK, ENGLAND, facts(paused, resumed, told), EARLIER)
    assert longer is not None
    assert (longer.due_at, longer.original_due_at) == (ACK_DUE + 9 * DAY, ACK_DUE)
    assert (longer.calendar_version, "extended, before that due" in longer.sentence) == (1, True)
    other = read_clock(replace(ACK, id="other"), ENGLAND, facts(paused), RECEIVED + 2 * DAY)
    assert other is not None
    assert other.verdict == "running"
    answered = facts(paused, ComplaintAcknowledged(at=RECEIVED + 2 * DAY, channel="email", automated=False))
    met = read_clock(ACK, ENGLAND, answered, EARLIER)
    assert met is not None
    assert met.verdict == "met"


def test_another_version_reads_the_same_facts_otherwise() -> None:
    shorter = replace(FINAL, amount=6, version=2)
    late = facts(replace(ANSWER, at=DUE - DAY))
    states = [read_clock(policy, None, late, DUE) for policy in (FINAL, shorter)]
    assert [it.verdict for it in states if it] == ["met", "breached and answered late"]


def test_every_promise_that_is_made_again_is_a_run() -> None:
    def sent(at: datetime) -> MessageSent:
        return MessageSent(at=at, channel="email", substantive=True, automated=False)

    history = facts(
        ClockStarted(at=RECEIVED, clock="care.news", policy_version=1, due_at=ACK_DUE),
        sent(RECEIVED + DAY),
        replace(ANSWER, at=RECEIVED + 2 * DAY),
        sent(RECEIVED + 3 * DAY),
        ComplaintReopened(at=RECEIVED + 4 * DAY, reason="new evidence"),
    )
    runs = runs_of(NEWS, history)
    assert [(run.name, run.begun, run.origin) for run in runs] == [
        ("care.news", RECEIVED, 1),
        ("care.news:2", RECEIVED + DAY, 3),
        ("care.news:3", RECEIVED + 4 * DAY, 6),
    ]
    readings = [read_run(NEWS, ENGLAND, run, history, datetime(2026, 6, 1, tzinfo=UTC)) for run in runs]
    assert [it.stopped for it in readings] == [RECEIVED + DAY, RECEIVED + 2 * DAY, None]
    assert [it.verdict for it in readings] == ["met", "met", "breached while open"]


def test_what_is_stated_is_due_then() -> None:
    stated = replace(FINAL, unit="as stated", starts_on=())
    started = ClockStarted(at=RECEIVED, clock=FINAL.id, policy_version=1, due_at=RECEIVED + DAY)
    run = run_of(stated, 2, facts(started), is_stated=True)
    reading = read_run(stated, None, run, facts(started), RECEIVED + 2 * DAY)
    assert (reading.due_at, reading.sentence, reading.spans) == (
        RECEIVED + DAY,
        "Due Wed 8 April 2026, 09:30, Europe/London, as was stated.",
        [],
    )
    with pytest.raises(TypeError, match="version 1 starts no clock"):
        run_of(stated, 1, facts(started), is_stated=True)


@given(filing=filings, life=st.lists(st.one_of(steps, moving), max_size=12), later=st.integers(0, 60))
def test_what_is_recorded_later_never_changes_what_was_known(
    filing: FileComplaint, life: Sequence[tuple[Said, timedelta]], later: int
) -> None:
    now = FILED + timedelta(days=2)
    stream = _and_then([], filing, now)
    as_of = now + timedelta(days=later)
    known = len(stream)
    before = (
        [read_clock(policy, ENGLAND, standing(stream, []), as_of) for policy in (FINAL, MOVABLE)]
        if stream
        else []
    )
    for command, after in life:
        now += after
        stream = _and_then(stream, command, now)
    then = standing(stream[:known], [])
    assert [read_clock(policy, ENGLAND, then, as_of) for policy in (FINAL, MOVABLE) if stream] == before
