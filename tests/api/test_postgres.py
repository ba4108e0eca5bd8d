"""The ways into the database: three users, everything else as the owner's address says."""

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Conninfo
from pydantic import SecretStr

from api.postgres import Database, doors, running_database
from api.settings import Settings

OWNER = "postgresql://owner:of-all@one:5432,two:6432/book"
PARAMETERS = [option.keyword.decode() for option in Conninfo.get_defaults()]


def settings(*, app: str | None, reader: str | None) -> Settings:
    return Settings(
        database_url=OWNER,
        app_password=None if app is None else SecretStr(app),
        reader_password=None if reader is None else SecretStr(reader),
    )


@pytest.mark.parametrize("parameter", sorted(set(PARAMETERS) - {"user", "password"}))
def test_every_parameter_of_the_owners_address_is_kept(parameter: str) -> None:
    owner = make_conninfo("user=owner password=of-all", **{parameter: "7"})
    ways = doors(owner, settings(app=None, reader=None))
    assert conninfo_to_dict(ways.app) == {"user": "complaints_app", parameter: "7"}
    assert conninfo_to_dict(ways.reader) == {"user": "complaints_reader", parameter: "7"}


def test_an_address_with_everything_in_it_is_kept_whole() -> None:
    rest = (
        "?sslmode=verify-full&application_name=the%20book&options=-c%20statement_timeout%3D5s%20-c%20geqo%3Doff"
        "&target_session_attrs=read-write&keepalives=1&keepalives_idle=30&connect_timeout=3&sslrootcert=/ca.pem"
    )
    ways = doors(OWNER + rest, settings(app=None, reader=None))
    assert conninfo_to_dict(ways.app) == {
        "user": "complaints_app",
        "host": "one,two",
        "port": "5432,6432",
        "dbname": "book",
        "sslmode": "verify-full",
        "application_name": "the book",
        "options": "-c statement_timeout=5s -c geqo=off",
        "target_session_attrs": "read-write",
        "keepalives": "1",
        "keepalives_idle": "30",
        "connect_timeout": "3",
        "sslrootcert": "/ca.pem",
    }
    assert ways.owner == OWNER + rest


@pytest.mark.parametrize("password", ["plain", "with 'quotes' and \\ and spaces", "=", "пароль"])
def test_each_role_has_its_own_password(password: str) -> None:
    ways = doors(OWNER, settings(app=password, reader="another"))
    given = [conninfo_to_dict(way)["password"] for way in (ways.app, ways.reader, ways.owner)]
    assert given == [password, "another", "of-all"]


def test_the_owners_password_is_never_tried_for_another_role() -> None:
    ways = doors(OWNER, settings(app=None, reader=None))
    assert "of-all" not in ways.app + ways.reader


def test_a_database_is_printed_without_its_addresses() -> None:
    assert repr(doors(OWNER, settings(app="a", reader="b"))) == "Database()"


def test_the_database_whose_address_is_set_is_used_as_it_is() -> None:
    with running_database(settings(app="a", reader="b")) as ways:
        assert ways == doors(OWNER, settings(app="a", reader="b"))


def test_without_an_address_there_is_a_database_of_our_own_that_keeps_what_is_in_it(data_dir: Path) -> None:
    ours = Settings(database_url=None, data_dir=data_dir)
    with running_database(ours) as ways, psycopg.connect(ways.owner) as owner:
        owner.execute("create table kept as select 'kept' as word")
        assert owner.info.dbname == "complaints"
    with running_database(ours) as ways, psycopg.connect(ways.owner) as owner:
        assert owner.execute("select word from kept").fetchone() == ("kept",)


@pytest.mark.parametrize(("way", "user"), [("app", "complaints_app"), ("reader", "complaints_reader")])
def test_each_way_opens_the_database_as_its_role(database: Database, way: str, user: str) -> None:
    with psycopg.connect(getattr(database, way)) as role:
        assert role.execute("select current_user, session_user").fetchone() == (user, user)
