"""What the queries of the document compute from the files of an export is what the reports say."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from projections.response_groups import TimesAsked
from projections.response_questions import response_times
from projections.standing import ClockFilter, counts
from projections.win_back_outcomes import OutcomeAsked, outcomes
from tests.api.exporting.files import CLOCKS, LIVES, TIMES, found
from tests.projections.given import DUE
from tests.projections.place import Place
from tests.projections.test_win_back import BEGIN, DAY


@pytest.mark.parametrize("as_of", [datetime(2025, 6, 1, tzinfo=UTC), DUE, DUE + DAY / 2, DUE + 2 * DAY])
def test_clocks_stand_in_the_files_as_they_do_in_the_report(
    year: Place, files: Path, as_of: datetime
) -> None:
    ours = [(it.clock, it.verdict, it.clocks) for it in counts(year.writer, as_of, ClockFilter())]
    assert found(files, CLOCKS, as_of) == ours
    assert len(ours) > 1


def test_response_times_from_the_files_are_those_of_the_report(year: Place, files: Path) -> None:
    asked = TimesAsked(
        measure="acknowledgement",
        group_by="channel",
        zone="UTC",
        received_from=None,
        received_to=None,
        target=None,
    )
    ours = [
        (it.group, it.filings, it.reached, *map(seconds, (it.mean, it.p50, it.p90)))
        for it in response_times(year.writer, BEGIN, asked)
    ]
    assert found(files, TIMES) == ours
    assert len(ours) == 5


def seconds(time: timedelta | None) -> float | None:
    return None if time is None else time.total_seconds()


@pytest.mark.parametrize("days", [90, 100, 250])
def test_who_left_in_the_files_is_who_left_in_the_report(year: Place, files: Path, days: int) -> None:
    asked = OutcomeAsked(outcome="left", by="done", within=90 * DAY)
    now = BEGIN + days * DAY
    ours = [
        (it.group, it.lives, it.happened, it.immature, it.time_unknown)
        for it in outcomes(year.writer, now, asked)
    ]
    assert found(files, LIVES, now) == ours
    assert [unknown for *_, unknown in ours if unknown] == [1]
    assert {group for group, *_ in ours} == {"both", "apology", "money", "neither"}
