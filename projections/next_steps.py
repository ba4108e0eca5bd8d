"""What is to be done about a clock that runs, and how much time is left for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from complaints.policy_book import PolicyBook
from complaints.sla.calendar import BusinessCalendar, CalendarTooShort
from complaints.sla.policy import WORKING, Kind, Policy, Stop
from complaints.sla.working_time import working_time_between
from projections.work_queue import Running


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A promise that waits to be kept, and what keeps it; in JSON, time left is in seconds.

    `time_left` is elapsed time, `working_time_left` that in the hours of `calendar`; negative is overdue. It
    is None where no calendar with hours is known for the clock, or its calendar does not reach that far.
    `warnings` are the policy's marks that have passed, in percent of the time from start to due, which is
    working time where the policy counts that. `stops_on` are the facts that keep the promise, any of them.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}

    complaint: UUID
    reference: str
    status: str
    clock: str
    policy: str
    title: str
    kind: Kind
    channel: str
    product: str | None
    team: str | None
    handler: str | None
    started_at: datetime
    due_at: datetime
    time_left: timedelta
    working_time_left: timedelta | None
    calendar: str | None
    warnings: Sequence[int]
    stops_on: Sequence[Stop]


def calendars_with_hours(book: PolicyBook) -> Mapping[str, BusinessCalendar]:
    """Return the latest version of each calendar that says when work is done, by id."""
    latest = {id: versions[-1] for id, versions in sorted(book.calendars.items())}
    return {id: calendar for id, calendar in latest.items() if calendar.hours}


def the_only(calendars: Mapping[str, BusinessCalendar]) -> BusinessCalendar | None:
    """Return the calendar that everybody works by, None where there is another one or none."""
    return next(iter(calendars.values())) if len(calendars) == 1 else None


def next_step(
    clock: Running, book: PolicyBook, otherwise: BusinessCalendar | None, now: datetime
) -> NextStep:
    """Return what is to be done about a clock; `otherwise` has the hours where its own calendar has none."""
    policy = book.policy(clock.clock, clock.policy_version)
    own = book.calendar_of(policy)
    calendar = own if own and own.hours else otherwise
    left = _worked(calendar, now, clock.due_at) if calendar else None
    return NextStep(
        complaint=clock.complaint,
        reference=clock.reference,
        status=clock.status,
        clock=clock.clock,
        policy=policy.id,
        title=policy.title,
        kind=policy.kind,
        channel=clock.channel,
        product=clock.product,
        team=clock.team,
        handler=clock.handler,
        started_at=clock.started_at,
        due_at=clock.due_at,
        time_left=clock.due_at - now,
        working_time_left=left,
        calendar=calendar.id if calendar and left is not None else None,
        warnings=warnings_passed(policy, own, clock, now),
        stops_on=policy.stops_on,
    )


def warnings_passed(
    policy: Policy, calendar: BusinessCalendar | None, clock: Running, now: datetime
) -> list[int]:
    """Return the marks of the policy that the time used has passed; working time is that of `calendar`."""
    counts_hours = any(term.unit in WORKING for term in policy.terms)
    hours = calendar if counts_hours else None
    whole, used = (_length(hours, clock.started_at, until) for until in (clock.due_at, now))
    return [mark for mark in policy.warn_at if used * 100 >= whole * mark]


def _length(hours: BusinessCalendar | None, start: datetime, end: datetime) -> timedelta:
    worked = _worked(hours, start, end) if hours else None
    return end - start if worked is None else worked


def _worked(calendar: BusinessCalendar, start: datetime, end: datetime) -> timedelta | None:
    try:
        return working_time_between(calendar, start, end)
    except CalendarTooShort:
        return None
