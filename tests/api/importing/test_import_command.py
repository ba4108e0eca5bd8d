"""`complaints import`: what it prints for people and for machines, and with which exit code it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner, Result

from api.command_line import app
from api.importing.rejects import rejects_of
from api.postgres import Database
from complaints.ledger import Complaints
from complaints.taking_in import imported_id
from tests.api.importing.boston import closed, content, request
from tests.api.serving import free_port

Run = Callable[..., Result]


@pytest.fixture
def run(database: Database) -> Run:
    settings = {"COMPLAINTS_DATABASE_URL": database.owner, "COLUMNS": "200", "LOGNAME": "mara"}
    return lambda *words: CliRunner(env=settings).invoke(
        app, ["import", "--format", "boston311", *map(str, words)]
    )


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return written(tmp_path / "good.csv", content([request(1), closed(2)]))


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    return written(tmp_path / "mixed.csv", content([request(2), request(3, source="Pigeon"), request(4)]))


@pytest.fixture
def cut(tmp_path: Path) -> Path:
    return written(tmp_path / "cut.csv", content([request(5), request(6)])[:-30])


def written(path: Path, text: bytes) -> Path:
    path.write_bytes(text)
    return path


def counts(*, read: int, imported: int = 0, updated: int = 0, rejected: int = 0) -> dict[str, int]:
    unchanged = read - imported - updated - rejected
    return {
        "read": read,
        "imported": imported,
        "updated": updated,
        "unchanged": unchanged,
        "rejected": rejected,
    }


def test_a_table_tells_people_what_became_of_the_rows(run: Run, good: Path, mixed: Path) -> None:
    done = run(good, mixed)
    assert done.exit_code == 0, done.output
    lines = [[word for word in line.split() if word not in "│┃"] for line in done.stdout.splitlines()]
    assert ["file", "read", "imported", "updated", "unchanged", "rejected"] in lines
    assert [str(good), "2", "2", "0", "0", "0"] in lines
    assert [str(mixed), "3", "1", "1", "0", "1"] in lines
    assert (
        f"The rows that could not be taken are in {rejects_of(mixed)}, each with its reason." in done.stdout
    )


def test_json_tells_machines(run: Run, good: Path, mixed: Path) -> None:
    done = run("--json", good, mixed)
    assert done.exit_code == 0, "rejected rows alone are no failure"
    assert json.loads(done.stdout) == [
        {
            "file": str(good),
            "counts": counts(read=2, imported=2),
            "cut": None,
            "refused": None,
            "rejects": None,
        },
        {
            "file": str(mixed),
            "counts": counts(read=3, imported=1, updated=1, rejected=1),
            "cut": None,
            "refused": None,
            "rejects": str(rejects_of(mixed)),
        },
    ]


def test_a_file_that_breaks_off_gives_what_it_holds_and_fails(run: Run, cut: Path, good: Path) -> None:
    done = run("--json", cut, good)
    assert done.exit_code == 1
    first, second = json.loads(done.stdout)
    assert first["counts"] == counts(read=2, imported=1, rejected=1)
    assert first["cut"].startswith("The file breaks off in the row that begins on line 3")
    assert second["counts"]["read"] == 2, "the others are imported all the same"
    said = run(cut)
    assert said.exit_code == 1
    assert f"{cut}: The file breaks off in the row" in said.stderr


UNREADABLE: dict[str, tuple[bytes | None, str]] = {
    "missing.csv": (None, "No such file"),
    "empty.csv": (b"", "This file is empty."),
    "other.csv": (b"a,b\n1,2\n", "This is not a file of Boston 311 requests"),
    "cfpb.csv": (b"Complaint ID,Date received,Product,Issue\n", "It looks like a file of CFPB complaints."),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    run: Run, tmp_path: Path, good: Path, name: str
) -> None:
    path, (text, words) = tmp_path / name, UNREADABLE[name]
    if text is not None:
        path.write_bytes(text)
    done = run(path, good)
    assert done.exit_code == 1
    assert f"{path} was not read: " in done.stderr
    assert words in done.stderr
    first, second = json.loads(run("--json", path, good).stdout)
    assert words in first["refused"]
    assert second["counts"] == counts(read=2), "the others are imported all the same"


def test_a_folder_is_no_file(run: Run, tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.exit_code == 1
    assert f"{tmp_path} was not read: " in done.stderr


def test_the_complaints_are_recorded_in_the_name_of_who_imports(
    run: Run, good: Path, complaints: Complaints
) -> None:
    run(good)
    first = complaints.get(imported_id("boston311", "1")).facts[0]
    assert (first.envelope.by.by, first.envelope.by.kind, first.envelope.by.via) == (
        "mara",
        "import",
        "boston311 import",
    )


def test_nothing_personal_is_printed(run: Run, tmp_path: Path) -> None:
    rows = [request(1, case_title="Kowalczyk"), request(2, case_title="Kowalczyk", source="Pigeon")]
    path = written(tmp_path / "personal.csv", content(rows))
    for words in ([path], ["--json", path]):
        assert "Kowalczyk" not in run(*words).output


def test_an_import_that_has_to_stop_says_that_it_can_be_done_again(database: Database, good: Path) -> None:
    impatient = make_conninfo(database.owner, options="-c lock_timeout=50")
    settings = {"COMPLAINTS_DATABASE_URL": impatient}
    with psycopg.connect(database.owner) as holder:
        holder.execute("lock table ledger.turn in exclusive mode")
        done = CliRunner(env=settings).invoke(app, ["import", "--format", "boston311", str(good)])
    assert done.exit_code == 1
    assert f"The import of {good} stopped: canceling statement due to lock timeout" in done.stderr
    assert done.stderr.endswith("Import the file again: what is recorded already adds nothing.\n")
    again = CliRunner(env=settings).invoke(app, ["import", "--json", "--format", "boston311", str(good)])
    assert json.loads(again.stdout)[0]["counts"] == counts(read=2, imported=2)


def test_a_source_that_is_not_known_is_refused_before_anything_is_read(good: Path) -> None:
    done = CliRunner().invoke(app, ["import", "--format", "boston", str(good)])
    assert done.exit_code == 2
    assert "boston311" in done.stderr


def test_a_database_that_is_not_there_is_said_to_be(good: Path) -> None:
    settings = {"COMPLAINTS_DATABASE_URL": f"postgresql://nobody:hidden@127.0.0.1:{free_port()}/none"}
    done = CliRunner(env=settings).invoke(app, ["import", "--format", "boston311", str(good)])
    assert done.exit_code == 1
    assert done.stderr.startswith("The database cannot be reached: ")
    assert "hidden" not in done.stderr
