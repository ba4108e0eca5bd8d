"""`complaints report`: the numbers of the routes, in every form, and what is refused."""

import csv
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from inspect import Parameter
from io import StringIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import duckdb
import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from api import asking
from api.asking import options
from api.bar_chart import Bars
from api.command_line import app
from api.postgres import Database
from api.report_formats import columns_of
from api.reports import REPORTS
from projections.definitions import DEFINITIONS
from tests.api.house import House, filed, house_over, send
from tests.api.lists import bring_up, record
from tests.api.serving import COMPLAINTS, environment
from tests.api.test_win_back import ACCEPTED, LOST, OFFERED, SHOULD_ANSWER, SORRY, customer
from tests.api.test_win_back import complaint as complaint_of
from tests.databases import copy_of

Run = Callable[..., Result]

DOCUMENT = Path(__file__).parents[2] / "docs" / "questions.md"
TABLE = re.findall(
    r"^\|.+\|.+\| (?:now|any instant) \|.+\|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
)
"""The rows of the document's table of questions."""

FORMULA = '=HYPERLINK("http://example.org","cards")'
AS_OF = "2026-01-20T00:00:00Z"
NEEDED = {
    "contacts": {"as_of": AS_OF, "group_by": "channel"},
    "recovery": {"as_of": AS_OF},
    "recovery-outcomes": {"as_of": AS_OF, "outcome": "accepted", "group_by": "done"},
    "win-back-survival": {"group_by": "done", "days": "60"},
    "second-life-values": {"margin": "0.35"},
    "response-times": {"measure": "acknowledgement", "group_by": "channel"},
    "win-back-outcomes": {"outcome": "left", "within_days": "30"},
    "sla-breaches": {"as_of": AS_OF},
    "sla-breach-counts": {"as_of": AS_OF},
    "sla-compliance": {"as_of": AS_OF, "group_by": "month"},
    "inbox": {"as_of": AS_OF},
}
OF_NOW = {"as_of", "age_p50", "age_p90"}
"""What differs between two answers of the same rows."""


@pytest.fixture(scope="module")
def database(server: Database, migrated: str) -> Iterator[Database]:
    with copy_of(migrated, server) as copied:
        yield copied


@pytest.fixture(scope="module")
def house(database: Database) -> Iterator[House]:
    """A house with something to say in every report."""
    with house_over(database.app) as built:
        for number in range(40):
            record(built, number)
        officer = built.caller("officer", name="Olu")
        for currency in ("GBP", "EUR"):
            complaint = filed(officer, product=FORMULA)
            offer = {"kind": "money", "money": {"amount": "12.50", "currency": currency}}
            assert send(officer, complaint, "offers", offer).is_success
            assert send(officer, complaint, "causes").is_success
        somebody = customer(officer, "Zoë", LOST, OFFERED, ACCEPTED)
        complaint_of(
            officer, somebody, 200, SORRY, SHOULD_ANSWER, (170, "ombudsman-referrals", {"body": "FOS"})
        )
        bring_up(built)
        yield built


@pytest.fixture
def reporter(house: House) -> TestClient:
    return house.caller("reporter")


@pytest.fixture
def run(house: House, database: Database) -> Run:
    assert house.app.routes
    settings = {"COMPLAINTS_DATABASE_URL": database.owner}
    return lambda *words: CliRunner(env=settings).invoke(app, ["report", *map(str, words)])


def words(asked: dict[str, str]) -> list[str]:
    return [word for name, it in asked.items() for word in (f"--{name.replace('_', '-')}", it)]


def path_of(house: House, name: str) -> str:
    """Return the path of the route of a report."""
    routes = [it.route for it in iter_route_contexts(house.app.routes) if isinstance(it.route, APIRoute)]
    return next(it.path for it in routes if it.endpoint is REPORTS[name].ask)


def still(found: object) -> object:
    """Return an answer without what is of the moment of asking."""
    if isinstance(found, dict):
        return {name: still(it) for name, it in found.items() if name not in OF_NOW}
    return [still(it) for it in found] if isinstance(found, list) else found


def test_every_question_about_the_views_has_a_report(house: House) -> None:
    routes = [it.route for it in iter_route_contexts(house.app.routes) if isinstance(it.route, APIRoute)]
    asked = {it.endpoint for it in routes if it.path.startswith("/v1/views/")}
    assert asked == {report.ask for report in REPORTS.values()}


def test_every_report_is_in_the_document() -> None:
    names = [re.findall(r"`([\w-]+)`", line.split("|")[1]) for line in TABLE]
    assert sorted(name for line in names for name in line) == sorted(REPORTS)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_in_json_is_the_answer_of_its_route(
    house: House, reporter: TestClient, run: Run, name: str
) -> None:
    asked = NEEDED.get(name, {})
    over_http = reporter.get(path_of(house, name), params=asked)
    done = run(name, "--format", "json", *words(asked))
    assert done.exit_code == 0, done.stderr
    assert over_http.json()["items"], name
    assert still(json.loads(done.stdout)) == still(over_http.json())
    if "as_of" in asked:
        assert done.stdout_bytes == over_http.content + b"\n"


@pytest.mark.parametrize("name", REPORTS)
def test_the_options_of_a_report_are_the_parameters_of_its_route(house: House, name: str) -> None:
    parameters = house.app.openapi()["paths"][path_of(house, name)]["get"]["parameters"]
    wanted = {it["name"]: it["required"] for it in parameters if it["in"] == "query"}
    assert {it.name: it.default is Parameter.empty for it in options(REPORTS[name]).values()} == wanted


@pytest.mark.parametrize("name", REPORTS)
def test_csv_and_parquet_hold_the_same_rows_with_their_types(
    reporter: TestClient, house: House, run: Run, tmp_path: Path, name: str
) -> None:
    asked, file = NEEDED.get(name, {}), tmp_path / "it's.parquet"
    found = reporter.get(path_of(house, name), params=asked).json()
    done = run(name, "--format", "csv", *words(asked))
    assert done.exit_code == 0, done.stderr
    head, *lines = csv.reader(StringIO(done.stdout, newline=""))
    assert head == [it.name for it in fields(REPORTS[name].row)] == list(columns_of(REPORTS[name]))
    assert len(lines) == len(found["items"])
    assert run(name, "--format", "parquet", "--output", file, *words(asked)).exit_code == 0
    types, said, rows = parquet(file)
    assert types == columns_of(REPORTS[name])
    assert (said["definition"], said["position"]) == (found["definition"], str(found["position"]))
    assert datetime.fromisoformat(said["as_of"]).tzinfo
    assert rows == len(lines)


def parquet(file: Path) -> tuple[dict[str, str], dict[str, str], int]:
    """Return the types of the columns, what a file says of itself, and how many rows it has."""
    with duckdb.connect() as connection:
        connection.read_parquet(str(file)).create_view("found")
        named = {"TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ", "DECIMAL(38,9)": "DECIMAL(38, 9)"}
        types = connection.execute("select column_name, column_type from (describe found)").fetchall()
        said = connection.execute(
            "select decode(key), decode(value) from parquet_kv_metadata(?)", [str(file)]
        ).fetchall()
        rows = connection.execute("select count(*) from found").fetchall()[0][0]
    return {name: named.get(type, type) for name, type in types}, dict(said), rows


def rows_of(done: Result) -> list[dict[str, str]]:
    assert done.exit_code == 0, done.stderr
    return list(csv.DictReader(StringIO(done.stdout, newline="")))


def test_csv_holds_every_row_of_a_list_of_one_moment(
    run: Run, reporter: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "LONGEST_PAGE", "7")
    references = [row["reference"] for row in rows_of(run("cases", "--format", "csv"))]
    total = reporter.get("/v1/views/cases", params={"total": "true"}).json()["total"]
    assert (len(references), len(set(references))) == (total, total)
    assert len(rows_of(run("cases", "--format", "csv", "--limit", "5"))) == 5


def test_no_text_in_csv_is_a_formula(run: Run) -> None:
    found = {row["product"] for row in rows_of(run("cases", "--format", "csv"))}
    assert f"'{FORMULA}" in found
    assert not any(it.startswith("=") for it in found)
    late = rows_of(run("sla-breaches", "--format", "csv", "--verdict", "breached while open"))
    assert float(late[0]["margin"]) < 0  # a number may begin with a minus
    assert run("cases", "--format", "json", "--product", FORMULA).stdout.count(r"=HYPERLINK(\"http") == 2


def test_numbers_are_seconds_exact_amounts_and_instants_in_utc(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "redress.parquet"
    pounds = next(it for it in rows_of(run("redress", "--format", "csv")) if it["currency"] == "GBP")
    assert (pounds["offered_amount"], pounds["share_matching"]) == ("12.50", "")
    assert run("redress", "--format", "parquet", "--output", file).exit_code == 0
    with duckdb.connect() as connection:
        found = connection.execute(
            "select currency, offered_amount, share_matching from read_parquet(?)", [str(file)]
        ).fetchall()
    assert sorted(found) == [("EUR", Decimal("12.5"), None), ("GBP", Decimal("12.5"), None)]
    (case,) = rows_of(run("cases", "--format", "csv", "--limit", "1"))
    assert datetime.fromisoformat(case["received_at"]).utcoffset() is not None


def test_a_file_is_there_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    assert run("cases", "--format", "csv", "--output", file).exit_code == 0
    before = file.read_bytes()
    assert run("cases", "--format", "csv", "--output", file, "--cursor", "none").exit_code == 1
    assert [(it.name, it.read_bytes()) for it in tmp_path.iterdir()] == [("cases.csv", before)]
    done = run("cases", "--format", "csv", "--output", tmp_path / "missing" / "cases.csv")
    assert (done.exit_code, "cannot be written: No such file" in done.stderr) == (1, True)


@pytest.mark.parametrize("name", [name for name, report in REPORTS.items() if isinstance(report.chart, Bars)])
def test_a_report_of_groups_is_drawn_with_a_bar_and_a_number_each(
    run: Run, reporter: TestClient, house: House, tmp_path: Path, name: str
) -> None:
    file, asked = tmp_path / "bars.svg", NEEDED.get(name, {})
    if name == "redress":
        asked = {"group_by": "product", "currency": "GBP"}
    done = run(name, "--plot", file, *words(asked))
    assert done.exit_code == 0, done.stderr
    found = reporter.get(path_of(house, name), params=asked).json()
    picture = fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - our own
    said = ["".join(it.itertext()) for it in picture.iter() if it.tag.endswith("text")]
    assert sum(it.tag.endswith("rect") for it in picture.iter()) == len(found["items"])
    assert said[0].startswith(DEFINITIONS[found["definition"]].title)
    assert not any(it.tag.endswith("script") for it in picture.iter())
    if name == "redress":
        assert {FORMULA, "0", "paid, GBP"} <= set(said)
    if "note" in found:
        assert f"note {found['note']}" in said


def test_how_long_customers_stay_is_drawn_as_a_curve_for_each_group(
    run: Run, reporter: TestClient, tmp_path: Path
) -> None:
    file, wanted = tmp_path / "stays.svg", NEEDED["win-back-survival"]
    done = run("win-back-survival", "--plot", file, *words(wanted))
    groups = reporter.get("/v1/views/win-back/survival", params=wanted).json()["items"]
    assert done.exit_code == 0, done.stderr
    assert "Not in the table: points; --format json has what there is." in done.stdout
    picture = fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - our own
    lines = [it for it in picture.iter() if it.tag.endswith("polyline")]
    said = ["".join(it.itertext()) for it in picture.iter() if it.tag.endswith("text")]
    assert len(lines) == len(groups)
    assert {f"{it['group']} ({it['lives']})" for it in groups} <= set(said)
    assert any("landmark days 30; first contact days 30; left earlier 0" in line for line in said)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("redress", "--group-by", "colour"), "--group-by: Input should be 'all', 'cause'"),
        (("redress", "--zone", "Mars"), "--zone: is no IANA time zone, such as Europe/London."),
        (("redress", "--as-of", "5"), "--as-of: Value error, give an instant with its offset"),
        (("response-times",), "--measure: is missing."),
        (("response-times", "--measure", "closing", "--target", "-P1D"), "--target: is less than no time."),
        (
            ("win-back-outcomes", "--outcome", "left", "--group-by", "arm"),
            "--group-by: has no answer: groups",
        ),
        (
            ("win-back-outcomes", "--outcome", "left", "--within-days", "0"),
            "--within-days: Input should be g",
        ),
        (("cases", "--limit", "1001"), "--limit: Input should be less than or equal to 1000."),
        (("cases", "--customer", "Zoë"), "--customer: Input should be a valid UUID"),
        (("cases", "--plot", "cases.svg"), "cases has no chart: leave out --plot."),
        (("causes", "--plot", "causes.png"), "--plot causes.png: a chart is SVG, and its name has to end in"),
        (("cases", "--output", "cases.txt"), "A table is for the screen: a file is --format json, csv or"),
        (("redress", "--plot", "redress.svg"), "bars of EUR and GBP cannot stand on one axis: choose one w"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*asked)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(sentence)
    assert list(tmp_path.iterdir()) == []


def test_parquet_is_not_for_the_screen(house: House, database: Database) -> None:
    assert house.app.routes
    ours, theirs = os.openpty()
    with open(ours, "rb"), open(theirs, "wb") as screen:  # noqa: PTH123 - they are numbers
        done = subprocess.run(
            [COMPLAINTS, "report", "cases", "--format", "parquet"],
            env=environment({"COMPLAINTS_DATABASE_URL": database.owner}),
            stdout=screen,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "Parquet is not for the screen: say --output FILE, or send it on.\n"


def test_the_screen_shows_a_table_with_what_has_to_be_known(run: Run) -> None:
    withheld = run("win-back-rates", "--suppress-small")
    assert "accepted" in withheld.stdout
    assert "within days 90; suppressed 4" in withheld.stdout
    done = run("win-back-outcomes", "--outcome", "left")
    assert "not causal" in done.stdout
    assert "there are more" in run("cases", "--limit", "1").stdout.lower()
