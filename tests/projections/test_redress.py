"""The redress ledger: what each history makes of offers, and sums of money that are right to the penny."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.corrections import correction
from complaints.facts import Fact
from complaints.facts.causes import CauseIdentified
from complaints.facts.intake import ComplaintAssigned
from complaints.facts.redress import (
    CompensationAccepted,
    CompensationApproved,
    CompensationDeclined,
    CompensationOffered,
    CompensationPaid,
    CompensationRefused,
    CompensationWithdrawn,
    PaymentFailed,
)
from complaints.money import Money
from complaints.when import Day, Minute, NotAfter, When
from projections.counts import total
from projections.redress import REDRESS, Offer
from projections.redress_questions import RedressAsked, RedressBy, RedressOfGroup, redress
from tests.complaints.given import RECEIVED
from tests.projections.given import filing
from tests.projections.place import Place, put, rows_in

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(hour: float) -> datetime:
    return RECEIVED + hour * HOUR


def offer(
    hour: float = 1, amount: str = "50.00", currency: str = "GBP", *, matches: bool | None = None
) -> CompensationOffered:
    money = Money(amount=Decimal(amount), currency=currency)
    return CompensationOffered(at=at(hour), offer=1, kind="money", money=money, matches_loss=matches)


def instead(hour: float, amount: str, *, matches: bool | None = None) -> CompensationOffered:
    """Return the second offer, which takes the place of the first."""
    return replace(offer(hour, amount, matches=matches), offer=2, replaces=1)


def approved(hour: float, *, number: int = 1, is_complete: bool = True) -> CompensationApproved:
    return CompensationApproved(at=at(hour), offer=number, is_complete=is_complete)


def accepted(hour: float, number: int = 1) -> CompensationAccepted:
    return CompensationAccepted(at=at(hour), offer=number, channel="email")


def paid(hour: float, number: int = 1) -> CompensationPaid:
    return CompensationPaid(at=at(hour), offer=number, reference="BACS 1")


def declined(hour: float, number: int = 1) -> CompensationDeclined:
    return CompensationDeclined(at=at(hour), offer=number, channel="email")


ROWS: dict[str, tuple[list[Fact], dict[str, object]]] = {
    "offered": (
        [offer()],
        {"kind": "money", "amount": Decimal("50.00"), "currency": "GBP", "offered_at": at(1)},
    ),
    "half approved": (
        [offer(), approved(2, is_complete=False)],
        {"approved_at": None, "approved_after": None},
    ),
    "approved by two": (
        [offer(), approved(2, is_complete=False), approved(5)],
        {"approved_at": at(5), "approved_after": 4 * HOUR},
    ),
    "accepted": ([offer(), accepted(3)], {"accepted_at": at(3), "paid_at": None}),
    "paid at the second attempt": (
        [offer(), accepted(2), PaymentFailed(at=at(3), offer=1, reason="closed"), paid(4)],
        {"paid_at": at(4), "failed": 1, "ended_by": None},
    ),
    "declined": ([offer(), declined(2)], {"ended_by": "declined", "ended_at": at(2)}),
    "withdrawn": (
        [offer(), CompensationWithdrawn(at=at(2), offer=1, reason="a slip")],
        {"ended_by": "withdrawn", "ended_at": at(2)},
    ),
    "refused": (
        [offer(), CompensationRefused(at=at(2), offer=1, reason="too much")],
        {"ended_by": "refused", "ended_at": at(2)},
    ),
    "of whoever held it then": (
        [
            ComplaintAssigned(at=at(0), team="first"),
            offer(),
            ComplaintAssigned(at=at(2), team="second"),
        ],
        {"team": "first"},
    ),
    "its cause is found out later": (
        [offer(), CauseIdentified(at=at(5), cause="batch"), CauseIdentified(at=at(6), cause="typing")],
        {"cause": "typing"},
    ),
    "corrected": (
        [offer(), correction(offer(amount="5.00"), corrects=2, at=at(3), reason="a slip of the pen")],
        {"amount": Decimal("5.00")},
    ),
}


@pytest.mark.parametrize(("facts", "expected"), ROWS.values(), ids=ROWS)
def test_a_history_makes_a_row(shared: Place, facts: list[Fact], expected: dict[str, object]) -> None:
    (row,) = rows_of(shared, facts)
    assert {name: getattr(row, name) for name in expected} == expected


def test_what_is_dated_before_the_offer_is_not_lost(shared: Place) -> None:
    (row,) = rows_of(shared, [offer(5), approved(3), accepted(3), paid(4)])
    assert (row.approved_at, row.accepted_at, row.paid_at) == (at(5), at(5), at(5))


def test_an_offer_that_takes_the_place_of_another_ends_it(shared: Place) -> None:
    first, second = rows_of(shared, [offer(), instead(4, "80.00"), paid(6, 2)])
    assert (first.ended_by, first.ended_at, first.paid_at) == ("replaced", at(4), None)
    assert (second.ended_by, second.paid_at) == (None, at(6))


@pytest.mark.parametrize(
    ("offered_at", "approved_at", "took"),
    [
        (at(1), at(1), timedelta()),
        (Minute(minute=at(1)), Minute(minute=at(2)), HOUR),
        (Day(day=date(2026, 4, 7), zone="UTC"), at(30), None),
        (at(1), NotAfter(not_after=at(2)), None),
    ],
)
def test_how_long_an_approval_took_is_known_to_the_hour_or_not_said(
    shared: Place, offered_at: When, approved_at: When, took: timedelta | None
) -> None:
    (row,) = rows_of(shared, [replace(offer(), at=offered_at), replace(approved(2), at=approved_at)])
    assert row.approved_after == took
    assert row.approved_at is not None
    assert row.approved_at >= row.offered_at


MONTH: list[list[Fact]] = [
    # Paid in full, 4 hours after it was offered; it matches the loss.
    [offer(1, "100.10", matches=True), approved(5), accepted(6), paid(7)],
    # Accepted and owed; approved after 10 hours.
    [offer(2, "0.20", matches=True), approved(12), accepted(13)],
    # The complainant took another one instead of the first.
    [offer(1, "10.00", matches=False), instead(3, "20.00", matches=True), paid(9, 2)],
    [offer(1, "30.00", matches=True), declined(2)],
    # In yen, which has no pence and is added to no pounds.
    [offer(1, "5000", "JPY"), paid(2)],
]


def test_a_month_is_summed_as_by_hand_in_each_currency(shared: Place) -> None:
    pounds, yen = asked(shared, put_all(shared, MONTH), at(100))
    assert (pounds.currency, pounds.complaints, pounds.offers) == ("GBP", 4, 5)
    assert (pounds.offered_amount, pounds.approved_amount) == (Decimal("160.30"), Decimal("100.30"))
    assert (pounds.paid, pounds.paid_amount) == (2, Decimal("120.10"))
    assert (pounds.owed, pounds.owed_amount, pounds.open) == (1, Decimal("0.20"), 1)
    assert (pounds.declined, pounds.replaced, pounds.withdrawn, pounds.refused) == (1, 1, 0, 0)
    assert (pounds.matched, pounds.unmatched, pounds.match_unknown) == (4, 1, 0)
    assert pounds.share_matching == pytest.approx(0.8)
    assert (pounds.low, pounds.high) == pytest.approx((0.3755, 0.9638), abs=1e-4)
    assert (pounds.approval_p50, pounds.approval_p90) == (4 * HOUR, 10 * HOUR)
    assert (yen.currency, yen.offers, yen.paid_amount) == ("JPY", 1, Decimal(5000))
    assert (yen.match_unknown, yen.share_matching, yen.low, yen.approval_p50) == (1, None, None, None)


def test_what_happens_later_does_not_change_an_answer(shared: Place) -> None:
    team = put_all(shared, MONTH)
    pounds, yen = asked(shared, team, at(2))
    assert (pounds.offers, pounds.paid, pounds.approved, pounds.declined, pounds.replaced) == (4, 0, 0, 1, 0)
    assert (yen.paid, asked(shared, team, at(1.5))[1].paid) == (1, 0)
    assert asked(shared, team, at(0)) == []


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("kind", {"money"}),
        ("currency", {None}),
        ("channel", {"phone"}),
        ("month", {"2026-04"}),
        ("cause", {None}),
    ],
)
def test_offers_are_grouped(shared: Place, by: str, groups: set[str | None]) -> None:
    question = "all" if by == "currency" else by
    found = asked(shared, put_all(shared, MONTH), at(100), by=question)  # type: ignore[arg-type] # one of these
    assert {it.group for it in found} == groups
    assert total(*(it.offers for it in found)) == 6


def test_a_month_is_that_of_the_zone_and_bounds_are_of_the_offer(shared: Place) -> None:
    midnight = (datetime(2026, 4, 30, 23, 30, tzinfo=UTC) - RECEIVED) / HOUR
    team = put_all(shared, [[offer(midnight)]])
    far = at(10_000)
    assert [it.group for it in asked(shared, team, far, by="month", zone="Europe/London")] == ["2026-05"]
    assert [it.group for it in asked(shared, team, far, by="month", zone="UTC")] == ["2026-04"]
    assert len(asked(shared, team, far, offered_from=at(midnight))) == 1
    assert asked(shared, team, far, offered_to=at(midnight)) == []
    assert asked(shared, team, far, currency="EUR") == asked(shared, team, far, kind="goods") == []


def test_a_day_of_an_offer_is_in_its_month_in_any_zone(shared: Place) -> None:
    on_a_day = replace(offer(), at=Day(day=date(2026, 5, 1), zone="Europe/London"))
    team = put_all(shared, [[on_a_day]])
    for zone in ("UTC", "America/New_York"):
        assert [it.group for it in asked(shared, team, at(10_000), by="month", zone=zone)] == ["2026-05"]


steps = st.sampled_from(["approved", "accepted", "paid", "declined", None])


@settings(max_examples=settings().max_examples // 5)  # each asks the database several questions
@given(
    offers=st.lists(
        st.tuples(st.integers(1, 999_999), st.sampled_from(["GBP", "JPY"]), steps), min_size=1, max_size=8
    )
)
def test_sums_are_exact(shared: Place, offers: Sequence[tuple[int, str, str | None]]) -> None:
    lives = [life(*each) for each in offers]
    found = {it.currency: it for it in asked(shared, put_all(shared, lives), at(100))}
    for currency in {each[1] for each in offers}:
        mine = [(Decimal(pence) / 100, step) for pence, of, step in offers if of == currency]
        group = found[currency]
        assert group.offered_amount == sum(amount for amount, _ in mine)
        assert group.paid_amount == sum(amount for amount, step in mine if step == "paid")
        assert group.owed_amount == sum(amount for amount, step in mine if step == "accepted")
        assert group.approved_amount == sum(amount for amount, step in mine if step == "approved")
        ended = (group.paid, group.declined, group.withdrawn, group.refused, group.replaced)
        assert group.offers == total(*ended, group.open) == len(mine)


def life(pence: int, currency: str, step: str | None) -> list[Fact]:
    made = offer(1, str(Decimal(pence) / 100), currency)
    after: dict[str | None, Fact] = {
        "approved": approved(2),
        "accepted": accepted(2),
        "paid": paid(2),
        "declined": declined(2),
    }
    return [made, after[step]] if step in after else [made]


def put_one(place: Place, facts: Sequence[Fact]) -> UUID:
    complaint = uuid4()
    put(place.ledger, complaint, [filing(complaint), *facts])
    return complaint


def put_all(place: Place, lives: Sequence[Sequence[Fact]]) -> str:
    """Record complaints of a team of their own, and return its name."""
    team = str(uuid4())
    for facts in lives:
        put_one(place, [ComplaintAssigned(at=at(0), team=team), *facts])
    rows_in(place, REDRESS, [])
    return team


def rows_of(place: Place, facts: Sequence[Fact]) -> list[Offer]:
    return rows_in(place, REDRESS, [put_one(place, facts)])


def asked(
    place: Place, team: str, as_of: datetime, by: RedressBy = "all", **more: object
) -> Sequence[RedressOfGroup]:
    question = replace(RedressAsked(team=team, group_by=by), **more)  # type: ignore[arg-type] # its fields
    return redress(place.writer, as_of, question)
