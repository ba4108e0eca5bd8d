"""What is recorded stays: whoever can log in, the owner included, can append facts and change none."""

from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict
from uuid_utils.compat import uuid7

from api.postgres import Database
from tests.complaints.rows import APPEND, answer, raw_rows
from tests.databases import copy_of

WHAT_STAYS: list[LiteralString] = [
    "select array_agg(e order by position)::text from ledger.events e",
    "select array_agg(k)::text from access.keys k",
    "select last_value from ledger.events_position_seq",
    "select array_agg(n order by nspname)::text from pg_namespace n where nspname !~ '^pg_'",
    "select array_agg((oid, relname, relowner, relacl) order by oid)::text from pg_class where oid > 16383",
    "select array_agg((oid, proname, proowner, proacl, prosrc) order by oid)::text from pg_proc",
    "select array_agg(r order by oid)::text from pg_roles r where rolname like 'complaints_%%'",
]

CHANGES: list[LiteralString] = [
    "update ledger.events set state = '{}'",
    "update ledger.events set recorded_at = now() where false",
    "delete from ledger.events",
    "delete from ledger.events where false",
    "truncate ledger.events",
    "truncate ledger.events cascade",
    """
    insert into ledger.events overriding system value select * from ledger.events
        on conflict (stream, version) do update set state = '{}'
    """,
    """
    merge into ledger.events e using (select 1) as one on true
     when matched then update set state = '{}'
    """,
    "merge into ledger.events e using (select 1) as one on true when matched then delete",
    "with gone as (delete from ledger.events returning 1) select * from gone",
]
"""What even the owner may not do."""

ADDITIONS: list[LiteralString] = [
    "insert into ledger.events overriding system value select * from ledger.events",
    "insert into ledger.events default values",
    "copy ledger.events from stdin",
    "select nextval('ledger.events_position_seq')",
    "select setval('ledger.events_position_seq', 1)",
    "insert into ledger.turn default values",
]

LOCKS: list[LiteralString] = [
    "begin; lock table ledger.events in exclusive mode",
    "begin; lock table ledger.events in row exclusive mode",
    "begin; lock table ledger.turn in exclusive mode",
    "begin; lock table ledger.turn in access share mode",
]
"""What would stop every append."""

REBUILDS: list[LiteralString] = [
    "alter table ledger.events disable trigger all",
    "alter table ledger.events disable trigger events_only_grow",
    "alter table ledger.events drop column personal",
    "alter table ledger.events owner to current_user",
    "alter table ledger.events rename to events_of_old",
    "alter table ledger.events add column note text",
    "alter sequence ledger.events_position_seq restart",
    "alter schema ledger rename to ledger_of_old",
    "drop table ledger.events",
    "drop schema ledger cascade",
    "drop trigger events_only_grow on ledger.events",
    "drop index ledger.events_reference",
    "drop function ledger.append_facts",
    "create or replace function ledger.refuse_change() returns trigger language sql as 'select null'",
    "create or replace function ledger.settle() returns void language sql as 'select'",
    "alter function ledger.append_facts set search_path to public",
    "create trigger mine after insert on ledger.events execute function ledger.refuse_change()",
    "create rule mine as on insert to ledger.events do instead nothing",
    "create policy mine on ledger.events using (false)",
    "create index on ledger.events (kind)",
    "create statistics mine on kind, role from ledger.events",
    "create table ledger.mine ()",
    "comment on table ledger.events is 'mine'",
    "create publication mine for table ledger.events",
]

ELSEWHERE: list[LiteralString] = [
    "create table public.mine ()",
    "create function public.mine() returns int language sql as 'select 1'",
    "create view public.events as select 1",
    "create schema mine",
    "create extension pg_trgm",
    "create role mine",
    "create database mine",
    "create event trigger mine on ddl_command_start execute function ledger.refuse_change()",
    "create language mine handler plpgsql_call_handler",
    "alter role complaints_app createrole",
    "alter role complaints_reader bypassrls",
    "alter database postgres set lock_timeout = 1",
    "alter system set fsync = off",
    "grant complaints_app to complaints_reader",
    "drop owned by current_user cascade; drop table ledger.events",
    "select pg_read_file('PG_VERSION')",
    "select lo_import('PG_VERSION')",
    "select pg_ls_dir('.')",
    "select pg_terminate_backend(pid) from pg_stat_activity where usename <> current_user",
    "create temp table mine (line text); copy mine from program 'id'",
    "create temp table mine (line text); copy mine from '/etc/passwd'",
    "copy (select 1) to program 'id'",
    "copy (select 1) to 'mine'",
    "update alembic_version set version_num = '0000'",
    "set session_replication_role = replica",
    "load 'auto_explain'",
]

HIDDEN_FROM_REPORTS: list[LiteralString] = [
    "select * from ledger.events",
    "select count(*) from ledger.events",
    "table ledger.turn",
    "copy ledger.events to stdout",
    "select * from access.keys",
    "select hash from access.keys",
    "select ledger.append_facts('[]')",
    "select ledger.settle()",
    "select ledger.position_as_of(now() - interval '1 day')",
    "select currval('ledger.events_position_seq')",
    "select last_value from ledger.events_position_seq",
    "create temp view mine as select * from ledger.events; table mine",
    "do 'begin perform count(*) from ledger.events; end'",
]

KEYS: list[LiteralString] = [
    "update access.keys set role = 'admin'",
    "update access.keys set holder = 'Zoe'",
    "update access.keys set created_at = '2020-01-01'",
    "update access.keys set revoked_at = null, revoked_by = null",
    "delete from access.keys",
    "truncate access.keys",
    """
    insert into access.keys (hash, holder, kind, role, created_by, created_at)
    select sha256(hash), holder, kind, role, created_by, '2020-01-01' from access.keys
    """,
    """
    insert into access.keys (hash, holder, kind, role, created_by)
    select hash, holder, kind, role, created_by from access.keys
        on conflict (hash) do update set role = 'admin'
    """,
]

WARNED_ABOUT: list[LiteralString] = [
    "vacuum full ledger.events",
    "analyze ledger.events",
    "grant all on ledger.events to current_user",
    "grant all on ledger.events to public",
    "grant all on schema ledger to public",
    "grant create on schema public to public",
    "revoke all on ledger.events from complaints_app",
]
"""What has no effect, and not always an error."""

SHADOWS: list[LiteralString] = [
    "create temp table events (like ledger.events)",
    "create temp table turn ()",
    "create function pg_temp.clock_timestamp() returns timestamptz language sql as 'select now() + ''1 h'''",
    "create function pg_temp.pg_notify(text, text) returns void language sql as 'delete from ledger.events'",
    "create function pg_temp.refuse_old_snapshot() returns void language sql as 'delete from ledger.events'",
    "create function pg_temp.less(bigint, bigint) returns bool language sql as 'select true'",
    "create operator pg_temp.<= (leftarg = bigint, rightarg = bigint, function = pg_temp.less)",
    "create domain pg_temp.uuid as text",
    "create domain pg_temp.text as int",
    "create domain pg_temp.timestamptz as int",
    "set search_path = pg_temp, pg_catalog, ledger",
]
"""What a caller can put in the way of the names that the functions of the owner use."""


@pytest.fixture(scope="module")
def kept(server: Database, migrated: str) -> Iterator[Database]:
    """A database with two facts and a revoked key, which all these tests share: none can change it."""
    with copy_of(migrated, server) as database, psycopg.connect(database.owner, autocommit=True) as owner:
        owner.execute(APPEND, [raw_rows(uuid7(), [1, 2])])
        owner.execute(
            """
            insert into access.keys (hash, holder, kind, role, created_by, revoked_at, revoked_by)
            values (sha256('a key'), 'Mara', 'person', 'agent', 'Tom', '2026-04-10', 'Tom')
            """
        )
        yield database


@pytest.fixture(autouse=True)
def nothing_changes(kept: Database) -> Iterator[None]:
    with psycopg.connect(kept.owner, autocommit=True) as owner:
        before = [answer(owner, question) for question in WHAT_STAYS]
        yield
        assert [answer(owner, question) for question in WHAT_STAYS] == before


@pytest.mark.parametrize("statement", CHANGES)
def test_the_owner_too_cannot_change_what_is_recorded(kept: Database, statement: LiteralString) -> None:
    with (
        psycopg.connect(kept.owner, autocommit=True) as owner,
        pytest.raises(errors.InsufficientPrivilege, match="facts are never changed"),
    ):
        owner.execute(statement)


def test_facts_cannot_be_changed_by_calling_the_session_a_replica(kept: Database) -> None:
    with psycopg.connect(kept.owner) as owner:
        fires = "select tgenabled::text from pg_trigger where tgname = 'events_only_grow'"
        assert answer(owner, fires) == "A"  # always


@pytest.mark.parametrize("statement", [*CHANGES, *ADDITIONS, *LOCKS, *REBUILDS, *ELSEWHERE, *KEYS])
def test_the_service_can_only_append(kept: Database, statement: LiteralString) -> None:
    assert_refused(kept.app, statement)


@pytest.mark.parametrize(
    "statement", [*CHANGES, *ADDITIONS, *LOCKS, *REBUILDS, *ELSEWHERE, *KEYS, *HIDDEN_FROM_REPORTS]
)
def test_reports_change_nothing_and_see_neither_facts_nor_keys(
    kept: Database, statement: LiteralString
) -> None:
    assert_refused(kept.reader, statement)


@pytest.mark.parametrize("statement", WARNED_ABOUT)
def test_nobody_but_the_owner_gives_or_takes_rights(kept: Database, statement: LiteralString) -> None:
    for conninfo in (kept.app, kept.reader):
        with psycopg.connect(conninfo, autocommit=True) as role:
            try:
                role.execute(statement)
            except errors.InsufficientPrivilege:
                continue


def test_nobody_becomes_the_owner(kept: Database) -> None:
    owner = conninfo_to_dict(kept.owner)["user"]
    for conninfo in (kept.app, kept.reader):
        for statement in ("set role {}", "set session authorization {}", "grant {} to current_user"):
            with psycopg.connect(conninfo, autocommit=True) as role:
                with pytest.raises(errors.InsufficientPrivilege):
                    role.execute(sql.SQL(statement).format(sql.Identifier(str(owner))))
                role.execute("reset role")
                assert answer(role, "select current_user") == conninfo_to_dict(conninfo)["user"]


def test_the_functions_of_the_ledger_are_for_the_service_alone(kept: Database) -> None:
    granted = """
        select array_agg(distinct privileges.grantee::regrole::text)
          from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as privileges
         where p.pronamespace = 'ledger'::regnamespace and privileges.grantee <> p.proowner
    """
    with psycopg.connect(kept.owner) as owner:
        assert answer(owner, granted) == ["complaints_app"]  # PUBLIC would be a hyphen


def test_names_that_a_caller_puts_in_the_way_are_not_used(database: Database) -> None:
    stream = uuid7()
    with psycopg.connect(database.app, autocommit=True) as app:
        for shadow in SHADOWS:
            app.execute(shadow)
        app.execute(APPEND, [raw_rows(stream, [1, 2])])
        app.execute("select ledger.settle(), ledger.position_as_of(now() - interval '1 day')")
        assert answer(app, "select count(*) from pg_temp.events") == 0
        assert answer(app, "select count(*) from ledger.events where stream = %s", stream) == 2
        assert answer(app, "select bool_and(recorded_at <= pg_catalog.clock_timestamp()) from ledger.events")


def test_a_caller_cannot_say_when_or_where_a_fact_was_recorded(database: Database) -> None:
    with psycopg.connect(database.app, autocommit=True) as app:
        said = raw_rows(uuid7(), [1], recorded_at="2020-01-01T00:00:00Z", position=7_777)
        position = answer(app, APPEND, said)
        assert position != 7_777
        recorded = "select recorded_at > now() - interval '1 hour' from ledger.events where position = %s"
        assert answer(app, recorded, position)


def assert_refused(conninfo: str, statement: LiteralString) -> None:
    with (
        psycopg.connect(conninfo, autocommit=True) as role,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        role.execute(statement)
