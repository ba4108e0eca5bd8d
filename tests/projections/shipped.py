"""The policy book as it is shipped."""

from functools import reduce

from complaints.facts.policy_book import CalendarPublished, PolicyPublished
from complaints.policy_book import PolicyBook, evolve_book
from complaints.sla.packs import shipped_calendars, shipped_policies
from tests.complaints.given import NOW

SHIPPED = reduce(
    evolve_book,
    [
        *(CalendarPublished(at=NOW, calendar=calendar) for calendar in shipped_calendars()),
        *(PolicyPublished(at=NOW, policy=policy) for policy in shipped_policies()),
    ],
    PolicyBook(),
)
