"""The encoding of a file is decided by all its bytes, or the file is refused."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from api.importing.encoding import CHUNK, Text, recognise
from api.importing.refusals import FileRefused

Write = Callable[[bytes], Path]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        pytest.param(b"id\n1\n", "utf-8-sig", id="plain ASCII"),
        pytest.param("Société Générale\n".encode(), "utf-8-sig", id="UTF-8"),
        pytest.param("Société\n".encode("utf-8-sig"), "utf-8-sig", id="UTF-8 with a byte order mark"),
        pytest.param("Société\n".encode("latin-1"), "cp1252", id="Latin-1"),
        pytest.param(b"Conn\x92s \x96 Caf\xe9\n", "cp1252", id="Windows-1252 with its quotes"),
        pytest.param(
            b"CAF\xc9\x92S, Soci\xe9t\xe9\n",
            "cp1252",
            id="the first place looks like UTF-8, the others do not",
        ),
        pytest.param(b"a" * CHUNK + "é".encode(), "utf-8-sig", id="a character across two chunks"),
        pytest.param(b"a" * 9 * CHUNK + b"\xe9\n", "cp1252", id="the only evidence at the very end"),
    ],
)
def test_encoding_is_recognised_by_the_whole_file(write: Write, content: bytes, encoding: str) -> None:
    path = write(content)
    assert recognise(path) == Text(path=path, encoding=encoding, breaks_off=False)  # type: ignore[arg-type]  # a row
    assert recognise(write(gzip.compress(content))).encoding == encoding


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("id\n".encode("utf-16"), "UTF-16", id="UTF-16"),
        pytest.param(b"Soci\xe9t\xe9 \x81\n", "neither UTF-8 nor Windows-1252", id="a byte with no meaning"),
        pytest.param("Société ".encode() + b"Soci\xe9\n", "mixes encodings: 2 places", id="two encodings"),
        pytest.param(gzip.compress(b"id\n1\n")[:-8] + b"\0" * 8, "damaged", id="a wrong checksum"),
        pytest.param(gzip.compress(b"")[:10] + b"\xff" * 40, "damaged", id="gzip with rubbish in it"),
    ],
)
def test_what_cannot_be_decoded_with_certainty_is_refused(
    write: Write, content: bytes, sentence: str
) -> None:
    with pytest.raises(FileRefused, match=sentence):
        recognise(write(content))


def test_compressed_data_that_stops_early_is_marked_and_not_refused(write: Write) -> None:
    packed = gzip.compress(b"".join(b"%d,row\n" % number for number in range(9_999)))
    assert recognise(write(packed[:-9])).breaks_off
    assert recognise(write(packed[: len(packed) // 2])).breaks_off


def test_last_character_cut_in_half_marks_the_file(write: Write) -> None:
    assert recognise(write("id\nSociété".encode()[:-1])).breaks_off
