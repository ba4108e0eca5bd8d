"""What the house does by itself: what is due of a complaint now, and when to look at it again."""

from collections.abc import Sequence
from datetime import datetime

from complaints.book_changes import Change
from complaints.carrying import awaiting, carried
from complaints.corrections import effective, with_verdicts
from complaints.facts.clocks import ClockFact, ClockStarted
from complaints.policy_book import PolicyBook
from complaints.rules import following_clocks
from complaints.rules.announcements import Watched, announcements, planned
from complaints.rules.context import Context, Decided
from complaints.stream import Stream


def duty(stream: Stream, changes: Sequence[Change], context: Context) -> list[Decided]:
    """Return what is to be recorded of a complaint by now; nothing of what was recorded already.

    A change of the policy book comes first: what is due after it shows at the next look.
    """
    return carried(stream, changes, context) or _announced(stream, context)


def next_look(stream: Stream, changes: Sequence[Change], context: Context) -> datetime | None:
    """Return when there is something to do next for a complaint (UTC): now or then; None if never.

    Every fact about a clock, and every correction, can move it.
    """
    if awaiting(stream, changes, context):
        return context.now
    instants = [it.at for clock in watched(stream, context.book) for it in planned(clock)]
    return min(instants, default=None)


def watched(stream: Stream, book: PolicyBook) -> list[Watched]:
    """Return the clocks of a complaint that was read from the ledger, with what they are watched by."""
    recorded_at = {
        it.fact.clock: it.recorded_at
        for it in effective(stream.facts)
        if isinstance(it.fact, ClockStarted) and it.recorded_at
    }
    found = []
    for clock in stream.complaint.clocks:
        policy = book.policy(clock.name, clock.policy_version)
        found.append(
            Watched(
                clock=clock,
                recorded_at=recorded_at[clock.name],
                policy=policy,
                calendar=book.calendar_of(policy) if policy.counts_working_time else None,
            )
        )
    return found


def _announced(stream: Stream, context: Context) -> list[Decided]:
    said = announcements(stream.complaint, watched(stream, context.book), context)
    if all(isinstance(each.fact, ClockFact) for each in said):
        return said
    # To escalate or assign a complaint may start a clock, or stop one.
    return with_verdicts(following_clocks(said, stream.complaint, context), stream.facts, context)
