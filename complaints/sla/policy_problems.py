"""What keeps a policy from being published, in sentences."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from complaints.sla.longest import is_too_long
from complaints.sla.policy import EXACT, Policy, Term, Unit
from complaints.texts import fault_of_label, fault_of_text
from complaints.when import Day, names_a_zone

_WHOLE = 100
_LAST_YEAR = 2199
"""Nothing is received later (`complaints.rules.context.YEARS`)."""
_SHORTEST: dict[Unit, int] = {"business day": 1, "calendar day": 1, "week": 7, "month": 28}
_LONGEST: dict[Unit, int] = {"calendar day": 1, "week": 7, "month": 31}
"""How many days a unit takes; any number can lie between two business days."""


def problems(policy: Policy) -> list[str]:
    """Return what keeps the policy from being published, each in one sentence; empty if nothing does."""
    return [
        *_problems_of_text(policy),
        *_problems_of_scope(policy),
        *_problems_of_time(policy),
        *_problems_of_movers(policy),
        *_problems_of_extensions(policy),
        *_problems_of_announcing(policy),
    ]


def _problems_of_text(policy: Policy) -> list[str]:
    needed = {"id": policy.id, "title": policy.title, "clock": policy.clock, "source": policy.source}
    if policy.calendar is not None:
        needed["calendar"] = policy.calendar
    empty = [f"The {name} is empty." for name, text in needed.items() if not text.strip()]
    colon = ["The id holds a colon, which numbers clocks."] if ":" in policy.id else []
    names = [f"The {what} {fault}." for what, text in _names(policy) if (fault := fault_of_label(text))]
    texts = [f"The {what} {fault}." for what, text in _texts(policy) if (fault := fault_of_text(text))]
    return [*empty, *colon, *names, *texts]


def _names(policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield what a policy names, with what each is."""
    selector = policy.selector
    given = {
        "id": policy.id,
        "title": policy.title,
        "clock": policy.clock,
        "calendar": policy.calendar,
        "jurisdiction selected": selector.jurisdiction,
        "brand selected": selector.brand,
        "source selected": selector.source,
        "channel selected": selector.channel,
        "field `stated_in`": policy.stated_in,
        "field `each`": policy.each,
        "currency of the price": policy.price.currency if policy.price else None,
    }
    yield from ((what, text) for what, text in given.items() if text)
    yield from (("addressee of a step", rung.addressee) for rung in policy.ladder)
    yield from (("field of a notice", name) for each in policy.extensions for name in each.must_have)


def _texts(policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield what a policy says in sentences, with what each is."""
    yield ("source", policy.source)
    yield ("meaning `if_missed`", policy.if_missed)
    yield from (("order of a suspension", each.order) for each in policy.suspensions)
    yield from (("source of the price", price.source) for price in (policy.price,) if price)


def _problems_of_scope(policy: Policy) -> list[str]:
    keys = (policy.selector.jurisdiction, policy.selector.brand, policy.selector.source)
    both = {stop.fact for stop in policy.stops_on} & set(policy.starts_on)
    is_stated = policy.unit == "as stated"
    found = {
        "The selector selects nothing: give a jurisdiction, a brand or a source.": not any(keys),
        "A key of the selector is empty: leave it out or fill it in.": any(
            key is not None and not key.strip() for key in (*keys, policy.selector.channel)
        ),
        "No fact starts the clock.": (not is_stated or policy.stated_in is not None) and not policy.starts_on,
        "The source states when it is due, so no fact starts the clock; or name the field `stated_in`.": (
            is_stated and policy.stated_in is None and bool(policy.starts_on)
        ),
        "The time is counted, so none is `stated_in` a fact.": (
            not is_stated and policy.stated_in is not None
        ),
        "No fact stops the clock.": not policy.stops_on,
        f"The clock is both started and stopped by {', '.join(sorted(both))}: only one that recurs can be.": (
            bool(both) and policy.recurs == "no"
        ),
        "A clock for each value does not recur besides.": policy.recurs != "no" and policy.each is not None,
        "The stage is none: they count from 1.": policy.at_stage is not None and policy.at_stage < 1,
    }
    return [sentence for sentence, is_found in found.items() if is_found]


def _problems_of_time(policy: Policy) -> list[str]:
    counts_in_one = policy.counts_business_days or policy.counts_working_time
    few = [term for term in policy.limits if term.amount < 1 and policy.unit != "as stated"]
    found = {
        f"The version is {policy.version}; versions count from 1.": policy.version < 1,
        **{f"The amount is {it.amount}; a time limit is 1 {it.unit} or more.": True for it in few},
        "The time limit is longer than 50 years.": policy.unit != "as stated" and is_too_long(policy.terms),
        "Business days and working hours need a calendar to be counted in.": (
            counts_in_one and policy.calendar is None
        ),
        f"A calendar is given, but a {policy.unit} is counted without one.": (
            not counts_in_one and policy.calendar is not None
        ),
        f"{policy.zone!r} is no IANA time zone, such as 'Europe/London'.": not names_a_zone(
            Day(day=policy.legal_from, zone=policy.zone)
        ),
        f"It ceases to be law on {policy.legal_to}, before {policy.legal_from}, when it begins.": (
            policy.legal_to is not None and policy.legal_to < policy.legal_from
        ),
    }
    return [sentence for sentence, is_found in found.items() if is_found]


def _problems_of_movers(policy: Policy) -> list[str]:
    exact = [term.unit for term in policy.terms if term.unit in EXACT or term.unit == "as stated"]
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
        "What is due at an instant has no cut-off, closing time, roll or suspension: those are of days.": (
            bool(exact) and (is_moved or policy.closes_at is not None)
        ),
        "A regulator's suspension moves no promise of the company's own: that is paused.": (
            policy.kind == "internal" and bool(policy.suspensions)
        ),
        "A suspension ends before it begins, is of nobody, or names no order.": bool(reversed_ones),
        f"A suspension ends after {_LAST_YEAR}.": any(
            it.last_day.year > _LAST_YEAR for it in policy.suspensions
        ),
        "A cut-off or closing time has an offset: it is local, in the zone of the policy.": any(
            it is not None and it.tzinfo is not None for it in (policy.cutoff, policy.closes_at)
        ),
        "The suspensions overlap, or are not in the order of their days.": any(
            after[0] <= before[1] for before, after in pairwise(days)
        ),
    }
    return [sentence for sentence, is_found in found.items() if is_found]


def _problems_of_extensions(policy: Policy) -> list[str]:
    of_days = [it.limit.unit for it in policy.extensions if it.limit.unit not in EXACT | {"as stated"}]
    limits = [it.limit for it in policy.extensions if it.limit.amount > 0]
    short = [f"{it.amount} {it.unit}s" for it in limits if not _can_be_later(it, policy.terms)]
    found = {
        f"An extension to {', '.join(short)} from the same start is never later than the time itself.": (
            bool(short)
        ),
        "An extension is to the end of a day: its limit is in days, weeks or months.": (
            len(of_days) < len(policy.extensions)
        ),
        "An extension is longer than 50 years.": any(is_too_long([it.limit]) for it in policy.extensions),
        "What is stated is not extended: the source, or a new promise, says when it is due.": (
            policy.unit == "as stated" and bool(policy.extensions)
        ),
    }
    return [sentence for sentence, is_found in found.items() if is_found]


def _can_be_later(limit: Term, terms: Sequence[Term]) -> bool:
    """Say whether so long can be later than all the terms, from the same start."""
    if all(term.unit == limit.unit for term in terms):
        return limit.amount > sum(term.amount for term in terms)
    if limit.unit not in _LONGEST:
        return True
    return limit.amount * _LONGEST[limit.unit] > sum(it.amount * _SHORTEST.get(it.unit, 0) for it in terms)


def _problems_of_announcing(policy: Policy) -> list[str]:
    delays = [rung.after for rung in policy.ladder if rung.after is not None]
    marks = policy.warn_at
    found = {
        "Warnings are at 1 to 99 percent of the time, in order, none twice.": (
            any(not 0 < mark < _WHOLE for mark in marks) or list(marks) != sorted(set(marks))
        ),
        "A step of the ladder waits so many minutes or hours, at least 1.": any(
            it.unit not in EXACT or it.amount < 1 for it in delays
        ),
        "A step of the ladder waits for more than 50 years.": any(is_too_long([it]) for it in delays),
        "A step of the ladder has no addressee.": any(not rung.addressee.strip() for rung in policy.ladder),
        "The price needs an amount above nothing, a number of free breaches and a source.": (
            policy.price is not None
            and not (policy.price.amount > 0 and policy.price.free >= 0 and policy.price.source.strip())
        ),
    }
    return [sentence for sentence, is_found in found.items() if is_found]
