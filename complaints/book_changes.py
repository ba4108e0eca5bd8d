"""The changes of the policy book that move clocks which run already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints.facts.policy_book import (
    CalendarPublished,
    HolidayDeclared,
    PolicyPublished,
    SuspensionOrdered,
)
from complaints.policy_book import PolicyBook, evolve_book
from complaints.sla.calendar import BusinessCalendar, place_of
from complaints.storage import Recorded
from complaints.when import LONG_AGO, Day, earliest

Moving = HolidayDeclared | CalendarPublished | SuspensionOrdered | PolicyPublished
"""The facts of the policy book that can move a clock that runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A fact of the policy book that moves clocks, from an instant on (UTC), and the book as it then stood.

    `version` is the fact's in the policy book's stream, `position` in the log.
    """

    version: int
    position: int
    fact: Moving
    from_at: datetime
    book: PolicyBook

    @property
    def cause(self) -> str:
        """The cause under which clocks are restated."""
        return f"book:{type(self.fact).__name__}@{self.version}"


def changes_in(facts: Sequence[Recorded]) -> list[Change]:
    """Return the changes among the facts of the policy book, all of them, in order."""
    book, found = PolicyBook(), []
    for recorded in facts:
        book = evolve_book(book, recorded.fact)
        if isinstance(recorded.fact, Moving) and _moves(recorded.fact):
            found.append(
                Change(
                    version=recorded.originator_version,
                    position=recorded.position or 0,
                    fact=recorded.fact,
                    from_at=_from_at(recorded.fact),
                    book=book,
                )
            )
    return found


def policies_moved(change: Change) -> list[str]:
    """Return the ids of the policies whose clocks a change can move, in alphabetical order."""
    match change.fact:
        case PolicyPublished(policy=policy):
            return [policy.id]
        case SuspensionOrdered(policy=id):
            return [id]
        case HolidayDeclared(calendar=calendar):
            return _counting_in(calendar, change.book)
        case CalendarPublished(calendar=BusinessCalendar(id=calendar)):
            return _counting_in(calendar, change.book)


def _moves(fact: Moving) -> bool:
    match fact:
        case PolicyPublished(policy=policy):
            return policy.version > 1 and policy.transition == "open too"
        case CalendarPublished(calendar=calendar):
            return calendar.version > 1
        case HolidayDeclared() | SuspensionOrdered():
            return True


def _from_at(fact: Moving) -> datetime:
    if isinstance(fact, PolicyPublished):
        return earliest(Day(day=fact.policy.legal_from, zone=fact.policy.zone))
    return LONG_AGO


def _counting_in(calendar: str, book: PolicyBook) -> list[str]:
    """Return the policies of the calendar's place: those of a region count in the calendar of theirs."""
    place = place_of(calendar)
    return sorted(
        id
        for id, versions in book.policies.items()
        if any(it.calendar and place_of(it.calendar) == place for it in versions)
    )
