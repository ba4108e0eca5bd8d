"""Take the rows of a file of a public source one by one, in constant memory.

    file = look_over("boston311", path)
    for row in read_rows(file): ...

`file.total` tells how many rows will come and `file.cut` whether the file was cut off. Reading the same
file again gives the same rows. For rows without an id, one hash each is kept while the file is read.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256

from api.importing.fitness import unfit
from api.importing.formats import ID, Format
from api.importing.refusals import RowRefused
from api.importing.rows import GivenRow, RejectedRow, SourceRow, contradiction, reject
from api.importing.survey import FORMATS, SourceFile, flaw
from api.importing.text import Record, records

DIGEST = 16
"""Bytes of the hash of a row without an id: enough that two different rows never share one by chance."""


def read_rows(file: SourceFile) -> Iterator[SourceRow | RejectedRow]:
    """Yield every row in file order, each as understood or as rejected: `file.total` in all."""
    without_id: Counter[bytes] = Counter()
    rows = records(file.text)
    next(rows)
    for record in rows:
        reason = flaw(record, file.columns)
        if reason:
            yield RejectedRow(line=record.line, source_id=None, reason=reason, raw=record.raw)
        else:
            yield _understand(_given(record, file, without_id), FORMATS[file.source])


def _given(record: Record, file: SourceFile, without_id: Counter[bytes]) -> GivenRow:
    cells = record.cells + ("",) * (file.columns.width - len(record.cells))
    texts = {name: _trimmed(cells[index]) for name, index in file.columns.indexes.items()}
    source_id = texts.get(ID) or _content_id(texts, without_id)
    return GivenRow(line=record.line, raw=record.raw, source_id=source_id, texts=texts, order=file.order)


def _trimmed(cell: str) -> str:
    text = cell.strip()
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _content_id(texts: Mapping[str, str], without_id: Counter[bytes]) -> str:
    """Return an id for a row without one, from all it says and how often that was said before."""
    content = sorted((name, text) for name, text in texts.items() if text)
    digest = sha256(repr(content).encode()).digest()[:DIGEST]
    without_id[digest] += 1
    return f"content:{digest.hex()}:{without_id[digest]}"


def _understand(given: GivenRow, form: Format) -> SourceRow | RejectedRow:
    if given.texts.get(ID) and not _is_number(given.source_id):
        return reject(given, f"'{given.source_id}' is not a whole number, as the ids of this source are")
    try:
        row = form.read(given)
    except RowRefused as refusal:
        return reject(given, str(refusal))
    reason = unfit(row) or contradiction(row)
    return reject(row, reason) if reason else row


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
