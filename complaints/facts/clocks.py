"""What became of the promises. A clock is named by its policy: a complaint has at most one of each.

These facts hold the verdict as it was given then; a later policy, calendar or discovery adds to them and
changes none.
"""

from dataclasses import dataclass
from datetime import datetime

from complaints.facts.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStarted(Fact):
    """A promise began to run; `at` is when. Kept if stopped at `due_at` (UTC) or before.

    `clock` and `policy_version` name the policy, `calendar` and `calendar_version` the calendar in which its
    days were counted, None where it counts none or the source stated the due instant itself.
    """

    clock: str
    policy_version: int
    calendar: str | None = None
    calendar_version: int | None = None
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBreached(Fact):
    """The promise was broken; `at` is the due instant, after which it was.

    Recorded where a clock is overdue when it is recorded, or is stopped too late.
    """

    clock: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStopped(Fact):
    """A fact kept the promise, in time or too late; `at` is when. `stopped_by` is its stored name."""

    clock: str
    stopped_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRestated(Fact):
    """A late discovery moved a clock: it runs from `at` as now known, and is due at `due_at` (UTC).

    `restates` is the version of the `ClockStarted` that said otherwise; both stay readable.
    """

    clock: str
    restates: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPaused(Fact):
    """A clock stands still from `at` on: nothing is due while it does."""

    clock: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(Fact):
    """A paused clock runs again, and is due at `due_at` (UTC)."""

    clock: str
    due_at: datetime


ClockFact = ClockStarted | ClockBreached | ClockStopped | ClockRestated | ClockPaused | ClockResumed
