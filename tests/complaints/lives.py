"""A complaint's stream in memory: what the ledger would hold after some commands and corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from complaints.actor import Actor
from complaints.commands import AnyCommand
from complaints.commands.intake import FileComplaint
from complaints.commands.upkeep import CorrectFact, StrikeFact, UpkeepCommand
from complaints.corrections import standing, with_verdicts
from complaints.facts import Fact
from complaints.facts.clocks import ClockBreached, ClockFact, ClockRestated, ClockStarted, ClockStopped
from complaints.facts.intake import ComplaintFiled
from complaints.facts.upkeep import FactCorrected
from complaints.policy_book import PolicyBook
from complaints.rules import Context, Decided, decide, file
from complaints.storage import Envelope, Recorded, encode
from complaints.stream import news, project
from complaints.upkeep import decide_upkeep
from complaints.when import Day, Minute, NotAfter, When, latest
from tests.complaints.given import COMPLAINT, MARA, NOW, REFERENCE

Stream = Sequence[Recorded]
Said = AnyCommand | UpkeepCommand | FileComplaint

COMMAND = UUID(int=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a promise, as now known. Who computes it from scratch gives no versions."""

    started: When
    due_at: datetime
    stopped: When | None
    is_breached: bool


def corrected(version: int, **changes: object) -> CorrectFact:
    return CorrectFact(version=version, changes=changes, reason="typed wrongly")


def struck(version: int) -> StrikeFact:
    return StrikeFact(version=version, reason="entered in the wrong complaint")


def lived(*commands: Said, book: PolicyBook, now: datetime = NOW) -> Stream:
    """Return the stream of a filing, recorded when it came in, and of commands, recorded all at `now`."""
    stream: Stream = []
    for command in commands:
        came_in = latest(command.at) if isinstance(command, FileComplaint) and command.at else now
        stream = appended(stream, decided_on(stream, command, book, now=came_in))
    return stream


def decided_on(
    stream: Stream, command: Said, book: PolicyBook, *, now: datetime = NOW, by: Actor = MARA
) -> Sequence[Decided]:
    """Return what follows from a command, as `Complaints.handle` and `Complaints.file` have it."""
    context = Context(by=by, now=now, book=book)
    if isinstance(command, FileComplaint):
        return file(COMPLAINT, command, REFERENCE, context)
    known = project(None, stream)
    assert known is not None
    if isinstance(command, CorrectFact | StrikeFact):
        return decide_upkeep(command, known, context)
    decided = news(command, decide(command, known.complaint, context), known)
    return with_verdicts(decided, stream, context) if decided else []


def appended(stream: Stream, decided: Sequence[Decided], by: Actor = MARA) -> Stream:
    return [
        *stream,
        *(
            Recorded(
                originator_id=COMPLAINT,
                originator_version=version,
                fact=each.fact,
                envelope=Envelope(by=by, cause=each.cause, command_id=COMMAND, subject=COMPLAINT),
            )
            for version, each in enumerate(decided, start=len(stream) + 1)
        ),
    ]


def verdicts(stream: Stream) -> dict[str, Verdict]:
    """Return what the clock facts say, as now known, by clock. There is at most one of each kind."""
    facts = standing(stream, []).values()
    found: dict[str, Verdict] = {}
    for started in facts:
        if isinstance(started, ClockStarted):
            about = [it for it in facts if isinstance(it, ClockFact) and it.clock == started.clock]
            stops = [it.at for it in about if isinstance(it, ClockStopped)]
            breaches = [it for it in about if isinstance(it, ClockBreached)]
            assert started.clock not in found
            assert len(stops) < 2
            assert [(it.at, it.due_at) for it in breaches] in ([], [(started.due_at, started.due_at)])
            found[started.clock] = Verdict(
                started=started.at,
                due_at=started.due_at,
                stopped=stops[0] if stops else None,
                is_breached=bool(breaches),
            )
    return found


def told(facts: Sequence[Fact], stream: Stream) -> list[str]:
    """Return facts in words: kinds, days, and which fact of the stream a correction is about."""
    return [_words(fact, stream) for fact in facts]


def _words(fact: Fact, stream: Stream) -> str:
    name = type(fact).__name__
    match fact:
        case FactCorrected(corrects=version, said=None):
            return f"struck: {_words(stream[version - 1].fact, stream)}"
        case FactCorrected(corrects=version, said=said):
            return f"corrected: {type(stream[version - 1].fact).__name__}, at {_day_in(said)}"
        case ClockRestated(clock=clock, due_at=due_at):
            return f"{name} {clock}, from {_day(fact.at)} until {_day(due_at)}"
        case ClockStarted(clock=clock, due_at=due_at) | ClockBreached(clock=clock, due_at=due_at):
            return f"{name} {clock}, due {_day(due_at)}"
        case ClockStopped(clock=clock):
            return f"{name} {clock}, at {_day(fact.at)}"
        case ComplaintFiled():
            return f"{name}, at {_day(fact.at)}"
        case _:
            return name


def _day_in(said: dict[str, object] | None) -> str:
    at = (said or {}).get("at")
    return str(next(iter(at.values())) if isinstance(at, dict) else at)[: len("2026-04-10")]


def _day(at: When) -> str:
    match at:
        case datetime():
            return f"{at:%Y-%m-%d}"
        case Minute(minute=minute):
            return f"{minute:%Y-%m-%d}"
        case Day(day=day):
            return f"{day}"
        case NotAfter(not_after=instant):
            return f"{instant:%Y-%m-%d} or before"


def personal_part(fact: Fact) -> str:
    return (encode(fact)[1] or b"").decode()


def open_part(fact: Fact) -> str:
    return encode(fact)[0].decode()
