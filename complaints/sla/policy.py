"""Policies: what is promised to whom, within which time, and what keeps the promise.

A policy is data with a version and a legal validity; publishing a new version edits no older one. The
fields are those of the rules encoded so far, in the words of the rule books.
"""

from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import ClassVar, Literal

from complaints.when import Day, When, local_day, names_a_zone

Kind = Literal["regulatory", "contract", "internal"]
"""Who gave the promise its force: a rule book, a contract, or the company itself. Only the last may pause."""
Unit = Literal["hour", "calendar day", "business day", "week", "month", "as stated"]
"""`hour`: 60 minutes, whatever clocks on walls do; `month`: to the same day of a later month, or its last.
`as stated`: the source of an imported complaint says when it is due; there is nothing to count."""
Roll = Literal["none", "next business day"]
"""What becomes of a last day that is no business day: it stays, or the next business day is the last."""
DayZero = Literal["exclude", "include"]
"""Whether the day on which the clock starts counts as the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Which complaints a policy is for: those that match every key given. None does not constrain.

    A selector without any key selects nothing: a policy says for whom it is.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    jurisdiction: str | None = None
    brand: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """So many of a unit."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """A regulator's order that time does not run for a class of complaints: no single case can be suspended.

    The days from `first_day` to `last_day`, both inclusive, local in the policy's zone, are not counted for
    complaints received from `received_from` to `received_to`, both inclusive. `order` is the order's source.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    first_day: date
    last_day: date
    received_from: date
    received_to: date
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A fact that keeps the promise, by its stable name, if it has the content that the rule asks for.

    `must_have` names its fields that must say something: None, False, blank text and no items do not. A
    fact without its content leaves the clock running.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    fact: str
    must_have: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One promise with its time limit.

    `id` is one of the rule (`uk.fca.final`), `version` counts from 1. `clock` is the promise (`final
    response`). The policy is law for complaints received from `legal_from` to `legal_to`, both inclusive,
    as local days in `zone`; without `legal_to` there is no end yet. `source` says where the rule is read,
    with the date read; a `draft` has something left to verify. The facts in `starts_on` go by their stable
    names. The time is `amount` times `unit`, and what comes after it, `then`, each from the end of the one
    before: to the end of the local day in the IANA `zone`, or, of hours, to the very instant. `calendar` is
    the id of the calendar in which business days are counted. With a `cutoff`, a local time, what arrives
    after it, or on no business day, counts as received on the next business day.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    version: int
    kind: Kind
    title: str
    clock: str
    legal_from: date
    legal_to: date | None = None
    source: str
    draft: bool
    selector: Selector
    starts_on: tuple[str, ...]
    day0: DayZero
    amount: int
    unit: Unit
    then: tuple[Term, ...] = ()
    cutoff: time | None = None
    roll: Roll = "none"
    suspensions: tuple[Suspension, ...] = ()
    calendar: str | None = None
    zone: str
    stops_on: tuple[Stop, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is counted, in order."""
        return (Term(amount=self.amount, unit=self.unit), *self.then)

    @property
    def counts_business_days(self) -> bool:
        """Whether it has to be known which days are business days."""
        in_days = any(term.unit == "business day" for term in self.terms)
        return in_days or self.roll != "none" or self.cutoff is not None


def selects(
    policy: Policy, *, jurisdiction: str | None, brand: str | None, source: str | None, received: When
) -> bool:
    """Say whether the policy is for a complaint with these keys, received then.

    What counts is the law of the local day of receipt in the policy's zone: for a `NotAfter`, the last
    day on which it can have been received.
    """
    wanted = policy.selector
    pairs = ((wanted.jurisdiction, jurisdiction), (wanted.brand, brand), (wanted.source, source))
    if source is not None and wanted.source is None:
        return False  # an imported complaint has the clocks of its source, and no others
    keys = [key == given for key, given in pairs if key is not None]
    return bool(keys) and all(keys) and is_law_on(policy, local_day(received, policy.zone))


def problems(policy: Policy) -> list[str]:
    """Return what keeps the policy from being published, each in one sentence; empty if nothing does."""
    return _problems_of_text(policy) + _problems_of_scope(policy) + _problems_of_time(policy)


def is_law_on(policy: Policy, day: date) -> bool:
    """Say whether a policy is law for what was received on a local day in its zone."""
    return policy.legal_from <= day and (policy.legal_to is None or day <= policy.legal_to)


def _problems_of_text(policy: Policy) -> list[str]:
    texts = {"id": policy.id, "title": policy.title, "clock": policy.clock, "source": policy.source}
    return [f"The {name} is empty." for name, text in texts.items() if not text.strip()]


def _problems_of_scope(policy: Policy) -> list[str]:
    keys = (policy.selector.jurisdiction, policy.selector.brand, policy.selector.source)
    both = {stop.fact for stop in policy.stops_on} & set(policy.starts_on)
    found = {
        "The selector selects nothing: give a jurisdiction, a brand or a source.": not any(keys),
        "A key of the selector is empty: leave it out or fill it in.": any(
            key is not None and not key.strip() for key in keys
        ),
        "No fact starts the clock.": policy.unit != "as stated" and not policy.starts_on,
        "The due instant is stated, so no fact starts the clock.": (
            policy.unit == "as stated" and bool(policy.starts_on)
        ),
        "No fact stops the clock.": not policy.stops_on,
        f"The clock is both started and stopped by {', '.join(sorted(both))}.": bool(both),
    }
    return [sentence for sentence, is_found in found.items() if is_found]


def _problems_of_time(policy: Policy) -> list[str]:
    few = [term for term in policy.terms if term.amount < 1 and policy.unit != "as stated"]
    found = {
        f"The version is {policy.version}; versions count from 1.": policy.version < 1,
        **{f"The amount is {it.amount}; a time limit is 1 {it.unit} or more.": True for it in few},
        "Business days need a calendar to be counted in.": (
            policy.counts_business_days and policy.calendar is None
        ),
        f"A calendar is given, but a {policy.unit} is counted without one.": (
            not policy.counts_business_days and policy.calendar is not None
        ),
        f"{policy.zone!r} is no IANA time zone, such as 'Europe/London'.": not names_a_zone(
            Day(day=policy.legal_from, zone=policy.zone)
        ),
        f"It ceases to be law on {policy.legal_to}, before {policy.legal_from}, when it begins.": (
            policy.legal_to is not None and policy.legal_to < policy.legal_from
        ),
    }
    return [sentence for sentence, is_found in found.items() if is_found] + _problems_of_movers(policy)


def _problems_of_movers(policy: Policy) -> list[str]:
    exact = [term.unit for term in policy.terms if term.unit in {"hour", "as stated"}]
    is_moved = policy.cutoff is not None or policy.roll != "none" or bool(policy.suspensions)
    reversed_ones = [
        it
        for it in policy.suspensions
        if it.last_day < it.first_day or it.received_to < it.received_from or not it.order.strip()
    ]
    days = [(it.first_day, it.last_day) for it in policy.suspensions]
    found = {
        "Hours, and what is stated, stand alone: nothing is counted before or after.": (
            bool(exact) and len(policy.terms) > 1
        ),
        "What is due at an instant has no cut-off, roll or suspension: those are of days.": (
            bool(exact) and is_moved
        ),
        "A suspension ends before it begins, is of nobody, or names no order.": bool(reversed_ones),
        "The suspensions overlap, or are not in the order of their days.": any(
            after[0] <= before[1] for before, after in pairwise(days)
        ),
    }
    return [sentence for sentence, is_found in found.items() if is_found]
