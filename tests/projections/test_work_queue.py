"""The queue: which promises wait to be kept, in which order, and how much time is left for each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.facts import Fact
from complaints.facts.decision import ComplaintClosed, ComplaintReopened, ComplaintResolved
from complaints.facts.intake import ComplaintAssigned
from complaints.facts.merging import ComplaintMerged
from projections.next_steps import NextStep, calendars_with_hours, next_step, the_only
from projections.sla_breaches import SLA_BREACHES
from projections.standing import AfterClock
from projections.work_queue import QueueFilter, Running, count_running, running
from tests.complaints.given import NOW, RECEIVED
from tests.projections.given import DUE, filing, paused, resumed, started, stopped
from tests.projections.place import Place, put, rows_in
from tests.projections.shipped import SHIPPED

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICE = SHIPPED.calendars["example.office"][-1]
FRIDAY = datetime(2026, 11, 13, 15, tzinfo=UTC)
"""An hour before the office closes for the weekend; London is on UTC."""


def put_one(place: Place, team: str, *facts: Fact) -> UUID:
    complaint = uuid4()
    put(place.ledger, complaint, [filing(complaint), ComplaintAssigned(at=RECEIVED, team=team), *facts])
    return complaint


def waiting(place: Place, **wanted: str) -> list[Running]:
    rows_in(place, SLA_BREACHES, [])
    filter = QueueFilter(**wanted)  # type: ignore[arg-type]
    found = running(place.writer, filter, AfterClock(), 1000, SHIPPED)
    assert count_running(place.writer, filter, SHIPPED) == len(found)
    return list(found)


CLOSED = ComplaintClosed(at=NOW, reason="answered")
RESOLVED = ComplaintResolved(at=NOW, basis="final response")
MERGED = [ComplaintMerged(at=NOW, survivor=UUID(int=7), reason="the same"), paused(NOW)]
LIVES: dict[str, tuple[list[Fact], bool]] = {
    "it runs": ([started()], True),
    "it was paused": ([started(), paused(NOW)], False),
    "it was paused and goes on": ([started(), paused(NOW), resumed(NOW + HOUR, DUE)], True),
    "it was stopped": ([started(), stopped(NOW)], False),
    "its complaint is resolved, and it was not": ([started(), RESOLVED], True),
    "its complaint is closed": ([started(), CLOSED], False),
    "its complaint was taken up again": (
        [started(), CLOSED, ComplaintReopened(at=NOW, reason="more")],
        True,
    ),
    "its complaint is merged": ([started(), *MERGED], False),
}


@pytest.mark.parametrize(("facts", "waits"), LIVES.values(), ids=list(LIVES))
def test_a_clock_waits_if(shared: Place, facts: list[Fact], waits: bool) -> None:  # noqa: FBT001
    complaint = put_one(shared, team := str(uuid4()), *facts)
    assert [it.complaint for it in waiting(shared, team=team)] == [complaint] * waits


def test_the_clock_that_is_due_first_comes_first_whatever_it_is(shared: Place) -> None:
    team = str(uuid4())
    put_one(shared, team, started(DUE), started(DUE - DAY, clock="care.news:2"))
    put_one(shared, team, started(DUE - 2 * DAY, clock="care.social"))
    assert [it.clock for it in waiting(shared, team=team)] == ["care.social", "care.news:2", "uk.fca.final"]


@pytest.mark.parametrize(
    ("wanted", "clocks"),
    [
        ({"kind": "regulatory"}, ["uk.fca.final"]),
        ({"kind": "internal"}, ["care.news:2"]),
        ({"kind": "contract"}, []),
        ({"policy": "care.news"}, ["care.news:2"]),
        ({"channel": "phone"}, ["care.news:2", "uk.fca.final"]),
        ({"product": "loans"}, []),
        ({"handler": "ann"}, []),
    ],
)
def test_a_filter_shows_what_matches(shared: Place, wanted: dict[str, str], clocks: list[str]) -> None:
    team = str(uuid4())
    put_one(shared, team, started(DUE), started(DUE - DAY, clock="care.news:2"))
    assert [it.clock for it in waiting(shared, team=team, **wanted)] == clocks


def test_pages_hold_the_whole_queue_once(shared: Place) -> None:
    team = str(uuid4())
    for number in range(7):
        put_one(shared, team, started(DUE + number // 3 * DAY), started(DUE, clock="care.news"))
    whole = waiting(shared, team=team)
    pages: list[Running] = []
    while True:
        last = pages[-1] if pages else None
        after = (
            AfterClock(after_due=last.due_at, after_complaint=last.complaint, after_clock=last.clock)
            if last
            else AfterClock()
        )
        page = running(shared.writer, QueueFilter(team=team), after, 3, SHIPPED)
        if not page:
            break
        pages += page
    assert (len(whole), pages) == (14, whole)


def a_clock(policy: str, started_at: datetime, due_at: datetime) -> Running:
    return Running(
        complaint=UUID(int=1),
        reference="C-7K3M-9QXR",
        status="open",
        clock=policy,
        policy=policy,
        policy_version=1,
        channel="email",
        product=None,
        team=None,
        handler=None,
        started_at=started_at,
        due_at=due_at,
    )


EMAIL = a_clock("care.email", FRIDAY, FRIDAY + 3 * DAY - 3 * HOUR)
"""Four working hours from Friday at three: one until four, and three on Monday, from nine to twelve."""


# When it is asked, the working hours left, and the mark at 75 % passed or not.
HOURS: list[tuple[datetime, float, list[int]]] = [
    (FRIDAY, 4, []),
    (FRIDAY + HOUR, 3, []),
    (FRIDAY + 2 * DAY, 3, []),
    (FRIDAY + 3 * DAY - 4 * HOUR - timedelta(seconds=1), 1 + 1 / 3600, []),
    (FRIDAY + 3 * DAY - 4 * HOUR, 1, [75]),
    (FRIDAY + 3 * DAY - 3 * HOUR, 0, [75]),
    (FRIDAY + 3 * DAY, -2, [75]),
]


@pytest.mark.parametrize(("now", "hours", "warnings"), HOURS)
def test_working_time_left_skips_evenings_and_weekends(
    now: datetime, hours: float, warnings: list[int]
) -> None:
    step = next_step(EMAIL, SHIPPED, None, now)
    assert step.working_time_left == hours * HOUR
    assert (step.time_left, step.calendar, step.warnings) == (EMAIL.due_at - now, OFFICE.id, warnings)


def test_a_promise_says_who_gave_it_and_what_keeps_it() -> None:
    step = next_step(EMAIL, SHIPPED, None, FRIDAY)
    assert (step.title, step.kind) == ("E-mail answered within four working hours", "internal")
    assert [stop.fact for stop in step.stops_on] == ["MessageSent", "FinalResponseIssued"]


FINAL = a_clock("uk.fca.final", FRIDAY, FRIDAY + 3 * DAY)


def test_a_policy_without_hours_is_counted_in_those_asked_for_or_in_none() -> None:
    found = next_step(FINAL, SHIPPED, OFFICE, FRIDAY)
    assert (found.working_time_left, found.calendar) == (6 * HOUR, OFFICE.id)
    none = next_step(FINAL, SHIPPED, None, FRIDAY)
    assert (none.working_time_left, none.calendar, none.time_left) == (None, None, 3 * DAY)


def test_days_that_the_calendar_does_not_cover_have_no_working_time() -> None:
    far = replace(FINAL, due_at=datetime(2100, 1, 1, tzinfo=UTC))
    found = next_step(far, SHIPPED, OFFICE, FRIDAY)
    assert (found.working_time_left, found.calendar) == (None, None)


@pytest.mark.parametrize(
    ("used", "passed"), [(0.799, []), (0.8, [80]), (1.0, [80]), (2.0, [80])], ids=["79.9", "80", "100", "200"]
)
def test_the_marks_of_a_promise_in_days_are_of_the_time_from_start_to_due(
    used: float, passed: list[int]
) -> None:
    news = a_clock("care.news", FRIDAY, FRIDAY + 7 * DAY)
    assert next_step(news, SHIPPED, OFFICE, FRIDAY + used * 7 * DAY).warnings == passed


def test_everybody_works_by_the_only_calendar_with_hours_and_by_none_of_two() -> None:
    one = calendars_with_hours(SHIPPED)
    assert (list(one), the_only(one)) == (["example.office"], OFFICE)
    assert the_only({**one, "another": replace(OFFICE, id="another")}) is None
    assert the_only({}) is None


steps = st.builds(
    a_clock,
    st.sampled_from(["uk.fca.final", "care.email", "care.news"]),
    st.just(FRIDAY - 9 * DAY),
    st.integers(-500, 500).map(lambda hours: FRIDAY + hours * HOUR),
)


@given(clocks=st.lists(steps, min_size=2), now=st.integers(0, 300).map(lambda hours: FRIDAY + hours * HOUR))
def test_by_due_instant_is_by_working_time_left(clocks: list[Running], now: datetime) -> None:
    ordered: list[NextStep] = [
        next_step(clock, SHIPPED, OFFICE, now) for clock in sorted(clocks, key=lambda clock: clock.due_at)
    ]
    left = [step.working_time_left for step in ordered if step.working_time_left is not None]
    assert len(left) == len(clocks)
    assert left == sorted(left)


def test_a_clock_is_read_by_the_version_of_the_policy_under_which_it_runs() -> None:
    clock = a_clock("uk.telecom.adr", FRIDAY, FRIDAY + DAY)
    titles = [
        next_step(replace(clock, policy_version=version), SHIPPED, None, FRIDAY).title for version in (1, 2)
    ]
    assert [title.rpartition("within ")[2] for title in titles] == ["eight weeks", "six weeks"]
