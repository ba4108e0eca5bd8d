"""Corrections: what the facts of a stream say once they are put right."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from complaints.facts import Fact
from complaints.facts.clocks import ClockRestated, ClockResumed, ClockStarted
from complaints.facts.upkeep import FactCorrected
from complaints.restatement import restate
from complaints.rules.context import Context, Decided
from complaints.storage import Recorded, decode, encode
from complaints.when import When

CORRECTING = frozenset({FactCorrected, ClockRestated})
"""The facts that change what others say."""


def effective(facts: Sequence[Recorded]) -> list[Recorded]:
    """Return the facts as now known, in stream order: corrected, restated, and without those struck out.

    The correcting facts stay in their places. The latest correction of a fact is the one that holds.
    """
    if CORRECTING.isdisjoint(type(recorded.fact) for recorded in facts):
        return list(facts)
    known = _standing({recorded.originator_version: recorded.fact for recorded in facts})
    return [_saying(known[it.originator_version], it) for it in facts if it.originator_version in known]


def struck(facts: Sequence[Recorded]) -> list[Recorded]:
    """Return the facts that were struck out, as they were recorded, in stream order."""
    known = standing(facts, [])
    return [recorded for recorded in facts if recorded.originator_version not in known]


def standing(facts: Sequence[Recorded], added: Sequence[Fact]) -> dict[int, Fact]:
    """Return the facts of a whole stream as known once `added` are appended to it, by version."""
    known = {recorded.originator_version: recorded.fact for recorded in facts}
    return _standing(known | dict(enumerate(added, start=len(facts) + 1)))


def with_verdicts(decided: Sequence[Decided], facts: Sequence[Recorded], context: Context) -> list[Decided]:
    """Return what was decided on a whole stream, empty for a new one, and what that changes of the clocks.

    A verdict that was decided only now, and does not hold by what happened, is recorded as it holds or not
    at all, instead of being recorded and corrected in one append. Raises `CalendarEnded`.
    """
    before = standing(facts, [])
    settled = list(decided)
    while True:
        said = [each.fact for each in settled]
        restated = restate(before, standing(facts, said), context)
        known = standing(facts, [*said, *(each.fact for each in restated)])
        numbered = enumerate(settled, start=len(facts) + 1)
        as_known = [replace(each, fact=known[version]) for version, each in numbered if version in known]
        if as_known == settled:
            return [*settled, *restated]
        settled = as_known


def correction(corrected: Fact, *, corrects: int, at: When, reason: str) -> FactCorrected:
    """Return the fact that the one at a version should have been this one."""
    said, personal = encode(corrected)
    return FactCorrected(
        at=at,
        corrects=corrects,
        said=json.loads(said),
        personal=json.loads(personal) if personal else None,
        reason=reason,
    )


def _standing(facts: Mapping[int, Fact]) -> dict[int, Fact]:
    known = dict(facts)
    for fact in facts.values():
        match fact:
            case FactCorrected(corrects=version, said=None):
                known.pop(version, None)
            case FactCorrected(corrects=version) if version in known:
                known[version] = _put_right(known[version], fact)
            case ClockRestated():
                known = {version: _restated(version, it, fact) for version, it in known.items()}
            case _:
                pass
    return known


def _put_right(fact: Fact, correction: FactCorrected) -> Fact:
    personal = json.dumps(correction.personal).encode() if correction.personal else None
    return decode(type(fact).__name__, json.dumps(correction.said).encode(), personal)


def _restated(version: int, fact: Fact, restatement: ClockRestated) -> Fact:
    match fact:
        case ClockStarted() if version == restatement.restates:
            return replace(
                fact,
                at=restatement.at,
                due_at=restatement.due_at,
                policy_version=restatement.policy_version or fact.policy_version,
                calendar=restatement.calendar or fact.calendar,
                calendar_version=restatement.calendar_version or fact.calendar_version,
            )
        case ClockResumed(clock=clock, by_hand=False) if clock == restatement.clock:
            return replace(fact, due_at=restatement.due_at)
        case _:
            return fact


def _saying(fact: Fact, recorded: Recorded) -> Recorded:
    return recorded if fact is recorded.fact else recorded._replace(fact=fact)
