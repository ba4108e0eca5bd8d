"""When a complaint is looked at again, and what a look does first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from complaints.book_changes import changes_in
from complaints.commands.decision import IssueFinalResponse
from complaints.facts import Fact
from complaints.facts.policy_book import PolicyPublished
from complaints.rules import Decided
from complaints.sla.policy import Rung, Selector
from complaints.storage import Recorded
from complaints.watching import duty, next_look
from tests.complaints.given import EARLIER, NOW, RECEIVED
from tests.complaints.given_clocks import FINAL, FINAL_DUE, filing
from tests.complaints.lives import Said, appended, lived
from tests.complaints.test_carrying import OLD, ORDERED, as_stream, folded, in_book, within

MICROSECOND = timedelta(microseconds=1)
HALF = RECEIVED + (FINAL_DUE - RECEIVED) / 2
WARNING = replace(
    FINAL,
    id="own.final",
    selector=Selector(jurisdiction="own"),
    warn_at=(50,),
    ladder=(Rung(action="escalate", addressee="lead"),),
)
ESCALATED = replace(
    FINAL, id="own.superior", selector=Selector(jurisdiction="own"), starts_on=("ComplaintEscalated",)
)
BOOK: list[Fact] = [*OLD, *(PolicyPublished(at=RECEIVED, policy=it) for it in (WARNING, ESCALATED))]
ANSWER = IssueFinalResponse(at=EARLIER, channel="letter", outcome="rejected", reasons="It was in time.")


def stream_of(*said: Said, at: datetime = RECEIVED) -> list[Recorded]:
    """Return the stream of some commands, recorded at an instant."""
    return [it._replace(recorded_at=at) for it in lived(*said, book=folded(BOOK), now=EARLIER)]


def look(stream: Sequence[Recorded], facts: Sequence[Fact], now: datetime) -> datetime | None:
    return next_look(as_stream(stream), changes_in(in_book(facts)), within(facts, now))


def done(stream: Sequence[Recorded], facts: Sequence[Fact], now: datetime) -> list[Decided]:
    return duty(as_stream(stream), changes_in(in_book(facts)), within(facts, now))


def names(decided: Sequence[Decided]) -> list[str]:
    return [type(each.fact).__name__ for each in decided]


def test_the_next_look_is_at_the_next_instant_at_which_something_is_due() -> None:
    stream = stream_of(filing("own"))
    assert look(stream, BOOK, EARLIER) == HALF
    assert done(stream, BOOK, HALF - MICROSECOND) == []
    warned = done(stream, BOOK, HALF)
    assert names(warned) == ["ClockWarned"]
    assert look(appended(stream, warned), BOOK, HALF) == FINAL_DUE + MICROSECOND


def test_what_is_overdue_is_looked_at_for_what_it_was_due() -> None:
    assert look(stream_of(filing("own")), BOOK, FINAL_DUE + timedelta(days=1)) == HALF


def test_where_nothing_runs_nobody_looks() -> None:
    assert look(stream_of(filing()), BOOK, EARLIER) is None
    assert look(stream_of(filing("own"), ANSWER), BOOK, NOW) is None


def test_a_change_of_the_policy_book_is_carried_at_once_and_first() -> None:
    facts = [*BOOK, ORDERED]
    stream = stream_of(filing("uk.fca"))
    assert look(stream, facts, NOW) == NOW
    restated = done(stream, facts, FINAL_DUE + timedelta(days=1))
    assert names(restated) == ["ClockRestated"]
    after = appended(stream, restated)
    assert look(after, facts, NOW) == FINAL_DUE + timedelta(days=5) + MICROSECOND


def test_to_escalate_a_complaint_starts_the_clock_that_runs_from_it() -> None:
    late = FINAL_DUE + timedelta(hours=1)
    decided = done(stream_of(filing("own")), BOOK, late)
    assert names(decided) == [
        *("ClockWarned", "ClockBreached", "ClockEscalated", "ComplaintEscalated", "ClockStarted")
    ]
    assert {each.cause for each in decided} == {"policy:own.final@1", "policy:own.superior@1"}


def test_a_clock_is_watched_from_when_its_start_was_recorded() -> None:
    assert look(stream_of(filing("own"), at=HALF), BOOK, EARLIER) == FINAL_DUE + MICROSECOND
