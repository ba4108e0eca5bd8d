"""A merge in the ledger: both complaints or neither, once, whoever else is at work on them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from uuid_utils.compat import uuid7

from complaints.application import Ledger, Part, Receipt
from complaints.commands.conversation import AddNote, RecordMessageReceived
from complaints.commands.customers import RegisterCustomer
from complaints.commands.intake import IdentifyCustomer
from complaints.commands.merging import MergeInto, Unmerge
from complaints.commands.policy_book import PublishPolicy
from complaints.commands.upkeep import CorrectFact
from complaints.customers import Customers
from complaints.errors import ComplaintError, ComplaintUnknown, ComplaintWasMerged, VersionIsStale
from complaints.facts.conversation import MessageReceived
from complaints.facts.intake import ComplaintFiled
from complaints.facts.merging import MessageReachedDuplicate
from complaints.ledger import Complaints
from complaints.merging_errors import ComplaintNotMerged, CorrectionConcernsBoth, SurvivorWasMerged
from complaints.recorder import Pool, VersionTaken
from complaints.rules import Decided
from tests.complaints.given import NOW, RECEIVED
from tests.complaints.given_clocks import FINAL, filing
from tests.complaints.given_merging import LATER, SAME
from tests.complaints.rows import NOTE, a_complaint, request

ROUNDS = 8
UNDO = Unmerge(reason="another payment")
MESSAGE = RecordMessageReceived(channel="email", text="Any news?")


@pytest.fixture
def pair(complaints: Complaints) -> tuple[UUID, UUID]:
    """Two complaints with a clock each; the first came in first."""
    complaints.publish(PublishPolicy(policy=FINAL), request())
    one, other = uuid7(), uuid7()
    complaints.file(one, filing("uk.fca", at=RECEIVED), request())
    complaints.file(other, filing("uk.fca", at=LATER), request())
    return one, other


def merge(complaints: Complaints, one: UUID, other: UUID) -> Receipt:
    return complaints.handle(one, MergeInto(survivor=other, reason=SAME), request())


def names(complaints: Complaints, id: UUID) -> list[str]:
    return [type(each.fact).__name__ for each in complaints.get(id).facts]


def test_a_merge_and_its_undoing_are_one_append_to_both(
    complaints: Complaints, pair: tuple[UUID, UUID]
) -> None:
    one, other = pair
    before = [complaints.get(id) for id in pair]
    receipt = merge(complaints, one, other)
    assert (receipt.id, receipt.version) == (one, 4)
    assert receipt.facts == ["ComplaintMerged", "ClockPaused"]
    assert names(complaints, other)[2:] == ["DuplicateMerged", "ClockRestated"]
    added = [each for id in (other, one) for each in complaints.get(id).facts[2:]]
    assert len({each.envelope.command_id for each in added}) == 1
    assert len({each.recorded_at for each in added}) == 1
    assert [each.position for each in added][-1] == receipt.position == max(it.position or 0 for it in added)
    undone = complaints.handle(one, UNDO, request())
    assert undone.facts == ["ComplaintUnmerged", "ClockResumed"]
    assert names(complaints, other)[4:] == ["DuplicateUnmerged", "ClockRestated"]
    assert [complaints.get(id).complaint for id in pair] == [each.complaint for each in before]


def test_a_merge_sent_twice_is_recorded_once(complaints: Complaints, pair: tuple[UUID, UUID]) -> None:
    one, other = pair
    sent = request()
    command = MergeInto(survivor=other, reason=SAME)
    first = complaints.handle(one, command, sent)
    versions = [complaints.get(id).version for id in pair]
    assert complaints.handle(one, command, sent) == first
    again = complaints.handle(one, command, request())
    assert again == replace(first, facts=())
    assert [complaints.get(id).version for id in pair] == versions
    undo = request()
    undone = complaints.handle(one, UNDO, undo)
    assert complaints.handle(one, UNDO, undo) == undone
    with pytest.raises(ComplaintNotMerged):
        complaints.handle(one, UNDO, request())


def test_the_expected_version_is_that_of_the_complaint_in_the_path(
    complaints: Complaints, pair: tuple[UUID, UUID]
) -> None:
    one, other = pair
    complaints.handle(other, AddNote(text="A note."), request())
    command = MergeInto(survivor=other, reason=SAME)
    with pytest.raises(VersionIsStale):
        complaints.handle(one, command, request(expected_version=complaints.get(other).version))
    assert complaints.handle(one, command, request(expected_version=2)).version == 4


@pytest.mark.parametrize("stale", [0, 1])
def test_a_conflict_on_either_side_refuses_both(
    complaints: Complaints, pool: Pool, pair: tuple[UUID, UUID], stale: int
) -> None:
    noted = [Decided(fact=NOTE, cause="command:AddNote")]
    versions = [complaints.get(id).version for id in pair]
    parts = [
        Part(stream=id, version=version - (place == stale), decided=noted, subject=id)
        for place, (id, version) in enumerate(zip(pair, versions, strict=True))
    ]
    with pytest.raises(VersionTaken):
        Ledger(pool).append(parts, request())
    assert [complaints.get(id).version for id in pair] == versions


def test_of_two_opposite_merges_at_once_one_wins(complaints: Complaints) -> None:
    for _ in range(ROUNDS):
        one, other = a_complaint(complaints), a_complaint(complaints)
        first, second = at_once(
            partial(merge, complaints, one, other),
            partial(merge, complaints, other, one),
        )
        assert sorted([first, second], key=str) == sorted([None, SurvivorWasMerged], key=str)
        merged = [complaints.get(id).complaint.status for id in (one, other)]
        assert sorted(merged) == ["merged", "open"]
        assert [len(complaints.get(id).complaint.duplicates) for id in (one, other)] == [
            status == "open" for status in merged
        ]


def test_of_a_circle_of_merges_at_once_one_is_refused(complaints: Complaints) -> None:
    for _ in range(ROUNDS):
        ids = [a_complaint(complaints) for _ in range(3)]
        refusals = at_once(
            *(
                partial(merge, complaints, one, other)
                for one, other in zip(ids, [*ids[1:], ids[0]], strict=True)
            )
        )
        assert None in refusals
        ends = {complaints.get(id).complaint.merged_into for id in ids}
        assert None in ends


def test_work_on_the_survivor_at_the_same_time_gets_in_too(complaints: Complaints) -> None:
    for _ in range(ROUNDS):
        one, other = a_complaint(complaints), a_complaint(complaints)
        refusals = at_once(
            partial(merge, complaints, one, other),
            partial(complaints.handle, other, AddNote(text="A note."), request()),
        )
        assert refusals == [None, None]
        assert sorted(names(complaints, other)[1:]) == ["DuplicateMerged", "NoteAdded"]


def test_a_merged_complaint_is_found_and_read_and_names_the_survivor(complaints: Complaints) -> None:
    one, other = a_complaint(complaints), a_complaint(complaints)
    merge(complaints, one, other)
    filed = complaints.get(one).facts[0].fact
    assert isinstance(filed, ComplaintFiled)
    assert complaints.get(complaints.find(filed.reference)).complaint.merged_into == other
    with pytest.raises(ComplaintWasMerged) as refused:
        complaints.handle(one, AddNote(text="A note."), request())
    assert str(other) in str(refused.value)


def test_nothing_is_merged_into_what_is_not_there(complaints: Complaints) -> None:
    with pytest.raises(ComplaintUnknown):
        merge(complaints, a_complaint(complaints), uuid7())


def test_a_message_to_a_merged_complaint_reaches_who_works_on_it(complaints: Complaints, pool: Pool) -> None:
    one, other, last = (a_complaint(complaints) for _ in range(3))
    customer = Customers(pool, b"key").register(uuid4(), RegisterCustomer(name="Jo"), request()).id
    complaints.handle(one, IdentifyCustomer(customer=customer), request())
    merge(complaints, one, other)
    merge(complaints, other, last)
    sent = request()
    receipt = complaints.handle(one, MESSAGE, sent)
    assert (receipt.id, receipt.facts) == (one, ["MessageReceived"])
    assert complaints.handle(one, MESSAGE, sent) == receipt
    said, told = complaints.get(one).facts[-1], complaints.get(last).facts[-1]
    assert said.fact == MessageReceived(at=NOW, channel="email", text="Any news?")
    assert said.envelope.subject == customer
    assert told.fact == MessageReachedDuplicate(at=NOW, duplicate=one, channel="email")
    assert (told.position or 0) < receipt.position
    assert complaints.get(one).complaint.status == "merged"
    assert names(complaints, last).count("MessageReachedDuplicate") == 1
    assert "MessageReachedDuplicate" not in names(complaints, other)


def test_the_receipt_of_a_merged_complaint_is_not_corrected(complaints: Complaints) -> None:
    one, other = a_complaint(complaints), a_complaint(complaints)
    merge(complaints, one, other)
    earlier = CorrectFact(version=1, changes={"at": "2026-04-06T09:00:00Z"}, reason="by letter")
    for id in (one, other):
        with pytest.raises(CorrectionConcernsBoth):
            complaints.handle(id, earlier, request())
    complaints.handle(one, UNDO, request())
    for id in (one, other):
        assert complaints.handle(id, earlier, request()).facts[0] == "FactCorrected"


def at_once(*calls: Callable[[], Receipt]) -> list[type[ComplaintError] | None]:
    """Let all call at the same moment; return why each was refused, None where it was not."""
    together = Barrier(len(calls))

    def call(it: Callable[[], Receipt]) -> type[ComplaintError] | None:
        together.wait()
        try:
            it()
        except ComplaintError as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(call, calls))
