"""Cut the answer keys from the full files: `python -m tests.samples.cut FOLDER`, with the folder they are in.

All rows, in their order and with their line ends; of the columns, those that deadlines and verdicts need.
"""

import csv
import gzip
import io
import sys
from collections.abc import Mapping
from pathlib import Path

ANSWER_KEYS = Path(__file__).with_name("answer_keys")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "boston311_2011_h2.csv.gz": (
        "case_enquiry_id",
        "open_dt",
        "target_dt",
        "closed_dt",
        "ontime",
        "case_status",
        "reason",
        "type",
    ),
    "nyc311_noise_newyear_2016.csv.gz": (
        "Unique Key",
        "CreatedDate",
        "Closed Date",
        "Agency",
        "Complaint Type",
        "Status",
        "Due Date",
    ),
}
"""The columns of each file, in its order."""


def cut(path: Path, columns: tuple[str, ...]) -> str:
    """Return these columns of a gzip-compressed CSV file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        text = file.read()
    line_end = next(end for end in ("\r\n", "\n", "\r") if end in text)
    rows = csv.reader(io.StringIO(text, newline=""))
    header = next(rows)
    places = [header.index(column) for column in columns]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=line_end)
    writer.writerow(columns)
    writer.writerows([row[place] for place in places] for row in rows)
    return out.getvalue()


def main(folder: Path) -> None:
    """Write the answer keys anew: the same bytes every time."""
    for name, columns in COLUMNS.items():
        text = cut(folder / name, columns).encode()
        (ANSWER_KEYS / name).write_bytes(gzip.compress(text, compresslevel=9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
