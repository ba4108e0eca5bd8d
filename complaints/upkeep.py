"""Putting a complaint's record right: what follows, or why not."""

from collections.abc import Mapping
from dataclasses import replace

from complaints.clock_starts import FILING
from complaints.commands.upkeep import CorrectFact, StrikeFact, UpkeepCommand
from complaints.complaint import Complaint
from complaints.corrected import corrected
from complaints.corrections import correction, standing, with_verdicts
from complaints.errors import FactNotCorrectable, FactUnknown, FilingNotStruck, ReceiptAfterFact
from complaints.facts import Fact
from complaints.facts.clocks import ClockFact
from complaints.facts.intake import ComplaintFiled
from complaints.facts.merging import MergingFact
from complaints.facts.upkeep import FactCorrected
from complaints.rules.context import Context, Decided, when_it_happened
from complaints.rules.upkeep import refuse_correction, refuse_strike
from complaints.storage import Recorded, encode
from complaints.stream import Stream
from complaints.when import is_definitely_before


def decide_upkeep(command: UpkeepCommand, stream: Stream, context: Context) -> list[Decided]:
    """Return the facts that put a complaint's stream right; none where it says so already.

    Raises `ComplaintError`.
    """
    facts = stream.facts
    known = standing(facts, [])
    target = known.get(command.version)
    if target is None:
        raise FactUnknown(version=command.version)
    if isinstance(target, ClockFact | MergingFact | FactCorrected):
        raise FactNotCorrectable(fact=type(target).__name__)
    recorded = replace(facts[command.version - 1], fact=target)
    said = _decided(command, recorded, stream.complaint, known, context)
    cause = f"command:{type(command).__name__}"
    return with_verdicts([Decided(fact=fact, cause=cause) for fact in said], facts, context) if said else []


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
            fact = corrected(target, changes)
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
