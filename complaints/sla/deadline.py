"""Deadlines: until when the promise of a policy has to be kept."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from complaints.sla.calendar import (
    BusinessCalendar,
    add_business_days,
    business_days_between,
    end_of_day,
    is_business_day,
    place_of,
)
from complaints.sla.longest import counted
from complaints.sla.policy import EXACT, WORKING, Extension, Policy, Suspension, Term
from complaints.sla.working_time import add_working_time, working_time_between
from complaints.when import Day, NotAfter, When, earliest, local_day

_DAY = timedelta(days=1)
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


class WrongCalendar(Exception):
    """A policy that counts business days or working hours was given no calendar of the place it names."""

    def __init__(self, policy: Policy, calendar: BusinessCalendar | None) -> None:
        super().__init__(policy, calendar)
        self.policy = policy
        self.calendar = calendar

    def __str__(self) -> str:
        given = "none" if self.calendar is None else self.calendar.id
        return (
            f"Policy {self.policy.id} version {self.policy.version} counts in the calendar "
            f"{self.policy.calendar}, and was given {given}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A term and the days among which it is counted: after `after`, up to and including `last_day`."""

    term: Term
    after: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """While one of the company's own clocks stood still: from `from_at`, inclusive, to `until_at`; UTC."""

    from_at: datetime
    until_at: datetime
    reason: str


def due_at(
    policy: Policy, calendar: BusinessCalendar | None, received: When, pauses: Sequence[Pause] = ()
) -> datetime:
    """Return the last instant at which the promise is still kept, in UTC (see `end_of_day`).

    Days are counted from the local day of receipt in the policy's zone; a week is 7 calendar days, whatever
    the clocks do in it. Hours run from the first instant at which the receipt can have happened. Of a
    `NotAfter` only the last possible day is known, and the deadline counts from it: the true one may be
    earlier, never later. `calendar` is the version of `policy.calendar` to count in, and is not looked at
    unless it is needed. `pauses` are in order and do not overlap: what they take of hours, or of working
    hours, comes on top, and of days, those that one of them covers from midnight to midnight.
    Raises `WrongCalendar`, `CalendarTooShort`.
    """
    if policy.unit == "as stated":
        raise ValueError(f"policy {policy.id} counts nothing: the source states when it is due")
    if policy.unit in EXACT:
        return _exactly(policy, calendar, received, pauses)
    last = stretches(policy, calendar, received, pauses)[-1].last_day
    day = rolled(policy, calendar, last)
    if policy.closes_at is None:
        return end_of_day(day, policy.zone)
    return datetime.combine(day, policy.closes_at, ZoneInfo(policy.zone)).astimezone(UTC)


def furthest(
    policy: Policy, calendar: BusinessCalendar | None, received: When, extension: Extension
) -> datetime:
    """Return the last instant up to which an extension can move the deadline, counted from the same start.

    Raises `WrongCalendar`, `CalendarTooShort`.
    """
    limit = extension.limit
    return due_at(replace(policy, amount=limit.amount, unit=limit.unit, then=()), calendar, received)


def begun_at(received: When) -> datetime:
    """Return the instant from which hours run: the first possible one, or the last if that is not known."""
    return received.not_after if isinstance(received, NotAfter) else earliest(received)


def after_term(calendar: BusinessCalendar | None, instant: datetime, term: Term) -> datetime:
    """Return the instant that lies a term of minutes or hours, working ones or not, after another one.

    Raises `CalendarTooShort`.
    """
    return _add_time(calendar if term.unit in WORKING else None, instant, _length(term))


def stretches(
    policy: Policy, calendar: BusinessCalendar | None, received: When, pauses: Sequence[Pause] = ()
) -> list[Stretch]:
    """Return on which days each term of a policy that counts days is counted, one after the other.

    Raises `WrongCalendar`, `CalendarTooShort`.
    """
    if policy.counts_business_days:
        _check(policy, calendar)
    suspensions = suspended(policy, received, pauses)
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


def suspended(policy: Policy, received: When, pauses: Sequence[Pause] = ()) -> list[Suspension]:
    """Return the orders that hold for what was received then, and pauses, in the order of their days."""
    if not policy.suspensions and not pauses:
        return []
    day = local_day(received, policy.zone)
    orders = [it for it in policy.suspensions if it.received_from <= day <= it.received_to]
    return orders + [it for pause in pauses for it in _days_of(pause, policy, day)]


def rolled(policy: Policy, calendar: BusinessCalendar | None, day: date) -> date:
    """Return the last day, once it is moved off a day that is no business day, where the policy says so."""
    if policy.roll == "none" or calendar is None or is_business_day(calendar, day):
        return day
    return add_business_days(calendar, day, 1)


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days_of(pause: Pause, policy: Policy, received: date) -> list[Suspension]:
    """Return the days that a pause takes: those that it covers from midnight to midnight.

    On any other day the promise ran for a while: a night, however often, takes none.
    """
    begun, ended = (it.astimezone(ZoneInfo(policy.zone)) for it in (pause.from_at, pause.until_at))
    is_whole = pause.from_at == earliest(Day(day=begun.date(), zone=policy.zone))
    first = begun.date() if is_whole else begun.date() + _DAY
    last = ended.date() - _DAY
    if first > last:
        return []
    return [
        Suspension(
            first_day=first,
            last_day=last,
            received_from=received,
            received_to=received,
            order=pause.reason,
        )
    ]


def _exactly(
    policy: Policy, calendar: BusinessCalendar | None, received: When, pauses: Sequence[Pause]
) -> datetime:
    if policy.unit in WORKING:
        _check(policy, calendar)
    else:
        calendar = None
    begun, amount = begun_at(received), _length(policy.terms[0])
    due = _add_time(calendar, begun, amount)
    for pause in pauses:
        if pause.from_at >= due:  # the time was used up before
            break
        amount += _time_between(calendar, pause.from_at, pause.until_at)
        due = _add_time(calendar, begun, amount)
    return due


def _check(policy: Policy, calendar: BusinessCalendar | None) -> None:
    """Raise `WrongCalendar` where it is neither the policy's own nor that of another region of its place."""
    if calendar is None or policy.calendar is None or place_of(calendar.id) != place_of(policy.calendar):
        raise WrongCalendar(policy, calendar)


def _length(term: Term) -> timedelta:
    return counted(term) * (_HOUR if term.unit in {"hour", "working hour"} else _MINUTE)


def _add_time(calendar: BusinessCalendar | None, start: datetime, amount: timedelta) -> datetime:
    return add_working_time(calendar, start, amount) if calendar else start + amount


def _time_between(calendar: BusinessCalendar | None, start: datetime, end: datetime) -> timedelta:
    return working_time_between(calendar, start, end) if calendar else end - start


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
            return 7 * counted(term)
        case "month":
            return (months_later(after, counted(term)) - after).days
        case _:
            return counted(term)


def _between(calendar: BusinessCalendar | None, after: date, until: date) -> int:
    return business_days_between(calendar, after, until) if calendar else (until - after).days


def _add(calendar: BusinessCalendar | None, after: date, count: int) -> date:
    return add_business_days(calendar, after, count) if calendar else after + count * _DAY
