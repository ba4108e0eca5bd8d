"""The command line: the database, the keys, a complaint's facts, and what is said of wrong input."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from api.access import find_key
from api.command_line import app
from api.postgres import Database
from api.watchdog.carrying import register
from complaints.ledger import Complaints
from tests.api.house import House, filed, send
from tests.api.serving import command, free_port
from tests.complaints.given import NOW
from tests.databases import copy_of

Run = Callable[..., Result]

PERSONAL = "Kowalczyk"


def on(conninfo: str) -> Run:
    """Return what runs a command on this database."""
    settings = {"COMPLAINTS_DATABASE_URL": conninfo, "COLUMNS": "200", "LOGNAME": "mara"}
    return lambda *words: CliRunner(env=settings).invoke(app, words)


@pytest.fixture
def run(database: Database) -> Run:
    return on(database.owner)


def test_migrating_twice_changes_nothing(server: Database) -> None:
    with copy_of("template0", server) as empty:
        first, again = on(empty.owner)("migrate"), on(empty.owner)("migrate")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout.startswith("Applied 0001, 0002, ")
    assert again.stdout == "Nothing to do.\n"


def test_nothing_but_our_own_settings_is_taken_from_the_process_environment(server: Database) -> None:
    libpq = {
        "PGOPTIONS": "-c statement_timeout=1 -c default_transaction_read_only=on",
        "PGDATESTYLE": "German",
        "PGCONNECT_TIMEOUT": "a while",
        "PGTARGETSESSIONATTRS": "standby",
        "PGSERVICE": "nowhere",
    }
    with copy_of("template0", server) as empty:
        done = command("migrate", settings={"COMPLAINTS_DATABASE_URL": empty.owner} | libpq)
        assert (done.returncode, done.stderr) == (0, "")
        listed = command("key", "list", settings={"COMPLAINTS_DATABASE_URL": empty.owner} | libpq)
    assert (listed.returncode, listed.stderr) == (0, "")


@pytest.mark.parametrize(
    "words", [["show", "x"], ["key", "list"], ["key", "create", "--for", "Ann", "--role", "agent"]]
)
def test_nothing_works_before_the_migration(server: Database, words: list[str]) -> None:
    with copy_of("template0", server) as empty:
        done = on(empty.owner)(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "The database is not at this version: run `complaints migrate` first.\n"


def test_a_database_that_is_not_there_is_said_to_be() -> None:
    done = on(f"postgresql://nobody:hidden@127.0.0.1:{free_port()}/none")("key", "list")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("The database cannot be reached: ")
    assert done.stderr.endswith(" COMPLAINTS_DATABASE_URL says where it is.\n")
    assert "hidden" not in done.stderr


@pytest.mark.parametrize("inside", ["", "deeper/down"])
def test_a_data_folder_that_cannot_be_one_is_named_with_its_setting(tmp_path: Path, inside: str) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / inside
    done = command("migrate", settings={"COMPLAINTS_DATA_DIR": str(folder)})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"COMPLAINTS_DATA_DIR is '{folder}', which cannot be used (")
    assert done.stderr.endswith("; it must be a folder for the embedded database, such as .complaints.\n")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(("flag", "kind"), [((), "person"), (("--machine",), "machine")])
def test_a_key_is_printed_once_and_opens_the_door(
    run: Run, own_house: House, flag: tuple[str, ...], kind: str
) -> None:
    done = run("key", "create", "--for", " Ann  Lee ", "--role", "supervisor", *flag)
    assert done.exit_code == 0
    found = find_key(own_house.pool, done.stdout.strip())
    assert found is not None
    assert (found.holder, found.kind, found.role) == ("Ann Lee", kind, "supervisor")
    assert own_house.client(done.stdout.strip()).get("/v1/complaints/x").status_code == 404


def test_the_list_of_keys_holds_no_key(run: Run) -> None:
    secret = run("key", "create", "--for", "[red]Ann[/blue]", "--role", "agent").stdout.strip()
    listed = run("key", "list")
    assert listed.exit_code == 0
    assert all(word in listed.stdout for word in ("[red]Ann[/blue]", "person", "agent", "mara"))
    assert secret not in listed.stdout
    assert secret.removeprefix("ck_") not in listed.stdout


def test_a_key_is_revoked_by_its_fingerprint_once(run: Run, own_house: House) -> None:
    secret = run("key", "create", "--for", "Ann [Lee]", "--role", "agent").stdout.strip()
    (row,) = (line for line in run("key", "list").stdout.splitlines() if "Ann" in line)
    fingerprint = row.split()[1]
    done, again = run("key", "revoke", fingerprint), run("key", "revoke", fingerprint)
    assert (done.exit_code, done.stdout) == (0, "Revoked a key of Ann [Lee].\n")
    assert find_key(own_house.pool, secret) is None
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == (f"No key in use has the fingerprint {fingerprint}: see `complaints key list`.\n")


@pytest.mark.parametrize("name", ["", "  ", "Ann\x07", "x" * 201])
def test_a_key_needs_a_name(run: Run, name: str) -> None:
    done = run("key", "create", "--for", name, "--role", "agent")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "--for must be a name: 1 to 200 printable characters.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["key", "create", "--for", "Ann", "--role", "boss"], "--role"),
        (["key", "create", "--for", "Ann"], "--role"),
        (["key", "create", "--role", "agent"], "--for"),
        (["key", "revoke"], "FINGERPRINT"),
        (["show"], "REFERENCE"),
        (["shew"], "shew"),
    ],
)
def test_words_that_are_no_command_are_explained(run: Run, words: list[str], said: str) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said.casefold() in done.stderr.casefold()


def test_a_complaint_is_shown_fact_by_fact_and_without_what_is_personal(run: Run, own_house: House) -> None:
    client = own_house.caller("agent", name="Ann [Lee]")
    complaint = filed(client, summary=PERSONAL, at={"day": "2026-04-07", "zone": "Europe/London"})
    send(client, complaint, "notes", {"text": PERSONAL, "at": "2026-04-08T09:30:00+01:00"})
    send(client, complaint, "notes", {"text": PERSONAL, "at": {"minute": "2026-04-09T09:30:00Z"}})
    send(client, complaint, "notes", {"text": PERSONAL, "at": {"not_after": "2026-04-10T09:30:00Z"}})
    reference = client.get(f"/v1/complaints/{complaint}").json()["reference"]
    by_id, by_reference = run("show", complaint), run("show", reference.lower())
    assert by_id.exit_code == 0
    assert by_id.stdout == by_reference.stdout
    said = (
        "ComplaintFiled",
        "2026-04-07, day in Europe/London",
        "2026-04-08 08:30:00 ",
        "2026-04-09 09:30 ",
        "by 2026-04-10 09:30:00",
        "Ann [Lee]",
        "command:AddNote",
    )
    assert [word for word in said if word not in by_id.stdout] == []
    assert PERSONAL not in by_id.stdout


def test_a_complaint_that_is_not_there_is_not_shown(run: Run) -> None:
    done = run("show", "C-7K3M-9QXD")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "There is no complaint C-7K3M-9QXD: check the reference.\n"


def test_how_far_changes_were_carried_is_shown(run: Run, own_house: House, database: Database) -> None:
    officer = own_house.caller("officer")
    holiday = {"calendar": "uk.england-and-wales", "day": "2026-04-13", "name": "Mourning", "source": "-"}
    version = officer.post("/v1/holidays", json=holiday).json()["version"]
    with psycopg.connect(database.app) as service:
        complaints = Complaints(own_house.pool)
        register(service, complaints.changes(), NOW)
    shown = run("clocks", "carried").stdout
    assert f"book:HolidayDeclared@{version}" in shown
    assert f"{NOW:%Y-%m-%d %H:%M:%S}" in shown
    assert "not yet" in shown
    (found,) = json.loads(run("clocks", "carried", "--json").stdout)
    assert (found["version"], found["looked_at"], found["finished_at"]) == (version, 0, None)
