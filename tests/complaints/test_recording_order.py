"""Promises that are made again and again: what became of them does not depend on what was recorded first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.commands.conversation import RecordMessageReceived, RecordMessageSent
from complaints.commands.intake import FileComplaint
from complaints.commands.upkeep import StrikeFact
from complaints.facts.clocks import ClockStarted
from complaints.sla.policy import Policy
from complaints.when import Day, Minute
from projections.reevaluation import Choice, differences
from tests.complaints.given import NOW, RECEIVED
from tests.complaints.lives import Stream, appended, decided_on, lived, told, verdicts
from tests.complaints.rules.test_recurring_clocks import SHIPPED, within

MINUTE = timedelta(minutes=1)
SOCIAL = SHIPPED["care.social"]
FILED = FileComplaint(
    at=RECEIVED, channel="social media", jurisdiction="none", brand="example care", summary="It is late."
)

Said = RecordMessageReceived | RecordMessageSent


def message(minute: int) -> RecordMessageReceived:
    return RecordMessageReceived(at=RECEIVED + minute * MINUTE, channel="social media", text="Hello?")


def reply(minute: int) -> RecordMessageSent:
    at = RECEIVED + minute * MINUTE
    return RecordMessageSent(
        at=at, channel="social media", substantive=True, automated=False, text="We look."
    )


def turns(stream: Stream) -> list[tuple[int, int | None, bool]]:
    """Return from which minute the clocks run, until which, and whether they are broken, in order."""
    found = sorted(verdicts(stream).values(), key=lambda it: minute_of(it.started))
    return [
        (minute_of(it.started), minute_of(it.stopped) if it.stopped else None, it.is_breached) for it in found
    ]


def minute_of(at: object) -> int:
    assert isinstance(at, datetime)
    return (at - RECEIVED) // MINUTE


LATE: dict[str, tuple[list[Said], list[tuple[int, int | None, bool]]]] = {
    "an earlier message, found while another waits": (
        [reply(10), message(90), message(45)],
        [(0, 10, False), (45, None, True)],
    ),
    "an earlier message that was answered by a reply already known": (
        [reply(10), message(5)],
        [(0, 10, False)],
    ),
    "an earlier message and then its reply, found while another waits": (
        [reply(10), message(90), message(45), reply(60)],
        [(0, 10, False), (45, 60, False), (90, None, True)],
    ),
    "a reply to the first, after which the second waits": (
        [message(40), reply(10)],
        [(0, 10, False), (40, None, True)],
    ),
    "a reply before the message that waits": (
        [reply(50), message(60), reply(55)],
        [(0, 50, True), (60, None, True)],
    ),
    "a reply in time, found after a later one": (
        [reply(50), reply(20)],
        [(0, 20, False)],
    ),
    "a message between two replies of which one was found late": (
        [message(25), reply(50), reply(20)],
        [(0, 20, False), (25, 50, False)],
    ),
}


@pytest.mark.parametrize(("commands", "then"), LATE.values(), ids=LATE)
def test_a_late_discovery_restates_the_turns(
    commands: list[Said], then: list[tuple[int, int | None, bool]]
) -> None:
    assert turns(lived(FILED, *commands, book=within(SOCIAL))) == then


def test_what_is_certain_to_have_come_before_does_whatever_was_recorded_in_between() -> None:
    some_time = replace(reply(0), at=Day(day=RECEIVED.date(), zone="UTC"))
    stream = lived(FILED, message(90), some_time, reply(20), book=within(SOCIAL))
    found = sorted(verdicts(stream).values(), key=lambda it: minute_of(it.started))
    assert [(minute_of(it.started), it.stopped) for it in found] == [
        (0, RECEIVED + 20 * MINUTE),
        (90, some_time.at),
    ]


def test_a_turn_that_never_was_is_not_recorded_at_all() -> None:
    stream = lived(FILED, reply(10), book=within(SOCIAL))
    decided = decided_on(stream, message(5), within(SOCIAL))
    assert told([each.fact for each in decided], stream) == ["MessageReceived"]


def test_once_a_reply_is_struck_out_the_next_turn_never_was() -> None:
    stream = lived(FILED, reply(10), message(40), book=within(SOCIAL))
    (version,) = [it.originator_version for it in stream if type(it.fact).__name__ == "MessageSent"]
    stream = appended(
        stream, decided_on(stream, StrikeFact(version=version, reason="not ours"), within(SOCIAL))
    )
    assert turns(stream) == [(0, None, True)]
    assert [it.clock for it in (fact.fact for fact in stream) if isinstance(it, ClockStarted)] == [
        "care.social",
        "care.social:2",
    ]


def test_news_is_promised_again_by_news_found_late() -> None:
    news = SHIPPED["care.news"]
    letters = [replace(reply(0), at=RECEIVED + timedelta(days=day)) for day in (8, 3)]
    stream = lived(FILED, *letters, book=within(news))
    days = [(minute_of(it.started) // 1440, it.stopped is not None) for it in verdicts(stream).values()]
    assert sorted(days) == [(0, True), (3, True), (8, False)]


said = st.one_of(st.integers(1, 12_000).map(message), st.integers(1, 12_000).map(reply))


@given(life=st.lists(said, max_size=8, unique_by=lambda it: it.at), data=st.data())
@pytest.mark.parametrize("policy", [SOCIAL, SHIPPED["care.news"]], ids=["whenever", "when kept"])
def test_the_order_of_recording_does_not_count(
    policy: Policy, life: Sequence[Said], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(life))
    in_order = sorted(life, key=lambda it: minute_of(it.at))
    streams = [lived(FILED, *each, book=within(policy)) for each in (shuffled, in_order)]
    found, wanted = (Counter(verdicts(it).values()) for it in streams)
    assert found == wanted


coarse = st.one_of(
    st.integers(0, 3).map(lambda minute: RECEIVED + minute * MINUTE),
    st.integers(0, 3).map(lambda minute: Minute(minute=RECEIVED + minute * MINUTE)),
    st.sampled_from([Day(day=(RECEIVED + timedelta(days=n)).date(), zone="UTC") for n in range(3)]),
)
vague = st.builds(lambda what, at: replace(what(0), at=at), st.sampled_from([message, reply]), coarse)


@given(life=st.lists(vague, max_size=6), hours=st.integers(0, 100))
def test_the_reader_says_what_the_ledger_says_also_where_times_are_the_same(
    life: Sequence[Said], hours: int
) -> None:
    for policy in (SOCIAL, SHIPPED["care.news"]):
        stream = lived(FILED, *life, book=within(policy))
        for as_of in (RECEIVED + timedelta(hours=hours), NOW, NOW + timedelta(days=30)):
            assert list(differences(stream, within(policy), Choice(), as_of)) == []
