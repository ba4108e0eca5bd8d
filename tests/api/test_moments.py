"""A client reads what it has just written, or is told that the view has not come to it yet."""

import re
from threading import Timer

import pytest
from starlette.testclient import TestClient

from api import moments
from api.commands import FILING_EXAMPLE
from tests.api.house import House, problem
from tests.api.lists import bring_up
from tests.api.test_openapi import DOCUMENT

READS = {
    "/v1/views/cases": {},
    "/v1/views/sla-breaches": {},
    "/v1/views/sla-breaches/counts": {},
    "/v1/views/sla-compliance": {},
    "/v1/views/response-times": {"measure": "acknowledgement"},
    "/v1/views/win-back": {},
    "/v1/views/win-back/outcomes": {"outcome": "returned"},
    "/v1/views/win-back/survival": {},
    "/v1/views/win-back/rates": {},
    "/v1/views/win-back/second-lives": {},
    "/v1/views/win-back/second-lives/values": {"margin": "0.4"},
    "/v1/views/win-back/redress": {},
    "/v1/queue": {},
    "/v1/views/inbox": {},
    "/v1/views/inbox/counts": {},
    "/v1/views/workload": {},
    "/v1/views/redress": {},
    "/v1/views/causes": {},
    "/v1/views/ombudsman": {},
    "/v1/views/causes/months": {},
    "/v1/views/recovery": {},
    "/v1/views/recovery/outcomes": {"outcome": "accepted"},
    "/v1/views/contacts": {},
    "/v1/complaints/{complaint}/response-times": {},
}


@pytest.fixture
def officer(own_house: House) -> TestClient:
    return own_house.caller("officer")


def written(caller: TestClient) -> tuple[str, str]:
    """File a complaint; return its id, and where in the ledger it is."""
    response = caller.post("/v1/complaints", json=FILING_EXAMPLE)
    assert response.status_code == 201, response.text
    return response.json()["id"], response.headers["Complaints-Position"]


def test_a_read_waits_until_the_view_shows_what_was_written(own_house: House, officer: TestClient) -> None:
    id, position = written(officer)
    assert officer.get("/v1/views/cases").json()["items"] == []
    worker = Timer(0.2, bring_up, [own_house])
    worker.start()
    try:
        answer = officer.get("/v1/views/cases", headers={"Complaints-Position": position}).json()
    finally:
        worker.join()
    assert [it["complaint"] for it in answer["items"]] == [id]
    assert answer["position"] >= int(position)


@pytest.mark.parametrize("path", READS)
def test_a_read_that_has_waited_long_enough_says_how_far_the_view_is(
    own_house: House, officer: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    bring_up(own_house)
    id, position = written(officer)
    monkeypatch.setattr(moments, "LONGEST_WAIT", 0.0)
    address, ahead = path.format(complaint=id), {"Complaints-Position": position}
    response = officer.get(address, params=READS[path], headers=ahead)
    found = problem(response, 503, "view-behind")
    assert response.headers["Retry-After"] == "1"
    assert (found["wanted"], found["reached"] < found["wanted"]) == (int(position), True)
    bring_up(own_house)
    assert officer.get(address, params=READS[path], headers=ahead).status_code == 200


def test_every_read_that_says_where_its_view_is_can_be_asked_to_wait() -> None:
    waiting = {
        path
        for path, item in DOCUMENT["paths"].items()
        if any(it["name"] == "Complaints-Position" for it in item.get("get", {}).get("parameters", ()))
    }
    assert waiting == set(READS)


@pytest.mark.parametrize("position", ["-1", "soon", "1.5", "999999999999999999", str(2**63)])
def test_what_is_no_position_of_the_ledger_is_refused_at_once(officer: TestClient, position: str) -> None:
    response = officer.get("/v1/views/cases", headers={"Complaints-Position": position})
    (error,) = problem(response, 422, "request-malformed")["errors"]
    assert error["at"] == "header.Complaints-Position"
    assert len(position) != 18 or re.fullmatch(r"is beyond \d+, where the ledger ends", error["wrong"])
