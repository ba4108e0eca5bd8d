"""The effective history of a stream: what was true, as far as it was known."""

from collections.abc import Sequence
from datetime import datetime

from complaints.corrections import effective
from complaints.facts import Fact
from complaints.facts.clocks import ClockFact
from complaints.facts.intake import ComplaintFiled
from complaints.storage import Recorded
from complaints.when import LONG_AGO, NotAfter, When, earliest, is_definitely_before, latest


def history(
    facts: Sequence[Recorded], *, known_at: datetime | None = None, as_of: datetime | None = None
) -> list[Recorded]:
    """Return a stream's facts, put right, in the order in which they happened.

    `facts` come in stream order. Left out is what was recorded after `known_at`, and what cannot have
    happened by `as_of`: of a complaint that cannot have been received by then, everything. Corrections known
    by then are applied. The filing stays first, and facts about one clock stay in the order of recording. Any
    other fact comes before all that it is certain to have happened before; where the spans of two overlap,
    the order of recording stands.
    """
    known = effective([fact for fact in facts if fact.was_recorded_by(known_at)])
    filing = known[:1] if known and isinstance(known[0].fact, ComplaintFiled) else []
    ordered: list[Recorded] = []
    last = LONG_AGO  # the latest beginning of a span so far: what ends before it belongs further up
    for fact in known[len(filing) :]:
        at = fact.fact.at
        ordered.insert(_place(fact.fact, ordered) if latest(at) < last else len(ordered), fact)
        last = max(last, earliest(at))
    return _by([*filing, *ordered], as_of)


def begins_at(at: When) -> datetime:
    """Return the instant at which views count something as happened, in UTC.

    It is the first at which it can have happened. A `NotAfter` has no such instant: it is the last there.
    """
    return at.not_after if isinstance(at, NotAfter) else earliest(at)


def _by(ordered: list[Recorded], as_of: datetime | None) -> list[Recorded]:
    if as_of is None:
        return ordered
    found = [fact for fact in ordered if earliest(fact.fact.at) <= as_of]
    is_received = found[:1] == ordered[:1]
    return found if is_received or not isinstance(ordered[0].fact, ComplaintFiled) else []


def _place(fact: Fact, ordered: Sequence[Recorded]) -> int:
    """Return the first place whose fact this one is certain to have happened before.

    What stands behind that place cannot be certain to have happened before this one: it would then also have
    happened before the fact at that place, and stand further up.
    """
    for place in range(_first_place(fact, ordered), len(ordered)):
        if is_definitely_before(fact.at, ordered[place].fact.at):
            return place
    return len(ordered)


def _first_place(fact: Fact, ordered: Sequence[Recorded]) -> int:
    if not isinstance(fact, ClockFact):
        return 0
    alike = [
        place
        for place, each in enumerate(ordered)
        if isinstance(each.fact, ClockFact) and each.fact.clock == fact.clock
    ]
    return alike[-1] + 1 if alike else 0
