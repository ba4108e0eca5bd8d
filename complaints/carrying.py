"""What a change of the policy book does to clocks that run: each is restated once, and names the change.

A clock that is stopped is never restated, and one that stands still not before it runs again. A clock that
its source has stated stays where it was put, and so does one that a merge has moved, until that is undone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from complaints.book_changes import Change
from complaints.clock_starts import calendar_in, filing_of
from complaints.corrections import standing
from complaints.facts import Fact
from complaints.facts.clocks import ClockFact, ClockRestated, ClockStarted
from complaints.facts.intake import ComplaintFiled
from complaints.facts.policy_book import (
    CalendarPublished,
    HolidayDeclared,
    PolicyPublished,
    SuspensionOrdered,
)
from complaints.merged_clocks import EARLIEST_RECEIPT
from complaints.moved_clocks import moved
from complaints.policy_book import PolicyBook, first_text, same_text
from complaints.policy_errors import CalendarEnded
from complaints.restatement import restate
from complaints.rules.clocks import deadline, goes_over
from complaints.rules.context import Context, Decided
from complaints.sla.calendar import BusinessCalendar
from complaints.sla.policy import Policy
from complaints.stream import Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    """A clock as it started, as now known, at a version of its stream, and what it counts by."""

    version: int
    begun: ClockStarted
    policy: Policy
    calendar: BusinessCalendar | None


def carried(stream: Stream, changes: Sequence[Change], context: Context) -> list[Decided]:
    """Return what brings the clocks of a complaint that run in line with the policy book; else nothing.

    A clock is restated where it is due at another time, once for each change, and its verdicts follow.
    """
    running = [
        clock.name
        for clock in stream.complaint.clocks
        if clock.is_running and not _is_moved_by_a_merge(stream, clock.name)
    ]
    restated: list[Decided] = []
    for change in changes if running else ():
        if change.from_at <= context.now:
            known = standing(stream.facts, [each.fact for each in restated])
            unaware = [name for name in running if not _was_carried(stream, name, change)]
            found = (_restated(name, known, change, context.book) for name in unaware)
            restated += [Decided(fact=fact, cause=change.cause) for fact in found if fact]
    if not restated:
        return []
    after = standing(stream.facts, [each.fact for each in restated])
    return [*restated, *restate(standing(stream.facts, []), after, context)]


def awaiting(stream: Stream, changes: Sequence[Change], context: Context) -> frozenset[str]:
    """Return the clocks of a complaint to which a change is still to be carried, by name."""
    restated = (each.fact for each in carried(stream, changes, context))
    return frozenset(fact.clock for fact in restated if isinstance(fact, ClockRestated))


def _is_moved_by_a_merge(stream: Stream, clock: str) -> bool:
    return bool(stream.complaint.duplicates) and any(
        it.envelope.cause == EARLIEST_RECEIPT and isinstance(it.fact, ClockFact) and it.fact.clock == clock
        for it in stream.facts
    )


def _was_carried(stream: Stream, clock: str, change: Change) -> bool:
    return any(
        it.envelope.cause == change.cause and isinstance(it.fact, ClockRestated) and it.fact.clock == clock
        for it in stream.facts
    )


def _restated(name: str, facts: Mapping[int, Fact], change: Change, book: PolicyBook) -> ClockRestated | None:
    """Return how a clock is restated that counts by an earlier version and is due at another time."""
    version, begun = next(
        (version, it) for version, it in facts.items() if isinstance(it, ClockStarted) and it.clock == name
    )
    known = _Count(
        version=version,
        begun=begun,
        policy=book.policy(name, begun.policy_version),
        calendar=calendar_in(begun, book),
    )
    wanted = _recounted(known, filing_of(facts), change, book)
    if wanted == known or "as stated" in {known.policy.unit, wanted.policy.unit}:
        return None
    try:
        if deadline(known.policy, known.calendar, begun.at) != begun.due_at:
            return None
        due = deadline(wanted.policy, wanted.calendar, begun.at)
        return _if_moved(known, replace(wanted, begun=replace(wanted.begun, due_at=due)), facts, book)
    except CalendarEnded:
        return None  # the new version does not reach as far as the one that the clock counts by


def _if_moved(
    known: _Count, wanted: _Count, facts: Mapping[int, Fact], book: PolicyBook
) -> ClockRestated | None:
    about = {
        version: it
        for version, it in facts.items()
        if isinstance(it, ClockFact) and it.clock == known.begun.clock
    }
    before = moved(known.policy, known.begun, about, book)
    after = moved(wanted.policy, wanted.begun, about | {known.version: wanted.begun}, book)
    if before.due_at == after.due_at:
        return None
    begun = wanted.begun
    is_other_policy = begun.policy_version != known.begun.policy_version
    is_other_calendar = wanted.calendar != known.calendar
    return ClockRestated(
        at=begun.at,
        clock=begun.clock,
        restates=known.version,
        due_at=begun.due_at,
        policy_version=begun.policy_version if is_other_policy else None,
        calendar=begun.calendar if begun.calendar != known.begun.calendar else None,
        calendar_version=begun.calendar_version if is_other_calendar else None,
    )


def _recounted(known: _Count, filed: ComplaintFiled, change: Change, book: PolicyBook) -> _Count:
    """Return by which versions a clock counts after a change; the same where the change is not about it."""
    match change.fact:
        case HolidayDeclared(calendar=id) | CalendarPublished(calendar=BusinessCalendar(id=id)):
            latest = change.book.calendars[id][-1]
            is_older = known.calendar is not None and known.calendar.version < latest.version
            return _in_calendar(known, latest) if known.begun.calendar == id and is_older else known
        case SuspensionOrdered(policy=id):
            is_its_own = known.policy.id == id
            return _under(known, same_text(known.policy, change.book.policies[id])) if is_its_own else known
        case PolicyPublished(policy=policy):
            if policy.id != known.policy.id or not goes_over(filed, policy):
                return known
            versions = book.policies[policy.id]
            if first_text(known.policy, versions).version >= policy.version:
                return known
            # Orders that came after it hold for it too.
            going_on = _under(known, same_text(policy, versions))
            calendar = book.calendar_of(policy, filed.region)
            is_other = calendar is not None and calendar.id != known.begun.calendar
            return _in_calendar(going_on, calendar) if calendar and is_other else going_on


def _under(known: _Count, policy: Policy) -> _Count:
    if policy.version <= known.policy.version:
        return known
    return replace(known, policy=policy, begun=replace(known.begun, policy_version=policy.version))


def _in_calendar(known: _Count, calendar: BusinessCalendar) -> _Count:
    begun = replace(known.begun, calendar=calendar.id, calendar_version=calendar.version)
    return replace(known, calendar=calendar, begun=begun)
