"""Read, decide, append: the only writer of complaints and of the policy book."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from threading import Lock
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError

from complaints.application import ATTEMPTS, Ledger, Part, Receipt, receipt_for, receipt_of
from complaints.book_changes import Change, changes_in
from complaints.commands import AnyCommand, Command
from complaints.commands.causes import FixCause
from complaints.commands.intake import FileComplaint
from complaints.commands.merging import MergingCommand
from complaints.commands.policy_book import PolicyBookCommand
from complaints.commands.upkeep import UpkeepCommand
from complaints.corrections import with_verdicts
from complaints.customer_errors import CustomerNotRegistered
from complaints.errors import ComplaintUnknown, VersionIsStale
from complaints.facts import Fact
from complaints.facts.customers import CustomerRegistered
from complaints.facts.intake import CustomerIdentified
from complaints.facts.upkeep import FactCorrected
from complaints.merging import decide_merging, refuse_changing_a_merge, survivor_of, tell_survivor
from complaints.policy_book import POLICY_BOOK, PolicyBook, evolve_book
from complaints.publishing import decide_book
from complaints.recorder import Pool
from complaints.reference import parse_reference, reference_of
from complaints.request import Request
from complaints.rules import Context, Decided, causes, decide, file
from complaints.rules.context import when_it_happened
from complaints.storage import Recorded
from complaints.stream import Stream, news, project
from complaints.taking_in import Said, imported_id, take_in
from complaints.upkeep import decide_upkeep
from complaints.when import When

Rule = Callable[[Stream, Context], list[Decided]]
"""What a rule of the house says of a complaint as it stands."""


class Complaints:
    """Every change of a complaint or of the policy book goes through here."""

    def __init__(self, pool: Pool) -> None:
        """Work on `pool`, which the caller closes."""
        self._ledger = Ledger(pool)
        self._book: tuple[PolicyBook, tuple[Recorded, ...]] = (PolicyBook(), ())
        self._book_lock = Lock()

    def get(self, id: UUID, version: int | None = None) -> Stream:
        """Return a complaint, now or as of a version. Raises `ComplaintUnknown`."""
        try:
            return self._ledger.repository.get(id, version=version, projector_func=project)
        except AggregateNotFoundError:
            raise ComplaintUnknown(complaint=str(id)) from None

    def as_known(self, ids: Sequence[UUID], known_at: datetime | None) -> dict[UUID, Stream]:
        """Return complaints as far as was recorded by then, now if None; those not filed yet are left out."""
        streams = self._ledger.streams_with_personal(ids) if ids else {}
        known = {
            id: project(None, [it for it in facts if it.was_recorded_by(known_at)])
            for id, facts in streams.items()
        }
        return {id: stream for id, stream in known.items() if stream}

    def of_customer(
        self, customer: UUID, known_at: datetime | None, most: int
    ) -> tuple[dict[UUID, Stream], int]:
        """Return a customer's complaints as far as was recorded by then, now if None.

        They are among the `most` that were last said to be the customer's; how many were only before those is
        returned too.
        """
        ids, named = self._ledger.find_said_to_be_of(customer, known_at, most)
        known = self.as_known(ids, known_at)
        theirs = {id: stream for id, stream in known.items() if stream.complaint.customer == customer}
        return theirs, named - len(ids)

    def find(self, name: str) -> UUID:
        """Return the id of a complaint named by its id or reference. Raises `ComplaintUnknown`.

        An id is taken as it is: whether there is such a complaint shows when it is read.
        """
        try:
            return UUID(name)
        except ValueError:
            reference = parse_reference(name)
        id = self._ledger.find_reference(reference) if reference else None
        if id is None:
            raise ComplaintUnknown(complaint=name)
        return id

    def file(self, id: UUID, command: FileComplaint, request: Request) -> Receipt:
        """Record a new complaint under `id`. Doing it twice gives the first receipt again.

        Raises `ComplaintError`, `LedgerBusy` or `OutcomeUnknown`.
        """
        references = (reference_of(id, attempt) for attempt in range(ATTEMPTS))

        def attempt() -> Receipt:
            known = receipt_of(request.command_id, self._ledger.facts(id))
            if known:
                return known
            decided = file(id, command, next(references), self._context(request))
            self._refuse_unknown_customer(decided)
            part = Part(stream=id, version=0, decided=decided, subject=command.customer or id)
            return self._ledger.append([part], request)[0]

        return self._ledger.once(attempt)

    def handle(
        self, id: UUID, command: AnyCommand | MergingCommand | UpkeepCommand, request: Request
    ) -> Receipt:
        """Record what follows from a command; an empty receipt where it is so already.

        A merge is recorded in both complaints, in one append; the receipt is for the one that was named.
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
            parts = self._parts(command, stream, self._context(request))
            if not parts[-1].decided:
                return receipt_for(stream.facts, nothing_new=True)
            self._refuse_unknown_customer(parts[-1].decided)
            return self._ledger.append(parts, request)[-1]

        return self._ledger.once(attempt)

    def take_in(self, batch: Sequence[Said], request: Request) -> list[Receipt]:
        """Record what an outside system says of several complaints, each of another; all or nothing.

        Returns a receipt for each in the same order, an empty one where nothing was new. Raises
        `VersionTaken` or `ReferenceTaken`: take them in one by one then, with `take_in_one`.
        """
        ids = [imported_id(said.source, said.source_id) for said in batch]
        streams = self._ledger.streams_with_personal(ids)
        context = self._context(request)
        parts = [
            Part(
                stream=id,
                version=len(streams.get(id, ())),
                decided=take_in(said, streams.get(id, ()), context),
                subject=id,
            )
            for id, said in zip(ids, batch, strict=True)
        ]
        new = [part for part in parts if part.decided]
        receipts = {it.id: it for it in (self._ledger.append(new, request) if new else ())}
        return [receipts.get(id) or receipt_for(streams[id], nothing_new=True) for id in ids]

    def take_in_one(self, said: Said, request: Request) -> Receipt:
        """Record what an outside system says of one complaint, deciding anew as often as it takes."""
        id = imported_id(said.source, said.source_id)
        references = (reference_of(id, attempt) for attempt in range(ATTEMPTS))

        def attempt() -> Receipt:
            filed = replace(said.filed, reference=next(references))
            return self.take_in([replace(said, filed=filed)], request)[0]

        return self._ledger.once(attempt)

    def obey(self, rule: Rule, id: UUID, request: Request) -> Receipt:
        """Record what a rule of the house says of a complaint by itself; an empty receipt where nothing.

        The rule is asked again where others were faster, so of what is so already it has to say nothing.
        Raises `ComplaintUnknown`, `LedgerBusy` or `OutcomeUnknown`.
        """

        def attempt() -> Receipt:
            stream = self.get(id)
            decided = rule(stream, self._context(request))
            if not decided:
                return receipt_for(stream.facts, nothing_new=True)
            return self._ledger.append([_part(stream, decided)], request)[0]

        return self._ledger.once(attempt)

    def publish(self, command: PolicyBookCommand, request: Request) -> Receipt:
        """Record a change of the policy book; an empty receipt where it says so already.

        Raises `ComplaintError`, `LedgerBusy` or `OutcomeUnknown`.
        """

        def attempt() -> Receipt:
            book, facts = self._read_book()
            return self._record(
                POLICY_BOOK, facts, command, request, lambda at: decide_book(command, book, at)
            )

        return self._ledger.once(attempt)

    def fix_cause(self, cause: str, command: FixCause, request: Request) -> Receipt:
        """Record that a cause was removed; an empty receipt where it was, at no other time.

        Raises `ComplaintError`, `LedgerBusy` or `OutcomeUnknown`.
        """
        id = causes.cause_id(cause)

        def attempt() -> Receipt:
            facts = self._ledger.facts(id)
            fixed = facts[0].fact.at if facts else None
            return self._record(id, facts, command, request, lambda at: causes.fix(command, cause, fixed, at))

        return self._ledger.once(attempt)

    def policy_book(self, known_at: datetime | None = None) -> PolicyBook:
        """Return the policy book as it stands; one read of what was added since the last time.

        With `known_at`, as far as was recorded by then.
        """
        book, facts = self._read_book()
        if known_at is None:
            return book
        known = (it.fact for it in facts if it.was_recorded_by(known_at))
        return reduce(evolve_book, known, PolicyBook())

    def changes(self, known_at: datetime | None = None) -> list[Change]:
        """Return the changes of the policy book that move clocks, those recorded by `known_at`, in order."""
        _, facts = self._read_book()
        return changes_in([it for it in facts if it.was_recorded_by(known_at)])

    def _read_book(self) -> tuple[PolicyBook, Sequence[Recorded]]:
        """Return the policy book and the very facts that it was folded from."""
        with self._book_lock:
            book, facts = self._book
            added = self._ledger.facts(POLICY_BOOK, after=len(facts))
            for recorded in added:
                book = evolve_book(book, recorded.fact)
            self._book = book, (*facts, *added)
            return self._book

    def _parts(
        self, command: AnyCommand | MergingCommand | UpkeepCommand, stream: Stream, context: Context
    ) -> list[Part]:
        """Return what a command adds to each stream it touches, last to the one it names.

        So a view that has reached the position in the receipt shows all of it.
        """
        if isinstance(command, UpkeepCommand):
            corrected = decide_upkeep(command, stream, context)
            refuse_changing_a_merge(command, corrected, stream.complaint)
            return [_part(stream, corrected)]
        if isinstance(command, MergingCommand):
            survivor = self.get(survivor_of(command, stream.complaint))
            of_duplicate, of_survivor = decide_merging(command, stream, survivor, context)
            return [_part(survivor, of_survivor), _part(stream, of_duplicate)]
        decided = news(command, decide(command, stream.complaint, context), stream)
        if decided:  # of what stopped a clock, the earliest counts, not the first recorded
            decided = with_verdicts(decided, stream.facts, context)
        told = tell_survivor(decided, stream.complaint)
        return [*([_part(self._open_end(stream), told)] if told else []), _part(stream, decided)]

    def _refuse_unknown_customer(self, decided: Sequence[Decided]) -> None:
        """Raise `CustomerNotRegistered` for what is no customer: nobody would find the complaint."""
        for customer in (named for each in decided if (named := _customer_named(each.fact))):
            first = self._ledger.facts(customer, until=1)
            if not first or not isinstance(first[0].fact, CustomerRegistered):
                raise CustomerNotRegistered(customer=str(customer))

    def _open_end(self, stream: Stream) -> Stream:
        """Return the complaint in which work on a merged one goes on; the survivor may be merged in turn."""
        while stream.complaint.merged_into:
            stream = self.get(stream.complaint.merged_into)
        return stream

    def _record(
        self,
        stream: UUID,
        facts: Sequence[Recorded],
        command: Command,
        request: Request,
        rule: Callable[[When], list[Fact]],
    ) -> Receipt:
        """Append to a stream that is no complaint's, where `facts` is all of it, what `rule` says follows."""
        known = receipt_of(request.command_id, facts)
        if known:
            return known
        at = when_it_happened(command.at, self._context(request), received=None)
        decided = [Decided(fact=fact, cause=f"command:{type(command).__name__}") for fact in rule(at)]
        if not decided:
            return receipt_for(facts, nothing_new=True)
        part = Part(stream=stream, version=len(facts), decided=decided, subject=stream)
        return self._ledger.append([part], request)[0]

    def _context(self, request: Request) -> Context:
        return Context(by=request.by, now=request.now, book=self.policy_book())


def _customer_named(fact: Fact) -> UUID | None:
    """Return the customer that a fact says the complaint is of, also where it puts another fact right."""
    match fact:
        case CustomerIdentified(customer=customer):
            return customer
        case FactCorrected(said={"customer": str(customer)}):
            return UUID(customer)
        case _:
            return None


def _part(stream: Stream, decided: Sequence[Decided]) -> Part:
    return Part(stream=stream.id, version=stream.version, decided=decided, subject=stream.complaint.subject)
