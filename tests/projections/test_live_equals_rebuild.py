"""Live, rebuilt and as of now are one: after any history, with late facts and corrections."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.corrections import correction
from complaints.facts import Fact
from complaints.facts.conversation import MessageSent
from complaints.facts.intake import HandedOver
from complaints.facts.merging import ComplaintMerged, ComplaintUnmerged
from complaints.facts.outside import OmbudsmanDecided, OmbudsmanReferred
from complaints.facts.upkeep import FactCorrected
from complaints.when import Day, Minute, NotAfter, When
from projections import reading
from projections.engine import advance
from projections.history import history
from projections.recent import RecentLedger
from projections.view import View
from projections.worker import VIEWS, catch_up
from tests.complaints.given import (
    CUSTOMER,
    NOW,
    RECEIVED,
    acknowledged,
    answered,
    apologised,
    assigned,
    classified,
    closed,
    identified,
    reopened,
    resolved,
    withdrawn,
)
from tests.projections.given import DUE, filing, moved, paused, resumed, started, stopped
from tests.projections.place import Place, assert_as_rebuilt, put, rows_now

instants = st.integers(0, 12 * 24).map(lambda hours: RECEIVED + timedelta(hours=hours))
spans: st.SearchStrategy[When] = st.one_of(
    instants,
    instants,
    st.builds(Minute, minute=instants),
    st.builds(Day, day=st.dates(date(2026, 4, 7), date(2026, 4, 18)), zone=st.just("Europe/London")),
    st.builds(NotAfter, not_after=instants),
)
happenings: list[Fact] = [
    identified(),
    acknowledged(),
    classified(),
    assigned("retail", "mara"),
    assigned("cards", None),
    HandedOver(at=NOW, to_team="disputes", reason="theirs"),
    MessageSent(at=NOW, channel="email", substantive=True, automated=False),
    apologised(),
    answered(),
    resolved(),
    closed(),
    reopened(),
    withdrawn(),
    ComplaintMerged(at=NOW, survivor=CUSTOMER, reason="The same."),
    ComplaintUnmerged(at=NOW, survivor=CUSTOMER, reason="Another."),
    started(RECEIVED + timedelta(days=2)),
    started(DUE, clock="other"),
    paused(NOW),
    resumed(NOW, RECEIVED + timedelta(days=4)),
    stopped(NOW),
    stopped(NOW, "other"),
    started(DUE, clock="uk.fos.6m"),
    OmbudsmanReferred(at=NOW, body="Financial Ombudsman Service"),
    OmbudsmanDecided(at=NOW, body="Financial Ombudsman Service", outcome="upheld"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Facts appended to the stream of that number, and whether the views then take a batch."""

    stream: int
    facts: Sequence[Fact]
    corrects: int | None
    advance: bool


facts: st.SearchStrategy[Fact] = st.builds(moved, st.sampled_from(happenings), spans)
steps = st.builds(
    Step,
    stream=st.integers(0, 2),
    facts=st.lists(facts, min_size=1, max_size=4),
    corrects=st.none() | st.integers(2, 6),
    advance=st.booleans(),
)


@pytest.fixture(scope="module", autouse=True)
def small_batches() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "BATCH", 3)
        yield


@pytest.fixture(scope="module")
def recent(shared: Place) -> RecentLedger:
    return RecentLedger(shared.ledger._pool)


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


def lived(place: Place, recent: RecentLedger, history_of_three: list[Step]) -> list[UUID]:
    """Record the history of three new streams, let the views follow it, and return the streams."""
    streams: dict[UUID, list[Fact]] = {id: [filing(id)] for id in (uuid4(), uuid4(), uuid4())}
    for id, begun in streams.items():
        put(place.ledger, id, begun)
    for step in history_of_three:
        id = list(streams)[step.stream]
        added = [*step.facts, *corrections(streams[id], step)]
        put(place.ledger, id, added, after=len(streams[id]))
        streams[id] += added
        if step.advance:
            advance(place.writer, recent, VIEWS)
    catch_up(place.writer, recent)
    return list(streams)


def corrections(before: Sequence[Fact], step: Step) -> list[Fact]:
    """Strike out a fact of an odd version, or say that one of an even version happened at the receipt."""
    version = step.corrects
    if version is None or version > len(before) or isinstance(before[version - 1], FactCorrected):
        return []
    if version % 2:
        return [FactCorrected(at=NOW, corrects=version, reason="It never happened.")]
    right = moved(before[version - 1], RECEIVED)
    return [correction(right, corrects=version, at=NOW, reason="It was earlier.")]


def as_of_now(place: Place, view: View[Any], streams: Sequence[UUID]) -> list[object]:
    found = place.ledger.streams(streams, until=place.ledger.head())
    known_at = datetime.max.replace(tzinfo=UTC)
    rows = [
        row for facts in found.values() for row in view.fold(history(facts, known_at=known_at, as_of=NOW))
    ]
    return sorted(rows, key=attrgetter(*view.key))
