"""A cursor that was not given out is refused, or answered: no field of any holds what stops the service."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import fields
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from api.inbox import InboxCursor
from api.timelines import TimelineCursor
from api.views import CaseCursor, ClockCursor
from api.win_back import LifeCursor
from api.work_queue import QueueCursor
from tests.api.house import House, problem
from tests.api.lists import CASES, CLOCKS

LIVES, TIMELINE, QUEUE = "/v1/views/win-back", "/v1/customers/{customer}/timeline", "/v1/queue"
INBOX = "/v1/views/inbox"
INSTANT, ID = "2026-01-01T00:00:00Z", str(UUID(int=1))

Values = Mapping[str, object]

CURSORS: Mapping[str, tuple[type, Values]] = {
    CASES: (CaseCursor, {"as_of": INSTANT, "received": INSTANT, "complaint": ID}),
    CLOCKS: (ClockCursor, {"as_of": INSTANT, "due": INSTANT, "complaint": ID, "clock": "uk.fca.final"}),
    LIVES: (LifeCursor, {"as_of": INSTANT, "customer": ID, "life": 1}),
    QUEUE: (QueueCursor, {"now": INSTANT, "due": INSTANT, "complaint": ID, "clock": "uk.fca.final"}),
    INBOX: (
        InboxCursor,
        {"as_of": INSTANT, "is_now": True, "received": INSTANT, "complaint": ID, "message": 1},
    ),
    TIMELINE: (TimelineCursor, {"known_at": INSTANT, "as_of": INSTANT, "shown": 1}),
}
"""Every list with pages: the type of its cursor, and a good one."""

INSTANTS = [
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00-14:00",
    "9999-12-31T23:59:59.999999-14:00",
    "9999-12-31T23:59:59.999999+14:00",
    "2026-01-01T00:00:00+23:59",
    "2026-01-01T00:00:00-23:59",
]
"""In UTC out of the range of Python or PostgreSQL, or with an offset that PostgreSQL has not."""

IMPOSSIBLE: Mapping[str, list[object]] = {
    "instant": ["0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2026-01-01T00:00:00", "now", "", [], True],
    "id": ["", "me", "a\0b", ID[:-1], 1, {}],
    "text": ["", "a\0b", "\ud800", "x" * 201, 1, []],
    "flag": [2, "perhaps", None, [], {}],
    "number": [0, -1, -5, 2**31, -(2**31) - 1, 2**63, 10**20, 1.5, "x", None, []],
}
KINDS = {
    "as_of": "instant", "now": "instant", "received": "instant", "due": "instant", "known_at": "instant",
    "complaint": "id", "customer": "id", "clock": "text", "life": "number", "shown": "number",
    "message": "number", "is_now": "flag",
}  # fmt: skip
FIELDS = [(path, name) for path, (_, good) in CURSORS.items() for name in good]


@pytest.fixture(scope="module")
def officer(house: House) -> TestClient:
    return house.caller("officer")


@pytest.fixture(scope="module")
def customer(officer: TestClient) -> str:
    return str(officer.post("/v1/customers", json={"name": "Jo"}).json()["id"])


def forged(values: object) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode()


def test_every_list_with_pages_and_every_field_of_its_cursor_is_forged_here(house: House) -> None:
    paths = house.app.openapi()["paths"].items()
    paged = [path for path, item in paths if "cursor" in str(item.get("get", {}).get("parameters"))]
    assert set(paged) == set(CURSORS)
    assert all({it.name for it in fields(kind)} == set(good) for kind, good in CURSORS.values())


@pytest.mark.parametrize("path", CURSORS)
def test_a_good_cursor_is_answered(officer: TestClient, customer: str, path: str) -> None:
    _, good = CURSORS[path]
    address = path.format(customer=customer)
    assert officer.get(address, params={"cursor": forged(good)}).status_code == 200


@pytest.mark.parametrize(("path", "name"), FIELDS)
def test_a_cursor_with_an_impossible_field_is_refused(
    officer: TestClient, customer: str, path: str, name: str
) -> None:
    _, good = CURSORS[path]
    for value in IMPOSSIBLE[KINDS[name]]:
        cursor = forged({**good, name: value})
        refused = officer.get(path.format(customer=customer), params={"cursor": cursor})
        assert problem(refused, 422, "request-malformed")["errors"][0]["at"] == "query.cursor", value


@pytest.mark.parametrize(("path", "name"), [it for it in FIELDS if KINDS[it[1]] == "instant"])
def test_a_cursor_at_the_ends_of_time_is_answered(
    officer: TestClient, customer: str, path: str, name: str
) -> None:
    _, good = CURSORS[path]
    for instant in INSTANTS:
        asked = {"cursor": forged({**good, name: instant})}
        assert officer.get(path.format(customer=customer), params=asked).status_code == 200, instant


@pytest.mark.parametrize(("path", "number"), [(LIVES, "life"), (TIMELINE, "shown")])
def test_a_number_in_a_cursor_may_be_as_large_as_the_database_takes(
    officer: TestClient, customer: str, path: str, number: str
) -> None:
    _, good = CURSORS[path]
    asked = {"cursor": forged({**good, number: 2**31 - 1})}
    assert officer.get(path.format(customer=customer), params=asked).json()["items"] == []


@pytest.mark.parametrize("values", [None, 1, "x", [], {}, [[[]]]])
def test_what_is_no_cursor_is_refused(officer: TestClient, customer: str, values: object) -> None:
    for path in CURSORS:
        refused = officer.get(path.format(customer=customer), params={"cursor": forged(values)})
        problem(refused, 422, "request-malformed")
