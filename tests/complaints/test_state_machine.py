"""Any commands by anybody in any order: what holds for every complaint, whatever it has been through."""

from collections import Counter
from dataclasses import fields, replace
from datetime import timedelta
from functools import reduce

from hypothesis import given, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from complaints.actor import Actor
from complaints.commands import AnyCommand, Command
from complaints.commands.conversation import (
    AddNote,
    OfferKnownAnswer,
    RecordMessageReceived,
    RecordMessageSent,
)
from complaints.commands.decision import (
    DisputeResolution,
    IssueFinalResponse,
    ProposeResolution,
    SendHoldingLetter,
    WithdrawComplaint,
)
from complaints.commands.escalation import EscalateComplaint
from complaints.commands.intake import FileComplaint
from complaints.commands.investigation import Apologise, RecordFinding
from complaints.commands.redress import OfferCompensation, PostProvisionalCredit, RecordPaymentFailed
from complaints.complaint import Complaint, Status, begin
from complaints.errors import ComplaintError
from complaints.evolve import evolve
from complaints.facts import Fact
from complaints.facts.causes import CauseIdentified
from complaints.facts.clocks import ClockBreached, ClockStarted, ClockStopped
from complaints.facts.conversation import CallbackPromised, MessageReceived
from complaints.facts.decision import (
    ComplaintClosed,
    ComplaintReopened,
    ComplaintResolved,
    FinalResponseIssued,
    ResolutionAccepted,
    ResolutionProposed,
)
from complaints.facts.escalation import StageChanged
from complaints.facts.intake import ComplaintFiled, CustomerIdentified
from complaints.facts.investigation import ApologyMade
from complaints.facts.outside import OmbudsmanDecided, OmbudsmanReferred
from complaints.facts.redress import CompensationPaid, PaymentFailed, ProvisionalCreditReversed
from complaints.rules import Context, Decided, decide, file
from complaints.rules.repetition import says_nothing_new
from complaints.when import Day, Minute, NotAfter, When, earliest, in_utc, is_definitely_before
from tests.complaints import given_clocks as clocks
from tests.complaints.anything import COMMANDS, actors, any_fact, anything
from tests.complaints.given import COMPLAINT, MARA, NOW, RECEIVED, REFERENCE, context, filed
from tests.complaints.given_redress import LIMITS

BOOK = replace(LIMITS, policies=clocks.BOOK.policies, calendars=clocks.BOOK.calendars)

SAID_AGAIN_IS_TWICE: set[type[AnyCommand]] = {
    RecordMessageReceived,
    RecordMessageSent,
    AddNote,
    OfferKnownAnswer,
    RecordFinding,
    Apologise,
    SendHoldingLetter,
    IssueFinalResponse,
    ProposeResolution,
    DisputeResolution,
    EscalateComplaint,
    OfferCompensation,
    PostProvisionalCredit,
    RecordPaymentFailed,
}
"""Said as they happen, the business sees two of these; of every other command, the second says nothing new.

Of any command that says when it happened, so does the second.
"""

WHATEVER_THE_STATE: set[type[Fact]] = {
    MessageReceived,
    CompensationPaid,
    PaymentFailed,
    ProvisionalCreditReversed,
}
STILL_RECORDED: dict[Status, set[type[Fact]]] = {
    "closed": WHATEVER_THE_STATE
    | {ComplaintReopened, OmbudsmanReferred, OmbudsmanDecided, CauseIdentified, CustomerIdentified},
    "withdrawn": WHATEVER_THE_STATE | {CustomerIdentified},
    "merged": WHATEVER_THE_STATE,
}

RECEIPTS: list[When] = [
    RECEIVED,
    RECEIVED - timedelta(weeks=9),  # too long ago for either clock
    Minute(minute=RECEIVED),
    Day(day=RECEIVED.date(), zone="Europe/London"),
    NotAfter(not_after=RECEIVED),
]

SEASONED = 20
"""Facts before the complainant takes it back: a life that ends at once teaches little."""

Outcome = list[Decided] | tuple[type[ComplaintError], str]


class AnyLife(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.recorded: list[tuple[Fact, str]] = []
        self.complaint: Complaint

    @initialize(
        at=st.sampled_from(RECEIPTS),
        jurisdiction=st.sampled_from(["none", "uk.fca"]),
        brand=st.sampled_from([None, "example"]),
        by=actors,
    )
    def comes_in(self, at: When, jurisdiction: str, brand: str | None, by: Actor) -> None:
        filing = FileComplaint(
            at=at, channel="phone", jurisdiction=jurisdiction, brand=brand, summary="It was late."
        )
        decided = file(COMPLAINT, filing, REFERENCE, Context(by=by, now=self.now, book=BOOK))
        first = decided[0].fact
        assert isinstance(first, ComplaintFiled)
        self.complaint = begin(COMPLAINT, first)
        self.recorded.append((first, by.by))
        self._record(decided[1:], by)

    def is_asked(self, command: AnyCommand, by: Actor, later: timedelta) -> None:
        self.now += later
        context = Context(by=by, now=self.now, book=BOOK)
        outcome = self._outcome_of(command, context)
        assert self._outcome_of(command, context) == outcome, "the same question, another answer"
        if isinstance(outcome, tuple):
            return
        self._check(command, outcome)
        self._record(outcome, by)
        again = self._outcome_of(command, context)
        is_known = command.at is not None or type(command) not in SAID_AGAIN_IS_TWICE
        assert not (is_known and isinstance(again, list) and again), "said again, recorded twice"

    def _outcome_of(self, command: AnyCommand, context: Context) -> Outcome:
        """Return what is recorded of a command, or why not, as the ledger has it."""
        outcome = outcome_of(command, self.complaint, context)
        if isinstance(outcome, tuple):
            return outcome
        is_known = says_nothing_new(
            [each.fact for each in outcome],
            self.recorded,
            lambda fact, by: evolve(self.complaint, fact, by) != self.complaint,
            is_time_said=command.at is not None,
        )
        return [] if is_known else outcome

    def _check(self, command: AnyCommand, decided: list[Decided]) -> None:
        if self.complaint.status in STILL_RECORDED:
            assert {type(each.fact) for each in decided} <= STILL_RECORDED[self.complaint.status]
        for place, each in enumerate(decided):
            origin = "command" if place == 0 else each.cause.partition(":")[0]
            assert origin in {"command", "rule", "policy"}
            if origin == "command":
                assert each.cause == f"command:{type(command).__name__}"
            at = each.fact.at
            assert in_utc(at) == at
            assert (at.not_after if isinstance(at, NotAfter) else earliest(at)) <= self.now
            assert not is_definitely_before(at, self.complaint.received)

        if decided:
            _check_said(command, decided, {"at"})

    def _record(self, decided: list[Decided], by: Actor) -> None:
        for each in decided:
            note(f"{each.fact} because of {each.cause}")
            self.complaint = evolve(self.complaint, each.fact, by.by)
            self.recorded.append((each.fact, by.by))

    @property
    def facts(self) -> list[Fact]:
        return [fact for fact, _ in self.recorded]

    @invariant()
    def folding_it_again_gives_the_same(self) -> None:
        first = self.facts[0]
        assert isinstance(first, ComplaintFiled)
        again = reduce(lambda it, pair: evolve(it, *pair), self.recorded[1:], begin(COMPLAINT, first))
        assert again == self.complaint

    @invariant()
    def numbers_count_from_one_without_a_gap(self) -> None:
        apologies = [fact.sequence for fact in self.facts if isinstance(fact, ApologyMade)]
        callbacks = [fact.callback for fact in self.facts if isinstance(fact, CallbackPromised)]
        proposals = [fact.proposal for fact in self.facts if isinstance(fact, ResolutionProposed)]
        for numbers in (apologies, callbacks, proposals):
            assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def what_is_resolved_has_a_basis(self) -> None:
        since: set[type[Fact]] = set()
        for fact in self.facts:
            if isinstance(fact, ComplaintReopened | StageChanged):
                since = set()
            if isinstance(fact, ComplaintResolved):
                answered = fact.basis == "final response"
                assert (FinalResponseIssued if answered else ResolutionAccepted) in since
            if isinstance(fact, ComplaintClosed):
                assert ComplaintResolved in since
            since.add(type(fact))
        assert self.complaint.status != "resolved" or ComplaintResolved in since

    @invariant()
    def a_clock_starts_breaches_and_stops_at_most_once(self) -> None:
        happened = Counter(
            (type(fact), fact.clock)
            for fact in self.facts
            if isinstance(fact, ClockStarted | ClockBreached | ClockStopped)
        )
        assert set(happened.values()) <= {1}
        assert all((ClockStarted, clock) in happened for _, clock in happened)


# A rule for each command, so that some lives go without some commands and get far without ending.
for kind in COMMANDS:
    asked = rule(command=anything(kind), by=actors, later=st.timedeltas(timedelta(0), timedelta(hours=2)))
    seasoned = precondition(lambda self: len(self.recorded) > SEASONED)
    is_last = kind is WithdrawComplaint
    setattr(AnyLife, kind.__name__, asked(seasoned(AnyLife.is_asked) if is_last else AnyLife.is_asked))

TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(report_multiple_bugs=False)  # one is enough, and shrunk sooner


def outcome_of(command: AnyCommand, complaint: Complaint, context: Context) -> Outcome:
    """Return what follows or why not; whatever else is raised is a fault and goes on."""
    try:
        return decide(command, complaint, context)
    except ComplaintError as refusal:
        return type(refusal), str(refusal)


@given(facts=st.lists(any_fact(), max_size=20))
def test_folding_never_fails_even_in_an_order_that_no_rule_would_let_through(
    facts: list[Fact],
) -> None:
    complaint = begin(COMPLAINT, filed())
    for fact in facts:
        complaint = evolve(complaint, fact, MARA.by)
    assert (complaint.id, complaint.received) == (COMPLAINT, filed().at)


@given(filing=anything(FileComplaint))
def test_a_filing_is_refused_or_begins_a_complaint_with_all_that_was_said(filing: FileComplaint) -> None:
    try:
        decided = file(COMPLAINT, filing, REFERENCE, context(book=BOOK))
    except ComplaintError as refusal:
        note(str(refusal))
        return
    assert [isinstance(each.fact, ComplaintFiled) for each in decided].index(True) == 0
    _check_said(filing, decided, {"at", "jurisdiction"})


def _check_said(command: Command, decided: list[Decided], but_for: set[str]) -> None:
    said = [getattr(command, each.name) for each in fields(command) if each.name not in but_for]
    kept = [getattr(each.fact, it.name) for each in decided for it in fields(each.fact)]
    assert [it for it in said if it is not None and it not in kept] == [], "said, but not recorded"
