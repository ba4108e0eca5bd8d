"""The promises that a policy makes to a complaint, walked in the order in which things happened.

What was recorded late stands where it happened; where the order is uncertain, that of recording counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints.facts import Fact
from complaints.facts.clocks import ClockFact, ClockStarted, policy_of
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintWithdrawn,
)
from complaints.facts.upkeep import FactCorrected
from complaints.rules.clocks import Known, can_start, is_about, keeps, next_name, stage_of, stated
from complaints.sla.policy import Policy
from complaints.when import LONG_AGO, When, earliest, is_definitely_before, latest

Standing = Mapping[int, Fact]
"""The facts of a stream as now known, by version, in stream order."""

FILING = 1
"""The version of the filing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A promise that was made: the name of the clock, from when it runs, and the fact that made it.

    `origin` is the version of that fact; `stated` is the due instant where the fact, or a source, says it.
    """

    name: str
    begun: When
    origin: int
    stated: datetime | None


def runs_of(policy: Policy, facts: Standing) -> list[Run]:
    """Return every promise that a policy makes to a complaint, in order, whether or not it is law for it."""
    runs: list[Run] = []
    known: dict[str, Known] = {}
    stage, is_open = 1, True
    for version, fact in _as_it_happened(facts):
        stage = stage_of(fact, stage)
        is_open = _is_open(fact, is_open)
        kept = [
            run.name for run in runs if known[run.name] == "lasts" and may_keep(policy, run, version, fact)
        ]
        known |= dict.fromkeys(kept, "kept now")
        name = next_name(policy, fact, stage, known, is_open=is_open)
        known |= dict.fromkeys(kept, "over")
        if name:
            known[name] = "lasts"
            runs.append(Run(name=name, begun=fact.at, origin=version, stated=stated(policy, fact)))
    return runs


def run_of(policy: Policy, version: int, facts: Standing, *, is_stated: bool) -> Run:
    """Return the promise behind a `ClockStarted` at a version; `is_stated`: by a source or a merge."""
    started = facts[version]
    if not isinstance(started, ClockStarted):
        raise TypeError(f"the fact at version {version} starts no clock")
    return Run(
        name=started.clock,
        begun=started.at,
        origin=origin_of(policy, version, facts) or FILING,
        stated=started.due_at if is_stated else None,
    )


def origin_of(policy: Policy, version: int, facts: Standing) -> int | None:
    """Return the fact from which a clock runs: of several clocks that began at one instant, each its own.

    It is the one that makes the promise at that instant, else one that can make it, else the last such fact
    recorded before the clock.
    """
    started = facts[version]
    if not isinstance(started, ClockStarted):
        raise TypeError(f"the fact at version {version} starts no clock")
    alike = [
        number
        for number, it in facts.items()
        if isinstance(it, ClockStarted) and (policy_of(it.clock), it.at) == (policy.id, started.at)
    ]
    made = [it.origin for it in runs_of(policy, facts) if it.begun == started.at]
    made = [it for it in made if is_about(facts[it], policy, started.clock)]
    place = 0 if policy.each else alike.index(version)
    if place < len(made):
        return made[place]
    able = [it for it in able_to_start(policy, facts) if is_about(facts[it], policy, started.clock)]
    same = [it for it in able if facts[it].at == started.at]
    return min(same, default=max((it for it in able if it < version), default=None))


def able_to_start(policy: Policy, facts: Standing) -> Iterator[int]:
    """Yield the facts that can start a clock; what a source states runs from the filing."""
    if not policy.starts_on:
        yield FILING
    stage = 1
    for version, fact in facts.items():
        stage = stage_of(fact, stage)
        if can_start(policy, fact, stage):
            yield version


def may_keep(policy: Policy, run: Run, version: int, fact: Fact) -> bool:
    """Say whether the fact at a version keeps a promise after it was made; in doubt, recording counts."""
    if not keeps(fact, policy, run.name):
        return False
    if version <= run.origin:
        return is_definitely_before(run.begun, fact.at)
    return not is_definitely_before(fact.at, run.begun)


def _is_open(fact: Fact, before: bool) -> bool:  # noqa: FBT001 - a state, not a switch
    if isinstance(fact, ComplaintResolved | ComplaintClosed | ComplaintWithdrawn):
        return False
    return before or isinstance(fact, ComplaintReopened)


def _as_it_happened(facts: Standing) -> Sequence[tuple[int, Fact]]:
    """Return what people did, the filing first, then each before all that it is certain to have preceded."""
    ordered: list[tuple[int, Fact]] = []
    last = LONG_AGO  # the latest beginning of a span so far: what ends before it belongs further up
    for version, fact in facts.items():
        if isinstance(fact, ClockFact | FactCorrected):
            continue
        is_late = version != FILING and latest(fact.at) < last
        later = (n for n, (_, it) in enumerate(ordered) if n and is_definitely_before(fact.at, it.at))
        ordered.insert(next(later, len(ordered)) if is_late else len(ordered), (version, fact))
        last = max(last, earliest(fact.at))
    return ordered
