"""A time as whole months that are counted, and what is to be added to these and taken away again."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from projections.rollups import next_month


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From an instant (inclusive) to another (exclusive)."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    """Months, by their first days, and spans that lie in the time but in none of them, or the other way.

    What happened in the months and in `added`, but not in `removed`, is what happened in the time, once.
    """

    months: tuple[date, ...]
    added: tuple[Span, ...]
    removed: tuple[Span, ...]


def cover(time: Span, counted: Sequence[date]) -> Covering:
    """Cover a time by months, in UTC, that are counted, in order: those of which at least half lies in it."""
    near = counted[bisect_left(counted, _first(time.begin)) : bisect_right(counted, _first(time.end))]
    chosen = [(month, span) for month in near if _is_mostly_in(span := _month(month), time)]
    return Covering(
        months=tuple(month for month, _ in chosen),
        added=tuple(_gaps(time, [span for _, span in chosen])),
        removed=tuple(part for _, span in chosen for part in _outside(span, time)),
    )


def local_months(time: Span, zone: ZoneInfo) -> Iterator[tuple[str, Span]]:
    """Yield the calendar months of a zone that a time touches, such as 2026-10, and what is in it of each."""
    begin = time.begin.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while begin < time.end:
        end = next_month(begin)
        inside = Span(begin=max(time.begin, begin.astimezone(UTC)), end=min(time.end, end.astimezone(UTC)))
        yield f"{begin:%Y-%m}", inside
        begin = end


def _first(instant: datetime) -> date:
    return instant.astimezone(UTC).date().replace(day=1)


def _month(month: date) -> Span:
    begin = datetime(month.year, month.month, 1, tzinfo=UTC)
    return Span(begin=begin, end=next_month(begin))


def _is_mostly_in(span: Span, time: Span) -> bool:
    inside = min(span.end, time.end) - max(span.begin, time.begin)
    return inside >= (span.end - span.begin) / 2


def _gaps(time: Span, spans: list[Span]) -> Iterator[Span]:
    begin = time.begin
    for span in spans:
        if begin < span.begin:
            yield Span(begin=begin, end=span.begin)
        begin = max(begin, span.end)
    if begin < time.end:
        yield Span(begin=begin, end=time.end)


def _outside(span: Span, time: Span) -> Iterator[Span]:
    if span.begin < time.begin:
        yield Span(begin=span.begin, end=time.begin)
    if time.end < span.end:
        yield Span(begin=time.end, end=span.end)
