"""A server for the tests, a template with every table in it, and a copy of that for each test."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString
from uuid import uuid4

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from api.embedded import embedded_server
from api.migrations import create_roles, migrate
from api.postgres import Database, doors
from api.settings import read_settings

ALEMBIC = Path(__file__).parent.parent / "alembic"
# Nothing that a test writes outlives a crash of the machine; a crash of the server loses no fact.
UNSAFE_BUT_FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "1d",
    "max_wal_size": "512MB",
    "max_connections": "200",
}


@contextmanager
def server_for_tests(folder: Path, options: Mapping[str, str] = UNSAFE_BUT_FAST) -> Iterator[Database]:
    """Yield the ways into the server that was set, or into an embedded one that all workers share."""
    settings = read_settings()
    if settings.database_url is not None:
        yield doors(settings.database_url, settings)
        return
    with embedded_server(folder, options) as superuser:
        yield doors(superuser, settings)


def template(server: Database) -> str:
    """Return the name of a migrated database, made unless another worker or an earlier run has made it."""
    create_roles(server)
    name = f"complaints_template_{_revisions()}"
    with psycopg.connect(server.owner, autocommit=True) as owner:
        owner.execute("select pg_advisory_lock(hashtext('complaints_template'))")
        if not owner.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            _make_template(owner, server, name)
    return name


@contextmanager
def copy_of(template: str, server: Database) -> Iterator[Database]:
    name = f"complaints_test_{uuid4().hex[:12]}"
    with psycopg.connect(server.owner, autocommit=True) as owner:
        owner.execute(_named("create database {} template {}", name, template))
        try:
            yield _on(server, name)
        finally:
            _drop(owner, name)


def _revisions() -> str:
    """Return a name for what the revisions say, so that changed ones make a new template."""
    files = sorted(ALEMBIC.glob("**/*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _make_template(owner: psycopg.Connection, server: Database, name: str) -> None:
    """Migrate under another name first, so that nothing half migrated is ever taken for a template."""
    half = f"{name}_half"
    owner.execute(_named("drop database if exists {} with (force)", half))
    owner.execute(_named("create database {}", half))
    migrate(_on(server, half))
    owner.execute(_named("alter database {} rename to {}", half, name))


def _drop(owner: psycopg.Connection, name: str) -> None:
    try:
        owner.execute(_named("drop database {} with (force)", name))
    except errors.InsufficientPrivilege:
        # Only a superuser can force the service's connections out; this waits 5 seconds for them to leave.
        owner.execute(_named("drop database {}", name))


def _on(server: Database, name: str) -> Database:
    return Database(
        owner=make_conninfo(server.owner, dbname=name),
        app=make_conninfo(server.app, dbname=name),
        reader=make_conninfo(server.reader, dbname=name),
    )


def _named(statement: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*(sql.Identifier(name) for name in names))
