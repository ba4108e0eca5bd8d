"""What the benchmarks find, with what is needed to judge it: machine, versions, commit, load."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import psycopg

Chapter = Literal["rates", "visible", "questions", "memory", "disk", "store", "clocks"]
SETTINGS = ("server_version", "fsync", "shared_buffers", "max_wal_size", "work_mem")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number: what was measured, how it is called, and in which unit (`ratio` of two like things).

    `complaints` is how many the ledger held; None where that has no part in it.
    """

    chapter: Chapter
    subject: str
    measure: str
    value: float
    unit: str
    complaints: int | None = None


class Figures:
    """The figures of one run, in the order in which they were found."""

    def __init__(self, command: Sequence[str], path: Path | None) -> None:
        """Begin a run of pytest with these arguments, whose figures are written to `path` as they come."""
        # Of a file only its name: where it lies is of this machine alone.
        self._command = " ".join(Path(word).name if word.startswith("/") else word for word in command)
        self._path = path
        self._began_at, self._load, self._commit = datetime.now(UTC), os.getloadavg(), _commit()
        self._server: dict[str, str] = {}
        self._found: list[Figure] = []

    def note(self, figure: Figure) -> None:
        """Keep a figure, and show it."""
        self._found.append(figure)
        if self._path:
            self._write(self._path)
        of = f" of {figure.complaints:,} complaints" if figure.complaints else ""
        sys.stdout.write(f"\n{figure.subject}{of}: {figure.measure} {figure.value:,.3f} {figure.unit}")

    def note_server(self, conninfo: str) -> None:
        """Keep which server it is, and how it is set."""
        with psycopg.connect(conninfo) as connection:
            shown = [(name, connection.execute("select current_setting(%s)", [name])) for name in SETTINGS]
            self._server = {name: str(value) for name, found in shown for (value,) in found}

    def _write(self, path: Path) -> None:
        run = {
            "command": self._command,
            "began_at": self._began_at.isoformat(timespec="seconds"),
            "ended_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": self._commit,
            "machine": _machine() | {"load_before": self._load, "load_after": os.getloadavg()},
            "postgresql": self._server,
            "figures": [asdict(figure) for figure in self._found],
        }
        path.write_text(json.dumps(run, indent=1) + "\n")


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value below which so many percent are, by nearest rank; of none there is none."""
    ranked = sorted(values)
    return ranked[-(-len(ranked) * percent // 100) - 1]


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def _commit() -> str:
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or "unknown"
