"""The database: the one whose address was given, or a server of our own in the data folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import SecretStr

from api.embedded import embedded_server
from api.settings import APP, READER, Settings, data_folder
from complaints.pool import open_session


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Three ways into one database, as libpq conninfo strings, never printed: they may hold passwords.

    The owner changes tables, `app` is what the service works as, `reader` what reports read as.
    """

    owner: str = field(repr=False)
    app: str = field(repr=False)
    reader: str = field(repr=False)


def doors(owner: str, settings: Settings) -> Database:
    """Return the ways in for all three, given the owner's: they differ in user and password alone."""
    return Database(
        owner=owner,
        app=_as_role(owner, APP, settings.app_password),
        reader=_as_role(owner, READER, settings.reader_password),
    )


@contextmanager
def running_database(settings: Settings) -> Iterator[Database]:
    """Yield the database, started first if it is the embedded one; the last process to leave stops that.

    Raises `WrongSetting`, `ServerDidNotStart`.
    """
    if settings.database_url is not None:
        yield doors(settings.database_url, settings)
        return
    with embedded_server(data_folder(settings) / "postgres", {}) as superuser:
        _create_database(superuser)
        yield doors(make_conninfo(superuser, dbname="complaints"), settings)


def _as_role(owner: str, role: str, password: SecretStr | None) -> str:
    parameters = conninfo_to_dict(owner) | {"user": role}
    parameters["password"] = password.get_secret_value() if password else None
    return make_conninfo("", **parameters)


def _create_database(superuser: str) -> None:
    with open_session(superuser, autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = 'complaints'").fetchone():
            return
        try:
            connection.execute("create database complaints")
        except (errors.DuplicateDatabase, errors.UniqueViolation):
            return  # another process was faster
