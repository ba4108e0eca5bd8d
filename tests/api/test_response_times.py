"""Response times over HTTP: of one complaint, and of groups."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.api.house import House, filed, problem
from tests.api.lists import asked, bring_up

TIMES = "/v1/views/response-times"
MAY, JUNE = "2026-05-01T09:00:00Z", "2026-06-20T09:00:00Z"
DAY = timedelta(days=1)


@pytest.fixture
def officer(own_house: House) -> TestClient:
    return own_house.caller("officer", name="Olu")


def acknowledged(caller: TestClient, id: str, at: str) -> None:
    body = {"at": at, "channel": "email"}
    assert caller.post(f"/v1/complaints/{id}/acknowledgements", json=body).status_code == 201


def test_a_complaint_says_when_each_step_was_reached_and_how_long_it_took(
    officer: TestClient, own_house: House
) -> None:
    id = filed(officer, at=JUNE)
    acknowledged(officer, id, "2026-06-21T09:00:00Z")
    address = f"/v1/complaints/{id}/response-times"
    assert asked(officer, address)["items"] == []
    bring_up(own_house)
    answer = asked(officer, address)
    assert (answer["definition"], answer["position"] > 0) == ("response-time", True)
    steps = {it["measure"]: it for it in answer["items"]}
    assert len(steps) == len(answer["items"]) == 7
    assert steps["acknowledgement"]["state"] == "reached"
    assert steps["acknowledgement"]["reached_at"] == "2026-06-21T09:00:00Z"
    assert steps["acknowledgement"]["duration"] == DAY.total_seconds()
    assert (steps["closing"]["state"], steps["closing"]["duration"]) == ("open", None)
    assert steps["longest silence"]["silent_since"] == "2026-06-21T09:00:00Z"
    reference = officer.get(f"/v1/complaints/{id}").json()["reference"]
    assert asked(officer, f"/v1/complaints/{reference}/response-times")["items"] == answer["items"]


def test_a_complaint_into_which_an_older_one_was_merged_was_late(
    officer: TestClient, own_house: House
) -> None:
    older, newer = filed(officer, at=MAY), filed(officer, at=JUNE)
    acknowledged(officer, newer, "2026-06-21T09:00:00Z")
    body = {"survivor": newer, "reason": "the same"}
    assert officer.post(f"/v1/complaints/{older}/merges", json=body).status_code == 201
    bring_up(own_house)
    first, *_ = asked(officer, f"/v1/complaints/{newer}/response-times")["items"]
    assert (first["measure"], first["runs_from"], first["received_at"]) == ("acknowledgement", MAY, JUNE)
    assert first["duration"] == 51 * DAY.total_seconds()
    first, *_ = asked(officer, f"/v1/complaints/{older}/response-times")["items"]
    assert (first["state"], first["survivor"]) == ("merged", newer)
    (group,) = asked(officer, TIMES, measure="acknowledgement", target="P5D")["items"]
    assert (group["filings"], group["reached"], group["merged"], group["within_target"]) == (2, 1, 1, 0.0)


def test_a_complaint_that_is_not_there_has_no_times(officer: TestClient) -> None:
    problem(officer.get("/v1/complaints/C-7K3M-9QXR/response-times"), 404, "complaint-unknown")


@pytest.mark.parametrize(
    "parameters",
    [
        {"measure": "closing", "target": "-P1D"},
        {"measure": "closing", "target": "soon"},
        {"measure": "closing", "zone": "Europe/Nowhere"},
        {"measure": "nothing"},
    ],
)
def test_a_question_without_an_answer_is_refused(officer: TestClient, parameters: dict[str, str]) -> None:
    problem(officer.get(TIMES, params=parameters), 422, "request-malformed")


def test_a_target_of_no_time_is_one(officer: TestClient) -> None:
    assert asked(officer, TIMES, measure="closing", target="PT0S")["items"] == []
