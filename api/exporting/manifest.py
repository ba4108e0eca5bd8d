"""The manifest of an export: which files belong to it, and up to where they go."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from api.whole_files import HALF, replacing

NAME, LOCK = "manifest.json", "export.lock"
FILES = ("events/month=*/*.parquet", "rows/*/position=*/*.parquet")
"""Where an export keeps files, and nobody else should."""


class ExportUnderWay(Exception):
    """Another export writes to the folder."""


class NoExport(Exception):
    """What is in the folder cannot be added to; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The last fact that was exported: by it the ledger is known again."""

    position: int
    stream: UUID
    version: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file, by its path within the folder; how many rows it has, and its SHA-256."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsFile(File):
    """The facts from the position `first` to `last`."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsFile(File):
    """All rows of a view of `reporting` at a position; `file` says by which fold and under which schema."""

    view: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an export holds. `format` counts the versions of these files; there is one."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    format: Literal[1] = 1
    last: Fact | None = None
    events: tuple[EventsFile, ...] = ()
    rows: tuple[RowsFile, ...] = ()

    @property
    def position(self) -> int:
        """Return up to where the facts go; 0 of none."""
        return self.last.position if self.last else 0

    @property
    def files(self) -> tuple[File, ...]:
        """Return every file."""
        return (*self.events, *self.rows)


MANIFEST = TypeAdapter(Manifest)


@contextmanager
def held(folder: Path) -> Iterator[Manifest]:
    """Hold a folder, made if it is not there, and give its manifest; nobody else writes there meanwhile.

    What a killed export has left is deleted first. Raises `ExportUnderWay`, `NoExport`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / NAME).exists() and any(
        it.name != LOCK and HALF not in it.name for it in folder.iterdir()
    ):
        raise NoExport(f"{folder} is not empty, and holds no export: name a folder of its own.")
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ExportUnderWay(f"Another export writes to {folder}.") from None
        manifest = _read(folder)
        tidy(folder, manifest)
        yield manifest


def write(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest."""
    with replacing(folder / NAME) as half:
        half.write_bytes(MANIFEST.dump_json(manifest, indent=2))


def tidy(folder: Path, manifest: Manifest) -> None:
    """Delete files that the manifest does not name: half ones, old ones, and new ones of a killed export."""
    named = {it.file for it in manifest.files}
    for file in [it for pattern in FILES for it in folder.glob(pattern)]:
        if file.relative_to(folder).as_posix() not in named:
            file.unlink()
            if not any(file.parent.iterdir()):
                file.parent.rmdir()
    for half in folder.rglob(f".*{HALF}"):
        half.unlink()


def _read(folder: Path) -> Manifest:
    if not (folder / NAME).exists():
        write(folder, Manifest())
    try:
        manifest = MANIFEST.validate_json((folder / NAME).read_bytes())
    except ValidationError:
        raise NoExport(f"{folder / NAME} cannot be read by this version: export to another folder.") from None
    for file in manifest.files:
        if not (folder / file.file).is_file():
            raise NoExport(f"{folder / file.file} is missing, which the manifest names.")
    return manifest
