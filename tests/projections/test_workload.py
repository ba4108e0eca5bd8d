"""The workload: a small office counted by hand, and any against a count without the database."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.postgres import Database
from complaints.facts import Fact
from complaints.facts.intake import ComplaintAssigned, ComplaintClassified
from projections.case_list import CASE_LIST
from projections.workload import Workload, WorkloadAsked, WorkloadBy, workload
from tests.complaints.given import NOW, closed, resolved, withdrawn
from tests.databases import copy_of
from tests.projections.given import filing, moved, started, stopped
from tests.projections.place import Place, place_in, put, rows_in

DAY, INSTANT = timedelta(days=1), timedelta.resolution


def ago(days: float) -> datetime:
    return NOW - days * DAY


def held(team: str | None, handler: str | None) -> list[Fact]:
    return [ComplaintAssigned(at=ago(1), team=team, handler=handler)] if team else []


# By whom each is held, how many days ago it was received, and what else happened.
OFFICE: list[tuple[str | None, str | None, float, list[Fact]]] = [
    ("north", "ann", 10, [started(ago(1))]),
    ("north", "ann", 20, [started(NOW)]),
    ("north", "ben", 30, [started(NOW + 7 * DAY - INSTANT)]),
    ("north", "ben", 40, [started(NOW + 7 * DAY)]),
    ("south", None, 5, []),
    (None, None, 2, [started(ago(1)), started(ago(2), clock="other")]),
    (None, None, -1, []),  # received tomorrow, as far as is known: not yet
    ("south", "cho", 50, [resolved()]),
    ("south", "cho", 60, [resolved(), closed()]),
    ("south", "cho", 70, [withdrawn()]),
    ("south", "cho", 80, [started(ago(60)), stopped(ago(70)), moved(resolved(), ago(70))]),
]


@pytest.fixture(scope="module")
def office(server: Database, migrated: str) -> Iterator[Place]:
    with copy_of(migrated, server) as database, place_in(database) as place:
        for team, handler, days, facts in OFFICE:
            id = uuid4()
            put(place.ledger, id, [filing(id, ago(days)), *held(team, handler), *facts])
        rows_in(place, CASE_LIST, [])
        yield place


def asked(place: Place, by: WorkloadBy = "all", **wanted: str) -> dict[str | None, Workload]:
    question = replace(WorkloadAsked(group_by=by), **wanted)  # type: ignore[arg-type] # not group_by
    return {it.group: it for it in workload(place.writer, NOW, question)}


def test_an_office_is_counted_as_by_hand(office: Place) -> None:
    (all_of_it,) = asked(office).values()
    assert all_of_it == Workload(
        group=None,
        open=6,
        overdue=2,
        due_soon=2,
        without_clock=1,
        age_p50=10 * DAY,
        age_p90=40 * DAY,
        oldest=ago(40),
        next_due_at=ago(2),
    )


def test_it_is_grouped_by_who_holds_it(office: Place) -> None:
    teams = asked(office, "team")
    assert {team: (it.open, it.overdue) for team, it in teams.items()} == {
        "north": (4, 1),
        "south": (1, 0),
        None: (1, 1),
    }
    assert list(teams) == ["north", "south", None]
    handlers = asked(office, "handler")
    assert {name: (it.open, it.age_p50) for name, it in handlers.items()} == {
        "ann": (2, 10 * DAY),
        "ben": (2, 30 * DAY),
        None: (2, 2 * DAY),
    }
    assert {it.open for it in asked(office, "team", handler="ann").values()} == {2}
    assert asked(office, channel="chat") == asked(office, product="loans") == {}
    assert [it.open for it in asked(office, channel="phone", team="north").values()] == [4]


lives = st.tuples(
    st.sampled_from(["north", "south"]),
    st.sampled_from(["loans", "cards"]),
    st.integers(0, 50),
    st.none() | st.integers(-20, 20),
    st.booleans(),
)


@settings(max_examples=settings().max_examples // 5)  # each asks the database several questions
@given(office=st.lists(lives, max_size=10))
def test_any_office_is_counted_as_without_the_database(
    shared: Place, office: Sequence[tuple[str, str, int, int | None, bool]]
) -> None:
    handler = str(uuid4())
    for team, product, days, due, is_open in office:
        id = uuid4()
        facts: list[Fact] = [
            ComplaintAssigned(at=ago(0), team=team, handler=handler),
            ComplaintClassified(at=ago(0), product=product),
            *([started(NOW + due * DAY)] if due is not None else []),
            *([] if is_open else [resolved()]),
        ]
        put(shared.ledger, id, [filing(id, ago(days)), *facts])
    rows_in(shared, CASE_LIST, [])
    for by, place in (("team", 0), ("product", 1)):
        found = asked(shared, by, handler=handler)  # type: ignore[arg-type] # one of these two
        open_ones = [each for each in office if each[4]]
        assert set(found) == {each[place] for each in open_ones}
        for group, it in found.items():
            ages = sorted(each[2] for each in open_ones if each[place] == group)
            dues = [each[3] for each in open_ones if each[place] == group]
            assert it.open == len(ages)
            assert (it.age_p50, it.age_p90) == tuple(ages[ceil(len(ages) * n / 10) - 1] * DAY for n in (5, 9))
            assert it.overdue == sum(due is not None and due < 0 for due in dues)
            assert it.due_soon == sum(due is not None and 0 <= due < 7 for due in dues)
            assert it.without_clock == dues.count(None)
