"""The rules of intake."""

from dataclasses import replace
from uuid import UUID

from complaints.commands.intake import (
    AcknowledgeComplaint,
    AssignComplaint,
    ClassifyComplaint,
    FileComplaint,
    HandOver,
    IdentifyCustomer,
    IntakeCommand,
)
from complaints.complaint import Complaint
from complaints.errors import BrandUnknown, IssueWithoutProduct, JurisdictionUnknown, NoSuchRegion
from complaints.facts import Fact
from complaints.facts.intake import (
    ComplaintAcknowledged,
    ComplaintAssigned,
    ComplaintClassified,
    ComplaintFiled,
    CustomerIdentified,
    HandedOver,
)
from complaints.merging_errors import CustomersDiffer
from complaints.policy_book import PolicyBook
from complaints.when import When

NO_JURISDICTION = "none"
"""What a filing says that is outside every regime."""


def refuse_unknown_regime(command: FileComplaint, book: PolicyBook) -> None:
    """Raise an error for a jurisdiction or brand that nobody knows, or a region that is not of their places.

    A misspelt one would run no clock, or count other holidays, unseen.
    """
    jurisdictions, brands = book.jurisdictions, book.brands
    if command.jurisdiction not in {NO_JURISDICTION, *jurisdictions}:
        raise JurisdictionUnknown(jurisdiction=command.jurisdiction, known=", ".join(jurisdictions))
    if command.brand is not None and command.brand not in brands:
        raise BrandUnknown(brand=command.brand, known=", ".join(brands))
    if command.region is not None:
        regions = book.regions(_jurisdiction(command), command.brand)
        if command.region not in regions:
            raise NoSuchRegion(region=command.region, known=", ".join(regions) or "none")


def filed(command: FileComplaint, at: When, reference: str) -> ComplaintFiled:
    """Return the fact that begins a complaint, under the reference drawn for it."""
    return ComplaintFiled(
        at=at,
        reference=reference,
        channel=command.channel,
        jurisdiction=_jurisdiction(command),
        brand=command.brand,
        region=command.region,
        summary=command.summary,
        remedy_sought=command.remedy_sought,
    )


def said_at_filing(command: FileComplaint, at: When) -> list[Fact]:
    """Return what else a filing says: whose complaint it is, and what it is about."""
    if command.issue and not command.product:
        raise IssueWithoutProduct
    facts: list[Fact] = []
    if command.customer:
        facts.append(CustomerIdentified(at=at, customer=command.customer))
    if command.product:
        facts.append(ComplaintClassified(at=at, product=command.product, issue=command.issue))
    return facts


def decide(command: IntakeCommand, complaint: Complaint, at: When) -> list[Fact]:
    """Return what follows; nothing where it is so already."""
    match command:
        case IdentifyCustomer(customer=customer):
            return _identify(customer, complaint, at)
        case AcknowledgeComplaint():
            if complaint.is_acknowledged:
                return []
            return [
                ComplaintAcknowledged(
                    at=at, channel=command.channel, automated=command.automated, text=command.text
                )
            ]
        case ClassifyComplaint():
            return _classify(command, complaint, at)
        case AssignComplaint(team=team, handler=handler):
            if (complaint.team, complaint.handler) == (team, handler):
                return []
            return [ComplaintAssigned(at=at, team=team, handler=handler)]
        case HandOver():
            return _hand_over(command, complaint, at)


def _identify(customer: UUID, complaint: Complaint, at: When) -> list[Fact]:
    if complaint.customer == customer:
        return []
    if any(it.customer not in {None, customer} for it in complaint.duplicates):
        raise CustomersDiffer
    return [CustomerIdentified(at=at, customer=customer)]


def _classify(command: ClassifyComplaint, complaint: Complaint, at: When) -> list[Fact]:
    classified = ComplaintClassified(
        at=at,
        product=command.product,
        issue=command.issue,
        severity=command.severity,
        vulnerability=command.vulnerability,
    )
    known = complaint.classification
    if known and replace(known, at=at) == classified:
        return []
    return [classified]


def _hand_over(command: HandOver, complaint: Complaint, at: When) -> list[Fact]:
    if (complaint.team, complaint.handler) == (command.to_team, command.to_handler):
        return []
    return [
        HandedOver(
            at=at,
            from_team=complaint.team,
            from_handler=complaint.handler,
            to_team=command.to_team,
            to_handler=command.to_handler,
            reason=command.reason,
        )
    ]


def _jurisdiction(command: FileComplaint) -> str | None:
    return None if command.jurisdiction == NO_JURISDICTION else command.jurisdiction
