"""Taking a complaint over from an outside system: what is new in what the source says, and what it corrects.

A source says the same again every time its file is read. What is known already adds nothing; what is new is
added; a value that changed becomes a correction; one that vanished changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from uuid import UUID, uuid5

from complaints.corrections import correction, standing, with_verdicts
from complaints.facts import Fact
from complaints.facts.clocks import ClockRestated, ClockStarted
from complaints.facts.imported import SourceReported
from complaints.facts.intake import ComplaintAssigned, ComplaintClassified, ComplaintFiled
from complaints.request import COMPLAINTS
from complaints.rules.context import Context, Decided
from complaints.storage import Recorded
from complaints.when import NotAfter

BETWEEN_LEVELS = " / "
"""Between the levels of an issue, from the general to the particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a source says about one complaint: its filing, then the rest in the order in which it happened.

    There is at most one fact of each kind. `assumed` are the fields, of any of them, that the source leaves
    open: what they hold is for a fact that is new, and changes none.
    """

    source: str
    source_id: str
    filed: ComplaintFiled
    others: Sequence[Fact]
    assumed: frozenset[str] = frozenset()


def imported_id(source: str, source_id: str) -> UUID:
    """Return the id of a complaint of an outside system: the same at every import."""
    return uuid5(COMPLAINTS, f"{source}\n{source_id}")


def take_in(said: Said, stream: Sequence[Recorded], context: Context) -> list[Decided]:
    """Return the facts to append to a complaint's whole stream, which is empty if it is new.

    What is new is told by what the source itself said before: what was recorded or corrected here since
    stands. Clocks follow: those that the facts start, and the verdicts that they change. Raises
    `CalendarEnded`.
    """
    cause = f"import:{said.source}@1"
    said_before = standing([recorded for recorded in stream if recorded.envelope.cause == cause], [])
    known = standing(stream, [])
    news = [
        fact
        for given in (said.filed, *said.others)
        for fact in _news(given, said.assumed, said_before, known, context)
    ]
    if not news:
        return []
    return with_verdicts([Decided(fact=fact, cause=cause) for fact in news], stream, context)


def _news(
    given: Fact,
    assumed: frozenset[str],
    said_before: Mapping[int, Fact],
    known: Mapping[int, Fact],
    context: Context,
) -> list[Fact]:
    """Return what a given fact adds to what the source said before, by version."""
    same = [version for version, fact in said_before.items() if _is_same(fact, given)]
    if not same:
        return [given]
    version = same[-1]
    changed = _changed(said_before[version], given) - assumed
    if not changed:
        return []
    if version not in known or isinstance(given, ComplaintAssigned | SourceReported):
        # What it says now is no error in what it said then.
        return [_overlaid(said_before[version], given, changed | {"at"})]
    now_said = _overlaid(known[version], given, changed)
    if now_said == known[version]:
        return []
    if isinstance(now_said, ClockStarted):
        return [ClockRestated(at=now_said.at, clock=now_said.clock, restates=version, due_at=now_said.due_at)]
    return [correction(now_said, corrects=version, at=context.now, reason="the source says otherwise now")]


def _is_same(fact: Fact, given: Fact) -> bool:
    if isinstance(fact, ClockStarted) and isinstance(given, ClockStarted):
        return fact.clock == given.clock
    return type(fact) is type(given)


def _changed(said_before: Fact, given: Fact) -> set[str]:
    """Return the fields that changed: none that vanished, whole or in part, and no time known worse."""
    kept = {"reference"}
    if isinstance(given.at, NotAfter):
        kept.add("at")
    if _has_lost_levels(said_before, given):
        kept.add("issue")
    said = {field.name: getattr(given, field.name) for field in fields(given) if field.name not in kept}
    return {
        name
        for name, value in said.items()
        if value not in (None, ()) and value != getattr(said_before, name)
    }


def _has_lost_levels(said_before: Fact, given: Fact) -> bool:
    """Say whether the levels of the issue of the same product are those said before, or some of them."""
    match said_before, given:
        case ComplaintClassified(product=product, issue=str(before)), ComplaintClassified(issue=str(now)):
            levels = iter(before.split(BETWEEN_LEVELS))
            return given.product == product and all(level in levels for level in now.split(BETWEEN_LEVELS))
        case _:
            return False


def _overlaid(fact: Fact, given: Fact, names: set[str]) -> Fact:
    return replace(fact, **{name: getattr(given, name) for name in names})
