"""The reports: the questions of `GET /v1/views/...`, to be asked elsewhere too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, get_args, get_type_hints

from api import causes, compliance, inbox, redress, views, win_back, workload


class Answer(Protocol):
    """What every report answers; a list has `next` too, the cursor of the next page."""

    @property
    def definition(self) -> str:
        """The id of the definition of its numbers."""

    @property
    def as_of(self) -> datetime:
        """The instant asked about."""

    @property
    def position(self) -> int:
        """Up to where the views had followed the ledger."""

    @property
    def items(self) -> Sequence[Any]:
        """The rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """How the rows of a report are drawn: a bar each, named by the fields `by` and as long as `number`.

    `unit` says what the number is. Rows that differ in the field `alike` cannot be drawn side by side: there
    is no axis for two currencies.
    """

    by: tuple[str, ...]
    number: str
    unit: str
    alike: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report. `ask` is the function of its route, which also says what it takes and what it answers."""

    name: str
    ask: Callable[..., Answer]
    bars: Bars | None = None

    @property
    def answer(self) -> type[Any]:
        """Return the dataclass of the answer."""
        found: type[Any] = get_type_hints(self.ask)["return"]
        return found

    @property
    def row(self) -> type[Any]:
        """Return the dataclass of a row."""
        found: type[Any] = get_args(get_type_hints(self.answer)["items"])[0]
        return found


REPORTS: Mapping[str, Report] = {
    report.name: report
    for report in (
        Report(name="cases", ask=views.case_list),
        Report(name="sla-breaches", ask=views.sla_breaches),
        Report(
            name="sla-breach-counts",
            ask=views.sla_breach_counts,
            bars=Bars(by=("clock", "verdict"), number="clocks", unit="clocks"),
        ),
        Report(
            name="sla-compliance",
            ask=compliance.sla_compliance,
            bars=Bars(by=("group",), number="share_met", unit="share of promises kept"),
        ),
        Report(
            name="response-times",
            ask=views.times,
            bars=Bars(by=("group",), number="p50", unit="days, median of those reached"),
        ),
        Report(name="win-back", ask=win_back.win_back),
        Report(
            name="win-back-outcomes",
            ask=win_back.win_back_outcomes,
            bars=Bars(by=("group",), number="share", unit="share of lives"),
        ),
        Report(name="inbox", ask=inbox.inbox),
        Report(
            name="inbox-counts",
            ask=inbox.inbox_counts,
            bars=Bars(by=("channel", "turn"), number="waiting", unit="waiting for an answer"),
        ),
        Report(
            name="redress",
            ask=redress.redress_ledger,
            bars=Bars(by=("group",), number="paid_amount", unit="paid", alike="currency"),
        ),
        Report(
            name="causes",
            ask=causes.cause_counts,
            bars=Bars(by=("cause",), number="complaints", unit="complaints"),
        ),
        Report(
            name="cause-months",
            ask=causes.by_month,
            bars=Bars(by=("cause", "month"), number="complaints", unit="complaints"),
        ),
        Report(
            name="workload",
            ask=workload.workloads,
            bars=Bars(by=("group",), number="open", unit="open complaints"),
        ),
    )
}
"""Every report, by name."""
