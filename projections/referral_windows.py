"""Until when a final response can be taken to an ombudsman, and whether it was."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from complaints.facts.clocks import ClockFact
from complaints.sla.calendar import end_of_day
from complaints.sla.deadline import months_later
from complaints.storage import Recorded
from complaints.when import NotAfter, When, earliest, latest, local_day
from projections.history import begins_at
from projections.sla_breaches import fold

Timing = Literal["in time", "late", "time unknown"]
"""Whether a final response was taken further before its window closed, as far as that is certain."""

POLICIES = "uk.fos."
"""How the ids of policies begin whose clocks are the complainant's: its time to turn to the ombudsman."""

MONTHS, ZONE = 6, "Europe/London"
"""How long it has where no such clock runs: FCA Handbook DISP 2.8.2R(1), six months after the date on which
the final response was sent; view of 2024-04-02, read 2026-11-29."""

UNDER_DISP = frozenset({"uk.fca", "uk.fca.payments"})
"""The jurisdictions of which that is the rule; of motor finance it is another, which a policy has to say."""


def clocks_to_refer(facts: Sequence[Recorded]) -> Mapping[datetime, datetime]:
    """Return until when each clock of the complainant in a complaint's stream runs, by when it began; UTC."""
    about = [it for it in facts if isinstance(it.fact, ClockFact) and it.fact.clock.startswith(POLICIES)]
    periods = fold([facts[0], *about]) if about else []
    return {it.started_at: it.due_at for it in periods if it.due_at}


def closes_at(
    response: When, jurisdiction: str | None, clocks: Mapping[datetime, datetime]
) -> datetime | None:
    """Return the last instant at which a final response can be taken further, None where no rule is known.

    That is when the clock is due that it started, or else what the rule book says.
    """
    if begins_at(response) in clocks:
        return clocks[begins_at(response)]
    if jurisdiction in UNDER_DISP:
        return end_of_day(months_later(local_day(response, ZONE), MONTHS), ZONE)
    return None


def timing(response: When, referral: When, closes_at: datetime) -> Timing:
    """Say whether a referral was in time. Of a response by `NotAfter` the true window may close earlier."""
    if earliest(referral) > closes_at:
        return "late"
    is_certain = latest(referral) <= closes_at and not isinstance(response, NotAfter)
    return "in time" if is_certain else "time unknown"
