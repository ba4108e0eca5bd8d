"""Parquet files, written by DuckDB, which is an extra: `pip install 'complaints[parquet]'`."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

LIMITS = {"threads": "1", "memory_limit": "1GB"}
"""One thread: the same rows give the same bytes. Memory does not grow with them: 315 MB for four million."""

LONGEST_LINE = 4 << 20
"""Bytes. A fact has at most 256 KiB, which quotes may double."""


class ParquetUnavailable(Exception):
    """Parquet is written by DuckDB, which is not installed: pip install 'complaints[parquet]'."""


def refuse_without_duckdb() -> None:
    """Raise `ParquetUnavailable` where DuckDB is not installed."""
    if find_spec("duckdb") is None:
        raise ParquetUnavailable(ParquetUnavailable.__doc__)


def from_json_lines(lines: Path, columns: Mapping[str, str], file: Path, said: Mapping[str, str]) -> None:
    """Write a file of JSON objects, one a line, as Parquet; `columns` are names and types of DuckDB.

    `said` are the words that the file says of itself, by key.
    """
    source = f"read_json({_text(lines)}, format = 'newline_delimited', columns = {_struct(columns)})"
    _write(f"select * from {source}", file, said)  # noqa: S608 - all are quoted


def from_csv(rows: Path, columns: Mapping[str, str], file: Path, said: Mapping[str, str]) -> None:
    """Write what PostgreSQL's `COPY ... (FORMAT csv)` has written as Parquet; `columns` as above.

    Lists of texts come as JSON, and are lists in Parquet.
    """
    come_as = {name: "VARCHAR" if type.endswith("[]") else type for name, type in columns.items()}
    shown = ", ".join(_shown(_name(name), type) for name, type in columns.items())
    source = (
        f"read_csv({_text(rows)}, auto_detect = false, header = false, delim = ',', quote = '\"',"
        f" escape = '\"', nullstr = '', allow_quoted_nulls = false,"
        f" new_line = '\\n', max_line_size = {LONGEST_LINE},"
        f" columns = {_struct(come_as)})"
    )
    _write(f"select {shown} from {source}", file, said)  # noqa: S608 - all are quoted


def _shown(name: str, type: str) -> str:
    return f"from_json({name}, '[\"VARCHAR\"]')::{type} as {name}" if type.endswith("[]") else name


def _write(rows: str, file: Path, said: Mapping[str, str]) -> None:
    import duckdb  # noqa: PLC0415 - an extra that most installations do not have

    with duckdb.connect(config=dict(LIMITS)) as connection:
        connection.execute(
            f"copy ({rows}) to {_text(file)} (format parquet, compression zstd, kv_metadata {_struct(said)})"
        )


def _struct(pairs: Mapping[str, str]) -> str:
    """Return a struct of DuckDB: names and texts."""
    return f"{{{', '.join(f'{_name(name)}: {_text(value)}' for name, value in pairs.items())}}}"


def _text(value: str | Path) -> str:
    """Return a literal. Neither COPY nor `columns` takes a parameter."""
    return "'{}'".format(str(value).replace("'", "''"))


def _name(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
