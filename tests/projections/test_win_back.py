"""Win-back: given what became of a customer and its complaints, then its lives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import connect

from complaints.facts import Fact
from complaints.facts.conversation import MessageReceived
from complaints.facts.customers import (
    ActivityObserved,
    CustomerLost,
    CustomerRegistered,
    CustomerReturned,
    ExperimentAssigned,
    WinBackAccepted,
    WinBackDeclined,
    WinBackOffered,
)
from complaints.facts.merging import ComplaintMerged, ComplaintUnmerged, DuplicateMerged
from complaints.facts.upkeep import FactCorrected
from complaints.money import Money
from complaints.when import Day
from projections.history import history
from projections.lives import Life
from projections.win_back import WIN_BACK, combine
from projections.win_back_parts import Part, fold
from projections.worker import catch_up
from tests.complaints.given import (
    CUSTOMER,
    apologised,
    closed,
    disputed,
    identified,
    reopened,
    resolved,
    withdrawn,
)
from tests.complaints.given_redress import offered as compensation
from tests.complaints.given_redress import paid
from tests.projections.given import filing, moved, recorded
from tests.projections.place import Place, compared, put

DAY = timedelta(days=1)
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)


def on(day: float, fact: Fact) -> Fact:
    return moved(fact, BEGIN + day * DAY)


def some_time_on(day: int, fact: Fact) -> Fact:
    return moved(fact, Day(day=(BEGIN + day * DAY).date(), zone="UTC"))


REGISTERED = on(-100, CustomerRegistered(at=BEGIN, name="Jo"))
LOST = CustomerLost(at=BEGIN, reason="service")
BACK = CustomerReturned(at=BEGIN)
AUTOMATIC = replace(apologised(), automated=True)
ACCEPTED = WinBackAccepted(at=BEGIN, offer=1)
WROTE = MessageReceived(at=BEGIN, channel="email", text="Well?")
MERGED = ComplaintMerged(at=BEGIN, survivor=TWO, reason="same")
DUPLICATE = DuplicateMerged(at=BEGIN, duplicate=ONE, received=BEGIN, customer=CUSTOMER)


def offered(offer: int = 1) -> WinBackOffered:
    return WinBackOffered(at=BEGIN, offer=offer, kind="discount")


def spent(amount: str, first: int, last: int, currency: str = "GBP") -> Fact:
    money = Money(amount=Decimal(amount), currency=currency)
    first_day, last_day = (BEGIN + first * DAY).date(), (BEGIN + last * DAY).date()
    return on(last + 1, ActivityObserved(at=BEGIN, money=money, first_day=first_day, last_day=last_day))


def put_in(arm: str) -> ExperimentAssigned:
    return ExperimentAssigned(at=BEGIN, experiment="letters", arm=arm)


def complaint(*facts: Fact, received: float = 0, id: UUID = ONE) -> list[Part]:
    """Return the part of a complaint received on a day."""
    stream = [filing(id, BEGIN + received * DAY), on(received, identified()), *facts]
    return fold(history(recorded(stream, id)))


def customer(*facts: Fact) -> list[Part]:
    return fold(history(recorded([REGISTERED, *facts], CUSTOMER)))


Row = dict[str, object]
UNTOUCHED: Row = {"complaints": 0, "lost_at": None, "first_contact": None, "spend_before": None}
ROWS: dict[str, tuple[list[Part], list[Row]]] = {
    "who never complained and never left has one life": (customer(), [UNTOUCHED]),
    "an open complaint": (
        [*customer(), *complaint()],
        [{"complaints": 1, "open_complaints": 1, "first_complaint_at": BEGIN, "last_ended_at": None}],
    ),
    "complaints of a customer nobody registered": (complaint(), [{"life": 1, "complaints": 1}]),
    "a merged complaint is not counted, and what was done in it is": (
        complaint(on(1, apologised()), on(2, MERGED)),
        [
            {
                "complaints": 0,
                "apologised_at": BEGIN + DAY,
                "first_complaint_at": BEGIN,
                "first_contact": None,
            }
        ],
    ),
    "a newer complaint merged into an older one was another contact": (
        [*complaint(on(5, resolved())), *complaint(on(4, MERGED), received=3, id=TWO)],
        [{"complaints": 1, "first_complaint_at": BEGIN, "first_contact": "no"}],
    ),
    "an older one merged into a newer one was the first": (
        [*complaint(on(4, MERGED)), *complaint(on(5, resolved()), received=3, id=TWO)],
        [{"complaints": 1, "first_complaint_at": BEGIN, "first_contact": "no"}],
    ),
    "an unmerged one is counted again": (
        complaint(
            on(1, MERGED),
            on(2, ComplaintUnmerged(at=BEGIN, survivor=TWO, reason="not the same")),
        ),
        [{"complaints": 1}],
    ),
    "work goes on in a complaint whose customer is known from a merged one alone": (
        fold(history(recorded([filing(TWO, BEGIN), DUPLICATE], TWO))),
        [{"complaints": 1, "open_complaints": 1}],
    ),
    "leaving, and why": ([*customer(on(5, LOST))], [{"lost_at": BEGIN + 5 * DAY, "reason": "service"}]),
    "offers count, declined or not": (
        customer(
            on(5, LOST),
            on(6, offered()),
            on(7, WinBackDeclined(at=BEGIN, offer=1)),
            on(8, replace(offered(2), kind="upgrade")),
        ),
        [
            {
                "offered": ["discount", "upgrade"],
                "offered_at": [BEGIN + 6 * DAY, BEGIN + 8 * DAY],
                "returned_at": None,
            }
        ],
    ),
    "a return begins another life": (
        customer(on(5, LOST), on(9, BACK)),
        [
            {"life": 1, "began_at": None, "returned_at": BEGIN + 9 * DAY},
            {"life": 2, "began_at": BEGIN + 9 * DAY, "lost_at": None, "complaints": 0},
        ],
    ),
    "leaving twice": (
        customer(on(5, LOST), on(9, BACK), on(20, replace(LOST, reason="price"))),
        [{"reason": "service"}, {"life": 2, "reason": "price", "returned_at": None}],
    ),
    "a loss recorded late, before a known one, is in doubt": (
        customer(on(20, LOST), on(30, BACK), on(5, replace(LOST, reason="price"))),
        [
            {"lost_at": BEGIN + 20 * DAY, "reason": "service", "returned_at": BEGIN + 30 * DAY},
            {"life": 2, "lost_at": None},
        ],
    ),
    "and counts once the return between the two is known": (
        customer(on(20, LOST), on(30, BACK), on(5, replace(LOST, reason="price")), on(10, BACK)),
        [
            {"lost_at": BEGIN + 5 * DAY, "reason": "price", "returned_at": BEGIN + 10 * DAY},
            {"lost_at": BEGIN + 20 * DAY, "reason": "service", "returned_at": BEGIN + 30 * DAY},
            {"life": 3, "lost_at": None},
        ],
    ),
    "one recorded late while the customer was away changes nothing": (
        customer(on(20, LOST), on(30, BACK), on(25, replace(LOST, reason="price"))),
        [{"lost_at": BEGIN + 20 * DAY, "reason": "service"}, {"life": 2, "lost_at": None}],
    ),
    "an offer before the loss that stands was none": (
        customer(on(20, LOST), on(30, BACK), on(5, LOST), on(6, offered())),
        [{"lost_at": BEGIN + 20 * DAY, "offered": []}, {"life": 2}],
    ),
    "a return without leaving, which a correction left over, is none": (
        customer(on(5, LOST), on(9, BACK), FactCorrected(at=BEGIN + 10 * DAY, corrects=2, reason="no")),
        [UNTOUCHED],
    ),
    "a complaint belongs to the life in which it was received": (
        [*customer(on(5, LOST), on(9, BACK)), *complaint(received=9)],
        [{"complaints": 0}, {"complaints": 1}],
    ),
    "one received between leaving and returning belongs to the life that ended": (
        [*customer(on(5, LOST), on(9, BACK)), *complaint(received=7)],
        [{"complaints": 1}, {"complaints": 0}],
    ),
    "what was done is the first of its kind about any complaint of the life, whenever": (
        [
            *customer(on(5, LOST)),
            *complaint(on(4, paid()), on(8, apologised())),
            *complaint(on(6, apologised(2)), on(7, paid()), received=1, id=TWO),
        ],
        [{"apologised_at": BEGIN + 6 * DAY, "compensated_at": BEGIN + 4 * DAY}],
    ),
    "an automatic apology is none": (
        complaint(on(1, AUTOMATIC), on(4, apologised(2))),
        [{"apologised_at": BEGIN + 4 * DAY}],
    ),
    "resolved, and nobody came back": (
        complaint(on(3, resolved())),
        [
            {
                "first_contact": "yes",
                "resolved_at": BEGIN + 3 * DAY,
                "came_back_after": None,
                "last_ended_at": BEGIN + 3 * DAY,
            }
        ],
    ),
    "closed at once is resolved as well": (complaint(on(3, closed())), [{"first_contact": "yes"}]),
    "not resolved yet": (complaint(), [{"first_contact": "open", "resolved_at": None}]),
    "not resolved when the customer left": (
        [*customer(on(5, LOST)), *complaint(on(6, resolved()))],
        [{"first_contact": "no"}],
    ),
    "the complainant asked before it was resolved": (
        complaint(on(2, WROTE), on(3, resolved())),
        [{"first_contact": "no"}],
    ),
    "the complainant came back after it was resolved": (
        complaint(on(3, resolved()), on(33, WROTE), on(44, WROTE)),
        [{"first_contact": "yes", "came_back_after": 30 * DAY}],
    ),
    "the complainant did not agree": (
        complaint(on(3, resolved()), on(4, disputed())),
        [{"first_contact": "yes", "came_back_after": DAY}],
    ),
    "a reopened complaint is open, and was resolved for some time": (
        complaint(on(3, resolved()), on(40, reopened()), on(41, resolved())),
        [{"first_contact": "yes", "came_back_after": 37 * DAY, "resolved_at": BEGIN + 3 * DAY}],
    ),
    "resolved, reopened and withdrawn": (
        complaint(on(3, resolved()), on(4, reopened()), on(5, withdrawn())),
        [{"first_contact": "yes", "came_back_after": DAY, "last_ended_at": BEGIN + 5 * DAY}],
    ),
    "nobody knows of a withdrawn complaint": (
        complaint(on(3, withdrawn())),
        [{"first_contact": "no", "open_complaints": 0, "last_ended_at": BEGIN + 3 * DAY}],
    ),
    "another complaint after the first was resolved": (
        [*complaint(on(3, resolved())), *complaint(on(35, resolved()), received=34, id=TWO)],
        [{"first_contact": "yes", "came_back_after": 31 * DAY, "resolved_at": BEGIN + 35 * DAY}],
    ),
    "another complaint before that": (
        [*complaint(on(3, resolved())), *complaint(on(4, resolved()), received=2, id=TWO)],
        [{"first_contact": "no"}],
    ),
    "spending before and after the first complaint, for who stayed": (
        [*customer(spent("10.00", -90, -1), spent("7.50", 1, 30), spent("0.50", 31, 90)), *complaint()],
        [{"currency": "GBP", "spend_before": Decimal("10.00"), "spend_after": Decimal("8.00")}],
    ),
    "spending that reaches beyond the days is not divided": (
        [
            *customer(spent("1", -91, -1), spent("1", -1, 0), spent("1", 0, 1), spent("1", 1, 91)),
            *complaint(),
        ],
        [{"currency": None, "spend_before": None, "spend_after": None}],
    ),
    "spending after the return, for who left": (
        [*customer(on(5, LOST), on(9, BACK), spent("3", 1, 2), spent("4", 10, 20)), *complaint()],
        [{"spend_before": None, "spend_after": Decimal(4)}, {"spend_before": None}],
    ),
    "spending before leaving, where no complaint came first": (
        customer(spent("3", 1, 4), on(5, LOST)),
        [{"spend_before": Decimal(3), "spend_after": None}],
    ),
    "a complaint after leaving is not what spending is compared around": (
        [*customer(spent("3", 1, 4), on(5, LOST)), *complaint(received=6)],
        [{"spend_before": Decimal(3)}],
    ),
    "more than one currency is not added up": (
        [*customer(spent("3", -9, -8), spent("3", -7, -6, currency="EUR")), *complaint()],
        [{"currency": None, "spend_before": None}],
    ),
    "an arm assigned before leaving, and one after": (
        customer(on(1, put_in("a")), on(5, LOST), on(6, replace(put_in("b"), experiment="offers"))),
        [
            {
                "experiments": ["letters"],
                "arms": ["a"],
                "experiments_after": ["offers"],
                "arms_after": ["b"],
            }
        ],
    ),
}


@pytest.mark.parametrize(("parts", "lives"), ROWS.values(), ids=list(ROWS))
def test_lives(parts: list[Part], lives: list[Row]) -> None:
    assert said(combine(parts), lives) == lives


def said(found: Sequence[Life], expected: Sequence[Row]) -> list[Row]:
    """Return what was expected to be said, as it was; all of what was not expected at all."""
    names = [list(row) for row in expected]
    return [{name: getattr(life, name) for name in of} for life, of in zip(found, names, strict=True)]


def test_a_complaint_whose_customer_is_unknown_is_no_part() -> None:
    assert fold(recorded([filing(ONE), apologised()])) == []


Told = tuple[list[Fact], list[tuple[int, list[Fact]]]]

days = st.integers(0, 60)
of_complaint = st.sampled_from(
    [apologised(), compensation(), paid(), WROTE, resolved(), closed(), reopened(), withdrawn(), disputed()]
)
of_customer = st.sampled_from([LOST, BACK, offered(), ACCEPTED, put_in("a"), spent("3", 1, 2)])
streams: st.SearchStrategy[Told] = st.tuples(
    st.lists(st.builds(on, days, of_customer) | st.builds(some_time_on, days, of_customer), max_size=6),
    st.lists(st.tuples(days, st.lists(st.builds(on, days, of_complaint), max_size=5)), max_size=3),
)


@given(told=streams, data=st.data())
def test_the_order_of_parts_changes_nothing_and_no_complaint_is_lost(told: Told, data: st.DataObject) -> None:
    own, complaints = told
    parts = customer(*own)
    for number, (received, facts) in enumerate(complaints, 1):
        parts += complaint(*facts, received=received, id=UUID(int=number))
    shuffled = data.draw(st.permutations(parts))
    lives = combine(parts)
    assert combine(shuffled) == lives
    assert [life.life for life in lives] == list(range(1, len(lives) + 1))
    assert sum(life.complaints for life in lives) == len(complaints)
    assert all(one.returned_at == other.began_at for one, other in pairwise(lives))
    assert [life.lost_at is None for life in lives[:-1]] == [False] * (len(lives) - 1)


def test_live_rows_follow_a_complaint_from_customer_to_customer(place: Place) -> None:
    one, other, third = uuid4(), uuid4(), uuid4()
    for id in (one, other):
        put(place.ledger, id, [REGISTERED])
    put(place.ledger, third, [filing(third, BEGIN), on(0, identified(one))])
    assert complaints_of(place, [one, other]) == {one: 1, other: 0}
    put(place.ledger, third, [on(1, identified(other))], after=2)
    assert complaints_of(place, [one, other]) == {one: 0, other: 1}
    put(place.ledger, third, [FactCorrected(at=BEGIN + 2 * DAY, corrects=3, reason="no")], after=3)
    assert complaints_of(place, [one, other]) == {one: 1, other: 0}
    put(place.ledger, third, [FactCorrected(at=BEGIN + 2 * DAY, corrects=2, reason="no")], after=4)
    assert complaints_of(place, [one, other]) == {one: 0, other: 0}
    found = compared(place.writer, place.ledger, WIN_BACK)
    assert (found.rows, found.differences) == (2, [])


def complaints_of(place: Place, customers: Sequence[UUID]) -> dict[UUID, int]:
    catch_up(place.writer, place.ledger)
    statement = """
    select customer, complaints from views.win_back
     where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
       and customer = any(%s)
    """
    return dict(place.writer.execute(statement, [list(customers)]).fetchall())


@settings(max_examples=settings().max_examples // 5)  # each compares the whole table, which grows
@given(told=streams)
def test_live_rows_are_the_rebuilt_ones(shared: Place, told: Told) -> None:
    own, complaints = told
    id = uuid4()
    put(shared.ledger, id, [REGISTERED, *own[:2]])
    for received, facts in complaints:
        stream = uuid4()
        begun = [filing(stream, BEGIN + received * DAY), on(received, identified(id))]
        put(shared.ledger, stream, begun)
        catch_up(shared.writer, shared.ledger)
        put(shared.ledger, stream, facts, after=2) if facts else None
    put(shared.ledger, id, own[2:], after=3) if own[2:] else None
    catch_up(shared.writer, shared.ledger)
    assert compared(shared.writer, shared.ledger, WIN_BACK).differences == []


def test_a_planted_difference_is_found_in_either_table(place: Place) -> None:
    id = uuid4()
    put(place.ledger, id, [REGISTERED, on(5, LOST)])
    catch_up(place.writer, place.ledger)
    with connect(place.database.owner) as owner:
        owner.execute("update views.win_back set reason = 'price'")
        owner.execute("update views.win_back_parts set part = '{}'")
    differences = compared(place.writer, place.ledger, WIN_BACK).differences
    assert [each.table for each in differences] == ["win_back_parts", "win_back"]
