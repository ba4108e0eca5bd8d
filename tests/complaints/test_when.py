"""When something happened: spans, their order, their zones, and how they are written."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from complaints.when import (
    LONG_AGO,
    Day,
    Minute,
    NotAfter,
    When,
    earliest,
    in_utc,
    is_definitely_before,
    latest,
    local_day,
    names_a_zone,
)

LONDON = "Europe/London"
HOUR, MINUTE, MICROSECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)
NOON = datetime(2026, 4, 7, 12, tzinfo=UTC)
EAST = timezone(timedelta(hours=14))

WHEN: TypeAdapter[When] = TypeAdapter(When)

# Zones with a change at midnight, by half an hour, in the south, without any, and at the ends of the earth.
ZONES = [
    LONDON, "America/New_York", "America/Sao_Paulo", "America/Havana", "America/St_Johns", "Asia/Tokyo",
    "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati", "Africa/Cairo", "UTC", "Etc/GMT+12",
]  # fmt: skip
FIRST, LAST = date(1996, 1, 1), date(2037, 12, 30)

offsets = st.integers(-14, 14).map(lambda hours: timezone(hours * HOUR))
instants = st.datetimes(datetime.combine(FIRST, time()), datetime.combine(LAST, time()), timezones=offsets)
days = st.builds(Day, day=st.dates(FIRST, LAST), zone=st.sampled_from(ZONES))
whens: st.SearchStrategy[When] = st.one_of(
    instants, st.builds(Minute, minute=instants), days, st.builds(NotAfter, not_after=instants)
)


@given(at=whens)
def test_a_span_begins_before_it_ends(at: When) -> None:
    assert earliest(at) <= latest(at)


@given(at=instants)
def test_an_exact_time_is_its_own_span_and_a_minute_lasts_one(at: datetime) -> None:
    assert earliest(at) == latest(at) == at
    minute = Minute(minute=at)
    assert (earliest(minute), latest(minute)) == (at, at + MINUTE - MICROSECOND)


@given(at=instants)
def test_what_had_happened_by_then_may_have_happened_at_any_time_before(at: datetime) -> None:
    assert (earliest(NotAfter(not_after=at)), latest(NotAfter(not_after=at))) == (LONG_AGO, at)


@given(at=days)
def test_a_day_is_all_that_the_calendar_on_the_wall_calls_it(at: Day) -> None:
    zone = ZoneInfo(at.zone)
    assert earliest(at).astimezone(zone).date() == at.day
    assert latest(at).astimezone(zone).date() == at.day
    assert (earliest(at) - MICROSECOND).astimezone(zone).date() < at.day
    assert (latest(at) + MICROSECOND).astimezone(zone).date() > at.day


@given(at=days)
def test_a_day_begins_where_the_one_before_it_ends(at: Day) -> None:
    before = Day(day=at.day - timedelta(days=1), zone=at.zone)
    assert latest(before) + MICROSECOND == earliest(at)


@pytest.mark.parametrize(
    ("day", "zone", "begins", "hours"),
    [
        (date(2026, 4, 7), LONDON, datetime(2026, 4, 6, 23, tzinfo=UTC), 24),
        (date(2026, 3, 29), LONDON, datetime(2026, 3, 29, tzinfo=UTC), 23),
        (date(2026, 10, 25), LONDON, datetime(2026, 10, 24, 23, tzinfo=UTC), 25),
        (date(2026, 4, 5), "Australia/Lord_Howe", datetime(2026, 4, 4, 13, tzinfo=UTC), 24.5),
        (date(2018, 11, 4), "America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC), 23),
        (date(2022, 11, 6), "America/Havana", datetime(2022, 11, 6, 4, tzinfo=UTC), 25),
        # A day that the zone left out, to be on the other side of the date line: no instant is in it.
        (date(2011, 12, 30), "Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC), 0),
    ],
)
def test_a_day_is_as_long_as_its_zone_made_it(day: date, zone: str, begins: datetime, hours: float) -> None:
    at = Day(day=day, zone=zone)
    assert earliest(at) == begins
    assert latest(at) - earliest(at) == hours * HOUR - MICROSECOND


@given(at=days)
def test_the_ends_of_a_day_are_given_in_utc(at: Day) -> None:
    assert earliest(at).tzinfo is latest(at).tzinfo is UTC


@given(at=whens, other=whens, third=whens)
def test_definitely_before_is_an_order(at: When, other: When, third: When) -> None:
    assert not is_definitely_before(at, at)
    if is_definitely_before(at, other):
        assert not is_definitely_before(other, at)
        if is_definitely_before(other, third):
            assert is_definitely_before(at, third)


@given(at=whens, other=whens)
def test_definitely_before_holds_for_every_instant_of_the_spans_or_not_at_all(at: When, other: When) -> None:
    ends = [earliest(at) < earliest(other), earliest(at) < latest(other), latest(at) < latest(other)]
    assert is_definitely_before(at, other) == (latest(at) < earliest(other))
    assert not is_definitely_before(at, other) or all(ends)


@pytest.mark.parametrize(
    ("at", "other", "is_before"),
    [
        (NOON, NOON, False),
        (NOON, NOON + MICROSECOND, True),
        (NOON, NOON.astimezone(EAST), False),
        (Minute(minute=NOON), NOON + MINUTE, True),
        (Minute(minute=NOON), NOON + MINUTE - MICROSECOND, False),
        (Day(day=NOON.date(), zone=LONDON), datetime(2026, 4, 7, 23, tzinfo=UTC), True),
        (Day(day=NOON.date(), zone=LONDON), datetime(2026, 4, 7, 22, 59, 59, 999999, UTC), False),
        (Day(day=NOON.date(), zone="Asia/Tokyo"), Day(day=NOON.date(), zone="America/New_York"), False),
        (Day(day=date(2026, 4, 6), zone="Asia/Tokyo"), Day(day=NOON.date(), zone="America/New_York"), True),
        (NotAfter(not_after=NOON), NOON, False),
        (NotAfter(not_after=NOON), NOON + MICROSECOND, True),
        (NOON, NotAfter(not_after=NOON + HOUR), False),
    ],
)
def test_nothing_is_concluded_that_is_not_said(at: When, other: When, *, is_before: bool) -> None:
    assert is_definitely_before(at, other) is is_before


@given(at=whens)
def test_in_utc_the_span_is_the_same(at: When) -> None:
    moved = in_utc(at)
    assert type(moved) is type(at)
    assert (earliest(moved), latest(moved)) == (earliest(at), latest(at))
    assert isinstance(moved, Day) or "timezone.utc" in repr(moved)
    assert in_utc(moved) == moved


@given(at=whens)
def test_every_one_of_these_names_a_zone(at: When) -> None:
    assert names_a_zone(at)


@pytest.mark.parametrize(
    "at",
    [
        NOON.replace(tzinfo=None),
        Minute(minute=NOON.replace(tzinfo=None)),
        NotAfter(not_after=NOON.replace(tzinfo=None)),
        Day(day=NOON.date(), zone=""),
        Day(day=NOON.date(), zone="London"),
        Day(day=NOON.date(), zone="europe/london"),
        Day(day=NOON.date(), zone="../UTC"),
        Day(day=NOON.date(), zone="+01:00"),
        # In the zone database of some systems, and another zone, or none, on every one of them.
        Day(day=NOON.date(), zone="localtime"),
        Day(day=NOON.date(), zone="Factory"),
    ],
)
def test_what_names_no_zone_is_known(at: When) -> None:
    assert not names_a_zone(at)


@given(at=days, elsewhere=st.sampled_from(ZONES))
def test_a_day_is_not_moved_by_looking_at_it_from_elsewhere(at: Day, elsewhere: str) -> None:
    assert local_day(at, elsewhere) == at.day


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        (datetime(2026, 4, 7, 23, 30, tzinfo=UTC), LONDON, date(2026, 4, 8)),
        (datetime(2026, 1, 7, 23, 30, tzinfo=UTC), LONDON, date(2026, 1, 7)),
        (datetime(2026, 4, 7, 3, tzinfo=UTC), "America/New_York", date(2026, 4, 6)),
        (datetime(2026, 4, 8, 0, 30, tzinfo=EAST), "UTC", date(2026, 4, 7)),
        (Minute(minute=datetime(2026, 4, 7, 22, 59, tzinfo=UTC)), LONDON, date(2026, 4, 7)),
        (Minute(minute=datetime(2026, 4, 7, 22, 59, 30, tzinfo=UTC)), LONDON, date(2026, 4, 8)),
        (NotAfter(not_after=datetime(2026, 4, 7, 23, tzinfo=UTC)), LONDON, date(2026, 4, 8)),
    ],
)
def test_the_local_day_is_the_one_on_which_the_span_ends(at: When, zone: str, day: date) -> None:
    assert local_day(at, zone) == day


@given(at=whens)
def test_what_is_written_is_read_again(at: When) -> None:
    assert WHEN.validate_json(WHEN.dump_json(at)) == at


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ('"2026-04-07T12:00:00Z"', NOON),
        ('"2026-04-07T13:00:00+01:00"', NOON),
        ('{"minute": "2026-04-07T12:00:00Z"}', Minute(minute=NOON)),
        ('{"day": "2026-04-07", "zone": "Europe/London"}', Day(day=NOON.date(), zone=LONDON)),
        ('{"not_after": "2026-04-07T12:00:00Z"}', NotAfter(not_after=NOON)),
    ],
)
def test_the_four_ways_of_writing_are_told_apart(written: str, at: When) -> None:
    assert WHEN.validate_json(written) == at
