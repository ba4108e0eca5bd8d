"""Pages of lists: complete, without repeats, of one instant; and what is no parameter."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from complaints.application import Ledger
from projections.definitions import DEFINITIONS
from tests.api.house import House, problem
from tests.api.lists import CASES, CLOCKS, Item, asked, bring_up, items, record, with_forty_complaints


@pytest.fixture(scope="module")
def client(house: House) -> TestClient:
    return with_forty_complaints(house)


def pages(client: TestClient, path: str, **parameters: object) -> Iterator[list[Item]]:
    cursor: dict[str, object] = {}
    while True:
        page = asked(client, path, **parameters, **cursor)
        yield page["items"]
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


@pytest.mark.parametrize("limit", [1, 7, 39, 40, 41])
@pytest.mark.parametrize("path", [CASES, CLOCKS])
def test_pages_hold_the_whole_list_once(client: TestClient, path: str, limit: int) -> None:
    found = list(pages(client, path, limit=limit))
    assert [it["complaint"] for page in found for it in page] == [
        it["complaint"] for it in items(client, path)
    ]
    assert all(found), "no page is empty"


def test_pages_are_complete_and_without_repeats_although_the_list_grows(
    house: House, client: TestClient
) -> None:
    for path in (CASES, CLOCKS):
        known = [it["complaint"] for it in items(client, path)]
        seen: list[str] = []
        for number, page in enumerate(pages(client, path, limit=10)):
            seen += [it["complaint"] for it in page]
            record(house, 4 * number)
            bring_up(house)
        assert len(seen) == len(set(seen))
        assert [it for it in seen if it in known] == known


def test_pages_of_one_list_are_of_one_instant(client: TestClient) -> None:
    first = asked(client, CLOCKS, limit=5)
    second = asked(client, CLOCKS, limit=5, cursor=first["next"])
    assert second["as_of"] == first["as_of"]
    again = asked(client, CLOCKS, limit=5, cursor=first["next"], as_of=first["as_of"])
    assert again == second
    refused = client.get(CLOCKS, params={"cursor": first["next"], "as_of": "2026-01-01T00:00:00Z"})
    assert problem(refused, 422, "request-malformed")["errors"][0]["at"] == "query.as_of"


def test_a_page_says_of_what_instant_and_up_to_where_it_is(house: House, client: TestClient) -> None:
    bring_up(house)
    for path in (CASES, CLOCKS, f"{CLOCKS}/counts"):
        answer = asked(client, path)
        assert answer["position"] == Ledger(house.pool).head()
        assert answer["definition"] in DEFINITIONS
        assert datetime.fromisoformat(answer["as_of"]).tzinfo
    assert asked(client, CASES)["total"] is None


def cursor(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


WRONG: list[tuple[str, str, str]] = [
    (CASES, "colour", "red"),
    (CASES, "verdict", "running"),
    (CASES, "status", "opne"),
    (CASES, "channel", "pigeon"),
    (CASES, "team", ""),
    (CASES, "team", "a\0b"),
    (CASES, "customer", "me"),
    (CASES, "received_from", "2026-01-01T00:00:00"),
    (CASES, "received_to", "yesterday"),
    (CASES, "overdue", "perhaps"),
    (CASES, "limit", "0"),
    (CASES, "limit", "1001"),
    (CASES, "cursor", "x"),
    (CASES, "cursor", "é"),
    (CASES, "cursor", cursor("{}")),
    (CASES, "cursor", cursor('{"as_of":"2026-01-01T00:00:00","received":"2026-01-01T00:00:00Z"}')),
    (CLOCKS, "as_of", "2026-01-01T00:00:00"),
    (CLOCKS, "verdict", "late"),
    (CLOCKS, "status", "open"),
    (CLOCKS, "clock", "a\0b"),
    (CLOCKS, "complaint", "C-7K3M-9QXD"),
    (
        CLOCKS,
        "cursor",
        cursor(
            '{"as_of":"2026-01-01T00:00:00Z","complaint":"0190a6e0-0000-7000-8000-000000000001","clock":"a\\u0000b"}'
        ),
    ),
    (f"{CLOCKS}/counts", "limit", "5"),
    (f"{CLOCKS}/counts", "as_of", "2026-01-01"),
]


@pytest.mark.parametrize(("path", "parameter", "value"), WRONG)
def test_what_cannot_be_understood_is_refused_and_named(
    client: TestClient, path: str, parameter: str, value: str
) -> None:
    document = problem(client.get(path, params={parameter: value}), 422, "request-malformed")
    assert document["errors"][0]["at"] == f"query.{parameter}"


def test_a_filter_given_twice_is_refused(client: TestClient) -> None:
    document = problem(client.get(f"{CASES}?team=a&team=b"), 422, "request-malformed")
    assert document["errors"] == [{"at": "query.team", "wrong": "is given more than once"}]


def test_the_cursor_of_another_list_is_refused(client: TestClient) -> None:
    next = asked(client, CASES, limit=1)["next"]
    problem(client.get(CLOCKS, params={"cursor": next}), 422, "request-malformed")


@pytest.mark.parametrize(
    "as_of", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"]
)
def test_the_ends_of_time_can_be_asked_about(client: TestClient, as_of: str) -> None:
    assert len(asked(client, CLOCKS, as_of=as_of, limit=1000)["items"]) in {0, len(items(client, CLOCKS))}
