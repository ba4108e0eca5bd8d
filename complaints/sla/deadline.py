"""Deadlines: until when the promise of a policy has to be kept."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from complaints.sla.calendar import (
    BusinessCalendar,
    add_business_days,
    business_days_between,
    end_of_day,
    is_business_day,
)
from complaints.sla.policy import Policy, Suspension, Term
from complaints.when import NotAfter, When, earliest, local_day

_DAY = timedelta(days=1)


class WrongCalendar(Exception):
    """A policy that counts business days was not given the calendar that it names."""

    def __init__(self, policy: Policy, calendar: BusinessCalendar | None) -> None:
        super().__init__(policy, calendar)
        self.policy = policy
        self.calendar = calendar

    def __str__(self) -> str:
        given = "none" if self.calendar is None else self.calendar.id
        return (
            f"Policy {self.policy.id} version {self.policy.version} counts the business days of calendar "
            f"{self.policy.calendar}, and was given {given}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A term and the days among which it is counted: after `after`, up to and including `last_day`."""

    term: Term
    after: date
    last_day: date


def due_at(policy: Policy, calendar: BusinessCalendar | None, received: When) -> datetime:
    """Return the last instant at which the promise is still kept, in UTC (see `end_of_day`).

    Days are counted from the local day of receipt in the policy's zone; a week is 7 calendar days, whatever
    the clocks do in it. Hours run from the first instant at which the receipt can have happened. Of a
    `NotAfter` only the last possible day is known, and the deadline counts from it: the true one may be
    earlier, never later. `calendar` is the version of `policy.calendar` to count in, and is not looked at
    unless business days are counted. Raises `WrongCalendar`, `CalendarTooShort`.
    """
    if policy.unit == "as stated":
        raise ValueError(f"policy {policy.id} counts nothing: the source states when it is due")
    if policy.unit == "hour":
        begun = received.not_after if isinstance(received, NotAfter) else earliest(received)
        return begun + timedelta(hours=policy.amount)
    last = stretches(policy, calendar, received)[-1].last_day
    return end_of_day(rolled(policy, calendar, last), policy.zone)


def stretches(policy: Policy, calendar: BusinessCalendar | None, received: When) -> list[Stretch]:
    """Return on which days each term of a policy that counts days is counted, one after the other.

    Raises `WrongCalendar`, `CalendarTooShort`.
    """
    if policy.counts_business_days and (calendar is None or calendar.id != policy.calendar):
        raise WrongCalendar(policy, calendar)
    suspensions = suspended(policy, received)
    # To count the day of receipt is to leave out the day before it instead.
    day = counted_from(policy, calendar, received)
    after = day if policy.day0 == "exclude" else day - _DAY
    found: list[Stretch] = []
    for term in policy.terms:
        last_day = _last_day(term, calendar, after, suspensions)
        found.append(Stretch(term=term, after=after, last_day=last_day))
        after = last_day
    return found


def counted_from(policy: Policy, calendar: BusinessCalendar | None, received: When) -> date:
    """Return the local day that counts as that of receipt.

    What is known to the day alone counts as received before the cut-off: the earlier deadline is kept then.
    """
    day = local_day(received, policy.zone)
    if policy.cutoff is None or calendar is None:
        return day
    is_late = earliest(received).astimezone(ZoneInfo(policy.zone)).time() > policy.cutoff
    if is_business_day(calendar, day) and not is_late:
        return day
    return add_business_days(calendar, day, 1)


def suspended(policy: Policy, received: When) -> list[Suspension]:
    """Return the orders that hold for what was received then, in the order of their days."""
    day = local_day(received, policy.zone)
    return [it for it in policy.suspensions if it.received_from <= day <= it.received_to]


def rolled(policy: Policy, calendar: BusinessCalendar | None, day: date) -> date:
    """Return the last day, once it is moved off a day that is no business day, where the policy says so."""
    if policy.roll == "none" or calendar is None or is_business_day(calendar, day):
        return day
    return add_business_days(calendar, day, 1)


def _last_day(
    term: Term, calendar: BusinessCalendar | None, after: date, suspensions: Sequence[Suspension]
) -> date:
    """Return the day on which the last unit is counted; suspended days are none."""
    business = calendar if term.unit == "business day" else None
    left = _number_of_days(term, after)
    for suspension in suspensions:
        free = _between(business, after, suspension.first_day - _DAY) if suspension.first_day > after else 0
        if free >= left:
            break
        left -= free
        after = max(after, suspension.last_day)
    return _add(business, after, left)


def _number_of_days(term: Term, after: date) -> int:
    match term.unit:
        case "week":
            return 7 * term.amount
        case "month":
            return (_months_later(after, term.amount) - after).days
        case _:
            return term.amount


def _months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _between(calendar: BusinessCalendar | None, after: date, until: date) -> int:
    return business_days_between(calendar, after, until) if calendar else (until - after).days


def _add(calendar: BusinessCalendar | None, after: date, count: int) -> date:
    return add_business_days(calendar, after, count) if calendar else after + count * _DAY
