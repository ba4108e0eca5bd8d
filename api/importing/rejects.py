"""The file of the rows that could not be taken, with line and reason."""

import csv
from pathlib import Path

from api.importing.rows import RejectedRow

COLUMNS = ("line", "source_id", "reason", "row")


def rejects_of(path: Path) -> Path:
    """Return where the rejected rows of a file are written."""
    return path.with_name(f"{path.name}.rejected.csv")


def write_reject(path: Path, row: RejectedRow) -> None:
    """Add a row to a file of rejected rows, which is made with the first, readable by its owner alone."""
    if not path.exists():
        path.touch(mode=0o600)
        _append(path, COLUMNS)
    _append(path, (str(row.line), row.source_id or "", row.reason, row.raw))


def _append(path: Path, cells: tuple[str, ...]) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(cells)
