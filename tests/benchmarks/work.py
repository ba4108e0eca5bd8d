"""A catch-up or a rebuild in a process of its own, which says what it took: started by the benchmarks."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any, Literal

from complaints.recorder import Pool, open_pool
from projections.engine import advance
from projections.rebuild import rebuild
from projections.recent import RecentLedger
from projections.view import View
from projections.worker import VIEWS
from projections.writer import Writer, open_writer

Work = Literal["live", "rebuild"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What a work took. `cpu_seconds` are those of all its processes, `peak_mib` the largest one's memory."""

    seconds: float
    cpu_seconds: float
    peak_mib: float


def work_in_a_process(work: Work, conninfo: str, views: Sequence[str]) -> Took:
    """Do a work on some views in a new process."""
    command = [sys.executable, "-m", __name__, work, conninfo, *views]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return Took(**json.loads(done.stdout))


def _do(work: str, pool: Pool, writer: Writer, views: dict[str, View[Any]]) -> None:
    ledger = RecentLedger(pool)
    if work == "rebuild":
        rebuild(writer, ledger, list(views.values()), lambda _: None)
    else:
        while advance(writer, ledger, views):
            pass


def _cpu_seconds() -> float:
    used = (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    return sum(it.ru_utime + it.ru_stime for it in used)


def _peak_mib() -> float:
    """Return the memory of the largest process, of this one without what it had before it was a Python."""
    (own,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return max(int(own), getrusage(RUSAGE_CHILDREN).ru_maxrss) / 1024


def _main(work: str, conninfo: str, *names: str) -> None:
    with open_pool(conninfo, size=2) as pool, open_writer(conninfo) as writer:
        began, used = perf_counter(), _cpu_seconds()
        _do(work, pool, writer, {name: VIEWS[name] for name in names})
        took = Took(seconds=perf_counter() - began, cpu_seconds=_cpu_seconds() - used, peak_mib=_peak_mib())
    json.dump(asdict(took), sys.stdout)


if __name__ == "__main__":
    _main(*sys.argv[1:])
