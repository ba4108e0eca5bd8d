"""Simulations and re-evaluations, over HTTP and on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from api import what_if
from api.command_line import app
from api.migrations import migrate
from api.policy_book import POLICY_EXAMPLE
from api.postgres import Database
from complaints.application import Ledger
from projections.worker import catch_up
from projections.writer import open_writer
from tests.api.house import House, filed, problem, send
from tests.api.test_openapi import DOCUMENT

FILED = {"at": "2026-01-05T12:00:00Z", "channel": "phone", "jurisdiction": "uk.telecom"}
ANSWER = {"at": "2026-02-23T12:00:00Z", "channel": "letter", "outcome": "upheld", "reasons": "It was dead."}
DAYS = {"received_from": "2026-01-01", "received_to": "2026-01-31"}
SIX_WEEKS = POLICY_EXAMPLE["policy"] | {
    "id": "uk.telecom.adr",
    "kind": "regulatory",
    "selector": {"jurisdiction": "uk.telecom"},
    "amount": 6,
    "unit": "week",
    "calendar": None,
    "price": {"amount": "650", "currency": "GBP", "free": 0, "source": "tariff"},
}
JANUARY = ("--from", "2026-01-01", "--to", "2026-01-31")
Run = Callable[..., Result]


@pytest.fixture
def reporter(own_house: House, database: Database) -> TestClient:
    """A reporter of a house with one complaint under the telephone rule, answered after seven weeks."""
    officer = own_house.caller("officer")
    complaint = filed(officer, **FILED)
    assert send(officer, complaint, "final-responses", ANSWER).status_code == 201
    with open_writer(database.app) as writer:
        catch_up(writer, Ledger(own_house.pool))
    return own_house.caller("reporter")


def test_a_draft_is_tried_on_real_history(reporter: TestClient) -> None:
    found = reporter.post("/v1/simulations", json={"draft": SIX_WEEKS, **DAYS}).json()
    assert (found["complaints"], found["breaches"], found["draft_breaches"]) == (1, 0, 1)
    assert [case["clock"] for case in found["gained"]] == ["uk.telecom.adr"]
    assert found["cost"] == {"currency": "GBP", "amount": "0", "draft_amount": "650", "source": "tariff"}


def test_what_cannot_be_tried_is_refused(reporter: TestClient) -> None:
    faulty = SIX_WEEKS | {"amount": 0}
    said = problem(reporter.post("/v1/simulations", json={"draft": faulty, **DAYS}), 409, "policy-faulty")
    assert "The amount is 0" in said["detail"]
    backwards = {"received_from": "2026-02-01", "received_to": "2026-01-01"}
    response = reporter.post("/v1/simulations", json={"draft": SIX_WEEKS, **backwards})
    problem(response, 422, "request-malformed")
    response = reporter.post("/v1/simulations", json={"draft": SIX_WEEKS | {"colour": "red"}, **DAYS})
    problem(response, 422, "request-malformed")


def test_too_many_complaints_are_left_to_the_command_line(
    reporter: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(what_if, "MOST_COMPLAINTS", 0)
    response = reporter.post("/v1/re-evaluations", json=DAYS)
    assert "more than 0 complaints" in response.text
    problem(response, 422, "request-malformed")


def test_by_the_same_versions_no_verdict_differs(reporter: TestClient) -> None:
    found = reporter.post("/v1/re-evaluations", json=DAYS).json()
    assert (found["complaints"], found["differences"]) == (1, [])


def test_by_another_version_verdicts_differ_and_stay_as_they_were(reporter: TestClient) -> None:
    asked = {**DAYS, "policy": "uk.telecom.adr", "policy_version": 2}
    found = reporter.post("/v1/re-evaluations", json=asked).json()
    (difference,) = found["differences"]
    assert (difference["ledger_verdict"], difference["verdict"]) == ("met", "breached and answered late")
    assert difference["reason"] == "policy version 2 instead of 1"
    assert reporter.post("/v1/re-evaluations", json=DAYS).json()["differences"] == []
    before = {**DAYS, "policy": "uk.telecom.adr", "known_at": "2020-01-01T00:00:00Z"}
    problem(reporter.post("/v1/re-evaluations", json=before), 409, "policy-unknown")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"policy": "my.own"}, "policy-unknown"),
        ({"calendar": "my.own"}, "calendar-unknown"),
        ({"policy": "uk.telecom.adr", "policy_version": 3}, "no-such-version"),
        ({"policy": "uk.telecom.adr", "policy_version": 0}, "no-such-version"),
        ({"calendar": "uk.scotland", "calendar_version": 9}, "no-such-version"),
        ({"policy_version": 1}, "version-of-nothing"),
        ({"policy": "uk.telecom.adr", "calendar_version": 1}, "version-of-nothing"),
    ],
)
def test_versions_that_there_are_not_are_refused(house: House, asked: dict[str, Any], name: str) -> None:
    response = house.caller("auditor").post("/v1/re-evaluations", json={**DAYS, **asked})
    problem(response, 409, name)


def test_the_documented_examples_are_understood(house: House) -> None:
    for path in ("/v1/simulations", "/v1/re-evaluations"):
        body = DOCUMENT["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        response = house.caller("auditor").post(path, json=body["example"])
        assert response.status_code == 200, response.text


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    migrate(database)
    monkeypatch.setenv("COMPLAINTS_DATABASE_URL", database.owner)
    return lambda *words: CliRunner().invoke(app, words)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "draft.json"
    file.write_text(json.dumps({"policies": [SIX_WEEKS]}))
    return file


def test_the_command_line_says_the_same(run: Run, reporter: TestClient, draft: Path, tmp_path: Path) -> None:
    del reporter  # files a complaint
    days, plot = JANUARY, tmp_path / "weeks.svg"
    found = run("policies", "simulate", str(draft), *days, "--plot", str(plot), "--json")
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout)["draft_breaches"] == 1
    picture = fromstring(plot.read_text())  # noqa: S314 - we wrote it
    assert len([it for it in picture.iter() if it.tag.endswith("rect")]) == 6
    printed = run("policies", "simulate", str(draft), *days)
    assert "Breaches gained: 1" in printed.output
    nothing = run("clocks", "re-evaluate")
    assert (nothing.exit_code, "No verdict differs" in nothing.output) == (0, True)
    (difference,) = json.loads(run("clocks", "re-evaluate", "--policy", "uk.telecom.adr@2", "--json").stdout)
    assert difference["verdict"] == "breached and answered late"
    assert "Verdicts that differ: 1" in run("clocks", "re-evaluate", "--policy", "uk.telecom.adr@2").output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["clocks", "re-evaluate", "--policy", "my.own"], "The policy book holds no policy my.own."),
        (
            ["clocks", "re-evaluate", "--policy", "uk.nhs.ack@two"],
            "is a number, such as uk.nhs.ack@2",
        ),
        (["clocks", "re-evaluate", "--as-of", "yesterday"], "--as-of yesterday is no instant"),
        (["policies", "simulate", "{draft}", "--from", "May", "--to", "2026-01-31"], "--from May is no day"),
        (
            ["policies", "simulate", "{draft}", "--from", "2026-02-01", "--to", "2026-01-31"],
            "--to 2026-01-31 is before --from 2026-02-01.",
        ),
        (
            ["policies", "simulate", "/nothing.toml", "--from", "2026-01-01", "--to", "2026-01-31"],
            "cannot be opened",
        ),
    ],
)
def test_the_command_line_says_what_is_wrong(run: Run, draft: Path, words: list[str], sentence: str) -> None:
    found = run(*(word.format(draft=draft) for word in words))
    assert found.exit_code == 1
    assert sentence in " ".join(found.output.split())


def test_a_pack_of_several_policies_is_no_draft(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "two.json"
    file.write_text(json.dumps({"policies": [SIX_WEEKS, SIX_WEEKS]}))
    found = run("policies", "simulate", str(file), *JANUARY)
    assert "a simulation is of one policy, and the file holds 2" in " ".join(found.output.split())
