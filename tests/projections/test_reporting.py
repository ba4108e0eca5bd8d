"""What reports can read, that it is documented, and that nothing else can be read."""

import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors
from psycopg.sql import SQL, Identifier

from projections.tables import columns_of
from projections.view import View
from projections.worker import VIEWS
from tests.complaints.given import COMPLAINT, NOW, RECEIVED
from tests.projections.given import DUE, assignment, filing, started, stopped
from tests.projections.place import Place, put, rows_in

DOCUMENT = Path(__file__).parents[2] / "docs" / "reporting.md"
COLUMNS = """
select column_name from information_schema.columns
 where table_schema = %s and table_name = %s and is_generated = 'NEVER' order by ordinal_position
"""
RELATIONS = """
select n.nspname, c.relname, has_schema_privilege('complaints_reader', n.oid, 'usage')
         and has_table_privilege('complaints_reader', c.oid, 'select'),
       has_table_privilege('complaints_reader', c.oid,
                           'insert, update, delete, truncate, references, trigger')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
"""
ROUTINES = """
select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
 where n.nspname not in ('pg_catalog', 'information_schema')
   and has_schema_privilege('complaints_reader', n.oid, 'usage')
   and has_function_privilege('complaints_reader', p.oid, 'execute')
"""


def columns(place: Place, schema: str, table: str) -> list[str]:
    with psycopg.connect(place.database.owner) as owner:
        return [name for (name,) in owner.execute(COLUMNS, [schema, table])]


def documented() -> dict[str, dict[str, str]]:
    """Return what the document says of each column of each view."""
    _, *parts = re.split(r"^## reporting\.", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    rows = re.compile(r"^\| (\w+) \| (.+) \|$", re.MULTILINE)
    return {part.split()[0]: dict(rows.findall(part)[1:]) for part in parts}


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_a_table_has_the_columns_of_its_rows(shared: Place, view: View[Any]) -> None:
    assert columns(shared, "views", view.table) == ["slot", *columns_of(view)]
    assert set(view.key) <= set(columns_of(view))


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_the_key_of_a_view_is_the_primary_key_of_its_table(shared: Place, view: View[Any]) -> None:
    with psycopg.connect(shared.database.owner) as owner:
        found = owner.execute(
            "select attname from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)"
            " where indrelid = %s::regclass and indisprimary order by array_position(indkey, attnum)",
            [f"views.{view.table}"],
        )
        assert [name for (name,) in found] == ["slot", *view.key]


def test_every_view_and_column_that_reports_can_read_is_documented(shared: Place) -> None:
    with psycopg.connect(shared.database.owner) as owner:
        names = [
            name for (name,) in owner.execute("select viewname from pg_views where schemaname = 'reporting'")
        ]
    assert {name: columns(shared, "reporting", name) for name in names} == {
        name: list(said) for name, said in documented().items()
    }


@pytest.mark.parametrize("name", sorted(documented().keys() - {"response_times", "win_back"}))
def test_the_database_says_of_a_column_what_the_document_says(shared: Place, name: str) -> None:
    with psycopg.connect(shared.database.owner) as owner:
        found = owner.execute(
            "select attname, col_description(attrelid, attnum) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 order by attnum",
            [f"reporting.{name}"],
        ).fetchall()
    assert dict(found) == documented()[name]


def test_reports_read_the_rows_that_answer(place: Place) -> None:
    facts = [filing(COMPLAINT), assignment("retail"), started(), stopped(NOW)]
    put(place.ledger, COMPLAINT, facts)
    rows_in(place, VIEWS["case_list"], [])
    with psycopg.connect(place.database.reader) as reader:
        cases = reader.execute("select complaint, team from reporting.cases").fetchall()
        periods = reader.execute(
            "select state, from_at, until_at, due_at from reporting.clock_periods order by period"
        ).fetchall()
    assert cases == [(COMPLAINT, "retail")]
    assert periods == [("running", RECEIVED, NOW, DUE), ("stopped", NOW, None, DUE)]


def test_reports_can_read_their_views_and_nothing_else_and_change_nothing(shared: Place) -> None:
    with psycopg.connect(shared.database.owner) as owner:
        found = owner.execute(RELATIONS).fetchall()
        routines = owner.execute(ROUTINES).fetchall()
    assert {(schema, name) for schema, name, can_read, _ in found if can_read} == {
        ("reporting", name) for name in documented()
    }
    assert not any(can_change for *_, can_change in found)
    assert routines == []


@pytest.mark.parametrize("schema", ["ledger", "access", "views"])
def test_reports_that_try_another_table_are_refused(shared: Place, schema: str) -> None:
    with psycopg.connect(shared.database.owner) as owner:
        names = owner.execute("select tablename from pg_tables where schemaname = %s", [schema]).fetchall()
    with psycopg.connect(shared.database.reader, autocommit=True) as reader:
        for (name,) in names:
            with pytest.raises(errors.InsufficientPrivilege):
                reader.execute(SQL("select * from {}").format(Identifier(schema, name)))
