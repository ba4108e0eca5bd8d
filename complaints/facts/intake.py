"""A complaint comes in. Class and field names are the storage format: version them with care."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from complaints.facts.fact import Fact, Personal

Channel = Literal[
    "phone", "email", "letter", "fax", "web", "app", "chat", "social media", "in person",
    "referral", "staff", "system", "unknown",
]  # fmt: skip
"""How words travelled. `staff`, `system`: opened by an employee or a machine, as some sources say."""

WRITTEN: frozenset[Channel] = frozenset({"email", "letter", "fax", "web", "app", "chat", "social media"})
"""The channels that leave the complainant's own words behind."""

Severity = Literal["low", "medium", "high", "critical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintFiled(Fact):
    """A complaint was received; `at` is the receipt, from which clocks run.

    `jurisdiction` (such as `uk.fca`), `brand`, `source` and `channel` are what policies select on. `region`
    is the part of a country whose holidays count (`scotland`), where the policy's own calendar is not that.
    `source` and `source_id` name the outside system a complaint was imported from and its key there.
    """

    reference: str
    channel: Channel
    jurisdiction: str | None = None
    brand: str | None = None
    source: str | None = None
    source_id: str | None = None
    region: str | None = None
    summary: Personal[str] = None
    remedy_sought: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerIdentified(Fact):
    """It became known whose complaint this is."""

    customer: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintAcknowledged(Fact):
    """The complainant was told that the complaint was received and is being dealt with."""

    channel: Channel
    automated: bool
    text: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintClassified(Fact):
    """What the complaint is about, in the organisation's own terms. Replaces an earlier classification."""

    product: str
    issue: str | None = None
    severity: Severity | None = None
    vulnerability: Personal[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintAssigned(Fact):
    """A team, or a person in it, became responsible."""

    team: str
    handler: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(Fact):
    """The complaint moved from one pair of hands to another, with the reason."""

    from_team: str | None = None
    from_handler: str | None = None
    to_team: str
    to_handler: str | None = None
    reason: str


IntakeFact = (
    ComplaintFiled
    | CustomerIdentified
    | ComplaintAcknowledged
    | ComplaintClassified
    | ComplaintAssigned
    | HandedOver
)
