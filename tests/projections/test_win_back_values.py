"""What win-back is asked of offers, second lives and redress: of mature days alone, and exact by currency."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from complaints.facts import Fact
from complaints.when import NotAfter
from projections.redress_retained import RedressPerRetained, redress_per_retained
from projections.second_lives import SecondLives, Value, ValueAsked, second_lives, values
from projections.win_back_rates import RateAsked, RateBy, RateOfGroup, rates
from projections.worker import catch_up
from tests.complaints.given_redress import offered as compensation
from tests.complaints.given_redress import paid
from tests.projections.given import moved
from tests.projections.place import Place
from tests.projections.test_lives import accepted, declined, worth
from tests.projections.test_win_back import BACK, BEGIN, DAY, LOST, offered, on, spent
from tests.projections.test_win_back_outcomes import LATER, record, record_complaint

TAKEN: Sequence[Fact] = [on(5, LOST), on(6, worth("20.00")), on(9, accepted()), on(9, BACK)]
PAID: Sequence[Fact] = [on(1, compensation()), on(2, paid())]
CREDIT: Sequence[Fact] = [
    on(81, replace(compensation(amount="100.00"), kind="credit")),
    on(89, paid()),
]
BY_THEN = NotAfter(not_after=BEGIN + 9 * DAY)


def rates_of(place: Place, by: RateBy = "all", days: int = 30) -> dict[str | None, RateOfGroup]:
    catch_up(place.writer, place.ledger)
    return {it.group: it for it in rates(place.writer, LATER, RateAsked(by=by, days=days))}


def values_of(place: Place, days: int = 90, margin: str = "0.5") -> list[Value]:
    catch_up(place.writer, place.ledger)
    return list(values(place.writer, LATER, ValueAsked(days=days, margin=Decimal(margin))))


def second_lives_of(place: Place) -> SecondLives:
    catch_up(place.writer, place.ledger)
    return second_lives(place.writer, LATER)


def retained_of(place: Place, days: int = 90) -> list[RedressPerRetained]:
    catch_up(place.writer, place.ledger)
    return list(redress_per_retained(place.writer, LATER, days))


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([offered(), accepted()], (1, 1, 0, 0, 0, 0)),
        ([on(6, offered()), on(35, accepted()), on(35, BACK)], (1, 1, 0, 0, 0, 0)),
        ([on(6, offered()), on(36, accepted()), on(36, BACK)], (1, 0, 0, 1, 0, 0)),
        ([on(6, offered()), on(7, declined()), on(8, offered(2))], (2, 0, 1, 1, 0, 0)),
        ([on(6, offered()), on(9, BACK)], (1, 0, 0, 1, 0, 0)),  # came back without taking it
        ([on(370, offered()), on(372, declined())], (1, 0, 1, 0, 0, 0)),
        ([on(371, offered()), on(372, accepted())], (0, 0, 0, 0, 1, 0)),
        ([on(6, offered()), moved(accepted(), BY_THEN)], (0, 0, 0, 0, 0, 1)),
        ([moved(offered(), BY_THEN)], (0, 0, 0, 0, 0, 1)),
    ],
)
def test_an_offer_is_taken_within_the_days_or_not_and_counts_once_they_are_over(
    place: Place, own: list[Fact], expected: tuple[int, ...]
) -> None:
    record(place, [on(5, LOST), *(on(6, it) if it.at == BEGIN else it for it in own)])
    it = rates_of(place)[None]
    assert (it.offers, it.accepted, it.declined, it.open, it.immature, it.time_unknown) == expected


def test_rates_by_kind_and_reason_have_no_share_of_fewer_than_five(place: Place) -> None:
    for _ in range(4):
        record(place, TAKEN)
    record(place, [on(5, replace(LOST, reason="price")), on(6, offered())])
    assert rates_of(place, "offer")["discount"].share == 0.8
    service, price = rates_of(place, "reason")["service"], rates_of(place, "reason")["price"]
    assert (service.offers, service.accepted, service.share, service.high) == (4, 4, None, 1.0)
    assert (price.offers, price.accepted, price.low) == (1, 0, 0.0)


def test_a_second_life_lasts_until_the_next_leaving_or_is_censored(place: Place) -> None:
    for days in (10, 10, 40):
        record(place, [*TAKEN, on(9 + days, LOST)])
    for _ in range(3):
        record(place, [*TAKEN])
    record(place, [on(5, LOST), on(9, BACK)])
    record(place, [on(5, LOST), moved(BACK, NotAfter(not_after=BEGIN + 9 * DAY))])
    found = second_lives_of(place)
    discount, none = found.curves
    assert [(it.day, it.at_risk, it.left, it.censored) for it in discount.points] == [
        (0, 6, 0, 0),
        (10, 6, 2, 0),
        (40, 4, 1, 3),
    ]
    assert (discount.group, none.group, none.lives, none.censored) == ("discount", "none", 1, 1)
    assert found.time_unknown == 1


def test_net_value_is_the_margin_less_the_offer_and_the_redress_of_the_days(place: Place) -> None:
    customer = record(place, [*TAKEN, spent("10", 9, 9), spent("100.50", 10, 20), spent("7", 90, 100)])
    record_complaint(place, customer, 20, [on(21, compensation(amount="12.25")), on(22, paid())])
    record_complaint(place, customer, 98, [on(99, compensation()), on(100, paid())])
    record(place, [*TAKEN, spent("30", 11, 12)])
    (found,) = values_of(place)
    assert (found.offer, found.currency, found.lives, found.spending) == ("discount", "GBP", 2, 2)
    amounts = [found.spent, found.cost, found.redress, found.net]
    assert amounts == [Decimal("130.50"), Decimal("40.00"), Decimal("12.25"), Decimal("13.00")]


def test_currencies_are_never_added_and_a_life_of_several_counts_as_one(place: Place) -> None:
    record(place, [*TAKEN, spent("100", 10, 20), spent("80", 30, 40, currency="EUR")])
    euros, sterling = values_of(place)
    assert (euros.currency, euros.net, euros.cost) == ("EUR", Decimal(40), Decimal(0))
    assert (sterling.currency, sterling.net, sterling.cost) == ("GBP", Decimal(30), Decimal(20))
    assert (euros.lives, sterling.lives) == (1, 1)


@pytest.mark.parametrize(
    ("own", "counts"),
    [
        (TAKEN, (1, 0, 0, 0)),
        ([on(5, LOST), on(309, BACK)], (1, 0, 0, 0)),
        ([on(5, LOST), on(310, BACK)], (0, 1, 0, 0)),
        ([on(5, LOST), on(6, offered()), on(9, accepted()), on(9, BACK)], (0, 0, 0, 1)),
        (
            [on(5, LOST), on(6, replace(offered(), kind="contact")), on(9, accepted()), on(9, BACK)],
            (1, 0, 0, 0),
        ),
        ([on(5, LOST), on(6, offered()), on(9, BACK)], (1, 0, 0, 0)),
        ([on(5, LOST), moved(BACK, BY_THEN)], (0, 0, 1, 0)),
    ],
)
def test_a_life_is_worth_something_once_its_days_are_over_and_its_cost_is_known(
    place: Place, own: Sequence[Fact], counts: tuple[int, ...]
) -> None:
    record(place, [*own, spent("5", 311, 312)])
    (found,) = values_of(place)
    assert (found.lives, found.immature, found.time_unknown, found.cost_unknown) == counts


def test_what_is_paid_at_no_known_day_leaves_the_value_unknown(place: Place) -> None:
    customer = record(place, TAKEN)
    record_complaint(place, customer, 20, [on(21, compensation()), moved(paid(), NotAfter(not_after=LATER))])
    (found,) = values_of(place)
    assert (found.lives, found.time_unknown, found.currency, found.net) == (0, 1, None, Decimal(0))


def test_redress_is_divided_by_those_who_stayed_and_paid_to_all(place: Place) -> None:
    stayed = [record(place, [], PAID) for _ in range(4)]
    assert retained_of(place)[0].per_retained is None
    record(place, [])
    record(place, [on(89, LOST)], PAID)
    record(place, [on(90, LOST)], PAID)
    (of_money,) = retained_of(place)
    assert (of_money.lives, of_money.retained, of_money.left) == (7, 6, 1)
    assert (of_money.kind, of_money.payments, of_money.amount) == ("money", 6, Decimal("300.00"))
    assert of_money.per_retained == Decimal("50.00")
    record_complaint(place, stayed[0], 80, CREDIT)
    of_credit, of_money = retained_of(place)
    assert (of_credit.kind, str(of_credit.per_retained)) == ("credit", "16.67")
    assert (of_credit.lives, of_money.lives) == (7, 7)


@pytest.mark.parametrize(
    ("own", "about", "counts"),
    [
        ([], [on(1, compensation()), on(90, paid())], (1, 0, 0, 0, 0)),  # after the days: no cost of theirs
        ([], [on(1, compensation()), moved(paid(), BY_THEN)], (1, 0, 0, 1, 0)),
        ([moved(LOST, BY_THEN)], PAID, (0, 0, 1, 0, 0)),
        ([on(5, LOST), on(9, BACK)], PAID, (1, 0, 0, 0, 1)),
    ],
)
def test_who_cannot_be_judged_is_counted_apart(
    place: Place, own: list[Fact], about: list[Fact], counts: tuple[int, ...]
) -> None:
    record(place, own, about)
    (it,) = retained_of(place)
    assert (it.lives, it.immature, it.time_unknown, it.payments_unknown, it.payments) == counts
    assert (it.kind is None, it.currency is None, it.amount == 0) == (it.payments == 0,) * 3


def test_whose_days_are_not_over_are_immature(place: Place) -> None:
    record(place, [], PAID)
    assert [retained_of(place, days)[0].immature for days in (400, 401)] == [0, 1]
