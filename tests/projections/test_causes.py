"""Root causes: which complaints name them, month by month, and before and after one was removed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.facts import Fact
from complaints.facts.causes import CauseFixed, CauseIdentified
from complaints.facts.intake import ComplaintClassified
from complaints.facts.merging import ComplaintMerged
from complaints.rules.causes import cause_id
from complaints.when import Day, NotAfter, When
from projections.cause_questions import CauseCount, CausesAsked, cause_months, causes
from projections.causes import CAUSES
from tests.complaints.given import CUSTOMER
from tests.projections.given import filing
from tests.projections.place import Place, put, rows_in

DAY = timedelta(days=1)
BEGIN = datetime(2026, 1, 1, 12, tzinfo=UTC)
FAR = BEGIN + 1000 * DAY


def day(number: float) -> datetime:
    return BEGIN + number * DAY


def named(cause: str, number: float = 0) -> CauseIdentified:
    return CauseIdentified(at=day(number), cause=cause)


def instant(when: float | When) -> When:
    return day(when) if isinstance(when, (int, float)) else when


def complaint(place: Place, received: float | When, *facts: Fact) -> None:
    put(place.ledger, id := uuid4(), [filing(id, instant(received)), *facts])


def fix(place: Place, cause: str, when: float | When) -> None:
    put(place.ledger, cause_id(cause), [CauseFixed(at=instant(when), cause=cause)])


def asked(place: Place, cause: str, as_of: datetime = FAR, **more: object) -> CauseCount | None:
    rows_in(place, CAUSES, [])
    found = causes(place.writer, as_of, replace(CausesAsked(cause=cause), **more))  # type: ignore[arg-type]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.fixture
def cause() -> str:
    return f"batch {uuid4()}"


def test_a_cause_is_counted_before_and_after_its_removal(shared: Place, cause: str) -> None:
    for number in (0, 9.9, 10, 50, 99.9, 100, 100.1, 130, 189.9, 190, 300):
        complaint(shared, number, named(cause, number))
    assert asked(shared, cause) == CauseCount(
        cause=cause,
        product=None,
        complaints=11,
        time_known=11,
        time_unknown=0,
        first_at=day(0),
        last_at=day(300),
        fixed_at=None,
        fixed_not_after=None,
        before=None,
        after=None,
        after_so_far=None,
    )
    fix(shared, cause, 100)
    found = asked(shared, cause)
    assert found is not None
    # From day 10 to day 100, and from day 100 to day 190; each begins at the instant, and ends before it.
    assert (found.fixed_at, found.before, found.after) == (day(100), 3, 4)
    found = asked(shared, cause, lag=20 * DAY, window=30 * DAY)
    assert found is not None
    assert (found.before, found.after) == (1, 1)


def test_what_comes_after_is_withheld_until_the_window_is_over(shared: Place, cause: str) -> None:
    for number in (50, 120, 180):
        complaint(shared, number, named(cause, number))
    fix(shared, cause, 100)
    for as_of, expected in (
        (day(99), (None, None, None)),
        (day(150), (1, None, 1)),
        (day(190) - timedelta.resolution, (1, None, 2)),
        (day(190), (1, 2, 2)),
    ):
        found = asked(shared, cause, as_of)
        assert found is not None
        assert (found.before, found.after, found.after_so_far) == expected


def test_a_complaint_counts_once_for_each_cause_that_it_names(shared: Place, cause: str) -> None:
    complaint(shared, 1, named(cause), named(cause), named(f"{cause} too"))
    for each in (cause, f"{cause} too"):
        found = asked(shared, each)
        assert found is not None
        assert found.complaints == 1


def test_a_merged_complaint_is_the_others(shared: Place, cause: str) -> None:
    complaint(shared, 1, named(cause), ComplaintMerged(at=day(2), survivor=CUSTOMER, reason="the same"))
    assert asked(shared, cause) is None
    complaint(shared, 2, named(cause))
    found = asked(shared, cause)
    assert found is not None
    assert (found.complaints, found.first_at) == (1, day(2))


def test_bounds_and_product_leave_out_what_does_not_match_but_not_the_windows(
    shared: Place, cause: str
) -> None:
    for number in (50, 120):
        complaint(shared, number, ComplaintClassified(at=day(number), product="loans"), named(cause))
    complaint(shared, 60, named(cause))
    fix(shared, cause, 100)
    loans = asked(shared, cause, product="loans", received_from=day(100), received_to=day(121))
    assert loans is not None
    assert (loans.complaints, loans.before, loans.after, loans.first_at) == (1, 1, 1, day(120))
    assert asked(shared, cause, product="cards") is None
    assert asked(shared, cause, received_from=day(121)) is None
    assert asked(shared, cause, received_to=day(50)) is None


def test_a_removal_alone_is_no_complaint(shared: Place, cause: str) -> None:
    fix(shared, cause, 1)
    assert asked(shared, cause) is None


def test_a_cause_is_divided_by_product_and_compared_for_each(shared: Place, cause: str) -> None:
    for number, product in ((50, "loans"), (60, "loans"), (70, "cards"), (110, "loans")):
        complaint(shared, number, ComplaintClassified(at=day(number), product=product), named(cause))
    complaint(shared, 80, named(cause))
    fix(shared, cause, 100)
    rows_in(shared, CAUSES, [])
    divided = CausesAsked(cause=cause, by_product=True)
    found = causes(shared.writer, FAR, divided)
    assert [(it.product, it.complaints, it.before, it.after) for it in found] == [
        ("loans", 3, 2, 1),
        ("cards", 1, 1, 0),
        (None, 1, 1, 0),
    ]
    months = cause_months(shared.writer, FAR, divided, "UTC")
    assert [(it.product, it.month, it.complaints) for it in months] == [
        ("cards", "2026-03", 1),
        ("loans", "2026-02", 1),
        ("loans", "2026-03", 1),
        ("loans", "2026-04", 1),
        (None, "2026-03", 1),
    ]


def test_a_receipt_by_some_instant_is_of_no_time(shared: Place, cause: str) -> None:
    for received in (60, NotAfter(not_after=day(70)), NotAfter(not_after=day(120))):
        complaint(shared, received, named(cause, 130))
    fix(shared, cause, 100)
    found = asked(shared, cause)
    assert found is not None
    assert (found.complaints, found.time_known, found.time_unknown) == (3, 1, 2)
    assert (found.before, found.after, found.after_so_far) == (1, 0, 0)
    assert (found.first_at, found.last_at) == (day(60), day(60))
    months = cause_months(shared.writer, FAR, CausesAsked(cause=cause), "UTC")
    assert [(it.month, it.complaints) for it in months] == [("2026-03", 1), (None, 2)]


def test_a_removal_by_some_instant_has_no_before_and_after(shared: Place, cause: str) -> None:
    complaint(shared, 50, named(cause, 50))
    fix(shared, cause, NotAfter(not_after=day(100)))
    found = asked(shared, cause)
    assert found is not None
    assert (found.complaints, found.fixed_at, found.fixed_not_after) == (1, None, day(100))
    assert (found.before, found.after, found.after_so_far) == (None, None, None)


def test_a_day_of_receipt_is_in_its_month_in_any_zone(shared: Place, cause: str) -> None:
    complaint(shared, Day(day=date(2026, 10, 1), zone="Europe/London"), named(cause, 300))
    rows_in(shared, CAUSES, [])
    for zone in ("UTC", "America/New_York"):
        found = cause_months(shared.writer, FAR, CausesAsked(cause=cause), zone)
        assert [(it.month, it.complaints) for it in found] == [("2026-10", 1)]


@settings(max_examples=settings().max_examples // 5)  # each asks the database several questions
@given(numbers=st.lists(st.integers(0, 400), max_size=8))
def test_months_add_up_in_any_zone(shared: Place, numbers: Sequence[int]) -> None:
    name = f"batch {uuid4()}"
    for number in numbers:
        complaint(shared, number, named(name, number))
    rows_in(shared, CAUSES, [])
    for zone, shift in (("UTC", 0), ("Etc/GMT-13", 13), ("Etc/GMT+13", -13)):
        found = cause_months(shared.writer, FAR, CausesAsked(cause=name), zone)
        local = [day(number) + timedelta(hours=shift) for number in numbers]
        assert {it.month: it.complaints for it in found} == Counter(f"{at:%Y-%m}" for at in local)
