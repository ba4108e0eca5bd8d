"""A rebuild is shared by processes, shard by shard, and goes on where it was interrupted."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest

from api.postgres import Database
from complaints.application import FIRST_STREAM, LAST_STREAM
from complaints.storage import Recorded
from projections import filling, shards
from projections.case_list import CASE_LIST, Case
from projections.filling import Task, fold
from projections.rebuild import rebuild
from projections.slots import take_idle
from projections.view import View
from projections.worker import VIEWS, catch_up
from tests.complaints.rows import until
from tests.projections.place import Place, assert_as_rebuilt, compared
from tests.projections.year import put_a_year

COMPLAINTS = 100
SHARD = 80
LONGEST = 30
"""No stream of that year has so many facts."""


class Interrupted(Exception):
    """Somebody ended the rebuild."""


def nobody(_: int) -> None:
    """Watch nothing."""


@pytest.fixture
def year(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A hundred complaints, in a dozen shards."""
    monkeypatch.setattr(shards, "SHARD", SHARD)
    put_a_year(place.database.owner, COMPLAINTS)
    catch_up(place.writer, place.ledger)
    return place


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill in this process."""
    monkeypatch.setattr(filling, "FEW", 1_000)


def test_shards_are_every_stream_once_and_about_as_large_as_asked_for(year: Place) -> None:
    cut = shards.cut(year.writer)
    assert (cut[0].first, cut[-1].last) == (FIRST_STREAM, LAST_STREAM)
    assert all(one.last.int + 1 == next_one.first.int for one, next_one in pairwise(cut))
    head = year.ledger.head()
    sizes = [len(list(year.ledger.every_fact(until=head, first=it.first, last=it.last))) for it in cut]
    assert sum(sizes) == head
    assert max(sizes) <= SHARD + LONGEST


def test_an_empty_ledger_is_one_shard(place: Place) -> None:
    assert len(shards.cut(place.writer)) == 1


def test_processes_fill_all_views_in_one_reading(year: Place) -> None:
    folded: list[int] = []
    rebuild(year.writer, year.ledger, list(VIEWS.values()), folded.append)
    assert sum(folded) == year.ledger.head()
    assert len(folded) > filling.FEW
    catch_up(year.writer, year.ledger)
    assert_as_rebuilt(year.writer, year.ledger)


def fail(facts: Sequence[Recorded]) -> Sequence[Case]:
    raise ValueError(len(facts))


def test_a_view_that_cannot_be_folded_leaves_the_others_to_be_rebuilt(year: Place) -> None:
    broken = replace(CASE_LIST, fold=fail)
    others = [view for view in VIEWS.values() if view.name != "case_list"]
    with pytest.raises(Exception, match="case_list: ValueError in fail"):
        rebuild(year.writer, year.ledger, [broken, *others], nobody)
    catch_up(year.writer, year.ledger)
    state = "select view from views.positions where slot = 'a' and state = 'live'"
    assert year.writer.execute(state).fetchall() == [("case_list",)]
    assert_as_rebuilt(year.writer, year.ledger)


def interrupt(place: Place, view: View[Case], after: int) -> int:
    """Begin a rebuild that ends after some shards; return of how many facts the rows are in."""
    seen: list[int] = []

    def watch(facts: int) -> None:
        seen.append(facts)
        if len(seen) > after:
            raise Interrupted

    with pytest.raises(Interrupted):
        rebuild(place.writer, place.ledger, [view], watch)
    return sum(seen)


@pytest.mark.usefixtures("alone")
def test_a_rebuild_goes_on_where_it_was_interrupted(year: Place) -> None:
    done = interrupt(year, CASE_LIST, after=4)
    assert 0 < done < year.ledger.head()
    folded: list[int] = []
    rebuild(year.writer, year.ledger, [CASE_LIST], folded.append)
    assert (folded[0], sum(folded)) == (done, year.ledger.head())
    catch_up(year.writer, year.ledger)
    assert compared(year.writer, year.ledger, CASE_LIST).differences == []


@pytest.mark.usefixtures("alone")
def test_a_rebuild_by_another_fold_begins_anew(year: Place) -> None:
    interrupt(year, CASE_LIST, after=4)
    folded: list[int] = []
    newer = replace(CASE_LIST, version=CASE_LIST.version + 1)
    rebuild(year.writer, year.ledger, [newer], folded.append)
    assert folded[0] == 0


@pytest.mark.usefixtures("alone")
def test_a_comparison_and_a_finished_rebuild_leave_nothing_to_resume(year: Place) -> None:
    interrupt(year, CASE_LIST, after=4)
    assert compared(year.writer, year.ledger, CASE_LIST).differences == []
    assert shards.facts_done(year.writer, CASE_LIST) == 0
    rebuild(year.writer, year.ledger, [CASE_LIST], nobody)
    assert shards.facts_done(year.writer, CASE_LIST) == 0


@pytest.mark.parametrize(("back", "rows"), [(0, COMPLAINTS), (1, 0)])
def test_a_process_adds_rows_once_and_to_the_rebuild_alone_that_sent_it(
    year: Place, back: int, rows: int
) -> None:
    slot = take_idle(year.writer, CASE_LIST)
    (shard,) = whole = [shards.Shard(number=1, first=FIRST_STREAM, last=LAST_STREAM)]
    head = year.ledger.head()
    shards.begin(year.writer, CASE_LIST, slot, head, whole)
    for _ in range(2):
        outcome = fold(
            year.writer, year.ledger, Task(shard=shard, until=head - back, into=[(CASE_LIST, slot)])
        )
        assert outcome.failures == {}
    count = year.writer.execute("select count(*) from views.case_list where slot = %s", [slot])
    assert count.fetchone() == (rows,)


REBUILD = """
import sys
from complaints.application import Ledger
from complaints.recorder import open_pool
from projections import shards
from projections.rebuild import rebuild
from projections.worker import VIEWS
from projections.writer import open_writer

if __name__ == "__main__":
    shards.SHARD = 40
    with open_pool(sys.argv[1], size=2) as pool, open_writer(sys.argv[1]) as writer:
        rebuild(writer, Ledger(pool), list(VIEWS.values()), lambda _: None)
"""
OURS = """
select count(*) from pg_stat_activity
 where datname = current_database() and application_name = 'complaints worker' and pid <> pg_backend_pid()
"""


def test_processes_end_with_the_one_that_began_them_and_what_they_did_is_resumed(
    year: Place, database: Database
) -> None:
    running = subprocess.Popen([sys.executable, "-c", REBUILD, database.app], stderr=subprocess.DEVNULL)
    try:
        until(lambda: shards.facts_done(year.writer, CASE_LIST) > 0)
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    until(partial(nobody_works, year))
    rebuild(year.writer, year.ledger, list(VIEWS.values()), nobody)
    catch_up(year.writer, year.ledger)
    assert_as_rebuilt(year.writer, year.ledger)


def nobody_works(place: Place) -> bool:
    return place.writer.execute(OURS).fetchone() == (0,)
