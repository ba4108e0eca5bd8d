"""What if: real history under a draft of a policy, beside the policy as it was. Nothing is touched."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from complaints.facts.intake import ComplaintFiled
from complaints.money import Amount
from complaints.policy_book import PolicyBook
from complaints.readings import Outcome, outcome_of
from complaints.rules.clocks import is_law_for
from complaints.runs import FILING, Standing, runs_of
from complaints.sla.calendar import CalendarTooShort
from complaints.sla.policy import Policy
from complaints.storage import Recorded
from complaints.when import local_day
from projections.history import history

BREACHED = frozenset({"breached while open", "breached and answered late"})
LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedClock:
    """A clock of a complaint that would be, or would not have been, breached."""

    complaint: UUID
    reference: str
    clock: str
    due_at: datetime | None
    draft_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """How many clocks were due in a week, from its Monday on, in the policy's zone; and would be."""

    monday: date
    due: int
    draft_due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What breaches cost: those beyond the free ones of each calendar year, by when they fell due."""

    currency: str
    amount: Amount
    draft_amount: Amount
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """A draft over the complaints received from `received_from` to `received_to`, both inclusive, local days.

    As of `as_of`. `clocks` and `breaches` are under the policy as it was, of the same id; `draft_...` under
    the draft, as if it had always been law. `time_unknown` ones may be late or not. `not_counted` clocks fall
    on days that no calendar covers. Weeks are in order; so are the cases, by due instant.
    """

    policy: str
    received_from: date
    received_to: date
    as_of: datetime
    complaints: int
    clocks: int
    draft_clocks: int
    breaches: int
    draft_breaches: int
    time_unknown: int
    draft_time_unknown: int
    not_counted: int
    gained: Sequence[ChangedClock]
    lost: Sequence[ChangedClock]
    weeks: Sequence[Week]
    cost: Cost | None


@dataclass
class _Tally:
    complaints: int = 0
    not_counted: int = 0
    verdicts: Counter[tuple[bool, str]] = field(default_factory=Counter)
    weeks: Counter[tuple[bool, date]] = field(default_factory=Counter)
    years: Counter[tuple[bool, int]] = field(default_factory=Counter)
    gained: list[ChangedClock] = field(default_factory=list)
    lost: list[ChangedClock] = field(default_factory=list)


def simulate(
    streams: Iterable[Sequence[Recorded]],
    draft: Policy,
    book: PolicyBook,
    received: tuple[date, date],
    as_of: datetime,
) -> Simulation:
    """Fold whole streams under a draft and under the policy as it was. Raises `WrongCalendar`."""
    always = replace(draft, legal_from=LONG_AGO, legal_to=None)
    tally = _Tally()
    for facts in streams:
        standing = _standing(facts)
        filed = standing.get(FILING)
        if not isinstance(filed, ComplaintFiled) or not _is_received(filed, always, received):
            continue
        tally.complaints += 1
        was = [it for it in book.policies.get(draft.id, ()) if is_law_for(filed, it)][-1:]
        before = _outcomes(was, standing, filed, book, as_of)
        after = _outcomes([always] if is_law_for(filed, always) else [], standing, filed, book, as_of)
        _count(tally, (facts[0].originator_id, filed.reference), before, after, draft.zone)
    return _told(tally, draft, received, as_of)


_Outcomes = dict[str, Outcome | None]
"""By clock; None where no calendar covers it."""


def _standing(facts: Sequence[Recorded]) -> Standing:
    known = sorted(history(facts), key=lambda it: it.originator_version)
    return {it.originator_version: it.fact for it in known}


def _is_received(filed: ComplaintFiled, draft: Policy, received: tuple[date, date]) -> bool:
    return received[0] <= local_day(filed.at, draft.zone) <= received[1]


def _outcomes(
    policies: Sequence[Policy], facts: Standing, filed: ComplaintFiled, book: PolicyBook, as_of: datetime
) -> _Outcomes:
    found: _Outcomes = {}
    for policy in policies:
        calendar = book.calendar_of(policy, filed.region)
        for run in runs_of(policy, facts):
            try:
                found[run.name] = outcome_of(policy, calendar, run, facts, as_of)
            except CalendarTooShort:
                found[run.name] = None
    return found


def _count(
    tally: _Tally, complaint: tuple[UUID, str], before: _Outcomes, after: _Outcomes, zone: str
) -> None:
    for is_draft, outcomes in ((False, before), (True, after)):
        for outcome in outcomes.values():
            if outcome is None:
                tally.not_counted += 1
                continue
            tally.verdicts[is_draft, outcome.verdict] += 1
            if outcome.due_at:
                day = outcome.due_at.astimezone(ZoneInfo(zone)).date()
                tally.weeks[is_draft, day - timedelta(days=day.weekday())] += 1
                tally.years[is_draft, day.year] += outcome.verdict in BREACHED
    for clock in {**before, **after}:
        one, other = before.get(clock), after.get(clock)
        was, would_be = (bool(it and it.verdict in BREACHED) for it in (one, other))
        if was != would_be:
            case = ChangedClock(
                complaint=complaint[0],
                reference=complaint[1],
                clock=clock,
                due_at=one.due_at if one else None,
                draft_due_at=other.due_at if other else None,
            )
            (tally.gained if would_be else tally.lost).append(case)


def _told(tally: _Tally, draft: Policy, received: tuple[date, date], as_of: datetime) -> Simulation:
    counts = tally.verdicts
    return Simulation(
        policy=draft.id,
        received_from=received[0],
        received_to=received[1],
        as_of=as_of,
        complaints=tally.complaints,
        clocks=sum(number for (is_draft, _), number in counts.items() if not is_draft),
        draft_clocks=sum(number for (is_draft, _), number in counts.items() if is_draft),
        breaches=sum(counts[False, verdict] for verdict in BREACHED),
        draft_breaches=sum(counts[True, verdict] for verdict in BREACHED),
        time_unknown=counts[False, "time unknown"],
        draft_time_unknown=counts[True, "time unknown"],
        not_counted=tally.not_counted,
        gained=sorted(tally.gained, key=_by_due),
        lost=sorted(tally.lost, key=_by_due),
        weeks=list(_weeks(tally.weeks)),
        cost=_cost(tally.years, draft),
    )


def _by_due(case: ChangedClock) -> tuple[datetime, UUID]:
    due = [it for it in (case.draft_due_at, case.due_at) if it]
    return due[0], case.complaint


def _weeks(counts: Counter[tuple[bool, date]]) -> Iterator[Week]:
    mondays = {monday for _, monday in counts}
    monday, last = min(mondays, default=LONG_AGO), max(mondays, default=date.min)
    while monday <= last:
        yield Week(monday=monday, due=counts[False, monday], draft_due=counts[True, monday])
        monday += timedelta(days=7)


def _cost(years: Counter[tuple[bool, int]], draft: Policy) -> Cost | None:
    price = draft.price
    if price is None:
        return None
    paid: dict[bool, Decimal] = {
        is_draft: price.amount
        * sum(max(0, n - price.free) for (which, _), n in years.items() if which is is_draft)
        for is_draft in (False, True)
    }
    return Cost(currency=price.currency, amount=paid[False], draft_amount=paid[True], source=price.source)
