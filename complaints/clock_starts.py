"""From when clocks run, by the facts as now known: each from one fact, and only under what was law then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from complaints.facts.clocks import ClockStarted, policy_of
from complaints.facts.intake import ComplaintFiled
from complaints.policy_book import PolicyBook
from complaints.rules.clocks import (
    deadline,
    free_name,
    goes_over,
    is_law_for,
    policies_for,
    start,
)
from complaints.runs import FILING, Run, Standing, origin_of, runs_of
from complaints.sla.calendar import BusinessCalendar
from complaints.sla.policy import Policy
from complaints.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A clock as it should be: from when and until when it runs; None where it should never have run.

    `version` is that of its `ClockStarted`, `origin` that of the fact from which it runs.
    """

    name: str
    policy: Policy
    version: int
    origin: int
    begun: ClockStarted | None


def clocks_in(before: Standing, after: Standing, book: PolicyBook) -> list[Wanted]:
    """Return the clocks in `after` as they should be, and those that are missing there.

    `before` is how the stream stood before, empty for a new one. A clock stays where its source or a merge
    has put it until the fact moves from which it runs. One is missing only where a promise is made in `after`
    that was not made in `before`. Raises `CalendarEnded`.
    """
    law = policies_for(filing_of(after), book)
    policies = {(it.id, it.version): it for it in law}
    own: dict[tuple[str, int], dict[int, ClockStarted]] = {key: {} for key in policies}
    for version, fact in after.items():
        if isinstance(fact, ClockStarted):
            key = (policy_of(fact.clock), fact.policy_version)
            policies.setdefault(key, book.policy(fact.clock, fact.policy_version))
            own.setdefault(key, {})[version] = fact
    known: list[Wanted] = []
    missing: list[tuple[Policy, Run]] = []
    for key, policy in policies.items():
        promises = _Promises(
            policy=policy,
            were=_runs(policy, before),
            are=_runs(policy, after),
            before=before,
            after=after,
        )
        clocks, new = _aligned(promises, own[key], book)
        known += clocks
        missing += [(policy, run) for run in new if policy in law and policy.starts_on]
    return [*sorted(known, key=lambda it: it.version), *_started(missing, known, after, book)]


def calendar_in(begun: ClockStarted, book: PolicyBook) -> BusinessCalendar | None:
    """Return the version of the calendar in which a clock counts; None where it counts in none."""
    if begun.calendar is None or begun.calendar_version is None:
        return None
    return book.calendar(begun.calendar, begun.calendar_version)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promises:
    """What a version of a policy promised a complaint before, and promises now, by what makes the promise."""

    policy: Policy
    were: Mapping[int, Run]
    are: Mapping[int, Run]
    before: Standing
    after: Standing


def _runs(policy: Policy, facts: Standing) -> dict[int, Run]:
    """Return what a policy promises where it is law, in order; what a source states runs from the filing."""
    if not facts:
        return {}
    filed = filing_of(facts)
    if not (is_law_for(filed, policy) or goes_over(filed, policy)):
        return {}
    if not policy.starts_on:
        return {FILING: Run(name=policy.id, begun=filed.at, origin=FILING, stated=None)}
    return {run.origin: run for run in runs_of(policy, facts)}


def _aligned(
    promises: _Promises, own: Mapping[int, ClockStarted], book: PolicyBook
) -> tuple[list[Wanted], list[Run]]:
    """Return the clocks of a policy in line with its promises, and the new promises that have no clock yet.

    A clock whose promise is made no longer becomes that of a new one.
    """
    policy, links = promises.policy, _links(promises, own)
    taken = {*promises.were, *links.values()}
    new = [run for origin, run in promises.are.items() if origin not in taken]
    clocks = []
    for version, known in own.items():
        link = links[version]
        if link is None:
            clocks.append(
                Wanted(name=known.clock, policy=policy, version=version, origin=FILING, begun=known)
            )
            continue
        run = promises.are.get(link) or next((it for it in new if _fits(it, known, policy)), None)
        new = [it for it in new if it is not run]
        was = promises.were[link].begun if link in promises.were else known.at
        clocks.append(
            Wanted(
                name=known.clock,
                policy=policy,
                version=version,
                origin=run.origin if run else link,
                begun=_begun(known, was, run, policy, book) if run else None,
            )
        )
    return clocks, new if policy.each else _in_turn(clocks, new, promises.are)


def _in_turn(clocks: list[Wanted], new: Sequence[Run], are: Mapping[int, Run]) -> list[Run]:
    """Let clocks that begin at one instant be those of the promises in their order; return what is left.

    Nothing else tells which of them is which.
    """
    left = list(new)
    order = list(are)
    for run in new:
        alike = [
            n for n, it in enumerate(clocks) if it.begun and it.begun.at == run.begun and it.origin in are
        ]
        origins = sorted([*(clocks[n].origin for n in alike), run.origin], key=order.index)
        for n, origin in zip(alike, origins, strict=False):
            clocks[n] = replace(clocks[n], origin=origin)
        left[left.index(run)] = are[origins[-1]]
    return left


def _begun(known: ClockStarted, was: When, run: Run, policy: Policy, book: PolicyBook) -> ClockStarted:
    """Return a clock that ran from `was`, as it runs now, counted in the calendar that counted it first."""
    if run.begun == was and run.stated in {None, known.due_at}:
        return known
    if policy.unit == "as stated":
        return replace(known, at=run.begun, due_at=run.stated or known.due_at)
    return replace(known, at=run.begun, due_at=deadline(policy, calendar_in(known, book), run.begun))


def _links(promises: _Promises, own: Mapping[int, ClockStarted]) -> dict[int, int | None]:
    """Return which promise each clock is about, by its origin; None for one that is about none known here."""
    links: dict[int, int | None] = {}
    taken: set[int | None] = set()
    for version, known in own.items():
        runs = promises.were if version in promises.before else promises.are
        left = {
            origin: run
            for origin, run in runs.items()
            if origin not in taken and _fits(run, known, promises.policy)
        }
        links[version] = _link(version, left, promises)
        taken.add(links[version])
    return links


def _link(version: int, left: Mapping[int, Run], promises: _Promises) -> int | None:
    policy = promises.policy
    facts = promises.before if version in promises.before else promises.after
    at = facts[version].at
    same = next((origin for origin, run in left.items() if run.begun == at), None)
    if same is not None:
        return same
    origin = origin_of(policy, version, facts)
    if version in promises.before:
        return origin if origin in left else None
    # Decided a moment ago by who did not know that the promise had been made earlier, and perhaps kept.
    is_superfluous = policy.recurs != "no" and not any(it in promises.were for it in left)
    return origin if is_superfluous and origin is not None and facts[origin].at == at else None


def _fits(run: Run, clock: ClockStarted, policy: Policy) -> bool:
    return policy.each is None or run.name == clock.clock


def _started(
    missing: Sequence[tuple[Policy, Run]], known: Sequence[Wanted], after: Standing, book: PolicyBook
) -> Iterator[Wanted]:
    names = [clock.begun.clock for clock in known if clock.begun]
    for policy, run in missing:
        name = run.name if policy.each else free_name(policy, names)
        names.append(name)
        begun = start(policy, name, after[run.origin], filing_of(after).region, book)
        yield Wanted(name=name, policy=policy, version=max(after) + 1, origin=run.origin, begun=begun)


def filing_of(facts: Standing) -> ComplaintFiled:
    filed = facts[FILING]
    if not isinstance(filed, ComplaintFiled):
        raise TypeError("a complaint begins with its filing")
    return filed
