"""What is wrong between the policies of a pack, in sentences; `policy_problems` looks at each alone."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, timedelta
from itertools import combinations, pairwise
from operator import attrgetter

from complaints.sla.policy import Policy, Selector
from complaints.sla.policy_problems import problems

_DAY = timedelta(days=1)


def problems_in(policies: Sequence[Policy]) -> list[str]:
    """Return what is wrong with a pack, each in one sentence that names the policy; none if all is well.

    Versions of one policy come in order, and of two that are law on one day only the later one is used: what
    overlaps, and a day between two versions on which none is law, is named. Two policies that
    promise one complaint the same clock, of the same kind, contradict each other: both would run.
    """
    own = [f"{it.id} version {it.version}: {found}" for it in policies for found in problems(it)]
    versions: dict[str, list[Policy]] = {}
    for policy in policies:
        versions.setdefault(policy.id, []).append(policy)
    between = [found for each in versions.values() for found in _problems_between(each)]
    return [*own, *between, *_contradictions(policies)]


def _problems_between(versions: Sequence[Policy]) -> Iterator[str]:
    for number, version in enumerate(versions, start=versions[0].version):
        if version.version != number:
            yield f"{version.id} version {version.version}: version {number} comes before it."
    for before, after in pairwise(sorted(versions, key=attrgetter("legal_from"))):
        named = f"{after.id}: versions {before.version} and {after.version}"
        if before.legal_to is None or before.legal_to >= after.legal_from:
            yield f"{named} are both law on {after.legal_from}: end the first the day before."
        elif before.legal_to + _DAY < after.legal_from:
            yield f"{named} leave a gap: neither is law from {before.legal_to} to {after.legal_from}."


def _contradictions(policies: Sequence[Policy]) -> list[str]:
    found = {
        (one.id, other.id): (
            f"{one.id} and {other.id} contradict each other: both are a {one.kind} promise of the "
            f"{one.clock} to the same complaints."
        )
        for one, other in combinations(policies, 2)
        if one.id != other.id and _promise_the_same(one, other)
    }
    return list(found.values())


def _promise_the_same(one: Policy, other: Policy) -> bool:
    """Say whether both are one promise to some complaint, at one stage of it."""
    of_one_kind = (one.clock, one.kind) == (other.clock, other.kind)
    at_one_stage = one.at_stage is None or other.at_stage in {None, one.at_stage}
    return of_one_kind and at_one_stage and _meet(one, other) and _select_one(one.selector, other.selector)


def _meet(one: Policy, other: Policy) -> bool:
    ends = [it.legal_to or date.max for it in (one, other)]
    return max(one.legal_from, other.legal_from) <= min(ends)


def _select_one(one: Selector, other: Selector) -> bool:
    """Say whether some complaint matches both: what only one of them asks for does not part them.

    But the source does, since an imported complaint has the clocks of its source, and no others.
    """
    pairs = [(getattr(one, it.name), getattr(other, it.name)) for it in fields(Selector)]
    match = all(None in pair or pair[0] == pair[1] for pair in pairs)
    return one.says_for_whom and other.says_for_whom and one.source == other.source and match
