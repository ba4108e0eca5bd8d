"""What one complaint's stream says about contacts: the parts of the view of contacts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise
from typing import Literal
from uuid import UUID

from pydantic import TypeAdapter

from complaints.facts import Fact
from complaints.facts.causes import CauseIdentified
from complaints.facts.conversation import InformationRequested
from complaints.facts.intake import ComplaintFiled, HandedOver
from complaints.facts.merging import DuplicateMerged, DuplicateUnmerged
from complaints.storage import Recorded
from complaints.when import When
from projections.history import begins_at
from projections.holding import CHANGING, STATUS, Holding, hold
from projections.inbound import MAYBE_CONTACTS, is_contact
from projections.inbox import ENDINGS, ending_of

NOT_THEIRS = frozenset({"referral", "staff", "system", "unknown"})
"""The channels that do not say how the complainant got in touch: somebody else did, or nobody said."""

EndedBy = Literal["resolution", "withdrawal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The complainant got in touch. `channel`: how, None where nobody says so.

    `duplicate`: the complaint in which it was, where that was merged into this one.
    """

    at: When
    channel: str | None = None
    duplicate: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The complaint was resolved, closed or withdrawn, and perhaps taken up again. Closing resolves it."""

    at: When
    by: EndedBy
    reopened: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What a complaint's stream says.

    `survivor` is the complaint into which it is merged. `product`, `team` and `handler` are those that held
    it when it first ended, else now. `matters` is what it is about: each root cause by its name, and product
    with issue; of two complaints that share one the later is about the same. `contacts`, `answers` (what is
    substantive and not automatic, or ends the complaint) and `endings` are in effective order, the filing
    first. `handed_over_at`: when it passed from a team or a person to another, in order; `from_machine_at`:
    when a machine, which alone had it, passed it to people. `asked_again_at`: when an item of information
    was asked for a second time, once for each item.
    """

    reference: str
    received: When
    channel: str
    is_imported: bool
    survivor: UUID | None
    product: str | None
    team: str | None
    handler: str | None
    matters: tuple[tuple[str, ...], ...]
    contacts: tuple[Contact, ...]
    answers: tuple[When, ...]
    endings: tuple[Ending, ...]
    handed_over_at: tuple[datetime, ...]
    from_machine_at: datetime | None
    asked_again_at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPart:
    """What one stream says, as JSON. `party` is the customer, or the complaint where no customer is known."""

    stream: UUID
    party: UUID
    part: str


CONCERNS = CHANGING | MAYBE_CONTACTS | {*ENDINGS, CauseIdentified, InformationRequested}
"""The facts of which a part says something."""

CONVERSATION: TypeAdapter[Conversation] = TypeAdapter(Conversation)


def fold(facts: Sequence[Recorded]) -> list[ContactPart]:
    """Return the part of a complaint's stream; none of another stream."""
    filed, stream = facts[0].fact, facts[0].originator_id
    if not isinstance(filed, ComplaintFiled):
        return []
    held = list(accumulate((it.fact for it in facts), hold, initial=Holding()))
    part = CONVERSATION.dump_json(_conversation(filed, facts, held)).decode()
    return [ContactPart(stream=stream, party=held[-1].party or stream, part=part)]


def _conversation(filed: ComplaintFiled, stream: Sequence[Recorded], held: Sequence[Holding]) -> Conversation:
    """Return what a stream says; `held` is how it was held before each fact, and at the end."""
    facts = [recorded.fact for recorded in stream]
    now = held[-1]
    then = next((before for before, fact in zip(held, facts, strict=False) if _ended_by(fact)), now)
    return Conversation(
        reference=filed.reference,
        received=filed.at,
        channel=filed.channel,
        is_imported=filed.source is not None,
        survivor=now.merged_into,
        product=then.product,
        team=then.team,
        handler=then.handler,
        matters=tuple(dict.fromkeys(_matters(facts, now))),
        contacts=tuple(_contacts(facts)),
        answers=tuple(fact.at for fact in facts if ending_of(fact) not in {None, "merge"}),
        endings=tuple(_endings(facts)),
        handed_over_at=tuple(sorted(_handed_over(facts, held))),
        from_machine_at=next(_from_machine(stream, held), None),
        asked_again_at=tuple(sorted(_asked_again(facts))),
    )


def _matters(facts: Sequence[Fact], held: Holding) -> Iterator[tuple[str, ...]]:
    yield from ((fact.cause,) for fact in facts if isinstance(fact, CauseIdentified))
    if held.product and held.issue:
        yield held.product, held.issue


def _contacts(facts: Sequence[Fact]) -> list[Contact]:
    """Return the contacts. Of a duplicate: that it came, and what was written to it once it was merged."""
    found: list[Contact] = []
    for fact in facts:
        match fact:
            case DuplicateMerged(duplicate=duplicate, received=received):
                found.append(Contact(at=received, duplicate=duplicate))
            case DuplicateUnmerged(duplicate=duplicate):
                found = [it for it in found if it.duplicate != duplicate]
            case _ if is_contact(fact):
                found.append(_contact(fact))
            case _:
                pass
    return found


def _contact(fact: Fact) -> Contact:
    channel = getattr(fact, "channel", None)
    return Contact(
        at=fact.at,
        channel=None if channel in NOT_THEIRS else channel,
        duplicate=getattr(fact, "duplicate", None),
    )


def _endings(facts: Sequence[Fact]) -> list[Ending]:
    """Return how the complaint ended, each time; what has ended ends again only after a reopening."""
    found: list[Ending] = []
    for fact in facts:
        is_open = not found or found[-1].reopened is not None
        by = _ended_by(fact)
        if is_open and by:
            found.append(Ending(at=fact.at, by=by))
        elif not is_open and STATUS.get(type(fact)) == "open":
            found[-1] = Ending(at=found[-1].at, by=found[-1].by, reopened=fact.at)
    return found


def _ended_by(fact: Fact) -> EndedBy | None:
    match STATUS.get(type(fact)):
        case "resolved" | "closed":
            return "resolution"
        case "withdrawn":
            return "withdrawal"
        case _:
            return None


def _handed_over(facts: Sequence[Fact], held: Sequence[Holding]) -> Iterator[datetime]:
    """Yield when the complaint passed to another team, or from a person to another or to nobody.

    Who holds it first takes it from nobody, and a person takes it up from what waits in the same team.
    """
    for fact, (before, after) in zip(facts, pairwise(held), strict=True):
        if before.team not in {None, after.team} or before.handler not in {None, after.handler}:
            yield begins_at(fact.at)


def _from_machine(stream: Sequence[Recorded], held: Sequence[Holding]) -> Iterator[datetime]:
    for recorded, before in zip(stream, held, strict=False):
        is_by_machine = recorded.envelope.by.kind == "machine"
        if isinstance(recorded.fact, HandedOver) and is_by_machine and before.team is None:
            yield begins_at(recorded.fact.at)


def _asked_again(facts: Sequence[Fact]) -> Iterable[datetime]:
    asked: set[str] = set()
    again: dict[str, datetime] = {}
    for fact in facts:
        if isinstance(fact, InformationRequested):
            if fact.item in asked:
                again.setdefault(fact.item, begins_at(fact.at))
            asked.add(fact.item)
    return again.values()
