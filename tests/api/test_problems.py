"""What a problem means can be looked up under its type."""

import psycopg
import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from api.postgres import Database
from api.problems import STATUS, problem_name, problem_types
from complaints.errors import ComplaintError, TimeWithoutZone
from tests.api.house import House, filed, problem

NAMES = sorted(problem_types())
END_ALL_OTHERS = """
select pg_terminate_backend(pid) from pg_stat_activity
 where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
"""


def kinds_of(kind: type[Exception]) -> set[type[Exception]]:
    return {each for child in kind.__subclasses__() for each in {child, *kinds_of(child)}}


def test_every_refusal_has_a_type() -> None:
    answered = (set(STATUS) | kinds_of(ComplaintError)) - {ComplaintError}
    assert {problem_name(kind) for kind in answered} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_type_of_problem_can_be_looked_up_without_a_key(house: House, name: str) -> None:
    response = TestClient(house.app).get(f"/v1/problems/{name}")
    assert response.status_code == 200
    found = response.json()
    assert set(found) == {"type", "title", "status", "sentence"}
    assert found["type"] == f"/v1/problems/{name}"
    assert 400 <= found["status"] < 600
    assert found["sentence"].endswith((".", "!"))
    assert "  " not in found["sentence"]


def test_what_a_sentence_will_name_stands_in_braces(house: House) -> None:
    found = TestClient(house.app).get("/v1/problems/complaint-unknown").json()
    assert found == {
        "type": "/v1/problems/complaint-unknown",
        "title": "Complaint unknown",
        "status": 404,
        "sentence": "There is no complaint {complaint}: check the reference.",
    }


def test_braces_of_an_example_are_shown_once(house: House) -> None:
    found = TestClient(house.app).get(f"/v1/problems/{problem_name(TimeWithoutZone)}").json()
    assert '{"day": "2026-04-07"' in found["sentence"]


@pytest.mark.parametrize("name", ["nothing", "Complaint-Unknown", "%00", "x" * 64])
def test_a_type_that_is_not_there_is_not_found(house: House, name: str) -> None:
    problem(TestClient(house.app).get(f"/v1/problems/{name}"), 404, "address-unknown")


def test_no_route_lets_the_framework_read_a_body(house: House) -> None:
    # Else the limit on bodies would not hold there, and what was sent would be sent back.
    read = [each.path for each in iter_route_contexts(house.app.routes) if getattr(each, "body_field", None)]
    assert read == []


def test_a_database_that_does_not_answer_is_a_problem_that_passes(
    own_house: House, database: Database
) -> None:
    client = own_house.caller("agent")
    complaint = filed(client)
    with psycopg.connect(database.app, autocommit=True) as other:
        other.execute(END_ALL_OTHERS)
    gone = client.get(f"/v1/complaints/{complaint}")
    problem(gone, 503, "database-unavailable")
    assert gone.headers["retry-after"] == "1"
    assert client.get(f"/v1/complaints/{complaint}").status_code == 200
