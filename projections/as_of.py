"""Rows of a view as they were: of some streams, as far as was known and had happened by then.

The fold is the one that makes the live rows, over the same facts up to one position of the log. So as of now
both are equal, and what was answered for an earlier `known_at` is answered again at any time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    """Yield the rows that a view makes of streams, stream by stream.

    Of a wider view they are combined from all streams of every group that is concerned. Rows of complaints
    are those of the streams; rows of customers come where the first of their streams is. Memory does not grow
    with their number, but for ids. Raises what the fold raises.
    """
    made = _folded(view, streams, past)
    return _of_groups(ledger, view, view.grouping, made, past) if view.grouping else made


def rows_of_customer(ledger: Ledger, view: View[Any], customer: UUID, past: Past) -> Iterator[Any]:
    """Yield the rows of a customer: of its own stream and of its complaints, or those of the group it is."""
    streams = _about(ledger, [customer], past)
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
    """Yield, once each, the rows of the complaints or of the groups that the parts are of."""
    is_of_complaints = "complaint" in grouping.key
    group_of = attrgetter(grouping.key[0])
    owner_of_part = attrgetter(view.key[0]) if is_of_complaints else group_of
    owner_of_row = attrgetter("complaint") if is_of_complaints else group_of
    seen: set[UUID] = set()
    while found := list(islice(parts, CHUNK)):
        new = [part for part in found if owner_of_part(part) not in seen]
        owners = dict.fromkeys(map(owner_of_part, new))
        seen.update(owners)
        groups = list(dict.fromkeys(map(group_of, new)))
        made = _by(owner_of_row, _combined(view, grouping, groups, _about(ledger, groups, past), past))
        yield from chain.from_iterable(made.get(owner, ()) for owner in owners)


def _combined(
    view: View[Any], grouping: Grouping[Any], groups: Sequence[UUID], streams: Streams, past: Past
) -> list[Any]:
    parts = _by(attrgetter(grouping.key[0]), _folded(view, streams, past))
    return [row for group in groups if group in parts for row in grouping.combine(parts[group])]


def _by(owner_of: Callable[[Any], UUID], items: Iterable[Any]) -> Mapping[UUID, Sequence[Any]]:
    found: dict[UUID, list[Any]] = {}
    for item in items:
        found.setdefault(owner_of(item), []).append(item)
    return found


def _about(ledger: Ledger, groups: Sequence[UUID], past: Past) -> Streams:
    """Yield, once each, the streams that can have a part of one of the groups: customers, or complaints.

    A complaint is in a customer's group because it was said to be the customer's, or because one is merged
    into it that was; a customer is in that of a complaint that it rated.
    """
    wanted = list(dict.fromkeys([*groups, *ledger.find_ever_naming(groups, until=past.position)]))
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
