"""Any view as it was: as of now it is the live one, and what was answered once is answered again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.rows import class_row
from psycopg.sql import SQL, Identifier

from complaints.corrections import correction
from complaints.facts import Fact
from complaints.facts.customers import CustomerLost, CustomerRegistered, EvaluationPosted
from complaints.facts.merging import ComplaintMerged, DuplicateMerged
from complaints.table import EVER_NAMING
from projections import as_of, chosen
from projections.as_of import every_stream, rows, rows_of_customer, streams_of_complaints
from projections.case_list import CASE_LIST
from projections.chosen import Filed, NotKnownYet, Past, count, filings, named, past, range_of
from projections.columns import meets
from projections.contacts import CONTACTS
from projections.recent import RecentLedger
from projections.recovery import RECOVERY
from projections.sla_breaches import SLA_BREACHES
from projections.tables import columns_of
from projections.view import View
from projections.win_back import WIN_BACK
from projections.worker import VIEWS, catch_up
from tests.complaints.given import CUSTOMER, NOW, RECEIVED, identified
from tests.projections.given import DUE, assignment, filing, started, stopped
from tests.projections.histories import Step, corrections, lived, steps
from tests.projections.place import Place, put

DAY = timedelta(days=1)
LIVE = SQL("""
select {columns} from {table}
 where slot = (select slot from views.positions where view = %s and state = 'live')
""")
FAR = datetime(2100, 1, 1, tzinfo=UTC)
EVERY = Filed()
JO, ANN = UUID(int=1), UUID(int=2)


@pytest.fixture(scope="module", autouse=True)
def small_chunks() -> Iterator[None]:
    """Let what is read in chunks be read in several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(as_of, "CHUNK", 2)
        patch.setattr(chosen, "CHUNK", 2)
        yield


@given(history_of_three=st.lists(steps, max_size=6))
@settings(max_examples=settings().max_examples // 25)  # each compares whole tables, which grow
def test_as_of_now_everything_is_what_the_live_views_show(
    shared: Place, history_of_three: list[Step]
) -> None:
    streams = lived(shared, RecentLedger(shared.ledger._pool), history_of_three)
    streams += put_merged(shared, customer=uuid4())
    put_rated(shared)
    catch_up(shared.writer, shared.ledger)
    now = past_of(shared)
    for view in VIEWS.values():
        live = live_rows(shared, view)
        made = rows(shared.ledger, view, every_stream(shared.ledger, now), now)
        assert by_key(view, made) == live
        if "complaint" in view.tables[-1].key:
            chosen_ones = answer(shared, view, streams, now)
            assert by_key(view, chosen_ones) == [row for row in live if row.complaint in streams]


@given(before=st.lists(steps, max_size=4), after=st.lists(steps, max_size=4))
@settings(max_examples=settings().max_examples // 5)
def test_what_was_answered_once_is_answered_again(
    shared: Place, before: list[Step], after: list[Step]
) -> None:
    streams = lived(shared, RecentLedger(shared.ledger._pool), before)
    then = past_of(shared)
    answered = {name: answer(shared, view, streams, then) for name, view in VIEWS.items()}
    for step in after:
        id = streams[step.stream]
        known = [recorded.fact for recorded in shared.ledger.facts(id)]
        put(shared.ledger, id, [*step.facts, *corrections(known, step)], after=len(known))
    again = past_of(shared, known_at=then.known_at)
    assert again == then
    assert {name: answer(shared, view, streams, again) for name, view in VIEWS.items()} == answered


def test_both_axes_of_time_are_looked_back_on(place: Place) -> None:
    id = uuid4()
    put(place.ledger, id, [filing(id), assignment("retail"), assignment("cards", RECEIVED + 2 * DAY)])
    uncorrected = past_of(place).known_at
    earlier = correction(assignment("cards"), corrects=3, at=NOW, reason="It was on the first day.")
    put(place.ledger, id, [earlier], after=3)

    def team(known_at: datetime | None, as_of: datetime | None) -> list[str | None]:
        return [row.team for row in answer(place, CASE_LIST, [id], past_of(place, known_at, as_of))]

    assert team(uncorrected, RECEIVED + DAY) == ["retail"]
    assert team(uncorrected, None) == ["cards"]
    assert team(None, RECEIVED + DAY) == ["cards"]
    assert team(None, RECEIVED - DAY) == []
    assert team(RECEIVED, None) == []  # nothing was on record yet


def test_what_will_be_known_is_not_told(place: Place) -> None:
    with pytest.raises(NotKnownYet):
        past_of(place, known_at=FAR)


def test_complaints_are_chosen_by_when_their_filing_was_recorded_and_by_source(place: Place) -> None:
    ids = [uuid4() for _ in range(6)]
    for number, id in enumerate(ids):
        # When they were received is another thing: the first filed was received last.
        filed = replace(filing(id, NOW - number * DAY), source=("cfpb", None)[number % 2])
        put(place.ledger, id, [filed, identified()])
    recorded = [place.ledger.facts(id)[0].recorded_at for id in ids]

    def found(wanted: Filed = EVERY, known_at: datetime | None = None) -> list[UUID]:
        then = past_of(place, known_at)
        with place.ledger._pool.connection() as connection:
            range = range_of(connection, wanted, then)
            listed = list(filings(connection, range))
            assert count(connection, range) == len(listed)
        return listed

    assert found() == ids
    assert found(Filed(filed_from=recorded[1], filed_to=recorded[4])) == ids[1:4]  # from is in, to is not
    assert found(Filed(source="cfpb", filed_from=recorded[1])) == [ids[2], ids[4]]
    assert found(Filed(source="nobody")) == []
    assert found(Filed(filed_to=FAR)) == ids
    assert found(known_at=recorded[2]) == ids[:3]
    assert found(Filed(filed_from=recorded[2]), recorded[2]) == [ids[2]]
    assert found(Filed(filed_from=recorded[3]), recorded[2]) == []


def test_a_complaint_is_found_by_id_or_reference_once_it_is_on_record(place: Place) -> None:
    id = uuid4()
    before = past_of(place)
    put(place.ledger, id, [filing(id)])
    reference = filing(id).reference
    names = [reference.lower(), str(id).upper(), str(CUSTOMER), "C-7K3M-9QX2", "\0"]
    with place.ledger._pool.connection() as connection:
        assert named(connection, names, past_of(place)) == {
            reference.lower(): id,
            str(id).upper(): id,
            str(CUSTOMER): None,
            "C-7K3M-9QX2": None,
            "\0": None,
        }
        assert set(named(connection, names, before).values()) == {None}


def test_a_customer_has_the_complaints_that_were_known_to_be_its_own(place: Place) -> None:
    mine, merged_into, others = put_merged(place, customer=JO)
    then = past_of(place)
    said = correction(identified(ANN), corrects=2, at=NOW, reason="It is Ann's.")
    put(place.ledger, mine, [said], after=3)

    def complaints_of(customer: UUID, known_at: datetime | None = None) -> set[UUID]:
        found = rows_of_customer(place.ledger, CASE_LIST, customer, past_of(place, known_at))
        return {row.complaint for row in found}

    assert complaints_of(JO, then.known_at) == {mine, merged_into}
    assert complaints_of(JO) == {merged_into}  # what it was told at the merge, it still says
    assert complaints_of(ANN) == {mine}
    assert others not in complaints_of(JO, then.known_at)


@pytest.mark.parametrize("chosen_one", [0, 1])
def test_a_view_of_customers_takes_all_complaints_of_those_that_are_concerned(
    place: Place, chosen_one: int
) -> None:
    concerned = put_merged(place, customer=JO)[chosen_one]
    then = past_of(place)
    (life,) = answer(place, WIN_BACK, [concerned], then)
    assert (life.customer, life.reason, life.open_complaints) == (JO, "price", 1)
    assert list(rows_of_customer(place.ledger, WIN_BACK, JO, then)) == [life]
    assert list(rows_of_customer(place.ledger, WIN_BACK, ANN, then)) == []


@pytest.mark.parametrize("view", [CONTACTS, RECOVERY])
def test_the_row_of_a_complaint_is_made_of_all_that_its_customer_said(place: Place, view: View[Any]) -> None:
    mine, survivor, _ = put_merged(place, customer=JO)
    another = uuid4()
    put(place.ledger, another, [filing(another), identified(JO)])
    then = past_of(place)
    theirs = {row.complaint: [row] for row in rows_of_customer(place.ledger, view, JO, then)}
    assert {survivor, another} <= set(theirs)
    assert answer(place, view, [another, survivor], then) == theirs[another] + theirs[survivor]
    assert answer(place, view, [mine], then) == theirs.get(mine, [])  # merged, it is no case of its own


def test_who_rated_a_complaint_of_nobody_is_found_as_was_known_then(place: Place) -> None:
    complaint = put_rated(place)
    then = past_of(place)
    mistaken = EvaluationPosted(at=NOW, place="a board", rating=2)
    put(place.ledger, ANN, [CustomerRegistered(at=RECEIVED), mistaken])
    right = replace(mistaken, complaint=complaint)
    put(place.ledger, ANN, [correction(right, corrects=2, at=NOW, reason="It names one.")], after=2)

    def ratings(past: Past) -> int:
        (case,) = answer(place, RECOVERY, [complaint], past)
        return len(case.evaluated_at)

    assert (ratings(then), ratings(past_of(place))) == (1, 2)


def test_a_clock_is_chosen_by_the_verdict_that_was_known_then(place: Place) -> None:
    late, kept = uuid4(), uuid4()
    put(place.ledger, late, [filing(late), started(DUE)])
    put(place.ledger, kept, [filing(kept), started(DUE)])
    before = past_of(place).known_at
    put(place.ledger, kept, [stopped(DUE - DAY)], after=2)

    def breached(known_at: datetime | None) -> set[UUID]:
        then = past_of(place, known_at, DUE + DAY)
        is_breached = meets(SLA_BREACHES, {"verdict": "breached while open"}, then.instant)
        return {row.complaint for row in filter(is_breached, answer(place, SLA_BREACHES, [late, kept], then))}

    assert breached(before) == {late, kept}
    assert breached(None) == {late}


@pytest.mark.parametrize(("source", "index"), [("cfpb", "events_source"), (None, "events_position")])
def test_filings_are_found_without_a_scan(place: Place, source: str | None, index: str) -> None:
    for _ in range(5):
        id = uuid4()
        put(place.ledger, id, [filing(id), *[identified(uuid4()) for _ in range(999)]])
    put(place.ledger, JO, [replace(filing(JO), source="cfpb")])
    bounds = {"after": place.ledger.head() - 2, "until": place.ledger.head(), "source": source, "limit": 100}
    with psycopg.connect(place.database.owner, autocommit=True) as owner:
        owner.execute("analyze ledger.events")
        plan = owner.execute("explain " + chosen.FILINGS, bounds, prepare=False).fetchall()
    assert any(index in line for (line,) in plan), plan
    assert not any("Seq Scan" in line for (line,) in plan), plan


def test_what_names_a_customer_or_a_complaint_is_found_without_a_scan(place: Place) -> None:
    for _ in range(5):
        put(place.ledger, uuid4(), [identified(uuid4()) for _ in range(1_000)])
    complaint = put_rated(place)
    with psycopg.connect(place.database.owner, autocommit=True) as owner:
        owner.execute("analyze ledger.events")
        bounds = {"ids": [str(complaint)], "until": place.ledger.head()}
        plan = "\n".join(line for (line,) in owner.execute("explain " + EVER_NAMING, bounds))
    assert "events_customer" in plan
    assert "events_rated" in plan
    assert "Seq Scan" not in plan


def put_rated(place: Place) -> UUID:
    """Record a complaint of nobody, and that a customer rated it; return the complaint."""
    complaint = uuid4()
    put(place.ledger, complaint, [filing(complaint)])
    rated = EvaluationPosted(at=NOW, place="a shop", rating=1, complaint=complaint)
    put(place.ledger, uuid4(), [CustomerRegistered(at=RECEIVED), rated])
    return complaint


def put_merged(place: Place, customer: UUID) -> list[UUID]:
    """Record a customer that has left, its complaint, the one that this was merged into, and another's."""
    mine, survivor, others = uuid4(), uuid4(), uuid4()
    left: list[Fact] = [CustomerRegistered(at=RECEIVED), CustomerLost(at=NOW, reason="price")]
    put(place.ledger, customer, left)
    put(place.ledger, survivor, [filing(survivor)])
    merged = ComplaintMerged(at=NOW, survivor=survivor, reason="The same.")
    put(place.ledger, mine, [filing(mine), identified(customer), merged])
    told = DuplicateMerged(at=NOW, duplicate=mine, received=RECEIVED, customer=customer)
    put(place.ledger, survivor, [told], after=1)
    put(place.ledger, others, [filing(others), identified(uuid4())])
    return [mine, survivor, others]


def past_of(place: Place, known_at: datetime | None = None, as_of: datetime | None = None) -> Past:
    with place.ledger._pool.connection() as connection:
        return past(connection, known_at, as_of)


def answer(place: Place, view: View[Any], complaints: Sequence[UUID], then: Past) -> list[Any]:
    return list(rows(place.ledger, view, streams_of_complaints(place.ledger, complaints, then), then))


def by_key(view: View[Any], made: Iterable[Any]) -> list[Any]:
    return sorted(made, key=attrgetter(*view.tables[-1].key))


def live_rows(place: Place, view: View[Any]) -> list[Any]:
    """Return all rows of the table that answers, by key."""
    table = view.tables[-1]
    columns = SQL(", ").join(map(Identifier, columns_of(table)))
    statement = LIVE.format(columns=columns, table=Identifier("views", table.table))
    with place.writer.cursor(row_factory=class_row(table.row)) as cursor:
        return by_key(view, cursor.execute(statement, [view.name]))
