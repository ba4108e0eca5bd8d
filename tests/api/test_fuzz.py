"""Requests made from the description of the API, good and bad, are all answered as it says."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.access import Key, create_key
from api.postgres import Database
from complaints.recorder import open_pool
from tests.api.house import filed, house_over
from tests.api.serving import server

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
SECONDS = 75
COMPLAINTS = 40
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "ignored_auth",
)
# Invented ids would only ever be unknown, invented versions stale, and invented names not printable.
SETTINGS = """
[dictionaries]
complaints = {{ values = {complaints} }}
versions = {{ values = ["*", '"2"'] }}
people = {{ values = ["Ann Lee", "Tom Ode"] }}
problems = {{ values = ["version-is-stale", "not-known"] }}
jurisdictions = {{ values = ["uk.fca", "none"] }}
words = {{ values = ["payments", "current account", "late fee"] }}

[parameters]
"path.complaint" = {{ dictionary = "complaints", probability = 0.9 }}
"path.name" = {{ dictionary = "problems", probability = 0.5 }}
"header.if-match" = {{ dictionary = "versions", probability = 0.9 }}
"header.on-behalf-of" = {{ dictionary = "people", probability = 0.9 }}
"body.jurisdiction" = {{ dictionary = "jurisdictions", probability = 0.9 }}

[generation.dictionaries]
string = {{ dictionary = "words", probability = 0.4 }}
"""


@pytest.mark.proof
def test_whatever_is_sent_is_answered_as_the_description_says(database: Database, tmp_path: Path) -> None:
    pool = open_pool(database.app, size=1)
    key = create_key(pool, Key(holder="Fuzz", kind="machine", role="officer"), created_by="the tests")
    pool.close()
    with house_over(database.app) as house:
        complaints = [filed(house.client(key)) for _ in range(COMPLAINTS)]
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS.format(complaints=complaints), encoding="utf-8")
    with server({"COMPLAINTS_DATABASE_URL": database.owner}) as served, ThreadPoolExecutor(1) as threads:
        log = threads.submit(served.rest)
        words = ("--max-time", str(SECONDS), "--checks", ",".join(CHECKS), "--continue-on-failure")
        done = subprocess.run(
            [
                SCHEMATHESIS,
                *("--config-file", settings, "run", f"{served.url}/openapi.json"),
                *("--header", f"Authorization: Bearer {key}", *words),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS * 4,
        )
        served.process.terminate()
    assert done.returncode == 0, done.stdout[-20_000:]
    assert [line for line in log.result() if line["level"] in {"error", "critical"}] == []
