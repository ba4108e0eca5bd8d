"""What the service writes on standard error: one JSON object a line, whoever writes at the same time."""

import json
import subprocess
import sys

MANY = """
import logging, sys, threading
import structlog
from api.logs import configure_logs

configure_logs("info")
sys.setswitchinterval(1e-6)
logs = (structlog.get_logger(), logging.getLogger("a library"))
many = lambda log: [log.info("said") for _ in range(2000)]
threads = [threading.Thread(target=many, args=[log]) for log in logs * 2]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_each_line_is_one_object_though_threads_and_libraries_log_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", MANY], capture_output=True, text=True, check=True)
    lines = done.stderr.splitlines()
    assert len(lines) == 8_000
    assert {json.loads(line)["event"] for line in lines} == {"said"}
