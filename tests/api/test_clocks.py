"""A complaint's clocks over HTTP: how each stands is what the view says, and why is said in a sentence."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from api.watchdog.running import watching
from projections.worker import following
from tests.api.house import Body, House, filed, problem
from tests.api.lists import BEGIN, bring_up, items, with_forty_complaints
from tests.complaints.rows import until

DAY = timedelta(days=1)
FILED = "2026-04-07T09:30:00+01:00"


@pytest.fixture
def officer(own_house: House) -> TestClient:
    return own_house.caller("officer", name="Olu")


def test_a_clock_says_until_when_and_why(officer: TestClient) -> None:
    id = filed(officer, at=FILED, jurisdiction="uk.fca", brand="example")
    found = officer.get(f"/v1/complaints/{id}/clocks", params={"as_of": "2026-04-08T00:00:00Z"}).json()
    assert (found["definition"], [it["clock"] for it in found["items"]]) == (
        "sla-verdict",
        ["example.ack", "uk.fca.final"],
    )
    final = officer.get(f"/v1/complaints/{id}/clocks/uk.fca.final", params={"as_of": "2026-04-08T00:00:00Z"})
    assert final.json() == found["items"][1]
    assert final.json()["sentence"] == (
        "Due Tue 2 June 2026, end of day, Europe/London: 56 days from Tue 7 April 2026, day of receipt not "
        "counted; nothing moved it."
    )
    assert final.json()["verdict"] == "running"
    assert final.json()["explanation"]["due_at"] == final.json()["due_at"] == "2026-06-02T22:59:59.999999Z"
    assert final.json()["margin"] == timedelta(days=55, hours=23, microseconds=-1).total_seconds()


def test_a_margin_freezes_at_the_stop(officer: TestClient) -> None:
    id = filed(officer, at=FILED, jurisdiction="uk.fca", brand="example")
    body = {"at": "2026-04-14T22:59:59.999999Z", "channel": "email"}
    assert officer.post(f"/v1/complaints/{id}/acknowledgements", json=body).status_code == 201
    readings = [
        officer.get(f"/v1/complaints/{id}/clocks/example.ack", params={"as_of": instant}).json()
        for instant in ("2026-04-15T00:00:00Z", "2026-11-15T00:00:00Z")
    ]
    assert readings[0] == readings[1]
    assert (readings[0]["verdict"], readings[0]["margin"]) == ("met", 0.0)
    assert (readings[0]["stopped_by"], readings[0]["stopped"]) == ("ComplaintAcknowledged", body["at"])


def test_a_day_is_read_as_it_was_known(officer: TestClient) -> None:
    id = filed(officer, at=FILED, jurisdiction="uk.fca", brand="example")
    known_at = officer.get(f"/v1/complaints/{id}/events").json()[-1]["recorded_at"]
    body = {"version": 1, "changes": {"at": "2026-04-02T16:00:00+01:00"}, "reason": "by letter"}
    assert officer.post(f"/v1/complaints/{id}/corrections", json=body).status_code == 201
    address = f"/v1/complaints/{id}/clocks/uk.fca.final"
    assert officer.get(address).json()["due_at"] == "2026-05-28T22:59:59.999999Z"
    assert "from Thu 2 April 2026" in officer.get(address).json()["sentence"]
    assert (
        officer.get(address, params={"known_at": known_at}).json()["due_at"] == "2026-06-02T22:59:59.999999Z"
    )


def test_what_a_merge_moved_says_so(officer: TestClient) -> None:
    one = filed(officer, at="2026-03-02T09:00:00Z", jurisdiction="uk.fca", brand="example")
    other = filed(officer, at=FILED, jurisdiction="uk.fca", brand="example")
    body = {"survivor": other, "reason": "the same"}
    assert officer.post(f"/v1/complaints/{one}/merges", json=body).status_code == 201
    found = officer.get(f"/v1/complaints/{other}/clocks/uk.fca.final").json()
    assert found["due_at"] == "2026-04-27T22:59:59.999999Z"
    assert "56 days from Mon 2 March 2026" in found["sentence"]


def test_until_a_change_of_the_policy_book_is_carried_a_clock_says_so(officer: TestClient) -> None:
    id = filed(officer, at=FILED, jurisdiction="uk.fca", brand="example")
    known_at = officer.get(f"/v1/complaints/{id}/events").json()[-1]["recorded_at"]
    holiday = {"calendar": "uk.england-and-wales", "day": "2026-04-13", "name": "Mourning", "source": "-"}
    assert officer.post("/v1/holidays", json=holiday).status_code == 201
    address = f"/v1/complaints/{id}/clocks"
    pending = {it["clock"]: it["restatement_pending"] for it in officer.get(address).json()["items"]}
    assert pending == {"example.ack": True, "uk.fca.final": False}
    before = officer.get(address, params={"known_at": known_at}).json()["items"]
    assert not any(it["restatement_pending"] for it in before)
    stop = {"at": "2026-04-14T22:59:59.999999Z", "channel": "email"}
    assert officer.post(f"/v1/complaints/{id}/acknowledgements", json=stop).status_code == 201
    assert not any(it["restatement_pending"] for it in officer.get(address).json()["items"])


def test_a_clock_that_does_not_run_is_not_there(officer: TestClient) -> None:
    id = filed(officer, at=FILED, jurisdiction="uk.fca", brand="example")
    problem(officer.get(f"/v1/complaints/{id}/clocks/uk.nhs.ack"), 404, "address-unknown")
    early = {"as_of": "2026-04-07T00:00:00Z"}
    assert officer.get(f"/v1/complaints/{id}/clocks", params=early).json()["items"] == []
    early = {"known_at": "2026-04-07T00:00:00Z"}
    assert officer.get(f"/v1/complaints/{id}/clocks", params=early).json()["items"] == []


@pytest.mark.parametrize("days", [-1, 0, 1, 2, 3, 9, 40_000])
def test_a_reading_is_what_the_view_says(house: House, days: int) -> None:
    if days < 0:
        with_forty_complaints(house)
        add_uncertain(house.caller("officer"))
        bring_up(house)
    reader = house.caller("auditor")
    instant = BEGIN + days * DAY + timedelta(hours=5)
    for standing in items(reader, "/v1/views/sla-breaches", as_of=instant):
        if standing["clock"] == "another":
            continue  # made up for the view: no policy of that name
        address = f"/v1/complaints/{standing['complaint']}/clocks/{standing['clock']}"
        found = reader.get(address, params={"as_of": instant.isoformat()}).json()
        named = ("clock", "policy_version", "due_at", "verdict", "margin")
        assert [found[name] for name in named] == [standing[name] for name in named]


def add_uncertain(officer: TestClient) -> None:
    """Acknowledge a complaint on the very day on which that was due, nobody knows when."""
    zone = "Europe/London"
    id = filed(officer, at={"day": "2026-01-01", "zone": zone}, jurisdiction="uk.fca", brand="example")
    body = {"at": {"day": "2026-01-08", "zone": "America/New_York"}, "channel": "email"}
    assert officer.post(f"/v1/complaints/{id}/acknowledgements", json=body).status_code == 201


def test_how_far_a_change_was_carried_can_be_read(officer: TestClient, own_house: House) -> None:
    assert officer.get("/v1/clock-restatements").json() == []
    filed(officer, at=FILED, jurisdiction="uk.fca", brand="example")
    holiday = {"calendar": "uk.england-and-wales", "day": "2026-04-13", "name": "Mourning", "source": "-"}
    assert officer.post("/v1/holidays", json=holiday).status_code == 201
    conninfo = own_house.pool.conninfo
    assert isinstance(conninfo, str)
    with following(own_house.pool, conninfo), watching(own_house.pool, conninfo):
        until(lambda: [it["finished_at"] is None for it in carried_to(officer)] == [False])
    (found,) = carried_to(officer)
    assert (found["looked_at"], found["restated"]) == (1, 1)
    assert found["cause"] == f"book:HolidayDeclared@{found['version']}"
    items = officer.get("/v1/views/sla-breaches", params={"clock": "example.ack"}).json()["items"]
    assert [it["due_at"] for it in items] == ["2026-04-15T22:59:59.999999Z"]


def carried_to(client: TestClient) -> list[Body]:
    found: list[Body] = client.get("/v1/clock-restatements").json()
    return found
