"""Live, rebuilt and as of now are one: after any history, with late facts and corrections."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections import reading
from projections.history import history
from projections.recent import RecentLedger
from projections.view import View
from projections.worker import VIEWS
from tests.complaints.given import (
    NOW,
)
from tests.projections.histories import Step, lived, steps
from tests.projections.place import Place, assert_as_rebuilt, rows_now


@pytest.fixture(scope="module", autouse=True)
def small_batches() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "BATCH", 3)
        yield


@pytest.fixture(scope="module")
def recent(shared: Place) -> RecentLedger:
    return RecentLedger(shared.ledger._pool)


@settings(max_examples=settings().max_examples // 5)  # each lives through every view
@given(history_of_three=st.lists(steps, max_size=6))
def test_rows_are_what_one_fold_over_the_whole_stream_makes_of_it(
    shared: Place, recent: RecentLedger, history_of_three: list[Step]
) -> None:
    streams = lived(shared, recent, history_of_three)
    for view in VIEWS.values():
        assert rows_now(shared.writer, view, streams) == as_of_now(shared, view, streams)


@settings(max_examples=settings().max_examples // 25)  # each compares whole tables, which grow
@given(history_of_three=st.lists(steps, max_size=6))
def test_live_rows_are_the_rebuilt_ones(
    shared: Place, recent: RecentLedger, history_of_three: list[Step]
) -> None:
    lived(shared, recent, history_of_three)
    assert_as_rebuilt(shared.writer, shared.ledger)


def as_of_now(place: Place, view: View[Any], streams: Sequence[UUID]) -> list[object]:
    found = place.ledger.streams(streams, until=place.ledger.head())
    known_at = datetime.max.replace(tzinfo=UTC)
    rows = [
        row for facts in found.values() for row in view.fold(history(facts, known_at=known_at, as_of=NOW))
    ]
    return sorted(rows, key=attrgetter(*view.key))
