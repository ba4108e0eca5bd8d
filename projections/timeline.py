"""What happened in several streams, in one order."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from heapq import merge
from operator import itemgetter

from complaints.storage import Recorded
from complaints.when import LONG_AGO
from projections.history import begins_at

Placed = tuple[tuple[datetime, int], Recorded]


def interleaved(histories: Iterable[Sequence[Recorded]]) -> list[Recorded]:
    """Return the facts of several effective histories, as they happened, and as recorded where that is equal.

    The facts of one history stay in their order: one comes no earlier than where all before it stand.
    """
    return [fact for _, fact in merge(*map(_placed, histories), key=itemgetter(0))]


def _placed(facts: Sequence[Recorded]) -> Iterator[Placed]:
    place = (LONG_AGO, 0)
    for fact in facts:
        place = max(place, (begins_at(fact.fact.at), fact.position or 0))
        yield place, fact
