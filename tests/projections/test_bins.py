"""Durations in bins give percentiles to one percent."""

from collections import Counter
from datetime import timedelta
from math import ceil, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.sql import SQL

from projections.bins import BIN, ERROR, GROWTH, duration_of, percentile
from projections.writer import Writer
from tests.projections.place import Place

durations = st.timedeltas(timedelta(), timedelta(days=4_000))
SECOND = timedelta(seconds=1)


def bin_of(duration: timedelta) -> int:
    return 0 if duration < SECOND else 1 + ceil(log(duration / SECOND) / log(GROWTH))


def slack(right: timedelta) -> timedelta:
    return SECOND if right < SECOND else right * ERROR * 1.000_001


def exact(found: list[timedelta], share: float) -> timedelta:
    return sorted(found)[max(1, ceil(share * len(found))) - 1]


@given(found=st.lists(durations, min_size=1), share=st.sampled_from([0.5, 0.9, 0.95]))
def test_a_percentile_from_bins_is_the_exact_one_to_a_percent(found: list[timedelta], share: float) -> None:
    about = percentile(Counter(map(bin_of, found)), share)
    assert about is not None
    right = exact(found, share)
    assert abs(about - right) <= slack(right)


def test_there_is_no_percentile_of_nothing() -> None:
    assert percentile({}, 0.5) is None


@pytest.mark.parametrize("seconds", [0, 0.999, 1, 1.5, 2, 60, 3600, 86_400.5, 1e8])
def test_the_database_puts_a_duration_into_a_bin_that_says_what_it_was(shared: Place, seconds: float) -> None:
    duration = timedelta(seconds=seconds)
    found = in_database(shared.writer, duration)
    assert found == bin_of(duration)
    assert abs(duration_of(found) - duration) <= max(
        duration * ERROR * 1.000_001, SECOND if seconds < 1 else SECOND * 0
    )


def in_database(connection: Writer, duration: timedelta) -> int:
    statement = SQL("select {} from (values (%s::interval)) as it (duration)").format(SQL(BIN))
    ((found,),) = connection.execute(statement, [duration]).fetchall()
    return int(found)
