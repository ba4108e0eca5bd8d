"""What is asked about views, as tables for a terminal or JSON for a machine."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pydantic_core import to_json
from rich.table import Table

from api.terminal import out
from projections.comparison import MOST_DIFFERENCES, Comparison
from projections.status import SlotStatus
from projections.tables import Difference
from projections.worker import VIEWS


def print_json(value: object) -> None:
    """Print one JSON document, however wide the terminal; durations are seconds, as over HTTP."""
    print(to_json(value, indent=2, timedelta_mode="float").decode())  # noqa: T201 - for machines


def print_status(slots: Sequence[SlotStatus]) -> None:
    """Print how each slot stands, and why one that has stopped did."""
    columns = (
        "view",
        "slot",
        "state",
        "position",
        "behind",
        "lag",
        "facts a second",
        "fold",
        "stopped at",
        "reason",
    )
    print_rows(
        "Views",
        columns,
        (
            (
                it.view,
                it.slot,
                it.state,
                it.position,
                f"{it.behind} facts" if it.behind else "",
                f"{it.lag.total_seconds():.1f} s" if it.lag else "",
                it.rate and f"{it.rate:,.0f}",
                it.fold_version,
                it.stopped_at,
                it.reason,
            )
            for it in slots
        ),
    )


def print_comparisons(comparisons: Sequence[Comparison]) -> None:
    """Print up to where views were compared, a certificate of those that agree, and the rows that differ."""
    columns = ("view", "position", "rows", "locked for", "result", "fold")
    print_rows(
        "Live rows against the ledger",
        columns,
        (
            (it.view, it.position, it.rows, f"{it.seconds:.2f} s", _result(it), it.fold_version)
            for it in comparisons
        ),
    )
    for comparison in comparisons:
        for table, digest in comparison.sha256.items():
            out.print(f"SHA-256 of {table}: {digest}", soft_wrap=True)
        if comparison.differences:
            _print_differences(comparison)


def print_rows(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; instants to the second in UTC, fractions to three digits, None as nothing."""
    table = Table(*columns, title=title)
    for row in rows:
        table.add_row(*map(_text, row))
    out.print(table)


def _result(comparison: Comparison) -> str:
    found = len(comparison.differences)
    if found == 0:
        return "equal"
    return f"{found} rows differ" if found < MOST_DIFFERENCES else f"{found} rows differ, or more"


def _print_differences(comparison: Comparison) -> None:
    title = f"{comparison.view}: what the live rows say, and what the ledger does"
    rows = (row for difference in comparison.differences for row in _differing(comparison.view, difference))
    print_rows(title, ("row", "column", "live", "from the ledger"), rows)


def _differing(view: str, difference: Difference) -> Iterable[Sequence[object]]:
    live, rebuilt = difference.live or {}, difference.rebuilt or {}
    either, rollup = live or rebuilt, VIEWS[view].rollup
    keys = {table.table: table.key for table in VIEWS[view].tables}
    if rollup:
        keys[rollup.table] = ("month", *rollup.key)
    row = " ".join(str(either[name]) for name in keys[difference.table] if either[name] is not None)
    if not (live and rebuilt):
        return [(row, "", "there" if live else "missing", "there" if rebuilt else "missing")]
    return [(row, name, live[name], rebuilt[name]) for name in live if live[name] != rebuilt[name]]


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case timedelta():
            return f"{'-' if value < timedelta() else ''}{abs(value)}"
        case float():
            return f"{value:.3g}"
        case _:
            return str(value)
