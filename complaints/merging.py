"""The rules of merging and of undoing it: one fact to each side, and the clocks of the earliest receipt.

A merged complaint's clocks stand still, and the survivor answers for them: of each promise that either owes,
the deadline that is due first holds there. Nothing else moves. Undone, both stand as they would without the
merge. A survivor may be merged in turn; then the later merge is undone first.

A message to a merged complaint is recorded there, and in the survivor, by value, that it came: the merged one
stays merged, and the message stays with it should the merge be undone.
"""

from collections.abc import Sequence
from uuid import UUID

from complaints.commands.merging import MergeInto, MergingCommand, Unmerge
from complaints.commands.upkeep import CorrectFact, UpkeepCommand
from complaints.complaint import Complaint
from complaints.corrections import standing, with_verdicts
from complaints.facts import Fact
from complaints.facts.clocks import ClockPaused, ClockResumed
from complaints.facts.conversation import MessageReceived
from complaints.facts.merging import (
    ComplaintMerged,
    ComplaintUnmerged,
    DuplicateMerged,
    DuplicateUnmerged,
    MessageReachedDuplicate,
)
from complaints.merged_clocks import EARLIEST_RECEIPT, moves, refuse_losing, running
from complaints.merging_errors import (
    ComplaintNotMerged,
    CorrectionConcernsBoth,
    CustomersDiffer,
    MergeBeforeFact,
    MergedIntoItself,
    PausedClockMerged,
    SurvivorHasEnded,
    SurvivorMergedSince,
    SurvivorWasMerged,
)
from complaints.rules import Context, Decided, refuse_if_ended
from complaints.rules.context import when_it_happened
from complaints.rules.redress import refuse_while_pending
from complaints.runs import FILING
from complaints.stream import Stream
from complaints.when import When, is_definitely_before

ALIAS = "rule:alias@1"
"""Who writes to a merged complaint reaches the survivor."""

Sides = tuple[Sequence[Decided], Sequence[Decided]]
"""What is recorded of the duplicate, and what of the survivor."""


def survivor_of(command: MergingCommand, duplicate: Complaint) -> UUID:
    """Return the id of the other complaint that a command is about. Raises `ComplaintNotMerged`."""
    match command:
        case MergeInto(survivor=survivor):
            return survivor
        case Unmerge():
            if duplicate.merged_into is None:
                raise ComplaintNotMerged
            return duplicate.merged_into


def decide_merging(command: MergingCommand, duplicate: Stream, survivor: Stream, context: Context) -> Sides:
    """Return what follows for both sides; nothing where it is so already. Raises `ComplaintError`."""
    match command:
        case MergeInto() if duplicate.complaint.merged_into == survivor.id:
            return [], []
        case MergeInto():
            _refuse_merge(command, duplicate.complaint, survivor.complaint)
            return _merge(command, duplicate, survivor, context)
        case Unmerge():
            if survivor.complaint.merged_into:
                raise SurvivorMergedSince(survivor=str(survivor.complaint.merged_into))
            return _unmerge(command, duplicate, survivor, context)


def tell_survivor(decided: Sequence[Decided], complaint: Complaint) -> list[Decided]:
    """Return what the survivor must know of what was decided on a merged complaint; of others nothing."""
    if complaint.merged_into is None:
        return []
    return [
        Decided(
            fact=MessageReachedDuplicate(at=said.at, duplicate=complaint.id, channel=said.channel),
            cause=ALIAS,
        )
        for said in (each.fact for each in decided)
        if isinstance(said, MessageReceived)
    ]


def refuse_changing_a_merge(command: UpkeepCommand, decided: Sequence[Decided], complaint: Complaint) -> None:
    """Raise `CorrectionConcernsBoth` for what the other side would not hear of: receipt, customer, clocks.

    `decided` is what follows from the command; what it adds to the correction itself is about clocks.
    """
    if complaint.merged_into is None and not complaint.duplicates:
        return
    changes = command.changes if isinstance(command, CorrectFact) else {}
    of_receipt = command.version == FILING and "at" in changes
    of_clocks = complaint.merged_into is not None and len(decided) > 1
    if of_receipt or of_clocks or "customer" in changes:
        raise CorrectionConcernsBoth


def _refuse_merge(command: MergeInto, duplicate: Complaint, survivor: Complaint) -> None:
    refuse_if_ended(command, duplicate)
    refuse_while_pending(duplicate)
    for clock in duplicate.clocks:
        if clock.held_since:
            raise PausedClockMerged(clock=clock.name)
    if duplicate.id == survivor.id:
        raise MergedIntoItself
    if survivor.merged_into:
        raise SurvivorWasMerged(survivor=str(survivor.merged_into))
    if survivor.status in {"closed", "withdrawn"}:
        raise SurvivorHasEnded(status=survivor.status)
    if None not in {duplicate.party, survivor.party} and duplicate.party != survivor.party:
        raise CustomersDiffer


def _merge(command: MergeInto, duplicate: Stream, survivor: Stream, context: Context) -> Sides:
    at = _when(command, (duplicate, survivor), context)
    clocks = running(duplicate)
    refuse_losing(clocks, survivor, context.book)
    merged = DuplicateMerged(
        at=at,
        duplicate=duplicate.id,
        received=duplicate.complaint.received,
        customer=duplicate.complaint.party,
        clocks=clocks,
    )
    duplicates = (*survivor.complaint.duplicates, merged)
    return (
        _side(
            command,
            ComplaintMerged(at=at, survivor=survivor.id, reason=command.reason),
            [ClockPaused(at=at, clock=it.clock, reason="merged") for it in clocks],
            duplicate,
            context,
        ),
        _side(command, merged, moves(survivor, duplicates, at), survivor, context),
    )


def _unmerge(command: Unmerge, duplicate: Stream, survivor: Stream, context: Context) -> Sides:
    at = _when(command, (duplicate, survivor), context)
    paused = [clock for clock in duplicate.complaint.clocks if clock.is_paused]
    remaining = [it for it in survivor.complaint.duplicates if it.duplicate != duplicate.id]
    return (
        _side(
            command,
            ComplaintUnmerged(at=at, survivor=survivor.id, reason=command.reason),
            [ClockResumed(at=at, clock=it.name, due_at=it.due_at) for it in paused],
            duplicate,
            context,
        ),
        _side(
            command,
            DuplicateUnmerged(at=at, duplicate=duplicate.id),
            moves(survivor, remaining, at),
            survivor,
            context,
        ),
    )


def _side(
    command: MergingCommand, fact: Fact, moved: Sequence[Fact], stream: Stream, context: Context
) -> list[Decided]:
    decided = [
        Decided(fact=fact, cause=f"command:{type(command).__name__}"),
        *(Decided(fact=each, cause=EARLIEST_RECEIPT) for each in moved),
    ]
    return with_verdicts(decided, stream.facts, context)


def _when(command: MergingCommand, streams: Sequence[Stream], context: Context) -> When:
    """Return when it happened: after all that is known, so that no clock did what it was not there to do."""
    at = when_it_happened(command.at, context, received=None)
    for stream in streams:
        for fact in standing(stream.facts, []).values():
            if is_definitely_before(at, fact.at):
                raise MergeBeforeFact(latest=type(fact).__name__)
    return at
