"""What a complaint's facts add up to: as much of it as the rules need, and no more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from complaints.facts.intake import Channel, ComplaintClassified, ComplaintFiled
from complaints.facts.merging import DuplicateMerged
from complaints.facts.outside import OmbudsmanDecided
from complaints.offers import Offer
from complaints.sla.deadline import Pause, begun_at
from complaints.when import When

Status = Literal["open", "resolved", "closed", "withdrawn", "merged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A final response: the stage it was given at and who gave it, also where it was struck out since."""

    stage: int
    by: str
    is_struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A promise that was started: from when, under which version of which policy, and until when (UTC).

    `first_due_at`: until when before any notice extended it; None for one that was not extended.
    `is_paused`: it stands still because the complaint is merged. `held_since`: because somebody paused it;
    `pauses` are those that ended. `warned` and `climbed` are the marks and the steps that were announced.
    """

    name: str
    policy_version: int
    calendar: tuple[str, int] | None
    started: When
    due_at: datetime
    first_due_at: datetime | None = None
    is_running: bool = True
    is_paused: bool = False
    is_breached: bool = False
    held_since: datetime | None = None
    held_for: str = ""
    pauses: tuple[Pause, ...] = ()
    warned: frozenset[int] = frozenset()
    climbed: frozenset[int] = frozenset()

    @property
    def is_over(self) -> bool:
        """Whether it was stopped: it neither runs nor stands still."""
        return not (self.is_running or self.is_paused or self.held_since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A complaint as of its latest fact. A fact adds at most one entry to a collection; none holds free text.

    While it is merged, `status_if_unmerged` is what its status would be otherwise. `duplicates` are the
    complaints that are merged into it.

    Numbers are given once: `callbacks`, `apologies`, `proposals`, `offers_made`, `credits` and `escalations`
    are the last that was given, to a fact that was struck out too. `proposal` is the last that stands.
    """

    id: UUID
    received: When
    jurisdiction: str | None
    brand: str | None
    source: str | None
    region: str | None
    channel: Channel
    status: Status = "open"
    customer: UUID | None = None
    is_acknowledged: bool = False
    classification: ComplaintClassified | None = None
    team: str | None = None
    handler: str | None = None
    is_investigated: bool = False
    evidence: frozenset[str] = frozenset()
    awaited_items: frozenset[str] = frozenset()
    callbacks: int = 0
    open_callbacks: frozenset[int] = frozenset()
    apologies: int = 0
    stage: int = 1
    answers: tuple[Answer, ...] = ()
    is_answered: bool = False
    proposals: int = 0
    proposal: int | None = None
    has_open_proposal: bool = False
    is_accepted: bool = False
    is_accepted_in_writing: bool = False
    offers: tuple[Offer, ...] = ()
    offers_made: int = 0
    credits: int = 0
    open_credits: tuple[tuple[int, When], ...] = ()
    escalations: int = 0
    open_escalations: frozenset[int] = frozenset()
    forwarded: frozenset[tuple[str, bool]] = frozenset()
    ombudsman: str | None = None
    ombudsman_decision: OmbudsmanDecided | None = None
    causes: frozenset[str] = frozenset()
    merged_into: UUID | None = None
    status_if_unmerged: Status | None = None
    duplicates: tuple[DuplicateMerged, ...] = ()
    clocks: tuple[Clock, ...] = ()

    @property
    def subject(self) -> UUID:
        """Whose the personal values are: the customer, or whoever stands behind the complaint until known."""
        return self.customer or self.id

    @property
    def party(self) -> UUID | None:
        """The customer, also where only a complaint that is merged into this one names one."""
        return self.customer or next((it.customer for it in self.duplicates if it.customer), None)


def pause_until(clock: Clock, at: When) -> Pause:
    """Return the pause of a clock that somebody paused, if it ends at a time."""
    since = clock.held_since or begun_at(at)
    return Pause(from_at=since, until_at=max(since, begun_at(at)), reason=clock.held_for)


def begin(id: UUID, filed: ComplaintFiled) -> Complaint:
    """Return the complaint that a filing begins."""
    return Complaint(
        id=id,
        received=filed.at,
        jurisdiction=filed.jurisdiction,
        brand=filed.brand,
        source=filed.source,
        region=filed.region,
        channel=filed.channel,
    )
