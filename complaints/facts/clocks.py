"""What became of the promises. A clock is named by its policy, and by a number where there are several.

These facts hold the verdict as it was given then; a later policy, calendar or discovery adds to them and
changes none.
"""

from dataclasses import dataclass
from datetime import datetime

from complaints.facts.fact import Fact, Personal
from complaints.facts.intake import Channel
from complaints.sla.policy import Action


def policy_of(clock: str) -> str:
    """Return the id of the policy behind a clock.

    >>> policy_of("example.news:2")
    'example.news'
    """
    return clock.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStarted(Fact):
    """A promise began to run; `at` is when. Kept if stopped at `due_at` (UTC) or before.

    `clock` names the policy, and after a colon which of several: a number, or what it is about. Its version
    is `policy_version`; `calendar` and `calendar_version` name the calendar in which its time was counted,
    None where it counts in none or the due instant was stated.
    """

    clock: str
    policy_version: int
    calendar: str | None = None
    calendar_version: int | None = None
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBreached(Fact):
    """The promise was broken; `at` is the due instant, after which it was.

    Recorded as time passes, or where a clock is overdue when it is recorded, or is stopped too late.
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
    """A clock is due at another time: a late discovery, or a change of the policy book, moved it.

    It runs from `at` as now known, and is due at `due_at` (UTC), pauses and extensions aside. `restates` is
    the version of the `ClockStarted` that said otherwise; both stay readable. Versions and the calendar are
    given where they changed.
    """

    clock: str
    restates: int
    due_at: datetime
    policy_version: int | None = None
    calendar: str | None = None
    calendar_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPaused(Fact):
    """A clock stands still from `at` on: nothing is due while it does.

    `by_hand`: somebody paused one of the company's own promises; otherwise the complaint was merged.
    """

    clock: str
    reason: str
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(Fact):
    """A paused clock runs again, and is due at `due_at` (UTC)."""

    clock: str
    due_at: datetime
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockExtended(Fact):
    """The complainant was told in time, and why, that the answer takes until `due_at` (UTC).

    `names_recourse`: the notice said who can be turned to now, such as the ombudsman.
    """

    clock: str
    due_at: datetime
    channel: Channel
    names_recourse: bool
    reason: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWarned(Fact):
    """So much of the time of a clock is over that somebody should know; `at` is when it was.

    `mark` is the percentage of the time from the start to `due_at` (UTC), as it was due then.
    """

    clock: str
    mark: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEscalated(Fact):
    """The promise was broken, and a step of the ladder was taken; `at` is when that was to be.

    `step` counts from 1, `addressee` is a team; `due_at` (UTC) is until when the promise could be kept.
    """

    clock: str
    step: int
    action: Action
    addressee: str
    due_at: datetime


ClockFact = (
    ClockStarted
    | ClockBreached
    | ClockStopped
    | ClockRestated
    | ClockPaused
    | ClockResumed
    | ClockExtended
    | ClockWarned
    | ClockEscalated
)
