"""What win-back is asked: acts count if they came in time, and windows are those of the question."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from complaints.facts import Fact
from complaints.when import NotAfter
from projections.counts import Count
from projections.win_back_outcomes import Outcome, OutcomeAsked, OutcomeBy, outcomes
from projections.win_back_questions import AfterLife, LifeFilter, lives
from projections.worker import catch_up
from tests.complaints.given import apologised, identified, reopened, resolved
from tests.complaints.given_redress import paid
from tests.projections.given import filing, moved
from tests.projections.place import Place, put
from tests.projections.test_win_back import (
    BACK,
    BEGIN,
    DAY,
    LOST,
    REGISTERED,
    WROTE,
    offered,
    on,
    some_time_on,
)

LATER = BEGIN + 400 * DAY


def record(place: Place, own: Sequence[Fact], about: Sequence[Fact] = ()) -> UUID:
    """Record a customer and its complaint of the first day; return the customer's id."""
    customer = uuid4()
    put(place.ledger, customer, [REGISTERED, *own])
    record_complaint(place, customer, 0, about)
    return customer


def record_complaint(place: Place, customer: UUID, received: float, about: Sequence[Fact] = ()) -> None:
    complaint = uuid4()
    filed = filing(complaint, BEGIN + received * DAY)
    put(place.ledger, complaint, [filed, on(received, identified(customer)), *about])


def groups(
    place: Place, outcome: Outcome, by: OutcomeBy, *, days: int = 30, first_contact: int = 30
) -> dict[str | None, tuple[Count, Count]]:
    """Return of how many lives each group is made, and to how many it happened."""
    catch_up(place.writer, place.ledger)
    asked = OutcomeAsked(outcome=outcome, by=by, within=days * DAY, first_contact_within=first_contact * DAY)
    return {it.group: (it.lives, it.happened) for it in outcomes(place.writer, LATER, asked)}


@pytest.mark.parametrize(
    ("about", "group"),
    [
        ([on(29, apologised())], "apology"),
        ([on(30, apologised())], "neither"),
        ([on(153, apologised())], "neither"),
        ([on(29, paid())], "money"),
        ([on(29, paid()), on(153, apologised())], "money"),
        ([on(1, apologised()), on(2, paid()), on(153, apologised(2))], "both"),
    ],
)
def test_what_was_done_after_the_days_asked_about_moves_nobody(
    place: Place, about: list[Fact], group: str
) -> None:
    record(place, [], about)
    assert groups(place, "left", "done") == {group: (1, 0)}


@pytest.mark.parametrize(("done", "group"), [(4, "apology"), (5, "neither"), (6, "neither")])
def test_what_was_done_after_leaving_kept_nobody(place: Place, done: int, group: str) -> None:
    record(place, [on(5, LOST)], [on(done, apologised())])
    assert groups(place, "left", "done") == {group: (1, 1)}


@pytest.mark.parametrize(
    ("done", "group"),
    [(4, "apology"), (6, "apology"), (19, "apology"), (20, "neither"), (33, "neither"), (36, "neither")],
)
def test_what_was_done_until_the_return_may_have_led_to_it(place: Place, done: int, group: str) -> None:
    record(place, [on(5, LOST), on(20, BACK)], [on(done, apologised())])
    assert groups(place, "returned", "done") == {group: (1, 1)}


def test_who_complained_and_left_on_one_day_left_within_any_days(place: Place) -> None:
    customer = uuid4()
    put(place.ledger, customer, [REGISTERED, some_time_on(0, LOST)])
    record_complaint(place, customer, 0.5)
    assert groups(place, "left", "all", days=1) == {None: (1, 1)}


def test_who_left_and_returned_on_one_day_returned_within_any_days(place: Place) -> None:
    record(place, [on(0.5, LOST), some_time_on(0, BACK)])
    assert groups(place, "returned", "all", days=1) == {None: (1, 1)}


BY_THEN = NotAfter(not_after=BEGIN + 5 * DAY)
BACK_BY_THEN = moved(BACK, NotAfter(not_after=BEGIN + 9 * DAY))


@pytest.mark.parametrize(
    ("own", "left", "returned"),
    [
        ([on(5, LOST), on(9, BACK)], 0, 0),
        ([moved(LOST, BY_THEN), on(9, BACK)], 1, 1),
        ([on(5, LOST), BACK_BY_THEN], 0, 1),
        ([moved(LOST, BY_THEN), BACK_BY_THEN], 1, 1),
    ],
)
def test_what_had_happened_by_some_time_is_in_no_share_and_counted(
    place: Place, own: list[Fact], left: int, returned: int
) -> None:
    record(place, own)
    assert known_and_not(place, "left") == (1 - left, left)
    assert known_and_not(place, "returned") == (1 - returned, returned)


def test_a_complaint_that_came_by_some_time_begins_no_days(place: Place) -> None:
    customer, complaint = uuid4(), uuid4()
    put(place.ledger, customer, [REGISTERED])
    put(place.ledger, complaint, [filing(complaint, BY_THEN), on(6, identified(customer))])
    assert known_and_not(place, "left") == (0, 1)


def known_and_not(place: Place, outcome: Outcome) -> tuple[Count, Count]:
    """Return how many lives there are, and of how many the time is unknown; none is immature."""
    catch_up(place.writer, place.ledger)
    (found,) = outcomes(place.writer, LATER, OutcomeAsked(outcome=outcome, by="all", within=30 * DAY))
    assert found.immature == 0
    return found.lives, found.time_unknown


def test_what_was_done_after_the_days_from_leaving_led_to_no_return_within_them(place: Place) -> None:
    record(place, [on(5, LOST), on(100, BACK)], [on(36, apologised())])
    assert groups(place, "returned", "done") == {"neither": (1, 0)}
    assert groups(place, "returned", "done", days=120) == {"apology": (1, 1)}


def test_an_offer_counts_if_it_was_made_within_the_days(place: Place) -> None:
    record(place, [on(5, LOST), on(40, offered()), on(50, BACK)])
    assert groups(place, "returned", "offer") == {"none": (1, 0)}
    assert groups(place, "returned", "offer", days=90) == {"discount": (1, 1)}


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (10, {7: "no", 14: "no", 30: "no"}),
        (11, {7: "yes", 14: "no"}),
        (18, {14: "yes", 30: "no"}),
        (34, {30: "yes"}),
    ],
)
def test_first_contact_is_asked_within_any_number_of_days(
    place: Place, back: int, said: dict[int, str]
) -> None:
    customer = record(place, [], [on(3, resolved()), on(back, WROTE)])
    for days, expected in said.items():
        assert groups(place, "left", "first contact", first_contact=days) == {expected: (1, 0)}
        assert first_contact(place, customer, days) == expected


def test_a_resolution_that_held_for_as_long_as_is_asked_was_one(place: Place) -> None:
    customer = record(place, [], [on(3, resolved()), on(23, reopened())])
    assert [first_contact(place, customer, days) for days in (14, 30)] == ["yes", "no"]


def test_first_contact_is_open_until_the_days_are_over(place: Place) -> None:
    customer = record(place, [], [on(3, resolved())])
    assert first_contact(place, customer, 7, now=BEGIN + 10 * DAY) == "yes"
    assert first_contact(place, customer, 8, now=BEGIN + 10 * DAY) == "open"
    assert first_contact(place, customer, 7, now=BEGIN + 10 * DAY - timedelta(seconds=1)) == "open"


def first_contact(place: Place, customer: UUID, days: int, now: datetime = LATER) -> str | None:
    catch_up(place.writer, place.ledger)
    wanted = LifeFilter(customer=customer, first_contact_within=days * DAY)
    (life,) = lives(place.writer, now, wanted, AfterLife(), 10)
    return life.first_contact


def test_a_share_is_given_of_five_lives_and_of_fewer_their_interval_alone(place: Place) -> None:
    asked = OutcomeAsked(outcome="left", by="all", within=30 * DAY)
    for lost in (5, 6, 7, 40):
        record(place, [on(lost, LOST)])
    catch_up(place.writer, place.ledger)
    (few,) = outcomes(place.writer, LATER, asked)
    assert (few.lives, few.happened, few.share) == (4, 3, None)
    assert few.low is not None
    record(place, [on(50, LOST)])
    catch_up(place.writer, place.ledger)
    (enough,) = outcomes(place.writer, LATER, asked)
    assert (enough.lives, enough.share) == (5, 0.6)
