"""The rules for changing the policy book. What is published is never edited: a change is a new version."""

from dataclasses import fields, replace
from typing import get_args

from complaints.commands.policy_book import (
    DeclareHoliday,
    OrderSuspension,
    PolicyBookCommand,
    PublishCalendar,
    PublishLimits,
    PublishPolicy,
    WithdrawPolicy,
)
from complaints.facts import STORED_NAMES, Fact
from complaints.facts.clocks import ClockExtended
from complaints.facts.intake import Channel
from complaints.facts.policy_book import (
    CalendarPublished,
    HolidayDeclared,
    LimitsPublished,
    PolicyPublished,
    PolicyWithdrawn,
    SuspensionOrdered,
)
from complaints.money import decimals, minor_units
from complaints.policy_book import PolicyBook, suspended
from complaints.policy_errors import (
    CalendarFaulty,
    CalendarUnknown,
    HolidayKnown,
    HolidayNotCovered,
    LimitsFaulty,
    PolicyFaulty,
    PolicyUnknown,
    SuspensionFaulty,
    VersionNotNext,
)
from complaints.sla.calendar import BusinessCalendar, calendar_problems
from complaints.sla.policy import Policy
from complaints.sla.policy_problems import problems
from complaints.when import When


def decide_book(command: PolicyBookCommand, book: PolicyBook, at: When) -> list[Fact]:
    """Return what follows for the policy book; nothing where the same version says the same already."""
    match command:
        case PublishPolicy(policy=policy):
            return _publish_policy(policy, book, at)
        case WithdrawPolicy(policy=id, reason=reason):
            if id not in book.policies:
                raise PolicyUnknown(policy=id)
            return [] if id in book.withdrawn else [PolicyWithdrawn(at=at, policy=id, reason=reason)]
        case PublishCalendar(calendar=calendar):
            return _publish_calendar(calendar, book, at)
        case PublishLimits():
            return _publish_limits(command, book, at)
        case DeclareHoliday():
            return _declare(command, book, at)
        case OrderSuspension():
            return _order(command, book, at)


def problems_of_facts(policy: Policy) -> list[str]:
    """Return which facts, fields and channels it names that there are not: its clocks would never move."""
    named = [*policy.starts_on, *(stop.fact for stop in policy.stops_on)]
    unknown = [f"There is no fact {name}." for name in named if name not in STORED_NAMES]
    wanted = [
        *((stop.fact, name) for stop in policy.stops_on for name in stop.must_have),
        *((fact, policy.each) for fact in named if policy.each),
        *((fact, policy.stated_in) for fact in policy.starts_on if policy.stated_in),
        *((ClockExtended.__name__, name) for it in policy.extensions for name in it.must_have),
    ]
    of_fields = [found for fact, name in wanted for found in _problems_of_field(fact, name)]
    return [*unknown, *of_fields, *_problems_of_channel(policy)]


def _problems_of_field(fact: str, name: str) -> list[str]:
    known = sorted(each.name for each in fields(STORED_NAMES[fact])) if fact in STORED_NAMES else [name]
    return [] if name in known else [f"{fact} has no field {name}: it has {', '.join(known)}."]


def _problems_of_channel(policy: Policy) -> list[str]:
    channel, known = policy.selector.channel, get_args(Channel)
    is_known = channel is None or not channel.strip() or channel in known
    return [] if is_known else [f"There is no channel {channel}: there are {', '.join(known)}."]


def refuse_faulty(policy: Policy, book: PolicyBook) -> None:
    """Raise `PolicyFaulty` or `CalendarUnknown` for a policy by which no clock could run."""
    found = [*problems(policy), *problems_of_facts(policy)]
    if found:
        raise PolicyFaulty(policy=policy.id, problems=" ".join(found))
    if policy.calendar is not None and policy.calendar not in book.calendars:
        raise CalendarUnknown(calendar=policy.calendar)
    missing = _needs_hours(policy, book)
    if missing:
        raise PolicyFaulty(policy=policy.id, problems=" ".join(missing))


def _publish_policy(policy: Policy, book: PolicyBook, at: When) -> list[Fact]:
    versions = book.policies.get(policy.id, ())
    if policy in versions:
        return []
    refuse_faulty(policy, book)
    if policy.version != len(versions) + 1:
        raise VersionNotNext(what=policy.id, expected=len(versions) + 1)
    return [PolicyPublished(at=at, policy=policy)]


def _publish_calendar(calendar: BusinessCalendar, book: PolicyBook, at: When) -> list[Fact]:
    versions = book.calendars.get(calendar.id, ())
    if calendar in versions:
        return []
    found = [*calendar_problems(calendar), *_is_needed(calendar, book)]
    if found:
        raise CalendarFaulty(calendar=calendar.id, problems=" ".join(found))
    if calendar.version != len(versions) + 1:
        raise VersionNotNext(what=calendar.id, expected=len(versions) + 1)
    return [CalendarPublished(at=at, calendar=calendar)]


def _declare(command: DeclareHoliday, book: PolicyBook, at: When) -> list[Fact]:
    if command.calendar not in book.calendars:
        raise CalendarUnknown(calendar=command.calendar)
    calendar, day = book.calendars[command.calendar][-1], command.day
    if not calendar.valid_from <= day <= calendar.valid_to:
        raise HolidayNotCovered(
            calendar=calendar.id,
            day=day.isoformat(),
            first=calendar.valid_from.isoformat(),
            last=calendar.valid_to.isoformat(),
        )
    for known in calendar.holidays:
        if known.day == day and known.name != command.name:
            raise HolidayKnown(calendar=calendar.id, day=day.isoformat(), name=known.name)
    if any(known.day == day for known in calendar.holidays):
        return []
    return [HolidayDeclared(at=at, calendar=calendar.id, day=day, name=command.name, source=command.source)]


def _order(command: OrderSuspension, book: PolicyBook, at: When) -> list[Fact]:
    if command.policy not in book.policies:
        raise PolicyUnknown(policy=command.policy)
    added = suspended(book.policies[command.policy], command.suspension)
    found = dict.fromkeys(sentence for version in added for sentence in problems(version))
    if found:
        raise SuspensionFaulty(policy=command.policy, problems=" ".join(found))
    return [SuspensionOrdered(at=at, policy=command.policy, suspension=command.suspension)] if added else []


def _needs_hours(policy: Policy, book: PolicyBook) -> list[str]:
    calendar = policy.calendar
    if calendar is None or not policy.counts_working_time or book.calendars[calendar][-1].hours:
        return []
    return [f"Working hours are counted, and the calendar {calendar} has none."]


def _is_needed(calendar: BusinessCalendar, book: PolicyBook) -> list[str]:
    latest = [versions[-1] for versions in book.policies.values()]
    counting = sorted(it.id for it in latest if it.calendar == calendar.id and it.counts_working_time)
    if calendar.hours or not counting:
        return []
    return [f"It has no hours, and {', '.join(counting)} counts working hours in it."]


def _publish_limits(command: PublishLimits, book: PolicyBook, at: When) -> list[Fact]:
    units, amounts = minor_units(command.currency), (command.alone, command.together)
    if units is None or not all(it.is_finite() and decimals(it) <= units for it in amounts):
        raise LimitsFaulty
    if not 0 <= command.alone <= command.together:
        raise LimitsFaulty
    published = LimitsPublished(
        at=at,
        role=command.role,
        currency=command.currency,
        alone=command.alone,
        together=command.together,
    )
    known = book.limits.get((command.role, command.currency))
    return [] if known and replace(known, at=at) == published else [published]
