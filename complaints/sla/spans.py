"""How the time of a promise was treated: the spans that were counted, skipped or suspended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from complaints.sla.calendar import BusinessCalendar, is_business_day
from complaints.sla.deadline import Pause, begun_at, due_at, stretches, suspended
from complaints.sla.policy import EXACT, WORKING, Policy, Suspension, Term
from complaints.sla.working_time import stretches_on
from complaints.when import When

_DAY = timedelta(days=1)
ROLLED = "moved to the next business day"
WEEKEND = "weekend"
CLOSED = "closed"

Counting = Literal["counted", "skipped", "suspended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Local days, both inclusive, that were treated alike; `days` is how many.

    `why`: the holiday, `weekend`, the regulator's order or the reason of a pause, or that the last day was
    moved; None of what was counted, which adds up to the amounts of the policy, weeks and months in days.
    """

    first_day: date
    last_day: date
    days: int
    counting: Counting
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpan:
    """Time that was treated alike: from `from_at`, inclusive, to `until_at`, exclusive, in UTC.

    `why`: the holiday or special day, `weekend`, `closed` for the hours at which nobody works, or the reason
    of a pause; None of what was counted, which adds up to the amount of the policy.
    """

    from_at: datetime
    until_at: datetime
    counting: Counting
    why: str | None


Spans = Sequence[Span] | Sequence[TimeSpan]


def spans_of(
    policy: Policy, calendar: BusinessCalendar | None, received: When, pauses: Sequence[Pause] = ()
) -> Spans:
    """Return how every day, or every hour, up to the deadline was treated: in order, without gaps.

    They begin with the first day that could count, or with the receipt, and end with the deadline. They are
    walked through one by one, not derived as deadlines are. Raises `WrongCalendar`, `CalendarTooShort`.
    """
    due = due_at(policy, calendar, received, pauses)
    if policy.unit in EXACT:
        return _time_spans(policy, calendar, (begun_at(received), due), pauses)
    days = _days(policy, calendar, received, (due, pauses))
    return [
        Span(first_day=alike[0], last_day=alike[-1], days=len(alike), counting=counting, why=why)
        for (counting, why), alike in _runs(days)
    ]


def why_closed(calendar: BusinessCalendar, day: date) -> str:
    """Return why a day is not worked: the holiday, `weekend`, or that it is closed."""
    named = [(it.day, it.name) for it in calendar.special_days] + [
        (it.day, it.name) for it in calendar.holidays
    ]
    names = [name for on, name in named if on == day]
    if day.isoweekday() in calendar.weekend:
        return WEEKEND
    return names[0] if names else CLOSED


_Treated = tuple[Counting, str | None]
END: _Treated = "counted", None
"""Stands after the last span, for what comes before it to end."""


def _days(
    policy: Policy,
    calendar: BusinessCalendar | None,
    received: When,
    moved: tuple[datetime, Sequence[Pause]],
) -> Iterator[tuple[date, _Treated]]:
    """Yield every day up to the last and how it was treated: each by itself, not as deadlines are made."""
    due, pauses = moved
    orders = suspended(policy, received, pauses)
    found = stretches(policy, calendar, received, pauses)
    day = found[0].after
    for stretch in found:
        while day < stretch.last_day:
            day += _DAY
            yield day, _treated(day, stretch.term, calendar, orders)
    last = due.astimezone(ZoneInfo(policy.zone)).date()
    while day < last:
        day += _DAY
        yield day, ("skipped", why_closed(calendar, day) if calendar and day < last else ROLLED)


def _treated(
    day: date, term: Term, calendar: BusinessCalendar | None, orders: Sequence[Suspension]
) -> _Treated:
    for order in orders:
        if order.first_day <= day <= order.last_day:
            return "suspended", order.order
    if term.unit != "business day" or calendar is None or is_business_day(calendar, day):
        return "counted", None
    return "skipped", why_closed(calendar, day)


def _runs(days: Iterator[tuple[date, _Treated]]) -> Iterator[tuple[_Treated, list[date]]]:
    for treated, run in groupby(days, key=lambda each: each[1]):
        yield treated, [day for day, _ in run]


def _time_spans(
    policy: Policy,
    calendar: BusinessCalendar | None,
    ends: tuple[datetime, datetime],
    pauses: Sequence[Pause],
) -> list[TimeSpan]:
    """Cut the time at every opening, closing, midnight and end of a pause, and treat each piece by itself."""
    begun, due = ends
    worked = (
        list(_worked(calendar, begun, due)) if calendar and policy.unit in WORKING else [(begun, due, "")]
    )
    stood = [(it.from_at, it.until_at) for it in pauses]
    cuts = {begun, due, *(cut for it in worked for cut in it[:2]), *(cut for it in stood for cut in it)}
    inside = sorted(cut for cut in cuts if begun <= cut <= due)
    pieces = [(cut, _treated_at(cut, worked, pauses)) for cut in inside[:-1]]
    alike = [next(run) for _, run in groupby(pieces, key=lambda each: each[1])]
    return [
        TimeSpan(from_at=from_at, until_at=until_at, counting=counting, why=why)
        for (from_at, (counting, why)), (until_at, _) in pairwise([*alike, (due, END)])
    ]


_Worked = tuple[datetime, datetime, str]
"""From, until, and why nobody works then; empty where somebody does."""


def _worked(calendar: BusinessCalendar, begun: datetime, due: datetime) -> Iterator[_Worked]:
    """Yield what is worked and what is not, day by day, over all days from the first to the last."""
    zone = ZoneInfo(calendar.zone)
    day, last = begun.astimezone(zone).date(), due.astimezone(zone).date()
    while day <= last:
        cursor, end = (datetime.combine(it, time(), zone).astimezone(UTC) for it in (day, day + _DAY))
        stretches = stretches_on(calendar, day)
        why = CLOSED if stretches else why_closed(calendar, day)
        for opens, closes in stretches:
            yield cursor, opens, why
            yield opens, closes, ""
            cursor = closes
        yield cursor, end, why
        day += _DAY


def _treated_at(instant: datetime, worked: Sequence[_Worked], pauses: Sequence[Pause]) -> _Treated:
    closed = next(why for from_at, until_at, why in worked if from_at <= instant < until_at)
    if closed:
        return "skipped", closed
    reasons = [it.reason for it in pauses if it.from_at <= instant < it.until_at]
    return ("suspended", reasons[0]) if reasons else ("counted", None)
