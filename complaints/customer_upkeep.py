"""Putting a customer's record right: what follows, or why not."""

from collections.abc import Sequence

from complaints.commands.upkeep import CorrectFact, StrikeFact, UpkeepCommand
from complaints.corrected import corrected, to_correct
from complaints.corrections import correction
from complaints.customer_errors import RegistrationNotStruck
from complaints.facts.customers import CustomerRegistered
from complaints.facts.upkeep import FactCorrected
from complaints.rules.context import Context, when_it_happened
from complaints.rules.customers import sound
from complaints.storage import Recorded, encode

FIXED_FIELDS = frozenset({"offer", "experiment", "arm"})
"""What other facts refer to, and what was drawn by chance: who is in the wrong arm is struck out of it."""


def decide_customer_upkeep(
    command: UpkeepCommand, facts: Sequence[Recorded], context: Context
) -> list[FactCorrected]:
    """Return the fact that puts a customer's whole stream right; none where it says so already.

    Raises `ComplaintError`.
    """
    target = to_correct(command.version, facts)
    at = when_it_happened(command.at, context, received=None)
    match command:
        case StrikeFact(reason=reason):
            if isinstance(target.fact, CustomerRegistered):
                raise RegistrationNotStruck
            return [FactCorrected(at=at, corrects=command.version, reason=reason)]
        case CorrectFact(changes=changes, reason=reason):
            fact = sound(corrected(target, changes, FIXED_FIELDS))
            when_it_happened(fact.at, context, received=None)
            if encode(fact) == encode(target.fact):
                return []
            return [correction(fact, corrects=command.version, at=at, reason=reason)]
