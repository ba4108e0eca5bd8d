"""What the facts of the policy book add up to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid5

from complaints.actor import Role
from complaints.facts import Fact
from complaints.facts.clocks import policy_of
from complaints.facts.policy_book import (
    CalendarPublished,
    HolidayDeclared,
    LimitsPublished,
    PolicyPublished,
    PolicyWithdrawn,
    SuspensionOrdered,
)
from complaints.request import COMPLAINTS
from complaints.sla.calendar import BusinessCalendar, Holiday, place_of
from complaints.sla.policy import Policy, Suspension

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

    def regions(self, jurisdiction: str | None, brand: str | None) -> list[str]:
        """Return the regions that a complaint can be from, in alphabetical order, by its regime.

        They are those of its place (`uk` for `uk.nhs`), and of the places in whose calendars its promises
        count business days. A complaint outside every regime can be from any of them.
        """
        is_outside = jurisdiction is None and brand is None
        return self.regions_under(
            policy
            for policy in self._all()
            if is_outside
            or (
                policy.selector.jurisdiction in {None, jurisdiction}
                and policy.selector.brand in {None, brand}
            )
        )

    def regions_under(self, policies: Iterable[Policy]) -> list[str]:
        """Return the regions of the places of some policies, in alphabetical order."""
        places = {place for policy in policies for place in _places(policy)}
        return sorted(
            {region for id in self.calendars if place_of(id) in places for region in regions_of(id)}
        )

    def calendar_of(self, policy: Policy, region: str | None = None) -> BusinessCalendar | None:
        """Return the latest version of the calendar in which a policy counts; None if it counts in none.

        Business days are those of the region, if its calendar is of the same place; working hours are those
        of the people who work, wherever the complainant is.
        """
        if policy.calendar is None:
            return None
        place = None if policy.counts_working_time else place_of(policy.calendar)
        regional = (id for id in self.calendars if place_of(id) == place and region in regions_of(id))
        return self.calendars[next(regional, policy.calendar)][-1]

    def calendar(self, id: str, version: int) -> BusinessCalendar:
        """Return a published version of a calendar. Raises KeyError or IndexError where there is none."""
        return self.calendars[id][version - 1]

    def policy(self, clock: str, version: int) -> Policy:
        """Return a version of the policy of a clock. Raises KeyError or IndexError where there is none."""
        return self.policies[policy_of(clock)][version - 1]

    def _all(self) -> list[Policy]:
        return [version for versions in self.policies.values() for version in versions]


def regions_of(calendar: str) -> Sequence[str]:
    """Return the names of the region that a calendar is for; none where it is for all of a place.

    >>> regions_of("uk.northern-ireland"), regions_of("uk.england-and-wales"), regions_of("us")
    (['northern-ireland'], ['england-and-wales', 'england', 'wales'], [])
    """
    region = calendar.partition(".")[2]
    parts = region.split("-and-")
    return [region, *(parts if len(parts) > 1 else ())] if region else []


def _places(policy: Policy) -> Iterator[str]:
    if policy.selector.jurisdiction:
        yield place_of(policy.selector.jurisdiction)
    if policy.calendar and not policy.counts_working_time:
        yield place_of(policy.calendar)


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
        case HolidayDeclared(calendar=calendar) if calendar in book.calendars:
            calendars = (*book.calendars[calendar], with_holiday(book.calendars[calendar][-1], fact))
            return replace(book, calendars={**book.calendars, calendar: calendars})
        case SuspensionOrdered(policy=id, suspension=order):
            versions = (*book.policies.get(id, ()), *suspended(book.policies.get(id, ()), order))
            return replace(book, policies={**book.policies, id: versions})
        case LimitsPublished(role=role, currency=currency):
            return replace(book, limits={**book.limits, (role, currency): fact})
        case _:
            return book


def with_holiday(calendar: BusinessCalendar, declared: HolidayDeclared) -> BusinessCalendar:
    """Return the next version of a calendar, with a holiday that was declared."""
    holidays = [*calendar.holidays, Holiday(day=declared.day, name=declared.name)]
    return replace(
        calendar,
        version=calendar.version + 1,
        holidays=tuple(sorted(holidays, key=lambda holiday: holiday.day)),
        source=f"{calendar.source} {declared.day}: {declared.source}",
    )


def suspended(versions: Sequence[Policy], order: Suspension) -> list[Policy]:
    """Return the versions that an order adds to those of a policy, in the order in which they prevail.

    A clock keeps its promise under an order: so every text that the policy ever had gets a next version,
    also one that holds for earlier receipts alone.
    """
    texts = {_text(version): version for version in versions}
    latest = sorted(texts.values(), key=lambda version: version.version)
    unaware = [version for version in latest if order not in version.suspensions]
    return [
        replace(version, version=number, suspensions=_in_order((*version.suspensions, order)))
        for number, version in enumerate(unaware, start=len(versions) + 1)
    ]


def same_text(policy: Policy, versions: Sequence[Policy]) -> Policy:
    """Return the latest of the versions of a policy that says the same as this one, orders aside."""
    return [version for version in versions if _text(version) == _text(policy)][-1]


def first_text(policy: Policy, versions: Sequence[Policy]) -> Policy:
    """Return the first of the versions of a policy that says the same as this one, orders aside."""
    return next(version for version in versions if _text(version) == _text(policy))


def _text(policy: Policy) -> Policy:
    return replace(policy, version=0, suspensions=())


def _in_order(orders: Sequence[Suspension]) -> tuple[Suspension, ...]:
    return tuple(sorted(orders, key=lambda order: order.first_day))
