"""The API as it describes itself. `python -m tests.api.test_openapi` writes the snapshot anew."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.application import create_app
from api.openapi import LOCAL_TIME
from complaints.recorder import Pool
from tests.api.house import EXAMPLES, House

SNAPSHOT = Path(__file__).parent / "openapi.json"
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}

EXPLANATION = "GET /v1/problems/{name}"
CALCULATOR = "GET /v1/policies/{policy}/due"
WHAT_IF = {"POST /v1/simulations", "POST /v1/re-evaluations"}
LOCKED = {401, 403, 422, 503}
"""What every operation that needs a key can answer."""


def described() -> dict[str, Any]:
    """Return the description; no database is needed for it."""
    document: dict[str, Any] = create_app(Pool("", open=False), bytes(32)).openapi()
    return document


DOCUMENT = described()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}


def problems_of(operation: dict[str, Any]) -> set[int]:
    return {int(status) for status in operation["responses"] if int(status) >= 400}


def possible_problems(name: str) -> set[int]:
    """Return what can go wrong: by its method, what it is about, and what it takes and gives."""
    operation = OPERATIONS[name]
    takes = {each["name"] for each in operation.get("parameters", [])}
    return (
        LOCKED
        | ({413, 415} if name.startswith("POST") else set())
        | ({409} if "201" in operation["responses"] or name in {CALCULATOR, *WHAT_IF} else set())
        | ({404} if "{" in name else set())
        | ({412} if "if-match" in takes else set())
    )


def test_the_description_is_the_one_that_was_last_agreed_on() -> None:
    agreed = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    assert agreed == brief(DOCUMENT), "if it should have changed: python -m tests.api.test_openapi"


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_what_it_does(name: str) -> None:
    operation = OPERATIONS[name]
    assert re.fullmatch(r"[A-Z][^.]*", operation["summary"])
    assert operation["description"].startswith(tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    assert operation["description"].rstrip().endswith(".")
    assert "    " not in operation["description"]
    assert all(each.get("description") for each in operation.get("parameters", []))


def test_every_operation_has_a_short_name_of_its_own() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z_]+", name) for name in names)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_which_problems_it_can_answer(name: str) -> None:
    operation = OPERATIONS[name]
    found = problems_of(operation)
    assert found == ({404, 422} if name == EXPLANATION else possible_problems(name))
    assert all(operation["responses"][str(status)]["content"] == PROBLEM for status in found)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_but_the_explanation_of_problems_needs_a_key(name: str) -> None:
    locked = OPERATIONS[name].get("security") == [{"HTTPBearer": []}]
    assert locked is (name != EXPLANATION)


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name.startswith("POST")])
def test_every_body_is_shown_by_an_example(name: str) -> None:
    body = OPERATIONS[name]["requestBody"]
    assert body["required"] is True
    assert set(body["content"]) == {"application/json"}
    shown = body["content"]["application/json"]
    agreed = EXAMPLES if name.startswith("POST /v1/complaints/") else {}
    assert shown["example"] == agreed.get(name.rpartition("/")[2], shown["example"])
    assert set(shown["example"]) <= set(schema(shown["schema"]["$ref"])["properties"])


@pytest.mark.parametrize("name", [name for name in OPERATIONS if "201" in OPERATIONS[name]["responses"]])
def test_what_a_command_answers_beside_its_receipt_is_described(name: str) -> None:
    recorded = OPERATIONS[name]["responses"]["201"]
    assert recorded["content"]["application/json"]["schema"]["$ref"].endswith("/Receipt")
    assert {"ETag", "Complaints-Position"} <= set(recorded["headers"])
    assert ("Location" in recorded["headers"]) is (name in {"POST /v1/complaints", "POST /v1/customers"})


def test_every_reference_in_the_description_leads_somewhere() -> None:
    found = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(DOCUMENT)))
    assert all(schema(reference) for reference in found)


def test_times_on_walls_are_not_described_as_having_an_offset() -> None:
    assert '"format": "time"' not in json.dumps(DOCUMENT)
    assert DOCUMENT["components"]["schemas"]["Interval"]["properties"]["opens"]["pattern"] == LOCAL_TIME


def test_the_page_of_the_documentation_needs_nothing_from_elsewhere(house: House) -> None:
    client = TestClient(house.app)
    page = client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "//" not in re.sub(r"(?m)^\s*//.*$", "", page.text)
    assert "'self'" in page.headers["content-security-policy"]
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(links) == 3
    assert [client.get(link).status_code for link in links] == [200, 200, 200]
    assert client.get("/openapi.json").json() == DOCUMENT


def brief(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with every problem put as its sentence alone: they are half of it."""
    short: dict[str, Any] = json.loads(json.dumps(document))
    for item in short["paths"].values():
        for operation in item.values():
            answers = operation["responses"]
            for status, answer in answers.items():
                if answer.get("content") == PROBLEM:
                    answers[status] = answer["description"]
    return short


def schema(reference: str) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["components"]["schemas"][reference.rpartition("/")[2]]
    return found


if __name__ == "__main__":
    text = json.dumps(brief(DOCUMENT), indent=1, ensure_ascii=False)
    SNAPSHOT.write_text(f"{text}\n", encoding="utf-8")
