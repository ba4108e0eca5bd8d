"""Win-back: given what became of a customer, then on which days, what was answered, spent and paid."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.facts import Fact
from complaints.facts.customers import WinBackAccepted, WinBackDeclined
from complaints.facts.merging import DuplicateMerged
from complaints.facts.upkeep import FactCorrected
from complaints.money import Money
from complaints.when import Day, NotAfter, When
from projections.history import history
from projections.win_back import combine
from projections.win_back_parts import Part, fold
from tests.complaints.given import answered, identified, resolved, withdrawn
from tests.complaints.given_redress import offered as compensation
from tests.complaints.given_redress import paid
from tests.projections.given import filing, moved, recorded
from tests.projections.test_win_back import (
    BACK,
    BEGIN,
    DAY,
    LOST,
    MERGED,
    ONE,
    TWO,
    WROTE,
    Row,
    complaint,
    customer,
    offered,
    on,
    put_in,
    said,
    some_time_on,
    spent,
)

THREE = UUID(int=3)
SUMMER = Day(day=date(2026, 4, 7), zone="Europe/London")  # begins on the 6th in UTC
BY_THEN = NotAfter(not_after=BEGIN + 6 * DAY)


def day(number: int) -> date:
    return (BEGIN + number * DAY).date()


def accepted(offer: int = 1) -> WinBackAccepted:
    return WinBackAccepted(at=BEGIN, offer=offer)


def declined(offer: int = 1) -> WinBackDeclined:
    return WinBackDeclined(at=BEGIN, offer=offer)


def filed_at(at: When) -> list[Part]:
    return fold(history(recorded([filing(ONE, at), moved(identified(), at)], ONE)))


def worth(amount: str, offer: int = 1) -> Fact:
    return replace(offered(offer), money=Money(amount=Decimal(amount), currency="GBP"))


ROWS: dict[str, tuple[list[Part], list[Row]]] = {
    "a day that was said is that day, whatever the zone": (
        customer(moved(LOST, SUMMER)),
        [{"lost_on": date(2026, 4, 7)}],
    ),
    "what had happened by some time is of no known day": (
        customer(moved(LOST, BY_THEN), moved(BACK, NotAfter(not_after=BEGIN + 9 * DAY))),
        [
            {"lost_on": None, "lost_at": BEGIN + 6 * DAY, "began_on": None},
            {"began_on": None, "began_at": BEGIN + 9 * DAY},
        ],
    ),
    "a return is the day on which the next life begins": (
        customer(on(5, LOST), on(9, BACK)),
        [{"began_on": None, "lost_on": day(5)}, {"began_on": day(9), "lost_on": None}],
    ),
    "a complaint on the day of leaving may have come before it": (
        [*customer(some_time_on(5, LOST), on(9, BACK)), *complaint(received=5.5)],
        [
            {"complained_on": [day(5)], "lost_on": day(5), "complaints": 1},
            {"complained_on": [], "complaints": 0, "complaints_before": 1},
        ],
    ),
    "one on the day after did not": (
        [*customer(some_time_on(5, LOST)), *complaint(received=6)],
        [{"complained_on": [], "complaints": 1}],
    ),
    "one received by some time may have come before any leaving": (
        [*customer(on(5, LOST)), *filed_at(BY_THEN)],
        [{"complained_on": [None], "complaints": 1}],
    ),
    "who left and came back on one day may have complained before": (
        [*customer(some_time_on(5, LOST), some_time_on(5, BACK)), *complaint(received=5.5)],
        [
            {"complained_on": [day(5)], "complaints": 1},
            {"complained_on": [], "complaints": 0, "complaints_before": 1},
        ],
    ),
    "who was back at some hour of that day did not leave after it": (
        [*customer(some_time_on(5, LOST), on(5.5, BACK)), *complaint(received=5.75)],
        [{"complained_on": [], "complaints": 0}, {"complained_on": [day(5)], "complaints": 1}],
    ),
    "a return on the day of a leaving at some hour did not come before it": (
        [*customer(on(5.5, LOST), some_time_on(5, BACK)), *complaint(received=5.25)],
        [{"complained_on": [day(5)], "complaints": 1}, {"complaints": 0}],
    ),
    "an arm on the day of leaving may have come before it": (
        customer(some_time_on(5, LOST), on(5.5, put_in("a"))),
        [{"arms": ["a"], "arms_after": []}],
    ),
    "complaints before leaving, in their order": (
        [*customer(on(5, LOST)), *complaint(received=6), *complaint(received=2, id=TWO)],
        [{"complaints": 2, "complained_on": [day(2)]}],
    ),
    "what is merged is no complaint of its own, and its receipt is that of the other": (
        [
            *complaint(on(4, MERGED)),
            *complaint(on(4, DuplicateMerged(at=BEGIN, duplicate=ONE, received=BEGIN)), received=3, id=TWO),
            *complaint(received=1, id=THREE),
        ],
        [{"complaints": 2, "complained_on": [day(0), day(1)]}],
    ),
    "a receipt before the return is of the life before": (
        [
            *customer(on(5, LOST), on(9, BACK)),
            *complaint(on(12, MERGED)),
            *complaint(on(12, DuplicateMerged(at=BEGIN, duplicate=ONE, received=BEGIN)), received=11, id=TWO),
        ],
        [{"complained_on": []}, {"complained_on": [day(11)], "complaints_before": 0}],
    ),
    "what is merged came before leaving, and its complaint after": (
        [
            *customer(on(5, LOST)),
            *complaint(on(7, DuplicateMerged(at=BEGIN, duplicate=ONE, received=BEGIN)), received=6, id=TWO),
        ],
        [{"complained_on": [day(0)], "first_complaint_at": BEGIN}],
    ),
    "complaints of earlier lives": (
        [*customer(on(5, LOST), on(9, BACK)), *complaint(), *complaint(received=11, id=TWO)],
        [{"complaints_before": 0}, {"complaints_before": 1, "complained_on": [day(11)]}],
    ),
    "the first complaint, and when its complainant came back": (
        [*complaint(on(3, resolved()), on(8, WROTE)), *complaint(received=6, id=TWO)],
        [{"first_resolved_at": BEGIN + 3 * DAY, "first_came_back_at": BEGIN + 6 * DAY}],
    ),
    "the outcomes of the first complaint, answer by answer": (
        [
            *complaint(on(3, answered()), on(8, replace(answered(2), outcome="rejected"))),
            *complaint(on(4, answered()), received=1, id=TWO),
        ],
        [
            {
                "first_answers": ["upheld", "rejected"],
                "first_answered_at": [BEGIN + 3 * DAY, BEGIN + 8 * DAY],
            }
        ],
    ),
    "a withdrawal came back too": (
        complaint(on(3, withdrawn())),
        [{"first_resolved_at": None, "first_came_back_at": BEGIN + 3 * DAY}],
    ),
    "an offer, what it costs, and that it was taken": (
        customer(on(5, LOST), on(6, worth("20.00")), on(8, accepted()), on(8, BACK)),
        [
            {
                "offered_on": [day(6)],
                "offered_amounts": [Decimal("20.00")],
                "offered_currencies": ["GBP"],
                "answers": ["accepted"],
                "answered_on": [day(8)],
            },
            {"offered_on": [], "answers": []},
        ],
    ),
    "an offer that was not taken, and one that nobody has answered": (
        customer(on(5, LOST), on(6, offered()), on(7, declined()), on(8, offered(2))),
        [{"answers": ["declined", None], "answered_on": [day(7), None], "offered_amounts": [None, None]}],
    ),
    "taking an offer is not coming back: a correction can leave it alone": (
        customer(
            on(5, LOST),
            on(6, offered()),
            on(8, accepted()),
            on(8, BACK),
            on(9, FactCorrected(at=BEGIN, corrects=5, reason="no")),
        ),
        [{"answers": ["accepted"], "returned_at": None}],
    ),
    "an answer by some time, before the offer is certain, is an answer on no known day": (
        customer(on(5, LOST), on(8, offered()), moved(declined(), NotAfter(not_after=BEGIN + 7 * DAY))),
        [{"answers": ["declined"], "answered_on": [None]}],
    ),
    "what was spent in each life, the day of the return in neither": (
        customer(
            on(5, LOST),
            on(9, BACK),
            spent("1", 1, 2),
            spent("2", 9, 9),
            spent("3", 8, 10),
            spent("4", 10, 12),
        ),
        [
            {"spent_from": [day(1)], "spent_until": [day(2)], "spent_amounts": [Decimal(1)]},
            {"spent_from": [day(10)], "spent_amounts": [Decimal(4)], "spent_currencies": ["GBP"]},
        ],
    ),
    "what was made good, of merged complaints too, and by what": (
        complaint(
            on(1, replace(compensation(amount="30.00"), kind="credit")),
            on(2, paid()),
            on(3, compensation(2)),
            on(4, MERGED),
        ),
        [
            {
                "paid_on": [day(2)],
                "paid_kinds": ["credit"],
                "paid_amounts": [Decimal("30.00")],
                "paid_currencies": ["GBP"],
            }
        ],
    ),
    "a payment by some time is of no known day": (
        complaint(on(1, compensation()), moved(paid(), BY_THEN)),
        [{"paid_on": [None], "paid_amounts": [Decimal("50.00")]}],
    ),
}


@pytest.mark.parametrize(("parts", "lives"), ROWS.values(), ids=list(ROWS))
def test_lives(parts: list[Part], lives: list[Row]) -> None:
    assert said(combine(parts), lives) == lives


@given(
    st.lists(
        st.builds(
            on,
            st.integers(0, 30),
            st.sampled_from([LOST, BACK, offered(), offered(2), accepted(), declined(), accepted(2)]),
        ),
        max_size=8,
    )
)
def test_lists_of_offers_go_together_and_nothing_ends_before_it_begins(facts: Sequence[Fact]) -> None:
    for life in combine(customer(*facts)):
        lists = (life.offered_on, life.offered_amounts, life.offered_currencies, life.answers)
        assert {len(it) for it in (*lists, life.answered_on, life.offered_at)} == {len(life.offered)}
        if life.began_on and life.lost_on:
            assert life.lost_on - life.began_on >= timedelta()
