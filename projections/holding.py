"""What a complaint is and who holds it at one moment: what every view counts by."""

from typing import NamedTuple
from uuid import UUID

from complaints.complaint import Status
from complaints.facts import Fact
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintWithdrawn,
)
from complaints.facts.intake import (
    ComplaintAssigned,
    ComplaintClassified,
    CustomerIdentified,
    HandedOver,
    Severity,
)
from complaints.facts.merging import ComplaintMerged, ComplaintUnmerged, DuplicateMerged, DuplicateUnmerged
from complaints.when import When
from projections.history import begins_at

STATUS: dict[type[Fact], Status] = {
    ComplaintResolved: "resolved",
    ComplaintWithdrawn: "withdrawn",
    ComplaintClosed: "closed",
    ComplaintReopened: "open",
}
"""What becomes of a complaint by each fact that ends it or takes it up. A merge is beside this."""

HELD_BY: frozenset[type[Fact]] = frozenset({ComplaintClassified, ComplaintAssigned, HandedOver})
"""The facts that change what it is about and who has it: product, issue, severity, team and handler."""

MERGING: frozenset[type[Fact]] = frozenset({ComplaintMerged, ComplaintUnmerged})
"""The facts that change whether it is another complaint's."""

HANDLING: frozenset[type[Fact]] = frozenset(STATUS) | HELD_BY | MERGING
"""The facts that change a holding, but for whose complaint it is and what is merged into it."""

CHANGING: frozenset[type[Fact]] = HANDLING | {CustomerIdentified, DuplicateMerged, DuplicateUnmerged}


class Holding(NamedTuple):
    """What views need of a `Complaint`, in the same names: folding the whole takes several times as long.

    A named tuple: one in which something is replaced takes a tenth of the time of a dataclass.
    """

    status: Status = "open"
    status_if_unmerged: Status | None = None
    merged_into: UUID | None = None
    product: str | None = None
    issue: str | None = None
    severity: Severity | None = None
    team: str | None = None
    handler: str | None = None
    customer: UUID | None = None
    duplicates: tuple[DuplicateMerged, ...] = ()

    @property
    def party(self) -> UUID | None:
        """The customer, also where only a complaint that is merged into this one names one."""
        return self.customer or next((it.customer for it in self.duplicates if it.customer), None)

    def first_receipt(self, own: When) -> When:
        """Return the earliest receipt: a complaint's own, or that of one that is merged into it."""
        return min((own, *(it.received for it in self.duplicates)), key=begins_at)


def hold(holding: Holding, fact: Fact) -> Holding:
    """Return the holding after one more fact. Never fails."""
    if type(fact) not in CHANGING:  # most facts, for every view
        return holding
    if type(fact) in STATUS:
        return _in_status(holding, STATUS[type(fact)])
    match fact:
        case ComplaintMerged(survivor=survivor):
            return holding._replace(status="merged", merged_into=survivor, status_if_unmerged=holding.status)
        case ComplaintUnmerged():
            status = holding.status_if_unmerged or holding.status
            return holding._replace(status=status, merged_into=None, status_if_unmerged=None)
        case DuplicateMerged():
            return holding._replace(duplicates=(*holding.duplicates, fact))
        case DuplicateUnmerged(duplicate=duplicate):
            others = tuple(it for it in holding.duplicates if it.duplicate != duplicate)
            return holding._replace(duplicates=others)
        case ComplaintClassified(product=product, issue=issue, severity=severity):
            return holding._replace(product=product, issue=issue, severity=severity)
        case ComplaintAssigned(team=team, handler=handler):
            return holding._replace(team=team, handler=handler)
        case HandedOver(to_team=team, to_handler=handler):
            return holding._replace(team=team, handler=handler)
        case CustomerIdentified(customer=customer):
            return holding._replace(customer=customer)
        case _:
            return holding


def _in_status(holding: Holding, status: Status) -> Holding:
    if holding.status == "merged":
        return holding._replace(status_if_unmerged=status)
    return holding._replace(status=status)
