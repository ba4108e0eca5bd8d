"""The commands on a complaint, each with its path, who may give it, and a good body."""

from dataclasses import dataclass
from typing import Any

from api.access import HANDLERS, SUPERVISORS
from complaints.actor import Role
from complaints.commands import AnyCommand
from complaints.commands.causes import IdentifyCause
from complaints.commands.conversation import (
    AddNote,
    OfferKnownAnswer,
    PromiseCallback,
    RecordCallbackMade,
    RecordCallbackMissed,
    RecordInformationReceived,
    RecordMessageReceived,
    RecordMessageSent,
    RequestInformation,
)
from complaints.commands.decision import (
    AcceptResolution,
    CloseComplaint,
    DisputeResolution,
    IssueFinalResponse,
    ProposeResolution,
    ReopenComplaint,
    ResolveComplaint,
    SendHoldingLetter,
    WithdrawComplaint,
)
from complaints.commands.escalation import AnswerEscalation, EscalateComplaint, RequestNextStage
from complaints.commands.intake import (
    AcknowledgeComplaint,
    AssignComplaint,
    ClassifyComplaint,
    HandOver,
    IdentifyCustomer,
)
from complaints.commands.investigation import (
    Apologise,
    AttachEvidence,
    RecordFinding,
    StartInvestigation,
)
from complaints.commands.merging import MergeInto, MergingCommand, Unmerge
from complaints.commands.outside import ForwardComplaint, RecordOmbudsmanDecision, RecordOmbudsmanReferral
from complaints.commands.promises import ExtendClock, PauseClock, ResumeClock
from complaints.commands.redress import (
    AcceptCompensation,
    ApproveCompensation,
    DeclineCompensation,
    OfferCompensation,
    PostProvisionalCredit,
    RecordCompensationPaid,
    RecordPaymentFailed,
    RefuseCompensation,
    ReverseProvisionalCredit,
    WithdrawCompensation,
)
from complaints.commands.upkeep import CorrectFact, StrikeFact, UpkeepCommand

SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRoute:
    """`POST /v1/complaints/{complaint}/{path}` takes `command` from `roles`; `example` is a good body."""

    path: str
    command: type[AnyCommand | MergingCommand | UpkeepCommand]
    roles: frozenset[Role]
    example: dict[str, Any]


def _route(
    path: str,
    command: type[AnyCommand | MergingCommand | UpkeepCommand],
    roles: frozenset[Role] = HANDLERS,
    **example: object,
) -> CommandRoute:
    return CommandRoute(path=path, command=command, roles=roles, example=example)


ROUTES = (
    _route("customer", IdentifyCustomer, customer="0b2f5f0e-2d0a-4d5c-9d43-9a8f0f6a1e11"),
    _route("acknowledgements", AcknowledgeComplaint, channel="email", text="We have your complaint."),
    _route("classifications", ClassifyComplaint, product="current account", issue="late payment"),
    _route("assignments", AssignComplaint, team="payments", handler="Ann Lee"),
    _route("hand-overs", HandOver, to_team="legal", reason="court papers were served"),
    _route("messages-received", RecordMessageReceived, channel="email", text="Any news?"),
    _route(
        "messages-sent",
        RecordMessageSent,
        channel="email",
        substantive=True,
        automated=False,
        text="The payment left your account on 3 April; we are asking the other bank.",
    ),
    _route("notes", AddNote, text="Spoke to payments: a batch was held back."),
    _route("information-requests", RequestInformation, item="bank statement", channel="email"),
    _route("information-receipts", RecordInformationReceived, item="bank statement"),
    _route("callbacks", PromiseCallback, promised_for="2030-04-10T15:00:00+01:00"),
    _route("callbacks-made", RecordCallbackMade, callback=1),
    _route("callbacks-missed", RecordCallbackMissed, callback=1),
    _route("known-answers", OfferKnownAnswer, article="standing orders and bank holidays"),
    _route("investigations", StartInvestigation),
    _route("findings", RecordFinding, text="The batch of 3 April was sent a week late."),
    _route(
        "evidence",
        AttachEvidence,
        sha256=SHA256_OF_NOTHING,
        size=0,
        media_type="application/pdf",
        name="statement-april.pdf",
    ),
    _route("apologies", Apologise, form="responsibility", channel="phone"),
    _route(
        "offers",
        OfferCompensation,
        kind="money",
        money={"amount": "12.50", "currency": "GBP"},
        matches_loss=True,
        reason="The landlord's late fee.",
    ),
    _route("offer-withdrawals", WithdrawCompensation, offer=1, reason="the fee was refunded"),
    _route("offer-approvals", ApproveCompensation, SUPERVISORS, offer=1),
    _route("offer-refusals", RefuseCompensation, SUPERVISORS, offer=1, reason="nothing was lost"),
    _route("offer-acceptances", AcceptCompensation, offer=1, channel="phone"),
    _route("offer-declines", DeclineCompensation, offer=1, channel="phone", reason="It is too little."),
    _route("payments", RecordCompensationPaid, offer=1, reference="FP 2026-04-21 0815"),
    _route("payment-failures", RecordPaymentFailed, offer=1, reason="account closed"),
    _route("provisional-credits", PostProvisionalCredit, money={"amount": "250.00", "currency": "GBP"}),
    _route("provisional-credit-reversals", ReverseProvisionalCredit, credit=1, reason="no error found"),
    _route("holding-letters", SendHoldingLetter, expected_on="2030-06-30", reason="The bank is slow."),
    _route(
        "final-responses",
        IssueFinalResponse,
        channel="letter",
        outcome="upheld",
        reasons="We paid late because a batch was held back. That was our mistake.",
    ),
    _route("proposals", ProposeResolution, text="We repay the landlord's late fee."),
    _route("acceptances", AcceptResolution, channel="phone"),
    _route("disputes", DisputeResolution, channel="phone", reason="The fee was higher."),
    _route("resolutions", ResolveComplaint),
    _route("withdrawals", WithdrawComplaint, reason="It was the landlord's mistake."),
    _route("closures", CloseComplaint, reason="answered and accepted"),
    _route("reopenings", ReopenComplaint, reason="the customer wrote again"),
    _route("escalations", EscalateComplaint, reason="customer", words="I want to speak to a manager."),
    _route("escalation-answers", AnswerEscalation, level=1),
    _route("stages", RequestNextStage, channel="email", reason="The fee is still not paid."),
    _route("forwardings", ForwardComplaint, to="Example Insurance Ltd", customer_told=True),
    _route("ombudsman-referrals", RecordOmbudsmanReferral, body="Financial Ombudsman Service"),
    _route(
        "ombudsman-decisions",
        RecordOmbudsmanDecision,
        SUPERVISORS,
        outcome="partly upheld",
        redress="The fee and 50 GBP for the trouble.",
    ),
    _route(
        "corrections",
        CorrectFact,
        version=1,
        changes={"at": "2026-04-03T17:45:00+01:00"},
        reason="the letter was received on Friday",
    ),
    _route(
        "merges",
        MergeInto,
        SUPERVISORS,
        survivor="5d1c3c0e-6f0b-4f57-8f0e-2b1f7f3b9c42",
        reason="the same late payment",
    ),
    _route("unmergings", Unmerge, SUPERVISORS, reason="another payment after all"),
    _route("strikes", StrikeFact, version=2, reason="entered in the wrong complaint"),
    _route(
        "clock-extensions",
        ExtendClock,
        clock="uk.fca.psd",
        until="2030-05-20",
        channel="letter",
        reason="The other bank has not answered yet.",
        names_recourse=True,
    ),
    _route("clock-pauses", PauseClock, clock="care.news", reason="the customer is abroad until May"),
    _route("clock-resumptions", ResumeClock, clock="care.news"),
    _route("causes", IdentifyCause, cause="payment batch held back", note="The batch of 3 April."),
)

ROLES = {f"command:{route.command.__name__}": route.roles for route in ROUTES}
"""Who may record a fact, by its cause."""
