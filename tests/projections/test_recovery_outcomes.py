"""What recovery is asked: apologies counted, and shares of cases whose days are over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

import pytest

from complaints.facts import Fact
from complaints.facts.customers import ExperimentAssigned
from complaints.facts.merging import DuplicateMerged
from complaints.when import Day, NotAfter, When
from projections.counts import Count
from projections.recovery import RECOVERY
from projections.recovery_outcomes import (
    WITHIN,
    RecoveryAsked,
    RecoveryBy,
    RecoveryOfGroup,
    RecoveryOutcome,
    problem_with,
    recovery_outcomes,
)
from projections.recovery_questions import ApologiesOfGroup, CaseBy, CasesAsked, apologies
from tests.complaints.given import accepted, answered, apologised, closed, identified, reopened
from tests.complaints.given_redress import paid
from tests.projections.given import assignment, filing, moved
from tests.projections.place import Place, put, rows_in
from tests.projections.test_recovery import AUTOMATIC, PROMISED, TOOK_BACK, caused, day, merged, rated
from tests.projections.test_win_back import BEGIN, DAY, REGISTERED, on, put_in

LATER = day(1000)


@pytest.fixture
def team() -> str:
    """The name of a team that only the test's own complaints have."""
    return str(uuid4())


def record(
    place: Place, team: str, *facts: Fact, received: When = BEGIN, customer: UUID | None = None
) -> UUID:
    complaint = uuid4()
    known = [moved(identified(customer), received)] if customer else []
    put(place.ledger, complaint, [filing(complaint, received), assignment(team, received), *known, *facts])
    return complaint


def registered(place: Place, *facts: Fact) -> UUID:
    customer = uuid4()
    put(place.ledger, customer, [REGISTERED, *facts])
    return customer


def said(
    place: Place, team: str, by: CaseBy = "all", as_of: datetime = LATER, **more: object
) -> Sequence[ApologiesOfGroup]:
    rows_in(place, RECOVERY, [])
    asked = replace(CasesAsked(team=team), **more)  # type: ignore[arg-type] # its fields
    return apologies(place.writer, as_of, by, asked)


def came(  # noqa: PLR0913 - one argument for each thing that can be asked
    place: Place,
    team: str,
    outcome: RecoveryOutcome,
    by: RecoveryBy = "all",
    *,
    as_of: datetime = LATER,
    days: int | None = None,
    experiment: str | None = None,
) -> Sequence[RecoveryOfGroup]:
    rows_in(place, RECOVERY, [])
    asked = RecoveryAsked(
        outcome=outcome,
        within=timedelta(days=days) if days else WITHIN[outcome],
        by=by,
        experiment=experiment,
        cases=CasesAsked(team=team),
    )
    return recovery_outcomes(place.writer, as_of, asked)


def told(found: Sequence[RecoveryOfGroup]) -> dict[str | None, tuple[Count, Count]]:
    """Return of how many each group is made, and to how many of them it happened."""
    return {it.group: (it.mature, it.happened) for it in found}


def test_apologies_are_counted_as_by_hand(shared: Place, team: str) -> None:
    record(shared, team, on(1, apologised()), on(3, PROMISED))
    record(shared, team, on(2, apologised()), on(2, closed()))
    record(shared, team, moved(apologised(), Day(day=date(2026, 3, 4), zone="UTC")))
    record(shared, team, on(1, AUTOMATIC))
    duplicate = uuid4()
    survivor = record(
        shared, team, on(5, closed()), DuplicateMerged(at=day(6), duplicate=duplicate, received=BEGIN)
    )
    put(shared.ledger, duplicate, [filing(duplicate, BEGIN), on(6, merged(survivor))])
    (whole,) = said(shared, team)
    assert whole == ApologiesOfGroup(
        group=None,
        cases=5,
        filings=6,
        apologised=3,
        open=1,
        ended_without=1,
        automated_only=1,
        repeated=1,
        acknowledge=3,
        responsibility=0,
        promise=1,
        time_known=2,
        time_unknown=1,
        after_p50=DAY,
        after_p90=2 * DAY,
    )
    (early,) = said(shared, team, as_of=day(1))
    assert (early.cases, early.apologised, early.open, early.repeated, early.promise) == (5, 1, 4, 0, 0)
    assert (early.after_p90, early.automated_only, early.ended_without) == (DAY, 1, 0)
    assert said(shared, team, as_of=BEGIN - DAY) == []


def test_cases_are_grouped_by_the_month_of_receipt_in_a_zone_and_a_day_keeps_its_date(
    shared: Place, team: str
) -> None:
    record(shared, team, received=datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    record(shared, team, received=Day(day=date(2026, 3, 31), zone="America/New_York"))
    for zone, months in (("UTC", {"2026-03": 2}), ("Europe/London", {"2026-03": 1, "2026-04": 1})):
        assert {it.group: it.cases for it in said(shared, team, "month", zone=zone)} == months
    assert len(said(shared, team, received_from=datetime(2026, 3, 31, 23, 30, tzinfo=UTC))) == 1
    assert said(shared, team, received_to=datetime(2026, 3, 31, tzinfo=UTC)) == []
    assert said(shared, team, channel="web") == said(shared, team, product="loans") == []


@pytest.mark.parametrize(
    ("outcome", "facts", "happened"),
    [
        ("apologised", [on(30, apologised())], 1),
        ("apologised", [on(30.001, apologised())], 0),
        ("apologised", [on(1, AUTOMATIC)], 0),
        ("without remedy", [on(1, apologised())], 1),
        ("without remedy", [on(1, apologised()), on(31, paid())], 0),
        ("without remedy", [on(1, apologised()), on(31.001, paid())], 1),
        ("without remedy", [on(1, paid()), on(2, apologised())], 0),
        ("without remedy", [on(1, apologised()), on(2, accepted())], 0),
        ("without remedy", [on(1, apologised()), on(2, accepted(None))], 1),
        ("accepted", [on(30, accepted(None))], 1),
        ("accepted", [on(31, accepted())], 0),
        ("reopened", [on(5, answered()), on(6, closed()), on(95, reopened())], 1),
        ("reopened", [on(5, answered()), on(6, closed()), on(96, reopened())], 0),
    ],
)
def test_an_outcome_is_in_time_or_not(
    shared: Place, team: str, outcome: RecoveryOutcome, facts: list[Fact], happened: int
) -> None:
    record(shared, team, *facts)
    assert told(came(shared, team, outcome)) == {None: (1, happened)}


@pytest.mark.parametrize("outcome", ["without remedy", "complained again", "reopened", "withdrawn"])
def test_what_has_not_begun_is_open_or_never_will(shared: Place, team: str, outcome: RecoveryOutcome) -> None:
    record(shared, team)
    record(shared, team, on(2, closed()))
    (found,) = came(shared, team, outcome)
    assert (found.mature, found.immature, found.open, found.ended_without) == (0, 0, 1, 1)
    (found,) = came(shared, team, outcome, as_of=day(1))
    assert (found.open, found.ended_without) == (2, 0)


def test_what_is_not_over_is_withheld_and_what_happens_later_changes_nothing(
    shared: Place, team: str
) -> None:
    record(shared, team, on(5, answered()), on(6, closed()), on(7, reopened()))
    record(shared, team, on(10, answered()))
    for as_of, expected in (
        (day(4), (0, 0, 0, 2)),
        (day(94.9), (0, 0, 2, 0)),
        (day(95), (1, 1, 1, 0)),
        (day(100), (2, 1, 0, 0)),
    ):
        (found,) = came(shared, team, "reopened", as_of=as_of)
        assert (found.mature, found.happened, found.immature, found.open) == expected


@pytest.mark.parametrize(
    ("outcome", "fact"),
    [
        ("apologised", moved(apologised(), NotAfter(not_after=day(3)))),
        ("accepted", moved(accepted(), NotAfter(not_after=day(3)))),
        ("complained again", moved(answered(), NotAfter(not_after=day(3)))),
    ],
)
def test_what_nobody_knows_when_is_counted_apart(
    shared: Place, team: str, outcome: RecoveryOutcome, fact: Fact
) -> None:
    record(shared, team, fact, customer=registered(shared))
    (found,) = came(shared, team, outcome)
    assert (found.mature, found.time_unknown, found.immature, found.low) == (0, 1, 0, None)


@pytest.mark.parametrize(
    ("received", "causes", "expected"),
    [
        (95, [caused("fees")], (1, 1, 0, 0)),
        (95, [caused("delay")], (1, 0, 1, 0)),
        (95, [], (1, 0, 0, 1)),
        (96, [caused("fees")], (0, 0, 0, 0)),
        (4, [caused("fees")], (0, 0, 0, 0)),  # before the answer: it was not the answer that failed
    ],
)
def test_a_second_complaint_after_the_answer_is_a_double_deviation(
    shared: Place, team: str, received: int, causes: list[Fact], expected: tuple[int, ...]
) -> None:
    customer = registered(shared)
    record(shared, team, on(5, answered()), caused("fees"), customer=customer)
    record(shared, "others", *causes, received=day(received), customer=customer)
    (found,) = came(shared, team, "complained again")
    assert (found.happened, found.same_cause, found.other_cause, found.cause_unknown) == expected
    assert found.mature == 1


def test_a_duplicate_is_no_second_complaint(shared: Place, team: str) -> None:
    customer = registered(shared)
    first = record(shared, team, on(5, answered()), customer=customer)
    record(shared, team, on(21, merged(first)), received=day(20), customer=customer)
    (found,) = came(shared, team, "complained again")
    assert (found.mature, found.happened) == (1, 0)


def test_nobody_knows_of_another_complaint_without_the_customer(shared: Place, team: str) -> None:
    record(shared, team, on(5, answered()))
    (found,) = came(shared, team, "complained again")
    assert (found.mature, found.customer_unknown, found.open) == (0, 1, 0)
    assert told(came(shared, team, "reopened")) == {None: (1, 0)}


def test_each_rating_of_a_case_counts(shared: Place, team: str) -> None:
    customer = registered(shared)
    complaint = record(shared, team, customer=customer)
    posted = [on(1, rated(complaint)), on(2, rated(complaint, place="a board")), on(31, TOOK_BACK)]
    put(shared.ledger, customer, posted, after=1)
    assert told(came(shared, team, "withdrawn")) == {None: (2, 1)}
    assert told(came(shared, team, "withdrawn", days=29)) == {None: (2, 0)}
    (early,) = came(shared, team, "withdrawn", as_of=day(31.5))
    assert (early.mature, early.happened, early.immature) == (1, 1, 1)


DONE: list[tuple[list[Fact], str]] = [
    ([], "neither"),
    ([on(1, apologised())], "apology"),
    ([on(1, paid())], "money"),
    ([on(1, apologised()), on(2, paid())], "both"),
    ([on(1, AUTOMATIC)], "neither"),
    ([on(20, apologised()), on(20, paid())], "neither"),  # after the acceptance
]


@pytest.mark.parametrize(("facts", "group"), DONE)
def test_what_was_done_counts_before_the_outcome(
    shared: Place, team: str, facts: list[Fact], group: str
) -> None:
    record(shared, team, *facts, on(10, accepted(None)))
    assert told(came(shared, team, "accepted", "done")) == {group: (1, 1)}


def test_what_is_done_after_the_days_moves_nobody(shared: Place, team: str) -> None:
    record(shared, team, on(40, apologised()))
    assert told(came(shared, team, "accepted", "done")) == {"neither": (1, 0)}


def test_the_form_is_that_of_the_last_apology_in_time(shared: Place, team: str) -> None:
    record(shared, team, on(1, apologised()), on(3, PROMISED), on(4, accepted()))
    record(shared, team, on(1, apologised()), on(5, PROMISED), on(4, accepted()))
    record(shared, team)
    assert told(came(shared, team, "accepted", "form")) == {
        "acknowledge": (1, 1),
        "none": (1, 0),
        "promise": (1, 1),
    }


def test_repeated_apologies_are_counted_across_the_cases_of_a_customer(shared: Place, team: str) -> None:
    customer = registered(shared)
    for number in (0, 10, 20):
        record(shared, team, on(number + 1, apologised()), received=day(number), customer=customer)
    record(shared, team, on(32, apologised()), on(33, PROMISED), received=day(30), customer=customer)
    record(shared, team, on(501, apologised()), received=day(500), customer=customer)
    record(shared, team)
    assert told(came(shared, team, "accepted", "repetition")) == {
        "1": (2, 0),
        "2": (1, 0),
        "3 or more": (2, 0),
        "none": (1, 0),
    }


def test_by_arm_the_days_run_from_the_assignment_whatever_was_done(shared: Place, team: str) -> None:
    for assigned, withdrawn, arm in ((2, 32, "sorry"), (2, 33, "sorry"), (0, 31, "money"), (2, 1.5, "money")):
        customer = registered(shared)
        complaint = record(shared, team, customer=customer)
        facts = [on(assigned, put_in(arm)), on(1, rated(complaint)), on(withdrawn, TOOK_BACK)]
        put(shared.ledger, customer, facts, after=1)
    record(shared, team, customer=registered(shared))
    # The last of the arm `money` took its rating back before anybody knew its arm.
    found = came(shared, team, "withdrawn", "arm", experiment="letters")
    assert told(found) == {"money": (1, 1), "sorry": (2, 1)}
    assert told(came(shared, team, "withdrawn", "arm", experiment="letters", as_of=day(1))) == {
        "money": (0, 0)
    }
    assert came(shared, team, "withdrawn", "arm", experiment="others") == []


def test_an_arm_counts_once_for_each_experiment(shared: Place, team: str) -> None:
    other = ExperimentAssigned(at=BEGIN, experiment="money", arm="much")
    customer = registered(shared, on(0, put_in("a")), on(0, other))
    record(shared, team, on(3, accepted()), customer=customer)
    assert told(came(shared, team, "accepted", "arm", experiment="money")) == {"much": (1, 1)}


def test_a_share_is_given_of_five_and_of_fewer_the_interval_alone(shared: Place, team: str) -> None:
    for _ in range(4):
        record(shared, team, on(3, accepted()))
    (few,) = came(shared, team, "accepted")
    assert (few.share, few.high) == (None, 1.0)
    record(shared, team)
    (enough,) = came(shared, team, "accepted")
    assert (enough.mature, enough.share) == (5, 0.8)
    assert (enough.low, enough.high) == pytest.approx((0.3755, 0.9638), abs=1e-4)


@pytest.mark.parametrize(
    ("outcome", "by", "experiment"),
    [
        ("accepted", "arm", None),
        ("accepted", "done", "letters"),
        ("apologised", "done", None),
        ("apologised", "form", None),
        ("apologised", "repetition", None),
        ("without remedy", "done", None),
    ],
)
def test_some_questions_have_no_answer(outcome: str, by: str, experiment: str | None) -> None:
    asked = RecoveryAsked(
        outcome=cast(RecoveryOutcome, outcome),
        within=DAY,
        by=cast(RecoveryBy, by),
        experiment=experiment,
        cases=CasesAsked(),
    )
    assert problem_with(asked)
    assert problem_with(replace(asked, by="all", experiment=None)) is None
