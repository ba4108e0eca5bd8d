"""Whether a notice still extends a clock, once it is known better from when that runs, or on what credit."""

from datetime import datetime

from complaints.clock_starts import calendar_in
from complaints.facts import Fact
from complaints.facts.clocks import ClockExtended, ClockFact, ClockStarted
from complaints.facts.redress import ProvisionalCreditPosted, ProvisionalCreditReversed
from complaints.moved_clocks import moved
from complaints.policy_book import PolicyBook
from complaints.policy_errors import CalendarEnded
from complaints.rules.clocks import says
from complaints.runs import Standing
from complaints.sla.calendar import CalendarTooShort
from complaints.sla.deadline import furthest
from complaints.sla.policy import Policy
from complaints.when import When, is_definitely_before, latest


def until_when(
    version: int, begun: ClockStarted, facts: Standing, policy: Policy, book: PolicyBook
) -> datetime | None:
    """Return until when the notice at a version extends a clock that begins so; None where it extends none.

    It must have come before the clock was first due, have its content and its condition, and reaches no
    further than the rule. Raises `CalendarEnded`.
    """
    notice = facts[version]
    if not isinstance(notice, ClockExtended):
        raise TypeError(f"the fact at version {version} extends no clock")
    due = moved(policy, begun, _before_any_notice(version, begun, facts), book).due_at
    if latest(notice.at) > due:
        return None
    calendar = calendar_in(begun, book)
    met = [
        it
        for it in policy.extensions
        if says(notice, it.must_have) and (not it.requires or _is_credited(facts, due, notice.at))
    ]
    try:
        limits = [furthest(policy, calendar, begun.at, extension) for extension in met]
    except CalendarTooShort as error:
        day = error.day.isoformat()
        raise CalendarEnded(policy=policy.id, calendar=error.calendar.id, day=day) from error
    return min(notice.due_at, max(limits)) if limits else None


def _before_any_notice(version: int, begun: ClockStarted, facts: Standing) -> dict[int, Fact]:
    return {
        number: it
        for number, it in facts.items()
        if number < version
        and isinstance(it, ClockFact)
        and it.clock == begun.clock
        and not isinstance(it, ClockExtended)
    }


def _is_credited(facts: Standing, due: datetime, at: When) -> bool:
    """Say whether a credit was posted before the clock was due, and stood when the notice was sent."""
    reversed_ones = {
        it.credit
        for it in facts.values()
        if isinstance(it, ProvisionalCreditReversed) and is_definitely_before(it.at, at)
    }
    return any(
        isinstance(it, ProvisionalCreditPosted) and it.credit not in reversed_ones and latest(it.at) <= due
        for it in facts.values()
    )
