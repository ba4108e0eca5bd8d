"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HALF = ".part"
"""How the name of a file ends that is being written. What a killed process leaves can be deleted."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path beside a file to write to: it takes the place of the file when the block ends well."""
    half = path.with_name(f".{path.name}.{os.getpid()}{HALF}")
    try:
        yield half
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
