"""Every row of a file comes out once, understood or rejected, also of a file that was cut off."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.importing.read import read_rows
from api.importing.refusals import FileRefused
from api.importing.rows import RejectedRow, Source, SourceRow
from api.importing.survey import look_over

Write = Callable[[bytes], Path]
Row = SourceRow | RejectedRow

HEADER = b"Complaint ID,Date received,Product,Issue,Consumer complaint narrative,Tags\n"
WHOLE = HEADER + b'1,2014-02-13,Mortgage,Fees,"Two\nlines",\n2,2014-02-14,Loan,Rate,,Servicemember\n'


def read(source: Source, path: Path) -> list[Row]:
    return list(read_rows(look_over(source, path)))


def reasons(rows: list[Row]) -> list[str | None]:
    return [row.reason if isinstance(row, RejectedRow) else None for row in rows]


def ids(rows: list[Row]) -> list[str | None]:
    return [row.source_id for row in rows]


def test_rows_carry_their_line_their_text_and_their_id(write: Write) -> None:
    path = write(WHOLE)
    file = look_over("cfpb", path)
    rows = read("cfpb", path)
    assert (file.total, file.cut, file.columns.header) == (2, None, HEADER.decode().strip())
    assert [(row.line, row.source_id) for row in rows] == [(2, "1"), (4, "2")]
    assert rows[0].raw == '1,2014-02-13,Mortgage,Fees,"Two\nlines",'


def test_last_empty_cell_may_be_left_out(write: Write) -> None:
    (row,) = read("cfpb", write(HEADER + b"1,2014-02-13,Mortgage,Fees,text\n"))
    assert isinstance(row, SourceRow)
    assert (row.narrative, row.tags) == ("text", ())


@pytest.mark.parametrize(
    ("line", "source_id", "reason"),
    [
        (
            b"1,2014-02-13,Mortgage,Fees",
            None,
            "it has 4 fields, the header 6: most likely a comma is missing",
        ),
        (
            b"1,2014-02-13,Mortgage,Fees,a,b,c",
            None,
            "it has 7 fields, the header 6: most likely a comma stands",
        ),
        (b"1,2014-02-13,Mort\0gage,Fees,,", None, "it holds a zero byte"),
        (b"1,,Mortgage,Fees,,", "1", "it has no date on which it was received"),
        (b"1,13 Feb,Mortgage,Fees,,", "1", "'13' is not a date written like the others of this file"),
        (b"1.01E+11,2014-02-13,Mortgage,Fees,,", "1.01E+11", "'1.01E+11' is not a whole number"),
        ("٣,2014-02-13,Mortgage,Fees,,".encode(), "٣", "'٣' is not a whole number"),
    ],
)
def test_row_that_cannot_be_taken_is_rejected_with_line_and_reason(
    write: Write, line: bytes, source_id: str | None, reason: str
) -> None:
    rows = read("cfpb", write(WHOLE + line + b"\n3,2014-02-13,Mortgage,Fees,,\n"))
    rejected = rows[2]
    assert isinstance(rejected, RejectedRow)
    assert reason in rejected.reason
    assert (rejected.line, rejected.source_id, rejected.raw) == (5, source_id, line.decode())
    assert ids([*rows[:2], *rows[3:]]) == ["1", "2", "3"]


def test_line_break_outside_quotes_spoils_its_row_and_no_other(write: Write) -> None:
    rows = read(
        "cfpb", write(WHOLE + b"3,2014-02-15,Mortgage,Fees,broken\n\nin three,\n4,2014-02-16,Loan,Rate,,\n")
    )
    assert ids(rows) == ["1", "2", "3", None, "4"]
    assert [row.line for row in rows] == [2, 4, 5, 7, 8]


def test_row_without_an_id_gets_one_that_a_second_run_gives_again(write: Write) -> None:
    line = b"2014-02-13,Mortgage,Fees,,\n"
    path = write(WHOLE + b"," + line + b", " + line + b"3," + line + b",2014-02-14,Mortgage,Fees,,\n")
    first = read("cfpb", path)
    again, mine, other = str(first[2].source_id), str(first[3].source_id), str(first[5].source_id)
    assert again.rsplit(":", 1) == [mine.rsplit(":", 1)[0], "1"]
    assert mine.endswith(":2")
    assert other.endswith(":1")
    assert other.rsplit(":", 1)[0] != mine.rsplit(":", 1)[0]
    assert read("cfpb", path) == first


def test_id_from_the_content_does_not_depend_on_line_ends_or_the_order_of_columns(write: Write) -> None:
    one = read("cfpb", write(b'Date received,Product,Issue\r\n2014-02-13,Loan,"a\r\nb"\r\n'))
    other = read("cfpb", write(b'issue,date_received,extra,product\n"a\nb",2014-02-13,x,Loan\n'))
    assert ids(one) == ids(other)


@pytest.mark.parametrize(
    ("end", "cut"),
    [
        (b"3,2014-02", "The file breaks off in the row that begins on line 5: the rows before it are whole."),
        (b'3,2014-02-15,Loan,Rate,"half a', "breaks off in the row that begins on line 5"),
        (b'3,2014-02-15,Loan,Rate,"half a\n', "breaks off in the row that begins on line 5"),
        ("3,2014-02-15,Loan,Rate,,Soci\xe9".encode()[:-1], "breaks off in the row that begins on line 5"),
    ],
)
def test_file_cut_off_in_a_row_gives_the_rows_before_it_and_says_so(
    write: Write, end: bytes, cut: str
) -> None:
    path = write(WHOLE + end)
    rows = read("cfpb", path)
    assert cut in str(look_over("cfpb", path).cut)
    assert ids(rows) == ["1", "2", None]
    assert "the file ends in the middle of this row" in str(reasons(rows)[-1])


def test_last_row_without_a_line_end_is_taken_unless_its_last_cell_is_needed(write: Write) -> None:
    assert reasons(read("cfpb", write(WHOLE + b"3,2014-02-15,Loan,Rate,,Older"))) == [None] * 3
    rows = read("cfpb", write(b"Date received,Product,Issue,Complaint ID\n2014-02-15,Loan,Rate,12"))
    assert "without the line end that shows it to be whole" in str(reasons(rows)[0])


def test_compressed_file_cut_off_between_rows_is_reported_too(write: Write) -> None:
    path = write(gzip.compress(WHOLE)[:-4])
    assert look_over("cfpb", path).cut == (
        "The compressed data of the file breaks off after the row that begins on line 4."
    )
    assert reasons(read("cfpb", path)) == [None, None]


@given(place=st.integers(min_value=1), pack=st.sampled_from([bytes, gzip.compress]))
def test_cut_anywhere_a_file_yields_whole_rows_only(
    place: int, pack: Callable[[bytes], bytes], samples: Path
) -> None:
    content = gzip.decompress((samples / "nyc311_noise_newyear_2016.csv.gz").read_bytes())[:30_000]
    packed = pack(content)
    with TemporaryDirectory() as folder:
        path = Path(folder, "rows.csv")
        path.write_bytes(packed)
        whole = read("nyc311", path)
        path.write_bytes(packed[: place % len(packed)])
        found = _read_or_refused(path)
    taken = [row for row in found if isinstance(row, SourceRow)]
    assert len(found) - len(taken) <= 1
    assert [replace(row, raw="") for row in taken] == [replace(row, raw="") for row in whole[: len(taken)]]


def _read_or_refused(path: Path) -> list[Row]:
    """A file cut off in its header is refused."""
    try:
        return read("nyc311", path)
    except FileRefused:
        return []
