"""What the rules see beside the command: who asks, and when."""

from dataclasses import dataclass
from datetime import date, datetime

from complaints.actor import Actor
from complaints.errors import TimeBeforeReceipt, TimeInFuture, TimeWithoutZone
from complaints.facts import Fact
from complaints.policy_book import PolicyBook
from complaints.when import Day, Minute, NotAfter, When, earliest, in_utc, is_definitely_before, names_a_zone

YEARS = range(1900, 2200)
"""A time in any other year is a slip of the pen; near the ends of the calendar no zone could read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What only the server knows. `now` is the server's clock in UTC, `book` the policies in force."""

    by: Actor
    now: datetime
    book: PolicyBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A fact to append, and what caused it: the command, or a rule and its version."""

    fact: Fact
    cause: str


def when_it_happened(at: When | None, context: Context, *, received: When | None) -> When:
    """Return the time of the fact in UTC: as said, or now. Refuses what cannot have happened."""
    if at is None:
        return context.now
    if not is_on_time_line(at):
        raise TimeWithoutZone
    # What had happened by tomorrow says nothing that is known today.
    if (at.not_after if isinstance(at, NotAfter) else earliest(at)) > context.now:
        raise TimeInFuture(now=context.now)
    if received is not None and is_definitely_before(at, received):
        raise TimeBeforeReceipt(received=in_words(received))
    return in_utc(at)


def in_words(at: When) -> str:
    """Return a time in UTC, or a day in its zone, as a refusal names it.

    >>> in_words(NotAfter(not_after=datetime.fromisoformat("2026-04-09T09:00:00Z")))
    'no later than 2026-04-09 09:00:00 UTC'
    """
    how = "no later than " if isinstance(at, NotAfter) else ""
    zone = at.zone if isinstance(at, Day) else "UTC"
    return f"{how}{str(_written(at)).removesuffix('+00:00')} {zone}"


def is_on_time_line(at: When) -> bool:
    """Say whether `at` names a zone and one of the `YEARS`."""
    return names_a_zone(at) and _written(at).year in YEARS


def _written(at: When) -> datetime | date:
    match at:
        case datetime():
            return at
        case Minute(minute=minute):
            return minute
        case Day(day=day):
            return day
        case NotAfter(not_after=not_after):
            return not_after
