"""The revisions: applied once, undone and applied again, and what the code says to the tables they make."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.command import downgrade
from psycopg import errors

from api.migrations import _config, migrate, pending
from api.postgres import Database
from tests.databases import copy_of

ROOT = Path(__file__).parents[2]
ROOMS = ("complaints", "projections", "watchdog", "api")
REVISIONS = sorted(path.name.split("_")[0] for path in (ROOT / "alembic" / "versions").glob("*.py"))
MIGRATE = """
import sys
from api.migrations import migrate
from api.postgres import Database
migrate(Database(owner=sys.argv[1], app=sys.argv[2], reader=sys.argv[3]))
"""
SHAPE = """
with ours as (
  select oid as schema_id, nspname, nspacl from pg_namespace
   where nspname not like 'pg\\_%' and nspname <> 'information_schema'
), relation as (
  select oid as id, relkind, relacl from pg_class join ours on schema_id = relnamespace
)
select 'schema', nspname, nspacl::text from ours
union all
select 'relation', id::regclass::text, concat(relkind, relacl) from relation
union all
select 'column', concat(id::regclass, '.', attname),
       concat(format_type(atttypid, atttypmod), attnotnull, attidentity, attacl, pg_get_expr(adbin, id))
  from relation join pg_attribute on attrelid = id left join pg_attrdef on adrelid = id and adnum = attnum
 where attnum > 0
union all
select 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid)
  from pg_index join relation on id = indrelid
union all
select 'constraint', conname, pg_get_constraintdef(oid)
  from pg_constraint join ours on schema_id = connamespace
union all
select 'trigger', tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
union all
select 'function', oid::regprocedure::text, concat(pg_get_functiondef(oid), proacl)
  from pg_proc join ours on schema_id = pronamespace
order by 1, 2, 3
"""
STATEMENT = re.compile(r"\s*(select|insert|update|delete|with)\s")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sbt]")
NO_SUCH_THING = (
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.UndefinedObject,
)


@pytest.fixture
def empty(server: Database) -> Iterator[Database]:
    """A database without any table."""
    with copy_of("template0", server) as copied:
        yield copied


def shape(database: Database) -> list[tuple[str, ...]]:
    with psycopg.connect(database.owner) as owner:
        return owner.execute(SHAPE).fetchall()


def statements() -> Iterator[tuple[str, str]]:
    """Find what looks like SQL in the code: where it is, and its text."""
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def missing(owner: psycopg.Connection, statement: str) -> str | None:
    """Say what a statement names that is not there; nothing if it is only a part of one."""
    number = iter(range(1, 100))
    numbered = PLACEHOLDER.sub(lambda _: f"${next(number)}", statement).replace("%%", "%")
    try:
        owner.execute("deallocate all")
        owner.execute(f"prepare checked as {numbered}".encode())
    except NO_SUCH_THING as error:
        return str(error)
    except psycopg.Error:
        return None
    return None


def test_a_new_database_waits_for_every_revision_and_a_migrated_one_for_none(empty: Database) -> None:
    assert pending(empty) == REVISIONS
    migrate(empty)
    assert pending(empty) == []


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    migrate(empty)
    once = shape(empty)
    migrate(empty)
    assert shape(empty) == once


def test_every_revision_can_be_undone_and_applied_again(empty: Database) -> None:
    new = shape(empty)
    migrate(empty)
    migrated = shape(empty)
    downgrade(_config(empty), "base")
    left = [thing for thing in shape(empty) if "alembic_version" not in "".join(map(str, thing))]
    assert left == new
    assert pending(empty) == REVISIONS
    migrate(empty)
    assert shape(empty) == migrated


def test_a_database_waits_only_for_what_came_after_its_revision(database: Database) -> None:
    downgrade(_config(database), REVISIONS[0])
    assert pending(database) == REVISIONS[1:]


def test_a_database_of_a_later_release_waits_for_nothing(database: Database) -> None:
    with psycopg.connect(database.owner) as owner:
        owner.execute("update alembic_version set version_num = 'of a later release'")
    assert pending(database) == []


def test_processes_that_migrate_at_once_queue(empty: Database) -> None:
    words = [sys.executable, "-c", MIGRATE, empty.owner, empty.app, empty.reader]
    processes = [subprocess.Popen(words, cwd=ROOT) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert pending(empty) == []


def test_the_alembic_command_itself_reads_the_settings(empty: Database) -> None:
    set_to_it = os.environ | {"COMPLAINTS_DATABASE_URL": empty.owner}
    subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=set_to_it, check=True)
    assert pending(empty) == []


def test_the_statements_can_be_printed_for_review_without_a_database() -> None:
    words = [sys.executable, "-m", "alembic", "upgrade", "head", "--sql"]
    printed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert all(f"'{revision}'" in printed for revision in REVISIONS)


def test_everything_the_code_says_to_the_database_fits_its_tables(database: Database) -> None:
    with psycopg.connect(database.owner, autocommit=True) as owner:
        found = {place: missing(owner, statement) for place, statement in statements()}
        assert found
        assert {place: wrong for place, wrong in found.items() if wrong} == {}
