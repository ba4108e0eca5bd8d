"""Causes over HTTP: named in complaints, fixed once for all of them."""

from urllib.parse import quote
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from complaints.facts.causes import CauseFixed
from complaints.ledger import Complaints
from complaints.rules.causes import cause_id
from projections.definitions import DEFINITIONS
from tests.api.house import House, filed, problem, send
from tests.api.lists import bring_up

NAME = "payment batch held back"


def fixes(cause: str) -> str:
    return f"/v1/causes/{quote(cause, safe='')}/fixes"


@pytest.fixture
def client(house: House) -> TestClient:
    return house.caller("supervisor")


@pytest.mark.parametrize(
    "name", [NAME, "IT/payments", "fixes", "/", "50 % more", "späte Überweisung", "?", " "]
)
def test_a_cause_is_fixed_once_whatever_it_is_called(client: TestClient, name: str) -> None:
    first, again = (client.post(fixes(name), json={}) for _ in range(2))
    assert (first.status_code, first.json()["facts"]) == (201, ["CauseFixed"])
    assert (again.status_code, again.json()) == (200, first.json() | {"facts": []})
    assert first.json()["id"] == str(cause_id(name))


def test_what_is_recorded_names_the_cause_as_complaints_do(own_house: House) -> None:
    client = own_house.caller("officer")
    complaint = filed(client)
    assert send(client, complaint, "causes", {"cause": NAME}).status_code == 201
    fixed = client.post(fixes(NAME), json={"at": "2026-04-09T10:00:00+01:00"})
    at = fixed.json()["id"]
    (recorded,) = Complaints(own_house.pool)._ledger.facts(UUID(at))
    assert isinstance(recorded.fact, CauseFixed)
    assert recorded.fact.cause == NAME
    assert (recorded.envelope.by.by, recorded.envelope.cause) == ("Ann Lee", "command:FixCause")
    problem(client.get(f"/v1/complaints/{at}"), 404, "complaint-unknown")


def test_a_fix_that_is_sent_again_is_one_fix(client: TestClient) -> None:
    key = {"Idempotency-Key": "9b2d"}
    first, again = (client.post(fixes("one fix"), json={}, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


def test_a_fix_that_is_repeated_with_another_time_is_refused(client: TestClient) -> None:
    again = "2026-04-09T10:00:00+01:00", "2026-04-09T09:00:00Z", None
    told = [client.post(fixes("moved"), json={} if at is None else {"at": at}) for at in again]
    assert [answer.status_code for answer in told] == [201, 200, 200]
    refused = client.post(fixes("moved"), json={"at": {"day": "2026-04-09", "zone": "Europe/London"}})
    assert "2026-04-09 09:00" in problem(refused, 409, "cause-was-fixed")["detail"]


def test_a_cause_is_not_fixed_in_the_future(client: TestClient) -> None:
    problem(client.post(fixes("later"), json={"at": "2199-01-01T00:00:00Z"}), 409, "time-in-future")


@pytest.mark.parametrize("name", ["", "x" * 201, "a\tb", "\x00"])
def test_what_is_no_name_is_refused(client: TestClient, name: str) -> None:
    errors = problem(client.post(fixes(name), json={}), 422, "request-malformed")["errors"]
    assert [each["at"] for each in errors] == ["path.cause"]


def test_a_name_of_two_lines_leads_nowhere(client: TestClient) -> None:
    problem(client.post(fixes("a\nb"), json={}), 404, "address-unknown")


def test_causes_are_counted_before_and_after_they_were_removed(own_house: House) -> None:
    officer = own_house.caller("officer")
    for at in ("2026-01-05T09:00:00Z", "2026-02-28T23:30:00Z", "2026-03-20T09:00:00Z"):
        send(officer, filed(officer, at=at), "causes", {"cause": NAME})
    assert officer.post(fixes(NAME), json={"at": "2026-03-10T10:00:00Z"}).status_code == 201
    bring_up(own_house)
    answer = officer.get("/v1/views/causes", params={"window_days": 30}).json()
    (found,) = answer["items"]
    assert (found["cause"], found["complaints"], found["before"], found["after"]) == (NAME, 3, 1, 1)
    assert answer["definition"] in DEFINITIONS
    months = officer.get("/v1/views/causes/months", params={"cause": NAME, "zone": "Asia/Tokyo"}).json()
    assert [(it["month"], it["complaints"]) for it in months["items"]] == [("2026-01", 1), ("2026-03", 2)]
    problem(officer.get("/v1/views/causes/months", params={"zone": "Tokyo"}), 422, "request-malformed")
    problem(officer.get("/v1/views/causes", params={"window_days": 0}), 422, "request-malformed")
