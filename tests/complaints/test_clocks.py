"""Clocks in the ledger: recorded with what moved them, by the shipped policies, due as the books say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from uuid_utils.compat import uuid7

from complaints.commands.decision import AcceptResolution, IssueFinalResponse, ProposeResolution
from complaints.commands.intake import AcknowledgeComplaint, FileComplaint
from complaints.commands.policy_book import PublishCalendar, PublishPolicy
from complaints.errors import AnswerWithoutOutcome, AnswerWithoutReasons
from complaints.facts.clocks import ClockStarted
from complaints.facts.decision import ComplaintClosed
from complaints.facts.intake import ComplaintFiled
from complaints.ledger import Complaints
from complaints.request import Request
from complaints.sla.calendar import BusinessCalendar
from complaints.sla.policy import Policy, Selector
from complaints.storage import Recorded
from complaints.taking_in import Said, imported_id
from complaints.when import Day
from tests.complaints.given import EARLIER, MARA, NOW, RECEIVED
from tests.complaints.given_clocks import ACK, ENGLAND, FINAL, LONDON

ACK_ZONE = ZoneInfo(LONDON)
LATER = datetime(2026, 7, 1, 9, tzinfo=UTC)
FILED_LATER = FileComplaint(
    at=RECEIVED, channel="phone", jurisdiction="uk.fca", brand="example", summary="It was late."
)
ANSWER = IssueFinalResponse(channel="letter", outcome="rejected", reasons="It was in time.")


def asked(now: datetime = NOW) -> Request:
    return Request(by=MARA, now=now, command_id=uuid7())


def filed(complaints: Complaints, *, now: datetime = EARLIER, **said: object) -> UUID:
    id = uuid7()
    complaints.file(id, replace(FILED_LATER, **said), asked(now))  # type: ignore[arg-type]  # by field name
    return id


def facts_of(complaints: Complaints, id: UUID) -> list[Recorded]:
    return list(complaints.get(id).facts)


def due_days(complaints: Complaints, id: UUID) -> list[date]:
    """Return the days in London on which the clocks of a complaint are due, each at its very end."""
    clocks = [it.fact for it in facts_of(complaints, id) if isinstance(it.fact, ClockStarted)]
    ends = [(clock.due_at + timedelta(microseconds=1)).astimezone(ACK_ZONE) for clock in clocks]
    assert all(it.time().isoformat() == "00:00:00" for it in ends)
    return [(it - timedelta(hours=1)).date() for it in ends]


def test_a_clock_starts_in_the_append_of_its_cause(complaints: Complaints) -> None:
    facts = facts_of(complaints, filed(complaints))
    assert [(type(it.fact).__name__, it.envelope.cause) for it in facts] == [
        ("ComplaintFiled", "command:FileComplaint"),
        ("ClockStarted", "policy:example.ack@1"),
        ("ClockStarted", "policy:uk.fca.final@1"),
    ]
    assert len({(it.envelope.command_id, it.envelope.by, it.recorded_at) for it in facts}) == 1


def test_two_promises_are_kept_each_by_its_own(complaints: Complaints) -> None:
    id = filed(complaints)
    acknowledged = complaints.handle(id, AcknowledgeComplaint(at=EARLIER, channel="email"), asked())
    assert acknowledged.facts == ["ComplaintAcknowledged", "ClockStopped"]
    answered = complaints.handle(id, ANSWER, asked())
    assert answered.facts == ["FinalResponseIssued", "ClockStopped"]
    assert [clock.is_running for clock in complaints.get(id).complaint.clocks] == [False, False]


def test_an_answer_without_content_is_refused_before_it_could_stop_a_clock(complaints: Complaints) -> None:
    id = filed(complaints)
    with pytest.raises(AnswerWithoutOutcome):
        complaints.handle(id, replace(ANSWER, outcome=None), asked())
    for reasons in (None, " \n"):
        with pytest.raises(AnswerWithoutReasons):
            complaints.handle(id, replace(ANSWER, reasons=reasons), asked())
    assert all(clock.is_running for clock in complaints.get(id).complaint.clocks)


def test_agreement_on_the_telephone_stops_no_clock_and_by_email_does(complaints: Complaints) -> None:
    id = filed(complaints, brand=None)
    complaints.handle(id, ProposeResolution(text="We repay the fee."), asked())
    by_phone = complaints.handle(id, AcceptResolution(channel="phone"), asked())
    assert by_phone.facts == ["ResolutionAccepted", "ComplaintResolved"]
    confirmed = complaints.handle(id, AcceptResolution(channel="email"), asked())
    assert confirmed.facts == ["ResolutionAccepted", "ClockStopped"]


def test_what_is_overdue_when_it_is_recorded_is_broken_on_arrival_and_once(complaints: Complaints) -> None:
    id = filed(complaints, now=LATER)
    assert [type(it.fact).__name__ for it in facts_of(complaints, id)] == [
        "ComplaintFiled",
        *["ClockStarted", "ClockBreached"] * 2,
    ]
    late = complaints.handle(id, ANSWER, asked(LATER))
    assert late.facts == ["FinalResponseIssued", "ClockStopped"]


def test_what_is_overdue_and_stopped_too_late_is_broken_then(complaints: Complaints) -> None:
    id = filed(complaints, brand=None)
    late = complaints.handle(id, ANSWER, asked(LATER))
    assert late.facts == ["FinalResponseIssued", "ClockBreached", "ClockStopped"]
    breach = facts_of(complaints, id)[-2].fact
    assert breach.at == datetime(2026, 6, 2, 22, 59, 59, 999_999, tzinfo=UTC)


def business_days(amount: int) -> Policy:
    """Return a policy that promises an answer within so many business days in England and Wales."""
    return replace(
        ACK, id=f"own.{amount}", amount=amount, selector=Selector(brand=f"{amount} days"), calendar=OFFICE.id
    )


OFFICE = replace(ENGLAND, id="own.office")
NO_FUNERAL = replace(OFFICE, holidays=tuple(it for it in ENGLAND.holidays if it.day != date(2022, 9, 19)))
VECTORS: Mapping[str, tuple[date, int, date]] = {
    "over Easter": (date(2026, 4, 2), 3, date(2026, 4, 9)),
    "over Christmas": (date(2026, 12, 17), 15, date(2027, 1, 12)),
    "over a weekend": (date(2026, 7, 10), 3, date(2026, 7, 15)),
    "past Saint Andrew's Day, which is none in England": (date(2026, 11, 27), 3, date(2026, 12, 2)),
    "over the day of the Queen's funeral": (date(2022, 9, 9), 15, date(2022, 10, 3)),
    "to the day after it": (date(2022, 9, 14), 3, date(2022, 9, 20)),
}


def received_on(day: date) -> Day:
    return Day(day=day, zone=LONDON)


def open_office(complaints: Complaints, calendar: BusinessCalendar) -> None:
    complaints.publish(PublishCalendar(calendar=calendar), asked())
    for amount in (3, 15):
        complaints.publish(PublishPolicy(policy=business_days(amount)), asked())


def test_business_days_end_where_the_published_vectors_say(complaints: Complaints) -> None:
    open_office(complaints, OFFICE)
    for words, (day, amount, due) in VECTORS.items():
        now = datetime(2027, 6, 1, tzinfo=UTC)
        id = filed(complaints, now=now, at=received_on(day), jurisdiction="none", brand=f"{amount} days")
        assert due_days(complaints, id) == [due], words


def test_a_holiday_that_is_declared_late_changes_no_verdict_given_before(complaints: Complaints) -> None:
    open_office(complaints, NO_FUNERAL)
    said = {"at": received_on(date(2022, 9, 9)), "jurisdiction": "none", "brand": "15 days"}
    then = filed(complaints, now=datetime(2022, 9, 10, tzinfo=UTC), **said)
    complaints.publish(PublishCalendar(calendar=replace(OFFICE, version=2)), asked())
    since = filed(complaints, now=datetime(2022, 9, 12, tzinfo=UTC), **said)
    assert due_days(complaints, then) == [date(2022, 9, 30)]
    assert due_days(complaints, since) == [date(2022, 10, 3)]


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2023, 11, 17), date(2024, 1, 12)),
        (date(2023, 12, 1), date(2024, 1, 26)),
        (date(2026, 4, 7), date(2026, 6, 2)),
    ],
)
def test_eight_weeks_end_on_the_same_weekday(complaints: Complaints, received: date, due: date) -> None:
    id = filed(complaints, now=NOW, at=received_on(received), brand=None)
    assert due_days(complaints, id) == [due]


def test_an_imported_complaint_has_the_clocks_of_its_source_and_no_other(complaints: Complaints) -> None:
    of_source = replace(FINAL, id="own.boston", selector=Selector(source="boston311"))
    of_all = replace(FINAL, id="own.all", selector=Selector(jurisdiction="uk.fca"))
    for policy in (of_source, of_all):
        complaints.publish(PublishPolicy(policy=policy), asked())
    said = Said(
        source="boston311",
        source_id="1",
        filed=ComplaintFiled(
            at=RECEIVED, reference="C-1", channel="phone", source="boston311", source_id="1"
        ),
        others=[ComplaintClosed(at=NOW, reason="done")],
    )
    complaints.take_in([said], asked(LATER))
    facts = [it.fact for it in facts_of(complaints, imported_id("boston311", "1"))]
    assert [type(it).__name__ for it in facts] == [
        "ComplaintFiled",
        "ComplaintClosed",
        "ClockStarted",
        "ClockBreached",
    ]
    assert [it.clock for it in facts if isinstance(it, ClockStarted)] == ["own.boston"]
