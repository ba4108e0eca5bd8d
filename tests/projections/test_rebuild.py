"""Rebuilding a view, and proving that it is what the log says."""

import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest

from api.postgres import Database
from complaints.facts.intake import ComplaintAssigned
from complaints.storage import Recorded
from projections import comparison, filling, rebuild, shards, tables
from projections.case_list import CASE_LIST, Case
from projections.comparison import Comparison, compare
from projections.engine import advance
from projections.rebuild import LOCK, RebuildFailed, RebuildUnderWay
from projections.sla_breaches import SLA_BREACHES
from projections.slots import take_idle
from projections.status import status
from projections.worker import VIEWS, catch_up
from projections.writer import open_writer
from tests.complaints.given import COMPLAINT
from tests.databases import copy_of
from tests.projections.given import TOO_LONG, assignment, filing, started
from tests.projections.place import Place, place_in, put, rows_now
from tests.projections.year import put_a_year


def nobody(_: int) -> None:
    """Watch nothing."""


def compared(place: Place, view: str = "case_list") -> Comparison:
    (found,) = compare(place.writer, place.ledger, [VIEWS[view]], nobody)
    return found


def states(place: Place, view: str = "case_list") -> dict[str, str]:
    return {it.slot: it.state for it in status(place.writer) if it.view == view}


def assign_again(place: Place) -> None:
    put(place.ledger, COMPLAINT, [assignment("cards")], after=len(place.ledger.facts(COMPLAINT)))


@pytest.fixture
def filled(place: Place) -> Place:
    """A place where two complaints are in every view."""
    for complaint in (COMPLAINT, uuid4()):
        put(place.ledger, complaint, [filing(complaint), started(), assignment("retail")])
    catch_up(place.writer, place.ledger)
    return place


def test_a_rebuild_fills_the_other_slot_and_the_next_advance_swaps_the_two(filled: Place) -> None:
    assert states(filled) == {"a": "live", "b": "idle"}
    head = rebuild.rebuild(filled.writer, filled.ledger, [CASE_LIST], nobody)
    assert head == filled.ledger.head()
    assert states(filled) == {"a": "live", "b": "catching up"}
    advance(filled.writer, filled.ledger, VIEWS)
    assert states(filled) == {"a": "idle", "b": "live"}
    assert compared(filled).differences == []


def test_what_is_recorded_during_a_rebuild_is_in_the_new_rows_when_they_take_over(filled: Place) -> None:
    def record(_: int) -> None:
        later = uuid4()
        put(filled.ledger, later, [filing(later)])
        assign_again(filled)

    rebuild.rebuild(filled.writer, filled.ledger, [CASE_LIST], record)
    catch_up(filled.writer, filled.ledger)
    assert states(filled)["b"] == "live"
    (row,) = rows_now(filled.writer, CASE_LIST, [COMPLAINT])
    assert row.team == "cards"
    assert compared(filled).differences == []


def test_views_that_agree_are_certified_by_what_they_hold(filled: Place) -> None:
    first, again = compared(filled, "win_back"), compared(filled, "win_back")
    assert (first.position, first.fold_version, first.rows) == (
        filled.ledger.head(),
        VIEWS["win_back"].version,
        0,
    )
    assert set(first.sha256) == {table.table for table in VIEWS["win_back"].tables}
    assert again.sha256 == first.sha256
    before = compared(filled).sha256
    assign_again(filled)
    catch_up(filled.writer, filled.ledger)
    assert compared(filled).sha256 != before


def test_the_certificate_is_the_same_whatever_the_session_says_and_however_rows_are_read(
    filled: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = compared(filled, "clock_periods").sha256
    for setting in ("timezone to 'Asia/Tokyo'", "datestyle to 'German'", "extra_float_digits to -15"):
        filled.writer.execute(f"set {setting}")
    monkeypatch.setattr(tables, "CHUNK", 1)
    assert compared(filled, "clock_periods").sha256 == before


def test_what_differs_is_not_certified(filled: Place) -> None:
    with psycopg.connect(filled.database.owner, autocommit=True) as owner:
        owner.execute("update views.case_list set team = 'planted'")
    found = compared(filled)
    assert (len(found.differences), found.sha256) == (2, {})


PLANTED: dict[str, tuple[LiteralString, str | None]] = {
    "a changed row": ("update views.case_list set team = 'planted' where complaint = %s", "planted"),
    "a lost row": ("delete from views.case_list where complaint = %s", None),
}


@pytest.mark.parametrize(("statement", "team"), PLANTED.values(), ids=list(PLANTED))
def test_a_planted_difference_is_found_and_named(
    filled: Place, statement: LiteralString, team: str | None
) -> None:
    as_owner(filled, statement, COMPLAINT)
    (difference,) = compared(filled).differences
    assert difference.rebuilt
    assert (difference.rebuilt["complaint"], difference.rebuilt["team"]) == (str(COMPLAINT), "retail")
    assert (difference.live or {}).get("team") == team


def test_a_row_too_many_is_found_and_named(filled: Place) -> None:
    as_owner(
        filled,
        "insert into views.clock_periods (slot, complaint, reference, clock, period, policy_version,"
        " started_at, from_at, due_at, state, channel)"
        " values ('a', %s, 'x', 'x', 1, 1, now(), now(), now(), 'running', 'x')",
        COMPLAINT,
    )
    (difference,) = compared(filled, "clock_periods").differences
    assert difference.rebuilt is None
    assert difference.live
    assert (difference.live["clock"], difference.live["complaint"]) == ("x", str(COMPLAINT))


def test_a_comparison_says_up_to_where_and_how_many_rows(filled: Place) -> None:
    found = compared(filled, "clock_periods")
    assert (found.view, found.position, found.rows) == ("clock_periods", filled.ledger.head(), 2)
    assert 0 < found.seconds < 60


def test_a_comparison_names_no_more_than_it_says(filled: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "MOST_DIFFERENCES", 1)
    as_owner(filled, "delete from views.case_list where reference <> %s", "")
    assert len(compared(filled).differences) == 1


def test_a_comparison_of_a_view_that_lags_goes_as_far_as_the_view(filled: Place) -> None:
    assign_again(filled)
    found = compared(filled)
    assert (found.position, found.differences) == (filled.ledger.head() - 1, [])


def test_a_comparison_takes_in_what_the_view_takes_in_meanwhile(filled: Place) -> None:
    def follow(_: int) -> None:
        assign_again(filled)
        with open_writer(filled.database.app) as worker:
            advance(worker, filled.ledger, VIEWS)

    (found,) = compare(filled.writer, filled.ledger, [CASE_LIST], follow)
    assert (found.position, found.differences) == (filled.ledger.head(), [])


def test_two_rebuilds_of_one_view_at_once_are_refused(filled: Place) -> None:
    with open_writer(filled.database.app) as other:
        other.execute(LOCK, ["case_list"])
        with pytest.raises(RebuildUnderWay):
            rebuild.rebuild(filled.writer, filled.ledger, [CASE_LIST], nobody)
        with pytest.raises(RebuildUnderWay):
            compared(filled)
        rebuild.rebuild(filled.writer, filled.ledger, [SLA_BREACHES], nobody)


def test_a_comparison_does_not_take_its_slot_from_a_rebuild_that_is_about_to_take_over(filled: Place) -> None:
    rebuild.rebuild(filled.writer, filled.ledger, [CASE_LIST], nobody)
    with pytest.raises(RebuildUnderWay):
        compared(filled)
    advance(filled.writer, filled.ledger, VIEWS)
    assert compared(filled).differences == []


def test_a_second_rebuild_begins_anew(filled: Place) -> None:
    for _ in range(2):
        rebuild.rebuild(filled.writer, filled.ledger, [CASE_LIST], nobody)
    advance(filled.writer, filled.ledger, VIEWS)
    assert states(filled) == {"a": "idle", "b": "live"}
    assert compared(filled).differences == []


def fail(facts: Sequence[Recorded]) -> Sequence[Case]:
    if any(isinstance(fact.fact, ComplaintAssigned) for fact in facts):
        raise ValueError("Mrs Smith")
    return CASE_LIST.fold(facts)


def spoil(facts: Sequence[Recorded]) -> Sequence[Case]:
    return [replace(row, channel=None) for row in CASE_LIST.fold(facts)]  # type: ignore[arg-type]  # on purpose


def swell(facts: Sequence[Recorded]) -> Sequence[Case]:
    return [replace(row, team=TOO_LONG) for row in CASE_LIST.fold(facts)]


@pytest.mark.parametrize(
    ("fold", "reason"),
    [
        (fail, "ValueError in fail"),
        (spoil, "NotNullViolation: channel"),
        (swell, "ProgramLimitExceeded: case_list_b_"),
    ],
)
def test_a_rebuild_that_fails_says_why_and_leaves_the_view_as_it_is(
    filled: Place, fold: Callable[[Sequence[Recorded]], Sequence[Case]], reason: str
) -> None:
    with pytest.raises(RebuildFailed, match=reason) as raised:
        rebuild.rebuild(filled.writer, filled.ledger, [replace(CASE_LIST, fold=fold)], nobody)
    assert "Smith" not in str(raised.value)
    (idle,) = (it for it in status(filled.writer) if it.view == "case_list" and it.state == "idle")
    assert f"case_list: {idle.reason}" == str(raised.value)
    assign_again(filled)
    catch_up(filled.writer, filled.ledger)
    assert rows_now(filled.writer, CASE_LIST, [COMPLAINT])[0].team == "cards"


def test_a_slot_that_is_about_to_take_over_can_be_taken_away_but_never_the_one_that_answers(
    filled: Place,
) -> None:
    rebuild.rebuild(filled.writer, filled.ledger, [CASE_LIST], nobody)
    assert take_idle(filled.writer, CASE_LIST) == "b"
    advance(filled.writer, filled.ledger, VIEWS)
    assert states(filled) == {"a": "live", "b": "idle"}


def test_a_rebuild_waits_for_no_report_that_is_still_reading(filled: Place) -> None:
    with psycopg.connect(filled.database.reader) as report:
        report.execute("set transaction isolation level repeatable read")
        before = report.execute("select * from reporting.cases order by complaint").fetchall()
        filled.writer.execute("set lock_timeout = '10ms'")
        for _ in range(2):  # both slots
            assign_again(filled)
            rebuild.rebuild(filled.writer, filled.ledger, [CASE_LIST], nobody)
            catch_up(filled.writer, filled.ledger)
        assert len(before) == 2
        assert report.execute("select * from reporting.cases order by complaint").fetchall() == before


def test_the_memory_of_a_rebuild_does_not_grow_with_the_ledger(
    server: Database, migrated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD", 2_000)
    monkeypatch.setattr(filling, "FEW", 1_000)  # in this process, where it can be traced
    peaks = [peak_of_a_rebuild(server, migrated, complaints) for complaints in (1_500, 4_500)]
    assert peaks[1] < 1.2 * peaks[0]


def peak_of_a_rebuild(server: Database, migrated: str, complaints: int) -> int:
    with copy_of(migrated, server) as database, place_in(database) as place:
        put_a_year(database.owner, complaints, facts_each=4)
        tracemalloc.start()
        rebuild.rebuild(place.writer, place.ledger, [CASE_LIST], nobody)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak


def as_owner(place: Place, statement: LiteralString, value: UUID | str) -> None:
    with psycopg.connect(place.database.owner, autocommit=True) as owner:
        owner.execute(statement, [value])
