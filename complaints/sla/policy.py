"""Policies: what is promised to whom, within which time, and what keeps the promise.

A policy is data with a version and a legal validity; publishing a new version edits no older one. The
fields are those of the rules encoded so far, in the words of the rule books.
"""

from dataclasses import dataclass, fields
from datetime import date, time
from typing import ClassVar, Literal

from complaints.money import Amount
from complaints.when import When, local_day

Kind = Literal["regulatory", "contract", "internal"]
"""Who gave the promise its force: a rule book, a contract, or the company itself. Only the last may pause."""
Unit = Literal[
    "minute", "hour", "working minute", "working hour",
    "calendar day", "business day", "week", "month",
    "as stated",
]  # fmt: skip
"""`hour`: 60 minutes, whatever clocks on walls do; a working one counts only the hours of the calendar.
`month`: to the same day of a later month, or its last. `as stated`: there is nothing to count, since the
source of an imported complaint says when it is due, or the promise itself does (a call at three)."""
WORKING: frozenset[Unit] = frozenset({"working minute", "working hour"})
EXACT: frozenset[Unit] = frozenset({"minute", "hour", *WORKING})
"""Units that run from instant to instant; all others are of whole days."""
Action = Literal["notify", "assign", "escalate"]
"""What a step of the ladder does: its addressee is told of it, given the complaint, or set above it."""
Roll = Literal["none", "next business day"]
"""What becomes of a last day that is no business day: it stays, or the next business day is the last."""
DayZero = Literal["exclude", "include"]
"""Whether the day on which the clock starts counts as the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Which complaints a policy is for: those that match every key given. None does not constrain.

    A selector without a jurisdiction, brand or source selects nothing: a policy says for whom it is.
    `channel` is the one through which the complaint came in.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    jurisdiction: str | None = None
    brand: str | None = None
    source: str | None = None
    channel: str | None = None

    @property
    def says_for_whom(self) -> bool:
        """Whether it selects anything."""
        return any(key is not None for key in (self.jurisdiction, self.brand, self.source))


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
class Extension:
    """How far a running clock can be moved, by a notice sent to the complainant before it is due.

    The new day is at most `limit` from the same start. `must_have` names the fields of the notice
    (`ClockExtended`) that must say something. `requires` is a condition precedent: without it the shorter
    limit stands.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    limit: Term
    must_have: tuple[str, ...] = ()
    requires: Literal["provisional credit"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A step of the ladder after a breach: `after` what time who is told, given or put above the complaint.

    `after` is counted in minutes or hours, working ones in the policy's calendar; None is at once.
    `addressee` is a team.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    after: Term | None = None
    action: Action
    addressee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a breach costs, in units of the currency, after a number that are `free` in a calendar year."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    amount: Amount
    currency: str
    free: int = 0
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One promise with its time limit.

    `id` is one of the rule (`uk.fca.final`), `version` counts from 1. `clock` is the promise (`final
    response`). The policy is law for complaints received from `legal_from` to `legal_to`, both inclusive,
    as local days in `zone`; without `legal_to` there is no end yet. `source` says where the rule is read,
    with the date read; a `draft` has something left to verify. The facts in `starts_on` go by their stable
    names. The time is `amount` times `unit`, and what comes after it, `then`, each from the end of the one
    before: to the end of the local day in the IANA `zone`, or, of hours, to the very instant. `calendar` is
    the id of the calendar in which business days and working hours are counted. With a `cutoff`, a local
    time, what arrives after it, or on no business day, counts as received on the next business day. With
    `closes_at`, a local time, the last day ends then, at the close of business.

    Of a promise that states its own time, `stated_in` is the field of the starting fact with the instant.
    With `each`, there is a clock for each value of that field, and only a fact with the same value stops it.
    `at_stage` restricts the clock to facts at that stage of the complaint. A promise that `recurs` is made
    again by the fact that kept it, if that is in `starts_on` (news every week until there is an answer),
    or whenever such a fact finds none of it running; a reopening can `restart` it. Otherwise it is made once.
    `transition`: whether a complaint that is open when the version becomes law keeps the version under which
    its clock started (`received`) or goes over to this one (`open too`).

    `warn_at` are percentages of the time from start to due at which a warning is due; `ladder` says what
    follows a breach, `announce` whether both wait for working hours. `price` is what a breach costs,
    `if_missed` what it means, in words.
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
    closes_at: time | None = None
    roll: Roll = "none"
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extension, ...] = ()
    calendar: str | None = None
    zone: str
    stops_on: tuple[Stop, ...]
    stated_in: str | None = None
    each: str | None = None
    at_stage: int | None = None
    recurs: Literal["no", "when kept", "whenever"] = "no"
    on_reopening: Literal["keep", "restart"] = "keep"
    transition: Literal["received", "open too"] = "received"
    warn_at: tuple[int, ...] = ()
    ladder: tuple[Rung, ...] = ()
    announce: Literal["any time", "working hours"] = "any time"
    price: Price | None = None
    if_missed: str = ""

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is counted, in order."""
        return (Term(amount=self.amount, unit=self.unit), *self.then)

    @property
    def limits(self) -> tuple[Term, ...]:
        """Every term that is counted from the start, those of extensions too."""
        return (*self.terms, *(it.limit for it in self.extensions))

    @property
    def counts_business_days(self) -> bool:
        """Whether it has to be known which days are business days."""
        in_days = any(term.unit == "business day" for term in self.limits)
        return in_days or self.roll != "none" or self.cutoff is not None

    @property
    def counts_working_time(self) -> bool:
        """Whether it has to be known in which hours work is done."""
        delays = [rung.after for rung in self.ladder if rung.after]
        in_hours = any(term.unit in WORKING for term in (*self.limits, *delays))
        return in_hours or self.announce == "working hours"


def selects(policy: Policy, keys: Selector, received: When) -> bool:
    """Say whether the policy is for a complaint with these keys, received then.

    What counts is the law of the local day of receipt in the policy's zone: for a `NotAfter`, the last
    day on which it can have been received.
    """
    wanted = policy.selector
    if keys.source is not None and wanted.source is None:
        return False  # an imported complaint has the clocks of its source, and no others
    pairs = ((getattr(wanted, it.name), getattr(keys, it.name)) for it in fields(Selector))
    matches = all(key in {None, given} for key, given in pairs)
    return wanted.says_for_whom and matches and is_law_on(policy, local_day(received, policy.zone))


def is_law_on(policy: Policy, day: date) -> bool:
    """Say whether a policy is law for what was received on a local day in its zone."""
    return policy.legal_from <= day and (policy.legal_to is None or day <= policy.legal_to)
