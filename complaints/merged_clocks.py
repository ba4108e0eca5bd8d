"""The clocks of merged complaints: of each promise, the deadline that is due first holds in the survivor."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from complaints.corrections import standing
from complaints.facts import Fact
from complaints.facts.clocks import ClockFact, ClockRestated, ClockStarted
from complaints.facts.merging import DuplicateMerged
from complaints.facts.upkeep import FactCorrected
from complaints.merging_errors import PromiseWouldBeLost
from complaints.policy_book import PolicyBook
from complaints.rules.clocks import keeps
from complaints.storage import Recorded
from complaints.stream import Stream
from complaints.when import When, is_definitely_before

EARLIEST_RECEIPT = "rule:earliest-receipt@1"
"""What merges do to clocks. By this cause it is told from what a complaint's clocks did by themselves."""


def running(stream: Stream) -> tuple[ClockStarted, ...]:
    """Return the clocks that run, as they are due now."""
    due = {clock.name: clock.due_at for clock in stream.complaint.clocks if clock.is_running}
    started = (clock for _, clock in _started(stream.facts).values())
    return tuple(replace(clock, due_at=due[clock.clock]) for clock in started if clock.clock in due)


def refuse_losing(clocks: Iterable[ClockStarted], survivor: Stream, book: PolicyBook) -> None:
    """Raise `PromiseWouldBeLost` where the survivor kept a promise too early to keep the duplicate's."""
    known = standing(survivor.facts, []).values()
    runs_on = {clock.name for clock in survivor.complaint.clocks if clock.is_running}
    for clock in clocks:
        policy = book.policy(clock.clock, clock.policy_version)
        kept = [fact.at for fact in known if keeps(fact, policy, clock.clock)]
        if clock.clock not in runs_on and kept and all(is_definitely_before(at, clock.at) for at in kept):
            raise PromiseWouldBeLost(clock=policy.clock)


def moves(survivor: Stream, duplicates: Iterable[DuplicateMerged], at: When) -> list[Fact]:
    """Return what makes the survivor's clocks those that are due first, its own and those of `duplicates`.

    A clock that only a merge brought, and that no merge brings any longer, never ran.
    """
    known = _started(survivor.facts)
    own = _started([it for it in survivor.facts if it.envelope.cause != EARLIEST_RECEIPT])
    carried = (clock for each in duplicates for clock in each.clocks)
    wanted = _due_first([*(clock for _, clock in own.values()), *carried])
    facts: list[Fact] = []
    for name in {**known, **wanted}:
        if name not in known:
            facts.append(wanted[name])
        elif name not in wanted:
            facts += _struck(name, survivor, at)
        else:
            facts += _restated(*known[name], wanted[name])
    return facts


def _started(facts: Sequence[Recorded]) -> dict[str, tuple[int, ClockStarted]]:
    """Return the clocks of a stream as they started, as far as is known, with the version of that fact."""
    return {
        fact.clock: (version, fact)
        for version, fact in standing(facts, []).items()
        if isinstance(fact, ClockStarted)
    }


def _due_first(clocks: Iterable[ClockStarted]) -> dict[str, ClockStarted]:
    first: dict[str, ClockStarted] = {}
    for clock in clocks:
        if clock.clock not in first or clock.due_at < first[clock.clock].due_at:
            first[clock.clock] = clock
    return first


def _struck(name: str, survivor: Stream, at: When) -> list[Fact]:
    reason = "the merge that brought the clock was undone"
    return [
        FactCorrected(at=at, corrects=version, reason=reason)
        for version, fact in standing(survivor.facts, []).items()
        if isinstance(fact, ClockFact) and fact.clock == name
    ]


def _restated(version: int, known: ClockStarted, wanted: ClockStarted) -> list[Fact]:
    if (known.at, known.due_at) == (wanted.at, wanted.due_at):
        return []
    return [ClockRestated(at=wanted.at, clock=known.clock, restates=version, due_at=wanted.due_at)]
