"""The inbox: everything a complainant has sent or asked, and what was answered to it, if anything was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from complaints.facts import Fact
from complaints.facts.conversation import (
    CallbackMade,
    InformationReceived,
    InformationRequested,
    MessageReceived,
    MessageSent,
)
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintWithdrawn,
    FinalResponseIssued,
    ResolutionDisputed,
    ResolutionProposed,
)
from complaints.facts.escalation import StageChanged
from complaints.facts.intake import ComplaintFiled
from complaints.facts.merging import (
    ComplaintMerged,
    ComplaintUnmerged,
    DuplicateMerged,
    DuplicateUnmerged,
    MessageReachedDuplicate,
)
from complaints.storage import Recorded
from complaints.when import When, is_definitely_before, latest
from projections.history import begins_at
from projections.holding import HANDLING, Holding, hold
from projections.view import View

Kind = Literal["complaint", "message", "information", "dispute", "next stage", "reopening", "duplicate"]
"""What came in: the complaint itself, a message, what was asked for, another complaint that is the same."""

Ending = Literal[
    "reply", "final response", "proposal", "call", "resolution", "closing", "withdrawal", "merge"
]
"""What ended the wait. Who closes or resolves a complaint has dealt with what came before; after a `merge`
the other complaint has it to answer."""

KINDS: dict[type[Fact], Kind] = {
    ComplaintFiled: "complaint",
    MessageReceived: "message",
    MessageReachedDuplicate: "message",
    InformationReceived: "information",
    ResolutionDisputed: "dispute",
    StageChanged: "next stage",
    ComplaintReopened: "reopening",
    DuplicateMerged: "duplicate",
}

ENDINGS: dict[type[Fact], Ending] = {
    MessageSent: "reply",
    FinalResponseIssued: "final response",
    ResolutionProposed: "proposal",
    CallbackMade: "call",
    ComplaintResolved: "resolution",
    ComplaintClosed: "closing",
    ComplaintWithdrawn: "withdrawal",
    ComplaintMerged: "merge",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """Something that came in, and what became of it; instants are UTC.

    `message` is the version of the fact. `received_at` is when it came, the first instant at which it can
    have; of a duplicate, when it was merged: until then it waits in its own complaint. It waits until
    `ended_at`, the last instant at which `ended_by` can have happened; None while nobody has answered
    substantively. It is the complainant's turn from `asked_at`, when information was asked for, to
    `resumed_at`, when something else came in. `channel` is None of what names none. `product`, `team` and
    `handler` are those that held the complaint at the end, else now.
    """

    complaint: UUID
    message: int
    reference: str
    kind: Kind
    channel: str | None
    received_at: datetime
    ended_at: datetime | None
    ended_by: Ending | None
    asked_at: datetime | None
    resumed_at: datetime | None
    product: str | None
    team: str | None
    handler: str | None


Rows = dict[int, Inbound]
"""By `message`, in the order in which they came in."""


def fold(facts: Sequence[Recorded]) -> list[Inbound]:
    """Return what came in with a complaint's stream, in order; nothing for another stream."""
    filed = facts[0].fact
    if not isinstance(filed, ComplaintFiled):
        return []
    held, rows, answers = Holding(), Rows(), list[When]()
    for recorded in facts:
        fact = recorded.fact
        held = hold(held, fact)
        if type(fact) in KINDS:
            came_in = _came_in(fact, recorded.originator_version, facts[0].originator_id, filed.reference)
            if isinstance(fact, DuplicateMerged):
                came_in = _answered_before(came_in, fact, answers, held)
            elif held.status == "merged":
                came_in = _ended(came_in, "merge", fact.at, held)
            rows = {**_resumed(rows, came_in.received_at), came_in.message: came_in}
        elif (ending := ending_of(fact)) is not None:
            rows = {n: it if it.ended_at else _ended(it, ending, fact.at, held) for n, it in rows.items()}
            if ending != "merge":
                answers.append(fact.at)
        else:
            rows = _moved(rows, fact, facts)
    return [it if it.ended_at else _held_by(it, held) for it in rows.values()]


def _came_in(fact: Fact, version: int, complaint: UUID, reference: str) -> Inbound:
    return Inbound(
        complaint=complaint,
        message=version,
        reference=reference,
        kind=KINDS[type(fact)],
        channel=getattr(fact, "channel", None),
        received_at=begins_at(fact.at),
        ended_at=None,
        ended_by=None,
        asked_at=None,
        resumed_at=None,
        product=None,
        team=None,
        handler=None,
    )


def _answered_before(row: Inbound, fact: DuplicateMerged, answers: Sequence[When], held: Holding) -> Inbound:
    """Return the row of a duplicate: what was answered after it was received, before the merge, was to it."""
    after = (at for at in answers if not is_definitely_before(at, fact.received))
    first = min(after, key=latest, default=None)
    return row if first is None else _ended(row, "reply", first, held)


def ending_of(fact: Fact) -> Ending | None:
    """Return as what a fact ends the wait for an answer; an automatic or empty reply ends none."""
    if isinstance(fact, MessageSent) and (fact.automated or not fact.substantive):
        return None
    return ENDINGS.get(type(fact))


def _moved(rows: Rows, fact: Fact, facts: Sequence[Recorded]) -> Rows:
    """Return the rows after a fact that neither came in nor answers: whose turn it is, and undone merges."""
    match fact:
        case InformationRequested(at=at):
            asked_at = begins_at(at)
            return {
                n: it if it.ended_at or it.asked_at else replace(it, asked_at=max(asked_at, it.received_at))
                for n, it in rows.items()
            }
        case ComplaintUnmerged():
            return {
                n: replace(it, ended_at=None, ended_by=None) if it.ended_by == "merge" else it
                for n, it in rows.items()
            }
        case DuplicateUnmerged(duplicate=duplicate):
            gone = {
                it.originator_version
                for it in facts
                if isinstance(it.fact, DuplicateMerged) and it.fact.duplicate == duplicate
            }
            return {n: it for n, it in rows.items() if n not in gone}
        case _:
            return rows


def _resumed(rows: Rows, at: datetime) -> Rows:
    """Return the rows after something else came in: it is nobody else's turn any longer."""
    return {
        n: replace(it, resumed_at=max(at, it.asked_at)) if it.asked_at and not it.resumed_at else it
        for n, it in rows.items()
    }


def _ended(row: Inbound, ending: Ending, at: When, held: Holding) -> Inbound:
    ended = replace(row, ended_at=max(latest(at), row.received_at), ended_by=ending)
    return _held_by(ended, held)


def _held_by(row: Inbound, held: Holding) -> Inbound:
    return replace(row, product=held.product, team=held.team, handler=held.handler)


INBOX: View[Inbound] = View(
    name="inbox",
    version=1,
    fold=fold,
    concerns=HANDLING | {*KINDS, *ENDINGS, InformationRequested, DuplicateUnmerged},
    row=Inbound,
    table="inbox",
    key=("complaint", "message"),
)
