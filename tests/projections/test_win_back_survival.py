"""How long customers stay after a complaint: groups are as they stood at the landmark, and nobody is lost."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.facts import Fact
from complaints.when import Day, NotAfter
from projections.counts import Count, total
from projections.win_back_survival import Survival, SurvivalAsked, SurvivalBy, survival
from projections.worker import catch_up
from tests.complaints.given import answered, apologised, closed, reopened, resolved, withdrawn
from tests.complaints.given_redress import paid
from tests.projections.given import moved
from tests.projections.place import Place
from tests.projections.test_win_back import BACK, BEGIN, DAY, LOST, WROTE, on, put_in, spent
from tests.projections.test_win_back_outcomes import LATER, record, record_complaint

REJECTED = replace(answered(2), outcome="rejected")


def asked_of(
    place: Place, by: SurvivalBy = "all", *, landmark: int = 0, days: int = 365, experiment: str | None = None
) -> Survival:
    catch_up(place.writer, place.ledger)
    asked = SurvivalAsked(by=by, days=days, landmark=landmark, experiment=experiment)
    return survival(place.writer, LATER, asked)


def groups(found: Survival) -> dict[str | None, tuple[Count, Count]]:
    """Return how many were followed and how many of them left, by group."""
    return {it.group: (it.lives, it.left) for it in found.curves}


def test_who_has_not_left_is_censored_and_not_taken_for_one_who_stays(place: Place) -> None:
    record(place, [moved(LOST, BEGIN + DAY / 2)])
    for left in (10, 10, 50):
        record(place, [on(left, LOST)])
    for _ in range(2):
        record(place, [])
    (all_of_them,) = asked_of(place).curves
    points = [(it.day, it.at_risk, it.left, it.censored) for it in all_of_them.points]
    assert points == [(0, 6, 1, 0), (10, 5, 2, 0), (50, 3, 1, 2)]
    assert [it.survival for it in all_of_them.points] == pytest.approx([5 / 6, 1 / 2, None])
    assert (all_of_them.median, all_of_them.censored) == (10, 2)


def test_who_stays_longer_than_the_days_asked_about_is_censored_there(place: Place) -> None:
    record(place, [on(50, LOST)])
    (cut,) = asked_of(place, days=49).curves
    assert (cut.left, cut.censored, [it.day for it in cut.points]) == (0, 1, [0])
    assert groups(asked_of(place, days=50)) == {None: (1, 1)}


@pytest.mark.parametrize(
    ("about", "group"),
    [
        ([on(29, apologised())], "apology"),
        ([on(30, apologised())], "neither"),
        ([on(29, paid())], "money"),
        ([on(1, apologised()), on(2, paid())], "both"),
    ],
)
def test_what_was_done_after_the_landmark_moves_nobody(place: Place, about: list[Fact], group: str) -> None:
    record(place, [on(200, LOST)], about)
    assert groups(asked_of(place, "done", landmark=30)) == {group: (1, 1)}


@pytest.mark.parametrize(
    ("about", "outcome", "is_resolved"),
    [
        ([], "none", "no"),
        ([on(29, answered())], "upheld", "no"),
        ([on(30, answered())], "none", "no"),
        ([on(9, answered()), on(29, resolved())], "upheld", "yes"),
        ([on(9, answered()), on(20, REJECTED)], "rejected", "no"),
        ([on(9, answered()), on(30, REJECTED)], "upheld", "no"),
        ([on(30, resolved())], "none", "no"),
        ([on(5, answered()), on(6, resolved()), on(10, reopened())], "upheld", "yes"),  # it was, once
        ([on(6, closed())], "none", "yes"),
        ([on(6, withdrawn())], "none", "no"),
        # Which came first is not certain: as recorded.
        (
            [
                moved(answered(), BEGIN + 9 * DAY),
                moved(REJECTED, Day(day=(BEGIN + 9 * DAY).date(), zone="UTC")),
            ],
            "rejected",
            "no",
        ),
    ],
)
def test_outcome_and_speed_are_what_they_were_at_the_landmark(
    place: Place, about: list[Fact], outcome: str, is_resolved: str
) -> None:
    record(place, [], about)
    assert list(groups(asked_of(place, "outcome", landmark=30))) == [outcome]
    assert list(groups(asked_of(place, "resolved", landmark=30))) == [is_resolved]


def test_who_left_before_the_landmark_is_in_no_group_and_is_counted(place: Place) -> None:
    record(place, [on(29, LOST)], [on(1, apologised())])
    record(place, [on(30, LOST)], [on(1, apologised())])
    found = asked_of(place, "done", landmark=30)
    assert (groups(found), found.left_earlier) == ({"apology": (1, 1)}, 1)
    assert found.curves[0].points[0].day == 30


def test_whose_landmark_is_to_come_is_immature(place: Place) -> None:
    record(place, [])
    assert asked_of(place, "done", landmark=400, days=500).immature == 0
    found = asked_of(place, "done", landmark=401, days=500)
    assert (found.curves, found.immature) == ([], 1)


@pytest.mark.parametrize("unknown", [LOST, BACK])
def test_a_leaving_of_no_known_day_is_its_own_count(place: Place, unknown: Fact) -> None:
    by_then = moved(LOST, NotAfter(not_after=BEGIN + 5 * DAY))
    record(place, [by_then] if unknown is LOST else [by_then, on(9, BACK)])
    found = asked_of(place)
    assert (found.curves, found.time_unknown) == ([], 1)


@pytest.mark.parametrize(
    ("about", "group"),
    [
        ([on(3, resolved())], "yes"),
        ([on(3, resolved()), on(32, WROTE)], "no"),
        ([on(3, resolved()), on(34, WROTE)], "yes"),  # beyond the 30 days
        ([on(31, WROTE), on(45, resolved())], "open"),  # all of it after the landmark
        ([on(30, WROTE), on(31, resolved())], "no"),
        ([on(20, resolved())], "open"),  # the 30 days were not over
        ([on(20, resolved()), on(39, WROTE)], "open"),  # who came back did so later
    ],
)
def test_first_contact_is_what_it_was_at_the_landmark(place: Place, about: list[Fact], group: str) -> None:
    record(place, [], about)
    landmark = 31 if group == "open" else 40
    assert list(groups(asked_of(place, "first contact", landmark=landmark))) == [group]


def test_prior_complaints_begin_anew_with_each_complaint_and_those_of_earlier_lives_count(
    place: Place,
) -> None:
    record_complaints(place, [on(300, LOST)], [10, 20, 30])
    record_complaints(place, [on(5, LOST), on(9, BACK), on(110, LOST)], [100])
    found = asked_of(place, "prior complaints")
    days = {it.group: [point.day for point in it.points] for it in found.curves}
    assert groups(found) == {"0": (2, 2), "1": (2, 2), "2+": (1, 1)}
    assert days == {"0": [0, 5, 300], "1": [0, 10, 290], "2+": [0, 280]}


def record_complaints(place: Place, own: Sequence[Fact], received: Sequence[int]) -> None:
    """Record a customer with a complaint of the first day and further ones."""
    customer = record(place, own)
    for at in received:
        record_complaint(place, customer, at)


@settings(max_examples=settings().max_examples // 5)  # each asks of the whole table, which grows
@given(own=st.lists(st.builds(on, st.integers(0, 60), st.sampled_from([LOST, BACK])), max_size=4))
def test_every_life_with_a_complaint_is_counted_once(shared: Place, own: list[Fact]) -> None:
    record(shared, own)
    for landmark in (0, 20):
        found = asked_of(shared, "done", landmark=landmark)
        lives = [it.lives for it in found.curves]
        counted = shared.writer.execute(WITH_A_COMPLAINT).fetchone()
        assert counted == (total(*lives, found.left_earlier, found.immature, found.time_unknown),)


WITH_A_COMPLAINT = """
select count(*) from views.win_back
 where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
   and cardinality(complained_on) > 0
"""


@pytest.mark.parametrize(("assigned", "day"), [(-5, 40), (0, 40), (10, 30)])
def test_an_arm_is_followed_from_when_it_was_assigned(place: Place, assigned: int, day: int) -> None:
    record(place, [on(assigned, put_in("a")), on(40, LOST)])
    record(place, [on(assigned, replace(put_in("b"), experiment="offers"))])
    found = asked_of(place, "arm", experiment="letters")
    assert groups(found) == {"a": (1, 1)}
    assert found.curves[0].points[-1].day == day


USUAL = [spent("1", first, first) for first in (-40, -30, -20, -1)]  # 10, 10 and 19 days apart


@pytest.mark.parametrize(
    ("own", "left"),
    [
        (USUAL, 26),  # on the 25th day it was not yet for more than 2.5 * 10 days
        ([*USUAL, spent("1", 24, 26)], 52),
        ([*USUAL, spent("1", 20, 20), spent("1", 27, 27)], 53),
        ([*USUAL, on(10, LOST)], 10),
        ([*USUAL, on(26, LOST)], 26),
        (USUAL[2:], None),  # of one gap nobody knows whether it is usual
        ([], None),
    ],
)
def test_who_is_silent_for_longer_than_usual_has_left(
    place: Place, own: list[Fact], left: int | None
) -> None:
    record(place, own)
    asked = SurvivalAsked(by="all", days=365, landmark=0, inactivity=Decimal("2.5"))
    catch_up(place.writer, place.ledger)
    found = survival(place.writer, LATER, asked)
    (all_of_them,) = found.curves
    assert [it.day for it in all_of_them.points if it.left] == ([] if left is None else [left])
    unknown = 1 if left is None else 0
    assert (all_of_them.gap_known, all_of_them.gap_unknown) == (1 - unknown, unknown)
    assert asked_of(place).curves[0].gap_unknown is None


def test_who_is_not_yet_silent_for_long_enough_is_censored(place: Place) -> None:
    record(place, USUAL)
    asked = SurvivalAsked(by="all", days=365, landmark=0, inactivity=Decimal(2))
    catch_up(place.writer, place.ledger)
    for today, left in ((20, 0), (21, 1)):
        assert survival(place.writer, BEGIN + today * DAY, asked).curves[0].left == left
