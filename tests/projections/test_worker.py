"""The worker: awake at once, alone or one of several, and whatever becomes of its connection."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from threading import Event, Thread
from time import monotonic
from uuid import uuid4

import psycopg
import pytest

from complaints.storage import Recorded
from projections import filling, positions, reading, shards, worker
from projections.case_list import CASE_LIST, Case
from projections.positions import position_of
from projections.response_times import RESPONSE_TIMES
from projections.rollups import true_months
from projections.status import SlotStatus, status
from projections.worker import VIEWS, catch_up, following
from tests.projections.given import TOO_LONG, assignment, filing, started
from tests.projections.place import Place, assert_as_rebuilt, put, rows_now

LONG = 20.0
"""Seconds after which what should happen at once has not happened."""

AUDIT = """
create table public.moves (view text, slot text, before bigint, after bigint, number serial);
grant insert on public.moves to complaints_app; grant usage on sequence moves_number_seq to complaints_app;
create function public.note() returns trigger language plpgsql as $$ begin
  insert into public.moves values (new.view, new.slot, old.position, new.position); return new; end $$;
create trigger note after update of position on views.positions
  for each row when (old.position <> new.position) execute function public.note();
"""


@contextmanager
def workers(place: Place, number: int) -> Iterator[None]:
    """Let so many workers follow the log, each as a process would."""
    if number == 0:
        yield
        return
    with following(place.ledger._pool, place.database.app), workers(place, number - 1):
        yield


def wait_until(claim: Callable[[], bool]) -> None:
    deadline = monotonic() + LONG
    while not claim():
        assert monotonic() < deadline, "it does not happen"


def put_some(place: Place, complaints: int) -> int:
    for _ in range(complaints):
        complaint = uuid4()
        put(place.ledger, complaint, [filing(complaint)])
        last = put(place.ledger, complaint, [started(), assignment("retail")], after=1)
    return last


def reached(place: Place, position: int) -> Callable[[], bool]:
    return lambda: all(position_of(place.writer, view) >= position for view in VIEWS)


def slots(place: Place, view: str) -> dict[str, SlotStatus]:
    return {it.state: it for it in status(place.writer) if it.view == view}


def test_a_worker_wakes_when_something_is_recorded(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 10 * LONG)
    following_it = following(place.ledger._pool, place.database.app)
    with following_it:
        wait_until(reached(place, place.ledger.head()))
        for _ in range(3):
            wait_until(reached(place, put_some(place, 1)))
        monkeypatch.undo()  # it sleeps for POLL_SECONDS at most when told to stop
        put_some(place, 1)


def test_a_worker_that_is_told_to_stop_stops_within_two_seconds(place: Place) -> None:
    with following(place.ledger._pool, place.database.app):
        wait_until(reached(place, put_some(place, 3)))
        told = monotonic()
    assert monotonic() - told < 2


def test_several_workers_feed_every_view_every_fact_once(place: Place) -> None:
    with psycopg.connect(place.database.owner, autocommit=True) as owner:
        positions.register(place.writer, VIEWS.values())
        owner.execute(AUDIT)
        with workers(place, 3):
            last = put_some(place, 60)
            wait_until(reached(place, last))
        moves = owner.execute("select view, before, after from public.moves order by number").fetchall()
    for view in VIEWS:
        steps = [(before, after) for name, before, after in moves if name == view]
        assert (steps[0][0], steps[-1][1]) == (0, last)
        assert all(one[1] == other[0] for one, other in pairwise(steps))
    assert_as_rebuilt(place.writer, place.ledger)


def test_workers_whose_connections_are_killed_go_on(place: Place) -> None:
    with workers(place, 2), psycopg.connect(place.database.app, autocommit=True) as other:
        for _ in range(15):
            last = put_some(place, 4)
            other.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'complaints worker' and datname = current_database()"
                "   and pid <> %s",
                [place.writer.info.backend_pid],
            )
        wait_until(reached(place, last))
    assert_as_rebuilt(place.writer, place.ledger)


def test_a_worker_killed_within_a_batch_leaves_it_to_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(facts: Sequence[Recorded]) -> Sequence[Case]:
        with psycopg.connect(place.database.app, autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s)", [place.writer.info.backend_pid])
        return CASE_LIST.fold(facts)

    last = put_some(place, 1)
    with monkeypatch.context() as deadly:
        deadly.setitem(VIEWS, "case_list", replace(CASE_LIST, fold=kill))
        with pytest.raises(psycopg.OperationalError):
            catch_up(place.writer, place.ledger)
    with workers(place, 1), psycopg.connect(place.database.owner, autocommit=True) as owner:
        wait_until(lambda: all(position_of(owner, view) == last for view in VIEWS))


def test_a_value_that_no_index_takes_stops_the_views_that_have_one_and_the_others_go_on(
    place: Place,
) -> None:
    complaint = uuid4()
    poison = put(place.ledger, complaint, [filing(complaint), assignment(TOO_LONG)])
    with workers(place, 1):
        last = put_some(place, 1)
        indexed = {"case_list", "inbox"}  # by team
        wait_until(lambda: all(position_of(place.writer, view) == last for view in set(VIEWS) - indexed))
        wait_until(lambda: all(slots(place, view)["live"].stopped_at == poison for view in indexed))


def test_a_view_made_by_an_older_version_is_rebuilt_while_its_rows_answer_and_the_others_go_on(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bool]] = []

    def shout(facts: Sequence[Recorded]) -> Sequence[Case]:
        if not seen:
            found = rows_now(place.writer, CASE_LIST, [complaint])
            seen.append((str(found[0].team), reached_others()))
        return [replace(row, team=row.team.upper()) for row in CASE_LIST.fold(facts) if row.team]

    def reached_others() -> bool:
        last = put(place.ledger, complaint, [assignment("cards")], after=2)
        wait_until(lambda: position_of(place.writer, "clock_periods") >= last)
        return True

    complaint = uuid4()
    put(place.ledger, complaint, [filing(complaint), assignment("retail")])
    catch_up(place.writer, place.ledger)
    monkeypatch.setitem(VIEWS, "case_list", replace(CASE_LIST, version=CASE_LIST.version + 1, fold=shout))
    with workers(place, 2):
        wait_until(lambda: slots(place, "case_list")["live"].fold_version == CASE_LIST.version + 1)
        wait_until(reached(place, place.ledger.head()))
    assert seen == [("retail", True)]
    assert rows_now(place.writer, CASE_LIST, [complaint])[0].team == "CARDS"


def test_a_new_version_that_cannot_be_folded_says_so_and_is_not_tried_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def fail(facts: Sequence[Recorded]) -> Sequence[Case]:
        tried.append(len(facts))
        raise ValueError("Mrs Smith")

    put_some(place, 1)
    catch_up(place.writer, place.ledger)
    monkeypatch.setitem(VIEWS, "case_list", replace(CASE_LIST, version=CASE_LIST.version + 1, fold=fail))
    monkeypatch.setattr(worker, "REBUILD_SECONDS", 0.01)
    with workers(place, 1):
        wait_until(lambda: slots(place, "case_list")["idle"].reason is not None)
        wait_until(reached(place, position_of(place.writer, "case_list")))
    assert len(tried) == 1
    reason = slots(place, "case_list")["idle"].reason
    assert reason
    assert reason.startswith("ValueError in fail, test_worker.py")
    assert "Smith" not in reason


def test_a_worker_stops_in_the_middle_of_a_rebuild(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, folded = Event(), []

    def wait(facts: Sequence[Recorded]) -> Sequence[Case]:
        folded.append(len(facts))
        assert stop.wait(LONG)
        return CASE_LIST.fold(facts)

    put_some(place, 50)
    catch_up(place.writer, place.ledger)
    monkeypatch.setattr(shards, "SHARD", 5)
    monkeypatch.setattr(filling, "FEW", 1_000)
    monkeypatch.setitem(VIEWS, "case_list", replace(CASE_LIST, version=CASE_LIST.version + 1, fold=wait))
    monkeypatch.setattr(worker, "Event", lambda: stop)
    with workers(place, 1):
        wait_until(lambda: len(folded) > 0)
    assert 0 < len(folded) < 50
    assert set(slots(place, "case_list")) == {"live", "idle"}


def test_a_worker_counts_the_months_that_have_been_left_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "QUIET", timedelta())
    monkeypatch.setattr(worker, "REBUILD_SECONDS", 0.01)
    put_some(place, 3)
    with workers(place, 2):
        wait_until(lambda: true_months(place.writer, RESPONSE_TIMES, "a") != [])


def test_threads_that_append_and_a_worker_that_follows_in_small_batches_miss_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 7)
    threads = [Thread(target=put_some, args=(place, 15)) for _ in range(4)]
    with workers(place, 2):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wait_until(reached(place, place.ledger.head()))
    assert_as_rebuilt(place.writer, place.ledger)


def test_python_looks_for_cycles_again_after_a_batch(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[bool] = []

    def look(facts: Sequence[Recorded]) -> Sequence[Case]:
        looked.append(gc.isenabled())
        return CASE_LIST.fold(facts)

    monkeypatch.setitem(VIEWS, "case_list", replace(CASE_LIST, fold=look))
    put_some(place, 1)
    catch_up(place.writer, place.ledger)
    assert (set(looked), gc.isenabled()) == ({False}, True)
