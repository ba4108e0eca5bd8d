"""Small files of the City of Boston, as its rows are written."""

from collections.abc import Callable, Sequence
from pathlib import Path

COLUMNS = (
    "case_enquiry_id",
    "open_dt",
    "target_dt",
    "closed_dt",
    "ontime",
    "case_status",
    "closure_reason",
    "case_title",
    "subject",
    "reason",
    "type",
    "queue",
    "source",
)
OPENED, TARGET, CLOSED = "2011-07-01 09:30:00", "2011-07-05 09:30:00", "2011-07-04 12:00:00"

Write = Callable[[bytes], Path]
Cells = dict[str, str]


def request(key: int | str, **cells: str) -> Cells:
    """Return the cells of a request that is open, with a deadline, but for those given."""
    return {
        "case_enquiry_id": str(key),
        "open_dt": OPENED,
        "target_dt": TARGET,
        "ontime": "ONTIME",
        "case_status": "Open",
        "case_title": "Pothole",
        "subject": "Public Works Department",
        "reason": "Street Lights",
        "type": "Street Light Outages",
        "queue": "PWDx_Lights",
        "source": "Constituent Call",
    } | cells


def closed(key: int | str, **cells: str) -> Cells:
    """Return the cells of a request that was closed in time, but for those given."""
    done = {"case_status": "Closed", "closed_dt": CLOSED, "closure_reason": "Case Resolved"}
    return request(key, **done | cells)


def content(rows: Sequence[Cells]) -> bytes:
    """Return the file of these rows."""
    lines = [COLUMNS, *(tuple(row.get(name, "") for name in COLUMNS) for row in rows)]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines).encode()
