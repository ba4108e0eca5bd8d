"""Win-back on the command line: curves, offers, second lives and redress, as tables, JSON and a chart."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from typer.testing import CliRunner, Result

from api.command_line import app
from api.postgres import Database
from projections.worker import catch_up
from tests.api.test_views_command_line import rows
from tests.complaints.given import apologised
from tests.complaints.given_redress import offered as compensation
from tests.complaints.given_redress import paid
from tests.databases import copy_of
from tests.projections.place import place_in
from tests.projections.test_lives import accepted, worth
from tests.projections.test_win_back import BACK, LOST, on, spent
from tests.projections.test_win_back_outcomes import record

Run = Callable[..., Result]
RETURNED = [on(40, LOST), on(41, worth("20.00")), on(45, accepted()), on(45, BACK), spent("100", 46, 60)]


@pytest.fixture(scope="module")
def run(server: Database, migrated: str) -> Iterator[Run]:
    """The command line over six customers: one came back, and five were paid something and stayed."""
    with copy_of(migrated, server) as database:
        with place_in(database) as place:
            record(place, RETURNED, [on(3, apologised())])
            for _ in range(5):
                record(place, [], [on(1, compensation(amount="10.00")), on(2, paid())])
            catch_up(place.writer, place.ledger)
        settings = {"COMPLAINTS_DATABASE_URL": database.owner, "COLUMNS": "250"}
        yield lambda *words: CliRunner(env=settings).invoke(app, ["views", *words])


def test_curves_are_printed_and_drawn(run: Run, tmp_path: Path) -> None:
    plot = tmp_path / "stays.svg"
    done = run("win-back-survival", "--by", "done", "--days", "200", "--plot", str(plot))
    assert rows(done) == [
        ["apology", "1", "1", "0", "", ""],
        ["money", "5", "0", "5", "", ""],
        ["apology", "30", "1", "0", "0", "", ""],
        ["apology", "40", "1", "1", "0", "", ""],
        ["money", "30", "5", "0", "5", "100.0%", ""],
    ]
    assert "left earlier: 0." in done.stdout
    assert "not causal" in done.stdout
    picture = fromstring(plot.read_text())  # noqa: S314 - we wrote it
    lines = [it.attrib["points"] for it in picture.iter("{http://www.w3.org/2000/svg}polyline")]
    assert lines == ["", "177.6,48.0 912.0,48.0"]
    found = json.loads(run("win-back-survival", "--json", "--inactivity", "2").stdout)
    assert found["items"][0]["gap_unknown"] == 6
    assert found["items"][0]["points"][1]["day"] == 40


def test_offers_second_lives_and_redress_are_printed(run: Run) -> None:
    assert rows(run("win-back-rates")) == [["discount", "1", "1", "0", "0", "", "21% to 100%", "", ""]]
    (life,) = rows(run("second-lives"))
    assert life[:4] == ["discount", "1", "0", "1"]
    (value,) = rows(run("second-life-values", "--margin", "0.35"))
    assert value == ["discount", "GBP", "1", "100", "20.00", "0", "15.00", "", "", ""]
    per_retained = ["money", "GBP", "5", "50.00", "10.00", "5", "1", "", "", ""]
    assert rows(run("redress-per-retained")) == [per_retained]
    assert json.loads(run("redress-per-retained", "--json").stdout)["items"][0]["retained"] == 5


@pytest.mark.parametrize(
    ("words", "without"),
    [
        (["win-back-rates"], ["discount", "*", "*", "0", "0", "", "", "", ""]),
        (
            ["second-life-values", "--margin", "0.35"],
            ["discount", "GBP", "*", "", "", "0", "", "", "", ""],
        ),
        (["second-lives"], ["discount", "*", "0", "*", "", ""]),
        (["win-back-survival"], ["", "6", "*", "*", "", ""]),
        # One left: with those who stayed, or with what was paid for each of them, it would follow.
        (["redress-per-retained"], ["money", "GBP", "5", "50.00", "", "*", "*", "", "", ""]),
    ],
)
def test_small_counts_are_withheld_in_tables(run: Run, words: list[str], without: list[str]) -> None:
    done = run(*words, "--suppress-small")
    assert rows(done) == [without]
    assert done.stderr.startswith("Withheld (*): ")


@pytest.mark.parametrize("margin", ["2", "half", "NaN"])
def test_what_is_no_margin_is_refused(run: Run, margin: str) -> None:
    done = run("second-life-values", "--margin", margin)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"--margin {margin} is no share from 0 to 1")


def test_a_curve_of_few_is_drawn_without_a_line(run: Run, tmp_path: Path) -> None:
    plot = tmp_path / "stays.svg"
    run("win-back-survival", "--suppress-small", "--plot", str(plot))
    picture = fromstring(plot.read_text())  # noqa: S314 - we wrote it
    lines = [it.attrib["points"] for it in picture.iter("{http://www.w3.org/2000/svg}polyline")]
    assert (lines, "all (6)" in plot.read_text()) == ([""], True)


def test_a_landmark_after_the_last_day_is_refused(run: Run) -> None:
    done = run("win-back-survival", "--by", "done", "--days", "30")
    assert (done.exit_code, done.stderr) == (1, "the landmark has to come before the last day asked about.\n")
