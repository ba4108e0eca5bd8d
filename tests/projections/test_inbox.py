"""The inbox: what each history leaves waiting, whose turn it is, and since when; by every way of asking."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.facts import Fact
from complaints.facts.conversation import (
    CallbackMade,
    InformationReceived,
    InformationRequested,
    MessageReceived,
    MessageSent,
)
from complaints.facts.decision import HoldingLetterSent
from complaints.facts.escalation import StageChanged
from complaints.facts.intake import ComplaintAcknowledged
from complaints.facts.merging import (
    ComplaintMerged,
    ComplaintUnmerged,
    DuplicateMerged,
    DuplicateUnmerged,
    MessageReachedDuplicate,
)
from complaints.when import Day, NotAfter
from projections.inbox import INBOX, Inbound
from projections.inbox_questions import (
    AfterMessage,
    Asked,
    InboxFilter,
    Waiting,
    WaitingCount,
    count_waiting,
    waiting,
)
from tests.complaints.given import (
    RECEIVED,
    answered,
    apologised,
    assigned,
    classified,
    closed,
    disputed,
    proposed,
    reopened,
    resolved,
    withdrawn,
)
from tests.projections.given import filing, moved, paused, started, stopped
from tests.projections.place import Place, put, rows_in

HOUR = timedelta(hours=1)


def at(hour: int) -> datetime:
    return RECEIVED + hour * HOUR


def wrote(hour: int) -> MessageReceived:
    return MessageReceived(at=at(hour), channel="email")


def replied(hour: int, *, substantive: bool = True, automated: bool = False) -> MessageSent:
    return MessageSent(at=at(hour), channel="email", substantive=substantive, automated=automated)


def asked(hour: int, item: str = "statement") -> InformationRequested:
    return InformationRequested(at=at(hour), item=item, channel="email")


def sent(hour: int, item: str = "statement") -> InformationReceived:
    return InformationReceived(at=at(hour), item=item)


MERGED = ComplaintMerged(at=at(2), survivor=UUID(int=7), reason="the same")
DUPLICATE = DuplicateMerged(at=at(4), duplicate=UUID(int=7), received=at(1))

# What happened after the filing, and what became of each thing that came in: its kind, hour, and end.
LIVES: dict[str, tuple[list[Fact], list[tuple[str, int, str | None]]]] = {
    "nothing happened": ([], [("complaint", 0, None)]),
    "acknowledged, which is no answer": (
        [ComplaintAcknowledged(at=at(1), channel="email", automated=False)],
        [("complaint", 0, None)],
    ),
    "answered automatically": ([replied(1, automated=True)], [("complaint", 0, None)]),
    "told to wait": (
        [
            replied(1, substantive=False),
            HoldingLetterSent(at=at(2), expected_on=date(2026, 5, 1)),
            apologised(),
        ],
        [("complaint", 0, None)],
    ),
    "answered": ([replied(1)], [("complaint", 0, "reply")]),
    "answered by the final response": ([moved(answered(), at(1))], [("complaint", 0, "final response")]),
    "a proposal was made": ([moved(proposed(), at(1))], [("complaint", 0, "proposal")]),
    "called back": ([CallbackMade(at=at(1), callback=1)], [("complaint", 0, "call")]),
    "two messages, one answer": (
        [wrote(1), wrote(2), replied(3)],
        [("complaint", 0, "reply"), ("message", 1, "reply"), ("message", 2, "reply")],
    ),
    "a message after the answer": ([replied(1), wrote(2)], [("complaint", 0, "reply"), ("message", 2, None)]),
    "an answer recorded late was before the message": (
        [wrote(2), replied(1)],
        [("complaint", 0, "reply"), ("message", 2, None)],
    ),
    "a message recorded late was answered": (
        [replied(2), wrote(1)],
        [("complaint", 0, "reply"), ("message", 1, "reply")],
    ),
    "disputed": (
        [moved(proposed(), at(1)), moved(disputed(), at(2))],
        [("complaint", 0, "proposal"), ("dispute", 2, None)],
    ),
    "the next stage was asked for": (
        [moved(answered(), at(1)), StageChanged(at=at(2), stage=2, channel="phone")],
        [("complaint", 0, "final response"), ("next stage", 2, None)],
    ),
    "resolved without a word": ([moved(resolved(), at(1))], [("complaint", 0, "resolution")]),
    "closed without a word": ([moved(closed(), at(1))], [("complaint", 0, "closing")]),
    "withdrawn": ([moved(withdrawn(), at(1))], [("complaint", 0, "withdrawal")]),
    "a message to a closed complaint": (
        [moved(closed(), at(1)), wrote(2)],
        [("complaint", 0, "closing"), ("message", 2, None)],
    ),
    "reopened": (
        [moved(closed(), at(1)), moved(reopened(), at(2))],
        [("complaint", 0, "closing"), ("reopening", 2, None)],
    ),
    "merged into another": ([wrote(1), MERGED], [("complaint", 0, "merge"), ("message", 1, "merge")]),
    "a message to the merged one is the other's": (
        [MERGED, wrote(3)],
        [("complaint", 0, "merge"), ("message", 3, "merge")],
    ),
    "a merge is no reply to a duplicate": (
        [
            MERGED,
            ComplaintUnmerged(at=at(3), survivor=UUID(int=7), reason="not the same"),
            DUPLICATE,
        ],
        [("complaint", 0, None), ("duplicate", 4, None)],
    ),
    "and taken out again": (
        [wrote(1), MERGED, ComplaintUnmerged(at=at(3), survivor=UUID(int=7), reason="not the same")],
        [("complaint", 0, None), ("message", 1, None)],
    ),
    "another is the same": (
        [replied(2, substantive=False), DUPLICATE],
        [("complaint", 0, None), ("duplicate", 4, None)],
    ),
    "another is the same, and was answered with this one": (
        [replied(2), replied(3), DUPLICATE],
        [("complaint", 0, "reply"), ("duplicate", 4, "reply")],
    ),
    "another is the same, but came after the answer": (
        [moved(answered(), at(1)), replace(DUPLICATE, received=at(2))],
        [("complaint", 0, "final response"), ("duplicate", 4, None)],
    ),
    "another was the same, and is not": (
        [DUPLICATE, DuplicateUnmerged(at=at(5), duplicate=UUID(int=7))],
        [("complaint", 0, None)],
    ),
    "a message reached the duplicate": (
        [replied(1), MessageReachedDuplicate(at=at(2), duplicate=UUID(int=7), channel="chat")],
        [("complaint", 0, "reply"), ("message", 2, None)],
    ),
    "information was asked for and came": (
        [asked(1), sent(2)],
        [("complaint", 0, None), ("information", 2, None)],
    ),
}


@pytest.mark.parametrize(("facts", "then"), LIVES.values(), ids=LIVES)
def test_what_came_in_waits_until_it_is_answered(
    shared: Place, facts: list[Fact], then: list[tuple[str, int, str | None]]
) -> None:
    rows = sorted(rows_of(shared, facts), key=lambda it: it.received_at)
    assert [(it.kind, (it.received_at - RECEIVED) // HOUR, it.ended_by) for it in rows] == then
    assert all((it.ended_at is None) == (it.ended_by is None) for it in rows)


# Asked after so many hours: whose turn it is, and since when, of everything that waits.
TURNS: dict[str, tuple[list[Fact], int, list[tuple[str, int]]]] = {
    "just filed": ([], 1, [("ours", 0)]),
    "asked for something": ([asked(1)], 2, [("theirs", 1)]),
    "asked then": ([asked(1)], 1, [("theirs", 1)]),
    "before it was asked for": ([asked(3)], 2, [("ours", 0)]),
    "asked twice": ([asked(1), asked(3, "receipt")], 4, [("theirs", 1)]),
    "it came": ([asked(1), sent(3)], 4, [("ours", 3), ("ours", 3)]),
    "before it came": ([asked(1), sent(3)], 2, [("theirs", 1)]),
    "something else came": ([asked(1), wrote(3)], 4, [("ours", 3), ("ours", 3)]),
    "answered": ([asked(1), replied(3)], 4, []),
    "before it was answered": ([asked(1), replied(3)], 2, [("theirs", 1)]),
    "when it is answered": ([replied(3)], 3, []),
    "before it came in": ([], -1, []),
}


@pytest.mark.parametrize(("facts", "hour", "then"), TURNS.values(), ids=TURNS)
def test_whose_turn_it_is_as_of_any_instant(
    shared: Place, facts: list[Fact], hour: int, then: list[tuple[str, int]]
) -> None:
    found = waiting_of(shared, put_one(shared, facts), at(hour))
    assert [(it.turn, (it.since - RECEIVED) // HOUR) for it in found] == then


def test_the_next_promise_is_the_one_that_runs_and_is_due_first(shared: Place) -> None:
    dues = {"late": 50, "soon": 20, "kept": 9, "still": 8}
    clocks = [started(at(due), RECEIVED, name) for name, due in dues.items()]
    id = put_one(shared, [*clocks, stopped(at(5), "kept"), paused(at(2), "still")])
    for hour, promise in ((6, ("soon", at(20))), (1, ("still", at(8))), (3, ("kept", at(9)))):
        (found,) = waiting_of(shared, id, at(hour))
        assert (found.clock, found.due_at) == promise
    (none,) = waiting_of(shared, put_one(shared, []), at(6))
    assert (none.clock, none.due_at) == (None, None)


def test_what_waits_is_of_whoever_holds_it_now_and_what_was_answered_of_who_did_then(shared: Place) -> None:
    first, then = moved(assigned("cards", "tom"), at(1)), moved(assigned("retail", "mara"), at(3))
    rows = rows_of(shared, [first, replied(2), then, wrote(4)])
    assert [(it.kind, it.team, it.handler) for it in rows] == [
        ("complaint", "cards", "tom"),
        ("message", "retail", "mara"),
    ]


def test_what_was_answered_on_a_day_that_is_not_over_waits_no_longer(shared: Place) -> None:
    today = Day(day=RECEIVED.date(), zone="Europe/London")
    id = put_one(shared, [replace(replied(1), at=today)])
    rows_in(shared, INBOX, [])
    for is_now, found in ((True, 0), (False, 1)):
        asked_at = Asked(as_of=at(2), is_now=is_now)
        assert len(waiting(shared.writer, asked_at, InboxFilter(complaint=id), AfterMessage(), 9)) == found


def test_what_is_not_known_when_never_ends_before_it_came(shared: Place) -> None:
    facts: list[Fact] = [
        replace(wrote(0), at=NotAfter(not_after=at(5))),
        replace(asked(0), at=Day(day=RECEIVED.date(), zone="Europe/London")),
        replace(sent(0), at=NotAfter(not_after=at(1))),
        replace(replied(0), at=NotAfter(not_after=at(2))),
    ]
    for row in rows_of(shared, facts):
        assert row.ended_at is None or row.received_at <= row.ended_at
        assert row.asked_at is None or row.received_at <= row.asked_at


FILTERS = {
    "everything": (InboxFilter(), {"complaint", "message", "dispute"}),
    "kind": (InboxFilter(kind="message"), {"message"}),
    "ours": (InboxFilter(turn="ours"), {"message", "dispute"}),
    "theirs": (InboxFilter(turn="theirs"), {"complaint"}),
    "channel": (InboxFilter(channel="email"), {"message"}),
    "another channel": (InboxFilter(channel="chat"), set[str]()),
    "product": (InboxFilter(product="account"), {"message", "dispute"}),
    "handler": (InboxFilter(handler="mara"), {"complaint", "message", "dispute"}),
    "nobody": (InboxFilter(handler="tom"), set[str]()),
}


@pytest.mark.parametrize(("wanted", "kinds"), FILTERS.values(), ids=FILTERS)
def test_a_filter_shows_what_matches(shared: Place, wanted: InboxFilter, kinds: set[str]) -> None:
    team = str(uuid4())
    put_one(shared, [assigned(team), asked(1)])
    put_one(shared, [assigned(team), classified(), replied(1), wrote(2), moved(disputed(), at(3))])
    rows_in(shared, INBOX, [])
    instant = Asked(as_of=at(9), is_now=True)
    found = waiting(shared.writer, instant, replace(wanted, team=team), AfterMessage(), 99)
    assert {it.kind for it in found} == kinds
    counted = count_waiting(shared.writer, instant, replace(wanted, team=team))
    assert sum(it.waiting for it in counted) == len(found)


def test_what_waits_is_counted_by_channel_and_turn(shared: Place) -> None:
    team = str(uuid4())
    put_one(shared, [assigned(team), asked(1)])
    put_one(shared, [assigned(team), wrote(2), wrote(3)])
    put_one(shared, [assigned(team), wrote(4), replied(5)])
    rows_in(shared, INBOX, [])
    found = count_waiting(shared.writer, Asked(as_of=at(9), is_now=True), InboxFilter(team=team))
    assert list(found) == [
        WaitingCount(channel="email", turn="ours", waiting=2, complaints=1, oldest=at(2)),
        WaitingCount(channel="phone", turn="ours", waiting=1, complaints=1, oldest=at(0)),
        WaitingCount(channel="phone", turn="theirs", waiting=1, complaints=1, oldest=at(0)),
    ]


steps = st.one_of(*[st.builds(kind, st.integers(1, 30)) for kind in (wrote, replied, asked, sent)])


@settings(max_examples=settings().max_examples // 5)  # each asks the database several questions
@given(life=st.lists(steps, max_size=10), hours=st.lists(st.integers(-1, 32), min_size=1, max_size=3))
def test_an_answer_as_of_then_is_that_of_a_life_that_ended_there(
    shared: Place, life: Sequence[Fact], hours: list[int]
) -> None:
    whole = put_one(shared, life)
    for hour in hours:
        by_then = put_one(shared, [fact for fact in life if fact.at <= at(hour)])  # type: ignore[operator]
        then, cut = (waiting_of(shared, id, at(hour)) for id in (whole, by_then))
        assert [(it.kind, it.received_at, it.turn, it.since) for it in then] == [
            (it.kind, it.received_at, it.turn, it.since) for it in cut
        ]


@given(life=st.lists(steps, max_size=10))
def test_nothing_that_came_in_is_ever_ignored(shared: Place, life: Sequence[Fact]) -> None:
    answers = [fact.at for fact in life if isinstance(fact, MessageSent)]
    for row in rows_of(shared, life):
        later = [each for each in answers if isinstance(each, datetime) and each > row.received_at]
        if row.ended_at is None:
            assert not later
        else:
            assert row.ended_at in answers
            assert not [each for each in later if each < row.ended_at]


def test_pages_follow_one_another(shared: Place) -> None:
    team = str(uuid4())
    for _ in range(3):
        put_one(shared, [assigned(team), wrote(1), wrote(1)])
    rows_in(shared, INBOX, [])
    instant, wanted = Asked(as_of=at(9), is_now=True), InboxFilter(team=team)
    whole = waiting(shared.writer, instant, wanted, AfterMessage(), 99)
    found: list[Waiting] = []
    after = AfterMessage()
    while page := waiting(shared.writer, instant, wanted, after, 2):
        found += page
        last = page[-1]
        after = AfterMessage(
            after_received=last.received_at, after_complaint=last.complaint, after_message=last.message
        )
    assert (found, len(found)) == (list(whole), 9)


def put_one(place: Place, facts: Sequence[Fact]) -> UUID:
    complaint = uuid4()
    put(place.ledger, complaint, [filing(complaint), *facts])
    return complaint


def rows_of(place: Place, facts: Sequence[Fact]) -> list[Inbound]:
    return rows_in(place, INBOX, [put_one(place, facts)])


def waiting_of(place: Place, complaint: UUID, as_of: datetime) -> list[Waiting]:
    rows_in(place, INBOX, [])
    wanted = InboxFilter(complaint=complaint)
    return list(waiting(place.writer, Asked(as_of=as_of, is_now=False), wanted, AfterMessage(), 99))
