"""The policy book over HTTP: published by officers, once, next version by next version; read by many."""

from copy import deepcopy

import pytest
from starlette.testclient import TestClient

from api.policy_book import (
    CALENDAR_EXAMPLE,
    HOLIDAY_EXAMPLE,
    POLICY_EXAMPLE,
    PUBLICATIONS,
    SUSPENSION_EXAMPLE,
)
from tests.api.house import Body, House, filed, problem

PATHS = [path for path, _, _ in PUBLICATIONS]
EXAMPLES = {path: example for path, _, example in PUBLICATIONS}

LIMITS = {"role": "supervisor", "currency": "GBP", "alone": "250.00", "together": "1000.00"}

MALFORMED: dict[str, tuple[str, Body]] = {
    "a policy with a field that is none": (
        "/v1/policies",
        {"policy": POLICY_EXAMPLE["policy"] | {"pause_on": "waiting"}},
    ),
    "a policy without a source": (
        "/v1/policies",
        {"policy": {name: it for name, it in POLICY_EXAMPLE["policy"].items() if name != "source"}},
    ),
    "a unit that is none": ("/v1/policies", {"policy": POLICY_EXAMPLE["policy"] | {"unit": "moon"}}),
    "a weekend of words": (
        "/v1/calendars",
        {"calendar": CALENDAR_EXAMPLE["calendar"] | {"weekend": ["Sat"]}},
    ),
    "limits of a role that is none": ("/v1/limits", LIMITS | {"role": "king"}),
    "limits in words": ("/v1/limits", LIMITS | {"alone": "a lot"}),
    "limits without end": ("/v1/limits", LIMITS | {"together": "Infinity"}),
    "a holiday without a day": (
        "/v1/holidays",
        {name: it for name, it in HOLIDAY_EXAMPLE.items() if name != "day"},
    ),
    "a withdrawal without a reason": ("/v1/policy-withdrawals", {"policy": "example.ack"}),
}
REFUSED: dict[str, tuple[str, Body, str]] = {
    "a policy that makes no sense": (
        "/v1/policies",
        {"policy": POLICY_EXAMPLE["policy"] | {"amount": 0}},
        "policy-faulty",
    ),
    "a policy whose id no view could be sought by": (
        "/v1/policies",
        {"policy": POLICY_EXAMPLE["policy"] | {"id": 9_000 * "x"}},
        "policy-faulty",
    ),
    "a promise without an end": (
        "/v1/policies",
        {"policy": POLICY_EXAMPLE["policy"] | {"amount": 10**12, "unit": "hour", "calendar": None}},
        "policy-faulty",
    ),
    "a policy in an unknown calendar": (
        "/v1/policies",
        {"policy": POLICY_EXAMPLE["policy"] | {"calendar": "moon"}},
        "calendar-unknown",
    ),
    "a later version first": (
        "/v1/policies",
        {"policy": POLICY_EXAMPLE["policy"] | {"id": "other", "version": 2}},
        "version-not-next",
    ),
    "an edited version": (
        "/v1/policies",
        {"policy": POLICY_EXAMPLE["policy"] | {"id": "uk.fca.final", "amount": 99}},
        "version-not-next",
    ),
    "a calendar of no place": (
        "/v1/calendars",
        {"calendar": CALENDAR_EXAMPLE["calendar"] | {"zone": "Mars/Olympus"}},
        "calendar-faulty",
    ),
    "a policy that is not there": (
        "/v1/policy-withdrawals",
        {"policy": "nobody's", "reason": "sold"},
        "policy-unknown",
    ),
    "a holiday on no day that is covered": (
        "/v1/holidays",
        HOLIDAY_EXAMPLE | {"day": "2050-01-01"},
        "holiday-not-covered",
    ),
    "a holiday by another name": (
        "/v1/holidays",
        HOLIDAY_EXAMPLE | {"day": "2026-12-25"},
        "holiday-known",
    ),
    "a suspension of one's own promise": (
        "/v1/suspensions",
        SUSPENSION_EXAMPLE | {"policy": "example.ack"},
        "suspension-faulty",
    ),
    "more alone than together": ("/v1/limits", LIMITS | {"alone": "1000.01"}, "limits-faulty"),
    "parts of a penny": ("/v1/limits", LIMITS | {"alone": "0.001"}, "limits-faulty"),
    "a currency that is none": ("/v1/limits", LIMITS | {"currency": "QQQ"}, "limits-faulty"),
}


@pytest.fixture
def officer(own_house: House) -> TestClient:
    return own_house.caller("officer")


@pytest.mark.parametrize("path", PATHS)
def test_the_documented_example_is_published_once(officer: TestClient, path: str) -> None:
    first, again = (officer.post(path, json=EXAMPLES[path]) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200), first.text
    assert again.json() == first.json() | {"facts": []}
    assert len(first.json()["facts"]) == 1
    assert first.headers["etag"] == again.headers["etag"]


@pytest.mark.parametrize("path", PATHS)
def test_only_officers_publish(house: House, path: str) -> None:
    for role in ("agent", "supervisor", "auditor", "reporter", "intake", "admin"):
        response = house.caller(role).post(path, json=EXAMPLES[path])
        problem(response, 403, "not-allowed")


def test_a_key_stands_for_one_publication(officer: TestClient) -> None:
    keyed = {"Idempotency-Key": "the office's own"}
    first, again = (officer.post("/v1/policies", json=POLICY_EXAMPLE, headers=keyed) for _ in range(2))
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    other = officer.post("/v1/policies", json=policy(amount=11), headers=keyed)
    problem(other, 422, "key-used-for-another-request")


@pytest.mark.parametrize(("path", "body"), MALFORMED.values(), ids=MALFORMED)
def test_what_cannot_be_understood_is_not_published(house: House, path: str, body: Body) -> None:
    problem(house.caller("officer").post(path, json=body), 422, "request-malformed")


@pytest.mark.parametrize(("path", "body", "name"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused(house: House, path: str, body: Body, name: str) -> None:
    problem(house.caller("officer").post(path, json=body), 409, name)


def test_every_version_can_be_read_by_who_reads_reports(own_house: House, officer: TestClient) -> None:
    for body in (policy(version=1), policy(version=2, amount=8)):
        assert officer.post("/v1/policies", json=body).status_code == 201
    gone = {"policy": "example.final", "reason": "the brand was sold"}
    assert officer.post("/v1/policy-withdrawals", json=gone).status_code == 201
    listed = {it["id"]: it for it in own_house.caller("reporter").get("/v1/policies").json()}
    assert list(listed) == sorted(listed)
    assert (listed["example.final"]["is_withdrawn"], listed["uk.fca.final"]["is_withdrawn"]) == (True, False)
    assert [it["amount"] for it in listed["example.final"]["versions"]] == [10, 8]
    first = listed["example.final"]["versions"][0]
    assert {name: first[name] for name in POLICY_EXAMPLE["policy"] if name != "selector"} == {
        name: it for name, it in POLICY_EXAMPLE["policy"].items() if name != "selector"
    }


def test_calendars_and_limits_are_read_as_they_were_published(own_house: House, officer: TestClient) -> None:
    officer.post("/v1/calendars", json=CALENDAR_EXAMPLE)
    calendars = own_house.caller("auditor").get("/v1/calendars").json()
    assert calendars["example.call-centre"] == [CALENDAR_EXAMPLE["calendar"]]
    assert "uk.england-and-wales" in calendars
    for alone in ("250.00", "300.00"):
        officer.post("/v1/limits", json=LIMITS | {"alone": alone})
    (limits,) = own_house.caller("auditor").get("/v1/limits").json()
    assert {name: limits[name] for name in LIMITS} == LIMITS | {"alone": "300.00"}


def test_a_published_policy_runs_from_the_next_filing_on(own_house: House, officer: TestClient) -> None:
    agent = own_house.caller("agent")
    before = filed(agent, jurisdiction="none", brand="example")
    assert officer.post("/v1/policies", json=policy(version=1)).status_code == 201
    after = filed(agent, jurisdiction="none", brand="example")
    assert clocks_of(agent, before) == ["example.ack"]
    assert clocks_of(agent, after) == ["example.ack", "example.final"]


def policy(**changes: object) -> Body:
    return {"policy": deepcopy(POLICY_EXAMPLE["policy"]) | changes}


def clocks_of(client: TestClient, complaint: str) -> list[str]:
    facts = client.get(f"/v1/complaints/{complaint}/events").json()
    return [it["data"]["clock"] for it in facts if it["fact"] == "ClockStarted"]
