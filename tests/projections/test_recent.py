"""The ledger that keeps what it has read: it says what the ledger says, and reads it once."""

from collections.abc import Iterator, Sequence
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.facts import Fact
from complaints.recorder import LedgerRecorder
from complaints.storage import ReadFact
from projections import reading, recent
from projections.reading import next_batch
from projections.recent import RecentLedger
from tests.complaints.given import COMPLAINT
from tests.projections.given import assignment, filing
from tests.projections.place import Place, put


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "BATCH", 3)
        patch.setattr(recent, "KEPT_FACTS", 8)
        yield


@given(
    appended=st.lists(st.integers(0, 4), min_size=1, max_size=25),
    asked=st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(0, 12)), max_size=8),
)
def test_it_says_what_the_ledger_says_whatever_was_asked_before(
    shared: Place, appended: list[int], asked: list[tuple[int, int | None]]
) -> None:
    begin = shared.ledger.head()
    versions = dict.fromkeys([uuid4() for _ in range(5)], 0)
    for number in appended:
        stream = list(versions)[number]
        put(shared.ledger, stream, [a_fact(stream, versions[stream])], after=versions[stream])
        versions[stream] += 1
    keeping = RecentLedger(shared.ledger._pool)
    for after, length in [*asked, *((step, None) for step in range(0, len(appended), 3))]:
        until = None if length is None else begin + after + length
        assert next_batch(keeping, begin + after, until) == next_batch(shared.ledger, begin + after, until)


def test_a_stream_that_goes_on_is_not_read_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Sequence[UUID]] = []
    select = LedgerRecorder.select_streams

    def count(self: LedgerRecorder, streams: Sequence[UUID], until: int) -> Sequence[ReadFact]:
        reads.append(streams)
        return select(self, streams, until)

    monkeypatch.setattr(LedgerRecorder, "select_streams", count)
    keeping, position = RecentLedger(place.ledger._pool), place.ledger.head()
    for version in range(5):
        put(place.ledger, COMPLAINT, [a_fact(COMPLAINT, version)], after=version)
        batch = next_batch(keeping, position, None)
        assert batch
        assert len(batch.streams[COMPLAINT]) == version + 1
        position = place.ledger.head()
    assert reads == []


def a_fact(stream: UUID, version: int) -> Fact:
    return assignment(str(version)) if version else filing(stream)
