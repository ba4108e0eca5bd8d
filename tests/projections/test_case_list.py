"""The case list: the row that each history makes, through the ledger and the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from complaints.corrections import correction
from complaints.facts import Fact
from complaints.facts.customers import CustomerRegistered
from complaints.facts.intake import HandedOver
from complaints.facts.merging import ComplaintMerged, ComplaintUnmerged, DuplicateMerged, DuplicateUnmerged
from complaints.when import Day, NotAfter
from projections.case_list import CASE_LIST, Case
from tests.complaints.given import (
    CUSTOMER,
    EARLIER,
    NOW,
    RECEIVED,
    assigned,
    classified,
    closed,
    identified,
    reopened,
    resolved,
    withdrawn,
)
from tests.projections.given import (
    DUE,
    assignment,
    extended,
    filing,
    held,
    moved,
    paused,
    resumed,
    started,
    stopped,
)
from tests.projections.place import Place, put, rows_in

LATER = EARLIER + timedelta(hours=1)
SOONER = DUE - timedelta(days=1)
OTHER = "example.ack"
MERGED = ComplaintMerged(at=EARLIER, survivor=CUSTOMER, reason="The same.")
DUPLICATE = DuplicateMerged(at=EARLIER, duplicate=UUID(int=7), received=RECEIVED, customer=CUSTOMER)

ROWS: dict[str, tuple[list[Fact], dict[str, object]]] = {
    "just filed": ([], {"status": "open", "channel": "phone", "team": None, "received_at": RECEIVED}),
    "classified": ([classified()], {"product": "account", "issue": "late payment", "severity": "low"}),
    "identified": ([identified()], {"customer": CUSTOMER}),
    "assigned": ([assigned("retail", "mara")], {"team": "retail", "handler": "mara"}),
    "handed over": (
        [assigned("retail", "mara"), HandedOver(at=EARLIER, to_team="cards", reason="theirs")],
        {"team": "cards", "handler": None},
    ),
    "an assignment typed in late": (
        [assignment("second", LATER), assignment("first", EARLIER)],
        {"team": "second"},
    ),
    "resolved": ([resolved()], {"status": "resolved"}),
    "closed": ([resolved(), closed()], {"status": "closed"}),
    "reopened": ([resolved(), closed(), reopened()], {"status": "open"}),
    "withdrawn": ([withdrawn()], {"status": "withdrawn"}),
    "merged": ([MERGED], {"status": "merged"}),
    "unmerged": (
        [resolved(), MERGED, ComplaintUnmerged(at=LATER, survivor=CUSTOMER, reason="Another.")],
        {"status": "resolved"},
    ),
    "the customer of a complaint that is merged into it": ([DUPLICATE], {"customer": CUSTOMER}),
    "nobody's, once that is undone": (
        [DUPLICATE, DuplicateUnmerged(at=LATER, duplicate=DUPLICATE.duplicate)],
        {"customer": None},
    ),
    "a clock runs": ([started(DUE)], {"next_due_at": DUE, "version": 2}),
    "a clock was extended": ([started(SOONER), extended(EARLIER, DUE)], {"next_due_at": DUE}),
    "a clock was extended to an earlier instant": (
        [started(DUE), extended(EARLIER, SOONER)],
        {"next_due_at": DUE},
    ),
    "no clock was extended": ([extended(EARLIER, SOONER)], {"next_due_at": None}),
    "a clock is held": ([started(DUE), held(DUE)], {"next_due_at": None}),
    "a clock was held once it was due": (
        [started(DUE), held(DUE + timedelta.resolution)],
        {"next_due_at": DUE},
    ),
    "and is said to run again": (
        [started(SOONER), held(SOONER + timedelta.resolution), resumed(DUE, DUE)],
        {"next_due_at": SOONER},
    ),
    "a clock runs again that was not paused": (
        [started(SOONER), resumed(EARLIER, DUE)],
        {"next_due_at": SOONER},
    ),
    "a clock runs again that was stopped": (
        [started(SOONER), stopped(EARLIER), resumed(LATER, DUE)],
        {"next_due_at": None},
    ),
    "two clocks run": ([started(DUE), started(SOONER, clock=OTHER)], {"next_due_at": SOONER}),
    "one of them has stopped": (
        [started(DUE), started(SOONER, clock=OTHER), stopped(EARLIER, OTHER)],
        {"next_due_at": DUE},
    ),
    "all clocks have stopped": ([started(DUE), stopped(EARLIER)], {"next_due_at": None}),
    "a clock is paused": ([started(DUE), paused(EARLIER)], {"next_due_at": None}),
    "a clock runs again": ([started(SOONER), paused(EARLIER), resumed(LATER, DUE)], {"next_due_at": DUE}),
    "struck out and corrected": (
        [
            assigned("retail"),
            correction(assigned("cards"), corrects=2, at=EARLIER, reason="A slip of the pen."),
        ],
        {"team": "cards", "version": 3},
    ),
}


@pytest.mark.parametrize(("facts", "expected"), ROWS.values(), ids=list(ROWS))
def test_a_history_makes_a_row(shared: Place, facts: list[Fact], expected: Mapping[str, object]) -> None:
    row = row_of(shared, facts)
    assert {name: getattr(row, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("at", "received_at"),
    [
        (Day(day=date(2026, 4, 7), zone="Europe/London"), datetime(2026, 4, 6, 23, tzinfo=UTC)),
        (NotAfter(not_after=RECEIVED), RECEIVED),
    ],
)
def test_a_receipt_that_is_not_known_exactly_counts_from_the_first_known_instant(
    shared: Place, at: Day | NotAfter, received_at: datetime
) -> None:
    assert row_of(shared, [], filed_at=at).received_at == received_at


def test_what_is_filed_is_in_the_row(shared: Place) -> None:
    complaint = uuid4()
    said = replace(filing(complaint), channel="web", jurisdiction="uk.fca", brand="example", source="cfpb")
    put(shared.ledger, complaint, [said])
    (row,) = rows_in(shared, CASE_LIST, [complaint])
    assert (row.channel, row.jurisdiction, row.brand, row.source) == ("web", "uk.fca", "example", "cfpb")
    assert row.reference == said.reference


def test_a_row_was_updated_when_the_latest_fact_was_recorded_that_is_not_about_a_clock(shared: Place) -> None:
    complaint = uuid4()
    put(shared.ledger, complaint, [filing(complaint)])
    put(shared.ledger, complaint, [assigned()], after=1)
    put(shared.ledger, complaint, [started()], after=2)
    (row,) = rows_in(shared, CASE_LIST, [complaint])
    assert row.updated_at == shared.ledger.facts(complaint)[1].recorded_at


def test_a_stream_that_is_no_complaint_has_no_row(shared: Place) -> None:
    customer = uuid4()
    put(shared.ledger, customer, [CustomerRegistered(at=NOW, name="Ann Lee")])
    assert rows_in(shared, CASE_LIST, [customer]) == []


def test_no_personal_value_is_in_the_table(shared: Place) -> None:
    complaint = uuid4()
    put(
        shared.ledger,
        complaint,
        [replace(filing(complaint), summary="It hurts."), classified("It is asthma.")],
    )
    (row,) = rows_in(shared, CASE_LIST, [complaint])
    assert "It hurts." not in str(row)
    assert "asthma" not in str(row)


def row_of(place: Place, facts: Sequence[Fact], filed_at: Day | NotAfter | datetime = RECEIVED) -> Case:
    complaint = uuid4()
    put(place.ledger, complaint, [moved(filing(complaint), filed_at), *facts])
    (row,) = rows_in(place, CASE_LIST, [complaint])
    return row
