"""What a customer's facts add up to, as much of it as the rules need."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from complaints.facts import Fact
from complaints.facts.customers import (
    ContactDetailsGiven,
    ContactDetailsWithdrawn,
    ContactKind,
    CustomerLost,
    CustomerReturned,
    EvaluationPosted,
    EvaluationWithdrawn,
    ExperimentAssigned,
    WinBackAccepted,
    WinBackDeclined,
    WinBackOffered,
)

Contact = tuple[ContactKind, str]
"""A way to find a customer: its kind, and the value in its normal form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer as of its latest fact. `ratings` are those that stand, by their places."""

    id: UUID
    contacts: frozenset[Contact] = frozenset()
    is_lost: bool = False
    offers: int = 0
    open_offers: frozenset[int] = frozenset()
    ratings: Mapping[str, EvaluationPosted] = field(default_factory=dict)
    arms: Mapping[str, str] = field(default_factory=dict)


def evolve_customer(customer: Customer, fact: Fact) -> Customer:
    """Return the customer after one more fact. Never fails.

    A fact that is folded again, and of which everything still holds, changes nothing.
    """
    match fact:
        case ContactDetailsGiven():
            return replace(customer, contacts=customer.contacts | contacts_in(fact))
        case ContactDetailsWithdrawn(kinds=kinds):
            left = frozenset(contact for contact in customer.contacts if contact[0] not in kinds)
            return replace(customer, contacts=left)
        case EvaluationPosted(place=place):
            return replace(customer, ratings={**customer.ratings, place: fact})
        case EvaluationWithdrawn(place=place):
            return replace(
                customer, ratings={it: rating for it, rating in customer.ratings.items() if it != place}
            )
        case CustomerLost():
            return replace(customer, is_lost=True)
        case CustomerReturned():
            return replace(customer, is_lost=False, open_offers=frozenset())
        case WinBackOffered(offer=offer):
            return replace(
                customer, offers=max(customer.offers, offer), open_offers=customer.open_offers | {offer}
            )
        case WinBackAccepted(offer=offer) | WinBackDeclined(offer=offer):
            return replace(customer, open_offers=customer.open_offers - {offer})
        case ExperimentAssigned(experiment=experiment, arm=arm):
            return replace(customer, arms={**customer.arms, experiment: arm})
        case _:
            return customer


def leave_trace(customer: Customer, fact: Fact) -> Customer:
    """Return the customer, folded from what stands, after a fact that was struck: a number is given once."""
    match fact:
        case WinBackOffered(offer=offer):
            return replace(customer, offers=max(customer.offers, offer))
        case _:
            return customer


def contacts_in(fact: ContactDetailsGiven) -> frozenset[Contact]:
    """Return the ways to find a customer that a fact gives, in their normal forms."""
    given: tuple[tuple[ContactKind, str | None], ...] = (
        ("email", fact.email),
        ("phone", fact.phone),
        ("number", fact.number),
    )
    return frozenset((kind, normal_form(kind, value)) for kind, value in given if value)


def normal_form(kind: ContactKind, value: str) -> str:
    """Return a value as it is compared: without case and blanks; of a telephone number its digits alone.

    >>> normal_form("phone", "+44 20 7946-0000"), normal_form("email", " Ann@Example.org ")
    ('442079460000', 'ann@example.org')
    """
    match kind:
        case "phone":
            return "".join(character for character in value if character.isdigit())
        case "email" | "number":
            return "".join(value.split()).casefold()
