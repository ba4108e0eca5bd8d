"""Importing a file: rows in, facts appended in batches, every row counted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from uuid_utils.compat import uuid7

from api.importing.mapping import said_by
from api.importing.read import read_rows
from api.importing.refusals import RowRefused
from api.importing.rejects import write_reject
from api.importing.rows import RejectedRow, Source, SourceRow, reject
from api.importing.survey import SourceFile
from complaints.actor import Actor
from complaints.application import Receipt
from complaints.errors import ComplaintError
from complaints.ledger import Complaints
from complaints.recorder import AppendTooLarge, ReferenceTaken, VersionTaken
from complaints.request import Request
from complaints.storage import FactTooLarge
from complaints.taking_in import Said

BATCH = 100
"""Rows in one append: each has a handful of facts, and an append takes a thousand."""

Batch = list[SourceRow | RejectedRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A row and what it says."""

    row: SourceRow
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of rows: read = imported + updated + unchanged + rejected."""

    read: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            read=self.read + other.read,
            imported=self.imported + other.imported,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
            rejected=self.rejected + other.rejected,
        )


def import_file(
    complaints: Complaints, file: SourceFile, rejects: Path, *, by: str, progress: Callable[[int], None]
) -> Counts:
    """Import the rows of a file and return what became of them; `progress` is told how many are done.

    Rows that cannot be taken are written to `rejects`; what an earlier run left there is removed. A batch is
    recorded as a whole or not at all: after a crash, import the same file again to add what is missing.
    """
    rejects.unlink(missing_ok=True)
    counts = Counts()
    for batch in _batches(read_rows(file)):
        counts += _import_batch(complaints, file.source, batch, rejects, by)
        progress(counts.read)
    return counts


def _batches(rows: Iterator[SourceRow | RejectedRow]) -> Iterator[Batch]:
    """Yield rows in batches in which no complaint comes twice."""
    batch: Batch = []
    ids: set[str | None] = set()
    for row in rows:
        if len(batch) == BATCH or (row.source_id in ids and row.source_id):
            yield batch
            batch, ids = [], set()
        batch.append(row)
        ids.add(row.source_id)
    if batch:
        yield batch


def _import_batch(complaints: Complaints, source: Source, batch: Batch, rejects: Path, by: str) -> Counts:
    now = datetime.now(UTC)
    actor = Actor(by=by, kind="import", via=f"{source} import")
    understood = [_understood(row, now) for row in batch]
    taken = [each for each in understood if isinstance(each, Understood)]
    outcomes = _take_in(complaints, taken, Request(by=actor, now=now, command_id=uuid7()))
    rejected = [each for each in (*understood, *outcomes) if isinstance(each, RejectedRow)]
    for row in sorted(rejected, key=lambda row: row.line):
        write_reject(rejects, row)
    receipts = [outcome for outcome in outcomes if isinstance(outcome, Receipt)]
    new = sum(bool(receipt.facts) and receipt.version == len(receipt.facts) for receipt in receipts)
    unchanged = sum(not receipt.facts for receipt in receipts)
    return Counts(
        read=len(batch),
        imported=new,
        updated=len(receipts) - new - unchanged,
        unchanged=unchanged,
        rejected=len(rejected),
    )


def _understood(row: SourceRow | RejectedRow, now: datetime) -> Understood | RejectedRow:
    if isinstance(row, RejectedRow):
        return row
    try:
        return Understood(row=row, said=said_by(row, now))
    except RowRefused as refusal:
        return reject(row, str(refusal))


def _take_in(
    complaints: Complaints, rows: Sequence[Understood], request: Request
) -> Sequence[Receipt | RejectedRow]:
    """Take rows in as a whole; where one of them is in the way, one by one."""
    if not rows:
        return []
    try:
        return complaints.take_in([each.said for each in rows], request)
    except (VersionTaken, ReferenceTaken, AppendTooLarge, FactTooLarge, ComplaintError):
        return [_take_in_one(complaints, each, replace(request, command_id=uuid7())) for each in rows]


def _take_in_one(complaints: Complaints, each: Understood, request: Request) -> Receipt | RejectedRow:
    try:
        return complaints.take_in_one(each.said, request)
    except (AppendTooLarge, FactTooLarge, ComplaintError) as refusal:
        return reject(each.row, str(refusal))
