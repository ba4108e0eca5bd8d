"""Rows of a view as they were: of some streams, as far as was known and had happened by then.

The fold is the one that makes the live rows, over the same facts up to one position of the log. So as of now
both are equal, and what was answered for an earlier `known_at` is answered again at any time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain, islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from complaints.application import Ledger
from complaints.facts.merging import ComplaintMerged
from complaints.storage import Recorded
from projections.chosen import CHUNK, Past
from projections.history import history
from projections.holding import Holding, hold
from projections.received import streams_of
from projections.view import Grouping, View

Streams = Iterable[Sequence[Recorded]]
"""Whole streams up to the position of a past."""


def rows(ledger: Ledger, view: View[Any], streams: Streams, past: Past) -> Iterator[Any]:
    """Yield the rows that a view makes of streams; of a wider view the rows of all groups that they are of.

    They come stream by stream, a group where the first of its streams is. Memory does not grow with their
    number, but for the ids of groups. Raises what the fold raises.
    """
    made = _folded(view, streams, past)
    return _of_groups(ledger, view, view.grouping, made, past) if view.grouping else made


def rows_of_customer(ledger: Ledger, view: View[Any], customer: UUID, past: Past) -> Iterator[Any]:
    """Yield the rows of a customer: of its own stream and of its complaints, or those of the group it is."""
    streams = _about_customers(ledger, [customer], past)
    if view.grouping:
        return iter(_combined(view, view.grouping, [customer], streams, past))
    return _folded(view, (it for it in streams if _is_of(customer, it)), past)


def streams_of_complaints(ledger: Ledger, complaints: Iterable[UUID], past: Past) -> Streams:
    """Yield the streams of complaints as they were known, in the order given, none of those not filed yet."""
    left = iter(complaints)
    while ids := list(islice(left, CHUNK)):
        found = ledger.streams(ids, until=past.position)
        yield from (found[id] for id in ids if id in found)


def every_stream(ledger: Ledger, past: Past) -> Streams:
    """Yield every stream as it was known, by id."""
    return streams_of(ledger.every_fact(until=past.position))


def _folded(view: View[Any], streams: Streams, past: Past) -> Iterator[Any]:
    histories = (history(facts, as_of=past.as_of) for facts in streams)
    return chain.from_iterable(view.fold(facts) for facts in histories if facts)


def _of_groups(
    ledger: Ledger, view: View[Any], grouping: Grouping[Any], parts: Iterator[Any], past: Past
) -> Iterator[Any]:
    """Yield the rows of groups, which are customers, once for all their parts."""
    group_of = attrgetter(grouping.key[0])
    seen: set[UUID] = set()
    while found := list(islice(parts, CHUNK)):
        groups = [group for group in dict.fromkeys(map(group_of, found)) if group not in seen]
        seen.update(groups)
        yield from _combined(view, grouping, groups, _about_customers(ledger, groups, past), past)


def _combined(
    view: View[Any], grouping: Grouping[Any], groups: Sequence[UUID], streams: Streams, past: Past
) -> list[Any]:
    parts: dict[UUID, list[Any]] = defaultdict(list)
    for part in _folded(view, streams, past):
        parts[getattr(part, grouping.key[0])].append(part)
    return [row for group in groups if group in parts for row in grouping.combine(parts[group])]


def _about_customers(ledger: Ledger, customers: Sequence[UUID], past: Past) -> Streams:
    """Yield the streams of customers, and of every complaint that may be one's: all that a group consists of.

    A complaint is a customer's because it was said, or because one is merged into it of which it was.
    """
    wanted = [*customers, *ledger.find_ever_said_to_be_of(customers, until=past.position)]
    seen = set(wanted)
    while wanted:
        found = ledger.streams(wanted[:CHUNK], until=past.position)
        yield from found.values()
        merged = {id for facts in found.values() for id in _survivors(facts)}
        wanted = [*wanted[CHUNK:], *sorted(merged - seen)]
        seen |= merged


def _survivors(facts: Sequence[Recorded]) -> Iterator[UUID]:
    return (it.fact.survivor for it in facts if isinstance(it.fact, ComplaintMerged))


def _is_of(customer: UUID, facts: Sequence[Recorded]) -> bool:
    """Say whether a stream is the customer's own, or of a complaint that was known to be the customer's."""
    known = (recorded.fact for recorded in history(facts))
    return facts[0].originator_id == customer or reduce(hold, known, Holding()).party == customer
