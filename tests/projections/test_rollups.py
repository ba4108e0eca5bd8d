"""Counts of months are what their rows say, and answers from them are those from the rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from threading import Thread
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.facts.merging import ComplaintMerged
from projections import counted_times
from projections.bins import ERROR
from projections.engine import advance
from projections.rebuild import rebuild
from projections.recent import RecentLedger
from projections.response_groups import GroupBy, TimesAsked, TimesOfGroup
from projections.response_questions import response_times
from projections.response_times import RESPONSE_TIMES, Measure
from projections.rollups import LOCK, QUIET, UNLOCK, count_month, differences, months_due, true_months
from projections.slots import at_one_moment, live
from projections.worker import VIEWS, catch_up
from projections.writer import open_writer
from tests.complaints.given import COMPLAINT, NOW, RECEIVED, acknowledged, answered
from tests.complaints.rows import until
from tests.projections.given import filing, moved
from tests.projections.histories import Step, lived, steps
from tests.projections.place import Place, compared, put

AT_ONCE = timedelta()
DAY = timedelta(days=1)
GROUPS: tuple[GroupBy, ...] = ("all", "channel", "product", "team", "month")
WAITING = """
select count(*) from pg_locks
 where locktype = 'advisory' and not granted
   and database = (select oid from pg_database where datname = current_database())
"""
ZONES = ("UTC", "America/New_York", "Asia/Tokyo")
MEASURES: tuple[Measure, ...] = ("acknowledgement", "final response", "longest silence")

EVERYTHING = TimesAsked(
    measure="acknowledgement",
    group_by="all",
    zone="UTC",
    received_from=None,
    received_to=None,
    target=None,
)


@pytest.fixture(scope="module")
def recent(shared: Place) -> RecentLedger:
    """The ledger as a worker reads it."""
    return RecentLedger(shared.ledger._pool)


def count_months(place: Place) -> int:
    """Count all months that can be; return how many."""
    due = months_due(place.writer, RESPONSE_TIMES, AT_ONCE)
    for month in due:
        count_month(place.writer, RESPONSE_TIMES, month)
    assert months_due(place.writer, RESPONSE_TIMES, AT_ONCE) == []
    return len(due)


def true_now(place: Place) -> list[date]:
    return true_months(place.writer, RESPONSE_TIMES, live(place.writer, "response_times").slot)


def wrong(place: Place) -> Sequence[object]:
    with at_one_moment(place.writer):
        return differences(place.writer, RESPONSE_TIMES, 10)


@settings(max_examples=settings().max_examples // 10)  # each compares whole tables, which grow
@given(histories=st.lists(st.lists(steps, max_size=4), max_size=3))
def test_counts_are_a_group_by_of_the_rows_after_any_history(
    shared: Place, recent: RecentLedger, histories: list[list[Step]]
) -> None:
    for history in histories:
        lived(shared, recent, history)
        assert wrong(shared) == []
        count_months(shared)
        assert true_now(shared) != []
        assert wrong(shared) == []


@settings(max_examples=settings().max_examples // 25)  # each asks ninety questions
@given(
    history=st.lists(steps, max_size=6),
    later=st.lists(steps, max_size=3),
    received=st.tuples(st.integers(-20, 20), st.integers(0, 40)) | st.none(),
)
def test_answers_from_counts_are_those_from_the_rows(
    shared: Place,
    recent: RecentLedger,
    history: list[Step],
    later: list[Step],
    received: tuple[int, int] | None,
) -> None:
    lived(shared, recent, history)
    count_months(shared)
    lived(shared, recent, later)
    begin = None if received is None else RECEIVED + received[0] * DAY
    end = None if received is None or begin is None else begin + received[1] * DAY
    of_a_time = replace(EVERYTHING, received_from=begin, received_to=end)
    for measure, group_by, zone in product(MEASURES, GROUPS, ZONES):
        asked = replace(of_a_time, measure=measure, group_by=group_by, zone=zone)
        assert_alike(from_counts(shared, asked), from_rows(shared, asked))


def from_counts(place: Place, asked: TimesAsked) -> Sequence[TimesOfGroup]:
    with pytest.MonkeyPatch.context() as patch, at_one_moment(place.writer):
        patch.setattr(counted_times, "EXACT_UP_TO", -1)
        return response_times(place.writer, NOW, asked)


def from_rows(place: Place, asked: TimesAsked) -> Sequence[TimesOfGroup]:
    with at_one_moment(place.writer):
        return response_times(place.writer, NOW, asked)


def assert_alike(counted: Sequence[TimesOfGroup], exact: Sequence[TimesOfGroup]) -> None:
    assert [counts_of(it) for it in counted] == [counts_of(it) for it in exact]
    for about, right in zip(counted, exact, strict=True):
        assert right.percentile_error == 0
        for one, other in ((about.p50, right.p50), (about.p90, right.p90), (about.p95, right.p95)):
            assert is_within(one, other, ERROR)
        assert about.mean == right.mean


def counts_of(group: TimesOfGroup) -> Sequence[object]:
    cases = (group.reached, group.time_unknown, group.open, group.ended_without)
    return (group.group, group.filings, *cases, group.merged)


def is_within(about: timedelta | None, right: timedelta | None, error: float) -> bool:
    if about is None or right is None:
        return about is right
    return abs(about - right) <= right * error * 1.000_001 + timedelta(seconds=1)


@pytest.fixture
def counted(place: Place) -> Place:
    """A place with a complaint of April and one of May, months counted."""
    put(place.ledger, COMPLAINT, [filing(COMPLAINT), acknowledged()])
    later = uuid4()
    put(place.ledger, later, [filing(later, RECEIVED + 30 * DAY)])
    catch_up(place.writer, place.ledger)
    assert count_months(place) == 2
    return place


def test_a_month_that_is_touched_is_read_until_it_is_counted_again(counted: Place) -> None:
    assert true_now(counted) == [date(2026, 4, 1), date(2026, 5, 1)]
    put(counted.ledger, COMPLAINT, [answered()], after=2)
    catch_up(counted.writer, counted.ledger)
    assert true_now(counted) == [date(2026, 5, 1)]
    assert months_due(counted.writer, RESPONSE_TIMES, QUIET) == [], "it was touched a moment ago"
    assert count_months(counted) == 1
    assert true_now(counted) == [date(2026, 4, 1), date(2026, 5, 1)]


def test_few_complaints_are_read_themselves(counted: Place) -> None:
    asked = replace(EVERYTHING, measure="acknowledgement")
    (exact,), (about,) = from_rows(counted, asked), from_counts(counted, asked)
    assert (exact.percentile_error, about.percentile_error) == (0, ERROR)
    assert exact.p50 == exact.mean == about.mean != about.p50
    for unlike in (replace(asked, target=DAY), replace(asked, group_by="handler")):
        assert {it.percentile_error for it in from_counts(counted, unlike)} == {0}


def test_a_step_that_was_left_to_a_survivor_counts_from_the_earlier_receipt(place: Place) -> None:
    duplicate, survivor = uuid4(), uuid4()
    merged = ComplaintMerged(at=RECEIVED + 3 * DAY, survivor=survivor, reason="The same.")
    put(place.ledger, duplicate, [filing(duplicate), merged])
    late = RECEIVED + 2 * DAY
    put(place.ledger, survivor, [filing(survivor, late), moved(answered(), late + DAY)])
    catch_up(place.writer, place.ledger)
    count_months(place)
    asked = replace(EVERYTHING, measure="final response")
    (exact,), (about,) = from_rows(place, asked), from_counts(place, asked)
    assert exact.mean == 3 * DAY
    assert_alike([about], [exact])


BUCKET: LiteralString = " where month = '2026-04-01' and measure = 'closing' and grouping = 'all'"
PLANTED: dict[str, tuple[LiteralString, list[tuple[str, int | None, int | None]]]] = {
    "a count": (
        "update views.response_times_rollup set n = n + 1",
        [("2026-04-01", 2, 1)],
    ),
    "a sum": (
        "update views.response_times_rollup set micros = micros + 1",
        [("2026-04-01", 1, 1)],
    ),
    "a lost bucket": (
        "delete from views.response_times_rollup",
        [("2026-04-01", None, 1)],
    ),
    "a bucket of another month": (
        "update views.response_times_rollup set month = '2026-05-01', state = 'merged'",
        [("2026-04-01", None, 1), ("2026-05-01", 1, None)],
    ),
}


@pytest.mark.parametrize(("statement", "told"), PLANTED.values(), ids=list(PLANTED))
def test_a_planted_difference_in_a_bucket_is_found_and_named(
    counted: Place, statement: LiteralString, told: list[tuple[str, int | None, int | None]]
) -> None:
    assert compared(counted.writer, counted.ledger, RESPONSE_TIMES).differences == []
    with psycopg.connect(counted.database.owner, autocommit=True) as owner:
        owner.execute(statement + BUCKET)
    found = compared(counted.writer, counted.ledger, RESPONSE_TIMES)
    assert {it.table for it in found.differences} == {"response_times_rollup"}
    buckets = [(it.live or {}, it.rebuilt or {}) for it in found.differences]
    assert [((one or other)["month"], one.get("n"), other.get("n")) for one, other in buckets] == told
    assert found.sha256 == {}


def test_a_rebuilt_view_has_no_counts_until_its_months_are_counted(counted: Place) -> None:
    rebuild(counted.writer, counted.ledger, [RESPONSE_TIMES], lambda _: None)
    advance(counted.writer, counted.ledger, VIEWS)
    assert true_now(counted) == []
    assert count_months(counted) == 2
    assert wrong(counted) == []


def test_a_time_of_ages_is_that_in_which_something_was_received(counted: Place) -> None:
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    for zone in ZONES:
        of_ages = replace(EVERYTHING, group_by="month", zone=zone, received_from=first, received_to=last)
        assert_alike(from_counts(counted, of_ages), from_rows(counted, of_ages))


def test_a_slot_is_not_emptied_while_somebody_counts_what_was_in_it(counted: Place) -> None:
    """What is counted of a slot would be written after it was emptied, and be taken for true."""
    with open_writer(counted.database.app) as counting, open_writer(counted.database.app) as rebuilding:
        counting.execute(LOCK, [RESPONSE_TIMES.name])
        work = Thread(
            target=rebuild, args=(rebuilding, counted.ledger, [RESPONSE_TIMES], lambda _: None), daemon=True
        )
        work.start()
        until(lambda: counted.writer.execute(WAITING).fetchone() == (1,))
        assert work.is_alive()
        counting.execute(UNLOCK, [RESPONSE_TIMES.name])
        work.join(timeout=20)
    assert not work.is_alive()
