"""Which clocks start and stop because of what was decided: facts in the same append as their cause."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from complaints.complaint import Clock, Complaint, pause_until
from complaints.facts import Fact
from complaints.facts.clocks import ClockBreached, ClockResumed, ClockStarted, ClockStopped, policy_of
from complaints.facts.decision import ComplaintReopened, ComplaintWithdrawn
from complaints.facts.escalation import StageChanged
from complaints.facts.intake import ComplaintFiled
from complaints.policy_book import PolicyBook
from complaints.policy_errors import CalendarEnded
from complaints.rules.context import Context, Decided
from complaints.sla.calendar import BusinessCalendar, CalendarTooShort
from complaints.sla.deadline import Pause, due_at
from complaints.sla.policy import Policy, Selector, selects
from complaints.when import When, earliest

Known = Literal["lasts", "over", "kept now"]
"""What is known of a clock when a fact may start another: it lasts, is over, or is kept by that very fact."""


def clock_facts(fact: Fact, complaint: Complaint, context: Context) -> list[Decided]:
    """Return what a fact does to the clocks of a complaint: those that stop, then those that start.

    Raises `CalendarEnded`.
    """
    stopped = _stopped(fact, complaint, context.book)
    kept = {each.fact.clock for each in stopped if isinstance(each.fact, ClockStopped)}
    known: dict[str, Known] = {
        clock.name: "kept now" if clock.name in kept else "over" if clock.is_over else "lasts"
        for clock in complaint.clocks
    }
    return [*stopped, *_started(fact, complaint, known, context)]


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


def goes_over(complaint: Complaint | ComplaintFiled, policy: Policy) -> bool:
    """Say whether a version of a policy is for this complaint once it is law, also if received before."""
    return policy.transition == "open too" and is_law_for(complaint, replace(policy, legal_from=date.min))


def next_name(
    policy: Policy, fact: Fact, stage: int, known: Mapping[str, Known], *, is_open: bool
) -> str | None:
    """Return the name of the clock that a fact at a stage starts under a policy; None where it starts none.

    `known` says how those stand that there are, by name. A promise is made again only while the complaint is
    open: who says thank you to a complaint that is settled is owed no reply by the minute.
    """
    if not can_start(policy, fact, stage):
        return None
    if policy.each:
        name = f"{policy.id}:{getattr(fact, policy.each)}"
        return None if name in known else name
    own = [it for name, it in known.items() if policy_of(name) == policy.id]
    recurs = policy.recurs == "whenever" or (policy.recurs == "when kept" and "kept now" in own)
    is_again = (recurs and is_open) or isinstance(fact, ComplaintReopened)
    is_due_one = not own or (is_again and "lasts" not in own)
    return free_name(policy, known) if is_due_one else None


def free_name(policy: Policy, known: Iterable[str]) -> str:
    """Return the name of one more clock of a policy, beside those of these names."""
    numbers = [int(it.partition(":")[2] or 1) for it in known if policy_of(it) == policy.id]
    return f"{policy.id}:{max(numbers) + 1}" if numbers else policy.id


def can_start(policy: Policy, fact: Fact, stage: int) -> bool:
    """Say whether a fact at a stage is one that starts a clock of the policy, the first or one more."""
    restarts = policy.on_reopening == "restart" and isinstance(fact, ComplaintReopened)
    is_named = type(fact).__name__ in policy.starts_on
    return (is_named or restarts) and policy.at_stage in {None, stage}


def stage_of(fact: Fact, before: int) -> int:
    """Return the stage of a complaint once a fact has happened."""
    return fact.stage if isinstance(fact, StageChanged) else before


def start(policy: Policy, name: str, fact: Fact, region: str | None, book: PolicyBook) -> ClockStarted:
    """Return the clock of this name that runs from the fact on. Raises `CalendarEnded`."""
    calendar = None if policy.stated_in else book.calendar_of(policy, region)
    return ClockStarted(
        at=fact.at,
        clock=name,
        policy_version=policy.version,
        calendar=calendar.id if calendar else None,
        calendar_version=calendar.version if calendar else None,
        due_at=stated(policy, fact) or deadline(policy, calendar, fact.at),
    )


def stated(policy: Policy, fact: Fact) -> datetime | None:
    """Return the instant at which a fact says that its own promise is due; None where time is counted."""
    instant = getattr(fact, policy.stated_in) if policy.stated_in else None
    return instant if isinstance(instant, datetime) else None


def deadline(
    policy: Policy, calendar: BusinessCalendar | None, at: When, pauses: Sequence[Pause] = ()
) -> datetime:
    """Return until when the promise is kept if it runs from `at`, in UTC. Raises `CalendarEnded`."""
    try:
        return due_at(policy, calendar, at, pauses)
    except CalendarTooShort as error:
        raise CalendarEnded(
            policy=policy.id, calendar=error.calendar.id, day=error.day.isoformat()
        ) from error


def keeps(fact: Fact, policy: Policy, clock: str) -> bool:
    """Say whether a fact keeps the promise of a clock: it is a stop of the policy and has its content.

    A complaint that the complainant takes back is owed nothing any longer: that ends every clock.
    """
    if isinstance(fact, ComplaintWithdrawn):
        return True
    return is_about(fact, policy, clock) and any(
        stop.fact == type(fact).__name__ and says(fact, stop.must_have) for stop in policy.stops_on
    )


def is_about(fact: Fact, policy: Policy, clock: str) -> bool:
    """Say whether a fact and a clock are about the same, where there is a clock for each value of a field."""
    return policy.each is None or clock == f"{policy.id}:{getattr(fact, policy.each, None)}"


def says(fact: Fact, names: Sequence[str]) -> bool:
    """Say whether all these fields of a fact have a content: blank text, False and None are none."""
    return all(_says(getattr(fact, name, None)) for name in names)


def resumed(clock: Clock, at: When, book: PolicyBook) -> ClockResumed:
    """Return how a clock that somebody paused goes on. Raises `CalendarEnded`."""
    policy = book.policy(clock.name, clock.policy_version)
    calendar = book.calendar(*clock.calendar) if clock.calendar else None
    pauses = (*clock.pauses, pause_until(clock, at))
    due = deadline(policy, calendar, clock.started, pauses)
    return ClockResumed(at=at, clock=clock.name, due_at=max(due, clock.due_at), by_hand=True)


def _started(fact: Fact, complaint: Complaint, known: Mapping[str, Known], context: Context) -> list[Decided]:
    stage = stage_of(fact, complaint.stage)
    is_open = complaint.status not in {"resolved", "closed", "withdrawn"}
    decided = []
    for policy in policies_for(complaint, context.book):
        name = next_name(policy, fact, stage, known, is_open=is_open)
        if name:
            clock = start(policy, name, fact, complaint.region, context.book)
            cause = f"policy:{policy.id}@{policy.version}"
            decided += [Decided(fact=it, cause=cause) for it in (clock, *_overdue(clock, context.now))]
    return decided


def _overdue(clock: ClockStarted, now: datetime) -> list[ClockBreached]:
    is_overdue = clock.due_at < now
    return [ClockBreached(at=clock.due_at, clock=clock.clock, due_at=clock.due_at)] if is_overdue else []


def _stopped(fact: Fact, complaint: Complaint, book: PolicyBook) -> list[Decided]:
    return [
        decided
        for clock in complaint.clocks
        if (clock.is_running or clock.held_since)
        and keeps(fact, book.policy(clock.name, clock.policy_version), clock.name)
        for decided in _stop(clock, fact, book)
    ]


def _stop(clock: Clock, fact: Fact, book: PolicyBook) -> list[Decided]:
    facts: list[Fact] = []
    if clock.held_since:
        goes_on = resumed(clock, fact.at, book)
        facts.append(goes_on)
        clock = replace(clock, due_at=goes_on.due_at)
    if earliest(fact.at) > clock.due_at and not clock.is_breached:
        facts.append(ClockBreached(at=clock.due_at, clock=clock.name, due_at=clock.due_at))
    facts.append(ClockStopped(at=fact.at, clock=clock.name, stopped_by=type(fact).__name__))
    cause = f"policy:{policy_of(clock.name)}@{clock.policy_version}"
    return [Decided(fact=each, cause=cause) for each in facts]


def _says(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)
