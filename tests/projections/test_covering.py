"""Months that are counted, with what is added and taken away, are the very time that was asked about."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from projections.covering import Span, cover, local_months

FIRST = datetime(2025, 11, 1, tzinfo=UTC)
instants = st.timedeltas(timedelta(), timedelta(days=450)).map(lambda after: FIRST + after)
times = st.tuples(instants, instants).filter(lambda it: it[0] != it[1]).map(sorted)
months = st.sets(st.builds(date, st.sampled_from([2025, 2026]), st.integers(1, 12), st.just(1)))
zones = st.sampled_from(["UTC", "Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"])


def is_in(instant: datetime, span: Span) -> bool:
    return span.begin <= instant < span.end


@given(time=times, counted=months, instant=instants)
def test_what_happened_in_a_time_is_counted_once_and_nothing_else(
    time: list[datetime], counted: set[date], instant: datetime
) -> None:
    asked = Span(begin=time[0], end=time[1])
    covering = cover(asked, sorted(counted))
    found = (
        (date(instant.year, instant.month, 1) in covering.months)
        + sum(is_in(instant, span) for span in covering.added)
        - sum(is_in(instant, span) for span in covering.removed)
    )
    assert found == is_in(instant, asked)
    assert counted.issuperset(covering.months)


@given(time=times, zone=zones, instant=instants)
def test_local_months_share_out_a_time_by_the_calendar(
    time: list[datetime], zone: str, instant: datetime
) -> None:
    asked = Span(begin=time[0], end=time[1])
    found = [label for label, span in local_months(asked, ZoneInfo(zone)) if is_in(instant, span)]
    assert found == ([f"{instant.astimezone(ZoneInfo(zone)):%Y-%m}"] if is_in(instant, asked) else [])


def test_a_local_month_is_the_month_in_utc_and_what_the_clocks_differ() -> None:
    new_york = ZoneInfo("America/New_York")
    begin, end = datetime(2026, 10, 1, tzinfo=new_york), datetime(2026, 11, 1, tzinfo=new_york)
    covering = cover(Span(begin=begin.astimezone(UTC), end=end.astimezone(UTC)), [date(2026, 10, 1)])
    four_hours = timedelta(hours=4)
    first = datetime(2026, 10, 1, tzinfo=UTC)
    next_first = datetime(2026, 11, 1, tzinfo=UTC)
    assert covering.months == (date(2026, 10, 1),)
    assert covering.removed == (Span(begin=first, end=first + four_hours),)
    assert covering.added == (Span(begin=next_first, end=next_first + four_hours),)
