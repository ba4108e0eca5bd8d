"""A complaint with the facts behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from complaints.commands import Command
from complaints.complaint import Complaint, begin
from complaints.corrections import effective, struck
from complaints.evolve import evolve
from complaints.facts import Fact
from complaints.facts.intake import ComplaintFiled
from complaints.rules.context import Decided
from complaints.rules.repetition import says_nothing_new
from complaints.storage import Recorded
from complaints.struck import leave_trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A complaint and the facts it was folded from, in stream order, never empty."""

    complaint: Complaint
    facts: Sequence[Recorded]

    @property
    def id(self) -> UUID:
        """The id of the complaint."""
        return self.complaint.id

    @property
    def known(self) -> list[tuple[Fact, str]]:
        """The facts as now known, each with who recorded it."""
        return [(it.fact, it.envelope.by.by) for it in effective(self.facts)]

    @property
    def version(self) -> int:
        """The version of the latest fact; the first is 1."""
        return self.facts[-1].originator_version


def news(command: Command, decided: list[Decided], stream: Stream) -> list[Decided]:
    """Return what was decided on a complaint, nothing where it says nothing new."""
    is_known = says_nothing_new(
        [each.fact for each in decided],
        stream.known,
        lambda fact, by: evolve(stream.complaint, fact, by) != stream.complaint,
        is_time_said=command.at is not None,
    )
    return [] if is_known else decided


def project(_: Stream | None, events: Iterable[Recorded]) -> Stream | None:
    """Fold the facts of a stream: the library's repository calls this. None for what is no complaint."""
    facts = list(events)
    complaint = fold(effective(facts))
    if complaint is None:
        return None
    for each in struck(facts):
        complaint = leave_trace(complaint, each.fact, each.envelope.by.by)
    return Stream(complaint=complaint, facts=facts)


def fold(facts: Sequence[Recorded]) -> Complaint | None:
    """Return what the facts of a stream add up to, in the order given; None for what is no complaint."""
    if not facts or not isinstance(facts[0].fact, ComplaintFiled):
        return None
    complaint = begin(facts[0].originator_id, facts[0].fact)
    for recorded in facts[1:]:
        complaint = evolve(complaint, recorded.fact, recorded.envelope.by.by)
    return complaint
