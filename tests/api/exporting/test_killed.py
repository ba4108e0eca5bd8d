"""An export that is killed in the middle, again and again: the manifest names whole files alone."""

import signal
import subprocess
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from api.exporting.manifest import MANIFEST
from tests.api.exporting.files import EVERY_FACT, exported, found
from tests.api.serving import COMPLAINTS, environment
from tests.complaints.rows import until
from tests.projections.place import Place


@pytest.mark.proof
def test_an_export_killed_again_and_again_holds_every_fact_once(year: Place, tmp_path: Path) -> None:
    asked = [str(COMPLAINTS), "export", str(tmp_path)]
    said = environment({"COMPLAINTS_DATABASE_URL": year.database.owner})
    for months in range(1, 13, 2):
        with subprocess.Popen(asked, env=said, stdout=subprocess.DEVNULL) as process:
            until(lambda: len(list(tmp_path.glob("events/*/*"))) >= months)  # noqa: B023 - asked at once
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
        manifest = MANIFEST.validate_json((tmp_path / "manifest.json").read_bytes())
        for it in manifest.files:
            assert sha256((tmp_path / it.file).read_bytes()).hexdigest() == it.sha256
    assert exported(year, tmp_path).exit_code == 0
    with psycopg.connect(year.database.owner) as owner:
        ours = owner.execute("select position from ledger.events order by position").fetchall()
    assert [(position,) for position, *_ in found(tmp_path, EVERY_FACT)] == ours
