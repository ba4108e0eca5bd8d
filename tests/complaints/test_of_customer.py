"""Finding what was ever said to be a customer's: by the latest word, as known then, without a scan."""

from dataclasses import replace
from uuid import UUID, uuid4

import psycopg

from api.postgres import Database
from complaints.application import Ledger
from complaints.corrections import correction
from complaints.ledger import Complaints
from complaints.recorder import LedgerRecorder, Pool
from complaints.table import SAID_TO_BE_OF
from tests.complaints.given import NOW, filed, identified
from tests.complaints.rows import stored

JO, ANN = UUID(int=1), UUID(int=2)


def filed_by(customer: UUID, pool: Pool) -> UUID:
    complaint = uuid4()
    facts = [replace(filed(), reference=str(complaint)), identified(customer)]
    rows = [stored(complaint, version, fact) for version, fact in enumerate(facts, start=1)]
    LedgerRecorder(pool).insert_events(rows)
    return complaint


def corrected(complaint: UUID, customer: UUID, pool: Pool) -> None:
    said = correction(identified(customer), corrects=2, at=NOW, reason="mistaken")
    LedgerRecorder(pool).insert_events([stored(complaint, 3, said)])


def test_those_named_last_are_returned_and_all_are_counted(pool: Pool) -> None:
    one, two, three = (filed_by(JO, pool) for _ in range(3))
    filed_by(ANN, pool)
    corrected(one, JO, pool)
    ledger = Ledger(pool)
    assert ledger.find_said_to_be_of(JO, None, 9) == ([one, three, two], 3)
    assert ledger.find_said_to_be_of(JO, None, 2) == ([one, three], 3)
    assert ledger.find_said_to_be_of(UUID(int=3), None, 2) == ([], 0)


def test_what_was_named_later_is_neither_found_nor_counted_as_known_before(pool: Pool) -> None:
    one = filed_by(JO, pool)
    known_at = Ledger(pool).facts(one)[-1].recorded_at
    two = filed_by(ANN, pool)
    corrected(two, JO, pool)
    assert Ledger(pool).find_said_to_be_of(JO, known_at, 1) == ([one], 1)
    assert Ledger(pool).find_said_to_be_of(JO, None, 1) == ([two], 2)


def test_a_complaint_is_whose_it_was_known_to_be(pool: Pool, complaints: Complaints) -> None:
    one = filed_by(JO, pool)
    known_at = Ledger(pool).facts(one)[-1].recorded_at
    corrected(one, ANN, pool)
    assert [set(complaints.of_customer(JO, at, 9)[0]) for at in (known_at, None)] == [{one}, set()]
    assert [set(complaints.of_customer(ANN, at, 9)[0]) for at in (known_at, None)] == [set(), {one}]


def test_of_a_large_ledger_the_facts_that_name_the_customer_are_read_and_no_others(
    pool: Pool, database: Database
) -> None:
    for _ in range(5):
        complaint = uuid4()
        LedgerRecorder(pool).insert_events(
            [stored(complaint, n, identified(uuid4())) for n in range(1, 1_000)]
        )
    filed_by(JO, pool)
    with psycopg.connect(database.owner, autocommit=True) as owner:
        owner.execute("analyze ledger.events")
        bounds = {"customer": str(JO), "known_at": NOW, "limit": 1_000}
        plan = "\n".join(line for (line,) in owner.execute("explain " + SAID_TO_BE_OF, bounds))
    assert "events_customer" in plan
    assert "Seq Scan" not in plan
