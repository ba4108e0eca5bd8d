"""The live run: every fact into every view once, whatever the others do."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from time import sleep
from typing import NoReturn
from uuid import UUID, uuid4

import psycopg
import pytest
from structlog.testing import capture_logs

from complaints import storage
from complaints.application import Ledger
from complaints.facts import STORED_NAMES
from complaints.facts.intake import ComplaintAssigned
from complaints.recorder import VersionTaken
from complaints.storage import Recorded
from projections import positions, reading
from projections.case_list import CASE_LIST, Case
from projections.contact_parts import ContactPart
from projections.contacts import CONTACTS
from projections.engine import advance
from projections.history import history
from projections.rebuild import rebuild
from projections.rows import combined, rows_of
from projections.sla_breaches import SLA_BREACHES
from projections.slots import swap_if_caught_up
from projections.status import SlotStatus, status
from projections.tables import NotMade, copy_in
from projections.view import View
from projections.worker import VIEWS, catch_up
from tests.complaints.given import COMPLAINT, withdrawn
from tests.projections.given import TOO_LONG, assignment, filing, recorded, started
from tests.projections.place import Place, assert_as_rebuilt, put, rows_now

CASES_AND_CLOCKS = {view.name: view for view in (CASE_LIST, SLA_BREACHES)}


Fold = Callable[[Sequence[Recorded]], Sequence[Case]]


def choke(facts: Sequence[Recorded]) -> Sequence[Case]:
    """Fold the case list, but not a complaint that the team `poison` ever held."""
    if any(fact.fact.team == "poison" for fact in facts if isinstance(fact.fact, ComplaintAssigned)):
        raise ValueError("Mrs Smith cannot be folded")
    return CASE_LIST.fold(facts)


def without_channel(facts: Sequence[Recorded]) -> Sequence[Case]:
    """Fold to a row that the table refuses, once the team `poison` holds the complaint."""
    try:
        return choke(facts)
    except ValueError:
        return [replace(row, channel=None) for row in CASE_LIST.fold(facts)]  # type: ignore[arg-type]  # on purpose


def follow(place: Place, *views: View[Case]) -> None:
    """Bring these views, in place of those of their name, and the clocks to where they go."""
    chosen = CASES_AND_CLOCKS | {view.name: view for view in views}
    positions.register(place.writer, chosen.values())
    while advance(place.writer, place.ledger, chosen):
        pass


def live(place: Place, view: str = "case_list") -> SlotStatus:
    (found,) = (it for it in status(place.writer) if it.view == view and it.state == "live")
    return found


def team_of(place: Place, complaint: UUID) -> list[str | None]:
    return [row.team for row in rows_now(place.writer, CASE_LIST, [complaint])]


def put_teams(place: Place, *teams: str, complaint: UUID = COMPLAINT, after: int = 0) -> int:
    """File a complaint, unless it is, and assign it to one team after the other; return the position."""
    first = [] if after else [filing(complaint)]
    return put(place.ledger, complaint, [*first, *(assignment(team) for team in teams)], after=after)


def test_a_view_says_how_far_behind_it_is_and_how_fast_it_was(place: Place) -> None:
    put_teams(place, "retail")
    positions.register(place.writer, VIEWS.values())
    assert live(place).rate is None
    follow(place)
    caught_up = live(place)
    assert (caught_up.behind, caught_up.lag, caught_up.waiting_since) == (0, timedelta(), None)
    assert caught_up.rate
    put_teams(place, "cards", after=2)
    waits = live(place)
    assert (waits.behind, waits.rate) == (1, caught_up.rate)
    assert timedelta() < waits.lag < live(place).lag


def test_a_worker_that_finds_nothing_new_writes_nothing(place: Place) -> None:
    put_teams(place, "retail")
    follow(place)
    written = "select view, slot, xmin from views.positions order by 1, 2"
    before = place.writer.execute(written).fetchall()
    follow(place)
    assert place.writer.execute(written).fetchall() == before


@pytest.mark.parametrize("fold", [choke, without_channel])
@pytest.mark.parametrize("batch", [1, 2, 3, 2_000])
def test_a_fact_that_cannot_be_folded_or_kept_stops_its_view_there_and_no_other(
    place: Place, monkeypatch: pytest.MonkeyPatch, fold: Fold, batch: int
) -> None:
    monkeypatch.setattr(reading, "BATCH", batch)
    put_teams(place, "first")
    poison = put_teams(place, "poison", after=2)
    other = uuid4()
    end = put_teams(place, "never seen", complaint=other)
    with capture_logs() as logs:
        follow(place, replace(CASE_LIST, fold=fold))
    stopped = live(place)
    assert (stopped.stopped_at, stopped.position, stopped.behind) == (poison, poison - 1, 3)
    assert team_of(place, COMPLAINT) == ["first"]
    assert team_of(place, other) == []
    assert (live(place, "clock_periods").position, live(place, "clock_periods").reason) == (end, None)
    (said,) = (log for log in logs if log["log_level"] == "error")
    assert (said["view"], said["position"], said["reason"]) == ("case_list", poison, stopped.reason)


def test_the_reason_names_what_failed_and_where_and_repeats_nothing_that_was_said(place: Place) -> None:
    put_teams(place, "poison")
    follow(place, replace(CASE_LIST, fold=choke))
    reason = live(place).reason
    assert reason
    assert reason.startswith("ValueError in choke, test_engine.py line ")
    assert "Smith" not in reason


def test_nothing_that_was_said_goes_to_the_server_when_a_row_cannot_be_made(place: Place) -> None:
    def made() -> Iterator[tuple[object, ...]]:
        yield from rows_of(CASE_LIST, [history(recorded([filing(COMPLAINT)]))])
        raise ValueError("Mrs Smith cannot be made")

    with pytest.raises(NotMade) as told:  # it is the text of this that a COPY is ended with
        copy_in(place.writer, CASE_LIST, "b", made())
    assert re.fullmatch(r"ValueError in made, test_engine.py line \d+", str(told.value))


def test_trouble_of_the_database_is_not_said_of_the_group_that_was_read() -> None:
    assert CONTACTS.grouping

    def parts() -> Iterator[ContactPart]:
        yield from CONTACTS.fold(history(recorded([filing(COMPLAINT)])))
        raise psycopg.OperationalError("the connection is lost")

    with pytest.raises(psycopg.OperationalError):
        list(combined(CONTACTS.grouping, parts()))


def test_a_batch_may_take_longer_to_fold_than_a_statement_to_run(place: Place) -> None:
    put_teams(place, "retail", complaint=uuid4())
    put_teams(place, "retail")
    place.writer.execute("set statement_timeout = '200ms'")

    def slow(facts: Sequence[Recorded]) -> Sequence[Case]:
        sleep(0.15)
        return CASE_LIST.fold(facts)

    follow(place, replace(CASE_LIST, fold=slow))
    assert team_of(place, COMPLAINT) == ["retail"]


def test_a_row_that_the_table_refuses_is_named_by_its_column(place: Place) -> None:
    put_teams(place, "poison")
    follow(place, replace(CASE_LIST, fold=without_channel))
    assert live(place).reason == "NotNullViolation: channel"


def test_a_value_that_no_index_takes_stops_its_view_there_and_no_other(place: Place) -> None:
    put_teams(place, "first")
    poison = put_teams(place, TOO_LONG, after=2)
    end = put_teams(place, "never seen", complaint=uuid4())
    follow(place)
    stopped = live(place)
    assert (stopped.stopped_at, stopped.position) == (poison, poison - 1)
    assert stopped.reason
    assert stopped.reason.startswith("ProgramLimitExceeded: case_list_a_")
    assert (live(place, "clock_periods").position, live(place, "clock_periods").reason) == (end, None)


def test_what_only_the_whole_batch_makes_good_is_no_poison(place: Place) -> None:
    def no_team(facts: Sequence[Recorded]) -> Sequence[Case]:
        if len(facts) == 1 and CASE_LIST.fold(facts):
            raise ValueError
        return CASE_LIST.fold(facts)

    put_teams(place, "retail")
    follow(place, replace(CASE_LIST, fold=no_team))
    assert team_of(place, COMPLAINT) == ["retail"]


def test_a_stopped_view_goes_on_with_code_that_can(place: Place) -> None:
    put_teams(place, "poison", "second")
    follow(place, replace(CASE_LIST, fold=choke))
    follow(place)
    assert live(place).behind == 2
    positions.resume(place.writer, VIEWS.values())
    follow(place)
    assert (live(place).reason, team_of(place, COMPLAINT)) == (None, ["second"])


def put_unreadable(place: Place, complaint: UUID, version: int) -> None:
    """Record a fact of a kind that this version of the code does not know."""
    with psycopg.connect(place.database.owner, autocommit=True) as owner:
        owner.execute(
            "insert into ledger.events"
            " (stream, version, topic, state, by, kind, cause, command_id, recorded_at)"
            " values (%s, %s, 'FromTheFuture', %s, 'x', 'person', 'x', %s, now())",
            [complaint, version, '{"at":"2026-04-07T08:30:00Z","team":"tomorrow"}', uuid4()],
        )


@contextmanager
def able_to_read_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as able:
        able.setitem(STORED_NAMES, "FromTheFuture", ComplaintAssigned)
        yield
    storage._shape.cache_clear()


@pytest.mark.parametrize("batch", [1, 2, 2_000])
def test_a_fact_that_cannot_be_read_stops_every_view_before_it_until_somebody_can(
    place: Place, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(reading, "BATCH", batch)
    good = put_teams(place, "first")
    put_unreadable(place, COMPLAINT, 3)
    put_teams(place, "last", after=3)
    catch_up(place.writer, place.ledger)
    for name in VIEWS:
        stopped = live(place, name)
        assert (stopped.position, stopped.stopped_at) == (good, good + 1)
        assert stopped.reason
        assert f"version 3 of stream {COMPLAINT}" in stopped.reason
    assert team_of(place, COMPLAINT) == ["first"]
    with able_to_read_it(monkeypatch):
        positions.resume(place.writer, VIEWS.values())
        catch_up(place.writer, place.ledger)
    assert team_of(place, COMPLAINT) == ["last"]


def test_a_fact_of_a_stream_with_an_unreadable_one_stops_the_views_too(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_teams(place, "first")
    put_unreadable(place, COMPLAINT, 3)
    with able_to_read_it(monkeypatch):
        catch_up(place.writer, place.ledger)
    touched = put_teams(place, "last", after=3)
    put_teams(place, "other", complaint=uuid4())
    catch_up(place.writer, place.ledger)
    assert {live(place, name).stopped_at for name in VIEWS} == {touched}


def test_refused_appends_leave_gaps_that_are_no_obstacle(place: Place) -> None:
    put_teams(place, "first")
    for _ in range(3):
        with pytest.raises(VersionTaken):
            put(place.ledger, COMPLAINT, [assignment("refused")], after=1)
    last = put_teams(place, "second", after=2)
    catch_up(place.writer, place.ledger)
    assert last > 3
    assert (live(place).position, team_of(place, COMPLAINT)) == (last, ["second"])


def test_streams_with_too_many_facts_for_one_batch_go_in_several(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_FACTS", 5)
    put_teams(place, *"abcdefgh")
    follow(place)
    for number in range(9, 12):
        put_teams(place, str(number), after=number)
    put_teams(place, "other", complaint=uuid4())
    follow(place)
    assert (live(place).behind, team_of(place, COMPLAINT)) == (0, ["11"])


class Busy(Ledger):
    """A ledger to which something is added whenever somebody is about to read it."""

    def facts_after(self, position: int, *, limit: int) -> list[Recorded]:
        complaint = uuid4()
        put(self, complaint, [filing(complaint)])
        return super().facts_after(position, limit=limit)


def test_a_view_that_lags_catches_up_and_reads_with_the_others_although_the_log_grows(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 3)
    put_teams(place, "poison", *"abcdefgh")
    follow(place, replace(CASE_LIST, fold=choke))
    positions.resume(place.writer, VIEWS.values())
    busy = Busy(place.ledger._pool)
    for _ in range(10):
        advance(place.writer, busy, CASES_AND_CLOCKS)
    assert live(place).position == live(place, "clock_periods").position


def test_a_new_version_takes_over_although_the_log_grows_and_meanwhile_the_old_rows_answer(
    place: Place,
) -> None:
    def shout(facts: Sequence[Recorded]) -> list[Case]:
        return [replace(row, team=row.team.upper()) for row in CASE_LIST.fold(facts) if row.team]

    put_teams(place, "retail")
    catch_up(place.writer, place.ledger)
    new = replace(CASE_LIST, version=CASE_LIST.version + 1, fold=shout)
    views = CASES_AND_CLOCKS | {"case_list": new}
    assert positions.outdated(place.writer, views.values()) == ["case_list"]
    busy = Busy(place.ledger._pool)
    assert advance(place.writer, busy, views)
    rebuild(place.writer, place.ledger, [new], lambda _: None)
    assert positions.outdated(place.writer, views.values()) == []
    put_teams(place, "cards", after=2)
    assert team_of(place, COMPLAINT) == ["retail"]
    for _ in range(3):
        advance(place.writer, busy, views)
    assert (live(place).fold_version, team_of(place, COMPLAINT)) == (new.version, ["CARDS"])
    assert advance(place.writer, place.ledger, CASES_AND_CLOCKS) is False, "old code follows new rows"


def test_nobody_waits_for_a_slot_that_somebody_holds(place: Place) -> None:
    put_teams(place, "retail")
    positions.register(place.writer, VIEWS.values())
    with psycopg.connect(place.database.app) as other:
        other.execute("select from views.positions where view = 'case_list' for update")
        place.writer.execute("set lock_timeout = '1ms'")
        assert advance(place.writer, place.ledger, VIEWS)
        swap_if_caught_up(place.writer, "case_list")
        assert (live(place).position, live(place, "clock_periods").behind) == (0, 0)
    assert advance(place.writer, place.ledger, VIEWS)
    assert live(place).behind == 0


def test_late_facts_and_corrections_leave_live_rows_as_a_rebuild_makes_them(place: Place) -> None:
    put(place.ledger, COMPLAINT, [filing(COMPLAINT), started(), assignment("retail")])
    catch_up(place.writer, place.ledger)
    put(place.ledger, COMPLAINT, [withdrawn()], after=3)
    catch_up(place.writer, place.ledger)
    assert_as_rebuilt(place.writer, place.ledger)


def never(_: Sequence[Recorded]) -> NoReturn:
    raise AssertionError("nobody asked")


def test_a_view_that_has_caught_up_folds_nothing(place: Place) -> None:
    put_teams(place, "retail")
    follow(place)
    assert advance(place.writer, place.ledger, {"case_list": replace(CASE_LIST, fold=never)}) is False
