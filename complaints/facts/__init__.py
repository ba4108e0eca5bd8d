"""Everything that can have happened, by phase, and the names under which it is stored.

The name of a class is its stored name: the file may move, the name may not change. A changed shape is a
new class with an upcast in `complaints.storage`; `tests/stored_events` keeps an example of every version.
"""

from typing import get_args

from complaints.facts.causes import CauseFact
from complaints.facts.clocks import ClockFact
from complaints.facts.conversation import ConversationFact
from complaints.facts.customers import CustomerFact
from complaints.facts.decision import DecisionFact
from complaints.facts.escalation import EscalationFact
from complaints.facts.fact import Fact
from complaints.facts.imported import ImportedFact
from complaints.facts.intake import IntakeFact
from complaints.facts.investigation import InvestigationFact
from complaints.facts.merging import MergingFact
from complaints.facts.outside import OutsideFact
from complaints.facts.policy_book import PolicyBookFact
from complaints.facts.redress import RedressFact
from complaints.facts.upkeep import UpkeepFact

__all__ = ["STORED_NAMES", "AnyFact", "Fact"]

AnyFact = (
    IntakeFact
    | ConversationFact
    | InvestigationFact
    | RedressFact
    | DecisionFact
    | EscalationFact
    | OutsideFact
    | CauseFact
    | ClockFact
    | MergingFact
    | PolicyBookFact
    | UpkeepFact
    | ImportedFact
    | CustomerFact
)

STORED_NAMES: dict[str, type[Fact]] = {kind.__name__: kind for kind in get_args(AnyFact)}
