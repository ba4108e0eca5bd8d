"""What can be asked of the views, as query parameters, and what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import AfterValidator

from api.instants import Instant, NotToCome, known_zone
from api.periods import AboutPeriods
from api.small_cells import Suppressed
from complaints.commands.command import Label
from complaints.complaint import Status
from complaints.facts.intake import Channel
from complaints.ledger import Complaints
from complaints.policy_book import PolicyBook
from complaints.readings import Verdict
from projections.case_list import Case
from projections.response_groups import GroupBy, TimesOfGroup
from projections.response_times import Measure
from projections.standing import ClockCount, Standing

AsOf = Annotated[
    Annotated[Instant, NotToCome] | None,
    Query(description="The instant asked about, not one that is still to come; now, if not given."),
]
AsOfAny = Annotated[
    Instant | None,
    Query(
        description="The instant asked about; now, if not given. One that is still to come is answered too: "
        "with what will be due by then, if nothing more happens."
    ),
]
Zone = Annotated[
    Annotated[str, AfterValidator(known_zone)],
    Query(max_length=64, description="The IANA zone of the months."),
]
From = Annotated[Instant | None, Query(description="Received then or later.")]
To = Annotated[Instant | None, Query(description="Received before then.")]
Channels = Annotated[Channel | None, Query(description="How the complaint came in.")]
Product = Annotated[Label | None, Query(description="What the complaint is about.")]
Team = Annotated[Label | None, Query(description="The team that holds the complaint.")]
Handler = Annotated[Label | None, Query(description="The person who holds the complaint.")]


def policy_book(request: Request) -> PolicyBook:
    """Return the policy book as it stands."""
    complaints: Complaints = request.app.state.complaints
    return complaints.policy_book()


Book = Annotated[PolicyBook, Depends(policy_book)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery(AboutPeriods):
    """Which complaints; what is not given does not restrict."""

    status: Annotated[Status | None, Query(description="What became of it.")] = None
    channel: Channels = None
    product: Product = None
    team: Team = None
    handler: Handler = None
    customer: Annotated[UUID | None, Query(description="Whose complaints.")] = None
    source: Annotated[Label | None, Query(description="The outside system they were imported from.")] = None
    received_from: From = None
    received_to: To = None
    overdue: Annotated[
        bool | None, Query(description="Whether a clock that runs is past its due instant.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockQuery:
    """Which clocks; what is not given does not restrict."""

    clock: Annotated[Label | None, Query(description="The id of the policy that makes the promise.")] = None
    verdict: Annotated[Verdict | None, Query(description="How it stood: see sla-verdict.")] = None
    channel: Channels = None
    product: Product = None
    team: Team = None
    handler: Handler = None
    complaint: Annotated[UUID | None, Query(description="The id of one complaint.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesQuery(AboutPeriods):
    """Which step, of which complaints, grouped by what. Months are those of `zone`."""

    measure: Annotated[Measure, Query(description="Which step.")]
    group_by: Annotated[GroupBy, Query(description="By what the complaints are grouped.")] = "all"
    zone: Zone = "UTC"
    received_from: From = None
    received_to: To = None
    target: Annotated[
        timedelta | None, Query(description="How long it may take, as an ISO 8601 duration such as P3D.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A page of the case list, the latest received first. `next` is the cursor of the next page."""

    definition: str
    as_of: datetime
    position: int
    items: Sequence[Case]
    next: str | None
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPage:
    """A page of clocks as they stood at `as_of`, by due instant. `next` is the cursor of the next page."""

    definition: str
    as_of: datetime
    position: int
    items: Sequence[Standing]
    next: str | None
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingCounts:
    """How many clocks stood alike at `as_of`."""

    definition: str
    as_of: datetime
    position: int
    items: Sequence[ClockCount]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesPage:
    """How long each group's complaints took; `zone` is that of the months."""

    definition: str
    as_of: datetime
    position: int
    zone: str
    items: Sequence[TimesOfGroup]
    suppressed: Suppressed
