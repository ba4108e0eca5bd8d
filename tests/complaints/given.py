"""Facts with fixed details, put as briefly as tests want them, and what the rules make of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from complaints.actor import Actor
from complaints.commands import AnyCommand
from complaints.commands.intake import FileComplaint
from complaints.complaint import Complaint, begin
from complaints.errors import ComplaintError
from complaints.evolve import evolve
from complaints.facts import Fact
from complaints.facts.conversation import CallbackMade, CallbackPromised, InformationReceived
from complaints.facts.conversation import InformationRequested as Requested
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintWithdrawn,
    FinalResponseIssued,
    ResolutionAccepted,
    ResolutionBasis,
    ResolutionDisputed,
    ResolutionProposed,
)
from complaints.facts.intake import (
    ComplaintAcknowledged,
    ComplaintAssigned,
    ComplaintClassified,
    ComplaintFiled,
    CustomerIdentified,
)
from complaints.facts.investigation import ApologyMade, EvidenceAttached, InvestigationStarted
from complaints.policy_book import PolicyBook
from complaints.rules import Context, Decided, decide, file
from complaints.when import When

RECEIVED = datetime(2026, 4, 7, 8, 30, tzinfo=UTC)
EARLIER = datetime(2026, 4, 10, 15, tzinfo=UTC)
NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)

COMPLAINT = UUID("0190a6e0-0000-7000-8000-000000000001")
CUSTOMER = UUID("0190a6e0-0000-7000-8000-000000000002")
REFERENCE = "C-7K3M-9QXR"
SHA256 = "9f" * 32

MARA = Actor(by="mara", kind="person", role="agent")
TOM = Actor(by="tom", kind="person", role="supervisor")

NO_POLICIES = PolicyBook()

Given = Fact | tuple[Fact, Actor]
"""A fact that Mara recorded, or one with the person who did."""

Then = list[Fact] | type[ComplaintError]
"""What follows: facts, or the kind of refusal."""


def fold(given: Sequence[Given]) -> Complaint:
    """Return the complaint of these facts; they follow on `filed()` unless they begin with a filing."""
    pairs = [each if isinstance(each, tuple) else (each, MARA) for each in given]
    first = pairs.pop(0)[0] if pairs and isinstance(pairs[0][0], ComplaintFiled) else filed()
    assert isinstance(first, ComplaintFiled)
    complaint = begin(COMPLAINT, first)
    for fact, by in pairs:
        complaint = evolve(complaint, fact, by.by)
    return complaint


def context(*, by: Actor = MARA, now: datetime = NOW, book: PolicyBook = NO_POLICIES) -> Context:
    return Context(by=by, now=now, book=book)


def decided(given: Sequence[Given], when: AnyCommand, within: Context | None = None) -> Then:
    """Return what follows from a command after these facts."""
    try:
        return _facts(decide(when, fold(given), within or context()))
    except ComplaintError as error:
        return _kind(error)


def decided_at_filing(when: FileComplaint, within: Context | None = None) -> Then:
    """Return what follows from a filing."""
    try:
        return _facts(file(COMPLAINT, when, REFERENCE, within or context()))
    except ComplaintError as error:
        return _kind(error)


def filed(at: When = RECEIVED) -> ComplaintFiled:
    return ComplaintFiled(at=at, reference=REFERENCE, channel="phone", summary="The rent was paid late.")


def identified(customer: UUID = CUSTOMER) -> CustomerIdentified:
    return CustomerIdentified(at=EARLIER, customer=customer)


def acknowledged(at: When = EARLIER) -> ComplaintAcknowledged:
    return ComplaintAcknowledged(at=at, channel="email", automated=False)


def classified(vulnerability: str | None = None) -> ComplaintClassified:
    return ComplaintClassified(
        at=EARLIER, product="account", issue="late payment", severity="low", vulnerability=vulnerability
    )


def assigned(team: str = "retail", handler: str | None = "mara") -> ComplaintAssigned:
    return ComplaintAssigned(at=EARLIER, team=team, handler=handler)


def requested(item: str = "statement") -> Requested:
    return Requested(at=EARLIER, item=item, channel="phone")


def arrived(item: str = "statement") -> InformationReceived:
    return InformationReceived(at=EARLIER, item=item)


def promised(callback: int = 1) -> CallbackPromised:
    return CallbackPromised(at=EARLIER, callback=callback, promised_for=NOW)


def called(callback: int = 1) -> CallbackMade:
    return CallbackMade(at=EARLIER, callback=callback)


def investigated() -> InvestigationStarted:
    return InvestigationStarted(at=EARLIER)


def attached(sha256: str = SHA256) -> EvidenceAttached:
    return EvidenceAttached(at=EARLIER, sha256=sha256, size=1, media_type="text/plain")


def apologised(sequence: int = 1) -> ApologyMade:
    return ApologyMade(at=EARLIER, form="acknowledge", sequence=sequence, channel="phone", automated=False)


def answered(stage: int = 1) -> FinalResponseIssued:
    return FinalResponseIssued(
        at=EARLIER, stage=stage, outcome="upheld", channel="letter", reasons="It was late."
    )


def proposed(proposal: int = 1) -> ResolutionProposed:
    return ResolutionProposed(at=EARLIER, proposal=proposal, text="We set it right.")


def accepted(proposal: int | None = 1) -> ResolutionAccepted:
    return ResolutionAccepted(at=EARLIER, channel="phone", in_writing=False, proposal=proposal)


def disputed() -> ResolutionDisputed:
    return ResolutionDisputed(at=EARLIER, channel="phone")


def resolved(basis: ResolutionBasis = "final response") -> ComplaintResolved:
    return ComplaintResolved(at=EARLIER, basis=basis)


def withdrawn() -> ComplaintWithdrawn:
    return ComplaintWithdrawn(at=EARLIER)


def closed() -> ComplaintClosed:
    return ComplaintClosed(at=EARLIER, reason="settled")


def reopened() -> ComplaintReopened:
    return ComplaintReopened(at=EARLIER, reason="new evidence")


def _facts(decided: Sequence[Decided]) -> list[Fact]:
    return [each.fact for each in decided]


def _kind(refusal: ComplaintError) -> type[ComplaintError]:
    assert "None" not in str(refusal), "a refusal names what it is about"
    return type(refusal)
