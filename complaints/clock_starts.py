"""From when clocks run, by the facts as now known: each from one fact, and only under what was law then."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from complaints.facts import Fact
from complaints.facts.clocks import ClockStarted, policy_of
from complaints.facts.intake import ComplaintFiled
from complaints.policy_book import PolicyBook
from complaints.rules.clocks import (
    Known,
    Occasion,
    can_start,
    deadline,
    goes_over,
    is_law_for,
    policies_for,
    stage_of,
    starts,
    stated,
)
from complaints.sla.calendar import BusinessCalendar
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
    """Return the clocks in `after` as they should be, and those missing since the filing was corrected.

    `before` is how the stream stood before, empty for a new one. A clock stays where its source or a merge
    has put it until the fact moves from which it runs. Raises `CalendarEnded`.
    """
    known = [
        _clock(version, fact, before, after, book)
        for version, fact in after.items()
        if isinstance(fact, ClockStarted)
    ]
    return [*known, *_missing(known, before, after, book)]


def calendar_in(begun: ClockStarted, book: PolicyBook) -> BusinessCalendar | None:
    """Return the version of the calendar in which a clock counts; None where it counts in none."""
    if begun.calendar is None or begun.calendar_version is None:
        return None
    return book.calendar(begun.calendar, begun.calendar_version)


def _clock(version: int, known: ClockStarted, before: Standing, after: Standing, book: PolicyBook) -> Clock:
    policy = book.policy(known.clock, known.policy_version)
    if version not in before:
        origin = origin_of(policy, version, after)
        return Clock(policy=policy, version=version, origin=origin or FILING, begun=known)
    was = origin_of(policy, version, before)
    origin = was if was in after else _another(policy, known, after)
    begun: ClockStarted | None = known
    at = _runs_from(origin, policy, after)
    if at != _runs_from(was, policy, before) or _stated_from(origin, policy, after) not in {
        None,
        known.due_at,
    }:
        begun = _moved(known, policy, after[origin], book) if origin is not None and at else None
    return Clock(policy=policy, version=version, origin=origin or FILING, begun=begun)


def origin_of(policy: Policy, version: int, facts: Standing) -> int | None:
    """Return the fact from which a clock runs: recorded before it, and at the same instant if one was."""
    found = [each for each in _able_to_start(policy, facts) if each < version]
    started = facts[version]
    if policy.each is not None and isinstance(started, ClockStarted):
        found = [
            it for it in found if f"{policy.id}:{getattr(facts[it], policy.each, None)}" == started.clock
        ]
    at = started.at
    return min((each for each in found if facts[each].at == at), default=max(found, default=None))


def _another(policy: Policy, known: ClockStarted, facts: Standing) -> int | None:
    """Return another fact from which a clock can run, where the one that started it never happened.

    Only the first of a policy has one: of several, each is about what started it.
    """
    return min(_able_to_start(policy, facts), default=None) if known.clock == policy.id else None


def _able_to_start(policy: Policy, facts: Standing) -> Iterator[int]:
    """Yield the facts that can start a clock; what a source states runs from the filing."""
    if not policy.starts_on:
        yield FILING
    stage = 1
    for version, fact in facts.items():
        stage = stage_of(fact, stage)
        if can_start(policy, fact, stage):
            yield version


def _runs_from(origin: int | None, policy: Policy, facts: Standing) -> When | None:
    filed = _filed(facts)
    is_for_it = is_law_for(filed, policy) or goes_over(filed, policy)
    return facts[origin].at if origin is not None and is_for_it else None


def _stated_from(origin: int | None, policy: Policy, facts: Standing) -> datetime | None:
    return stated(policy, facts[origin]) if origin is not None else None


def _moved(known: ClockStarted, policy: Policy, origin: Fact, book: PolicyBook) -> ClockStarted:
    """Return a clock moved to another start; time is counted in the calendar that counted it first."""
    if policy.unit == "as stated":
        return replace(known, at=origin.at, due_at=stated(policy, origin) or known.due_at)
    return replace(known, at=origin.at, due_at=deadline(policy, calendar_in(known, book), origin.at))


def _missing(known: Iterable[Clock], before: Standing, after: Standing, book: PolicyBook) -> list[Clock]:
    """Return the clocks of policies that are law since the filing was corrected, and were not before."""
    if not before or _filed(before) == _filed(after):
        return []
    filed = _filed(after)
    were = policies_for(_filed(before), book)
    policies = {each.id: each for each in policies_for(filed, book) if each not in were}
    names: dict[str, Known] = {clock.begun.clock: "lasts" for clock in known if clock.begun}
    new: dict[str, Clock] = {}
    stage = 1
    for origin, fact in after.items():
        stage = stage_of(fact, stage)
        occasion = Occasion(fact=fact, stage=stage, region=filed.region)
        for begun in starts(occasion, list(policies.values()), names, book):
            policy = policies[policy_of(begun.clock)]
            names[begun.clock] = "lasts"
            new[begun.clock] = Clock(policy=policy, version=max(after) + 1, origin=origin, begun=begun)
    return list(new.values())


def _filed(facts: Standing) -> ComplaintFiled:
    filed = facts[FILING]
    if not isinstance(filed, ComplaintFiled):
        raise TypeError("a complaint begins with its filing")
    return filed
