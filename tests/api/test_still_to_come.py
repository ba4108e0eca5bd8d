"""An instant that is still to come: only clocks can be asked what will be due by then."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.command_line import app
from api.postgres import Database
from tests.api.house import House, problem

VIEWS = "/v1/views"
SOON = (datetime.now(UTC) + timedelta(days=1)).isoformat()
PAST_ONLY = {
    "contacts": {},
    "ombudsman": {},
    "recovery": {},
    "recovery/outcomes": {"outcome": "accepted"},
    "causes": {},
    "causes/months": {},
    "redress": {},
    "inbox": {},
    "inbox/counts": {},
}
AHEAD = ("sla-breaches", "sla-breaches/counts", "sla-compliance")
COMMANDS = (
    "views contacts",
    "views ombudsman",
    "views recovery",
    "views recovery-outcomes accepted",
    "views redress",
    "views inbox",
    "as-of case_list",
)


@pytest.fixture(scope="module")
def reporter(house: House) -> TestClient:
    return house.caller("reporter")


@pytest.mark.parametrize("name", PAST_ONLY)
def test_no_window_is_over_by_then(reporter: TestClient, name: str) -> None:
    refused = reporter.get(f"{VIEWS}/{name}", params={**PAST_ONLY[name], "as_of": SOON})
    assert problem(refused, 422, "request-malformed")["errors"] == [
        {"at": "query.as_of", "wrong": "is still to come"}
    ]


def test_no_rows_are_as_of_then(house: House) -> None:
    asked = {"view": "case_list", "source": "cfpb", "as_of": SOON}
    refused = house.caller("auditor").post("/v1/as-of", json=asked)
    assert problem(refused, 422, "request-malformed")["errors"] == [
        {"at": "as_of", "wrong": "is still to come"}
    ]


@pytest.mark.parametrize("name", AHEAD)
def test_what_will_be_due_can_be_asked(reporter: TestClient, name: str) -> None:
    assert reporter.get(f"{VIEWS}/{name}", params={"as_of": SOON}).status_code == 200


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_line_says_so(database: Database, command: str) -> None:
    run = CliRunner(env={"COMPLAINTS_DATABASE_URL": database.owner})
    done = run.invoke(app, [*command.split(), "--as-of", SOON])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.split() == f"--as-of {SOON} is still to come.".split()


def test_reports_say_so(database: Database) -> None:
    run = CliRunner(env={"COMPLAINTS_DATABASE_URL": database.owner})
    done = run.invoke(app, ["report", "redress", "--as-of", SOON])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.strip() == "--as-of: is still to come."
