"""Read, decide, append for customers: the only writer of their streams and of the index that finds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from uuid import UUID

from complaints.actor import Actor
from complaints.application import Ledger, Part, Receipt, receipt_for, receipt_of
from complaints.commands.command import Command
from complaints.commands.customers import CustomerCommand, RegisterCustomer
from complaints.commands.upkeep import UpkeepCommand
from complaints.contacts import changes, look_up
from complaints.corrections import standing, struck
from complaints.customer import Customer, evolve_customer, leave_trace
from complaints.customer_errors import CustomerUnknown
from complaints.customer_upkeep import decide_customer_upkeep
from complaints.errors import ComplaintUnknown, VersionIsStale
from complaints.facts import Fact
from complaints.facts.customers import ContactKind, CustomerRegistered, EvaluationPosted, SurveyAnswered
from complaints.facts.intake import ComplaintFiled
from complaints.facts.upkeep import FactCorrected
from complaints.policy_book import PolicyBook
from complaints.recorder import Pool
from complaints.request import Request
from complaints.rules import customers as rules
from complaints.rules.context import Context, Decided, when_it_happened
from complaints.rules.repetition import says_nothing_new
from complaints.storage import Recorded
from complaints.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerStream:
    """A customer and its facts, in stream order, never empty."""

    customer: Customer
    facts: Sequence[Recorded]

    @property
    def version(self) -> int:
        """The version of the latest fact; the first is 1."""
        return self.facts[-1].originator_version


class Customers:
    """Every change of a customer goes through here."""

    def __init__(self, pool: Pool, lookup_key: bytes) -> None:
        """Work on `pool`, which the caller closes. `lookup_key`: the secret of the index, always the same."""
        self._pool = pool
        self._key = lookup_key
        self._ledger = Ledger(pool)

    def get(self, id: UUID) -> CustomerStream:
        """Return a customer. Raises `CustomerUnknown`."""
        facts = self._ledger.facts(id)
        if not facts or not isinstance(facts[0].fact, CustomerRegistered):
            raise CustomerUnknown(customer=str(id))
        return CustomerStream(customer=_fold(id, facts), facts=facts)

    def find(self, kind: ContactKind, value: str, by: Actor) -> list[UUID]:
        """Return the customers with exactly this contact; the look-up is recorded."""
        with self._pool.connection() as connection:
            return look_up(connection, kind, value, self._key, by)

    def register(self, id: UUID, command: RegisterCustomer, request: Request) -> Receipt:
        """Record a new customer under `id`. Doing it twice gives the first receipt again.

        Raises `ComplaintError`, `LedgerBusy` or `OutcomeUnknown`.
        """

        def attempt() -> Receipt:
            known = receipt_of(request.command_id, self._ledger.facts(id))
            if known:
                return known
            facts = rules.register(command, _at(command, _context(request)))
            return self._append(Customer(id=id), [], command, facts, request)

        return self._ledger.once(attempt)

    def handle(self, id: UUID, command: CustomerCommand | UpkeepCommand, request: Request) -> Receipt:
        """Record what follows from a command; an empty receipt where it is so already.

        Raises `ComplaintError`, `LedgerBusy` or `OutcomeUnknown`.
        """

        def attempt() -> Receipt:
            stream = self.get(id)
            known = receipt_of(request.command_id, stream.facts)
            if known:
                return known
            expected = request.expected_version
            if expected is not None and expected != stream.version:
                raise VersionIsStale(current=stream.version, expected=expected)
            facts = _decided(command, stream, _context(request))
            if not facts:
                return receipt_for(stream.facts, nothing_new=True)
            self._refuse_unknown_complaint(facts)
            return self._append(stream.customer, stream.facts, command, facts, request)

        return self._ledger.once(attempt)

    def _refuse_unknown_complaint(self, facts: Sequence[Fact]) -> None:
        """Raise `ComplaintUnknown` where a rating or an answer is about a complaint that was never filed."""
        for complaint in (named for each in facts if (named := _complaint_named(each))):
            first = self._ledger.facts(complaint, until=1)
            if not first or not isinstance(first[0].fact, ComplaintFiled):
                raise ComplaintUnknown(complaint=str(complaint))

    def _append(
        self,
        before: Customer,
        recorded: Sequence[Recorded],
        command: Command,
        facts: Sequence[Fact],
        request: Request,
    ) -> Receipt:
        decided = [Decided(fact=fact, cause=f"command:{type(command).__name__}") for fact in facts]
        part = Part(stream=before.id, version=len(recorded), decided=decided, subject=before.id)
        after = reduce(evolve_customer, standing(recorded, facts).values(), Customer(id=before.id))
        return self._ledger.append([part], request, changes(before, after, self._key))[0]


def _decided(
    command: CustomerCommand | UpkeepCommand, stream: CustomerStream, context: Context
) -> Sequence[Fact]:
    if isinstance(command, UpkeepCommand):
        return decide_customer_upkeep(command, stream.facts, context)
    facts = rules.decide(command, stream.customer, _at(command, context))
    is_known = says_nothing_new(
        facts,
        [(fact, "") for fact in standing(stream.facts, []).values()],
        lambda fact, _: evolve_customer(stream.customer, fact) != stream.customer,
        is_time_said=command.at is not None,
    )
    return [] if is_known else facts


def _complaint_named(fact: Fact) -> UUID | None:
    """Return the complaint that a fact is about, also where it puts another fact right."""
    match fact:
        case EvaluationPosted(complaint=complaint) | SurveyAnswered(complaint=complaint):
            return complaint
        case FactCorrected(said={"complaint": str(complaint)}):
            return UUID(complaint)
        case _:
            return None


def _at(command: Command, context: Context) -> When:
    # Registration is no beginning: whoever is registered today may have bought, rated and left long ago.
    return when_it_happened(command.at, context, received=None)


def _context(request: Request) -> Context:
    return Context(by=request.by, now=request.now, book=PolicyBook())


def _fold(id: UUID, facts: Sequence[Recorded]) -> Customer:
    customer = reduce(evolve_customer, standing(facts, []).values(), Customer(id=id))
    return reduce(leave_trace, (each.fact for each in struck(facts)), customer)
