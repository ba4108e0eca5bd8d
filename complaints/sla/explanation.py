"""Why a promise is due when it is: the spans that were counted, skipped or suspended, and one sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from complaints.sla.calendar import BusinessCalendar, is_business_day
from complaints.sla.deadline import counted_from, due_at, stretches, suspended
from complaints.sla.policy import Policy, Suspension, Term
from complaints.when import NotAfter, When, earliest, local_day

_DAY = timedelta(days=1)
ROLLED = "moved to the next business day"
WEEKEND = "weekend"

Counting = Literal["counted", "skipped", "suspended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Local days, both inclusive, that were treated alike; `days` is how many.

    `why`: the holiday, `weekend`, the regulator's order, or that the last day was moved; None of what was
    counted, which adds up to the amounts of the policy, weeks and months in days.
    """

    first_day: date
    last_day: date
    days: int
    counting: Counting
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Until when a promise has to be kept (`due_at`, UTC), and why.

    `original_due_at` is when it would be due had no order suspended time. `spans` are in order, without
    gaps, from the first day that could count to the last; of hours there are none. `sentence` says it all.
    """

    due_at: datetime
    original_due_at: datetime
    spans: Sequence[Span]
    sentence: str


def explain(policy: Policy, calendar: BusinessCalendar | None, received: When) -> Explanation:
    """Explain the deadline of what was received then. Raises `WrongCalendar`, `CalendarTooShort`."""
    due = due_at(policy, calendar, received)
    days = [] if policy.unit == "hour" else list(_days(policy, calendar, received, due))
    spans = [
        Span(first_day=alike[0], last_day=alike[-1], days=len(alike), counting=counting, why=why)
        for (counting, why), alike in _runs(days)
    ]
    return Explanation(
        due_at=due,
        original_due_at=due_at(replace(policy, suspensions=()), calendar, received),
        spans=spans,
        sentence=_sentence(policy, calendar, received, due, spans),
    )


_Treated = tuple[Counting, str | None]


def _days(
    policy: Policy, calendar: BusinessCalendar | None, received: When, due: datetime
) -> Iterator[tuple[date, _Treated]]:
    """Yield every day up to the last and how it was treated: each by itself, not as deadlines are made."""
    orders = suspended(policy, received)
    day = stretches(policy, calendar, received)[0].after
    for stretch in stretches(policy, calendar, received):
        while day < stretch.last_day:
            day += _DAY
            yield day, _treated(day, stretch.term, calendar, orders)
    while day < due.astimezone(ZoneInfo(policy.zone)).date():
        day += _DAY
        yield day, ("skipped", ROLLED)


def _treated(
    day: date, term: Term, calendar: BusinessCalendar | None, orders: Sequence[Suspension]
) -> _Treated:
    for order in orders:
        if order.first_day <= day <= order.last_day:
            return "suspended", order.order
    if term.unit != "business day" or calendar is None or is_business_day(calendar, day):
        return "counted", None
    names = [holiday.name for holiday in calendar.holidays if holiday.day == day]
    return "skipped", WEEKEND if day.isoweekday() in calendar.weekend else names[0]


def _runs(days: Sequence[tuple[date, _Treated]]) -> Iterator[tuple[_Treated, list[date]]]:
    for treated, run in groupby(days, key=lambda each: each[1]):
        yield treated, [day for day, _ in run]


def _sentence(
    policy: Policy,
    calendar: BusinessCalendar | None,
    received: When,
    due: datetime,
    spans: Sequence[Span],
) -> str:
    counted = ", then ".join(map(_counted, policy.terms))
    if policy.unit == "hour":
        begun = received.not_after if isinstance(received, NotAfter) else earliest(received)
        return (
            f"Due {_instant(due, policy.zone)}, {policy.zone}: {counted} from {_instant(begun, policy.zone)}."
        )
    day0 = "not counted" if policy.day0 == "exclude" else "counted as the first"
    due_on, received_on = due.astimezone(ZoneInfo(policy.zone)).date(), local_day(received, policy.zone)
    moved = [*_late(policy, calendar, received), *_moved(spans)]
    return (
        f"Due {_date(due_on)}, end of day, {policy.zone}: {counted} from {_date(received_on)}, "
        f"day of receipt {day0}; {'; '.join(moved) or 'nothing moved it'}."
    )


def _late(policy: Policy, calendar: BusinessCalendar | None, received: When) -> list[str]:
    on = counted_from(policy, calendar, received)
    is_moved = on != local_day(received, policy.zone)
    return [f"too late that day, so counted as received on {_date(on)}"] if is_moved else []


def _moved(spans: Sequence[Span]) -> Iterator[str]:
    if any(span.why == WEEKEND for span in spans):
        yield "weekends not counted"
    for span in spans:
        on = _date(span.first_day)
        over = on if span.days == 1 else f"{on} to {_date(span.last_day)}"
        if span.counting == "suspended":
            yield f"time did not run {over} ({span.why})"
        elif span.why == ROLLED:
            yield f"{ROLLED}, as {_date(span.first_day - _DAY)} is none"
        elif span.counting == "skipped" and span.why != WEEKEND:
            yield f"{span.why}, {over}, not counted"


def _counted(term: Term) -> str:
    match term.unit:
        case "week":
            return f"{7 * term.amount} days"
        case "calendar day":
            return f"{term.amount} day{'s' if term.amount > 1 else ''}"
        case unit:
            return f"{term.amount} {unit}{'s' if term.amount > 1 else ''}"


def _date(day: date) -> str:
    return f"{day:%a} {day.day} {day:%B %Y}"


def _instant(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{_date(local.date())}, {local:%H:%M}"
