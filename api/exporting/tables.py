"""What is exported: facts of the ledger without personal values, and the views of the schema `reporting`."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from api import parquet
from api.whole_files import HALF, replacing
from complaints.pool import Session
from projections.case_list import CASE_LIST
from projections.causes import CAUSES
from projections.contacts import CONTACTS
from projections.inbox import INBOX
from projections.ombudsman import OMBUDSMAN
from projections.recovery import RECOVERY
from projections.redress import REDRESS
from projections.response_times import RESPONSE_TIMES
from projections.sla_breaches import SLA_BREACHES
from projections.view import View
from projections.win_back import WIN_BACK

REPORTING: Mapping[str, View[Any]] = {
    "cases": CASE_LIST,
    "clock_periods": SLA_BREACHES,
    "response_times": RESPONSE_TIMES,
    "win_back": WIN_BACK,
    "win_back_offers": WIN_BACK,
    "win_back_days": WIN_BACK,
    "inbox": INBOX,
    "redress": REDRESS,
    "causes": CAUSES,
    "contacts": CONTACTS,
    "ombudsman": OMBUDSMAN,
    "recovery": RECOVERY,
}
"""From the rows of which view each view of `reporting` is made."""

FACTS = SQL("""
copy (select position, stream, version, topic, state, by, kind, role, via, cause, command_id, recorded_at
        from ledger.events
       where position between {first} and {last}
       order by position) to stdout (format csv)
""")
FACT_COLUMNS = {
    "position": "BIGINT",
    "stream": "UUID",
    "version": "INTEGER",
    "topic": "VARCHAR",
    "state": "VARCHAR",
    "by": "VARCHAR",
    "kind": "VARCHAR",
    "role": "VARCHAR",
    "via": "VARCHAR",
    "cause": "VARCHAR",
    "command_id": "UUID",
    "recorded_at": "TIMESTAMPTZ",
}

ROWS = SQL("copy (select {columns} from {view} order by {order}) to stdout (format csv)")

COLUMNS = """
select attname, format_type(atttypid, null) from pg_attribute
 where attrelid = %s::regclass and attnum > 0 order by attnum
"""
TYPES = {
    "uuid": "UUID",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "double precision": "DOUBLE",
    "numeric": "DECIMAL(38, 9)",
    "date": "DATE",
    "timestamp with time zone": "TIMESTAMPTZ",
    "interval": "DOUBLE",
    "text[]": "VARCHAR[]",
    "uuid[]": "UUID[]",
    "date[]": "DATE[]",
    "timestamp with time zone[]": "TIMESTAMPTZ[]",
}
"""What a type of PostgreSQL is in Parquet; an interval is its seconds, a day of 24 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was written to a file."""

    rows: int
    sha256: str


def export_facts(ledger: Session, first: int, last: int, file: Path) -> Made:
    """Write the facts between two positions, both included, in the order of the log."""
    bounds = {"first": Literal(first), "last": Literal(last)}
    said = {"first": str(first), "last": str(last)}
    return _export(ledger, FACTS.format(**bounds), FACT_COLUMNS, file, said)


def export_rows(reports: Session, name: str, file: Path, position: int) -> Made:
    """Write all rows of a view of `reporting`, which are those at a position of the ledger.

    They are in the order of their columns, which begin with what they are of.
    """
    found = reports.execute(COLUMNS, [f"reporting.{name}"]).fetchall()
    statement = ROWS.format(
        columns=SQL(", ").join(_as_text(column, type) for column, type in found),
        view=Identifier("reporting", name),
        order=SQL(", ").join(Identifier(column) for column, _ in found),
    )
    said = {"view": name, "position": str(position)}
    return _export(reports, statement, {column: TYPES[type] for column, type in found}, file, said)


def _as_text(column: str, type: str) -> Composable:
    if type == "interval":
        return SQL("extract(epoch from {})").format(Identifier(column))
    return SQL("to_json({})" if type.endswith("[]") else "{}").format(Identifier(column))


def _export(
    source: Session, copy_out: Composed, columns: Mapping[str, str], file: Path, said: Mapping[str, str]
) -> Made:
    """Write what a COPY gives. Neither we nor DuckDB hold more of it in memory than a few thousand rows."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, prefix=".", suffix=HALF) as text, replacing(file) as half:
        with source.cursor() as cursor:
            with cursor.copy(copy_out) as copy:
                text.writelines(copy)
            rows = cursor.rowcount
        text.flush()
        parquet.from_csv(Path(text.name), columns, half, said)
        with half.open("rb") as made:
            digest = file_digest(made, "sha256").hexdigest()
    return Made(rows=rows, sha256=digest)
