"""Corrections in the ledger: recorded once, personal values apart, and late answers that move a stop."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from uuid_utils.compat import uuid7

from api.postgres import Database
from complaints.commands.conversation import AddNote
from complaints.commands.decision import IssueFinalResponse
from complaints.commands.intake import FileComplaint
from complaints.commands.merging import MergeInto, Unmerge
from complaints.commands.outside import ForwardComplaint
from complaints.commands.upkeep import CorrectFact, StrikeFact
from complaints.errors import KeyUsedForAnotherRequest, VersionIsStale
from complaints.ledger import Complaints
from complaints.request import command_id
from tests.complaints.given import EARLIER, MARA, NOW, RECEIVED
from tests.complaints.lives import Verdict, verdicts
from tests.complaints.rows import answer, request

DUE = datetime(2026, 6, 2, 22, 59, 59, 999_999, tzinfo=UTC)
ANSWERED = IssueFinalResponse(at=EARLIER, channel="letter", outcome="rejected", reasons="It was in time.")
FORWARDED = ForwardComplaint(at=EARLIER - timedelta(days=1), to="the bank", customer_told=True)


@pytest.fixture
def complaint(complaints: Complaints) -> UUID:
    id = uuid7()
    filing = FileComplaint(
        at=RECEIVED, channel="phone", jurisdiction="uk.fca", summary="Mrs Kowalczyk was not paid."
    )
    complaints.file(id, filing, request())
    return id


def test_a_correction_holds_no_personal_value_in_its_open_part(
    complaint: UUID, complaints: Complaints, database: Database
) -> None:
    changes: dict[str, object] = {"summary": "Mr Kowalczyk was not paid.", "at": "2026-04-06T10:00:00+01:00"}
    receipt = complaints.handle(
        complaint, CorrectFact(version=1, changes=changes, reason="misheard"), request()
    )
    assert receipt.facts == ["FactCorrected", "ClockRestated"]
    with psycopg.connect(database.owner) as owner:
        open_parts = "select string_agg(state::text, ' ') from ledger.events"
        assert "Kowalczyk" not in str(answer(owner, open_parts))
        assert "Mr Kowalczyk" in str(
            answer(owner, "select personal from ledger.events where topic = 'FactCorrected'")
        )
        subjects = "select count(distinct subject) from ledger.events where subject is not null"
        assert answer(owner, subjects) == 1


def test_a_correction_sent_twice_is_recorded_once(complaint: UUID, complaints: Complaints) -> None:
    correct = CorrectFact(version=1, changes={"channel": "letter"}, reason="typed wrongly")
    first = request()
    receipt = complaints.handle(complaint, correct, first)
    assert complaints.handle(complaint, correct, first) == receipt
    assert complaints.handle(complaint, correct, request()).facts == ()
    assert complaints.get(complaint).version == receipt.version


def test_a_correction_of_what_was_not_read_is_refused(complaint: UUID, complaints: Complaints) -> None:
    correct = CorrectFact(version=1, changes={"channel": "letter"}, reason="typed wrongly")
    with pytest.raises(VersionIsStale):
        complaints.handle(complaint, correct, request(expected_version=1))
    keyed = replace(request(), command_id=command_id(MARA, "a key", b"one"))
    complaints.handle(complaint, correct, keyed)
    other = replace(keyed, command_id=command_id(MARA, "a key", b"another"))
    with pytest.raises(KeyUsedForAnotherRequest):
        complaints.handle(complaint, StrikeFact(version=2, reason="no"), other)


def test_an_answer_recorded_late_counts_from_when_it_was_given(
    complaint: UUID, complaints: Complaints
) -> None:
    complaints.handle(complaint, ANSWERED, request())
    receipt = complaints.handle(complaint, FORWARDED, request())
    assert receipt.facts == ["ComplaintForwarded", "FactCorrected"]
    assert verdicts(complaints.get(complaint).facts) == {
        "uk.fca.final": Verdict(
            started=RECEIVED, due_at=DUE, stopped=EARLIER - timedelta(days=1), is_breached=False
        )
    }


def test_a_closed_file_is_put_right_too(complaint: UUID, complaints: Complaints) -> None:
    complaints.handle(complaint, AddNote(at=EARLIER, text="Mrs Kowalczyk called."), request())
    receipt = complaints.handle(complaint, StrikeFact(at=NOW, version=3, reason="no such call"), request())
    assert receipt.facts == ["FactCorrected"]
    with pytest.raises(Exception, match="was struck out"):
        complaints.handle(complaint, StrikeFact(version=3, reason="again"), request())


def test_a_correction_leaves_a_clock_where_a_merge_has_put_it(
    complaint: UUID, complaints: Complaints
) -> None:
    earlier = uuid7()
    filing = FileComplaint(
        at=RECEIVED - timedelta(days=7), channel="phone", jurisdiction="uk.fca", summary="It is not paid."
    )
    complaints.file(earlier, filing, request())
    complaints.handle(complaint, ANSWERED, request())
    complaints.handle(earlier, MergeInto(survivor=complaint, reason="the same"), request())
    complaints.handle(complaint, StrikeFact(version=3, reason="it was not sent"), request())
    week_before = DUE - timedelta(days=7)
    moved = Verdict(started=RECEIVED - timedelta(days=7), due_at=week_before, stopped=None, is_breached=False)
    assert verdicts(complaints.get(complaint).facts) == {"uk.fca.final": moved}
    complaints.handle(earlier, Unmerge(reason="not the same"), request())
    assert verdicts(complaints.get(complaint).facts) == {
        "uk.fca.final": Verdict(started=RECEIVED, due_at=DUE, stopped=None, is_breached=False)
    }
