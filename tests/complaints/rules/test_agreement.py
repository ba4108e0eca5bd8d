"""Agreement, dispute and resolution: what follows from what the complainant makes of an answer."""

from datetime import date, timedelta

import pytest

from complaints.commands import AnyCommand
from complaints.commands.decision import (
    AcceptResolution,
    DisputeResolution,
    ProposeResolution,
    ReopenComplaint,
    ResolveComplaint,
)
from complaints.errors import (
    NothingSettlesIt,
    NothingToAnswer,
)
from complaints.facts.decision import (
    ComplaintReopened,
    ComplaintResolved,
    ResolutionAccepted,
    ResolutionDisputed,
    ResolutionProposed,
)
from complaints.rules import decide
from complaints.when import Day
from tests.complaints.given import (
    NOW,
    Given,
    Then,
    accepted,
    answered,
    closed,
    context,
    decided,
    disputed,
    fold,
    proposed,
    reopened,
    resolved,
)

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)
LONDON = "Europe/London"
SUNDAY = Day(day=date(2026, 4, 12), zone=LONDON)
"""Begins at 23:00 UTC on Saturday."""

BY_PHONE = ResolutionAccepted(at=NOW, channel="phone", in_writing=False)
BY_LETTER = ResolutionAccepted(at=NOW, channel="letter", in_writing=True)
AGREED = ComplaintResolved(at=NOW, basis="accepted by complainant")
DISPUTED = ResolutionDisputed(at=NOW, channel="phone", reason="The fee is missing.")
DISPUTE = DisputeResolution(channel="phone", reason="The fee is missing.")
TAKEN_UP = ComplaintReopened(at=NOW, reason="disputed by complainant")

WRITING = ResolutionAccepted(at=NOW, channel="letter", in_writing=True, proposal=1)

ROWS: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "the first proposal has number 1": (
        [],
        ProposeResolution(text="We pay the fee."),
        [ResolutionProposed(at=NOW, proposal=1, text="We pay the fee.")],
    ),
    "the next has number 2": (
        [proposed()],
        ProposeResolution(text="We pay the fee."),
        [ResolutionProposed(at=NOW, proposal=2, text="We pay the fee.")],
    ),
    "who agrees to a proposal settles the complaint": (
        [proposed()],
        AcceptResolution(channel="phone"),
        [ResolutionAccepted(at=NOW, channel="phone", in_writing=False, proposal=1), AGREED],
    ),
    "who agrees, agrees to the latest proposal": (
        [proposed(), proposed(2)],
        AcceptResolution(channel="letter"),
        [ResolutionAccepted(at=NOW, channel="letter", in_writing=True, proposal=2), AGREED],
    ),
    "who agrees to the final response settles the complaint": (
        [answered()],
        AcceptResolution(channel="phone"),
        [BY_PHONE, AGREED],
    ),
    "a proposal after the final response is what is agreed to": (
        [answered(), proposed()],
        AcceptResolution(channel="letter"),
        [WRITING, AGREED],
    ),
    "who agrees to what was resolved already changes nothing but that": (
        [answered(), resolved()],
        AcceptResolution(channel="phone"),
        [BY_PHONE],
    ),
    "who has agreed agrees no second time": (
        [proposed(), accepted(), resolved("accepted by complainant")],
        AcceptResolution(channel="in person"),
        [],
    ),
    "who agreed on the telephone may confirm the proposal in writing": (
        [proposed(), accepted(), resolved("accepted by complainant")],
        AcceptResolution(channel="letter"),
        [WRITING],
    ),
    "who agreed on the telephone may confirm the final response in writing": (
        [proposed(), disputed(), answered(), accepted(None), resolved("accepted by complainant")],
        AcceptResolution(channel="letter"),
        [BY_LETTER],
    ),
    "who has agreed in writing confirms no second time": (
        [proposed(), WRITING, resolved("accepted by complainant")],
        AcceptResolution(channel="email"),
        [],
    ),
    "who has agreed may agree to a better proposal": (
        [proposed(), accepted(), resolved("accepted by complainant"), proposed(2)],
        AcceptResolution(channel="phone"),
        [ResolutionAccepted(at=NOW, channel="phone", in_writing=False, proposal=2)],
    ),
    "there is nothing to agree to": ([], AcceptResolution(channel="phone"), NothingToAnswer),
    "a disputed proposal cannot be agreed to": (
        [proposed(), disputed()],
        AcceptResolution(channel="phone"),
        NothingToAnswer,
    ),
    "a disputed final response can be agreed to after all": (
        [answered(), disputed()],
        AcceptResolution(channel="phone"),
        [BY_PHONE, AGREED],
    ),
    "who withdrew the agreement can agree to a new proposal in writing": (
        [proposed(), WRITING, disputed(), reopened(), proposed(2), accepted(2)],
        AcceptResolution(channel="letter"),
        [ResolutionAccepted(at=NOW, channel="letter", in_writing=True, proposal=2), AGREED],
    ),
    "an answer from before the file was taken up again is none": (
        [answered(), resolved(), closed(), reopened()],
        AcceptResolution(channel="phone"),
        NothingToAnswer,
    ),
    "an agreement from before the file was taken up again is none": (
        [proposed(), WRITING, resolved(), closed(), reopened(), answered()],
        AcceptResolution(channel="letter"),
        [BY_LETTER, AGREED],
    ),
    "the complainant disputes a proposal": ([proposed()], DISPUTE, [DISPUTED]),
    "the complainant disputes the final response": ([answered()], DISPUTE, [DISPUTED]),
    "a resolved complaint that is disputed is taken up again": (
        [answered(), resolved()],
        DISPUTE,
        [DISPUTED, TAKEN_UP],
    ),
    "who has agreed may think again": (
        [proposed(), accepted(), resolved("accepted by complainant")],
        DISPUTE,
        [DISPUTED, TAKEN_UP],
    ),
    "what the source says is resolved may be disputed": (
        [resolved("as reported by source")],
        DISPUTE,
        [DISPUTED, TAKEN_UP],
    ),
    "there is nothing to dispute": ([], DISPUTE, NothingToAnswer),
    "a proposal is disputed once": ([proposed(), disputed()], DISPUTE, NothingToAnswer),
    "what was taken up again is disputed once": (
        [answered(), resolved(), disputed(), reopened()],
        DISPUTE,
        NothingToAnswer,
    ),
    "an answer settles the complaint": (
        [answered()],
        ResolveComplaint(),
        [ComplaintResolved(at=NOW, basis="final response")],
    ),
    "a disputed answer settles it too": (
        [answered(), disputed()],
        ResolveComplaint(),
        [ComplaintResolved(at=NOW, basis="final response")],
    ),
    "an agreement settles it before the answer does": (
        [answered(), accepted(None)],
        ResolveComplaint(),
        [AGREED],
    ),
    "an agreement settles it": ([proposed(), accepted()], ResolveComplaint(), [AGREED]),
    "it is settled once": ([answered(), resolved()], ResolveComplaint(), []),
    "nothing settles it": ([], ResolveComplaint(), NothingSettlesIt),
    "a proposal alone does not settle it": ([proposed()], ResolveComplaint(), NothingSettlesIt),
    "an agreement taken back does not settle it": (
        [proposed(), accepted(), resolved(), disputed(), reopened()],
        ResolveComplaint(),
        NothingSettlesIt,
    ),
    "an agreement disputed before it was acted on does not settle it": (
        [proposed(), accepted(), disputed()],
        ResolveComplaint(),
        NothingSettlesIt,
    ),
    "the answer of the first time does not settle it again": (
        [answered(), resolved(), closed(), reopened()],
        ResolveComplaint(),
        NothingSettlesIt,
    ),
    "the agreement of the first time does not settle it again": (
        [proposed(), accepted(), resolved(), closed(), reopened()],
        ResolveComplaint(),
        NothingSettlesIt,
    ),
    "an agreement not yet acted on may be taken back": ([proposed(), accepted()], DISPUTE, [DISPUTED]),
}

RULE = "rule:settling@1"
CAUSES: dict[str, tuple[list[Given], AnyCommand, list[str]]] = {
    "agreement is the complainant's, resolution the rule's": (
        [proposed()],
        AcceptResolution(channel="phone"),
        ["command:AcceptResolution", RULE],
    ),
    "dispute is the complainant's, taking up again the rule's": (
        [answered(), resolved()],
        DISPUTE,
        ["command:DisputeResolution", RULE],
    ),
    "who resolves by hand is the cause": ([answered()], ResolveComplaint(), ["command:ResolveComplaint"]),
    "who reopens by hand is the cause": (
        [resolved(), closed()],
        ReopenComplaint(reason="new"),
        ["command:ReopenComplaint"],
    ),
}


@pytest.mark.parametrize(("given", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_follows_from_agreement_and_dispute(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then


@pytest.mark.parametrize(("given", "when", "causes"), CAUSES.values(), ids=CAUSES)
def test_each_fact_names_its_cause(given: list[Given], when: AnyCommand, causes: list[str]) -> None:
    assert [each.cause for each in decide(when, fold(given), context())] == causes
