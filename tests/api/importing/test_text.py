"""Records come out of a file whole, each with the line it begins on, whatever ends its lines."""

import csv
import gzip
import io
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.importing.encoding import recognise
from api.importing.text import Record, records

Write = Callable[[bytes], Path]

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\0"), max_size=12)
TABLE = st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6)


def read(path: Path) -> list[Record]:
    return list(records(recognise(path)))


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_are_told_from_line_breaks_inside_quotes(write: Write, line_end: bytes) -> None:
    found = read(write(line_end.join([b"id,text", b'1,"one', b"", b'two"', b"", b"2,x"])))
    breaks = line_end.decode() * 2
    assert [(it.line, it.cells) for it in found] == [
        (1, ("id", "text")),
        (2, ("1", f"one{breaks}two")),
        (6, ("2", "x")),
    ]
    assert found[1].raw == f'1,"one{breaks}two"'
    assert [it.is_ended for it in found] == [True, True, False]


def test_next_line_character_of_unicode_ends_no_line(write: Write) -> None:
    assert read(write("1,S.\x85 r.l.,\u2028x\n".encode()))[0].cells == ("1", "S.\x85 r.l.", "\u2028x")


def test_byte_order_mark_is_no_part_of_the_first_heading(write: Write) -> None:
    assert read(write("id,é\n".encode("utf-8-sig")))[0].cells == ("id", "é")


def test_empty_file_has_no_records(write: Write) -> None:
    assert read(write(b"")) == []
    assert read(write(gzip.compress(b"\n\n"))) == []


@pytest.mark.parametrize("end", [b'2,"open', b'2,"open\n', b'2,"open\nmore,', b'2,"'])
def test_file_that_ends_inside_quotes_breaks_off_in_its_last_record(write: Write, end: bytes) -> None:
    found = read(write(b"id,text\n1,x\n" + end))
    assert [it.breaks_off for it in found] == [False, False, True]
    assert (found[-1].line, found[-1].is_ended) == (3, False)


def test_quote_that_is_never_closed_costs_one_record_and_not_the_memory(write: Write) -> None:
    rows = b"".join(b"%d,plain text\n" % number for number in range(40_000))
    found = read(write(b'id,text\n0,"open\n' + rows))
    assert [it.is_endless for it in found[:3]] == [False, True, False]
    assert found[1].line == 2
    assert found[1].cells == ()
    assert 30_000 < len(found) < 40_000
    assert found[-1].cells == ("39999", "plain text")


def test_records_come_before_the_file_is_read_to_its_end(write: Write) -> None:
    path = write(b"id,text\n" + b"1,x\n" * 500_000)
    assert len(list(islice(records(recognise(path)), 3))) == 3


@given(TABLE, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from([bytes, gzip.compress]))
def test_whatever_a_csv_writer_wrote_is_read_back(
    table: list[list[str]], line_end: str, pack: Callable[[bytes], bytes]
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(table)
    content = written.getvalue().encode()
    with TemporaryDirectory() as folder:
        path = Path(folder, "rows.csv")
        path.write_bytes(pack(content))
        found = read(path)
    assert [list(it.cells) for it in found] == table
    assert line_end.join(it.raw for it in found) + line_end == written.getvalue()
    assert all(it.is_ended and not it.breaks_off for it in found)
