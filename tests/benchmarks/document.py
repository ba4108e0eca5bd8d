"""The note on performance, made of runs, each by itself: python -m tests.benchmarks.document FILE.json..."""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.dot_chart import chart
from tests.benchmarks.figures import Chapter, Figure

DOCS = Path(__file__).parents[2] / "docs"
NOTE, PICTURE = DOCS / "performance.md", DOCS / "performance.svg"
BEGIN, END = "<!-- made by tests.benchmarks.document -->\n", "<!-- end -->\n"

CHAPTERS: Mapping[Chapter, str] = {
    "rates": "How fast views follow and are rebuilt",
    "visible": "From commit to every view",
    "questions": "Questions",
    "memory": "Memory of the largest process",
    "disk": "Room on disk, indexes and both slots",
    "store": "The store",
    "clocks": "Clocks",
}

COMPARED: frozenset[Chapter] = frozenset({"questions", "memory", "disk"})
"""Where the last column says how many times the figure of the smallest ledger that of the largest is."""

Column = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of the benchmarks, as `Figures` wrote it."""

    command: str
    began_at: str
    ended_at: str
    commit: str
    machine: Mapping[str, Any]
    postgresql: Mapping[str, str]
    figures: Sequence[Figure]


def read(path: Path) -> Run:
    found = json.loads(path.read_text())
    return Run(**{**found, "figures": [Figure(**figure) for figure in found["figures"]]})


def document(run: Run) -> str:
    """Return the part of the note that is made of the figures of a run, in Markdown."""
    return "\n".join([f"### {_sizes(run)}\n", _head(run), *_chapters(run)])


def table(chapter: Chapter, figures: Sequence[Figure]) -> str:
    """Return a table: a row for each subject, a column for each measure and size, in the order found."""
    columns = list(dict.fromkeys((it.measure, it.unit, it.complaints) for it in figures))
    columns.sort(key=lambda column: column[2] or 0)
    found = {(it.subject, (it.measure, it.unit, it.complaints)): it.value for it in figures}
    is_compared = chapter in COMPARED and columns[0][2] != columns[-1][2]
    head = ["", *map(_named, columns), *(["largest / smallest"] if is_compared else [])]
    lines = [head, ["---", *("---:" for _ in head[1:])]]
    for subject in dict.fromkeys(it.subject for it in figures):
        values = [found.get((subject, column)) for column in columns]
        compared = _compared(found, subject, columns) if is_compared else []
        lines.append([subject, *map(in_figures, values), *compared])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def in_figures(value: float | None) -> str:
    """Return a number with three significant digits, and no digit of a larger one left out.

    >>> in_figures(12345.6), in_figures(12.345), in_figures(0.012345), in_figures(None)
    ('12,346', '12.3', '0.0123', '')
    """
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _compared(
    found: Mapping[tuple[str, Column], float], subject: str, columns: Sequence[Column]
) -> list[str]:
    last = columns[-1]
    first = next(column for column in columns if column[:2] == last[:2])
    smallest, largest = found.get((subject, first)), found.get((subject, last))
    return [in_figures(largest / smallest) if smallest and largest else ""]


def _named(column: Column) -> str:
    measure, unit, complaints = column
    of = f", {complaints:,}" if complaints else ""
    return f"{measure}{of}" if unit == "ratio" else f"{measure}, {unit}{of}"


def _head(run: Run) -> str:
    machine, server = run.machine, dict(run.postgresql)
    before, after = (machine[name][0] for name in ("load_before", "load_after"))
    version = server.pop("server_version")
    settings = ", ".join(f"{name} = {value}" for name, value in server.items())
    return (
        f"Run of {run.began_at} to {run.ended_at}: `pytest {run.command}`, commit `{run.commit}`, on "
        f"{machine['cores']} cores and {machine['memory_gib']} GiB ({machine['system']}), Python "
        f"{machine['python']}, PostgreSQL {version} on the same cores ({settings}). Load of the machine: "
        f"{before:.1f} before, {after:.1f} after. Numbers after a comma in a column's name are complaints.\n"
    )


def _chapters(run: Run) -> Iterator[str]:
    for chapter, title in CHAPTERS.items():
        if figures := [it for it in run.figures if it.chapter == chapter]:
            yield f"#### {title}\n\n{table(chapter, figures)}"


def _sizes(run: Run) -> str:
    sizes = sorted({it.complaints for it in run.figures if it.complaints})
    return f"{' and '.join(f'{size:,}' for size in sizes)} complaints"


def _main(*paths: str) -> None:
    """Write what is made of the runs; the picture shows the questions of the last."""
    if not paths:
        raise SystemExit("Say which runs: the files that make bench wrote with --json.")
    runs = [read(Path(path)) for path in paths]
    asked = [it for it in runs[-1].figures if it.measure == "p99" and it.chapter == "questions"]
    PICTURE.write_text(chart(asked))
    picture = f"![The 99th percentile of each question]({PICTURE.name})\n"
    made = "\n".join([BEGIN, *map(document, runs), picture, END])
    written = re.sub(
        f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: made, NOTE.read_text(), flags=re.DOTALL
    )
    NOTE.write_text(written)


if __name__ == "__main__":
    _main(*sys.argv[1:])
