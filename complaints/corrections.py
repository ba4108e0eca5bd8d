"""Corrections: what the facts of a stream say once they are put right, and how they are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from pydantic import ValidationError

from complaints.clock_starts import FILING
from complaints.commands.command import is_storable
from complaints.commands.upkeep import CorrectFact, StrikeFact, UpkeepCommand
from complaints.errors import (
    CorrectionMalformed,
    FactNotCorrectable,
    FactUnknown,
    FieldNotCorrectable,
    FilingNotStruck,
    ReceiptAfterFact,
    TimeWithoutZone,
)
from complaints.facts import Fact
from complaints.facts.clocks import ClockFact, ClockRestated, ClockResumed, ClockStarted
from complaints.facts.intake import ComplaintFiled
from complaints.facts.merging import MergingFact
from complaints.facts.upkeep import FactCorrected
from complaints.restatement import restate
from complaints.rules.context import Context, Decided, is_on_time_line, when_it_happened
from complaints.storage import Recorded, decode, encode
from complaints.when import When, in_utc, is_definitely_before

FIXED_FIELDS = frozenset(
    {"reference", "source", "source_id", "jurisdiction", "brand", "callback", "sequence", "proposal", "offer",
     "credit", "stage", "level", "money", "replaces", "is_complete"}
)  # fmt: skip
"""What other facts or running clocks refer to: an approval is of the very money that was offered."""


def effective(facts: Sequence[Recorded]) -> list[Recorded]:
    """Return the facts as now known, in stream order: corrected, restated, and without those struck out.

    The correcting facts stay in their places. The latest correction of a fact is the one that holds.
    """
    known = _standing({recorded.originator_version: recorded.fact for recorded in facts})
    return [_saying(known[it.originator_version], it) for it in facts if it.originator_version in known]


def standing(facts: Sequence[Recorded], added: Sequence[Fact]) -> dict[int, Fact]:
    """Return the facts of a whole stream as known once `added` are appended to it, by version."""
    known = {recorded.originator_version: recorded.fact for recorded in facts}
    return _standing(known | dict(enumerate(added, start=len(facts) + 1)))


def with_verdicts(decided: Sequence[Decided], facts: Sequence[Recorded], context: Context) -> list[Decided]:
    """Return what was decided on a whole stream, empty for a new one, and what that changes of the clocks."""
    said = [each.fact for each in decided]
    return [*decided, *restate(standing(facts, []), standing(facts, said), context)]


def decide_upkeep(command: UpkeepCommand, facts: Sequence[Recorded], context: Context) -> list[Decided]:
    """Return the facts that put a complaint's stream right; none where it says so already.

    `facts` is the whole stream. Raises `ComplaintError`.
    """
    known = standing(facts, [])
    target = known.get(command.version)
    if target is None:
        raise FactUnknown(version=command.version)
    if isinstance(target, ClockFact | MergingFact | FactCorrected):
        raise FactNotCorrectable(fact=type(target).__name__)
    said = _decided(command, target, known, context)
    cause = f"command:{type(command).__name__}"
    return with_verdicts([Decided(fact=fact, cause=cause) for fact in said], facts, context) if said else []


def _decided(
    command: UpkeepCommand, target: Fact, known: Mapping[int, Fact], context: Context
) -> list[FactCorrected]:
    match command:
        case StrikeFact(reason=reason):
            if isinstance(target, ComplaintFiled):
                raise FilingNotStruck
            at = when_it_happened(command.at, context, received=known[FILING].at)
            return [FactCorrected(at=at, corrects=command.version, reason=reason)]
        case CorrectFact(changes=changes, reason=reason):
            corrected = _corrected(target, changes)
            _refuse_impossible_time(corrected, command.version, known, context)
            if encode(corrected) == encode(target):
                return []
            at = when_it_happened(command.at, context, received=known[FILING].at)
            return [correction(corrected, corrects=command.version, at=at, reason=reason)]


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
    return recorded if fact is recorded.fact else replace(recorded, fact=fact)


def _corrected(fact: Fact, changes: Mapping[str, object]) -> Fact:
    fixed = FIXED_FIELDS & set(changes)
    if fixed:
        raise FieldNotCorrectable(field=min(fixed))
    state, personal = encode(fact)
    said = json.loads(state) | json.loads(personal or b"{}") | dict(changes)
    present = {name: value for name, value in said.items() if value is not None}
    if any(isinstance(value, str) and not is_storable(value) for value in changes.values()):
        raise CorrectionMalformed(problem="it holds the character NUL")
    try:
        corrected = decode(type(fact).__name__, json.dumps(present).encode(), None)
    except ValidationError as error:
        raise CorrectionMalformed(problem=_problem(error, fact)) from None
    blank = [name for name, value in changes.items() if isinstance(value, str) and not value.strip()]
    if blank:
        raise CorrectionMalformed(problem=f"{blank[0]} is empty; null removes a value")
    return _in_utc(corrected)


def _problem(error: ValidationError, fact: Fact) -> str:
    """Return what is wrong first, in words that repeat nothing of what was said: it may be personal."""
    first = error.errors(include_input=False, include_context=False)[0]
    if first["type"] == "unexpected_keyword_argument":
        return f"its fields are {', '.join(field.name for field in fields(fact))}"
    return f"{first['loc'][0]}: {first['msg'][:1].lower()}{first['msg'][1:]}"


def _in_utc(fact: Fact) -> Fact:
    said = {field.name: getattr(fact, field.name) for field in fields(fact)}
    times = {name: value for name, value in said.items() if isinstance(value, When)}
    if not all(map(is_on_time_line, times.values())):
        raise TimeWithoutZone
    return replace(fact, **{name: in_utc(value) for name, value in times.items()})


def _refuse_impossible_time(
    corrected: Fact, version: int, known: Mapping[int, Fact], context: Context
) -> None:
    if not isinstance(corrected, ComplaintFiled):
        when_it_happened(corrected.at, context, received=known[FILING].at)
        return
    when_it_happened(corrected.at, context, received=None)
    for other, fact in known.items():
        follows_receipt = other != version and not isinstance(fact, ClockFact | FactCorrected)
        if follows_receipt and is_definitely_before(fact.at, corrected.at):
            raise ReceiptAfterFact(fact=type(fact).__name__, version=other)
