"""SLA compliance: of the promises that fell due in a time, how many were kept, how narrowly, and how paused.

A clock belongs to the cohort of its due instant, whatever became of it: among those that are closed, the old
open ones would be missing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal
from uuid import UUID

from psycopg.rows import class_row

from complaints.policy_book import PolicyBook
from projections.cohorts import GROUPS, PAUSES
from projections.counts import Count, difference
from projections.intervals import share_of
from projections.positions import Reader
from projections.promises import promises
from projections.small_cells import Cells

ComplianceBy = Literal["all", "policy", "clock", "product", "team", "channel", "handler", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceAsked:
    """Which clocks are asked about, and by what they are grouped; None does not restrict.

    Due from `due_from` (inclusive) to `due_to` (exclusive), instants. `clock` groups by what is promised
    (`final response`), whichever policy promises it; `month` by the calendar month of the due instant in the
    IANA `zone`. Product, team and handler are those at the stop, else now.
    """

    group_by: ComplianceBy = "all"
    zone: str = "UTC"
    due_from: datetime | None = None
    due_to: datetime | None = None
    policy: str | None = None
    channel: str | None = None
    product: str | None = None
    team: str | None = None
    handler: str | None = None
    complaint: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """How long the clocks of a group stood still for one reason, in seconds, and of how many of them.

    `share` is of the group's `lasted`; None where that is nothing.
    """

    cells: ClassVar[Cells] = Cells(computed={"seconds": ("clocks",), "share": ("clocks",)})

    reason: str
    clocks: Count
    seconds: float | None
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceOfGroup:
    """How the promises of a group were kept; in JSON, margins are seconds.

    `clocks` is the sum of `met`, `breached_open`, `breached_late`, `withdrawn` (taken back before anything
    was due), `time_unknown`, `open` (not yet due, so censored), `paused` and `merged` (paused because the
    survivor answers for them). `met_early`: those met whose due instant had not come yet. `judged`: those
    whose due instant had, met or breached; the share met is of them, None for fewer than 5, and from `low` to
    `high` is its 95 % interval, None for none.
    `near_misses`: met with less than a tenth left of the time from start to due. Margins are those of the met
    and the answered late, exact; negative is late. `lasted`: the time from each start to its stop, or to the
    instant asked about, together, in seconds; `pauses`: how much of it they stood still, and why.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}
    cells: ClassVar[Cells] = Cells(
        sums=(
            frozenset(
                {
                    "clocks",
                    "met",
                    "breached_open",
                    "breached_late",
                    "withdrawn",
                    "time_unknown",
                    "open",
                    "paused",
                    "merged",
                }
            ),
            frozenset({"judged", "met", "met_early", "breached_open", "breached_late"}),
        ),
        computed={
            **dict.fromkeys(("share_met", "low", "high"), ("judged", "met", "met_early")),
            **dict.fromkeys(("margin_p10", "margin_p50", "margin_p90"), ("met", "breached_late")),
            "lasted": ("clocks",),
        },
        parts=("pauses",),
    )

    group: str | None
    clocks: Count
    met: Count
    met_early: Count
    breached_open: Count
    breached_late: Count
    withdrawn: Count
    time_unknown: Count
    open: Count
    paused: Count
    merged: Count
    judged: Count
    share_met: float | None = None
    low: float | None = None
    high: float | None = None
    near_misses: Count
    margin_p10: timedelta | None
    margin_p50: timedelta | None
    margin_p90: timedelta | None
    lasted: float | None
    pauses: Sequence[Pauses] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """How long the clocks of a group stood still for one reason."""

    group: str | None
    reason: str
    clocks: int
    seconds: float


def compliance(
    connection: Reader, as_of: datetime, asked: ComplianceAsked, book: PolicyBook
) -> Sequence[ComplianceOfGroup]:
    """Return how the promises of each group were kept by an instant, in the order of the groups' names.

    Reads every clock that matches.
    """
    bounds = {**asdict(asked), "as_of": as_of, "promises": promises(book)}
    with connection.cursor(row_factory=class_row(ComplianceOfGroup)) as cursor:
        groups = cursor.execute(GROUPS, bounds, prepare=False).fetchall()
    paused: dict[str | None, list[Paused]] = {}
    with connection.cursor(row_factory=class_row(Paused)) as pauses:
        for each in pauses.execute(PAUSES, bounds, prepare=False).fetchall():
            paused.setdefault(each.group, []).append(each)
    return [_with_shares(group, paused.get(group.group, ())) for group in groups]


def _with_shares(group: ComplianceOfGroup, paused: Sequence[Paused]) -> ComplianceOfGroup:
    met = difference(group.met, group.met_early)
    found = share_of(met, group.judged)
    return replace(
        group,
        share_met=found.share,
        low=found.low,
        high=found.high,
        pauses=[_share(it, group.lasted) for it in paused],
    )


def _share(paused: Paused, lasted: float | None) -> Pauses:
    return Pauses(
        reason=paused.reason,
        clocks=paused.clocks,
        seconds=paused.seconds,
        share=paused.seconds / lasted if lasted else None,
    )
