"""Putting a complaint's record right: what follows, or why not."""

from collections.abc import Mapping

from complaints.commands.upkeep import CorrectFact, StrikeFact, UpkeepCommand
from complaints.complaint import Complaint
from complaints.corrected import corrected, to_correct, to_strike
from complaints.corrections import correction, standing, with_verdicts
from complaints.errors import FilingNotStruck, ReceiptAfterFact
from complaints.facts import Fact
from complaints.facts.clocks import ClockFact
from complaints.facts.intake import ComplaintFiled
from complaints.facts.upkeep import FactCorrected
from complaints.rules.context import Context, Decided, when_it_happened
from complaints.rules.upkeep import refuse_correction, refuse_strike
from complaints.runs import FILING
from complaints.storage import Recorded, encode
from complaints.stream import Stream
from complaints.when import is_definitely_before

FIXED_FIELDS = frozenset(
    {"reference", "source", "source_id", "jurisdiction", "brand", "region", "callback", "sequence",
     "proposal", "offer", "credit", "stage", "level", "money", "replaces", "is_complete"}
)  # fmt: skip
"""What other facts or running clocks refer to: an approval is of the very money that was offered."""


def decide_upkeep(command: UpkeepCommand, stream: Stream, context: Context) -> list[Decided]:
    """Return the facts that put a complaint's stream right; none where it says so already.

    Raises `ComplaintError`.
    """
    find = to_strike if isinstance(command, StrikeFact) else to_correct
    target, known = find(command.version, stream.facts), standing(stream.facts, [])
    said = _decided(command, target, stream.complaint, known, context)
    decided = [Decided(fact=fact, cause=f"command:{type(command).__name__}") for fact in said]
    return with_verdicts(decided, stream.facts, context) if decided else []


def _decided(
    command: UpkeepCommand,
    target: Recorded,
    complaint: Complaint,
    known: Mapping[int, Fact],
    context: Context,
) -> list[FactCorrected]:
    match command:
        case StrikeFact(reason=reason):
            if isinstance(target.fact, ComplaintFiled):
                raise FilingNotStruck
            refuse_strike(target.fact, complaint)
            at = when_it_happened(command.at, context, received=known[FILING].at)
            return [FactCorrected(at=at, corrects=command.version, reason=reason)]
        case CorrectFact(changes=changes, reason=reason):
            fact = corrected(target, changes, FIXED_FIELDS)
            _refuse_impossible_time(fact, command.version, known, context)
            if encode(fact) == encode(target.fact):
                return []
            refuse_correction(fact, complaint, context.by)
            at = when_it_happened(command.at, context, received=known[FILING].at)
            return [correction(fact, corrects=command.version, at=at, reason=reason)]


def _refuse_impossible_time(fact: Fact, version: int, known: Mapping[int, Fact], context: Context) -> None:
    if not isinstance(fact, ComplaintFiled):
        when_it_happened(fact.at, context, received=known[FILING].at)
        return
    when_it_happened(fact.at, context, received=None)
    for other, each in known.items():
        follows_receipt = other != version and not isinstance(each, ClockFact | FactCorrected)
        if follows_receipt and is_definitely_before(each.at, fact.at):
            raise ReceiptAfterFact(fact=type(each).__name__, version=other)
