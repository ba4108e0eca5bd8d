"""Two complaints become one, and two again: what follows on both sides, and why it is refused."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from complaints.commands.conversation import AddNote, RecordMessageReceived
from complaints.commands.decision import CloseComplaint, ResolveComplaint, WithdrawComplaint
from complaints.commands.intake import IdentifyCustomer
from complaints.commands.merging import MergeInto, Unmerge
from complaints.commands.redress import OfferCompensation
from complaints.commands.upkeep import CorrectFact, StrikeFact, UpkeepCommand
from complaints.complaint import Status
from complaints.errors import (
    ComplaintError,
    ComplaintHasClosed,
    ComplaintWasMerged,
    ComplaintWasWithdrawn,
    FactNotCorrectable,
    TimeInFuture,
)
from complaints.facts.clocks import ClockPaused, ClockRestated, ClockResumed
from complaints.facts.decision import ComplaintClosed
from complaints.facts.intake import ComplaintAcknowledged
from complaints.facts.merging import (
    ComplaintMerged,
    ComplaintUnmerged,
    DuplicateMerged,
    DuplicateUnmerged,
    MessageReachedDuplicate,
)
from complaints.merging import refuse_changing_a_merge, survivor_of, tell_survivor
from complaints.merging_errors import (
    ComplaintNotMerged,
    CorrectionConcernsBoth,
    CustomersDiffer,
    MergeBeforeFact,
    MergedIntoItself,
    SurvivorHasEnded,
    SurvivorMergedSince,
    SurvivorWasMerged,
)
from complaints.money import Money
from complaints.redress_errors import OfferAwaitsAnswer
from complaints.rules import Decided
from complaints.stream import Stream
from complaints.upkeep import decide_upkeep
from tests.complaints.given import CUSTOMER, NOW, RECEIVED, context
from tests.complaints.given_clocks import ACKNOWLEDGE, ANSWER, BOOK, FINAL_DUE, FINAL_RUNS, filing
from tests.complaints.given_merging import (
    FIRST,
    LATER,
    SAME,
    SECOND,
    THIRD,
    after,
    asked,
    complaint,
    decided_on_both,
    merged,
    unmerged,
)

STRANGER = UUID("0190a6e0-0000-7000-8000-000000000003")
FINAL, FINAL_DUE_LATER = "uk.fca.final", FINAL_DUE + timedelta(days=2)
UNDO = Unmerge(reason="another payment")

ONE = complaint(FIRST, filing("uk.fca"))
OTHER = complaint(SECOND, filing("uk.fca", at=LATER))
WHOLE = complaint(THIRD, filing())
MERGED, SURVIVOR = merged(ONE, OTHER)
OURS, THEIRS = IdentifyCustomer(customer=CUSTOMER), IdentifyCustomer(customer=STRANGER)
OFFER = OfferCompensation(kind="money", money=Money(amount=Decimal("12.50"), currency="GBP"))

REFUSED: dict[str, tuple[Stream, Stream, type[ComplaintError]]] = {
    "it is no duplicate of itself": (ONE, ONE, MergedIntoItself),
    "it is merged already, into another": (MERGED, WHOLE, ComplaintWasMerged),
    "it is closed": (
        complaint(FIRST, filing(), ANSWER, ResolveComplaint(), CloseComplaint(reason="answered")),
        WHOLE,
        ComplaintHasClosed,
    ),
    "it is withdrawn": (complaint(FIRST, filing(), WithdrawComplaint()), WHOLE, ComplaintWasWithdrawn),
    "the survivor is merged": (WHOLE, MERGED, SurvivorWasMerged),
    "the two would be merged into each other": (SURVIVOR, MERGED, SurvivorWasMerged),
    "the survivor is closed": (
        WHOLE,
        complaint(FIRST, filing(), ANSWER, ResolveComplaint(), CloseComplaint(reason="answered")),
        SurvivorHasEnded,
    ),
    "the survivor is withdrawn": (WHOLE, complaint(FIRST, filing(), WithdrawComplaint()), SurvivorHasEnded),
    "they are of two customers": (asked(ONE, OURS), asked(WHOLE, THEIRS), CustomersDiffer),
    "they are of two customers, one known from a duplicate": (
        asked(WHOLE, THEIRS),
        merged(asked(ONE, OURS), OTHER)[1],
        CustomersDiffer,
    ),
    "they are of two customers, as a duplicate of the duplicate shows": (
        merged(asked(ONE, OURS), OTHER)[1],
        asked(WHOLE, THEIRS),
        CustomersDiffer,
    ),
    "an offer would be out of sight": (asked(ONE, OFFER), WHOLE, OfferAwaitsAnswer),
}

MERGED_ALL_THE_SAME: dict[str, tuple[Stream, Stream]] = {
    "of one customer": (asked(ONE, OURS), asked(WHOLE, OURS)),
    "of a customer known on one side": (asked(ONE, OURS), WHOLE),
    "of a customer known on the other side": (ONE, asked(WHOLE, OURS)),
    "resolved": (complaint(FIRST, filing(), ANSWER, ResolveComplaint()), WHOLE),
    "into a resolved one": (WHOLE, complaint(FIRST, filing(), ANSWER, ResolveComplaint())),
    "after its own duplicates": (SURVIVOR, WHOLE),
}


def test_a_merge_is_recorded_on_both_sides() -> None:
    assert decided_on_both(MergeInto(survivor=SECOND, reason=SAME), ONE, OTHER) == (
        [
            ComplaintMerged(at=NOW, survivor=SECOND, reason=SAME),
            ClockPaused(at=NOW, clock=FINAL, reason="merged"),
        ],
        [
            DuplicateMerged(at=NOW, duplicate=FIRST, received=RECEIVED, clocks=(FINAL_RUNS,)),
            ClockRestated(at=RECEIVED, clock=FINAL, restates=2, due_at=FINAL_DUE),
        ],
    )


def test_so_is_its_undoing() -> None:
    assert decided_on_both(UNDO, MERGED, SURVIVOR) == (
        [
            ComplaintUnmerged(at=NOW, survivor=SECOND, reason="another payment"),
            ClockResumed(at=NOW, clock=FINAL, due_at=FINAL_DUE),
        ],
        [
            DuplicateUnmerged(at=NOW, duplicate=FIRST),
            ClockRestated(at=LATER, clock=FINAL, restates=2, due_at=FINAL_DUE_LATER),
        ],
    )


def test_to_merge_into_the_same_one_again_adds_nothing() -> None:
    assert decided_on_both(MergeInto(survivor=SECOND, reason="as said"), MERGED, SURVIVOR) == ([], [])


@pytest.mark.parametrize(("duplicate", "survivor", "refusal"), REFUSED.values(), ids=REFUSED)
def test_a_merge_is_refused(duplicate: Stream, survivor: Stream, refusal: type[ComplaintError]) -> None:
    with pytest.raises(refusal):
        merged(duplicate, survivor)


@pytest.mark.parametrize(("duplicate", "survivor"), MERGED_ALL_THE_SAME.values(), ids=MERGED_ALL_THE_SAME)
def test_it_is_merged_all_the_same(duplicate: Stream, survivor: Stream) -> None:
    one, other = merged(duplicate, survivor)
    assert (one.complaint.status, one.complaint.merged_into) == ("merged", survivor.id)
    assert other.complaint.status == survivor.complaint.status
    assert [it.duplicate for it in other.complaint.duplicates][-1] == duplicate.id


def test_what_is_not_merged_is_not_unmerged() -> None:
    for stream in (ONE, SURVIVOR, unmerged(MERGED, SURVIVOR)[0]):
        with pytest.raises(ComplaintNotMerged):
            survivor_of(UNDO, stream.complaint)


def test_the_later_merge_is_undone_first() -> None:
    between, last = merged(SURVIVOR, WHOLE)
    with pytest.raises(SurvivorMergedSince) as refused:
        unmerged(MERGED, between)
    assert str(THIRD) in str(refused.value)
    between, last = unmerged(between, last)
    assert unmerged(MERGED, between)[0].complaint == ONE.complaint


def test_a_wrong_merge_is_undone_even_if_the_survivor_was_closed_since() -> None:
    over = complaint(SECOND, filing(at=LATER))
    one, other = merged(ONE, over)
    for command in (ANSWER, ResolveComplaint(), CloseComplaint(reason="answered")):
        other = asked(other, command)
    one, other = unmerged(one, other)
    assert (one.complaint.status, other.complaint.status) == ("open", "closed")
    assert [clock.is_running for clock in one.complaint.clocks] == [True]


@pytest.mark.parametrize(
    ("at", "refusal"),
    [(LATER - timedelta(minutes=1), MergeBeforeFact), (NOW + timedelta(minutes=1), TimeInFuture)],
)
def test_a_merge_follows_what_is_known_of_both(at: datetime, refusal: type[ComplaintError]) -> None:
    with pytest.raises(refusal):
        merged(ONE, OTHER, at=at)


def test_a_merge_may_be_entered_later() -> None:
    at = NOW - timedelta(hours=1)
    assert merged(ONE, OTHER, at=at)[0].facts[-1].fact.at == at
    one, other = merged(ONE, OTHER)
    with pytest.raises(MergeBeforeFact):
        decided_on_both(Unmerge(at=at, reason="another payment"), one, other)


@pytest.mark.parametrize("status", ["open", "resolved"])
def test_a_complaint_is_again_what_it_was(status: Status) -> None:
    commands = (ANSWER, ResolveComplaint()) if status == "resolved" else ()
    before = complaint(FIRST, filing(), *commands)
    one, _ = unmerged(*merged(before, WHOLE))
    assert one.complaint == before.complaint
    assert one.complaint.status == status


def test_what_its_source_did_with_a_merged_complaint_shows_when_the_merge_is_undone() -> None:
    one, other = merged(ONE, WHOLE)
    one = after(one, [Decided(fact=ComplaintClosed(at=NOW, reason="as reported"), cause="import:nyc311@1")])
    assert one.complaint.status == "merged"
    assert unmerged(one, other)[0].complaint.status == "closed"


def test_a_merged_complaint_takes_no_command_and_names_the_survivor() -> None:
    with pytest.raises(ComplaintWasMerged) as refused:
        asked(MERGED, AddNote(text="Any news?"))
    assert str(SECOND) in str(refused.value)


def test_what_people_write_to_a_merged_complaint_is_told_to_the_survivor() -> None:
    message = RecordMessageReceived(channel="email", text="Any news?")
    said = asked(MERGED, message)
    assert said.complaint == MERGED.complaint
    decided = [Decided(fact=said.facts[-1].fact, cause="command:RecordMessageReceived")]
    told = tell_survivor(decided, MERGED.complaint)
    assert [each.fact for each in told] == [MessageReachedDuplicate(at=NOW, duplicate=FIRST, channel="email")]
    assert after(SURVIVOR, told).complaint == SURVIVOR.complaint
    assert tell_survivor(decided, ONE.complaint) == []


def test_a_survivor_is_of_the_customer_of_its_duplicates() -> None:
    one, other = merged(asked(ONE, OURS), OTHER)
    assert other.complaint.customer is None
    with pytest.raises(CustomersDiffer):
        asked(other, THEIRS)
    assert asked(other, OURS).complaint.customer == CUSTOMER
    assert asked(unmerged(one, other)[1], THEIRS).complaint.customer == STRANGER


def refuses(command: UpkeepCommand, stream: Stream) -> bool:
    decided = decide_upkeep(command, stream, context(now=NOW, book=BOOK))
    try:
        refuse_changing_a_merge(command, decided, stream.complaint)
    except CorrectionConcernsBoth:
        return True
    return False


def test_what_concerns_both_is_not_corrected_in_one_while_they_are_merged() -> None:
    both = merged(asked(ONE, OURS), asked(OTHER, OURS))
    of_receipt = CorrectFact(version=1, changes={"at": "2026-04-06T09:00:00Z"}, reason="by letter")
    of_channel = CorrectFact(version=1, changes={"channel": "letter"}, reason="by letter")
    of_customer = CorrectFact(version=3, changes={"customer": str(STRANGER)}, reason="a namesake")
    for stream in both:
        assert refuses(of_receipt, stream)
        assert refuses(of_customer, stream)
        assert not refuses(of_channel, stream)
    for stream in unmerged(*both):
        assert not refuses(of_receipt, stream)
        assert not refuses(of_customer, stream)


def test_no_correction_lets_a_clock_of_a_merged_complaint_run() -> None:
    acknowledged = complaint(FIRST, filing(brand="example"), ACKNOWLEDGE)
    said = next(
        it.originator_version for it in acknowledged.facts if isinstance(it.fact, ComplaintAcknowledged)
    )
    never_said = StrikeFact(version=said, reason="not sent")
    one, other = merged(acknowledged, OTHER)
    assert refuses(never_said, one)
    assert not refuses(never_said, unmerged(one, other)[0])
    assert not refuses(never_said, merged(WHOLE, acknowledged)[1])


def test_a_merge_is_undone_and_not_corrected() -> None:
    for stream in (MERGED, SURVIVOR):
        merge = next(
            it.originator_version
            for it in stream.facts
            if isinstance(it.fact, ComplaintMerged | DuplicateMerged)
        )
        with pytest.raises(FactNotCorrectable):
            decide_upkeep(
                StrikeFact(version=merge, reason="not said"),
                stream,
                context(now=datetime(2026, 4, 21, tzinfo=UTC), book=BOOK),
            )
