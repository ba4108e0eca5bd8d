"""Whatever is said, late or corrected: the verdicts in the ledger are those of who reads it from scratch."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, note
from hypothesis import strategies as st

from complaints.commands.decision import (
    AcceptResolution,
    CloseComplaint,
    IssueFinalResponse,
    ProposeResolution,
    ReopenComplaint,
    ResolveComplaint,
)
from complaints.commands.intake import AcknowledgeComplaint, FileComplaint, IdentifyCustomer
from complaints.commands.outside import ForwardComplaint
from complaints.commands.upkeep import CorrectFact, StrikeFact
from complaints.corrections import standing
from complaints.errors import ComplaintError
from complaints.facts import Fact
from complaints.facts.clocks import ClockFact
from complaints.facts.decision import FinalResponseIssued, ResolutionAccepted
from complaints.facts.intake import ComplaintAcknowledged, ComplaintFiled
from complaints.facts.outside import ComplaintForwarded
from complaints.facts.upkeep import FactCorrected
from complaints.restatement import restate
from complaints.sla.deadline import due_at
from complaints.sla.policy import Policy
from complaints.when import Day, Minute, NotAfter, When, earliest, latest, local_day
from tests.complaints.anything import anything
from tests.complaints.given import RECEIVED, context
from tests.complaints.given_clocks import ACK, ENGLAND, FINAL, book
from tests.complaints.lives import Said, Stream, Verdict, appended, decided_on, verdicts

FIRST, FILED, LAST = RECEIVED, RECEIVED + timedelta(days=8), RECEIVED + timedelta(days=24)
CHANGE_OF_LAW = date(2026, 4, 11)

OLDER = replace(FINAL, amount=2, legal_to=CHANGE_OF_LAW - timedelta(days=1))
NEWER = replace(FINAL, amount=1, version=2, legal_from=CHANGE_OF_LAW)
BY_CUSTOMER = replace(NEWER, id="known", version=1, selector=ACK.selector, starts_on=("CustomerIdentified",))
AGAIN = replace(FINAL, id="again", selector=ACK.selector, starts_on=("ComplaintReopened",), amount=1)
BOOK = book(OLDER, NEWER, ACK, BY_CUSTOMER, AGAIN)


def times_in(first: datetime, last: datetime) -> st.SearchStrategy[When]:
    hours = int((last - first) / timedelta(hours=1))
    instants = st.integers(0, hours).map(lambda later: first + timedelta(hours=later))
    days = st.dates(first.date(), last.date())
    return st.one_of(
        *[instants] * 4,
        st.builds(Minute, minute=instants),
        st.builds(Day, day=days, zone=st.sampled_from(["Europe/London", "America/New_York"])),
        st.builds(NotAfter, not_after=instants),
    )


times = times_in(FIRST, LAST)


def in_json(at: When) -> object:
    match at:
        case datetime():
            return at.isoformat()
        case Minute(minute=minute):
            return {"minute": minute.isoformat()}
        case Day(day=day, zone=zone):
            return {"day": day.isoformat(), "zone": zone}
        case NotAfter(not_after=instant):
            return {"not_after": instant.isoformat()}


changes = st.one_of(
    *[times.map(lambda at: {"at": in_json(at)})] * 5,
    st.sampled_from(["It was late.", None]).map(lambda reasons: {"reasons": reasons}),
    st.booleans().map(lambda in_writing: {"in_writing": in_writing}),
    st.booleans().map(lambda told: {"customer_told": told}),
)
filings = st.builds(
    FileComplaint,
    at=times_in(FIRST, FILED),
    channel=st.just("phone"),
    jurisdiction=st.sampled_from(["uk.fca", "uk.fca", "none"]),
    brand=st.sampled_from(["example", "example", None]),
    summary=st.just("It was late."),
)
versions = st.integers(1, 16)
answers = st.builds(
    IssueFinalResponse,
    at=times,
    channel=st.just("letter"),
    outcome=st.just("upheld"),
    reasons=st.just("It was late."),
)
commands: st.SearchStrategy[Said] = st.one_of(
    answers,
    *[
        anything(kind).flatmap(lambda said: st.one_of(st.none(), times).map(lambda at: replace(said, at=at)))
        for kind in (
            AcknowledgeComplaint, ForwardComplaint, ProposeResolution, AcceptResolution, IdentifyCustomer,
        )
    ],
    *[st.builds(kind) for kind in (ResolveComplaint,)],
    *[st.builds(kind, reason=st.just("settled")) for kind in (CloseComplaint, ReopenComplaint)],
    *[st.builds(CorrectFact, version=versions, changes=changes, reason=st.just("typed wrongly"))] * 7,
    *[st.builds(CorrectFact, version=st.just(1), changes=changes, reason=st.just("typed wrongly"))] * 2,
    *[st.builds(StrikeFact, version=versions, reason=st.just("another complaint's"))] * 3,
)  # fmt: skip
steps = st.tuples(commands, st.integers(0, 24).map(lambda hours: timedelta(hours=hours)))


@given(filing=filings, steps=st.lists(steps, min_size=8, max_size=24))
def test_verdicts_are_what_the_facts_say_from_scratch(
    filing: FileComplaint, steps: Sequence[tuple[Said, timedelta]]
) -> None:
    now = FILED + timedelta(days=2)
    stream = _and_then([], filing, now)
    for command, later in steps:
        now += later
        stream = _and_then(stream, command, now)
        _check(stream, now)


def _and_then(stream: Stream, command: Said, now: datetime) -> Stream:
    try:
        decided = decided_on(stream, command, BOOK, now=now)
    except ComplaintError:
        return stream
    for version, each in enumerate(decided, start=len(stream) + 1):
        note(f"{version} at {now}: {each.fact} because of {each.cause}")
    return appended(stream, decided)


def _check(stream: Stream, now: datetime) -> None:
    facts = standing(stream, [])
    assert restate(facts, facts, context(now=now, book=BOOK)) == []
    given_then = verdicts(stream)
    for clock, verdict in given_then.items():
        if verdict.stopped is None and verdict.is_breached:
            assert verdict.due_at < now
            given_then[clock] = replace(verdict, is_breached=False)
    assert given_then == from_scratch(facts)


def from_scratch(facts: Mapping[int, Fact]) -> dict[str, Verdict]:
    """Read a complaint's own facts, and none about clocks; what is open counts as not breached."""
    own = {
        version: fact for version, fact in facts.items() if not isinstance(fact, ClockFact | FactCorrected)
    }
    found = {}
    for policy in (OLDER, NEWER, ACK, BY_CUSTOMER, AGAIN):
        begins = [version for version in in_order(own) if type(own[version]).__name__ in policy.starts_on]
        if begins and is_for(policy, own[1]):
            found[policy.id] = verdict(policy, begins[0], own)
    return found


def in_order(own: Mapping[int, Fact]) -> list[int]:
    """Return the facts as they happened: each before all that it is certain to have preceded."""
    ordered: list[int] = []
    for version, fact in own.items():
        after = (n for n, other in enumerate(ordered) if n and latest(fact.at) < earliest(own[other].at))
        ordered.insert(next(after, len(ordered)), version)
    return ordered


def is_for(policy: Policy, filed: Fact) -> bool:
    assert isinstance(filed, ComplaintFiled)
    keys = (
        policy.selector.jurisdiction in {None, filed.jurisdiction},
        policy.selector.brand in {None, filed.brand},
    )
    day = local_day(filed.at, policy.zone)
    return all(keys) and policy.legal_from <= day <= (policy.legal_to or date.max)


def verdict(policy: Policy, origin: int, own: Mapping[int, Fact]) -> Verdict:
    start = own[origin].at
    due = due_at(policy, ENGLAND, start)
    stops = [
        (earliest(fact.at) > due, latest(fact.at), version)
        for version, fact in own.items()
        if is_stop(policy, fact) and is_after(start, fact.at, is_recorded_later=version > origin)
    ]
    if not stops:
        return Verdict(started=start, due_at=due, stopped=None, is_breached=False)
    is_late, _, version = min(stops)
    return Verdict(started=start, due_at=due, stopped=own[version].at, is_breached=is_late)


def is_stop(policy: Policy, fact: Fact) -> bool:
    if policy == ACK:
        return isinstance(fact, ComplaintAcknowledged)
    match fact:
        case FinalResponseIssued(reasons=reasons):
            return reasons is not None and bool(reasons.strip())
        case ResolutionAccepted(in_writing=in_writing):
            return in_writing
        case ComplaintForwarded(customer_told=told):
            return told
        case _:
            return False


def is_after(start: When, at: When, *, is_recorded_later: bool) -> bool:
    """Say whether it counts as later: where the spans overlap, the order of recording decides."""
    if latest(start) < earliest(at):
        return True
    return is_recorded_later and not latest(at) < earliest(start)
