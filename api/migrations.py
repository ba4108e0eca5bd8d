"""Bringing a database to the tables that this version of the code needs. Only the owner can."""

from pathlib import Path

import psycopg
from alembic.command import upgrade
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict

from api.packs import publish_shipped
from api.postgres import Database
from api.settings import APP, READER
from complaints.pool import open_session

ALEMBIC_INI = Path(__file__).parent.parent / "alembic.ini"


# Held by whoever migrates. Any number that no other lock in this database uses: "migrate" in ASCII.
LOCK = 0x6D696772617465


class RoleNotAllowed(Exception):
    """The owner may not do what a role needs; the text holds the statement for a superuser to run."""


def migrate(database: Database) -> None:
    """Create the two roles if they are missing, apply every pending revision, publish the shipped packs.

    Doing it twice changes nothing; two processes that do it at once queue.
    """
    create_roles(database)
    upgrade(_config(database), "head")
    publish_shipped(database.app)


def pending(database: Database) -> list[str]:
    """Return the revisions not yet applied, oldest first.

    A database that is ahead of this code has none: each revision is safe under the release before it.
    """
    scripts = ScriptDirectory.from_config(_config(database))
    known = [script.revision for script in scripts.walk_revisions()][::-1]
    revision = applied(database)
    if revision is None:
        return known
    return known[known.index(revision) + 1 :] if revision in known else []


def applied(database: Database) -> str | None:
    """Return the revision of the schema; None where there is none yet."""
    with open_session(database.owner, autocommit=False) as owner:
        if owner.execute("select to_regclass('public.alembic_version') is null").fetchone() == (True,):
            return None
        row = owner.execute("select version_num from public.alembic_version").fetchone()
        return row[0] if row else None


def create_roles(database: Database) -> None:
    """Create `complaints_app` and `complaints_reader` where missing, with the passwords of their conninfo.

    Raises `RoleNotAllowed` where the owner lacks the right and a superuser has to.
    """
    with open_session(database.owner, autocommit=True) as owner:
        owner.execute("select pg_advisory_lock(%s)", [LOCK])
        for role, conninfo in ((APP, database.app), (READER, database.reader)):
            _create(owner, role)
            _set_password(owner, role, conninfo)


def _config(database: Database) -> Config:
    config = Config(ALEMBIC_INI)
    config.attributes["conninfo"] = database.owner
    return config


def _create(owner: psycopg.Connection, role: str) -> None:
    if owner.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
        return
    try:
        owner.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
    except (errors.DuplicateObject, errors.UniqueViolation):
        return  # another database of this server was faster
    except errors.InsufficientPrivilege:
        raise RoleNotAllowed(
            f"The owner of this database may not create roles. Ask its administrator to run: "
            f"create role {APP} login; create role {READER} login;"
        ) from None


def _set_password(owner: psycopg.Connection, role: str, conninfo: str) -> None:
    password = conninfo_to_dict(conninfo).get("password")
    if password is None:
        return
    # Hashed here, so that the password itself reaches neither the server nor its log.
    hashed = owner.pgconn.encrypt_password(str(password).encode(), role.encode())
    statement = sql.SQL("alter role {} password {}").format(
        sql.Identifier(role), sql.Literal(hashed.decode())
    )
    try:
        owner.execute(statement)
    except errors.InsufficientPrivilege:
        if not _lets_in(conninfo):
            raise RoleNotAllowed(
                f"{role} cannot log in with the password that was set, and the owner of this database may "
                f"not change it. Ask its administrator to run: alter role {role} password '...';"
            ) from None


def _lets_in(conninfo: str) -> bool:
    try:
        open_session(conninfo, autocommit=True).close()
    except psycopg.OperationalError:
        return False
    return True
