"""A written date says no more than it says: a day, a minute or an instant, in the zone of the source."""

from datetime import UTC, date, datetime

import pytest

from api.importing.date_order import Order
from api.importing.dates import read_day, read_when
from api.importing.refusals import RowRefused
from complaints.when import Day, Minute, When

NEW_YORK = "America/New_York"


def utc(*numbers: int) -> datetime:
    year, month, day, *clock = numbers
    hour, minute, second, microsecond = (*clock, 0, 0, 0, 0)[:4]
    return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "order", "at"),
    [
        ("2011-07-01 01:32:33", "year first", utc(2011, 7, 1, 5, 32, 33)),
        ("2026-08-01T00:00:14.250", "year first", utc(2026, 8, 1, 4, 0, 14, 250_000)),
        ("2026-01-01T00:00:14Z", "year first", utc(2026, 1, 1, 0, 0, 14)),
        ("2026-01-01 00:00:14+0530", "year first", utc(2025, 12, 31, 18, 30, 14)),
        ("2023-06-05T12:00:00-05:00", "year first", utc(2023, 6, 5, 17)),
        ("2015-02-14", "year first", Day(day=date(2015, 2, 14), zone=NEW_YORK)),
        ("3/14/2025 1:20", "month first", Minute(minute=utc(2025, 3, 14, 5, 20))),
        ("12/31/15 23:08", "month first", Minute(minute=utc(2016, 1, 1, 4, 8))),
        ("03/14/2025 12:00:05 AM", "month first", utc(2025, 3, 14, 4, 0, 5)),
        ("03/14/2025 12:20:00 pm", "month first", utc(2025, 3, 14, 16, 20)),
        ("14.02.99 07:05", "day first", Minute(minute=utc(2099, 2, 14, 12, 5))),
        ("2/1/2015", "day first", Day(day=date(2015, 1, 2), zone=NEW_YORK)),
    ],
)
def test_time_is_as_exact_as_it_is_written(text: str, order: Order, at: When) -> None:
    assert read_when(text, order) == at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        pytest.param("2011-11-06 00:59:59", utc(2011, 11, 6, 4, 59, 59), id="before"),
        pytest.param("2011-11-06 01:09:48", utc(2011, 11, 6, 5, 9, 48), id="twice: the first reading"),
        pytest.param("2011-11-06 02:00:00", utc(2011, 11, 6, 7), id="after"),
        pytest.param("2011-03-13 01:59:59", utc(2011, 3, 13, 6, 59, 59), id="before the gap"),
        pytest.param("2011-03-13 03:00:00", utc(2011, 3, 13, 7), id="after the gap"),
        pytest.param(
            "2011-03-13 02:30:00-05:00", utc(2011, 3, 13, 7, 30), id="with an offset there is no gap"
        ),
    ],
)
def test_hours_around_the_change_of_clocks(text: str, at: datetime) -> None:
    assert read_when(text, "year first") == at


@pytest.mark.parametrize(
    ("text", "order", "sentence"),
    [
        ("2011-03-13 02:30:00", "year first", "'2011-03-13 02:30:00' does not exist"),
        ("2011-02-29", "year first", "'2011-02-29' is not a date"),
        ("0201-02-03", "year first", "not a date"),
        ("9999-12-31 23:59:59", "year first", "not a date"),
        ("7/1/2011", "year first", "not a date written like the others"),
        ("2011-07-01", "month first", "not a date written like the others"),
        ("13/1/2011", "month first", "not a date"),
        ("2011-07-01 24:00:00", "year first", "no time of day that exists"),
        ("2011-07-01 10:61", "year first", "no time of day that exists"),
        ("3/14/2025 13:20 PM", "month first", "no time of day that exists"),
        ("3/14/2025 0:20 AM", "month first", "no time of day that exists"),
        ("2011-07-01 noon", "year first", "no time of day that can be read"),
        ("yesterday", "month first", "not a date"),
    ],
)
def test_what_never_was_is_refused_with_its_text(text: str, order: Order, sentence: str) -> None:
    with pytest.raises(RowRefused, match=sentence):
        read_when(text, order)


@pytest.mark.parametrize("text", ["2023-06-05", "2023-06-05T12:00:00-05:00", "2023-06-05T00:00:00Z"])
def test_day_dressed_up_as_an_instant_stays_the_day(text: str) -> None:
    assert read_day(text, "year first") == Day(day=date(2023, 6, 5), zone=NEW_YORK)
