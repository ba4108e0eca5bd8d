"""A period that ends before it begins is refused, wherever one can be given."""

import pytest
from starlette.testclient import TestClient

from tests.api.house import House, problem
from tests.api.test_openapi import DOCUMENT

NEEDED = {"measure": "acknowledgement", "outcome": "left"}
"""What some routes ask for besides."""
EARLY, LATE = "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"

PERIODS = [
    (path, parameter["name"], {it["name"] for it in item["get"]["parameters"] if it.get("required")})
    for path, item in DOCUMENT["paths"].items()
    for parameter in item.get("get", {}).get("parameters", ())
    if parameter["name"].endswith("_from")
]


def test_there_are_periods_to_try() -> None:
    assert len(PERIODS) > 8


@pytest.mark.parametrize(("path", "begin", "needed"), PERIODS, ids=[f"{it[0]} {it[1]}" for it in PERIODS])
@pytest.mark.parametrize("last", [EARLY, LATE])
def test_nothing_lies_between(house: House, path: str, begin: str, needed: set[str], last: str) -> None:
    end = begin.removesuffix("_from") + "_to"
    said = {name: NEEDED[name] for name in needed}
    response = house.caller("officer").get(path, params={**said, begin: LATE, end: last})
    (wrong,) = problem(response, 422, "request-malformed")["errors"]
    assert wrong == {"at": f"query.{end}", "wrong": f"is not after {begin}: nothing lies between"}


def test_nor_between_two_filings(officer: TestClient) -> None:
    asked = {"view": "case_list", "filed_from": LATE, "filed_to": EARLY}
    (wrong,) = problem(officer.post("/v1/as-of", json=asked), 422, "request-malformed")["errors"]
    assert wrong["at"] == "body.filed_to"


@pytest.fixture
def officer(house: House) -> TestClient:
    return house.caller("officer")
