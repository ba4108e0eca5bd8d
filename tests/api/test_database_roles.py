"""The roles of the service and of the reports, on a server that asks everybody else for a password."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr

from api.embedded import embedded_server
from api.migrations import RoleNotAllowed, create_roles, migrate, pending
from api.postgres import Database, doors
from api.settings import Settings

OWNERS, GUESSED = "of-all", "guessed"
HBA = "local all postgres trust\nlocal all all scram-sha-256\n"


@pytest.fixture(scope="module")
def superuser(open_folder: Path) -> Iterator[str]:
    """A superuser's connection string to a server that never had the two roles."""
    folder = Path(tempfile.mkdtemp(dir=open_folder))
    hba = folder / "hba.conf"
    hba.write_text(HBA)
    with embedded_server(folder, {"fsync": "off", "hba_file": str(hba)}) as conninfo:
        yield conninfo


@pytest.fixture
def book(superuser: str) -> Iterator[str]:
    """The owner's way into a database of which it owns nothing but that; takes the roles away afterwards."""
    with psycopg.connect(superuser, autocommit=True) as dba:
        dba.execute("create role an_owner login createdb password 'of-all'")
        dba.execute("create database book owner an_owner")
        yield make_conninfo(superuser, user="an_owner", password=OWNERS, dbname="book")
        dba.execute("drop database book with (force)")
        dba.execute("drop role if exists complaints_app, complaints_reader, an_owner")


def run(superuser: str, *statements: str) -> None:
    with psycopg.connect(superuser, autocommit=True) as dba:
        for statement in statements:
            dba.execute(statement.encode())


def ways(book: str, *, app: str, reader: str) -> Database:
    settings = Settings(database_url=book, app_password=SecretStr(app), reader_password=SecretStr(reader))
    return doors(book, settings)


def user(conninfo: str) -> str:
    with psycopg.connect(conninfo) as connection:
        return connection.info.user


def test_an_owner_who_may_create_roles_gives_them_their_passwords(superuser: str, book: str) -> None:
    run(superuser, "alter role an_owner createrole")
    database = ways(book, app="it's app's \\", reader="reader's")
    migrate(database)
    assert [user(database.app), user(database.reader)] == ["complaints_app", "complaints_reader"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(make_conninfo(database.app, password=GUESSED))


def test_a_changed_password_counts_from_the_next_migration(superuser: str, book: str) -> None:
    run(superuser, "alter role an_owner createrole")
    migrate(ways(book, app="first", reader="reader's"))
    database = ways(book, app="second", reader="reader's")
    migrate(database)
    assert user(database.app) == "complaints_app"


def test_the_roles_may_log_in_and_nothing_else(superuser: str, book: str) -> None:
    run(superuser, "alter role an_owner createrole")
    create_roles(ways(book, app="app's", reader="reader's"))
    with psycopg.connect(superuser) as dba:
        rights = dba.execute(
            "select rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,"
            " (select count(*) from pg_auth_members where member = r.oid) from pg_roles r"
            " where rolname like 'complaints\\_%'"
        ).fetchall()
    assert rights == [(True, False, False, False, False, False, 0)] * 2


def test_the_server_never_sees_a_password(superuser: str, book: str) -> None:
    run(superuser, "alter role an_owner createrole")
    run(superuser, "alter system set log_statement = 'all'", "select pg_reload_conf()")
    create_roles(ways(book, app="app's secret", reader="reader's secret"))
    with psycopg.connect(superuser) as dba:
        log = Path(dba.info.host, "log").read_text()
    assert 'alter role "complaints_app" password \'SCRAM-SHA-256$' in log
    assert "secret" not in log


def test_an_owner_who_may_not_create_roles_is_told_what_to_ask_for(superuser: str, book: str) -> None:
    database = ways(book, app="app's", reader="reader's")
    with pytest.raises(RoleNotAllowed) as refused:
        migrate(database)
    assert pending(database) != []
    asked_for = str(refused.value).partition("to run: ")[2]
    assert asked_for == "create role complaints_app login; create role complaints_reader login;"
    run(superuser, asked_for)
    with pytest.raises(RoleNotAllowed, match=r"run: alter role complaints_app password '\.\.\.';$"):
        migrate(database)
    run(superuser, "alter role complaints_app password 'app''s'")
    run(superuser, "alter role complaints_reader password 'reader''s'")
    migrate(database)
    assert pending(database) == []


def test_no_refusal_repeats_a_password(book: str) -> None:
    with pytest.raises(RoleNotAllowed) as refused:
        migrate(ways(book, app="app's secret", reader="reader's secret"))
    assert "secret" not in str(refused.value)
