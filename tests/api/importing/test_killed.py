"""An import that is killed in the middle, again and again: in the end every row is there, and there once."""

import os
import signal
import subprocess
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from api.postgres import Database
from complaints.application import Ledger
from complaints.ledger import Complaints
from complaints.recorder import Pool
from complaints.taking_in import imported_id
from projections.worker import catch_up
from projections.writer import open_writer
from tests.api.importing.boston import Write, closed, content, request
from tests.api.serving import COMPLAINTS
from tests.complaints.rows import until
from tests.projections.place import assert_as_rebuilt

ROWS = 4_000
FILED = "select count(*), count(distinct stream) from ledger.events where topic = 'ComplaintFiled'"


def rows_in(pool: Pool) -> tuple[int, int]:
    with pool.connection() as connection:
        filed, streams = connection.execute(FILED).fetchone() or (0, 0)
    return filed, streams


def has_rows(pool: Pool, rows: int) -> bool:
    return rows_in(pool)[0] >= rows


def importing(path: Path, database: Database) -> "subprocess.Popen[bytes]":
    settings = os.environ | {"COMPLAINTS_DATABASE_URL": database.owner}
    return subprocess.Popen(
        [COMPLAINTS, "import", "--format", "boston311", str(path)],
        env=settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.proof
def test_an_import_killed_again_and_again_takes_every_row_once(
    database: Database, pool: Pool, write: Write
) -> None:
    first = write(content([request(key) for key in range(0, ROWS, 2)]))
    with importing(first, database) as process:
        assert process.wait() == 0
    path = write(content([closed(key) for key in range(ROWS)]))  # half of them are known, and open

    with closing(open_writer(database.app)) as writer:
        for share in (0.6, 0.7, 0.8, 0.9):
            with importing(path, database) as process:
                until(partial(has_rows, pool, int(share * ROWS)))
                process.send_signal(signal.SIGKILL)
                assert process.wait() == -signal.SIGKILL
            catch_up(writer, Ledger(pool))
        with importing(path, database) as process:
            assert process.wait() == 0
        catch_up(writer, Ledger(pool))
        assert rows_in(pool) == (ROWS, ROWS)
        assert_as_rebuilt(writer, Ledger(pool))

    complaints = Complaints(pool)
    known = ["ComplaintFiled", "ComplaintClassified", "ComplaintAssigned", "ClockStarted", "SourceReported"]
    for key in range(0, ROWS, 97):
        facts = [type(it.fact).__name__ for it in complaints.get(imported_id("boston311", str(key))).facts]
        ends = ["ComplaintClosed", "SourceReported", "FactCorrected", "ClockStopped"]
        once = ["ComplaintFiled", "ComplaintClassified", "ComplaintAssigned", "ClockStarted"]
        assert facts == (
            [*known, "ClockBreached", *ends]
            if key % 2 == 0
            else [*once, "ComplaintClosed", "SourceReported", "ClockStopped"]
        )
