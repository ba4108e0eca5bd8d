"""Why a promise is due when it is, in one sentence, made from the spans that were walked through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from complaints.sla.calendar import BusinessCalendar, end_of_day
from complaints.sla.deadline import Pause, begun_at, counted_from, due_at
from complaints.sla.policy import EXACT, Policy, Term
from complaints.sla.spans import CLOSED, ROLLED, WEEKEND, Span, Spans, TimeSpan, spans_of, why_closed
from complaints.when import When, local_day


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
    extended_to: Sequence[datetime] = (),
) -> Explanation:
    """Explain the deadline of what was received then; `extended_to` are the days that notices gave, in order.

    Raises `WrongCalendar`, `CalendarTooShort`.
    """
    counted_to = due_at(policy, calendar, received, pauses)
    dues = list(dict.fromkeys(accumulate([counted_to, *extended_to], max)))
    spans = spans_of(policy, calendar, received, pauses)
    moved = [
        *_late(policy, calendar, received),
        *_moved(policy, calendar, spans),
        *_extended(dues, policy.zone),
    ]
    sentence = f"{due_in_words(dues[-1], policy.zone)}: {_from(policy, received)}{'; '.join(moved)}"
    return Explanation(
        due_at=dues[-1],
        original_due_at=due_at(replace(policy, suspensions=()), calendar, received),
        spans=spans,
        sentence=f"{sentence if moved else sentence + 'nothing moved it'}.",
    )


def as_stated(due: datetime, zone: str) -> Explanation:
    """Explain a deadline that was not counted, but stated by a source or by the promise itself."""
    sentence = f"{due_in_words(due, zone)}, as was stated."
    return Explanation(due_at=due, original_due_at=due, spans=[], sentence=sentence)


def due_in_words(due: datetime, zone: str) -> str:
    """Return when something is due, in words of an IANA zone: an instant, or a day of which it is the end.

    >>> due_in_words(datetime.fromisoformat("2026-10-25T00:30Z"), "Europe/London")
    'Due Sun 25 October 2026, 01:30 BST, Europe/London'
    """
    return f"Due {_on(due, zone)}, {zone}"


def _on(due: datetime, zone: str) -> str:
    day = due.astimezone(ZoneInfo(zone)).date()
    return f"{_date(day)}, end of day" if due == end_of_day(day, zone) else _instant(due, zone)


def _extended(dues: Sequence[datetime], zone: str) -> Iterator[str]:
    for number, before in enumerate(dues[:-1]):
        yield f"extended{' again' if number else ''}, before that due {_on(before, zone)}"


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


def _moved(policy: Policy, calendar: BusinessCalendar | None, spans: Spans) -> Iterator[str]:
    every: Sequence[Span | TimeSpan] = spans
    end = max(number for number, span in enumerate(every, start=1) if span.counting == "counted")
    promised, passed_over = every[:end], every[end:]
    if any(span.why == WEEKEND for span in promised):
        yield "weekends not counted"
    if any(span.why == CLOSED for span in promised):
        yield "closed hours not counted"
    for span in promised:
        if span.counting == "suspended":
            yield f"time did not run {_over(span, policy.zone)} ({span.why})"
        elif span.why not in {None, WEEKEND, CLOSED}:
            yield f"{span.why}, {_over(span, policy.zone)}, not counted"
    days = [span for span in passed_over if isinstance(span, Span)]
    last = promised[-1]
    if days and calendar and isinstance(last, Span):
        yield _rolled(last, days, calendar)


def _rolled(last: Span, passed_over: Sequence[Span], calendar: BusinessCalendar) -> str:
    """Return why the last day that was counted is not the end, nor those after it that have a name."""
    why = why_closed(calendar, last.last_day)
    named = [f"{_date(it.first_day)} is {it.why}" for it in passed_over if it.why not in {WEEKEND, ROLLED}]
    said = [f"as {_date(last.last_day)} is {'none' if why == WEEKEND else why}", *named]
    return f"{ROLLED}, {' and '.join(said)}"


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
    comes_twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return (
        f"{_date(local.date())}, {local:%H:%M %Z}" if comes_twice else f"{_date(local.date())}, {local:%H:%M}"
    )
