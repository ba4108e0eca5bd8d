"""The queue over HTTP: what waits, in whose hours it is counted, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from api.policy_book import CALENDAR_EXAMPLE
from complaints.application import Ledger
from projections.definitions import DEFINITIONS
from tests.api.house import House, filed, problem, send
from tests.api.lists import BEGIN, FAR, Item, asked, bring_up, items, record, with_forty_complaints
from tests.api.test_paging import pages

QUEUE = "/v1/queue"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def client(house: House) -> TestClient:
    """A handler, with forty complaints, of which ten are answered."""
    with_forty_complaints(house)
    return house.caller("agent")


def test_what_is_most_overdue_comes_first(client: TestClient) -> None:
    found = items(client, QUEUE)
    due = [datetime.fromisoformat(it["due_at"]) for it in found]
    assert (len(found), due[:2], due[-1]) == (30, [BEGIN + DAY, BEGIN + 6 * DAY], FAR)
    assert due == sorted(due)
    assert [it["time_left"] < 0 for it in found] == [True] * 6 + [False] * 24


def test_each_item_says_what_keeps_the_promise(client: TestClient) -> None:
    first = items(client, QUEUE)[0]
    assert (first["clock"], first["kind"], first["status"]) == ("uk.fca.final", "regulatory", "open")
    assert first["title"] == "Final response within eight weeks"
    assert first["stops_on"][0] == {"fact": "FinalResponseIssued", "must_have": ["outcome", "reasons"]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "regulatory"),
        ("policy", "uk.fca.final"),
        ("channel", "web"),
        ("product", "product 1"),
        ("team", "team 2"),
        ("handler", "handler 3"),
    ],
)
def test_a_filter_shows_what_matches(client: TestClient, name: str, value: str) -> None:
    expected = [it for it in _unmeasured(items(client, QUEUE)) if it[name] == value]
    answer = asked(client, QUEUE, limit=1000, total=True, **{name: value})
    assert expected
    assert (_unmeasured(answer["items"]), answer["total"]) == (expected, len(expected))


def test_whoever_holds_a_complaint_now_finds_it(own_house: House) -> None:
    agent = own_house.caller("agent")
    complaint = filed(agent, jurisdiction="uk.fca")
    for team, handler in (("payments", "Ann Lee"), ("legal", "Ben Roy")):
        send(agent, complaint, "assignments", {"team": team, "handler": handler})
    bring_up(own_house)
    (found,) = items(agent, QUEUE, team="legal", handler="Ben Roy")
    assert (found["complaint"], found["team"], found["handler"]) == (complaint, "legal", "Ben Roy")
    assert items(agent, QUEUE, team="payments") == items(agent, QUEUE, handler="Ann Lee") == []


def test_other_kinds_of_promises_are_left_out(client: TestClient) -> None:
    assert items(client, QUEUE, kind="internal") == []


@pytest.mark.parametrize("limit", [1, 7, 29, 30, 31])
def test_pages_hold_the_whole_queue_once(client: TestClient, limit: int) -> None:
    found = list(pages(client, QUEUE, limit=limit))
    assert [it["complaint"] for page in found for it in page] == [
        it["complaint"] for it in items(client, QUEUE)
    ]


def test_pages_of_one_queue_are_of_one_instant_although_it_grows(house: House, client: TestClient) -> None:
    known = [it["complaint"] for it in items(client, QUEUE)]
    first = asked(client, QUEUE, limit=10)
    record(house, 0)
    bring_up(house)
    second = asked(client, QUEUE, limit=1000, cursor=first["next"])
    assert second["as_of"] == first["as_of"]
    seen = [it["complaint"] for it in first["items"] + second["items"]]
    assert len(seen) == len(set(seen))
    assert [it for it in seen if it in known] == known


def test_a_page_says_where_in_the_ledger_it_is_and_what_it_means(house: House, client: TestClient) -> None:
    answer = asked(client, QUEUE)
    assert answer["position"] == Ledger(house.pool).head()
    assert answer["definition"] in DEFINITIONS


def test_an_answer_takes_a_promise_out_of_the_queue(own_house: House) -> None:
    agent = own_house.caller("agent")
    complaint = filed(agent, jurisdiction="uk.fca", brand="example")
    bring_up(own_house)
    assert {it["clock"] for it in items(agent, QUEUE)} == {"uk.fca.final", "example.ack"}
    send(agent, complaint, "acknowledgements")
    bring_up(own_house)
    (left,) = items(agent, QUEUE)
    assert (left["complaint"], left["clock"]) == (complaint, "uk.fca.final")
    send(agent, complaint, "withdrawals")
    bring_up(own_house)
    assert items(agent, QUEUE) == []


def test_working_time_is_in_the_only_hours_that_are_known_or_in_those_asked_for(own_house: House) -> None:
    officer = own_house.caller("officer")
    filed(officer, at=datetime.now(UTC).isoformat(), jurisdiction="uk.fca", brand="example")
    bring_up(own_house)
    page = asked(officer, QUEUE)
    assert page["calendar"] == "example.office"
    assert all(0 < it["working_time_left"] < it["time_left"] for it in page["items"])
    calendar = CALENDAR_EXAMPLE["calendar"] | {"id": "example.night", "valid_to": "2040-12-31"}
    published = officer.post("/v1/calendars", json={"calendar": calendar})
    assert published.status_code == 201, published.text
    page = asked(officer, QUEUE)
    assert page["calendar"] is None
    assert {it["working_time_left"] for it in page["items"]} == {None}
    page = asked(officer, QUEUE, calendar="example.night")
    assert {it["calendar"] for it in page["items"]} == {page["calendar"]} == {"example.night"}


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("kind", "legal"),
        ("channel", "pigeon"),
        ("team", ""),
        ("handler", "a\0b"),
        ("calendar", "uk.scotland"),
        ("calendar", "nowhere"),
        ("calendar", ""),
        ("limit", "0"),
        ("cursor", "x"),
        ("as_of", "2026-01-01T00:00:00Z"),
        ("verdict", "running"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_named(
    client: TestClient, parameter: str, value: str
) -> None:
    document = problem(client.get(QUEUE, params={parameter: value}), 422, "request-malformed")
    assert document["errors"][0]["at"] == f"query.{parameter}"


def test_a_calendar_without_hours_is_refused_with_those_that_have_some(client: TestClient) -> None:
    document = problem(client.get(QUEUE, params={"calendar": "uk.scotland"}), 422, "request-malformed")
    assert "known are: example.office" in document["errors"][0]["wrong"]


@pytest.mark.parametrize("other", ["/v1/views/cases", "/v1/views/sla-breaches"])
def test_the_cursor_of_another_list_is_refused(client: TestClient, other: str) -> None:
    next = asked(client, other, limit=1)["next"]
    problem(client.get(QUEUE, params={"cursor": next}), 422, "request-malformed")


def _unmeasured(found: list[Item]) -> list[Item]:
    """Leave out what changes by the instant of asking."""
    return [
        {name: value for name, value in it.items() if name not in {"time_left", "working_time_left"}}
        for it in found
    ]
