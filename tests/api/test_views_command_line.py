"""The command line of the views: how they stand, rebuilding, verifying, and what they say."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from importlib.metadata import version
from typing import LiteralString, NoReturn
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner, Result

from api.command_line import app
from api.contacts_command_line import COLUMNS as CONTACT_COLUMNS
from api.migrations import applied
from api.postgres import Database
from complaints.facts.customers import CustomerLost, CustomerRegistered
from complaints.facts.outside import OmbudsmanReferred
from complaints.facts.redress import CompensationOffered
from complaints.money import Money
from complaints.storage import Recorded
from projections import positions
from projections.case_list import CASE_LIST
from projections.engine import advance
from projections.rebuild import LOCK
from projections.response_times import RESPONSE_TIMES
from projections.rollups import count_month, months_due
from projections.worker import VIEWS, catch_up
from projections.writer import open_writer
from tests.complaints.given import (
    COMPLAINT,
    CUSTOMER,
    NOW,
    RECEIVED,
    accepted,
    acknowledged,
    answered,
    apologised,
)
from tests.projections.given import DUE, TOO_LONG, assignment, filing, moved, started, stopped
from tests.projections.place import Place, place_in, put

Run = Callable[..., Result]


@pytest.fixture
def place(database: Database) -> Place:
    """A place with two complaints, one of them overdue, and a lost customer; its connections are closed."""
    with place_in(database) as opened:
        put(opened.ledger, COMPLAINT, [filing(COMPLAINT), started(), assignment("[cards]")])
        other = uuid4()
        put(
            opened.ledger,
            other,
            [filing(other), started(), stopped(DUE), assignment("retail"), acknowledged()],
        )
        left = [CustomerRegistered(at=RECEIVED), CustomerLost(at=NOW, reason="price")]
        put(opened.ledger, CUSTOMER, left)
        catch_up(opened.writer, opened.ledger)
        return opened


@pytest.fixture
def run(place: Place) -> Run:
    settings = {"COMPLAINTS_DATABASE_URL": place.database.owner, "COLUMNS": "250"}
    return lambda *words: CliRunner(env=settings).invoke(app, ["views", *words])


def rows(done: Result) -> list[list[str]]:
    """Return the cells of the printed tables, without their heads."""
    lines = [line for line in done.stdout.splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines]


def as_owner(place: Place, statement: LiteralString) -> None:
    with psycopg.connect(place.database.owner, autocommit=True) as owner:
        owner.execute(statement, [COMPLAINT])


def test_the_status_says_how_far_each_view_is(run: Run) -> None:
    done = run("status")
    assert done.exit_code == 0
    live = [row for row in rows(done) if row[2] == "live"]
    assert [row[0] for row in live] == sorted(VIEWS)
    found = json.loads(run("status", "--json").stdout)
    assert {it["behind"] for it in found if it["state"] == "live"} == {0}


def test_the_status_says_what_has_stopped_and_why(run: Run, place: Place) -> None:
    def fail(_: Sequence[Recorded]) -> NoReturn:
        raise ValueError

    with place_in(place.database) as opened:
        last = put(opened.ledger, COMPLAINT, [assignment("late")], after=3)
        poisoned = {**VIEWS, "case_list": replace(CASE_LIST, fold=fail)}
        advance(opened.writer, opened.ledger, poisoned)
    done = run("status")
    assert done.exit_code == 1
    (stopped_row,) = (row for row in rows(done) if row[0] == "case_list" and row[2] == "live")
    assert stopped_row[4] == "1 facts"
    assert stopped_row[5].endswith(" s")
    assert stopped_row[8] == str(last)
    assert stopped_row[9].startswith("ValueError in fail")


def test_a_rebuild_answers_when_the_command_ends(run: Run, place: Place) -> None:
    done = run("rebuild", "case_list")
    assert (done.exit_code, done.stdout) == (0, f"Rebuilt case_list up to position {head(place)}.\n")
    found = json.loads(run("status", "--json").stdout)
    assert {it["slot"]: it["state"] for it in found if it["view"] == "case_list"} == {
        "a": "idle",
        "b": "live",
    }


def test_a_view_that_is_not_there_is_named_with_those_that_are(run: Run) -> None:
    for command in ("rebuild", "verify"):
        done = run(command, "nothing")
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == f"There is no view nothing: it must be one of {', '.join(VIEWS)}.\n"


def test_verify_prints_how_far_and_how_much_is_equal(run: Run, place: Place) -> None:
    done = run("verify")
    assert done.exit_code == 0
    assert [row[0] for row in rows(done)] == list(VIEWS)
    assert {row[1] for row in rows(done)} == {str(head(place))}
    assert {row[4] for row in rows(done)} == {"equal"}
    assert rows(run("verify", "case_list"))[0][2] == "2"
    found = json.loads(run("verify", "--json").stdout)
    code, schema = f"complaints {version('complaints')}", applied(place.database)
    assert (found["code"], found["schema"]) == (code, schema)
    assert [it["view"] for it in found["views"]] == list(VIEWS)
    for each in found["views"]:
        for table, digest in each["sha256"].items():
            assert f"SHA-256 of {table}: {digest}\n" in done.stdout
    assert f"By {code} over schema {schema}." in done.stdout


def test_verify_names_what_differs(run: Run, place: Place) -> None:
    as_owner(place, "update views.case_list set team = 'planted' where complaint = %s")
    done = run("verify", "case_list")
    assert done.exit_code == 1
    summary, difference = rows(done)
    assert summary[4] == "1 rows differ"
    assert difference == [str(COMPLAINT), "team", "planted", "[cards]"]


def test_verify_names_a_count_that_is_not_what_its_rows_say(run: Run, place: Place) -> None:
    with open_writer(place.database.app) as writer:
        for month in months_due(writer, RESPONSE_TIMES, timedelta()):
            count_month(writer, RESPONSE_TIMES, month)
    with psycopg.connect(place.database.owner, autocommit=True) as owner:
        owner.execute("update views.response_times_rollup set n = n + 1 where measure = 'apology'")
    done = run("verify", "response_times")
    assert done.exit_code == 1
    assert {row[0].split()[1] for row in rows(done)[1:]} == {"apology"}


def test_verify_names_what_is_missing(run: Run, place: Place) -> None:
    as_owner(place, "delete from views.clock_periods where complaint = %s")
    done = run("verify", "clock_periods")
    assert done.exit_code == 1
    assert rows(done)[1] == [f"{COMPLAINT} uk.fca.final 1", "", "missing", "there"]


def test_a_second_rebuild_at_once_is_refused(run: Run, place: Place) -> None:
    with open_writer(place.database.app) as other:
        other.execute(LOCK, ["case_list"])
        done = run("rebuild", "case_list")
    assert done.exit_code == 1
    assert done.stderr.startswith("Another process is rebuilding or verifying this view")


def test_what_the_database_could_not_do_is_said_and_not_taken_for_a_lost_database(place: Place) -> None:
    impatient = make_conninfo(place.database.owner, options="-c lock_timeout=50")
    with psycopg.connect(place.database.owner) as other:
        other.execute("select from views.positions for update")
        run = CliRunner(env={"COMPLAINTS_DATABASE_URL": impatient})
        done = run.invoke(app, ["views", "rebuild", "case_list"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "The database could not do what it was asked: canceling statement due to lock"
    )
    assert done.stderr.endswith("Try again in a moment.\n")


def test_a_rebuild_says_what_no_index_takes(run: Run, place: Place) -> None:
    with place_in(place.database) as opened:
        put(opened.ledger, COMPLAINT, [assignment(TOO_LONG)], after=3)
    done = run("rebuild", "case_list")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("case_list: ProgramLimitExceeded: case_list_")


def test_complaints_are_listed(run: Run) -> None:
    done = run("cases")
    assert done.exit_code == 0
    assert {row[5] for row in rows(done)} == {"[cards]", "retail"}
    assert [row[5] for row in rows(run("cases", "--team", "[cards]"))] == ["[cards]"]
    assert len(rows(run("cases", "--limit", "1"))) == 1
    assert rows(run("cases", "--status", "closed")) == []
    (overdue,) = json.loads(run("cases", "--overdue", "--json").stdout)
    assert overdue["complaint"] == str(COMPLAINT)


def test_clocks_are_counted_and_listed_as_of_an_instant(run: Run) -> None:
    due = DUE.isoformat()
    found = json.loads(run("sla-breaches", "--as-of", due, "--json").stdout)
    assert {it["verdict"]: it["clocks"] for it in found["counts"]} == {"running": 1, "met": 1}
    later = "2026-06-02T23:00:00.000001+00:00"
    assert ["uk.fca.final", "breached while open", "1"] in rows(run("sla-breaches", "--as-of", later))
    late = rows(
        run("sla-breaches", "--as-of", "2026-06-03T01:00:00+01:00", "--verdict", "breached while open")
    )
    assert late[1][5] == "-1:00:00"


def test_what_waits_is_counted_and_listed(run: Run) -> None:
    done = run("inbox")
    counted, *found = rows(done)
    assert (done.exit_code, counted[:4], len(found)) == (0, ["phone", "ours", "2", "2"], 2)
    assert {row[1] for row in found} == {"complaint"}
    for words, number in ((("--team", "retail"), 1), (("--turn", "theirs"), 0), (("--limit", "1"), 1)):
        assert len(json.loads(run("inbox", "--json", *words).stdout)["items"]) == number
    assert json.loads(run("inbox", "--json", "--as-of", "2020-01-01T00:00Z").stdout)["items"] == []


def test_open_work_is_counted_by_team(run: Run) -> None:
    done = run("workload")
    assert [row[:3] for row in rows(done)] == [["[cards]", "1", "1"], ["retail", "1", ""]]
    (whole,) = json.loads(run("workload", "--by", "all", "--json").stdout)["items"]
    assert (whole["open"], whole["without_clock"]) == (2, 1)


def test_offers_are_summed(run: Run, place: Place) -> None:
    assert rows(run("redress")) == []
    money = Money(amount=Decimal("12.50"), currency="GBP")
    offered = CompensationOffered(at=RECEIVED, offer=1, kind="money", money=money)
    with place_in(place.database) as opened:
        put(opened.ledger, COMPLAINT, [offered], after=3)
        catch_up(opened.writer, opened.ledger)
    (row,) = rows(run("redress", "--by", "team"))
    assert row[:6] == ["[cards]", "GBP", "1", "12.50", "0", "0"]
    (found,) = json.loads(run("redress", "--json").stdout)["items"]
    assert (found["group"], found["offered_amount"], found["open"]) == ("money", "12.50", 1)
    assert run("redress", "--zone", "London").exit_code == 1


def test_final_responses_are_counted(run: Run, place: Place) -> None:
    assert rows(run("ombudsman")) == []
    facts = [replace(answered(), at=RECEIVED), OmbudsmanReferred(at=NOW, body="Financial Ombudsman Service")]
    with place_in(place.database) as opened:
        put(opened.ledger, COMPLAINT, facts, after=3)
        catch_up(opened.writer, opened.ledger)
    (row,) = rows(run("ombudsman", "--by", "outcome"))
    assert row[:5] == ["upheld", "1", "0", "", "1"]
    (found,) = json.loads(run("ombudsman", "--json").stdout)["items"]
    assert (found["window_unknown"], found["referred"]) == (1, 0)
    assert run("ombudsman", "--zone", "London").exit_code == 1


def test_apologies_are_counted_and_what_came_of_them(run: Run, place: Place) -> None:
    said = [moved(apologised(), RECEIVED + timedelta(hours=1)), accepted(None)]
    with place_in(place.database) as opened:
        put(opened.ledger, COMPLAINT, said, after=3)
        catch_up(opened.writer, opened.ledger)
    done = run("recovery", "--by", "team")
    assert [row[:5] for row in rows(done)] == [
        ["[cards]", "1", "1", "1", "0"],
        ["retail", "1", "1", "0", "1"],
    ]
    early = json.loads(run("recovery", "--as-of", RECEIVED.isoformat(), "--json").stdout)
    assert [(it["cases"], it["apologised"]) for it in early["items"]] == [(2, 0)]
    done = run("recovery-outcomes", "accepted", "--by", "done", "--days", "5")
    assert [row[:5] for row in rows(done)] == [
        ["apology", "1", "1", "", "21% to 100%"],
        ["neither", "1", "0", "", "0% to 79%"],
    ]
    assert "not causal" in done.stdout
    answer = json.loads(run("recovery-outcomes", "complained again", "--json").stdout)
    assert (answer["within_days"], [it["open"] for it in answer["items"]]) == (90, [2])
    for words in (("recovery", "--zone", "London"), ("recovery-outcomes", "accepted", "--by", "arm")):
        assert (run(*words).exit_code, run(*words).stdout) == (1, "")


def test_contacts_are_printed_by_group(run: Run) -> None:
    done = run("contacts", "--by", "team")
    by_team = {row[0]: row for row in rows(done) if len(row) == len(CONTACT_COLUMNS) + 1}
    assert by_team["[cards]"][1:5] == ["1", "", "", "1"]
    assert "not causal" in done.stdout
    answer = json.loads(run("contacts", "--json", "--unanswered-hours", "24").stdout)
    (found,) = answer["items"]
    assert (found["complaints"], found["open"], answer["unanswered_hours"]) == (2, 2, 24)
    assert [it["open"] for it in found["first_contact"]] == [2, 2, 2]
    assert run("contacts", "--zone", "London").exit_code == 1


def test_response_times_are_printed_by_group(run: Run) -> None:
    done = run("response-times", "acknowledgement", "--by", "team", "--days", "3")
    assert done.exit_code == 0
    assert [row[:6] for row in rows(done)] == [
        ["[cards]", "0", "0", "1", "0", "0"],
        ["retail", "1", "0", "0", "0", "0"],
    ]
    assert [row[6:] for row in rows(done)] == [
        ["", "", "", "", "0%"],
        ["3.06:30", "3.06:30", "3.06:30", "3.06:30", "0%"],
    ]
    found = json.loads(run("response-times", "acknowledgement", "--json").stdout)
    assert [(it["filings"], it["within_target"]) for it in found] == [(2, None)]
    assert found[0]["mean"] == timedelta(days=3, hours=6, minutes=30).total_seconds()


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "Factory"])
def test_a_zone_that_is_none_is_refused(run: Run, zone: str) -> None:
    done = run("response-times", "closing", "--by", "month", "--zone", zone)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"--zone {zone} is no IANA time zone, such as Europe/London.\n"


def test_promises_are_counted_by_due_date(run: Run) -> None:
    asked = ("sla-compliance", "--as-of", "2026-06-03T01:00:00+01:00")
    done = run(*asked)
    assert rows(done) == [
        ["uk.fca.final", "2", "1", "1", "9% to 91%", "1", "0:00:00", "0:00:00", "0:00:00"],
    ]
    assert "breached, open" in done.stdout
    assert "withdrawn" not in done.stdout
    months = json.loads(run(*asked, "--by", "month", "--zone", "Asia/Tokyo", "--json").stdout)["items"]
    assert [(it["group"], it["clocks"], it["judged"]) for it in months] == [("2026-06", 2, 2)]
    for month, clocks in (("2026-06", 2), ("2026-05", 0)):
        found = json.loads(run(*asked, "--month", month, "--json").stdout)["items"]
        assert sum(it["clocks"] for it in found) == clocks


@pytest.mark.parametrize(
    ("option", "text", "sentence"),
    [
        ("--zone", "London", "--zone London is no IANA time zone"),
        ("--zone", "Factory", "--zone Factory is no IANA time zone"),
        ("--month", "October", "--month October is no month: give one such as 2026-10."),
        ("--month", "9999-12", "--month 9999-12 is no month"),
        ("--as-of", "2026-10-01", "--as-of 2026-10-01 is no instant"),
    ],
)
def test_what_is_no_zone_month_or_instant_is_refused(run: Run, option: str, text: str, sentence: str) -> None:
    done = run("sla-compliance", option, text)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(sentence)


@pytest.mark.parametrize(
    ("words", "stars"),
    [
        (("sla-compliance",), 4),
        (("response-times", "acknowledgement"), 2),
        (("win-back-outcomes", "returned", "--days", "1"), 1),
        (("redress",), 0),
        (("ombudsman",), 0),
        (("contacts",), 2 + 3 * 5),
        (("recovery",), 3),
        (("recovery-outcomes", "accepted", "--days", "5"), 1),
    ],
)
def test_small_counts_are_withheld_in_tables(run: Run, words: Sequence[str], stars: int) -> None:
    done = run(*words, "--suppress-small")
    assert (done.exit_code, [cell for row in rows(done) for cell in row].count("*")) == (0, stars)
    assert done.stderr.startswith("Withheld (*): ")
    assert "*" not in run(*words).stdout


def test_lives_of_customers_are_listed(run: Run) -> None:
    (row,) = rows(run("win-back", "--state", "lost"))
    assert row[:3] == [str(CUSTOMER), "1", "lost"]
    assert row[6:8] == ["2026-04-20", "price"]
    assert json.loads(run("win-back", "--state", "returned", "--json").stdout) == []


def test_outcomes_are_printed_with_what_they_do_not_prove(run: Run) -> None:
    done = run("win-back-outcomes", "returned", "--by", "reason", "--days", "1")
    assert rows(done) == [["price", "1", "0", "", "0% to 79%", "", ""]]
    assert "not causal" in done.stdout
    found = json.loads(run("win-back-outcomes", "returned", "--days", "1", "--json").stdout)
    assert found["items"][0]["lives"] == 1


def test_outcomes_by_a_reason_that_nobody_has_yet_are_refused(run: Run) -> None:
    done = run("win-back-outcomes", "left", "--by", "reason")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("only who has left has a reason")


@pytest.mark.parametrize("text", ["yesterday", "2026-06-03", "2026-06-03T01:00:00"])
def test_an_instant_needs_its_zone(run: Run, text: str) -> None:
    done = run("sla-breaches", "--as-of", text)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"--as-of {text} is no instant: give one with its zone")


def test_before_any_worker_there_is_nothing_to_show_and_all_is_equal(database: Database) -> None:
    settings = {"COMPLAINTS_DATABASE_URL": database.owner, "COLUMNS": "250"}
    for words in (["status"], ["cases"], ["sla-breaches"], ["sla-compliance"], ["win-back"], ["verify"]):
        done = CliRunner(env=settings).invoke(app, ["views", *words])
        assert done.exit_code == 0, done.output


def head(place: Place) -> int:
    with psycopg.connect(place.database.owner) as owner:
        return positions.position_of(owner, "case_list")
