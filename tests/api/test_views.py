"""The questions about complaints: every filter, alone and with others, and every definition."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from projections.definitions import DEFINITIONS
from tests.api.house import House, problem
from tests.api.lists import (
    BEGIN,
    CASES,
    CLOCKS,
    CUSTOMERS,
    DAY,
    Item,
    asked,
    items,
    with_forty_complaints,
)


@pytest.fixture(scope="module")
def client(house: House) -> TestClient:
    return with_forty_complaints(house)


def is_overdue(case: Item) -> bool:
    return case["next_due_at"] is not None and datetime.fromisoformat(case["next_due_at"]) < datetime.now(UTC)


Is = Callable[[Item], bool]


def equal(field: str, value: str) -> tuple[dict[str, object], Is]:
    return {field: value}, lambda item: bool(item[field] == value)


MIDDLE = BEGIN + 7 * DAY
LATER = MIDDLE + 3 * DAY
CASE_FILTERS: list[tuple[dict[str, object], Is]] = [
    equal("status", "open"),
    equal("status", "resolved"),
    equal("status", "withdrawn"),
    equal("channel", "web"),
    equal("product", "product 1"),
    equal("team", "team 2"),
    equal("handler", "handler 3"),
    equal("customer", CUSTOMERS[1]),
    equal("source", "cfpb"),
    ({"received_from": MIDDLE}, lambda item: datetime.fromisoformat(item["received_at"]) >= MIDDLE),
    ({"received_to": LATER}, lambda item: datetime.fromisoformat(item["received_at"]) < LATER),
    ({"overdue": True}, is_overdue),
    ({"overdue": False}, lambda item: not is_overdue(item)),
]
CLOCK_FILTERS: list[tuple[dict[str, object], Is]] = [
    equal("clock", "uk.fca.final"),
    equal("clock", "another"),
    equal("verdict", "running"),
    equal("verdict", "met"),
    equal("verdict", "breached while open"),
    equal("verdict", "breached and answered late"),
    equal("channel", "web"),
    equal("product", "product 1"),
    equal("team", "team 2"),
    equal("handler", "handler 3"),
]


@pytest.mark.parametrize(
    ("filter", "matches"), CASE_FILTERS, ids=lambda it: str(it) if isinstance(it, dict) else ""
)
def test_a_filter_of_the_case_list_shows_what_matches(
    client: TestClient, filter: dict[str, object], matches: Is
) -> None:
    assert items(client, CASES, **filter) == [it for it in items(client, CASES) if matches(it)]


@pytest.mark.parametrize(
    ("filter", "matches"), CLOCK_FILTERS, ids=lambda it: str(it) if isinstance(it, dict) else ""
)
def test_a_filter_of_the_clocks_shows_what_matches(
    client: TestClient, filter: dict[str, object], matches: Is
) -> None:
    whole = items(client, CLOCKS, as_of=MIDDLE)
    assert items(client, CLOCKS, as_of=MIDDLE, **filter) == [it for it in whole if matches(it)]


@settings(max_examples=settings().max_examples // 5)  # each asks the database several questions
@given(wanted=st.lists(st.sampled_from(CASE_FILTERS), max_size=4, unique_by=lambda it: next(iter(it[0]))))
def test_several_filters_of_the_case_list_show_what_matches_all(
    client: TestClient, wanted: list[tuple[dict[str, object], Is]]
) -> None:
    together = {name: value for one, _ in wanted for name, value in one.items()}
    expected = [it for it in items(client, CASES) if all(matches(it) for _, matches in wanted)]
    answer = asked(client, CASES, limit=1000, total=True, **together)
    assert (answer["items"], answer["total"]) == (expected, len(expected))


@settings(max_examples=settings().max_examples // 5)  # each asks the database several questions
@given(wanted=st.lists(st.sampled_from(CLOCK_FILTERS), max_size=4, unique_by=lambda it: next(iter(it[0]))))
def test_several_filters_of_the_clocks_show_what_matches_all(
    client: TestClient, wanted: list[tuple[dict[str, object], Is]]
) -> None:
    together = {name: value for one, _ in wanted for name, value in one.items()}
    whole = items(client, CLOCKS, as_of=MIDDLE)
    expected = [it for it in whole if all(matches(it) for _, matches in wanted)]
    answer = asked(client, CLOCKS, limit=1000, total=True, as_of=MIDDLE, **together)
    assert (answer["items"], answer["total"]) == (expected, len(expected))
    counted = asked(client, f"{CLOCKS}/counts", as_of=MIDDLE, **together)["items"]
    assert sum(each["clocks"] for each in counted) == len(expected)


def test_one_complaint_has_its_clocks(client: TestClient) -> None:
    (first, *_) = items(client, CLOCKS, as_of=MIDDLE)
    assert items(client, CLOCKS, as_of=MIDDLE, complaint=first["complaint"]) == [first]


@pytest.mark.parametrize("zone", ["localtime", "Factory", "Europe/Londn", "europe/london", "", "../UTC"])
def test_what_is_no_zone_everywhere_has_no_months(client: TestClient, zone: str) -> None:
    asked = {"measure": "closing", "group_by": "month", "zone": zone}
    refused = problem(client.get("/v1/views/response-times", params=asked), 422, "request-malformed")
    assert refused["errors"][0]["at"] == "query.zone"


def test_before_any_worker_the_lists_are_empty(own_house: House) -> None:
    client = own_house.caller("reporter")
    for path in (CASES, CLOCKS):
        answer = asked(client, path, total=True)
        assert (answer["items"], answer["total"], answer["position"]) == ([], 0, 0)


def test_every_definition_can_be_looked_up(client: TestClient) -> None:
    listed = client.get("/v1/definitions").json()
    assert [it["id"] for it in listed] == list(DEFINITIONS)
    for each in listed:
        assert client.get(f"/v1/definitions/{each['id']}").json() == each
        assert each["unit"]
        assert each["zone"]
    problem(client.get("/v1/definitions/nothing"), 404, "address-unknown")
