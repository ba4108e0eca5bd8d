"""Any view as it was, over HTTP and on the command line."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

import projections.as_of
from api import as_of, row_writers
from api.command_line import app
from api.postgres import Database
from complaints.application import Ledger
from projections.definitions import DEFINITIONS
from projections.tables import columns_of
from projections.worker import VIEWS
from tests.api.house import House, filed, problem, send
from tests.api.lists import BEGIN, CUSTOMERS, DAY, bring_up, items, with_forty_complaints
from tests.api.test_openapi import DOCUMENT
from tests.projections.given import assignment
from tests.projections.place import put

Answer = dict[str, Any]
Run = Callable[..., Result]
ALL = {"filed_to": "2100-01-01T00:00:00Z"}
SOMEBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def reporter(own_house: House) -> TestClient:
    return with_forty_complaints(own_house)


def ask(caller: TestClient, view: str = "case_list", **asked: object) -> Answer:
    response = caller.post("/v1/as-of", json={"view": view, **asked})
    assert response.status_code == 200, response.text
    answer: Answer = response.json()
    return answer


def refused(caller: TestClient, **asked: object) -> tuple[str, str]:
    response = caller.post("/v1/as-of", json={"view": "case_list", **asked})
    (error,) = problem(response, 422, "request-malformed")["errors"]
    return error["at"], error["wrong"]


def test_as_of_now_the_rows_are_those_of_the_case_list(reporter: TestClient) -> None:
    answer = ask(reporter, **ALL)
    assert by_complaint(answer["items"]) == by_complaint(items(reporter, "/v1/views/cases"))
    assert answer["definition"] in DEFINITIONS


def test_an_answer_stays_as_it_was_given(own_house: House, reporter: TestClient) -> None:
    first = ask(reporter, **ALL)
    complaint = first["items"][0]["complaint"]
    ledger = Ledger(own_house.pool)
    put(ledger, UUID(complaint), [assignment("another", BEGIN)], after=len(ledger.facts(UUID(complaint))))
    bring_up(own_house)
    assert ask(reporter, **ALL, known_at=first["known_at"]) == first
    assert ask(reporter, complaints=[complaint])["items"][0]["team"] == "another"


def test_filters_apply_to_the_rows_as_of_then(reporter: TestClient) -> None:
    then = f"{BEGIN + 2 * DAY:%Y-%m-%dT%H:%M:%SZ}"
    open_then = ask(reporter, **ALL, as_of=then, where={"status": "open", "team": "team 1"})["items"]
    open_now = ask(reporter, **ALL, where={"status": "open", "team": "team 1"})["items"]
    assert ({it["team"] for it in open_then}, open_now) == ({"team 1"}, [])
    assert all(it["received_at"] <= then for it in open_then)
    nobody = ask(reporter, **ALL, where={"team": None})["items"]
    assert (len(nobody), {it["team"] for it in nobody}) == (6, {None})
    periods = ask(reporter, "clock_periods", **ALL, as_of=then, where={"period": 1, "verdict": "running"})
    assert {it["state"] for it in periods["items"]} == {"running"}


def test_a_set_is_given_by_ids_by_a_customer_or_by_filing(reporter: TestClient) -> None:
    one, two = items(reporter, "/v1/views/cases")[:2]
    answer = ask(reporter, complaints=[one["reference"], SOMEBODY, two["complaint"], one["complaint"]])
    assert [it["complaint"] for it in answer["items"]] == [one["complaint"], two["complaint"]]
    assert answer["not_known"] == [SOMEBODY]
    theirs = ask(reporter, customer=CUSTOMERS[1])["items"]
    assert by_complaint(theirs) == by_complaint(items(reporter, "/v1/views/cases", customer=CUSTOMERS[1]))
    imported = ask(reporter, source="cfpb")["items"]
    assert by_complaint(imported) == by_complaint(items(reporter, "/v1/views/cases", source="cfpb"))


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ({**ALL, "view": "cases"}, "view"),
        ({}, "body.complaints"),
        ({**ALL, "complaints": []}, "body.complaints"),
        ({"customer": SOMEBODY, "source": "cfpb"}, "body.complaints"),
        ({"customer": "Jo"}, "customer"),
        ({"complaints": [5]}, "complaints.0"),
        ({"source": "\0"}, "source"),
        ({**ALL, "known_at": "2100-01-01T00:00:00Z"}, "body.known_at"),
        ({**ALL, "as_of": "2026-01-01T00:00:00"}, "as_of"),
        ({**ALL, "where": {"colour": "red"}}, "where.colour"),
        ({**ALL, "where": {"verdict": "met"}}, "where.verdict"),
        ({**ALL, "where": {"customer": "Jo"}}, "where.customer"),
        ({**ALL, "where": {"version": "many"}}, "where.version"),
        ({**ALL, "where": {"channel": None}}, "where.channel"),
        ({**ALL, "where": {"received_at": "2026-01-01T00:00:00"}}, "where.received_at"),
        ({**ALL, "where": {"received_at": 1767225600}}, "where.received_at"),
        ({**ALL, "view": "win_back", "where": {"assigned_at": "2026-01-01T00:00:00Z"}}, "where.assigned_at"),
        ({**ALL, "limit": 5}, "limit"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(house: House, asked: Answer, at: str) -> None:
    assert refused(house.caller("auditor"), **asked)[0] == at


def test_too_many_are_left_to_the_command_line(reporter: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_of, "MOST_COMPLAINTS", 1)
    said = "leaves more than 1 complaints: use the command `complaints as-of`"
    assert refused(reporter, **ALL) == ("body.filed_to", said)
    assert refused(reporter, customer=CUSTOMERS[0]) == ("body.customer", said)
    assert refused(reporter, complaints=[SOMEBODY, CUSTOMERS[0]]) == ("body.complaints", said)


def test_as_many_ids_as_may_be_chosen_can_be_sent(house: House) -> None:
    names = [str(uuid4()) for _ in range(as_of.MOST_COMPLAINTS)]
    assert ask(house.caller("auditor"), complaints=names)["not_known"] == names


def test_durations_are_seconds(house: House) -> None:
    officer = house.caller("officer")
    complaint = filed(officer)
    assert send(officer, complaint, "acknowledgements").status_code == 201
    wanted = {"measure": "acknowledgement", "state": "reached"}
    (row,) = ask(officer, "response_times", complaints=[complaint], where=wanted)["items"]
    assert isinstance(row["duration"], float)


def test_the_documented_example_is_understood(house: House) -> None:
    body = DOCUMENT["paths"]["/v1/as-of"]["post"]["requestBody"]["content"]["application/json"]
    assert ask(house.caller("auditor"), **body["example"])["items"] == []


@pytest.fixture
def run(database: Database) -> Run:
    settings = {"COMPLAINTS_DATABASE_URL": database.owner, "COLUMNS": "250"}
    return lambda *words: CliRunner(env=settings).invoke(app, ["as-of", *words])


def test_the_command_line_prints_what_http_answers(run: Run, reporter: TestClient) -> None:
    answer = ask(reporter, source="cfpb", where={"status": "open"})
    known = ("--known-at", answer["known_at"], "--source", "cfpb", "--where", "status=open")
    done = run("case_list", *known, "--format", "json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout).items() <= answer.items()
    written = run("case_list", *known, "--format", "csv").stdout.replace("+00:00", "Z")
    assert list(csv.DictReader(StringIO(written))) == [
        {name: "" if it is None else str(it) for name, it in row.items()} for row in answer["items"]
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_the_command_line_prints_every_view_as_http_does(run: Run, reporter: TestClient, view: str) -> None:
    answer = ask(reporter, view=view, source="cfpb")
    done = run(view, "--known-at", answer["known_at"], "--source", "cfpb", "--format", "json")
    assert json.loads(done.stdout).items() <= answer.items()
    assert all(set(it) == set(columns_of(VIEWS[view].tables[-1])) for it in answer["items"])


def test_everything_is_printed_in_as_many_tables_as_it_needs(
    run: Run, reporter: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_writers, "PAGE", 15)
    done = run("case_list")
    assert done.stdout.count("case_list as known at") == 3
    assert all(it["reference"] in done.stdout for it in items(reporter, "/v1/views/cases"))


def test_everything_is_told_customer_by_customer(
    run: Run, reporter: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections.as_of, "CHUNK", 1)  # so that customers are read while the log is
    told = json.loads(run("win_back", "--format", "json").stdout)["items"]
    lives = items(reporter, "/v1/views/win-back")
    assert sorted(it["customer"] for it in told) == [it["customer"] for it in lives]


def test_the_command_line_takes_names_and_a_customer(run: Run, reporter: TestClient) -> None:
    (theirs,) = json.loads(run("win_back", "--customer", CUSTOMERS[1], "--format", "json").stdout)["items"]
    assert theirs["customer"] == CUSTOMERS[1]
    reference = items(reporter, "/v1/views/cases")[0]["reference"]
    assert reference in run("case_list", "--complaint", reference, "--where", "severity=").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cases"], "There is no view cases"),
        (["case_list", "--complaint", SOMEBODY], f"Not on record by then: {SOMEBODY}."),
        (["case_list", "--complaint", SOMEBODY, "--source", "cfpb"], "Choose complaints in one way"),
        (["case_list", "--known-at", "2100-01-01T00:00:00Z"], "is still to come."),
        (
            ["case_list", "--filed-from", "2026-05-01T00:00:00Z", "--filed-to", "2026-04-01T00:00:00Z"],
            "--filed-to is not after --filed-from",
        ),
        (["case_list", "--as-of", "soon"], "--as-of soon is no instant"),
        (["case_list", "--where", "status"], "--where status is no condition"),
        (["case_list", "--where", "colour=red"], "--where colour is no column of case_list"),
    ],
)
def test_the_command_line_says_what_is_wrong(run: Run, words: list[str], said: str) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


def by_complaint(rows: list[Answer]) -> list[Answer]:
    return sorted(rows, key=lambda row: str(row["complaint"]))
