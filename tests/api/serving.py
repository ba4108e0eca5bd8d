"""The server as it is run: a process of its own, on a free port of this machine."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COMPLAINTS = Path(sys.executable).with_name("complaints")
SECONDS = 30
"""How long a process may take to end, or a request to be answered, on a machine with much to do."""

Line = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server; `log` is what it has written and a test has read."""

    process: subprocess.Popen[str]
    url: str
    log: list[Line] = field(default_factory=list)

    def until(self, event: str) -> Line:
        """Read the log up to a line of this event, and return that."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(json.loads(line))
            if self.log[-1]["event"] == event:
                return self.log[-1]
        raise AssertionError(f"the log ends without {event!r}: {self.log}")

    def rest(self) -> list[Line]:
        """Read the rest of the log, to its end."""
        assert self.process.stderr is not None
        return [json.loads(line) for line in self.process.stderr]

    def ended(self) -> int:
        """Wait for the end, read the rest of the log and return the exit code."""
        _, rest = self.process.communicate(timeout=SECONDS)
        self.log.extend(map(json.loads, rest.splitlines()))
        return self.process.returncode


@contextmanager
def server(settings: Mapping[str, str]) -> Iterator[Served]:
    port = free_port()
    with subprocess.Popen(
        [COMPLAINTS, "serve"],
        env=environment(settings) | {"COMPLAINTS_PORT": str(port)},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            served = Served(process=process, url=f"http://127.0.0.1:{port}")
            served.until("serving")
            yield served
        finally:
            process.kill()


def command(*words: str, settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    return subprocess.run(
        [COMPLAINTS, *words],
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process with these settings; a data folder has a server of its own."""
    named = os.environ | settings
    if "COMPLAINTS_DATA_DIR" in settings:
        named = {name: value for name, value in named.items() if name != "COMPLAINTS_DATABASE_URL"}
    return named


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
