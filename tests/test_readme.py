"""The README's complaint lives, line by line, against a running server."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from api.postgres import Database
from tests.api.serving import COMPLAINTS, server

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"^```(sh|sh-refused)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def settings(database: Database) -> dict[str, str]:
    return {"COMPLAINTS_DATABASE_URL": database.owner}


def test_every_line_of_the_readme_works(settings: dict[str, str]) -> None:
    with server(settings) as served:
        ran = subprocess.run(
            ["bash", "-c", script(served.url)],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert '"facts":["FactCorrected","ClockRestated"' in ran.stdout
    assert "complaint-not-closed" in ran.stdout
    assert '"verdict":"running"' in ran.stdout


def script(url: str) -> str:
    """Put the README's blocks into one script that stops at the first line that does not do as it says."""
    blocks = BLOCK.findall(README.read_text(encoding="utf-8"))
    assert {kind for kind, _ in blocks} == {"sh", "sh-refused"}
    lines = ["set -euo pipefail"]
    for kind, text in blocks:
        lines += [text] if kind == "sh" else [f"if {line}; then exit 9; fi" for line in text.splitlines()]
    whole = "\n".join(lines)
    return whole.replace("http://127.0.0.1:8000", url).replace(".venv/bin/complaints", str(COMPLAINTS))
