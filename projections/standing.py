"""How each clock stood at an instant: the question that the SLA-breach view answers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar, LiteralString
from uuid import UUID

from psycopg.rows import class_row

from complaints.readings import Verdict
from projections.positions import Reader
from projections.sla_breaches import ClockPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A clock at an instant.

    `margin` is due minus stop, or minus the instant while it runs; negative is late, and in JSON seconds.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}

    complaint: UUID
    reference: str
    clock: str
    policy_version: int
    channel: str
    product: str | None
    team: str | None
    handler: str | None
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    verdict: Verdict
    margin: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCount:
    """How many clocks of one policy stood alike."""

    clock: str
    verdict: Verdict
    clocks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFilter:
    """Which clocks are asked about; None does not restrict."""

    clock: str | None = None
    verdict: Verdict | None = None
    channel: str | None = None
    product: str | None = None
    team: str | None = None
    handler: str | None = None
    complaint: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterClock:
    """The last clock of the page before."""

    after_due: datetime | None = None
    after_complaint: UUID | None = None
    after_clock: str | None = None


IS: dict[Verdict, LiteralString] = {
    "running": "state = 'running' and falls_at >= %(as_of)s",
    "paused": "state = 'paused'",
    "met": "state = 'stopped' and stopped_at <= due_at and stopped_by is distinct from 'ComplaintWithdrawn'",
    "withdrawn": "state = 'stopped' and stopped_at <= due_at and stopped_by = 'ComplaintWithdrawn'",
    "breached while open": """
        falls_at < %(as_of)s and coalesce(stopped_at, ends_at) > due_at
        and (state = 'running' or state = 'stopped' and stopped_by = 'ComplaintWithdrawn')
        and (stopped_from is null or stopped_from > due_at)""",
    "breached and answered late": """
        falls_at < %(as_of)s and coalesce(stopped_at, ends_at) > due_at
        and state = 'stopped' and stopped_by is distinct from 'ComplaintWithdrawn'
        and stopped_from > due_at""",
    "time unknown": """
        falls_at < %(as_of)s and coalesce(stopped_at, ends_at) > due_at and stopped_from <= due_at""",
}
"""Each verdict as a condition of the period that holds the instant; one of them holds.

Breached: due before the instant and before any stop. Where the stop happened within a span that holds the due
instant, the time is unknown; from the due instant on, for the period before the stop too. A period that a
late stop began begins after the due instant; that this is before the instant is said for the indexes.
"""

STANDING: LiteralString = """
  from views.clock_periods
 where slot = (select slot from views.positions where view = 'clock_periods' and state = 'live')
   and from_at <= %(as_of)s and ends_at > %(as_of)s
   and (%(clock)s::text is null or clock = %(clock)s)
   and (%(channel)s::text is null or channel = %(channel)s)
   and (%(product)s::text is null or product = %(product)s)
   and (%(team)s::text is null or team = %(team)s)
   and (%(handler)s::text is null or handler = %(handler)s)
   and (%(complaint)s::uuid is null or complaint = %(complaint)s)
   and (%(after_complaint)s::uuid is null or (falls_at, complaint, clock)
        > (coalesce(%(after_due)s::timestamptz, 'infinity'), %(after_complaint)s, %(after_clock)s::text))
   and """

VERDICT: LiteralString = (
    "case "
    + " ".join("when " + condition + " then '" + name + "'" for name, condition in IS.items())
    + " end"
)

LIST: LiteralString = (
    """
select complaint, reference, clock, policy_version, channel, product, team, handler, started_at, due_at,
       stopped_at, due_at - coalesce(stopped_at, %(as_of)s) as margin, """
    + VERDICT
    + " as verdict"
    + STANDING
)

PAGE = " order by falls_at, complaint, clock limit %(limit)s"

COUNTS: LiteralString = "select clock, count(*) as clocks, " + VERDICT + " as verdict" + STANDING

BY_VERDICT = " group by clock, verdict order by clock, verdict"


def holds(period: ClockPeriod, instant: datetime) -> bool:
    """Say whether a period is the one of its clock that holds an instant."""
    return period.from_at <= instant and (period.until_at is None or instant < period.until_at)


def verdict_of(period: ClockPeriod, as_of: datetime) -> Verdict:
    """Return how a clock stood at an instant in a period: what `IS` says, of one that is in memory."""
    if period.due_at is None:
        return "paused"
    known_until = period.stopped_at or period.until_at
    is_past_due = period.due_at < as_of
    may_be_late = known_until is None or known_until > period.due_at
    may_be_met = period.stopped_from is not None and period.stopped_from <= period.due_at
    is_answered = period.state == "stopped" and period.stopped_by != "ComplaintWithdrawn"
    if period.state == "stopped" and not may_be_late:
        return "met" if is_answered else "withdrawn"
    if period.state == "running" and not is_past_due:
        return "running"
    if may_be_late and may_be_met:
        return "time unknown"
    return "breached and answered late" if is_answered else "breached while open"


def standings(
    connection: Reader, as_of: datetime, wanted: ClockFilter, after: AfterClock, limit: int
) -> Sequence[Standing]:
    """Return clocks as they stood at an instant, by due instant; the next page begins after the last one.

    Paused clocks, which are not due, come last.
    """
    bounds = {**asdict(wanted), **asdict(after), "as_of": as_of, "limit": limit}
    with connection.cursor(row_factory=class_row(Standing)) as cursor:
        return cursor.execute(LIST + _wanted(wanted) + PAGE, bounds, prepare=False).fetchall()


def counts(connection: Reader, as_of: datetime, wanted: ClockFilter) -> Sequence[ClockCount]:
    """Return how many clocks stood alike at an instant, by clock and verdict.

    Reads every clock that matches.
    """
    bounds = {**asdict(wanted), **asdict(AfterClock()), "as_of": as_of}
    with connection.cursor(row_factory=class_row(ClockCount)) as cursor:
        return cursor.execute(COUNTS + _wanted(wanted) + BY_VERDICT, bounds, prepare=False).fetchall()


def _wanted(wanted: ClockFilter) -> LiteralString:
    return "(" + IS[wanted.verdict] + ")" if wanted.verdict else "true"
