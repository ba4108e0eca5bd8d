"""Exports as tests make them, and what the queries of the document say of their files."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from typer.testing import CliRunner, Result

from api.command_line import app
from tests.projections.place import Place
from tests.projections.test_win_back import BEGIN

DOCUMENT = Path(__file__).parents[3] / "docs" / "exporting.md"
QUERIES = re.findall(r"^```sql\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
SET, CLOCKS, TIMES, LIVES, FILED = QUERIES
"""The queries of the document, in its order."""

EVERY_FACT = """
select * exclude (month) replace (epoch_us(recorded_at) as recorded_at)
  from 'events/*/*.parquet' order by position
"""

Rows = list[tuple[Any, ...]]
Files = dict[str, bytes]


def exported(place: Place, folder: Path, *words: str) -> Result:
    runner = CliRunner(env={"COMPLAINTS_DATABASE_URL": place.database.owner})
    return runner.invoke(app, ["export", str(folder), *words])


def files_in(folder: Path) -> Files:
    return {str(it.relative_to(folder)): it.read_bytes() for it in folder.rglob("*") if it.is_file()}


def found(folder: Path, query: str, as_of: datetime = BEGIN) -> Rows:
    """Return what a query of the document says of the files of an export."""
    with duckdb.connect() as connection:
        connection.execute("set file_search_path = '{}'".format(str(folder).replace("'", "''")))
        connection.execute(re.sub(r"timestamptz '.*?'", f"timestamptz '{as_of}'", SET))
        return connection.execute(query).fetchall()
