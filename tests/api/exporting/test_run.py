"""`complaints export`: all facts, each once, none of them personal; and what is new is added."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from api import parquet
from api.exporting.manifest import MANIFEST, held
from api.exporting.tables import REPORTING
from projections.worker import catch_up
from tests.api.exporting.files import EVERY_FACT, FILED, exported, files_in, found
from tests.complaints.given import COMPLAINT
from tests.projections.given import started
from tests.projections.place import Place, put


def test_the_facts_are_all_of_the_ledger_but_what_is_personal(year: Place, files: Path) -> None:
    with psycopg.connect(year.database.owner) as owner:
        ours = owner.execute(
            "select position, stream, version, topic, state::text, by, kind, role, via, cause, command_id,"
            " extract(epoch from recorded_at) * 1000000 from ledger.events order by position"
        ).fetchall()
    facts = found(files, EVERY_FACT)
    assert facts == [(*row[:-1], int(row[-1])) for row in ours]
    assert '"Jo"' not in str(facts)  # the name of every customer
    assert sum(number for _, number in found(files, FILED)) == 300 + 7 + 7


def test_the_manifest_says_what_each_file_holds(files: Path) -> None:
    manifest = MANIFEST.validate_json((files / "manifest.json").read_bytes())
    assert {it.file for it in manifest.files} | {"manifest.json", "export.lock"} == set(files_in(files))
    for it in manifest.files:
        assert sha256((files / it.file).read_bytes()).hexdigest() == it.sha256
        assert found(files, f"from '{it.file}' select count(*)") == [(it.rows,)]
    for it in manifest.events:
        said = "select min(position), max(position), min(strftime(recorded_at, '%Y-%m'))"
        assert found(files, f"from '{it.file}' {said}") == [(it.first, it.last, it.file[13:20])]


def test_every_view_of_reports_is_exported(year: Place) -> None:
    with psycopg.connect(year.database.owner) as owner:
        views = owner.execute("select viewname from pg_views where schemaname = 'reporting'").fetchall()
    assert {name for (name,) in views} == set(REPORTING)


@pytest.mark.parametrize("name", REPORTING)
def test_the_rows_are_those_that_reports_read(year: Place, files: Path, name: str) -> None:
    view = Identifier("reporting", name)
    with psycopg.connect(year.database.reader) as reader:
        ours = reader.execute(SQL("select * from {} as it order by it").format(view)).fetchall()
    rows = found(files, f"from 'rows/{name}/*/*.parquet' select * exclude (position)")
    seconds = [[it.total_seconds() if isinstance(it, timedelta) else it for it in row] for row in ours]
    assert [list(row) for row in rows] == seconds


def test_a_run_adds_what_is_new_and_one_without_news_changes_nothing(
    started_book: Place, tmp_path: Path
) -> None:
    folder = tmp_path / "it's here"
    assert f"Added {started_book.ledger.head()} facts" in exported(started_book, folder).stdout
    first = files_in(folder)
    assert "Added 0 facts" in exported(started_book, folder).stdout
    assert files_in(folder) == first
    put(started_book.ledger, COMPLAINT, [started()], after=2)
    catch_up(started_book.writer, started_book.ledger)
    done = exported(started_book, folder)
    added = f"Added 1 facts, up to position {started_book.ledger.head()}, and the rows of {len(REPORTING)}"
    assert added in done.stdout
    then = files_in(folder)
    assert {name: it for name, it in then.items() if name.startswith("events/") and name in first} == {
        name: it for name, it in first.items() if name.startswith("events/")
    }
    facts = [(position, stream, version) for position, stream, version, *_ in found(folder, EVERY_FACT)]
    assert len({position for position, *_ in facts}) == len(facts)
    assert [version for _, stream, version in facts if stream == COMPLAINT] == [1, 2, 3]
    assert found(folder, "select version from 'rows/cases/*/*.parquet'") == [(3,)]
    assert "Zoë" not in str(found(folder, "select * from 'events/*/*.parquet'"))


def test_facts_or_rows_alone(started_book: Place, tmp_path: Path) -> None:
    exported(started_book, tmp_path / "facts", "--events")
    exported(started_book, tmp_path / "rows", "--rows")
    assert not (tmp_path / "facts" / "rows").exists()
    assert not (tmp_path / "rows" / "events").exists()
    assert (tmp_path / "facts" / "events").exists()
    assert (tmp_path / "rows" / "rows").exists()


def test_what_a_killed_run_has_left_is_no_part_of_the_export(started_book: Place, tmp_path: Path) -> None:
    with held(tmp_path):
        pass
    for left in ("events/month=2026-01/000000000001-000000000001.parquet", "events/month=2026-01/.x.part"):
        (tmp_path / left).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / left).write_bytes(b"half")
    assert exported(started_book, tmp_path).exit_code == 0
    assert found(tmp_path, "select count(*) from 'events/*/*.parquet'") == [(started_book.ledger.head(),)]
    assert not list(tmp_path.rglob("*.part"))


def test_two_at_once_are_one(started_book: Place, tmp_path: Path) -> None:
    with held(tmp_path):
        before = files_in(tmp_path)
        done = exported(started_book, tmp_path)
        assert (done.exit_code, done.stderr) == (1, f"Another export writes to {tmp_path}.\n")
        assert files_in(tmp_path) == before


def something_else(_: Place, folder: Path) -> None:
    (folder / "manifest.json").unlink()


def of_another_version(_: Place, folder: Path) -> None:
    (folder / "manifest.json").write_text('{"format": 2}')


def with_a_gap(_: Place, folder: Path) -> None:
    next(folder.glob("events/*/*.parquet")).unlink()


def of_another_ledger(place: Place, _: Path) -> None:
    with psycopg.connect(place.database.owner) as owner:
        owner.execute("alter table ledger.events disable trigger user")
        owner.execute("update ledger.events set recorded_at = recorded_at + interval '1 second'")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (something_else, "is not empty, and holds no export"),
        (of_another_version, "cannot be read by this version"),
        (with_a_gap, "is missing, which the manifest names"),
        (of_another_ledger, "holds an export of another ledger"),
    ],
)
def test_what_cannot_be_added_to_is_left_alone(
    started_book: Place, tmp_path: Path, spoil: Callable[[Place, Path], None], sentence: str
) -> None:
    folder = tmp_path / "export"
    assert exported(started_book, folder).exit_code == 0
    spoil(started_book, folder)
    before = files_in(folder)
    done = exported(started_book, folder)
    assert (done.exit_code, sentence in done.stderr, done.stdout) == (1, True, "")
    assert files_in(folder) == before


COPY = """
copy (select n, t, to_json(array[t, t]) from unnest(%s::text[]) with ordinality as x (t, n))
  to stdout (format csv)
"""
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@settings(max_examples=settings().max_examples // 5)  # each asks the database several questions
@given(st.lists(st.none() | TEXT))
def test_every_text_comes_through_as_it_is(
    year: Place, tmp_path_factory: pytest.TempPathFactory, texts: list[str | None]
) -> None:
    folder = tmp_path_factory.mktemp("texts")
    rows, file = folder / "rows.csv", folder / "rows.parquet"
    with (
        psycopg.connect(year.database.app) as connection,
        connection.cursor() as cursor,
        cursor.copy(COPY, [texts]) as copy,
        rows.open("wb") as into,
    ):
        into.writelines(copy)
    parquet.from_csv(rows, {"n": "BIGINT", "t": "VARCHAR", "twice": "VARCHAR[]"}, file, {"said": "it's"})
    assert found(folder, "select t, twice from 'rows.parquet' order by n") == [(it, [it, it]) for it in texts]
