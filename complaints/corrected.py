"""What a fact says once some of its fields are corrected, or why it cannot say so."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from pydantic import ValidationError

from complaints.bounds import bounds
from complaints.corrections import effective
from complaints.errors import (
    CorrectionMalformed,
    FactNotCorrectable,
    FactUnknown,
    FieldNotCorrectable,
    TimeWithoutZone,
)
from complaints.facts import Fact
from complaints.facts.clocks import ClockExtended, ClockFact, ClockPaused, ClockResumed
from complaints.facts.merging import MergingFact
from complaints.facts.upkeep import FactCorrected
from complaints.rules.context import is_on_time_line
from complaints.storage import Recorded, decode, encode
from complaints.when import When, in_utc


def to_correct(version: int, facts: Sequence[Recorded]) -> Recorded:
    """Return a fact of a whole stream, as now known. Raises `FactUnknown` or `FactNotCorrectable`."""
    known = to_strike(version, facts)
    if isinstance(known.fact, ClockFact):
        raise FactNotCorrectable(fact=type(known.fact).__name__)
    return known


def to_strike(version: int, facts: Sequence[Recorded]) -> Recorded:
    """Return a fact of a whole stream, as now known, that can be struck out: it follows from no other.

    Somebody sent the notice that extends a clock, or paused it by hand, and may have done so by mistake.
    Raises `FactUnknown` or `FactNotCorrectable`.
    """
    known = next((it for it in effective(facts) if it.originator_version == version), None)
    if known is None:
        raise FactUnknown(version=version)
    if isinstance(known.fact, ClockFact | MergingFact | FactCorrected) and not _is_by_hand(known):
        raise FactNotCorrectable(fact=type(known.fact).__name__)
    return known


def _is_by_hand(recorded: Recorded) -> bool:
    """Say whether somebody asked for just this: an answer lets a paused clock go on, too."""
    is_asked_for = recorded.envelope.cause.startswith("command:")
    return is_asked_for and isinstance(recorded.fact, ClockExtended | ClockPaused | ClockResumed)


def corrected(recorded: Recorded, changes: Mapping[str, object], fixed: frozenset[str]) -> Fact:
    """Return the fact with these fields changed, none of them `fixed`.

    What is changed is held to the bounds of the command that recorded the fact. Raises the error that says
    why it would be no such fact.
    """
    fact = recorded.fact
    if fixed & set(changes):
        raise FieldNotCorrectable(field=min(fixed & set(changes)))
    state, personal = encode(fact)
    said = json.loads(state) | json.loads(personal or b"{}") | dict(changes)
    present = {name: value for name, value in said.items() if value is not None}
    try:
        said_right = decode(type(fact).__name__, json.dumps(present).encode(), None)
    except ValidationError as error:
        raise CorrectionMalformed(problem=_problem(error, fact)) from None
    blank = [name for name, value in changes.items() if isinstance(value, str) and not value.strip()]
    if blank:
        raise CorrectionMalformed(problem=f"{blank[0]} is empty; null removes a value")
    _refuse_out_of_bounds(changes, type(fact).__name__, recorded.envelope.cause)
    return _in_utc(said_right)


def _refuse_out_of_bounds(changes: Mapping[str, object], fact: str, cause: str) -> None:
    for name, bound in bounds(fact, cause).items():
        if name in changes:
            try:
                bound.validate_json(json.dumps(changes[name]))
            except ValidationError as error:
                raise CorrectionMalformed(problem=f"{name}: {_wrong(error)}") from None


def _problem(error: ValidationError, fact: Fact) -> str:
    """Return what is wrong first, in words that repeat nothing of what was said: it may be personal."""
    first = error.errors(include_input=False, include_context=False)[0]
    if first["type"] == "unexpected_keyword_argument":
        return f"its fields are {', '.join(field.name for field in fields(fact))}"
    return f"{first['loc'][0]}: {_wrong(error)}"


def _wrong(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_context=False)[0]
    if first["type"] == "predicate_failed":
        return "it has a character or a form that it may not have"
    return f"{first['msg'][:1].lower()}{first['msg'][1:]}"


def _in_utc(fact: Fact) -> Fact:
    said = {field.name: getattr(fact, field.name) for field in fields(fact)}
    times = {name: value for name, value in said.items() if isinstance(value, When)}
    if not all(map(is_on_time_line, times.values())):
        raise TimeWithoutZone
    return replace(fact, **{name: in_utc(value) for name, value in times.items()})
