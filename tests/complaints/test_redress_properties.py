"""Whatever is offered, approved, answered and paid, by whomever and in whatever order: nobody is overpaid."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from operator import add

from hypothesis import given
from hypothesis import strategies as st

from complaints.actor import Actor
from complaints.commands.redress import (
    AcceptCompensation,
    ApproveCompensation,
    DeclineCompensation,
    OfferCompensation,
    RecordCompensationPaid,
    RecordPaymentFailed,
    RedressCommand,
    RefuseCompensation,
    WithdrawCompensation,
)
from complaints.complaint import Complaint
from complaints.errors import ComplaintError
from complaints.evolve import evolve
from complaints.facts import Fact
from complaints.facts.redress import (
    CompensationAccepted,
    CompensationApproved,
    CompensationOffered,
    CompensationPaid,
)
from complaints.money import Money
from complaints.policy_book import PolicyBook
from complaints.rules import decide
from tests.complaints.given import MARA, TOM, fold
from tests.complaints.given_redress import LIMITS, OLGA, SAM, asked_by, book, limits

# Close to each other and to the amounts, so that every side of every limit is met.
BOOKS = [
    LIMITS,
    LIMITS,
    book(),
    book(limits("supervisor", "0", "100"), limits("officer", "100", "100")),
    book(limits("supervisor", "500", "500"), limits("supervisor", "100", "500", currency="JPY")),
]
AMOUNTS = ["1", "99", "100", "101", "500", "501", "5000", "6000"]
PEOPLE = [
    MARA,
    TOM,
    SAM,
    OLGA,
    replace(MARA, role="supervisor"),
    replace(TOM, role="officer", via="a bot"),
    replace(SAM, role="agent"),
    Actor(by="nightly", kind="machine", role="officer"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Somebody asks for something, within these limits."""

    command: RedressCommand
    by: Actor
    within: PolicyBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A fact, by whom, and the limits of that time."""

    fact: Fact
    by: Actor
    within: PolicyBook


def asked(commands: Iterable[RedressCommand], people: Sequence[Actor]) -> list[Step]:
    return [Step(command=it, by=by, within=limits) for it, by, limits in product(commands, people, BOOKS)]


NUMBERS = [1, 2, 3]
MONEYS = [Money(amount=Decimal(amount), currency=code) for amount, code in product(AMOUNTS, ["GBP", "JPY"])]
MAKING = asked([OfferCompensation(kind="money", money=it) for it in MONEYS], PEOPLE)
APPROVING = asked([ApproveCompensation(offer=it) for it in NUMBERS], [TOM, SAM, OLGA, *PEOPLE])
ACCEPTING = asked([AcceptCompensation(offer=it, channel="phone") for it in NUMBERS], [MARA])
PAYING = asked(
    [RecordCompensationPaid(offer=it, reference=label) for it in NUMBERS for label in ("FP 1", "FP 2")],
    [MARA],
)
ENDING = asked(
    [
        it
        for offer in NUMBERS
        for it in (
            WithdrawCompensation(offer=offer, reason="refunded"),
            RefuseCompensation(offer=offer, reason="nothing was lost"),
            DeclineCompensation(offer=offer, channel="phone"),
            RecordPaymentFailed(offer=offer, reason="account closed"),
            OfferCompensation(kind="money", money=MONEYS[0], replaces=offer),
        )
    ],
    [MARA],
)

# Few offers, soon made, of which something becomes; each kind of step as often as it is needed for that.
steps = st.sampled_from([APPROVING] * 4 + [ACCEPTING] * 2 + [PAYING] * 3 + [ENDING, MAKING]).flatmap(
    st.sampled_from
)
lives = st.builds(
    add,
    st.lists(st.sampled_from(MAKING), min_size=3, max_size=3),
    st.lists(steps, min_size=15, max_size=40),
)


def lived(life: Iterable[Step]) -> tuple[Complaint, list[Recorded]]:
    """Return where a life leaves the complaint, and what was recorded; what is refused is left out."""
    complaint, recorded = fold([]), []
    for step in life:
        with suppress(ComplaintError):
            for each in decide(step.command, complaint, asked_by(step.by, step.within)):
                complaint = evolve(complaint, each.fact, step.by.by)
                recorded.append(Recorded(fact=each.fact, by=step.by, within=step.within))
    return complaint, recorded


def sums(moneys: Iterable[Money]) -> Mapping[str, Decimal]:
    total: dict[str, Decimal] = defaultdict(Decimal)
    for money in moneys:
        total[money.currency] += money.amount
    return total


def made(recorded: Sequence[Recorded]) -> dict[int, tuple[Money, Actor]]:
    return {
        it.fact.offer: (it.fact.money, it.by) for it in recorded if isinstance(it.fact, CompensationOffered)
    }


@given(life=lives)
def test_an_offer_is_paid_once_after_it_was_approved_and_accepted(life: Sequence[Step]) -> None:
    said: dict[int, set[str]] = defaultdict(set)
    for each in lived(life)[1]:
        match each.fact:
            case CompensationApproved(offer=offer, is_complete=True):
                said[offer].add("approved")
            case CompensationAccepted(offer=offer):
                said[offer].add("accepted")
            case CompensationPaid(offer=offer):
                assert said[offer] == {"approved", "accepted"}
                said[offer].add("paid")
            case _:
                pass


@given(life=lives)
def test_the_sums_paid_are_those_of_offers_that_were_approved_and_accepted(life: Sequence[Step]) -> None:
    complaint, recorded = lived(life)
    offered = made(recorded)
    paid = sums(offered[it.fact.offer][0] for it in recorded if isinstance(it.fact, CompensationPaid))
    assert paid == sums(it.money for it in complaint.offers if it.state == "paid")
    owed = sums(it.money for it in complaint.offers if it.is_approved and it.state in {"accepted", "paid"})
    assert all(total <= owed[currency] for currency, total in paid.items())


@given(life=lives)
def test_nobody_approves_their_own_offer_or_as_a_machine(life: Sequence[Step]) -> None:
    _, recorded = lived(life)
    offered = made(recorded)
    approvals = [(it.fact.offer, it.by) for it in recorded if isinstance(it.fact, CompensationApproved)]
    assert all(by.by != offered[offer][1].by and by.kind == "person" for offer, by in approvals)


@given(life=lives)
def test_who_approves_twice_completes_it_within_what_they_may_alone(life: Sequence[Step]) -> None:
    _, recorded = lived(life)
    offered = made(recorded)
    halves: set[tuple[int, str]] = set()
    for each in recorded:
        if isinstance(each.fact, CompensationApproved) and each.by.role is not None:
            money, _ = offered[each.fact.offer]
            alone = each.within.limits[each.by.role, money.currency].alone
            half = (each.fact.offer, each.by.by)
            assert half not in halves or (each.fact.is_complete and money.amount <= alone)
            halves.add(half)


@given(life=lives)
def test_approval_is_complete_within_the_limits_and_only_there(life: Sequence[Step]) -> None:
    complaint, recorded = lived(life)
    offered = made(recorded)
    persons: dict[int, int] = defaultdict(int)
    for each in recorded:
        if isinstance(each.fact, CompensationApproved) and each.by.role is not None:
            money, _ = offered[each.fact.offer]
            reach = each.within.limits[each.by.role, money.currency]
            persons[each.fact.offer] += 1
            assert money.amount <= reach.together
            assert each.fact.is_complete == (money.amount <= reach.alone or persons[each.fact.offer] > 1)
    assert {offer.number for offer in complaint.offers if offer.is_approved} <= set(persons)
    assert max(persons.values(), default=0) <= len({"the first", "the second"})


@given(life=lives, step=steps)
def test_what_is_said_again_is_not_recorded_again(life: Sequence[Step], step: Step) -> None:
    before, _ = lived(life)
    once, _ = lived([*life, step])
    twice, recorded = lived([*life, step, step])
    if once != before and not isinstance(step.command, OfferCompensation):
        assert twice == once, recorded
