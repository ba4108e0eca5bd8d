"""Exporting: what is new since the last time is added, file by file, and then named in the manifest."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from psycopg.rows import class_row
from psycopg.sql import SQL, Literal

from api.exporting.manifest import EventsFile, Fact, Manifest, NoExport, RowsFile, held, tidy, write
from api.exporting.tables import REPORTING, export_facts, export_rows
from api.postgres import Database
from complaints.pool import Session, open_session
from projections.slots import at_one_moment

# As recorded_at never falls while positions rise, each month is one span of them. Rows that came into the
# table by another way than an append may not keep to that, and are in none twice even so.
SPANS = """
select month, min(position), max(position)
  from (select position, month, row_number() over (order by position)
               - row_number() over (partition by month order by position) as span
          from (select position, to_char(recorded_at at time zone 'UTC', 'YYYY-MM') as month
                  from ledger.events where position > %s) as facts) as spans
 group by month, span
 order by min(position)
"""

FACT = "select position, stream, version, recorded_at from ledger.events where position = %s"

STANDS = "select position, fold_version from views.positions where view = %s and state = 'live'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What a run has added: facts, views whose rows were written anew, and up to where the facts go now."""

    facts: int
    views: int
    position: int


def export(database: Database, folder: Path, schema: str, *, events: bool, rows: bool) -> Exported:
    """Add the facts that are new, and write the rows of the views that have moved; all of one moment.

    Whenever it is killed, the manifest names whole files alone. Raises `ExportUnderWay`, `NoExport`.
    """
    with held(folder) as before, _one_moment(database) as (ledger, reports):
        _refuse_another_ledger(folder, before, ledger)
        manifest = _add_facts(ledger, folder, before) if events else before
        if rows:
            manifest = _replace_rows(ledger, reports, folder, manifest, schema)
            tidy(folder, manifest)
    return Exported(
        facts=sum(it.rows for it in manifest.events) - sum(it.rows for it in before.events),
        views=len(set(manifest.rows) - set(before.rows)),
        position=manifest.position,
    )


@contextmanager
def _one_moment(database: Database) -> Iterator[tuple[Session, Session]]:
    """Give two connections that see the same: the ledger's, as the service, and the reports' own."""
    with (
        closing(open_session(database.app, autocommit=True)) as ledger,
        closing(open_session(database.reader, autocommit=True)) as reports,
        at_one_moment(ledger),
        at_one_moment(reports),
    ):
        ((moment,),) = ledger.execute("select pg_export_snapshot()").fetchall()
        reports.execute(SQL("set transaction snapshot {}").format(Literal(moment)))
        yield ledger, reports


def _refuse_another_ledger(folder: Path, manifest: Manifest, ledger: Session) -> None:
    if manifest.last and _fact(ledger, manifest.position) != manifest.last:
        raise NoExport(
            f"{folder} holds an export of another ledger, or of a later state of this one:"
            f" its last fact, at position {manifest.position}, is not here."
        )


def _add_facts(ledger: Session, folder: Path, manifest: Manifest) -> Manifest:
    for month, first, last in ledger.execute(SPANS, [manifest.position]).fetchall():
        file = f"events/month={month}/{first:012}-{last:012}.parquet"
        made = export_facts(ledger, first, last, folder / file)
        added = EventsFile(file=file, first=first, last=last, rows=made.rows, sha256=made.sha256)
        manifest = replace(manifest, last=_fact(ledger, last), events=(*manifest.events, added))
        write(folder, manifest)
    return manifest


def _replace_rows(
    ledger: Session, reports: Session, folder: Path, manifest: Manifest, schema: str
) -> Manifest:
    before = {it.file: it for it in manifest.rows}
    found = []
    for name, view in REPORTING.items():
        for position, version in ledger.execute(STANDS, [view.name]).fetchall():
            file = f"rows/{name}/position={position}/fold-{version}-schema-{schema}.parquet"
            found.append(before.get(file) or _rows(reports, folder, name, file, position))
    after = replace(manifest, rows=tuple(found))
    if after != manifest:
        write(folder, after)
    return after


def _rows(reports: Session, folder: Path, name: str, file: str, position: int) -> RowsFile:
    made = export_rows(reports, name, folder / file, position)
    return RowsFile(file=file, view=name, position=position, rows=made.rows, sha256=made.sha256)


def _fact(ledger: Session, position: int) -> Fact | None:
    with ledger.cursor(row_factory=class_row(Fact)) as cursor:
        return cursor.execute(FACT, [position]).fetchone()
