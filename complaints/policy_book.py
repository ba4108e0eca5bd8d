"""What the facts of the policy book add up to, and the rules for changing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from uuid import uuid5

from complaints.actor import Role
from complaints.commands.policy_book import (
    PolicyBookCommand,
    PublishCalendar,
    PublishLimits,
    PublishPolicy,
    WithdrawPolicy,
)
from complaints.facts import STORED_NAMES, Fact
from complaints.facts.policy_book import CalendarPublished, LimitsPublished, PolicyPublished, PolicyWithdrawn
from complaints.money import decimals, minor_units
from complaints.policy_errors import (
    CalendarFaulty,
    CalendarUnknown,
    LimitsFaulty,
    PolicyFaulty,
    PolicyUnknown,
    VersionNotNext,
)
from complaints.request import COMPLAINTS
from complaints.sla.calendar import BusinessCalendar, calendar_problems
from complaints.sla.policy import Policy, Stop
from complaints.sla.policy_problems import problems
from complaints.when import When

POLICY_BOOK = uuid5(COMPLAINTS, "policy book")
"""The id of the one stream that is the policy book."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyBook:
    """The policies, calendars and limits published so far. Versions are in order; the last is in force."""

    policies: Mapping[str, Sequence[Policy]] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    calendars: Mapping[str, Sequence[BusinessCalendar]] = field(default_factory=dict)
    limits: Mapping[tuple[Role, str], LimitsPublished] = field(default_factory=dict)

    @property
    def jurisdictions(self) -> list[str]:
        """The jurisdictions that some policy selects, in alphabetical order."""
        return sorted(
            {policy.selector.jurisdiction for policy in self._all() if policy.selector.jurisdiction}
        )

    @property
    def brands(self) -> list[str]:
        """The brands that some policy selects, in alphabetical order."""
        return sorted({policy.selector.brand for policy in self._all() if policy.selector.brand})

    def calendar_of(self, policy: Policy) -> BusinessCalendar | None:
        """Return the latest version of the calendar in which a policy counts; None if it counts in none."""
        return self.calendars[policy.calendar][-1] if policy.calendar else None

    def policy(self, id: str, version: int) -> Policy:
        """Return a published version of a policy. Raises KeyError or IndexError where there is none."""
        return self.policies[id][version - 1]

    def _all(self) -> list[Policy]:
        return [version for versions in self.policies.values() for version in versions]


def evolve_book(book: PolicyBook, fact: Fact) -> PolicyBook:
    """Return the policy book after one more fact. Never fails."""
    match fact:
        case PolicyPublished(policy=policy):
            versions = (*book.policies.get(policy.id, ()), policy)
            withdrawn = book.withdrawn - {policy.id}
            return replace(book, policies={**book.policies, policy.id: versions}, withdrawn=withdrawn)
        case PolicyWithdrawn(policy=id):
            return replace(book, withdrawn=book.withdrawn | {id})
        case CalendarPublished(calendar=calendar):
            calendars = (*book.calendars.get(calendar.id, ()), calendar)
            return replace(book, calendars={**book.calendars, calendar.id: calendars})
        case LimitsPublished(role=role, currency=currency):
            return replace(book, limits={**book.limits, (role, currency): fact})
        case _:
            return book


def decide_book(command: PolicyBookCommand, book: PolicyBook, at: When) -> list[Fact]:
    """Return what follows for the policy book; nothing where the same version says the same already."""
    match command:
        case PublishPolicy(policy=policy):
            return _publish_policy(policy, book, at)
        case WithdrawPolicy(policy=id, reason=reason):
            if id not in book.policies:
                raise PolicyUnknown(policy=id)
            return [] if id in book.withdrawn else [PolicyWithdrawn(at=at, policy=id, reason=reason)]
        case PublishCalendar(calendar=calendar):
            return _publish_calendar(calendar, book, at)
        case PublishLimits():
            return _publish_limits(command, book, at)


def problems_of_facts(policy: Policy) -> list[str]:
    """Return what a policy says of facts that there are not, in sentences: its clocks would never move."""
    named = [*policy.starts_on, *(stop.fact for stop in policy.stops_on)]
    unknown = [f"There is no fact {name}." for name in named if name not in STORED_NAMES]
    return unknown + [problem for stop in policy.stops_on for problem in _problems_of_stop(stop)]


def _problems_of_stop(stop: Stop) -> list[str]:
    if stop.fact not in STORED_NAMES:
        return []
    known = sorted(each.name for each in fields(STORED_NAMES[stop.fact]))
    return [
        f"{stop.fact} has no field {name}: it has {', '.join(known)}."
        for name in stop.must_have
        if name not in known
    ]


def _publish_policy(policy: Policy, book: PolicyBook, at: When) -> list[Fact]:
    versions = book.policies.get(policy.id, ())
    if policy in versions:
        return []
    found = [*problems(policy), *problems_of_facts(policy)]
    if found:
        raise PolicyFaulty(policy=policy.id, problems=" ".join(found))
    if policy.calendar is not None and policy.calendar not in book.calendars:
        raise CalendarUnknown(calendar=policy.calendar)
    if policy.version != len(versions) + 1:
        raise VersionNotNext(what=policy.id, expected=len(versions) + 1)
    return [PolicyPublished(at=at, policy=policy)]


def _publish_calendar(calendar: BusinessCalendar, book: PolicyBook, at: When) -> list[Fact]:
    versions = book.calendars.get(calendar.id, ())
    if calendar in versions:
        return []
    found = calendar_problems(calendar)
    if found:
        raise CalendarFaulty(calendar=calendar.id, problems=" ".join(found))
    if calendar.version != len(versions) + 1:
        raise VersionNotNext(what=calendar.id, expected=len(versions) + 1)
    return [CalendarPublished(at=at, calendar=calendar)]


def _publish_limits(command: PublishLimits, book: PolicyBook, at: When) -> list[Fact]:
    units, amounts = minor_units(command.currency), (command.alone, command.together)
    if units is None or not all(it.is_finite() and decimals(it) <= units for it in amounts):
        raise LimitsFaulty
    if not 0 <= command.alone <= command.together:
        raise LimitsFaulty
    published = LimitsPublished(
        at=at,
        role=command.role,
        currency=command.currency,
        alone=command.alone,
        together=command.together,
    )
    known = book.limits.get((command.role, command.currency))
    return [] if known and replace(known, at=at) == published else [published]
