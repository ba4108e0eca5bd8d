"""The rules of causes.

What a complaint's causes are is a fact of the complaint. That a cause was fixed concerns every complaint that
names it, so it is a fact of a stream of the cause's own, whose id follows from the cause's name. No complaint
needs to name a cause before it can be fixed: the ledger reads one stream at a time, and so does this rule.
"""

from uuid import UUID, uuid5

from complaints.commands.causes import CauseCommand, FixCause
from complaints.complaint import Complaint
from complaints.errors import CauseWasFixed
from complaints.facts import Fact
from complaints.facts.causes import CauseFixed, CauseIdentified
from complaints.request import COMPLAINTS
from complaints.rules.context import in_words
from complaints.when import When

CAUSES = uuid5(COMPLAINTS, "causes")
"""The name space of the ids of causes: in one of their own no complaint's id can be the same."""


def cause_id(cause: str) -> UUID:
    """Return the id of the stream of a cause; the name counts as it is written."""
    return uuid5(CAUSES, cause)


def decide(command: CauseCommand, complaint: Complaint, at: When) -> list[Fact]:
    """Return what follows; nothing where the cause is named already."""
    if command.cause in complaint.causes:
        return []
    return [CauseIdentified(at=at, cause=command.cause, note=command.note)]


def fix(command: FixCause, cause: str, fixed: When | None, at: When) -> list[Fact]:
    """Return what follows for a cause; nothing where it was `fixed` at the same time, or no time is said."""
    if fixed is None:
        return [CauseFixed(at=at, cause=cause)]
    if command.at is not None and at != fixed:
        raise CauseWasFixed(fixed=in_words(fixed))
    return []
