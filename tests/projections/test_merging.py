"""Merged complaints in the views: no deadline of theirs runs; the survivor answers for what they lacked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from api.postgres import Database
from complaints.application import Ledger
from complaints.commands import AnyCommand
from complaints.commands.decision import ResolveComplaint
from complaints.commands.merging import MergeInto, MergingCommand, Unmerge
from complaints.commands.policy_book import PublishPolicy
from complaints.ledger import Complaints
from complaints.recorder import open_pool
from complaints.when import Day
from projections import positions
from projections.cases import AfterCase, CaseFilter, cases
from projections.engine import advance
from projections.response_groups import TimesAsked, TimesOfGroup
from projections.response_questions import response_times, response_times_of
from projections.response_times import Measure
from projections.standing import AfterClock, ClockFilter, standings
from projections.worker import VIEWS, catch_up
from projections.writer import Writer, open_writer
from tests.complaints.given import NOW, RECEIVED
from tests.complaints.given_clocks import ACKNOWLEDGE, ANSWER, FINAL, FINAL_DUE, filing
from tests.complaints.given_merging import LATER, SAME
from tests.complaints.rows import request
from tests.projections.place import assert_as_rebuilt

FINAL_DUE_LATER = FINAL_DUE + timedelta(days=2)
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
BETWEEN_DUES, AFTER_BOTH = FINAL_DUE + timedelta(days=1), FINAL_DUE + timedelta(days=7)
HOUR = timedelta(hours=1)
UNDO = Unmerge(reason="another payment")

RUNS, RUNS_LATER = ("running", FINAL_DUE), ("running", FINAL_DUE_LATER)
LATE, LATE_LATER = ("breached while open", FINAL_DUE), ("breached while open", FINAL_DUE_LATER)
PAUSED = ("paused", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two complaints with a clock each, one of which is the other's duplicate, and the views on them."""

    duplicate: UUID
    survivor: UUID
    complaints: Complaints
    ledger: Ledger
    connection: Writer

    def ask(
        self, command: AnyCommand | MergingCommand, *, now: datetime = NOW, survivor: bool = False
    ) -> None:
        id = self.survivor if survivor else self.duplicate
        self.complaints.handle(id, command, replace(request(), now=now))

    def merge(self) -> None:
        self.ask(MergeInto(survivor=self.survivor, reason=SAME))

    def listed(self) -> list[tuple[str, datetime | None]]:
        """Return status and next deadline of the duplicate and of the survivor."""
        self._follow()
        rows = {it.complaint: it for it in cases(self.connection, NOW, CaseFilter(), AfterCase(), 10)}
        return [(rows[id].status, rows[id].next_due_at) for id in (self.duplicate, self.survivor)]

    def standing(self, as_of: datetime) -> list[tuple[str, datetime | None]]:
        """Return verdict and deadline of the clock of the duplicate and of the survivor."""
        self._follow()
        rows = {it.complaint: it for it in standings(self.connection, as_of, ClockFilter(), AfterClock(), 10)}
        return [(rows[id].verdict, rows[id].due_at) for id in (self.duplicate, self.survivor)]

    def took(self, measure: Measure, *, survivor: bool = True) -> tuple[str, timedelta | None]:
        """Return how long a step took in the survivor, or in the duplicate."""
        self._follow()
        steps = response_times_of(self.connection, self.survivor if survivor else self.duplicate)
        return next((it.state, it.duration) for it in steps if it.measure == measure)

    def group(self, measure: Measure, target: timedelta, now: datetime = NOW) -> TimesOfGroup:
        self._follow()
        asked = TimesAsked(
            measure=measure, group_by="all", zone="UTC", received_from=None, received_to=None, target=target
        )
        (found,) = response_times(self.connection, now, asked)
        return found

    def _follow(self) -> None:
        while advance(self.connection, self.ledger, VIEWS):
            pass


@pytest.fixture
def pair(database: Database) -> Iterator[Pair]:
    pool = open_pool(database.app, size=2)
    with pool, open_writer(database.app) as connection:
        positions.register(connection, VIEWS.values())
        complaints, duplicate, survivor = Complaints(pool), uuid7(), uuid7()
        complaints.publish(PublishPolicy(policy=FINAL), request())
        complaints.file(duplicate, filing("uk.fca", at=RECEIVED), request())
        complaints.file(survivor, filing("uk.fca", at=LATER), request())
        both = Pair(
            duplicate=duplicate,
            survivor=survivor,
            complaints=complaints,
            ledger=Ledger(pool),
            connection=connection,
        )
        yield both
        catch_up(connection, both.ledger)
        assert_as_rebuilt(connection, both.ledger)


def test_a_merged_complaint_is_listed_as_such_and_nothing_is_due_there(pair: Pair) -> None:
    assert pair.listed() == [("open", FINAL_DUE), ("open", FINAL_DUE_LATER)]
    pair.merge()
    assert pair.listed() == [("merged", None), ("open", FINAL_DUE)]
    pair.ask(UNDO)
    assert pair.listed() == [("open", FINAL_DUE), ("open", FINAL_DUE_LATER)]


def test_a_resolved_complaint_is_listed_as_resolved_again(pair: Pair) -> None:
    pair.ask(ANSWER)
    pair.ask(ResolveComplaint())
    pair.merge()
    assert pair.listed() == [("merged", None), ("open", FINAL_DUE_LATER)]
    pair.ask(UNDO)
    assert pair.listed() == [("resolved", None), ("open", FINAL_DUE_LATER)]


def test_a_merged_complaint_is_never_overdue_and_the_survivor_is_by_the_earlier_deadline(pair: Pair) -> None:
    assert pair.standing(BEFORE) == [RUNS, RUNS_LATER]
    pair.merge()
    assert pair.standing(BEFORE) == [RUNS, RUNS]
    assert pair.standing(NOW) == [PAUSED, RUNS]
    assert pair.standing(AFTER_BOTH) == [PAUSED, LATE]


def test_once_the_merge_is_undone_both_deadlines_are_their_own(pair: Pair) -> None:
    pair.merge()
    pair.ask(UNDO, now=AFTER)
    assert pair.standing(BEFORE) == [RUNS, RUNS_LATER]
    assert pair.standing(NOW) == [PAUSED, RUNS_LATER]
    assert pair.standing(AFTER) == [RUNS, RUNS_LATER]
    assert pair.standing(BETWEEN_DUES) == [LATE, RUNS_LATER]
    assert pair.standing(AFTER_BOTH) == [LATE, LATE_LATER]


def test_an_answer_of_the_survivor_is_in_time_by_its_own_deadline_once_the_merge_is_undone(
    pair: Pair,
) -> None:
    pair.merge()
    pair.ask(ANSWER, now=BETWEEN_DUES, survivor=True)
    assert pair.standing(BETWEEN_DUES) == [PAUSED, ("breached and answered late", FINAL_DUE)]
    pair.ask(UNDO, now=AFTER_BOTH)
    assert pair.standing(AFTER_BOTH) == [LATE, ("met", FINAL_DUE_LATER)]


def test_what_was_done_while_it_was_merged_counts_once_that_is_undone(pair: Pair) -> None:
    pair.merge()
    pair.ask(UNDO, now=AFTER)
    pair.ask(replace(ANSWER, at=NOW), now=BETWEEN_DUES)
    assert pair.standing(BETWEEN_DUES) == [("met", FINAL_DUE), RUNS_LATER]


def test_a_step_that_the_duplicate_lacked_runs_from_its_receipt(pair: Pair) -> None:
    pair.ask(replace(ANSWER, at=LATER + HOUR), survivor=True)
    assert pair.took("final response") == ("reached", HOUR)
    pair.merge()
    assert pair.standing(NOW)[1] == ("met", FINAL_DUE)
    assert pair.took("final response") == ("reached", LATER + HOUR - RECEIVED)
    assert pair.took("final response", survivor=False) == ("merged", None)
    pair.ask(UNDO)
    assert pair.took("final response") == ("reached", HOUR)
    assert pair.took("final response", survivor=False) == ("open", None)


def test_a_step_taken_after_the_merge_runs_from_the_receipt_of_the_duplicate(pair: Pair) -> None:
    pair.merge()
    pair.ask(ANSWER, survivor=True, now=AFTER)
    assert pair.took("final response") == ("reached", AFTER - RECEIVED)


def test_a_step_that_the_duplicate_had_taken_runs_from_the_receipt_of_the_survivor(pair: Pair) -> None:
    pair.ask(replace(ACKNOWLEDGE, at=RECEIVED + HOUR))
    pair.ask(replace(ACKNOWLEDGE, at=LATER + HOUR), survivor=True)
    pair.merge()
    assert pair.took("acknowledgement") == ("reached", HOUR)
    assert pair.took("acknowledgement", survivor=False) == ("reached", HOUR)


def test_merging_takes_no_late_case_out_of_a_share(pair: Pair) -> None:
    pair.ask(replace(ACKNOWLEDGE, at=LATER + HOUR), survivor=True)
    before = pair.group("acknowledgement", 2 * HOUR)
    assert (before.filings, before.reached, before.open, before.within_target) == (2, 1, 1, 0.5)
    pair.merge()
    after = pair.group("acknowledgement", 2 * HOUR)
    assert (after.filings, after.reached, after.merged, after.within_target) == (2, 1, 1, 0.0)


def test_an_open_case_is_late_by_the_earliest_receipt(pair: Pair) -> None:
    pair.merge()
    assert pair.group("final response", NOW - LATER + HOUR).within_target == 0.0
    assert pair.group("final response", NOW - RECEIVED).within_target is None


def test_a_step_is_passed_on_through_every_merge(pair: Pair) -> None:
    third = uuid7()
    pair.complaints.file(third, filing("uk.fca", at=LATER + HOUR), request())
    pair.merge()
    pair.ask(MergeInto(survivor=third, reason=SAME), survivor=True)
    pair.complaints.handle(third, ACKNOWLEDGE, replace(request(), now=AFTER))
    pair.took("acknowledgement")
    (step,) = (it for it in response_times_of(pair.connection, third) if it.measure == "acknowledgement")
    assert (step.runs_from, step.duration) == (RECEIVED, AFTER - RECEIVED)
    assert step.received_at == LATER + HOUR


def test_a_step_is_not_timed_from_a_receipt_known_to_the_day(pair: Pair) -> None:
    vague = uuid7()
    pair.complaints.file(
        vague, filing("uk.fca", at=Day(day=RECEIVED.date() - timedelta(days=9), zone="UTC")), request()
    )
    pair.ask(replace(ACKNOWLEDGE, at=LATER + HOUR), survivor=True)
    pair.complaints.handle(vague, MergeInto(survivor=pair.survivor, reason=SAME), request())
    assert pair.took("acknowledgement") == ("time unknown", None)
    assert pair.took("closing") == ("open", None)
