"""Verdicts computed again, from what happened, and held against those in the ledger. Nothing is touched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from complaints.facts.clocks import ClockFact, ClockStarted, policy_of
from complaints.facts.intake import ComplaintFiled
from complaints.merged_clocks import EARLIEST_RECEIPT
from complaints.policy_book import PolicyBook
from complaints.policy_errors import CalendarUnknown, NoSuchVersion, PolicyUnknown, VersionOfNothing
from complaints.readings import Outcome, Verdict, outcome_of
from complaints.rules.clocks import is_law_for
from complaints.runs import run_of
from complaints.sla.calendar import BusinessCalendar
from complaints.sla.policy import Policy
from complaints.storage import Recorded
from projections.history import history
from projections.sla_breaches import ClockPeriod, fold
from projections.standing import holds, verdict_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """By which versions verdicts are computed again; None leaves those by which a clock runs.

    With `policy`, only its clocks are looked at. A version that is not given is the latest one in the policy
    book that is used: of the policy, the latest that was law for the complaint.
    """

    policy: str | None = None
    policy_version: int | None = None
    calendar: str | None = None
    calendar_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A clock of which another verdict, or due instant (UTC), is computed than the ledger holds.

    `reason` says by what it differs: the versions, or nothing but what happened, which is a fault of ours.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}

    complaint: UUID
    reference: str
    clock: str
    ledger_due_at: datetime | None
    ledger_verdict: Verdict
    due_at: datetime | None
    verdict: Verdict
    reason: str


def refuse_unknown(choice: Choice, book: PolicyBook) -> None:
    """Raise an error for what the policy book does not hold.

    Raises `PolicyUnknown`, `CalendarUnknown`, `NoSuchVersion`; and `VersionOfNothing`.
    """
    if choice.policy is not None and choice.policy not in book.policies:
        raise PolicyUnknown(policy=choice.policy)
    if choice.calendar is not None and choice.calendar not in book.calendars:
        raise CalendarUnknown(calendar=choice.calendar)
    for what, id, version, held in (
        ("policy", choice.policy, choice.policy_version, book.policies),
        ("calendar", choice.calendar, choice.calendar_version, book.calendars),
    ):
        if version is None:
            continue
        if id is None:
            raise VersionOfNothing(what=what, version=version)
        if not 0 < version <= len(held[id]):
            raise NoSuchVersion(what=id, version=version, known=len(held[id]))


def differences(
    facts: Sequence[Recorded], book: PolicyBook, choice: Choice, as_of: datetime
) -> Iterator[Difference]:
    """Yield the clocks of a whole stream that read otherwise by these versions, as they stood at an instant.

    A clock that runs by a version which this policy book does not hold yet, since it is the book as known on
    an earlier day, is read by the latest that it holds. Raises `PolicyUnknown` or `CalendarUnknown` where it
    holds none, `WrongCalendar` and `CalendarTooShort`, and IndexError for a chosen version that there is not.
    """
    known = history(facts)
    filed = known[0].fact if known else None
    if not isinstance(filed, ComplaintFiled):
        return
    standing = {it.originator_version: it.fact for it in sorted(known, key=_version)}
    versions = {fact.clock: version for version, fact in standing.items() if isinstance(fact, ClockStarted)}
    merged = _moved_by_merges(facts)
    for period in fold(known):
        if not holds(period, as_of) or not _is_asked(period, choice):
            continue
        started = standing[versions[period.clock]]
        if not isinstance(started, ClockStarted):
            continue
        by = _versions(started, filed, book, choice)
        is_stated = by[0].unit == "as stated" or period.clock in merged
        run = run_of(by[0], versions[period.clock], standing, is_stated=is_stated)
        reading = outcome_of(*by, run, standing, as_of)
        found = (period.due_at, verdict_of(period, as_of))
        if found != (reading.due_at, reading.verdict):
            yield _difference(period, reading, found, _reason(started, *by))


def _version(recorded: Recorded) -> int:
    return recorded.originator_version


def _moved_by_merges(facts: Sequence[Recorded]) -> set[str]:
    """Return the clocks that a merge brought or moved: it said when they are due."""
    return {
        it.fact.clock
        for it in facts
        if isinstance(it.fact, ClockFact) and it.envelope.cause == EARLIEST_RECEIPT
    }


def _is_asked(period: ClockPeriod, choice: Choice) -> bool:
    return choice.policy is None or policy_of(period.clock) == choice.policy


def _versions(
    started: ClockStarted, filed: ComplaintFiled, book: PolicyBook, choice: Choice
) -> tuple[Policy, BusinessCalendar | None]:
    policy = _held(started, book)
    if choice.policy is not None:
        law = [it for it in book.policies[policy.id] if is_law_for(filed, it)]
        policy = (
            book.policy(started.clock, choice.policy_version)
            if choice.policy_version
            else (law or [policy])[-1]
        )
    if started.calendar is None or started.calendar_version is None:
        return policy, book.calendar_of(policy, filed.region)
    if started.calendar not in book.calendars:
        raise CalendarUnknown(calendar=started.calendar)
    latest = len(book.calendars[started.calendar])
    version = min(started.calendar_version, latest)
    if choice.calendar == started.calendar:
        version = choice.calendar_version or latest
    return policy, book.calendar(started.calendar, version)


def _held(started: ClockStarted, book: PolicyBook) -> Policy:
    id = policy_of(started.clock)
    if id not in book.policies:
        raise PolicyUnknown(policy=id)
    return book.policy(started.clock, min(started.policy_version, len(book.policies[id])))


def _reason(started: ClockStarted, policy: Policy, calendar: BusinessCalendar | None) -> str:
    said = []
    if policy.version != started.policy_version:
        said.append(f"policy version {policy.version} instead of {started.policy_version}")
    if calendar and calendar.version != started.calendar_version:
        said.append(
            f"calendar {calendar.id} version {calendar.version} instead of {started.calendar_version}"
        )
    return "; ".join(said) or "by the same versions"


def _difference(
    period: ClockPeriod, reading: Outcome, found: tuple[datetime | None, Verdict], reason: str
) -> Difference:
    return Difference(
        complaint=period.complaint,
        reference=period.reference,
        clock=period.clock,
        ledger_due_at=found[0],
        ledger_verdict=found[1],
        due_at=reading.due_at,
        verdict=reading.verdict,
        reason=reason,
    )
