"""SLA compliance: one month counted by hand, and any clocks against a count without the database."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import get_args
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.postgres import Database
from complaints.facts import Fact
from complaints.facts.clocks import ClockFact
from complaints.facts.intake import Channel, ComplaintAssigned, ComplaintClassified
from complaints.readings import Verdict
from complaints.when import Day
from projections.compliance import ComplianceAsked, ComplianceBy, ComplianceOfGroup, compliance
from projections.counts import total
from projections.sla_breaches import SLA_BREACHES, ClockPeriod
from projections.standing import verdict_of
from tests.complaints.given import RECEIVED
from tests.databases import copy_of
from tests.projections.clock_lives import Life, instants, lives
from tests.projections.given import filing, paused, resumed, started, stopped, withdrawn
from tests.projections.place import Place, place_in, put, rows_in
from tests.projections.shipped import SHIPPED

DAY, HOUR, MICROSECOND = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)
BEGIN = datetime(2026, 10, 5, 8, tzinfo=UTC)
DUE = BEGIN + 20 * DAY
"""On 25 October, when the day in London has 25 hours."""
ASKED = datetime(2026, 10, 29, tzinfo=UTC)
OCTOBER = datetime(2026, 9, 30, 23, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)
SUNDAY = Day(day=date(2026, 10, 25), zone="Europe/London")
FINAL, NEWS = "uk.fca.final", "care.news"


def day(number: float) -> datetime:
    return BEGIN + number * DAY


def clock(due_at: datetime = DUE, at: datetime = BEGIN, name: str = FINAL) -> Fact:
    return started(due_at, at, name)


MERGED = replace(paused(day(3)), reason="merged")
# Who holds it, and what happened. Each begins on 5 October and is due on 25 October, if nothing else is said.
MONTH: dict[str, tuple[str, list[Fact]]] = {
    "half the time was left": ("ann", [clock(), stopped(day(10))]),
    "a twentieth was left": ("ann", [clock(), stopped(day(19))]),
    "nothing was left": ("ann", [clock(), stopped(DUE)]),
    "a tenth was left, which is not less": ("ann", [clock(), stopped(day(18))]),
    "late, and paused for two days": (
        "ann",
        [clock(), paused(day(1)), resumed(day(3), DUE), stopped(day(21))],
    ),
    "breached and still open": ("ben", [clock()]),
    "stopped on the day it was due, at no known time": ("ben", [clock(), stopped(SUNDAY)]),
    "paused on the 15th day": ("ben", [clock(), paused(day(15))]),
    "made again when kept": (
        "ben",
        [
            clock(name=NEWS),
            stopped(day(5), NEWS),
            clock(day(25), day(5), f"{NEWS}:2"),
            stopped(day(22), f"{NEWS}:2"),
        ],
    ),
    "merged on the third day": ("cho", [clock(), MERGED]),
    "due at the end of the month": ("cho", [clock(NOVEMBER - MICROSECOND)]),
    "due before the month begins in London": ("cho", [clock(OCTOBER - MICROSECOND, OCTOBER - DAY)]),
    "due after it has ended there": ("cho", [clock(NOVEMBER)]),
    "taken back on the tenth day": ("dee", [clock(), withdrawn(day(10))]),
    "taken back a day after it was due": ("dee", [clock(), withdrawn(day(21))]),
}


@pytest.fixture(scope="module")
def month(server: Database, migrated: str) -> Iterator[Place]:
    with copy_of(migrated, server) as database, place_in(database) as place:
        put_month(place)
        yield place


def put_month(place: Place) -> None:
    for number, (handler, facts) in enumerate(MONTH.values()):
        id = uuid4()
        channel: Channel = "phone" if number % 2 else "email"
        held = [
            ComplaintAssigned(
                at=OCTOBER - DAY, team="north" if handler == "ann" else "south", handler=handler
            ),
            ComplaintClassified(at=OCTOBER - DAY, product="loans" if number < 3 else "cards"),
        ]
        put(place.ledger, id, [replace(filing(id, OCTOBER - DAY), channel=channel), *held, *facts])
    rows_in(place, SLA_BREACHES, [])


def groups(
    place: Place, by: ComplianceBy = "all", as_of: datetime = ASKED, **more: object
) -> dict[str | None, ComplianceOfGroup]:
    asked = ComplianceAsked(group_by=by, zone="Europe/London", due_from=OCTOBER, due_to=NOVEMBER)
    found = compliance(place.writer, as_of, replace(asked, **more), SHIPPED)  # type: ignore[arg-type]
    return {each.group: each for each in found}


def test_a_month_is_counted_as_by_hand(month: Place) -> None:
    (found,) = groups(month).values()
    assert (found.clocks, found.met, found.met_early, found.judged) == (14, 6, 1, 8)
    assert (found.breached_open, found.breached_late, found.time_unknown) == (2, 1, 1)
    assert (found.open, found.paused, found.merged, found.withdrawn) == (1, 1, 1, 1)
    assert found.near_misses == 2
    assert found.share_met == pytest.approx(5 / 8)
    assert found.low == pytest.approx(0.3057, abs=1e-4)
    assert found.high == pytest.approx(0.8632, abs=1e-4)
    # In days, in order: -1, 0, 1, 2, 3, 10, 15.
    assert (found.margin_p10, found.margin_p50, found.margin_p90) == (-DAY, 2 * DAY, 15 * DAY)


def test_pauses_are_shares_of_the_time_that_the_clocks_lasted(month: Place) -> None:
    (found,) = groups(month).values()
    # 141 days of those stopped at an instant, four times until asked, one to the end of the day of its stop.
    lasted = 141 * DAY + 4 * (ASKED - BEGIN) + (NOVEMBER - 6 * DAY - MICROSECOND - BEGIN)
    assert found.lasted == pytest.approx(lasted.total_seconds(), abs=1e-6)
    waiting, merged = found.pauses
    assert (waiting.reason, waiting.clocks) == ("awaits a document", 2)
    assert waiting.seconds == (2 * DAY + 8 * DAY + 16 * HOUR).total_seconds()
    assert waiting.share == pytest.approx(0.041612, abs=1e-6)
    assert (merged.reason, merged.clocks) == ("merged", 1)
    assert merged.seconds == (20 * DAY + 16 * HOUR).total_seconds()
    assert merged.share == pytest.approx(0.080624, abs=1e-6)


# For each group: clocks, met, judged.
BY: list[tuple[ComplianceBy, dict[str | None, tuple[int, int, int]]]] = [
    ("policy", {"care.news": (2, 2, 1), "uk.fca.final": (12, 4, 7)}),
    ("clock", {"final response": (12, 4, 7), "news": (2, 2, 1)}),
    ("product", {"cards": (11, 3, 5), "loans": (3, 3, 3)}),
    ("team", {"north": (5, 4, 5), "south": (9, 2, 3)}),
    ("channel", {"email": (8, 4, 5), "phone": (6, 2, 3)}),
    ("handler", {"ann": (5, 4, 5), "ben": (5, 2, 2), "cho": (2, 0, 0), "dee": (2, 0, 1)}),
    ("month", {"2026-10": (14, 6, 8)}),
]


@pytest.mark.parametrize(("by", "expected"), BY, ids=[by for by, _ in BY])
def test_clocks_are_grouped(
    month: Place, by: ComplianceBy, expected: dict[str | None, tuple[int, int, int]]
) -> None:
    found = groups(month, by)
    assert {group: (it.clocks, it.met, it.judged) for group, it in found.items()} == expected


def test_a_clock_is_that_of_who_had_it_at_the_stop_and_an_open_one_of_who_has_it_now(place: Place) -> None:
    first, then, last = (ComplaintAssigned(at=day(number), team=f"team {number}") for number in (1, 3, 9))
    for facts in ([stopped(day(5))], [], [paused(day(4))]):
        put(place.ledger, id := uuid4(), [filing(id, BEGIN), clock(), first, then, *facts, last])
    rows_in(place, SLA_BREACHES, [])
    found = {team: (it.met, it.breached_open, it.paused) for team, it in groups(place, "team").items()}
    assert found == {"team 3": (1, 0, 0), "team 9": (0, 1, 1)}
    assert [it.clocks for it in groups(place, team="team 9").values()] == [2]


def test_a_share_of_fewer_than_five_is_not_shown_but_its_interval_is(month: Place) -> None:
    found = groups(month, "handler")
    assert found["ann"].share_met == pytest.approx(4 / 5)
    assert found["ben"].share_met is None
    assert (found["ben"].low, found["ben"].high) == pytest.approx((0.0945, 0.9055), abs=1e-4)
    assert (found["cho"].share_met, found["cho"].low, found["cho"].high) == (None, None, None)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/London", {"2026-09": 1, "2026-10": 14, "2026-11": 1}),
        ("UTC", {"2026-09": 1, "2026-10": 14, "2026-11": 1}),
        ("Asia/Tokyo", {"2026-10": 14, "2026-11": 2}),
        ("America/New_York", {"2026-09": 1, "2026-10": 15}),
    ],
)
def test_a_month_is_that_of_the_zone(month: Place, zone: str, expected: dict[str, int]) -> None:
    found = groups(month, "month", zone=zone, due_from=None, due_to=None)
    assert {group: it.clocks for group, it in found.items()} == expected


@pytest.mark.parametrize(
    ("filter", "clocks"),
    [
        ({"policy": "care.news"}, 2),
        ({"policy": "care.news:2"}, 0),
        ({"product": "loans"}, 3),
        ({"team": "north"}, 5),
        ({"channel": "phone"}, 6),
        ({"handler": "cho"}, 2),
        ({"complaint": UUID(int=1)}, 0),
        ({"due_to": DUE}, 0),
        ({"due_from": DUE, "due_to": DUE + MICROSECOND}, 12),
        ({"due_from": DUE + MICROSECOND}, 2),
    ],
)
def test_a_filter_counts_what_matches(month: Place, filter: dict[str, object], clocks: int) -> None:
    found = groups(month, "all", ASKED, **filter)
    assert total(*(it.clocks for it in found.values())) == clocks


def test_of_clocks_not_yet_due_only_those_kept_are_known_so_none_is_judged(month: Place) -> None:
    (found,) = groups(month, as_of=DUE).values()
    assert (found.met, found.met_early, found.judged, found.low) == (5, 5, 0, None)


def test_what_happens_later_does_not_change_an_answer(month: Place) -> None:
    (found,) = groups(month, as_of=day(16)).values()
    assert (found.met, found.breached_open, found.open, found.paused, found.merged) == (2, 0, 9, 1, 1)
    assert found.withdrawn == 1


def test_before_anything_started_there_is_no_group(month: Place) -> None:
    assert groups(month, as_of=OCTOBER - 9 * DAY) == {}


FIELDS: dict[str, str] = {
    "met": "met",
    "breached while open": "breached_open",
    "breached and answered late": "breached_late",
    "withdrawn": "withdrawn",
    "time unknown": "time_unknown",
    "running": "open",
}
NUMBERS = [*FIELDS.values(), "clocks", "met_early", "judged", "near_misses", "paused", "merged"]
tellings = st.lists(
    st.tuples(lives(), st.sampled_from([FINAL, NEWS, f"{NEWS}:2"]), st.sampled_from(["loans", "cards"])),
    min_size=1,
    max_size=8,
)


@settings(max_examples=settings().max_examples // 5)  # each asks for every grouping
@given(told=tellings, as_of=instants, bounds=st.tuples(instants, instants))
def test_any_clocks_are_counted_as_without_the_database(
    shared: Place, told: list[tuple[Life, str, str]], as_of: datetime, bounds: tuple[datetime, datetime]
) -> None:
    team = str(uuid4())
    periods = rows_in(shared, SLA_BREACHES, [put_one(shared, team, *each) for each in told])
    for due_from, due_to in ((None, None), bounds):
        asked = ComplianceAsked(team=team, due_from=due_from, due_to=due_to)
        cohort = [
            clock
            for clock in clocks_of(periods, as_of)
            if (due_from is None or due_of(clock) >= due_from) and (due_to is None or due_of(clock) < due_to)
        ]
        for whole in compliance(shared.writer, as_of, asked, SHIPPED):
            assert [whole.margin_p10, whole.margin_p50, whole.margin_p90] == margins(cohort, as_of)
            assert sum(it.seconds or 0 for it in whole.pauses) == pytest.approx(stood_still(cohort, as_of))
        for by in get_args(ComplianceBy):
            found = compliance(shared.writer, as_of, replace(asked, group_by=by), SHIPPED)
            assert counted(found) == naive(cohort, as_of)


def put_one(place: Place, team: str, life: Life, name: str, product: str) -> UUID:
    complaint = uuid4()
    facts = [replace(fact, clock=name) if isinstance(fact, ClockFact) else fact for fact in life.facts()]
    held = [ComplaintAssigned(at=RECEIVED, team=team), ComplaintClassified(at=RECEIVED, product=product)]
    put(place.ledger, complaint, [filing(complaint), *held, *facts])
    return complaint


Periods = Sequence[ClockPeriod]
"""The periods of a clock up to the one that holds the instant asked about."""


def clocks_of(periods: Periods, as_of: datetime) -> list[Periods]:
    """Return the clocks begun by an instant; each complaint has one."""
    by_clock: dict[UUID, list[ClockPeriod]] = {}
    for period in periods:
        if period.from_at <= as_of:
            by_clock.setdefault(period.complaint, []).append(period)
    return list(by_clock.values())


def due_of(clock: Periods) -> datetime:
    return next(period.due_at for period in reversed(clock) if period.due_at)


def naive(cohort: Iterable[Periods], as_of: datetime) -> Counter[str]:
    found = Counter[str]()
    for clock in cohort:
        last, due = clock[-1], due_of(clock)
        verdict: Verdict = verdict_of(last, as_of)
        found["clocks"] += 1
        found[FIELDS.get(verdict, "paused")] += 1
        found["met_early"] += verdict == "met" and due >= as_of
        found["judged"] += due < as_of and verdict not in {"running", "paused", "withdrawn", "time unknown"}
        if verdict == "met" and last.stopped_at:
            found["near_misses"] += due - last.stopped_at < (due - last.started_at) / 10
    return +found


def counted(groups: Iterable[ComplianceOfGroup]) -> Counter[str]:
    """Return the sums over groups, without those that are nothing."""
    found = Counter[str]()
    for group in groups:
        found.update({name: getattr(group, name) for name in NUMBERS})
    return +found


def margins(cohort: Iterable[Periods], as_of: datetime) -> list[timedelta | None]:
    """Return the nearest ranks at 10, 50 and 90 percent."""
    found = sorted(
        due_of(clock) - clock[-1].stopped_at
        for clock in cohort
        if clock[-1].stopped_at and verdict_of(clock[-1], as_of) in {"met", "breached and answered late"}
    )
    return [found[ceil(len(found) * tenths / 10) - 1] if found else None for tenths in (1, 5, 9)]


def stood_still(cohort: Iterable[Periods], as_of: datetime) -> float:
    return sum(
        (min(period.until_at or as_of, as_of) - period.from_at).total_seconds()
        for clock in cohort
        for period in clock
        if period.state == "paused"
    )
