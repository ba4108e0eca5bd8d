"""Recovery: given what was said and done about the complaints of a customer, then its cases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.corrections import correction
from complaints.facts import Fact
from complaints.facts.causes import CauseIdentified
from complaints.facts.customers import EvaluationPosted, EvaluationWithdrawn, ExperimentAssigned
from complaints.facts.merging import ComplaintMerged, ComplaintUnmerged, DuplicateMerged
from complaints.when import Day, Minute, NotAfter, When
from projections.history import history
from projections.recovery import RECOVERY, combine
from projections.recovery_parts import Part, fold
from projections.worker import catch_up
from tests.complaints.given import (
    CUSTOMER,
    accepted,
    answered,
    apologised,
    closed,
    identified,
    reopened,
    resolved,
)
from tests.complaints.given_redress import paid
from tests.projections.given import assignment, filing, moved, recorded
from tests.projections.place import Place, compared, put
from tests.projections.test_win_back import BEGIN, DAY, REGISTERED, on, put_in

HOUR = timedelta(hours=1)
ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
PROMISED = replace(apologised(2), form="promise")
AUTOMATIC = replace(apologised(), automated=True)


def day(number: float) -> datetime:
    return BEGIN + number * DAY


def caused(name: str) -> CauseIdentified:
    return CauseIdentified(at=BEGIN, cause=name)


def merged(survivor: UUID) -> ComplaintMerged:
    return ComplaintMerged(at=BEGIN, survivor=survivor, reason="the same")


def rated(complaint: UUID | None = ONE, *, place: str = "a shop", rating: int = 1) -> EvaluationPosted:
    return EvaluationPosted(at=BEGIN, place=place, rating=rating, complaint=complaint)


TOOK_BACK = EvaluationWithdrawn(at=BEGIN, place="a shop")


def complaint(*facts: Fact, received: When = BEGIN, id: UUID = ONE) -> list[Part]:
    """Return the part of a complaint of the customer."""
    stream = [filing(id, received), moved(identified(), received), *facts]
    return fold(history(recorded(stream, id)))


def nobodys(*facts: Fact, id: UUID = ONE) -> list[Part]:
    return fold(history(recorded([filing(id, BEGIN), *facts], id)))


def customer(*facts: Fact) -> list[Part]:
    """Return the part of the customer's own stream, as the customer's group has it."""
    return [it for it in fold(history(recorded([REGISTERED, *facts], CUSTOMER))) if it.party == CUSTOMER]


Row = dict[str, object]
ROWS: dict[str, tuple[list[Part], list[Row]]] = {
    "a complaint about which nothing was done": (
        complaint(),
        [
            {
                "party": CUSTOMER,
                "filings": 1,
                "apologies": [],
                "apologised_after": None,
                "ended_at": None,
                "answered_at": None,
                "unknown": [],
            }
        ],
    ),
    "one whose customer is unknown is its own party": (nobodys(), [{"party": ONE, "complaint": ONE}]),
    "a customer without complaints has no case": (customer(on(1, put_in("a")), on(2, rated())), []),
    "apologies in order, with their forms": (
        complaint(on(3, PROMISED), on(1, apologised())),
        [
            {
                "apologies": [day(1), day(3)],
                "forms": ["acknowledge", "promise"],
                "apologised_after": DAY,
                "apologies_before": 0,
            }
        ],
    ),
    "an automatic apology is none": (
        complaint(on(1, AUTOMATIC), on(2, AUTOMATIC)),
        [{"apologies": [], "apologised_after": None, "automated_at": day(1)}],
    ),
    "an apology that is struck out was none": (
        complaint(
            on(1, apologised()),
            correction(on(2, apologised()), corrects=3, at=day(3), reason="the next day"),
        ),
        [{"apologies": [day(2)]}],
    ),
    "known to the minute": (
        complaint(moved(apologised(), Minute(minute=day(1) + HOUR)), received=Minute(minute=BEGIN)),
        [{"apologised_after": 25 * HOUR, "unknown": []}],
    ),
    "known to the day: no hours can be counted, and days can": (
        complaint(
            moved(apologised(), Day(day=date(2026, 3, 2), zone="UTC")),
            received=Day(day=date(2026, 3, 1), zone="UTC"),
        ),
        [
            {
                "received_day": date(2026, 3, 1),
                "apologies": [day(1)],
                "apologised_after": None,
                "unknown": [],
            }
        ],
    ),
    "on the day of receipt, of which the hour is known": (
        complaint(moved(apologised(), Day(day=date(2026, 3, 1), zone="UTC")), received=day(0.5)),
        [{"apologies": [day(0.5)], "apologised_after": None}],
    ),
    "nobody knows when before": (
        complaint(
            moved(apologised(), NotAfter(not_after=day(5))), moved(answered(), NotAfter(not_after=day(6)))
        ),
        [{"apologies": [day(5)], "apologised_after": None, "unknown": ["answer", "apology"]}],
    ),
    "received nobody knows when before": (
        complaint(received=NotAfter(not_after=day(5))),
        [{"received_at": day(5), "unknown": ["receipt"]}],
    ),
    "what was made good is a remedy, and a proposal accepted is another": (
        [
            *complaint(on(2, accepted()), on(3, paid())),
            *complaint(on(3, accepted(None)), on(5, paid()), id=TWO),
        ],
        [
            {"compensated_at": day(3), "remedied_at": day(2), "accepted_at": day(2)},
            {"compensated_at": day(5), "remedied_at": day(5), "accepted_at": day(3)},
        ],
    ),
    "a reopening counts after the first final response, and the file is open again": (
        complaint(
            on(1, closed()),
            on(2, reopened()),
            on(3, answered()),
            on(4, resolved()),
            on(5, reopened()),
            on(6, answered(2)),
            on(7, reopened()),
        ),
        [{"answered_at": day(3), "reopened_at": day(5), "ended_at": None}],
    ),
    "reopened without a final response": (
        complaint(on(1, closed()), on(2, reopened()), on(9, closed())),
        [{"answered_at": None, "reopened_at": None, "ended_at": day(9)}],
    ),
    "of whoever holds it now": (
        complaint(assignment("first", day(1)), assignment("second", day(3))),
        [{"team": "second"}],
    ),
    "the next complaint of the customer after the answer, and what both are about": (
        [
            *complaint(on(10, answered()), on(11, caused("fees")), on(12, caused("delay"))),
            *complaint(on(5, caused("fees")), received=day(5), id=TWO),
            *complaint(on(90, caused("delay")), received=day(90), id=THREE),
        ],
        [
            {"complaint": ONE, "next_at": day(90), "next_cause": "same"},
            {"complaint": TWO, "next_at": None, "next_cause": None},
            {"complaint": THREE, "next_at": None},
        ],
    ),
    "of another cause, or of one that nobody has found": (
        [
            *complaint(on(1, answered()), caused("fees")),
            *complaint(on(3, answered()), caused("delay"), received=day(2), id=TWO),
            *complaint(received=day(4), id=THREE),
        ],
        [{"next_cause": "other"}, {"next_cause": "unknown"}, {"next_cause": None}],
    ),
    "what came in nobody knows when before": (
        [*complaint(on(1, answered())), *complaint(received=NotAfter(not_after=day(9)), id=TWO)],
        [{"next_at": day(9), "unknown": ["next complaint"]}, {"unknown": ["receipt"]}],
    ),
    "a duplicate is no case and no second complaint; what was done about it was done": (
        [
            *complaint(on(2, answered()), caused("fees"), received=day(1)),
            *complaint(on(3, apologised()), on(4, merged(ONE)), received=day(3), id=TWO),
            *complaint(on(5, paid()), on(6, merged(TWO)), id=THREE),
            *customer(on(7, rated(TWO))),
        ],
        [
            {
                "complaint": ONE,
                "filings": 3,
                "received_at": BEGIN,
                "apologies": [day(3)],
                "apologised_after": 3 * DAY,
                "compensated_at": day(5),
                "next_at": None,
                "evaluated_at": [day(7)],
            }
        ],
    ),
    "an unmerged one is a case again": (
        [
            *complaint(on(2, answered())),
            *complaint(
                on(3, merged(ONE)),
                on(4, ComplaintUnmerged(at=BEGIN, survivor=ONE, reason="not the same")),
                received=day(3),
                id=TWO,
            ),
        ],
        [{"filings": 1, "next_at": day(3)}, {"filings": 1}],
    ),
    "the customer is known from a complaint that was merged into it": (
        nobodys(on(1, DuplicateMerged(at=BEGIN, duplicate=TWO, received=BEGIN, customer=CUSTOMER))),
        [{"party": CUSTOMER, "filings": 2}],
    ),
    "of a merged complaint without a customer the receipt is known, and ratings of it count": (
        [
            *complaint(
                on(2, apologised()),
                on(3, DuplicateMerged(at=BEGIN, duplicate=TWO, received=day(-1))),
            ),
            *customer(on(4, rated(TWO))),
        ],
        [{"filings": 2, "received_at": day(-1), "apologised_after": 3 * DAY, "evaluated_at": [day(4)]}],
    ),
    "complaints that are merged into each other, or into one of nobody, are no cases": (
        [*complaint(merged(TWO)), *complaint(merged(ONE), id=TWO), *complaint(merged(CUSTOMER), id=THREE)],
        [],
    ),
    "apologies to the same customer within a year are repeated": (
        [
            *complaint(on(1, apologised()), on(366, apologised(2))),
            *complaint(on(366, apologised()), received=day(300), id=TWO),
            *complaint(on(367, apologised()), received=day(301), id=THREE),
        ],
        [{"apologies_before": 0}, {"apologies_before": 1}, {"apologies_before": 2}],
    ),
    "ratings about the complaint, withdrawn or not": (
        [
            *complaint(),
            *customer(
                on(1, rated()),
                on(2, rated(place="a board")),
                on(3, TOOK_BACK),
                on(4, rated(None)),
                on(5, rated(TWO)),
            ),
        ],
        [{"evaluated_at": [day(1), day(2)], "withdrawn_at": [day(3), None]}],
    ),
    "a rating that was changed is one, and one put in its place another": (
        [
            *complaint(),
            *complaint(id=TWO),
            *customer(on(1, rated()), on(2, rated(rating=3)), on(3, rated(TWO)), on(4, TOOK_BACK)),
        ],
        [
            {"evaluated_at": [day(1)], "withdrawn_at": [None]},
            {"evaluated_at": [day(3)], "withdrawn_at": [day(4)]},
        ],
    ),
    "a rating that was withdrawn cannot be withdrawn again": (
        [*complaint(), *customer(on(1, rated()), on(2, TOOK_BACK), on(3, TOOK_BACK))],
        [{"withdrawn_at": [day(2)]}],
    ),
    "rated nobody knows when before": (
        [*complaint(), *customer(moved(rated(), NotAfter(not_after=day(4))), on(2, TOOK_BACK))],
        [{"evaluated_at": [day(4)], "unknown": ["evaluation"]}],
    ),
    "arms": (
        [
            *complaint(),
            *customer(on(2, put_in("b")), on(1, ExperimentAssigned(at=BEGIN, experiment="money", arm="a"))),
        ],
        [{"experiments": ["money", "letters"], "arms": ["a", "b"], "assigned_at": [day(1), day(2)]}],
    ),
}


@pytest.mark.parametrize(("parts", "expected"), ROWS.values(), ids=list(ROWS))
def test_cases(parts: list[Part], expected: list[Row]) -> None:
    found = combine(parts)
    assert [
        {name: getattr(case, name) for name in row} for case, row in zip(found, expected, strict=True)
    ] == expected


def test_what_says_nothing_of_recovery_is_no_part() -> None:
    assert customer() == fold(history(recorded([caused("fees")]))) == []


def test_a_rating_is_found_at_a_complaint_whose_customer_is_unknown() -> None:
    ratings = fold(history(recorded([REGISTERED, on(1, rated()), on(2, rated(TWO))], CUSTOMER)))
    assert {it.party for it in ratings} == {CUSTOMER, ONE, TWO}
    (case,) = combine([*nobodys(), *(it for it in ratings if it.party == ONE)])
    assert (case.party, case.evaluated_at) == (ONE, [day(1)])


instants = st.integers(0, 60).map(day)
times: st.SearchStrategy[When] = st.one_of(
    instants,
    st.builds(Day, day=st.dates(date(2026, 3, 1), date(2026, 4, 30)), zone=st.just("Asia/Tokyo")),
    st.builds(NotAfter, not_after=instants),
)
happenings: list[Fact] = [
    apologised(),
    PROMISED,
    AUTOMATIC,
    paid(),
    accepted(),
    answered(),
    reopened(),
    closed(),
    caused("fees"),
    caused("delay"),
    merged(ONE),
    merged(TWO),
    ComplaintUnmerged(at=BEGIN, survivor=ONE, reason="not the same"),
]
sayings: list[Fact] = [rated(), rated(TWO), rated(None), TOOK_BACK, put_in("a")]
lives = st.tuples(
    st.lists(st.builds(moved, st.sampled_from(sayings), times), max_size=6),
    st.lists(
        st.tuples(times, st.lists(st.builds(moved, st.sampled_from(happenings), times), max_size=6)),
        min_size=1,
        max_size=3,
    ),
)
Told = tuple[list[Fact], list[tuple[When, list[Fact]]]]


@given(told=lives, data=st.data())
def test_the_order_of_parts_changes_nothing_and_nothing_is_before_the_receipt(
    told: Told, data: st.DataObject
) -> None:
    own, complaints = told
    parts = customer(*own)
    for number, (received, facts) in enumerate(complaints, 1):
        parts += complaint(*facts, received=received, id=UUID(int=number))
    cases = combine(parts)
    assert combine(data.draw(st.permutations(parts))) == cases
    assert sum(case.filings for case in cases) <= len(complaints)
    for case in cases:
        assert list(case.apologies) == sorted(case.apologies)
        happened = [*case.apologies, case.remedied_at, case.accepted_at, case.answered_at, case.ended_at]
        assert all(at >= case.received_at for at in happened if at)


@settings(max_examples=settings().max_examples // 5)  # each compares the whole table, which grows
@given(told=lives)
def test_live_rows_are_the_rebuilt_ones(shared: Place, told: Told) -> None:
    own, complaints = told
    of, streams = uuid4(), [uuid4() for _ in complaints]
    put(shared.ledger, of, [REGISTERED, *own])
    for stream, (received, facts) in zip(streams, complaints, strict=True):
        catch_up(shared.writer, shared.ledger)
        put(shared.ledger, stream, [filing(stream, received), *(_among(streams, it) for it in facts)])
    catch_up(shared.writer, shared.ledger)
    for stream in streams:
        put(
            shared.ledger,
            stream,
            [on(0, identified(of))],
            after=len(complaints[streams.index(stream)][1]) + 1,
        )
    put(shared.ledger, of, [on(61, rated(streams[0]))], after=len(own) + 1)
    catch_up(shared.writer, shared.ledger)
    assert compared(shared.writer, shared.ledger, RECOVERY).differences == []


def _among(streams: Sequence[UUID], fact: Fact) -> Fact:
    return replace(fact, survivor=streams[0]) if isinstance(fact, ComplaintMerged) else fact
