"""Clocks of the shipped policies with fixed details, and what the rules do to them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from complaints.commands import AnyCommand
from complaints.commands.decision import (
    IssueFinalResponse,
)
from complaints.commands.intake import AcknowledgeComplaint, FileComplaint
from complaints.facts import Fact
from complaints.facts.clocks import ClockBreached, ClockStarted, ClockStopped
from complaints.facts.intake import ComplaintFiled
from complaints.policy_book import PolicyBook
from complaints.rules import decide, file
from complaints.sla.packs import shipped_calendars, shipped_policies
from complaints.sla.policy import Policy
from complaints.when import Day, When
from tests.complaints.given import (
    COMPLAINT,
    EARLIER,
    NOW,
    RECEIVED,
    REFERENCE,
    Given,
    context,
    filed,
    fold,
)

MICROSECOND = timedelta(microseconds=1)
LONDON = "Europe/London"

(FINAL,) = (it for it in shipped_policies() if it.id == "uk.fca.final")
(ACK,) = (it for it in shipped_policies() if it.id == "example.ack")
(ENGLAND,) = (it for it in shipped_calendars() if it.id == "uk.england-and-wales")

FINAL_DUE = datetime(2026, 6, 2, 23, tzinfo=UTC) - MICROSECOND
ACK_DUE = datetime(2026, 4, 14, 23, tzinfo=UTC) - MICROSECOND
DUE_DAY = Day(day=date(2026, 6, 2), zone=LONDON)
DAY_AFTER = Day(day=date(2026, 6, 3), zone=LONDON)

FINAL_RUNS = ClockStarted(at=RECEIVED, clock="uk.fca.final", policy_version=1, due_at=FINAL_DUE)
ACK_RUNS = ClockStarted(
    at=RECEIVED,
    clock="example.ack",
    policy_version=1,
    calendar="uk.england-and-wales",
    calendar_version=1,
    due_at=ACK_DUE,
)
FINAL_BROKEN = ClockBreached(at=FINAL_DUE, clock="uk.fca.final", due_at=FINAL_DUE)
ACK_BROKEN = ClockBreached(at=ACK_DUE, clock="example.ack", due_at=ACK_DUE)

ANSWER = IssueFinalResponse(channel="letter", outcome="rejected", reasons="It was in time.")
ACKNOWLEDGE = AcknowledgeComplaint(channel="email")
BOTH: list[Given] = [filed(), FINAL_RUNS, ACK_RUNS]


def book(*policies: Policy) -> PolicyBook:
    """Return a book of these policies, the versions of one after the other."""
    ids = dict.fromkeys(it.id for it in policies)
    versions: Mapping[str, list[Policy]] = {id: [it for it in policies if it.id == id] for id in ids}
    return PolicyBook(policies=versions, calendars={ENGLAND.id: (ENGLAND,)})


def stopped(clock: str, by: str, at: When = NOW) -> ClockStopped:
    return ClockStopped(at=at, clock=clock, stopped_by=by)


def filing(jurisdiction: str = "none", brand: str | None = None, at: When = RECEIVED) -> FileComplaint:
    return FileComplaint(
        at=at, channel="phone", jurisdiction=jurisdiction, brand=brand, summary="It was late."
    )


def clocks_at_filing(when: FileComplaint, within: PolicyBook, now: datetime = EARLIER) -> list[Fact]:
    """Return what a filing does to the clocks."""
    decided = file(COMPLAINT, when, REFERENCE, context(now=now, book=within))
    return [each.fact for each in decided if each.cause != "command:FileComplaint"]


def clocks_after(given: list[Given], when: AnyCommand, now: datetime, within: PolicyBook) -> list[Fact]:
    """Return what a command does to the clocks after these facts."""
    decided = decide(when, fold(given), context(now=now, book=within))
    return [each.fact for each in decided if each.cause.startswith("policy:")]


BOOK = book(FINAL, ACK)


def filed_under(jurisdiction: str) -> ComplaintFiled:
    return replace(filed(), jurisdiction=jurisdiction)
