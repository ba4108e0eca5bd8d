"""Changes of the policy book are carried to the clocks that run, once each, and to no others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies
from uuid_utils.compat import uuid7

from complaints.book_changes import Change, changes_in, policies_moved
from complaints.carrying import awaiting, carried
from complaints.commands.decision import IssueFinalResponse
from complaints.commands.promises import PauseClock, ResumeClock
from complaints.corrections import effective
from complaints.facts import Fact
from complaints.facts.clocks import ClockRestated, ClockStarted
from complaints.facts.merging import DuplicateMerged
from complaints.facts.policy_book import (
    CalendarPublished,
    HolidayDeclared,
    PolicyPublished,
    PolicyWithdrawn,
    SuspensionOrdered,
)
from complaints.merged_clocks import EARLIEST_RECEIPT
from complaints.policy_book import POLICY_BOOK, PolicyBook, evolve_book
from complaints.rules import Context, Decided
from complaints.sla.policy import Suspension
from complaints.storage import Envelope, Recorded
from complaints.stream import Stream, project
from tests.complaints.given import EARLIER, MARA, NOW, RECEIVED
from tests.complaints.given_clocks import ACK, ACK_DUE, ENGLAND, FINAL, filing
from tests.complaints.lives import COMMAND, Said, appended, corrected, decided_on, lived, told, verdicts

DAY = timedelta(days=1)
JULY = datetime(2026, 7, 1, 9, tzinfo=UTC)

OLD: list[Fact] = [
    CalendarPublished(at=RECEIVED - DAY, calendar=ENGLAND),
    PolicyPublished(at=RECEIVED - DAY, policy=FINAL),
    PolicyPublished(at=RECEIVED - DAY, policy=ACK),
]
HOLIDAY = HolidayDeclared(
    at=EARLIER, calendar=ENGLAND.id, day=date(2026, 4, 13), name="Mourning", source="The Gazette."
)
LATER_HOLIDAY = replace(HOLIDAY, day=date(2026, 4, 15))
ORDER = Suspension(
    first_day=date(2026, 5, 4),
    last_day=date(2026, 5, 8),
    received_from=date(2026, 4, 7),
    received_to=date(2026, 5, 8),
    order="Order 7.",
)
ORDERED = SuspensionOrdered(at=EARLIER, policy=FINAL.id, suspension=ORDER)
SIX_WEEKS = replace(FINAL, version=2, amount=6, legal_from=date(2026, 4, 20), transition="open too")
SHORTER = PolicyPublished(at=EARLIER, policy=SIX_WEEKS)
BOTH = filing("uk.fca", "example")
ANSWER = IssueFinalResponse(channel="letter", outcome="rejected", reasons="It was in time.")
MIDNIGHT = datetime(2026, 4, 19, 23, tzinfo=UTC)

ROWS: Mapping[str, tuple[list[Said], list[Fact], datetime, list[str]]] = {
    "a holiday moves a clock that counts it as a business day": (
        [BOTH],
        [HOLIDAY],
        EARLIER,
        ["ClockRestated example.ack, from 2026-04-07 until 2026-04-15"],
    ),
    "one after the last day moves none": ([BOTH], [LATER_HOLIDAY], EARLIER, []),
    "nor one in another calendar": (
        [BOTH],
        [
            CalendarPublished(at=EARLIER, calendar=replace(ENGLAND, id="uk.scotland")),
            replace(HOLIDAY, calendar="uk.scotland"),
        ],
        EARLIER,
        [],
    ),
    "one that was late no longer is": (
        [BOTH],
        [HOLIDAY],
        ACK_DUE + timedelta(hours=1),
        ["ClockRestated example.ack, from 2026-04-07 until 2026-04-15"],
    ),
    "two holidays, two restatements": (
        [BOTH],
        [HOLIDAY, LATER_HOLIDAY],
        EARLIER,
        [
            "ClockRestated example.ack, from 2026-04-07 until 2026-04-15",
            "ClockRestated example.ack, from 2026-04-07 until 2026-04-16",
        ],
    ),
    "a calendar is published once more": (
        [BOTH],
        [CalendarPublished(at=EARLIER, calendar=replace(ENGLAND, version=2, weekend=(5, 6, 7)))],
        EARLIER,
        ["ClockRestated example.ack, from 2026-04-07 until 2026-04-15"],
    ),
    "a calendar that no longer reaches so far": (
        [BOTH],
        [CalendarPublished(at=EARLIER, calendar=replace(ENGLAND, version=2, valid_to=date(2026, 4, 13)))],
        EARLIER,
        [],
    ),
    "a suspension": (
        [BOTH],
        [ORDERED],
        EARLIER,
        ["ClockRestated uk.fca.final, from 2026-04-07 until 2026-06-07"],
    ),
    "of another class": (
        [BOTH],
        [replace(ORDERED, suspension=replace(ORDER, received_from=date(2026, 4, 8)))],
        EARLIER,
        [],
    ),
    "a clock that was stopped is never restated": (
        [BOTH, replace(ANSWER, at=EARLIER)],
        [ORDERED],
        NOW,
        [],
    ),
    "a version for open complaints, once it is law": (
        [BOTH],
        [SHORTER],
        MIDNIGHT,
        ["ClockRestated uk.fca.final, from 2026-04-07 until 2026-05-19"],
    ),
    "not a moment before": ([BOTH], [SHORTER], MIDNIGHT - timedelta(microseconds=1), []),
    "it breaks a promise that would have held": (
        [BOTH],
        [SHORTER],
        datetime(2026, 5, 20, tzinfo=UTC),
        [
            "ClockRestated uk.fca.final, from 2026-04-07 until 2026-05-19",
            "ClockBreached uk.fca.final, due 2026-05-19",
        ],
    ),
    "a version for new complaints": (
        [BOTH],
        [replace(SHORTER, policy=replace(SIX_WEEKS, transition="received"))],
        JULY,
        [],
    ),
    "a version for others": (
        [BOTH],
        [
            replace(
                SHORTER, policy=replace(SIX_WEEKS, selector=replace(FINAL.selector, jurisdiction="uk.energy"))
            )
        ],
        NOW,
        [],
    ),
    "a version that was law when it was received goes on to be": (
        [BOTH],
        [replace(SHORTER, policy=replace(SIX_WEEKS, legal_from=FINAL.legal_from))],
        EARLIER,
        ["ClockRestated uk.fca.final, from 2026-04-07 until 2026-05-19"],
    ),
    "a suspension between publication and law is part of both": (
        [BOTH],
        [SHORTER, ORDERED],
        EARLIER,
        ["ClockRestated uk.fca.final, from 2026-04-07 until 2026-06-07"],
    ),
    "and once only where both have come": (
        [BOTH],
        [SHORTER, ORDERED],
        MIDNIGHT,
        ["ClockRestated uk.fca.final, from 2026-04-07 until 2026-05-24"],
    ),
    "withdrawn policies go on where they run": (
        [BOTH],
        [PolicyWithdrawn(at=EARLIER, policy=FINAL.id, reason="sold"), ORDERED],
        EARLIER,
        ["ClockRestated uk.fca.final, from 2026-04-07 until 2026-06-07"],
    ),
    "a clock that stands still waits": (
        [BOTH, PauseClock(at=EARLIER, clock=ACK.id, reason="strike")],
        [HOLIDAY],
        NOW,
        [],
    ),
    "and is moved once it runs again, pauses and all": (
        [
            BOTH,
            PauseClock(at=EARLIER, clock=ACK.id, reason="strike"),
            ResumeClock(at=EARLIER + 4 * DAY, clock=ACK.id),
        ],
        [HOLIDAY],
        EARLIER + 4 * DAY,
        [],
    ),
    "a holiday that only the pause has brought near": (
        [
            BOTH,
            PauseClock(at=EARLIER, clock=ACK.id, reason="strike"),
            ResumeClock(at=EARLIER + 6 * DAY, clock=ACK.id),
        ],
        [replace(HOLIDAY, day=date(2026, 4, 17))],
        EARLIER + 6 * DAY,
        [
            "ClockRestated example.ack, from 2026-04-07 until 2026-04-14",
            "corrected: ClockResumed, at 2026-04-16",
        ],
    ),
}


def in_book(facts: Sequence[Fact]) -> list[Recorded]:
    """Return facts as they stand in the stream of the policy book."""
    envelope = Envelope(by=MARA, cause="command:Publish", command_id=COMMAND, subject=POLICY_BOOK)
    return [
        Recorded(
            originator_id=POLICY_BOOK,
            originator_version=version,
            fact=fact,
            envelope=envelope,
            position=100 + version,
        )
        for version, fact in enumerate(facts, start=1)
    ]


def folded(facts: Sequence[Fact]) -> PolicyBook:
    book = PolicyBook()
    for fact in facts:
        book = evolve_book(book, fact)
    return book


def carry(stream: Sequence[Recorded], facts: Sequence[Fact], now: datetime) -> list[Decided]:
    """Return what is carried to a stream by a book of these facts."""
    return carried(as_stream(stream), changes_in(in_book(facts)), within(facts, now))


def as_stream(facts: Sequence[Recorded]) -> Stream:
    stream = project(None, facts)
    assert stream is not None
    return stream


def within(facts: Sequence[Fact], now: datetime) -> Context:
    return Context(by=MARA, now=now, book=folded(facts))


def kinds(changes: Sequence[Change]) -> list[str]:
    return [change.cause for change in changes]


@pytest.mark.parametrize(("said", "changed", "now", "then"), ROWS.values(), ids=ROWS)
def test_what_moves_is_restated_once(
    said: list[Said], changed: list[Fact], now: datetime, then: list[str]
) -> None:
    stream = lived(*said, book=folded(OLD), now=min(now, JULY))
    found = carry(stream, [*OLD, *changed], now)
    assert told([each.fact for each in found], stream) == then
    after = appended(stream, found)
    assert carry(after, [*OLD, *changed], now) == [], "what was carried is carried once"


def test_each_restatement_names_the_change_and_the_versions() -> None:
    stream = lived(BOTH, book=folded(OLD), now=EARLIER)
    (holiday, order) = carry(stream, [*OLD, HOLIDAY, ORDERED], EARLIER)
    assert (holiday.cause, order.cause) == ("book:HolidayDeclared@4", "book:SuspensionOrdered@5")
    after = {it.clock: it for it in starts(appended(stream, [holiday, order]))}
    assert (after[ACK.id].calendar_version, after[ACK.id].policy_version) == (2, 1)
    assert (after[FINAL.id].calendar_version, after[FINAL.id].policy_version) == (None, 2)


def starts(facts: Sequence[Recorded]) -> list[ClockStarted]:
    """Return the clocks as they started, as now known."""
    return [it.fact for it in effective(facts) if isinstance(it.fact, ClockStarted)]


def test_what_was_carried_stays_when_the_receipt_is_corrected() -> None:
    """A clock that went over to a version was not law at its receipt, and moves with it all the same."""
    facts = [*OLD, SHORTER]
    stream = lived(BOTH, book=folded(OLD), now=EARLIER)
    stream = appended(stream, carry(stream, facts, NOW))
    earlier = corrected(1, at=(RECEIVED - DAY).isoformat())
    stream = appended(stream, decided_on(stream, earlier, folded(facts)))
    assert verdicts(stream)[FINAL.id].due_at == datetime(2026, 5, 18, 23, tzinfo=UTC) - timedelta(
        microseconds=1
    )


def test_a_breach_that_no_longer_holds_is_struck() -> None:
    now = ACK_DUE + timedelta(hours=1)
    late = replace(BOTH, at=RECEIVED)
    stream = appended([], decided_on([], late, folded(OLD), now=now))
    assert verdicts(stream)[ACK.id].is_breached
    found = carry(stream, [*OLD, HOLIDAY], now)
    assert told([each.fact for each in found], stream) == [
        "ClockRestated example.ack, from 2026-04-07 until 2026-04-15",
        "struck: ClockBreached example.ack, due 2026-04-14",
    ]


def test_a_clock_that_a_merge_has_moved_stays_while_it_is_merged() -> None:
    stream = lived(filing("uk.fca"), book=folded(OLD), now=EARLIER)
    (final,) = starts(stream)
    merged = Decided(
        fact=DuplicateMerged(at=EARLIER, duplicate=uuid7(), received=RECEIVED, customer=None, clocks=()),
        cause="command:MergeInto",
    )
    by_merge = Decided(
        fact=ClockRestated(at=final.at, clock=final.clock, restates=2, due_at=final.due_at),
        cause=EARLIEST_RECEIPT,
    )
    carried_to = {
        "merged, and another moved": len(carry(appended(stream, [merged]), [*OLD, ORDERED], EARLIER)),
        "moved by it": len(carry(appended(stream, [merged, by_merge]), [*OLD, ORDERED], EARLIER)),
        "and merged no longer": len(carry(appended(stream, [by_merge]), [*OLD, ORDERED], EARLIER)),
    }
    assert list(carried_to.values()) == [1, 0, 1]


def test_only_what_can_move_a_clock_is_a_change() -> None:
    facts = [*OLD, HOLIDAY, replace(SHORTER, policy=replace(SIX_WEEKS, transition="received")), ORDERED]
    changes = changes_in(in_book(facts))
    assert kinds(changes) == ["book:HolidayDeclared@4", "book:SuspensionOrdered@6"]
    assert [policies_moved(change) for change in changes] == [[ACK.id], [FINAL.id]]
    assert [change.position for change in changes] == [104, 106]
    (over,) = changes_in(in_book([*OLD, SHORTER]))
    assert (over.from_at, policies_moved(over)) == (MIDNIGHT, [FINAL.id])
    (again,) = changes_in(in_book([*OLD, CalendarPublished(at=NOW, calendar=replace(ENGLAND, version=2))]))
    assert policies_moved(again) == [ACK.id]


def test_until_it_is_carried_the_clock_awaits_it() -> None:
    facts = [*OLD, HOLIDAY, ORDERED]
    stream = lived(BOTH, book=folded(OLD), now=EARLIER)
    changes, context = changes_in(in_book(facts)), within(facts, EARLIER)
    assert awaiting(as_stream(stream), changes, context) == {ACK.id, FINAL.id}
    after = appended(stream, carry(stream, facts, EARLIER))
    assert awaiting(as_stream(after), changes, context) == frozenset()
    assert awaiting(as_stream(stream), [], context) == frozenset()


MOVES = strategies.lists(
    strategies.sampled_from(
        [HOLIDAY, LATER_HOLIDAY, replace(HOLIDAY, day=date(2026, 4, 14)), ORDERED, SHORTER]
    ),
    unique_by=id,
    max_size=5,
)


@given(moves=MOVES, cut=strategies.integers(0, 5))
def test_in_one_go_or_in_two_the_clocks_are_due_at_the_same_time(moves: list[Fact], cut: int) -> None:
    numbered = [
        replace(fact, policy=replace(fact.policy, version=len(_versions(moves[:place])) + 1))
        if isinstance(fact, PolicyPublished)
        else fact
        for place, fact in enumerate(moves)
    ]
    stream = lived(BOTH, book=folded(OLD), now=EARLIER)
    at_once = appended(stream, carry(stream, [*OLD, *numbered], NOW))
    first = appended(stream, carry(stream, [*OLD, *numbered[:cut]], NOW))
    in_two = appended(first, carry(first, [*OLD, *numbered], NOW))
    assert verdicts(at_once) == verdicts(in_two)
    assert carry(in_two, [*OLD, *numbered], NOW) == []


def _versions(moves: Sequence[Fact]) -> Sequence[object]:
    return folded([*OLD, *moves]).policies[FINAL.id]


def test_a_complaint_without_clocks_awaits_nothing() -> None:
    stream = lived(filing(), book=folded(OLD), now=EARLIER)
    assert carry(stream, [*OLD, HOLIDAY], NOW) == []
