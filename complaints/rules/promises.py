"""The rules of moving a promise that runs: a closed set. No clock of a regulator waits for anybody."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from complaints.commands.promises import ExtendClock, PauseClock, PromiseCommand, ResumeClock
from complaints.complaint import Clock, Complaint
from complaints.errors import ComplaintError
from complaints.facts import Fact
from complaints.facts.clocks import ClockExtended, ClockPaused
from complaints.policy_book import PolicyBook
from complaints.policy_errors import CalendarEnded
from complaints.promise_errors import (
    ClockAlreadyDue,
    ClockNotExtendable,
    ClockNotPausable,
    ClockNotRunning,
    ClockUnknown,
    ExtensionConditionOpen,
    ExtensionIncomplete,
    ExtensionNotLater,
    ExtensionTooFar,
    PauseBeforeStart,
    PauseEndsBeforeItBegan,
    PauseNeedsInstant,
    PauseNeedsReason,
    PauseTooLate,
)
from complaints.rules.clocks import resumed, says
from complaints.rules.context import Context
from complaints.sla.calendar import BusinessCalendar, CalendarTooShort, end_of_day
from complaints.sla.deadline import begun_at, furthest
from complaints.sla.policy import EXACT, Extension, Policy
from complaints.when import Day, Minute, NotAfter, When, latest, local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A clock with the versions of the policy and of the calendar by which it runs."""

    clock: Clock
    policy: Policy
    calendar: BusinessCalendar | None


def decide(command: PromiseCommand, complaint: Complaint, at: When, context: Context) -> list[Fact]:
    """Return what follows; nothing where it is so already. Raises `ComplaintError`."""
    promise = _promise(command.clock, complaint, context.book)
    match command:
        case ExtendClock():
            return _extend(command, promise, complaint, at)
        case PauseClock(reason=reason):
            return _pause(promise, at, reason)
        case ResumeClock():
            clock = promise.clock
            if clock.held_since is None:
                return []
            if _instant(at) < clock.held_since:
                raise PauseEndsBeforeItBegan
            return [resumed(clock, at, context.book)]


def _promise(name: str, complaint: Complaint, book: PolicyBook) -> Promise:
    for clock in complaint.clocks:
        if clock.name == name:
            return Promise(
                clock=clock,
                policy=book.policy(name, clock.policy_version),
                calendar=book.calendar(*clock.calendar) if clock.calendar else None,
            )
    raise ClockUnknown(clock=name, known=", ".join(clock.name for clock in complaint.clocks) or "none")


def _pause(promise: Promise, at: When, reason: str) -> list[Fact]:
    clock = promise.clock
    if promise.policy.kind != "internal":
        raise ClockNotPausable(clock=clock.name)
    if clock.held_since:
        return []
    if not reason.strip():
        raise PauseNeedsReason
    _refuse_late(promise, at, clock.due_at)
    if _instant(at) < max([begun_at(clock.started), *(pause.until_at for pause in clock.pauses)]):
        raise PauseBeforeStart
    policy = promise.policy
    if policy.unit not in EXACT and local_day(at, policy.zone) == local_day(clock.due_at, policy.zone):
        raise PauseTooLate(clock=clock.name, due=_in_words(clock.due_at, promise))
    return [ClockPaused(at=at, clock=clock.name, reason=reason, by_hand=True)]


def _refuse_late(promise: Promise, at: When, due: datetime) -> None:
    """Raise an error for a clock that does not run, or was due before this can have happened."""
    clock = promise.clock
    if not clock.is_running:
        raise ClockNotRunning(clock=clock.name)
    if latest(at) > due:
        raise ClockAlreadyDue(clock=clock.name, due=_in_words(due, promise))


def _instant(at: When) -> datetime:
    """Return when a pause begins or ends. Raises `PauseNeedsInstant`."""
    if isinstance(at, Day | NotAfter):
        raise PauseNeedsInstant
    return at.minute if isinstance(at, Minute) else at


def _extend(command: ExtendClock, promise: Promise, complaint: Complaint, at: When) -> list[Fact]:
    clock, due = promise.clock, end_of_day(command.until, promise.policy.zone)
    extended = ClockExtended(
        at=at,
        clock=clock.name,
        due_at=due,
        channel=command.channel,
        names_recourse=command.names_recourse,
        reason=command.reason,
    )
    if not promise.policy.extensions:
        raise ClockNotExtendable(clock=clock.name)
    _refuse_late(promise, at, clock.first_due_at or clock.due_at)
    if due < clock.due_at:
        raise ExtensionNotLater(clock=clock.name, due=_in_words(clock.due_at, promise))
    if due == clock.due_at:
        return []
    limit = _limit(extended, promise, complaint)
    if due > limit:
        raise ExtensionTooFar(clock=clock.name, furthest=_in_words(limit, promise))
    return [extended]


def _limit(notice: ClockExtended, promise: Promise, complaint: Complaint) -> datetime:
    """Return how far the notice can extend the clock: by the furthest of the extensions that it meets."""
    policy, calendar, started = promise.policy, promise.calendar, promise.clock.started
    first_due = promise.clock.first_due_at or promise.clock.due_at
    credited = any(latest(at) <= first_due for _, at in complaint.open_credits)
    tried = [(it, _refusal(notice, it, has_credit=credited)) for it in policy.extensions]
    met = [extension for extension, refusal in tried if refusal is None]
    for _, refusal in tried:
        if refusal and not met:
            raise refusal
    try:
        return max(furthest(policy, calendar, started, extension) for extension in met)
    except CalendarTooShort as error:
        raise CalendarEnded(
            policy=policy.id, calendar=error.calendar.id, day=error.day.isoformat()
        ) from error


def _refusal(notice: ClockExtended, extension: Extension, *, has_credit: bool) -> ComplaintError | None:
    missing = [name for name in extension.must_have if not says(notice, [name])]
    if missing:
        return ExtensionIncomplete(clock=notice.clock, missing=", ".join(missing))
    if extension.requires and not has_credit:
        return ExtensionConditionOpen(clock=notice.clock, condition=extension.requires)
    return None


def _in_words(due: datetime, promise: Promise) -> str:
    zone = promise.policy.zone
    return f"{due.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
