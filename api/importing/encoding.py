"""The bytes of a plain or gzip file, and the encoding that they are in, decided by the whole file.

Whether a file is compressed is read from its first bytes, not from its name.
"""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from api.importing.refusals import FileRefused

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 1 << 16
GZIP_MAGIC = b"\x1f\x8b"
"""The first two bytes of every gzip file: RFC 1952, section 2.3.1."""
NEVER_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""The five bytes to which Windows code page 1252 gives no character."""
NOT_ASCII = re.compile(rb"[\x80-\xff]+")

Encoding = Literal["utf-8-sig", "cp1252"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A file whose encoding is known. `breaks_off`: its compressed data or last character is incomplete."""

    path: Path
    encoding: Encoding
    breaks_off: bool


class SourceBytes(io.RawIOBase):
    """The bytes of a plain or gzip file. Compressed data that stops early just ends, with `was_cut` set."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._bytes = _unpacked(self._file)
        self.was_cut = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        space = memoryview(buffer)
        chunk = self._next(len(space))
        space[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _next(self, size: int) -> bytes:
        try:
            return self._bytes.read1(size)
        except EOFError:
            self.was_cut = True
            return b""
        except (gzip.BadGzipFile, zlib.error) as damage:
            raise FileRefused(
                f"The compressed data of this file is damaged ({damage}). Fetch or compress the file again."
            ) from damage


def recognise(path: Path) -> Text:
    """Read the whole file once and decide its encoding by evidence.

    UTF-8 (with or without a byte order mark) if every byte fits it. Else Windows-1252, which holds all that
    is printable in Latin-1, if every byte has a meaning there and fewer runs of non-ASCII bytes are valid
    UTF-8 than are not. Raises `FileRefused` for damaged data, UTF-16, an unknown and a mixed encoding.
    """
    with SourceBytes(path) as source:
        first = source.read(2) or b""
        if first in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise FileRefused("This file is UTF-16. Save it as CSV in UTF-8.")
        unfinished = _unfinished_utf8(chain([first], _chunks(source)))
        if unfinished is not None:
            return Text(path=path, encoding="utf-8-sig", breaks_off=source.was_cut or bool(unfinished))
    return _recognise_cp1252(path)


def _unpacked(file: io.BufferedReader) -> io.BufferedReader | gzip.GzipFile:
    is_packed = file.read(2) == GZIP_MAGIC
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if is_packed else file


def _chunks(source: SourceBytes) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _unfinished_utf8(chunks: Iterator[bytes]) -> bytes | None:
    """Return the bytes of a last, unfinished character (mostly none), or None if it is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks:
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return None
    return decoder.getstate()[0]


def _recognise_cp1252(path: Path) -> Text:
    """Weigh the evidence against UTF-8: a run of non-ASCII bytes rarely looks like it by chance."""
    valid = invalid = 0
    with SourceBytes(path) as source:
        for chunk in _chunks(source):
            if unknown := NEVER_IN_CP1252.search(chunk):
                byte = unknown.group().hex()
                raise FileRefused(
                    f"This file is neither UTF-8 nor Windows-1252 (byte {byte}). Save it as CSV in UTF-8."
                )
            runs = NOT_ASCII.findall(chunk)
            fitting = sum(map(_is_utf8, runs))
            valid, invalid = valid + fitting, invalid + len(runs) - fitting
        if valid >= invalid:
            mix = f"{valid} places are UTF-8, {invalid} are not"
            raise FileRefused(f"This file mixes encodings: {mix}. Save it as CSV in UTF-8.")
        return Text(path=path, encoding="cp1252", breaks_off=source.was_cut)


def _is_utf8(run: bytes) -> bool:
    try:
        run.decode()
    except UnicodeDecodeError:
        return False
    return True
