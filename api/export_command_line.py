"""`complaints export`: the ledger and the views as Parquet files."""

from pathlib import Path
from typing import Annotated

import typer

from api.exporting.manifest import ExportUnderWay, NoExport
from api.exporting.run import export
from api.migrations import applied
from api.parquet import ParquetUnavailable, refuse_without_duckdb
from api.terminal import failure, out, refuse_pending, the_database


def export_command(
    folder: Annotated[Path, typer.Argument(help="Where the files are; what is new is added.")],
    *,
    events: Annotated[bool, typer.Option("--events", help="Only the facts.")] = False,
    rows: Annotated[bool, typer.Option("--rows", help="Only the rows of the views.")] = False,
) -> None:
    """Write facts, without personal values, and the rows of views to Parquet: see docs/exporting.md."""
    both = events == rows
    try:
        refuse_without_duckdb()
        with the_database() as (_, database):
            refuse_pending(database)
            schema = applied(database) or ""
            done = export(database, folder, schema, events=events or both, rows=rows or both)
    except (ParquetUnavailable, ExportUnderWay, NoExport) as error:
        raise failure(str(error)) from None
    except OSError as error:
        raise failure(f"{folder} cannot be written: {error.strerror}.") from None
    out.print(
        f"Added {done.facts} facts, up to position {done.position}, and the rows of {done.views} views."
    )
