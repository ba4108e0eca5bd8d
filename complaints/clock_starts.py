"""From when clocks run, by the facts as now known: each from one fact, and only under what was law then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from complaints.facts import Fact
from complaints.facts.clocks import ClockStarted
from complaints.facts.intake import ComplaintFiled
from complaints.policy_book import PolicyBook
from complaints.rules.clocks import deadline, is_law_for, policies_for, starts
from complaints.sla.policy import Policy
from complaints.when import When

Standing = Mapping[int, Fact]
"""The facts of a stream as now known, by version, in stream order."""

FILING = 1
"""The version of the filing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A clock and how it should be: from when and until when it runs; None where it should never have run.

    `version` is that of its `ClockStarted`, `origin` that of the fact from which it runs.
    """

    policy: Policy
    version: int
    origin: int
    begun: ClockStarted | None


def clocks_in(before: Standing, after: Standing, book: PolicyBook) -> list[Clock]:
    """Return the clocks in `after` as they should be, and those that are missing since the receipt moved.

    `before` is how the stream stood before, empty for a new one. A clock stays where its source or a merge
    has put it until the fact moves from which it runs. Raises `CalendarEnded`.
    """
    known = [
        _clock(version, fact, before, after, book)
        for version, fact in after.items()
        if isinstance(fact, ClockStarted)
    ]
    return [*known, *_missing(known, before, after, book)]


def _clock(version: int, known: ClockStarted, before: Standing, after: Standing, book: PolicyBook) -> Clock:
    policy = book.policy(known.clock, known.policy_version)
    if version not in before:
        origin = _origin(policy, version, after)
        return Clock(policy=policy, version=version, origin=origin or FILING, begun=known)
    was = _origin(policy, version, before)
    origin = was if was in after else min(_able_to_start(policy, after), default=None)
    begun: ClockStarted | None = known
    at = _runs_from(origin, policy, after)
    if at != _runs_from(was, policy, before):
        begun = _moved(known, at, policy, book) if at else None
    return Clock(policy=policy, version=version, origin=origin or FILING, begun=begun)


def _origin(policy: Policy, version: int, facts: Standing) -> int | None:
    """Return the fact from which a clock runs: recorded before it, and at the same instant if one was."""
    found = [each for each in _able_to_start(policy, facts) if each < version]
    at = facts[version].at
    return min((each for each in found if facts[each].at == at), default=max(found, default=None))


def _able_to_start(policy: Policy, facts: Standing) -> Iterable[int]:
    """Return the facts that can start a clock; what a source states runs from the filing."""
    kinds = policy.starts_on or (ComplaintFiled.__name__,)
    return (version for version, fact in facts.items() if type(fact).__name__ in kinds)


def _runs_from(origin: int | None, policy: Policy, facts: Standing) -> When | None:
    return facts[origin].at if origin is not None and is_law_for(_filed(facts), policy) else None


def _moved(known: ClockStarted, at: When, policy: Policy, book: PolicyBook) -> ClockStarted:
    """Return a clock moved to another start; days are counted in the calendar that counted them first."""
    if policy.unit == "as stated":
        return replace(known, at=at)
    calendar = None
    if known.calendar is not None and known.calendar_version is not None:
        calendar = book.calendars[known.calendar][known.calendar_version - 1]
    return replace(known, at=at, due_at=deadline(policy, calendar, at))


def _missing(known: Iterable[Clock], before: Standing, after: Standing, book: PolicyBook) -> list[Clock]:
    """Return the clocks of policies that are law since the receipt moved, and were not before."""
    if not before or _filed(before).at == _filed(after).at:
        return []
    were = policies_for(_filed(before), book)
    policies = {each.id: each for each in policies_for(_filed(after), book) if each not in were}
    run = {clock.policy.id for clock in known if clock.begun}
    new: dict[str, Clock] = {}
    for origin, fact in after.items():
        for begun in starts(fact, list(policies.values()), {*run, *new}, book):
            policy = policies[begun.clock]
            new[policy.id] = Clock(policy=policy, version=max(after) + 1, origin=origin, begun=begun)
    return list(new.values())


def _filed(facts: Standing) -> ComplaintFiled:
    filed = facts[FILING]
    if not isinstance(filed, ComplaintFiled):
        raise TypeError("a complaint begins with its filing")
    return filed
