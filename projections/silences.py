"""Silences: the times in which a complainant heard nothing, while the complaint was open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from complaints.facts import Fact
from complaints.facts.conversation import CallbackMade, InformationRequested, MessageSent
from complaints.facts.decision import FinalResponseIssued, HoldingLetterSent, ResolutionProposed
from complaints.facts.intake import ComplaintAcknowledged
from complaints.facts.investigation import ApologyMade
from complaints.when import When
from projections.holding import Holding, hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """From the receipt, a word or being taken up again to the next word or the end; None while it goes on."""

    since: When
    until: When | None


def silences(facts: Sequence[Fact]) -> list[Silence]:
    """Return the silences in order, at least one; the facts are a complaint's history, the filing first."""
    found: list[Silence] = []
    held = Holding()
    since: When | None = facts[0].at
    for fact in facts[1:]:
        held = hold(held, fact)
        then = fact.at if held.status == "open" else None
        if since is None:
            since = then
        elif then is None or isinstance(fact, _WORDS):
            found.append(Silence(since=since, until=fact.at))
            since = then
    return [*found, Silence(since=since, until=None)] if since else found


_WORDS = (
    ComplaintAcknowledged
    | MessageSent
    | InformationRequested
    | CallbackMade
    | ApologyMade
    | HoldingLetterSent
    | FinalResponseIssued
    | ResolutionProposed
)

ENDING_SILENCES: frozenset[type[Fact]] = frozenset(get_args(_WORDS))
