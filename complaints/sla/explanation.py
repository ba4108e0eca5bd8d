"""Why a promise is due when it is, in one sentence, made from the spans that were walked through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from complaints.sla.calendar import BusinessCalendar
from complaints.sla.deadline import Pause, begun_at, counted_from, due_at
from complaints.sla.policy import EXACT, Policy, Term
from complaints.sla.spans import CLOSED, ROLLED, WEEKEND, Span, Spans, TimeSpan, spans_of
from complaints.when import When, local_day

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Until when a promise has to be kept (`due_at`, UTC), and why.

    `original_due_at` is when it would be due had no order suspended time, nobody paused it, and no notice
    extended it. `spans` are in order, without gaps, from the first day or hour that could count to the last
    of the time that was promised; an extension only adds to it. `sentence` says it all.
    """

    due_at: datetime
    original_due_at: datetime
    spans: Spans
    sentence: str


def explain(
    policy: Policy,
    calendar: BusinessCalendar | None,
    received: When,
    pauses: Sequence[Pause] = (),
    extended_to: datetime | None = None,
) -> Explanation:
    """Explain the deadline of what was received then. Raises `WrongCalendar`, `CalendarTooShort`."""
    counted_to = due_at(policy, calendar, received, pauses)
    due = max(counted_to, extended_to or counted_to)
    spans = spans_of(policy, calendar, received, pauses)
    extended = [f"extended, before that due {_on(policy, counted_to)}"] if due > counted_to else []
    moved = [*_late(policy, calendar, received), *_moved(policy, spans), *extended]
    sentence = f"Due {_on(policy, due)}, {policy.zone}: {_from(policy, received)}{'; '.join(moved)}"
    return Explanation(
        due_at=due,
        original_due_at=due_at(replace(policy, suspensions=()), calendar, received),
        spans=spans,
        sentence=f"{sentence if moved else sentence + 'nothing moved it'}.",
    )


def _on(policy: Policy, due: datetime) -> str:
    """Return the deadline in words: an instant, or a day and how it ends."""
    on = _date(due.astimezone(ZoneInfo(policy.zone)).date())
    if policy.unit in EXACT:
        return _instant(due, policy.zone)
    return f"{on}, end of day" if policy.closes_at is None else f"{on}, {policy.closes_at:%H:%M}"


def _from(policy: Policy, received: When) -> str:
    counted = ", then ".join(map(_counted, policy.terms))
    if policy.unit in EXACT:
        return f"{counted} from {_instant(begun_at(received), policy.zone)}; "
    day0 = "not counted" if policy.day0 == "exclude" else "counted as the first"
    return f"{counted} from {_date(local_day(received, policy.zone))}, day of receipt {day0}; "


def _late(policy: Policy, calendar: BusinessCalendar | None, received: When) -> list[str]:
    if policy.cutoff is None:
        return []
    on = counted_from(policy, calendar, received)
    is_moved = on != local_day(received, policy.zone)
    return [f"too late that day, so counted as received on {_date(on)}"] if is_moved else []


def _moved(policy: Policy, spans: Spans) -> Iterator[str]:
    if any(span.why == WEEKEND for span in spans):
        yield "weekends not counted"
    if any(span.why == CLOSED for span in spans):
        yield "closed hours not counted"
    for span in spans:
        if span.counting == "suspended":
            yield f"time did not run {_over(span, policy.zone)} ({span.why})"
        elif isinstance(span, Span) and span.why == ROLLED:
            yield f"{ROLLED}, as {_date(span.first_day - _DAY)} is none"
        elif span.why not in {None, WEEKEND, CLOSED}:
            yield f"{span.why}, {_over(span, policy.zone)}, not counted"


def _over(span: Span | TimeSpan, zone: str) -> str:
    if isinstance(span, Span):
        on = _date(span.first_day)
        return on if span.days == 1 else f"{on} to {_date(span.last_day)}"
    if span.counting == "skipped":  # all of the day, or what was left of it
        return _date(span.from_at.astimezone(ZoneInfo(zone)).date())
    return f"{_instant(span.from_at, zone)} to {_instant(span.until_at, zone)}"


def _counted(term: Term) -> str:
    if term.unit == "week":
        return f"{7 * term.amount} days"
    unit = "day" if term.unit == "calendar day" else term.unit
    return f"{term.amount} {unit}{'s' if term.amount > 1 else ''}"


def _date(day: date) -> str:
    return f"{day:%a} {day.day} {day:%B %Y}"


def _instant(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{_date(local.date())}, {local:%H:%M}"
