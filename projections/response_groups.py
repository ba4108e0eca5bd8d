"""What is asked of response times by group, and what is answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from projections.counts import Count
from projections.response_times import Measure
from projections.small_cells import Cells

GroupBy = Literal["all", "channel", "product", "team", "handler", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesAsked:
    """What is asked: one measure, of complaints received from (inclusive) to (exclusive), instants.

    `month` is the calendar month of receipt in the IANA `zone`. `target`: within how long it should be.
    """

    measure: Measure
    group_by: GroupBy
    zone: str
    received_from: datetime | None
    received_to: datetime | None
    target: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesOfGroup:
    """How long a group's complaints took; in JSON, times are seconds.

    `filings`: how many were filed, each counted in one of the next five; all but `merged` are cases.
    `reached`: with a known duration; mean and percentiles are theirs alone. `percentile_error` is how far, as
    a share of it, a percentile may be from the exact one: 0, or 0.01 where they are so many that they were
    counted beforehand; the counts and the mean are exact always. `time_unknown`: reached,
    but the source does not say when well enough. `open`: not reached, and the complaint is open, so that it
    still can be (censored). `ended_without`: not reached, and the complaint has ended. `merged`: not reached,
    and work goes on in another complaint, where the step runs from the earlier of the receipts.

    `within_target`: the share of those reached within the target among all that were reached, have ended
    without, or are open and past the target already. Where the time of some is unknown it is None, and lies
    between `within_target_low`, had all of these been late, and `within_target_high`, had all been in time.
    All three are None without a target or without such complaints. `judged` are these complaints: `in_time`,
    `late` for certain, and time unknown; `overdue` those of them that are open. None without a target.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}
    cells: ClassVar[Cells] = Cells(
        sums=(
            frozenset({"filings", "reached", "time_unknown", "open", "ended_without", "merged"}),
            frozenset({"judged", "in_time", "late", "time_unknown"}),
            frozenset({"judged", "reached", "time_unknown", "ended_without", "overdue"}),
        ),
        computed={
            **dict.fromkeys(("mean", "p50", "p90", "p95", "percentile_error"), ("reached",)),
            **dict.fromkeys(
                ("within_target", "within_target_low", "within_target_high"),
                ("judged", "in_time", "late", "reached", "time_unknown", "open", "ended_without", "overdue"),
            ),
        },
    )

    group: str | None
    filings: Count
    reached: Count
    time_unknown: Count
    open: Count
    ended_without: Count
    merged: Count
    judged: Count
    in_time: Count
    late: Count
    overdue: Count
    mean: timedelta | None
    p50: timedelta | None
    p90: timedelta | None
    p95: timedelta | None
    percentile_error: float | None
    within_target: float | None
    within_target_low: float | None
    within_target_high: float | None
