"""The effective history: facts in the order in which they happened, as far as it was known."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.corrections import correction
from complaints.facts import Fact
from complaints.facts.intake import ComplaintAssigned
from complaints.storage import Recorded
from complaints.when import Day, Minute, NotAfter, When, earliest, is_definitely_before
from projections.history import begins_at, history
from tests.complaints.given import NOW, RECEIVED, filed
from tests.projections.given import assignment, recorded, started, stopped

LONDON = "Europe/London"
TENTH = Day(day=date(2026, 4, 10), zone=LONDON)
ELEVENTH = Day(day=date(2026, 4, 11), zone=LONDON)


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=UTC)


IN_ORDER: dict[str, tuple[list[When], str]] = {
    "nothing but the filing": ([], ""),
    "recorded as it happened": ([at(8), at(9), at(10)], "abc"),
    "a letter typed in late": ([at(8), at(10), at(9)], "acb"),
    "the last is the first": ([at(8), at(9), at(10), at(7)], "dabc"),
    "the same instant twice": ([at(9), at(8), at(9)], "bac"),
    "an instant in a day that may be before it": ([TENTH, at(10)], "ab"),
    "an instant in a day that may be after it": ([at(10), TENTH], "ab"),
    "a day before an instant": ([at(11), TENTH], "ba"),
    "an instant before a day": ([ELEVENTH, at(10)], "ba"),
    "two days": ([ELEVENTH, TENTH], "ba"),
    "two of the same day": ([TENTH, at(10), TENTH], "abc"),
    "a minute and an instant in it": ([at(9, 12), Minute(minute=at(9, 12))], "ab"),
    "a minute and the next": ([Minute(minute=at(9, 12, 1)), Minute(minute=at(9, 12))], "ba"),
    "by then, which may be after all": ([at(9), NotAfter(not_after=at(9))], "ab"),
    "by then, which is before all": ([at(9), NotAfter(not_after=at(8))], "ba"),
    "a day between two instants does not hide that one is before the other": (
        [at(10, 13), TENTH, at(10, 9)],
        "cab",
    ),
    "before the receipt, as far as anybody knows": ([at(8), NotAfter(not_after=at(1))], "ba"),
}


@pytest.mark.parametrize(("times", "expected"), IN_ORDER.values(), ids=list(IN_ORDER))
def test_facts_come_in_the_order_in_which_they_happened(times: list[When], expected: str) -> None:
    facts = [assignment(team, time) for team, time in zip("abcd", times, strict=False)]
    first, *others = history(recorded([filed(), *facts]))
    assert first.fact == filed()
    assert teams(others) == expected


def test_facts_about_one_clock_stay_in_the_order_of_recording() -> None:
    facts = [filed(), assignment("a", at(9)), started(at=at(10)), stopped(at(8)), assignment("b", at(7))]
    assert [each.originator_version for each in history(recorded(facts))] == [1, 5, 2, 3, 4]


def test_another_clock_may_go_before() -> None:
    facts = [filed(), started(at=at(10)), started(at=at(9), clock="other"), stopped(at(8))]
    assert [each.originator_version for each in history(recorded(facts))] == [1, 3, 2, 4]


def test_a_stream_that_is_no_complaint_has_no_first_fact_that_stays_first() -> None:
    assert teams(history(recorded([assignment("a", at(9)), assignment("b", at(8))]))) == "ba"


def test_what_was_recorded_later_is_not_known_yet() -> None:
    facts = recorded([filed(), assignment("a", at(9)), assignment("b", at(8))])
    second = facts[1].recorded_at
    assert second is not None
    assert teams(history(facts, known_at=second)[1:]) == "a"
    assert teams(history(facts, known_at=second - timedelta(microseconds=1))[1:]) == ""


def test_a_correction_counts_from_when_it_was_recorded() -> None:
    wrong, right = assignment("a", at(9)), assignment("b", at(9))
    facts = recorded([filed(), wrong, correction(right, corrects=2, at=NOW, reason="A slip of the pen.")])
    assert history(facts, known_at=facts[1].recorded_at)[1].fact == wrong
    assert history(facts)[1].fact == right


UP_TO: dict[str, tuple[When, datetime, bool]] = {
    "the instant itself": (at(9), at(9), True),
    "a moment earlier": (at(9), at(9) - timedelta(microseconds=1), False),
    "within the day": (TENTH, at(10, 1), True),
    "on the day before": (TENTH, at(9, 22), False),
    "by then, and earlier perhaps": (NotAfter(not_after=at(9)), at(8), True),
}


@pytest.mark.parametrize(("when", "as_of", "is_in"), UP_TO.values(), ids=list(UP_TO))
def test_what_cannot_have_happened_yet_is_left_out(when: When, as_of: datetime, is_in: bool) -> None:  # noqa: FBT001 - a column of the table
    facts = recorded([filed(), assignment("a", when)])
    assert (len(history(facts, as_of=as_of)) == 2) is is_in


def test_before_it_can_have_been_received_there_is_no_complaint() -> None:
    facts = recorded([filed(), assignment("a", NotAfter(not_after=at(8)))])
    assert history(facts, as_of=RECEIVED - timedelta(microseconds=1)) == []


BEGINS: list[tuple[When, datetime]] = [
    (at(9), at(9)),
    (Minute(minute=at(9)), at(9)),
    (TENTH, at(9, 23)),
    (NotAfter(not_after=at(9)), at(9)),
]


@pytest.mark.parametrize(("when", "begins"), BEGINS)
def test_views_count_something_from_the_first_instant_that_is_known(when: When, begins: datetime) -> None:
    assert begins_at(when) == begins


instants = st.datetimes(datetime(2026, 4, 7, 9), NOW.replace(tzinfo=None)).map(  # noqa: DTZ001 - made aware here
    lambda naive: naive.replace(tzinfo=UTC)
)
spans: st.SearchStrategy[When] = st.one_of(
    instants,
    st.builds(Minute, minute=instants),
    st.builds(
        Day, day=st.dates(date(2026, 4, 7), date(2026, 4, 14)), zone=st.sampled_from([LONDON, "Asia/Tokyo"])
    ),
    st.builds(NotAfter, not_after=instants),
)


@given(times=st.lists(instants, unique=True, max_size=8), data=st.data())
def test_exact_times_give_the_same_order_however_they_were_recorded(
    times: list[datetime], data: st.DataObject
) -> None:
    facts = [assignment("abcdefgh"[number], time) for number, time in enumerate(times)]
    shuffled = data.draw(st.permutations(facts))
    orders = [facts_of(history(recorded([filed(), *each]))) for each in (facts, shuffled)]
    assert orders[0] == orders[1] == [filed(), *sorted(facts, key=lambda fact: earliest(fact.at))]


@given(times=st.lists(spans, max_size=8))
def test_what_certainly_happened_before_comes_before_and_nothing_is_lost(times: list[When]) -> None:
    facts = [assignment("abcdefgh"[number], time) for number, time in enumerate(times)]
    ordered = facts_of(history(recorded([filed(), *facts])))[1:]
    assert sorted(teams_of(ordered)) == sorted(teams_of(facts))
    for one, other in combinations(ordered, 2):
        assert not is_definitely_before(other.at, one.at)


@given(times=st.lists(spans, max_size=8))
def test_facts_that_came_in_order_stay_as_they_are(times: list[When]) -> None:
    stream = recorded([filed(), *(assignment("abcdefgh"[number], time) for number, time in enumerate(times))])
    ordered = [fact.fact for fact in history(stream)]
    assert facts_of(history(recorded(ordered))) == ordered


@given(times=st.lists(spans, min_size=1, max_size=8), data=st.data())
def test_an_answer_as_of_then_and_as_known_then_never_changes(times: list[When], data: st.DataObject) -> None:
    stream = recorded([filed(), *(assignment("abcdefgh"[number], time) for number, time in enumerate(times))])
    known = data.draw(st.integers(1, len(stream)))
    as_of = data.draw(st.none() | instants)
    known_at = stream[known - 1].recorded_at
    assert history(stream, known_at=known_at, as_of=as_of) == history(stream[:known], as_of=as_of)


@given(times=st.lists(spans, max_size=8), as_of=instants)
def test_as_of_an_instant_there_is_just_what_can_have_happened_by_then(
    times: list[When], as_of: datetime
) -> None:
    stream = recorded([filed(), *(assignment("abcdefgh"[number], time) for number, time in enumerate(times))])
    by_then = history(stream, as_of=as_of)
    assert by_then == [fact for fact in history(stream) if earliest(fact.fact.at) <= as_of]


@given(times=st.lists(spans, max_size=8))
def test_as_of_now_is_as_it_is(times: list[When]) -> None:
    stream = recorded([filed(), *(assignment("abcdefgh"[number], time) for number, time in enumerate(times))])
    assert history(stream, as_of=NOW, known_at=stream[-1].recorded_at) == history(stream)


def facts_of(stream: Sequence[Recorded]) -> list[Fact]:
    return [each.fact for each in stream]


def teams(stream: Sequence[Recorded]) -> str:
    return "".join(teams_of(facts_of(stream)))


def teams_of(facts: Sequence[Fact]) -> list[str]:
    return [fact.team for fact in facts if isinstance(fact, ComplaintAssigned)]
