"""When something would be due, over HTTP and on the command line: published vectors, and refusals."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, LiteralString

import pytest
from pydantic_core import to_jsonable_python
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from api.command_line import app
from api.migrations import migrate
from api.postgres import Database
from tests.api.house import House, problem

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def reporter(house: House) -> TestClient:
    return house.caller("reporter")


def due(caller: TestClient, policy: str, **asked: str) -> dict[str, Any]:
    response = caller.get(f"/v1/policies/{policy}/due", params=asked)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.parametrize(
    ("policy", "asked", "day"),
    [
        # Three business days, where England, Scotland and Northern Ireland differ.
        ("uk.nhs.ack", {"received": "2026-04-02"}, "2026-04-09"),
        ("uk.nhs.ack", {"received": "2026-04-02", "region": "scotland"}, "2026-04-08"),
        ("uk.nhs.ack", {"received": "2026-04-02", "region": "northern-ireland"}, "2026-04-09"),
        ("uk.nhs.ack", {"received": "2026-07-10"}, "2026-07-15"),
        ("uk.nhs.ack", {"received": "2026-07-10", "region": "northern-ireland"}, "2026-07-16"),
        ("uk.nhs.ack", {"received": "2026-11-27", "region": "england-and-wales"}, "2026-12-02"),
        ("uk.nhs.ack", {"received": "2026-11-27", "region": "scotland"}, "2026-12-03"),
        ("uk.nhs.ack", {"received": "2026-11-27", "region": "wales"}, "2026-12-02"),
        # Days of the calendar are the same everywhere.
        ("uk.fca.final", {"received": "2026-04-07", "region": "scotland"}, "2026-06-02"),
        # Eight weeks became six on 8 April 2026.
        ("uk.telecom.adr", {"received": "2026-04-07"}, "2026-06-02"),
        ("uk.telecom.adr", {"received": "2026-04-08"}, "2026-05-20"),
        # The day is the local one.
        ("uk.telecom.adr", {"received": "2026-04-07T22:59:59Z"}, "2026-06-02"),
        ("uk.telecom.adr", {"received": "2026-04-07T23:00:00Z"}, "2026-05-20"),
        # Motor finance, while time did not run.
        ("uk.fca.motor", {"received": "2023-11-17"}, "2026-06-02"),
        ("uk.fca.motor", {"received": "2023-12-01"}, "2026-06-16"),
        ("uk.fca.motor", {"received": "2025-03-01"}, "2026-07-26"),
        ("uk.fca.motor", {"received": "2026-06-01"}, "2026-07-27"),
        # Data protection: rolled off a Sunday, and in Scotland off a bank holiday too.
        ("uk.dp.ack", {"received": "2026-07-01"}, "2026-07-31"),
        ("uk.dp.ack", {"received": "2026-07-03"}, "2026-08-03"),
        ("uk.dp.ack", {"received": "2026-07-03", "region": "scotland"}, "2026-08-04"),
    ],
)
def test_the_published_vectors_come_out(
    reporter: TestClient, policy: str, asked: dict[str, str], day: str
) -> None:
    found = due(reporter, policy, **asked)["explanation"]
    assert found["due_at"].startswith((f"{day}T22:59:59.999999", f"{day}T23:59:59.999999"))
    assert found["spans"][-1]["last_day"] == day


def test_an_answer_names_version_calendar_and_source(reporter: TestClient) -> None:
    found = due(reporter, "uk.dp.ack", received="2026-07-03", region="scotland")
    assert (found["version"], found["calendar"], found["calendar_version"]) == (1, "uk.scotland", 1)
    assert found["draft"] is True
    assert "Data (Use and Access) Act 2025" in found["source"]
    assert found["explanation"]["sentence"] == (
        "Due Tue 4 August 2026, end of day, Europe/London: 30 days from Fri 3 July 2026, day of receipt not "
        "counted; moved to the next business day, as Sun 2 August 2026 is none and Mon 3 August 2026 "
        "is Summer bank holiday."
    )


def test_a_holiday_declared_late_counts_from_when_it_was_recorded(own_house: House) -> None:
    officer = own_house.caller("officer")
    known = {
        "id": "here.england",
        "version": 1,
        "zone": "Europe/London",
        "weekend": [6, 7],
        "holidays": [],
        "valid_from": "2022-01-01",
        "valid_to": "2022-12-31",
        "source": "As published before the funeral was announced.",
    }
    late = {
        **known,
        "version": 2,
        "holidays": [{"day": "2022-09-19", "name": "Funeral of Queen Elizabeth II"}],
    }
    policy = own_house.app.state.complaints.policy_book().policies["uk.nhs.ack"][0]
    told = {**to_jsonable_python(policy), "id": "here.ack", "calendar": "here.england"}
    for path, body in (("calendars", {"calendar": known}), ("policies", {"policy": told})):
        assert officer.post(f"/v1/{path}", json=body).status_code == 201
    ((recorded_at,),) = rows(own_house, "select max(recorded_at) from ledger.events")
    assert officer.post("/v1/calendars", json={"calendar": late}).status_code == 201
    asked = {"received": "2022-09-14"}
    assert due(officer, "here.ack", **asked)["explanation"]["spans"][-1]["last_day"] == "2022-09-20"
    found = due(officer, "here.ack", **asked, known_at=recorded_at.isoformat())
    assert found["explanation"]["spans"][-1]["last_day"] == "2022-09-19"
    assert (found["calendar_version"], due(officer, "here.ack", **asked)["calendar_version"]) == (1, 2)


def rows(house: House, statement: LiteralString) -> list[tuple[Any, ...]]:
    with house.pool.connection() as connection:
        return connection.execute(statement).fetchall()


@pytest.mark.parametrize(
    ("policy", "asked", "status", "name"),
    [
        ("uk.fca.none", {"received": "2026-04-07"}, 404, "address-unknown"),
        ("uk.nhs.ack", {"received": "2011-12-31"}, 409, "policy-not-law"),
        ("uk.nhs.ack", {"received": "2028-12-29"}, 409, "calendar-ended"),
        ("boston311.due", {"received": "2026-04-07"}, 409, "nothing-counted"),
        ("uk.nhs.ack", {"received": "2026-04-07", "region": "ireland"}, 422, "request-malformed"),
        ("care.email", {"received": "2026-04-07", "region": "office"}, 422, "request-malformed"),
        ("uk.nhs.ack", {"received": "yesterday"}, 422, "request-malformed"),
        ("uk.nhs.ack", {"received": "2026-04-07T09:30:00"}, 422, "request-malformed"),
        ("uk.nhs.ack", {"received": "1775554200"}, 422, "request-malformed"),
        ("uk.nhs.ack", {"received": "0001-01-01T00:00:00+14:00"}, 422, "request-malformed"),
        ("uk.fca.final", {"received": "9999-12-31"}, 422, "request-malformed"),
        ("uk.nhs.ack", {}, 422, "request-malformed"),
        ("uk.nhs.ack", {"received": "2026-04-07", "colour": "red"}, 422, "request-malformed"),
    ],
)
def test_what_cannot_be_said_is_refused(
    reporter: TestClient, policy: str, asked: dict[str, str], status: int, name: str
) -> None:
    problem(reporter.get(f"/v1/policies/{policy}/due", params=asked), status, name)


@pytest.fixture
def run(database: Database) -> Run:
    migrate(database)
    settings = {"COMPLAINTS_DATABASE_URL": database.owner, "COLUMNS": "250"}
    return lambda *words: CliRunner(env=settings).invoke(app, ["policies", *words])


def test_the_command_line_says_the_same(run: Run) -> None:
    done = run("due", "uk.telecom.adr", "--received", "2026-04-08")
    assert done.exit_code == 0, done.output
    sentence, version, source, *_ = done.stdout.splitlines()
    assert sentence.startswith(
        "Due Wed 20 May 2026, end of day, Europe/London: 42 days from Wed 8 April 2026"
    )
    assert version.endswith("uk.telecom.adr version 2; DRAFT: something is left to verify.")
    assert source.startswith("Source: Ofcom")
    found = json.loads(
        run("due", "uk.nhs.ack", "--received", "2026-04-02", "--region", "scotland", "--json").stdout
    )
    assert found["explanation"]["spans"][-1]["last_day"] == "2026-04-08"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("uk.none", "--received", "2026-04-07"), "The policy book holds no policy uk.none."),
        (("uk.nhs.ack", "--received", "soon"), "Give the receipt as an instant with its offset"),
        (("uk.nhs.ack", "--received", "2026-04-07", "--region", "cornwall"), "known are england, "),
        (("uk.nhs.ack", "--received", "2026-04-07", "--as-known-on", "2026-04-07T09:30"), "is no instant"),
        (
            ("uk.nhs.ack", "--received", "2026-04-07", "--as-known-on", "2020-01-01"),
            "The policy book holds no policy uk.nhs.ack.",
        ),
        (
            ("uk.nhs.ack", "--received", "2026-04-07", "--as-known-on", "2020-01-01T00:00Z"),
            "The policy book holds no policy uk.nhs.ack.",
        ),
    ],
)
def test_the_command_line_refuses_in_a_sentence(run: Run, words: tuple[str, ...], sentence: str) -> None:
    done = run("due", *words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert sentence in done.stderr.replace("\n", " ")


def test_a_file_is_checked_problem_by_problem(run: Run, tmp_path: Path) -> None:
    pack = tmp_path / "pack.toml"
    pack.write_text(PACK, encoding="utf-8")
    done = run("check", str(pack))
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "pack.toml: here.a version 1: The amount is 0; a time limit is 1 week or more.",
        "pack.toml: here.a: versions 1 and 2 are both law on 2026-06-01: end the first the day before.",
    ]
    pack.write_text(PACK.replace("amount = 0", "amount = 8").replace("# ends", "legal_to = 2026-05-31"))
    assert run("check", str(pack)).stdout == "pack.toml: 2 versions of 1 policies, no problem.\n"
    pack.write_text("policies = 1")
    assert "`policies` cannot be used" in run("check", str(pack)).stdout
    pack.write_text("[[")
    assert (run("check", str(pack)).exit_code, run("check", str(pack)).stdout) == (1, "")


def test_what_cannot_be_understood_hides_no_other_problem(run: Run, tmp_path: Path) -> None:
    pack = tmp_path / "pack.toml"
    unreadable = VERSION.format(version=3, legal_from="2027-01-01", legal_to="", amount='"many"')
    pack.write_text(PACK.replace("amount = 0", 'amount = 0\ncolour = "red"') + unreadable, encoding="utf-8")
    done = run("check", str(pack))
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "pack.toml: `policies` no. 1 `colour` is no field known here.",
        "pack.toml: `policies` no. 3 `amount` cannot be used: input should be a valid integer.",
        "pack.toml: here.a version 1: The amount is 0; a time limit is 1 week or more.",
        "pack.toml: here.a: versions 1 and 2 are both law on 2026-06-01: end the first the day before.",
    ]


def test_what_a_file_says_of_facts_fields_and_channels_that_there_are_not_is_named(
    run: Run, tmp_path: Path
) -> None:
    pack = tmp_path / "pack.toml"
    text = VERSION.format(version=1, legal_from="2026-01-01", legal_to="# ends", amount=8)
    text = text.replace('"ComplaintFiled"', '"ComplaintField"')
    text = text.replace("must_have = []", 'must_have = ["leaflet"]')
    text = text.replace('brand = "here"', 'brand = "here", channel = "pigeon"')
    notice = '[[policies.extensions]]\nlimit = { amount = 8, unit = "week" }\nmust_have = ["recourse"]\n'
    pack.write_text(text + notice, encoding="utf-8")
    done = run("check", str(pack))
    assert done.exit_code == 1
    starts = (
        "An extension to 8 weeks from the same start is never later than the time itself.",
        "There is no fact ComplaintField.",
        "FinalResponseIssued has no field leaflet: it has ",
        "ClockExtended has no field recourse: it has ",
        "There is no channel pigeon: there are phone, email, ",
    )
    told = "".join(done.stdout.replace("\n", " "))
    assert [start for start in starts if f"pack.toml: here.a version 1: {start}" not in told] == []
    assert told.count("pack.toml: ") == len(starts)


VERSION = """
[[policies]]
id = "here.a"
version = {version}
kind = "internal"
title = "An answer"
clock = "final response"
legal_from = {legal_from}
{legal_to}
source = "made up"
draft = false
selector = {{ brand = "here" }}
starts_on = ["ComplaintFiled"]
day0 = "exclude"
amount = {amount}
unit = "week"
zone = "Europe/London"
stops_on = [{{ fact = "FinalResponseIssued", must_have = [] }}]
"""
PACK = VERSION.format(version=1, legal_from="2026-01-01", legal_to="# ends", amount=0) + VERSION.format(
    version=2, legal_from="2026-06-01", legal_to="", amount=6
)
