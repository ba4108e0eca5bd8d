"""Which clocks start and stop because of what was decided: facts in the same append as their cause."""

from collections.abc import Collection, Sequence
from datetime import datetime

from complaints.complaint import Clock, Complaint
from complaints.facts import Fact
from complaints.facts.clocks import ClockBreached, ClockStarted, ClockStopped
from complaints.facts.intake import ComplaintFiled
from complaints.policy_book import PolicyBook
from complaints.policy_errors import CalendarEnded
from complaints.rules.context import Context, Decided
from complaints.sla.calendar import BusinessCalendar, CalendarTooShort
from complaints.sla.deadline import due_at
from complaints.sla.policy import Policy, Selector, Stop, selects
from complaints.when import When, earliest


def clock_facts(fact: Fact, complaint: Complaint, context: Context) -> list[Decided]:
    """Return what a fact does to the clocks of a complaint: those that start, then those that stop.

    Raises `CalendarEnded`.
    """
    return [*_started(fact, complaint, context), *_stopped(fact, complaint, context.book)]


def policies_for(complaint: Complaint | ComplaintFiled, book: PolicyBook) -> list[Policy]:
    """Return the policies that are law for a complaint, the latest version of each."""
    found = []
    for id, versions in book.policies.items():
        selecting = [each for each in versions if is_law_for(complaint, each)]
        if selecting and id not in book.withdrawn:
            found.append(selecting[-1])
    return found


def is_law_for(complaint: Complaint | ComplaintFiled, policy: Policy) -> bool:
    """Say whether a version of a policy is for this complaint, and was law when it was received."""
    keys = Selector(
        jurisdiction=complaint.jurisdiction,
        brand=complaint.brand,
        source=complaint.source,
        channel=complaint.channel,
    )
    received = complaint.at if isinstance(complaint, ComplaintFiled) else complaint.received
    return selects(policy, keys, received)


def starts(
    fact: Fact, policies: Sequence[Policy], known: Collection[str], book: PolicyBook
) -> list[ClockStarted]:
    """Return the clocks that a fact starts, of these policies and but for those known, by policy id.

    Raises `CalendarEnded`.
    """
    return [
        start(policy, fact.at, book)
        for policy in policies
        if type(fact).__name__ in policy.starts_on and policy.id not in known
    ]


def start(policy: Policy, at: When, book: PolicyBook) -> ClockStarted:
    """Return the clock of a policy that runs from `at`. Raises `CalendarEnded`."""
    calendar = book.calendar_of(policy)
    return ClockStarted(
        at=at,
        clock=policy.id,
        policy_version=policy.version,
        calendar=calendar.id if calendar else None,
        calendar_version=calendar.version if calendar else None,
        due_at=deadline(policy, calendar, at),
    )


def deadline(policy: Policy, calendar: BusinessCalendar | None, at: When) -> datetime:
    """Return until when the promise is kept if it runs from `at`, in UTC. Raises `CalendarEnded`."""
    try:
        return due_at(policy, calendar, at)
    except CalendarTooShort as error:
        raise CalendarEnded(
            policy=policy.id, calendar=error.calendar.id, day=error.day.isoformat()
        ) from error


def _started(fact: Fact, complaint: Complaint, context: Context) -> list[Decided]:
    policies = policies_for(complaint, context.book)
    known = {clock.policy for clock in complaint.clocks}
    return [
        Decided(fact=each, cause=f"policy:{clock.clock}@{clock.policy_version}")
        for clock in starts(fact, policies, known, context.book)
        for each in (clock, *_overdue(clock, context.now))
    ]


def _overdue(clock: ClockStarted, now: datetime) -> list[ClockBreached]:
    is_overdue = clock.due_at < now
    return [ClockBreached(at=clock.due_at, clock=clock.clock, due_at=clock.due_at)] if is_overdue else []


def _stopped(fact: Fact, complaint: Complaint, book: PolicyBook) -> list[Decided]:
    return [
        decided
        for clock in complaint.clocks
        if clock.is_running and keeps(fact, book.policy(clock.policy, clock.policy_version).stops_on)
        for decided in _stop(clock, fact)
    ]


def _stop(clock: Clock, fact: Fact) -> list[Decided]:
    facts: list[Fact] = []
    if earliest(fact.at) > clock.due_at and not clock.is_breached:
        facts.append(ClockBreached(at=clock.due_at, clock=clock.policy, due_at=clock.due_at))
    facts.append(ClockStopped(at=fact.at, clock=clock.policy, stopped_by=type(fact).__name__))
    return [Decided(fact=each, cause=f"policy:{clock.policy}@{clock.policy_version}") for each in facts]


def keeps(fact: Fact, stops: Sequence[Stop]) -> bool:
    """Say whether a fact keeps a promise: it is one of `stops`, with the content that the stop asks for."""
    return any(
        stop.fact == type(fact).__name__ and all(_says(getattr(fact, name, None)) for name in stop.must_have)
        for stop in stops
    )


def _says(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)
