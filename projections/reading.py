"""Reading the log for the views: its next facts, and every stream that they touch, whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from complaints.application import Ledger
from complaints.corrections import CORRECTING
from complaints.facts import Fact
from complaints.storage import FactUnreadable, Recorded
from projections.history import history
from projections.view import View

BATCH = 20_000
"""Facts read at once when there is a backlog; when there is none, what there is."""

MOST_FACTS = 100_000
"""Facts of whole streams held at once, unless a single stream has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The next facts of the log, at least one, and the streams that they touch.

    Each stream is whole up to the last of these facts: a fold takes whole streams, because a late fact may
    belong before one that is folded already.
    """

    facts: Sequence[Recorded]
    streams: Mapping[UUID, Sequence[Recorded]]
    _histories: dict[UUID, Sequence[Recorded]] = field(default_factory=dict)

    def part(self, facts: Sequence[Recorded]) -> "Part":
        """Return some of the facts, in their order, as a part of the batch."""
        added: dict[UUID, set[type[Fact]]] = {}
        for recorded in facts:
            added.setdefault(recorded.originator_id, set()).add(type(recorded.fact))
        begun = {recorded.originator_id for recorded in facts if recorded.originator_version == 1}
        return Part(batch=self, added=added, begun=begun, last=facts[-1])

    def history(self, stream: UUID, until: Recorded) -> Sequence[Recorded]:
        """Return the effective history of a stream up to a fact of the batch.

        Up to the last of them it is made once for all views.
        """
        facts = self.streams[stream]
        if until is not self.facts[-1]:
            return history([it for it in facts if place_of(it) <= place_of(until)])
        if stream not in self._histories:
            self._histories[stream] = history(facts)
        return self._histories[stream]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Facts of a batch: the types of those that each stream gains, which streams begin, and the last fact."""

    batch: Batch
    added: Mapping[UUID, set[type[Fact]]]
    begun: set[UUID]
    last: Recorded

    def concerning(self, view: View[Any]) -> list[UUID]:
        """Return the streams whose rows in a view can be others once the facts are added to them."""
        concerns = view.concerns | CORRECTING
        return [stream for stream, kinds in self.added.items() if not concerns.isdisjoint(kinds)]

    def history(self, stream: UUID) -> Sequence[Recorded]:
        """Return the effective history of a stream up to the last fact."""
        return self.batch.history(stream, self.last)


def next_batch(ledger: Ledger, after: int, until: int | None) -> Batch | None:
    """Return the next facts after a position, none after `until`; None where there are none.

    Where one of them cannot be read, those before it are returned. Raises `FactUnreadable` where it is the
    very next.
    """
    return _readable(ledger, after, until, BATCH)


def place_of(fact: Recorded) -> int:
    """Return where in the log a fact is."""
    if fact.position is None:
        raise ValueError("a fact of the log has a position")
    return fact.position


def _readable(ledger: Ledger, after: int, until: int | None, most: int) -> Batch | None:
    try:
        return _read(ledger, after, until, most)
    except FactUnreadable:
        if most == 1:
            raise
        return _readable(ledger, after, until, most // 2)


def _read(ledger: Ledger, after: int, until: int | None, most: int) -> Batch | None:
    found = ledger.facts_after(after, limit=most)
    facts = _affordable([it for it in found if until is None or place_of(it) <= until])
    return Batch(facts=facts, streams=_whole_streams(ledger, facts)) if facts else None


def _affordable(facts: Sequence[Recorded]) -> Sequence[Recorded]:
    """Return as many facts as touch streams of `MOST_FACTS` together, but at least one.

    The version of a fact says how much there is of its stream.
    """
    sizes: dict[UUID, int] = {}
    total = 0
    for number, fact in enumerate(facts):
        total += fact.originator_version - sizes.get(fact.originator_id, 0)
        sizes[fact.originator_id] = fact.originator_version
        if total > MOST_FACTS and number:
            return facts[:number]
    return facts


def _whole_streams(ledger: Ledger, facts: Sequence[Recorded]) -> dict[UUID, Sequence[Recorded]]:
    streams: dict[UUID, list[Recorded]] = {}
    for fact in facts:
        streams.setdefault(fact.originator_id, []).append(fact)
    # Those that begin here need no second look at the ledger.
    begun_earlier = [id for id, its in streams.items() if its[0].originator_version > 1]
    return {**streams, **ledger.streams(begun_earlier, until=place_of(facts[-1]))}
