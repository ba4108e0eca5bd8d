"""What says nothing new: the same thing said once more.

Facts are the same where they say the same, but for the number, which every one gets anew, and the same time
was given for both. Two that were recorded as they happened are two: a customer may well write the same twice.
Even the same is news where something has changed since that it would change back, such as a team.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from complaints.facts import Fact
from complaints.facts.conversation import CallbackPromised
from complaints.facts.customers import ActivityObserved, EvaluationPosted, SurveyAnswered, WinBackOffered
from complaints.facts.decision import ResolutionProposed
from complaints.facts.escalation import ComplaintEscalated
from complaints.facts.investigation import ApologyMade
from complaints.facts.redress import CompensationOffered, ProvisionalCreditPosted
from complaints.when import Day, When, local_day

Known = Iterable[tuple[Fact, str]]
"""The facts of a stream as now known, each with who recorded it."""

AtAnyTime = CallbackPromised | ActivityObserved | EvaluationPosted | SurveyAnswered
"""What is the same whenever it is said: the very call, the spending of the very days, the rating that stands;
and the answer to a survey on the same day, since the same survey comes again."""

_ANY_TIME: When = datetime(1900, 1, 1, tzinfo=UTC)
_ANY_NUMBER = 0
_ZONE = "UTC"


def says_nothing_new(
    facts: Sequence[Fact], known: Known, changes: Callable[[Fact, str], bool], *, is_time_said: bool
) -> bool:
    """Say whether facts that follow from a command are all known.

    `changes` says whether a known fact, by who recorded it, would change anything if it were folded again.
    """
    said = [(_content(fact), fact, by) for fact, by in known]
    return all(
        (is_time_said or isinstance(fact, AtAnyTime))
        and any(content == _content(fact) and not changes(it, by) for content, it, by in said)
        for fact in facts
    )


def _content(fact: Fact) -> Fact:
    """Return what a fact says without its number and, where that does not count, its time."""
    match fact:
        case CallbackPromised():
            return replace(fact, at=_ANY_TIME, callback=_ANY_NUMBER)
        case ActivityObserved() | EvaluationPosted():
            return replace(fact, at=_ANY_TIME)
        case SurveyAnswered(at=at):
            return replace(fact, at=Day(day=local_day(at, _ZONE), zone=_ZONE))
        case ApologyMade():
            return replace(fact, sequence=_ANY_NUMBER)
        case ResolutionProposed():
            return replace(fact, proposal=_ANY_NUMBER)
        case CompensationOffered() | WinBackOffered():
            return replace(fact, offer=_ANY_NUMBER)
        case ProvisionalCreditPosted():
            return replace(fact, credit=_ANY_NUMBER)
        case ComplaintEscalated():
            return replace(fact, level=_ANY_NUMBER)
        case _:
            return fact
