"""What has ended stays as it is: every command, of every phase, against every end."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.commands import AnyCommand
from complaints.commands.causes import IdentifyCause
from complaints.commands.conversation import RecordMessageReceived
from complaints.commands.decision import CloseComplaint, ReopenComplaint
from complaints.commands.intake import IdentifyCustomer
from complaints.commands.outside import RecordOmbudsmanDecision, RecordOmbudsmanReferral
from complaints.commands.redress import (
    RecordCompensationPaid,
    RecordPaymentFailed,
    ReverseProvisionalCredit,
)
from complaints.complaint import Complaint
from complaints.errors import ComplaintError, ComplaintHasClosed, ComplaintWasMerged, ComplaintWasWithdrawn
from complaints.facts.conversation import MessageReceived
from complaints.rules import decide
from tests.complaints.anything import COMMANDS, anything
from tests.complaints.given import NOW, answered, closed, context, fold, resolved, withdrawn

SURVIVOR = UUID("0190a6e0-0000-7000-8000-000000000009")

CLOSED = fold([answered(), resolved(), closed()])
WITHDRAWN = fold([withdrawn()])
MERGED = replace(fold([]), status="merged", merged_into=SURVIVOR)

ALWAYS: set[type[AnyCommand]] = {
    RecordMessageReceived,
    RecordCompensationPaid,
    RecordPaymentFailed,
    ReverseProvisionalCredit,
}
"""What people write arrives, and the bank pays and takes back, whether the file is open or not."""

AFTER_CLOSING: set[type[AnyCommand]] = {
    ReopenComplaint,
    CloseComplaint,
    RecordOmbudsmanReferral,
    RecordOmbudsmanDecision,
    IdentifyCause,
    IdentifyCustomer,
}
"""What others do, and what is found out, when the file is put away."""

ENDS: dict[str, tuple[Complaint, set[type[AnyCommand]], type[ComplaintError]]] = {
    "closed": (CLOSED, ALWAYS | AFTER_CLOSING, ComplaintHasClosed),
    "withdrawn": (WITHDRAWN, ALWAYS | {IdentifyCustomer}, ComplaintWasWithdrawn),
    "merged": (MERGED, ALWAYS, ComplaintWasMerged),
}

REFUSED = [
    pytest.param(kind, complaint, refusal, id=f"{kind.__name__} when {name}")
    for name, (complaint, allowed, refusal) in ENDS.items()
    for kind in COMMANDS
    if kind not in allowed
]


@pytest.mark.parametrize(("kind", "complaint", "refusal"), REFUSED)
@settings(max_examples=5)
@given(data=st.data())
def test_what_has_ended_refuses(
    kind: type[AnyCommand], complaint: Complaint, refusal: type[ComplaintError], data: st.DataObject
) -> None:
    with pytest.raises(refusal):
        decide(data.draw(anything(kind)), complaint, context())


@pytest.mark.parametrize(("complaint", "allowed", "refusal"), ENDS.values(), ids=ENDS)
def test_what_people_write_arrives_all_the_same(
    complaint: Complaint, allowed: set[type[AnyCommand]], refusal: type[ComplaintError]
) -> None:
    del allowed, refusal
    said = decide(RecordMessageReceived(channel="email", text="Hello?"), complaint, context())
    assert [each.fact for each in said] == [MessageReceived(at=NOW, channel="email", text="Hello?")]


def test_who_works_on_a_merged_complaint_is_told_the_other() -> None:
    with pytest.raises(ComplaintWasMerged) as refused:
        decide(CloseComplaint(reason="old"), MERGED, context())
    assert refused.value.survivor == str(SURVIVOR)
    assert str(SURVIVOR) in str(refused.value)
