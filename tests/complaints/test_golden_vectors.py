"""Published cases through the shipped policies and calendars, in both readings where there are two.

They were computed apart from this code, from the published bank holidays and rules as read 2026-11-22. The
day of receipt is not counted unless a case says so.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from complaints.calculator import calculate
from complaints.policy_book import PolicyBook
from complaints.sla.calendar import BusinessCalendar, end_of_day
from complaints.sla.deadline import furthest
from complaints.sla.packs import shipped_calendars, shipped_policies
from complaints.sla.policy import Policy
from complaints.when import Day

IDS = dict.fromkeys(it.id for it in shipped_policies())
CALENDARS = {it.id: (it,) for it in shipped_calendars()}
BOOK = PolicyBook(
    policies={id: [it for it in shipped_policies() if it.id == id] for id in IDS}, calendars=CALENDARS
)


def changed(id: str, **changes: object) -> PolicyBook:
    """Return the shipped book with another reading of the last version of a policy."""
    *before, last = BOOK.policies[id]
    other: Sequence[Policy] = [*before, replace(last, **changes)]  # type: ignore[arg-type] # fields of it
    return replace(BOOK, policies={**BOOK.policies, id: other})


FUNERAL = date(2022, 9, 19)
"""Declared a bank holiday in September 2022; the department's own file had it only on 29 December."""
(DECLARED,) = CALENDARS["uk.england-and-wales"]
KNOWN_BEFORE = replace(DECLARED, holidays=tuple(it for it in DECLARED.holidays if it.day != FUNERAL))


def published(*versions: BusinessCalendar) -> PolicyBook:
    """Return the shipped book as known once these versions of England's calendar were published."""
    numbered = [replace(it, version=number) for number, it in enumerate(versions, start=1)]
    return replace(BOOK, calendars={**CALENDARS, DECLARED.id: numbered})


EARLIER, LATER = published(KNOWN_BEFORE), published(KNOWN_BEFORE, DECLARED)
THREE_DAYS, FIFTEEN_DAYS = "uk.nhs.ack", "uk.fca.psd"
MOTOR = changed("uk.fca.motor", suspensions=())
"""Had time not stood still."""
STATUTE = changed("uk.dp.ack", day0="include")
IN_LONDON = changed("au.rg271.ack", zone="Europe/London")

DAYS: dict[str, tuple[PolicyBook, str, str, str | None, str]] = {
    "Easter in England": (BOOK, THREE_DAYS, "2026-04-02", None, "2026-04-09"),
    "no Easter Monday in Scotland": (BOOK, THREE_DAYS, "2026-04-02", "scotland", "2026-04-08"),
    "Easter in Northern Ireland": (BOOK, THREE_DAYS, "2026-04-02", "northern-ireland", "2026-04-09"),
    "the new year in England": (BOOK, FIFTEEN_DAYS, "2026-12-17", None, "2027-01-12"),
    "2 January in Scotland": (BOOK, FIFTEEN_DAYS, "2026-12-17", "scotland", "2027-01-13"),
    "July in England": (BOOK, THREE_DAYS, "2026-07-10", None, "2026-07-15"),
    "July in Northern Ireland": (BOOK, THREE_DAYS, "2026-07-10", "northern-ireland", "2026-07-16"),
    "November in England": (BOOK, THREE_DAYS, "2026-11-27", None, "2026-12-02"),
    "St Andrew's in Scotland": (BOOK, THREE_DAYS, "2026-11-27", "scotland", "2026-12-03"),
    "15 days before the funeral was declared": (EARLIER, FIFTEEN_DAYS, "2022-09-09", None, "2022-09-30"),
    "15 days after it was": (LATER, FIFTEEN_DAYS, "2022-09-09", None, "2022-10-03"),
    "3 days before it was": (EARLIER, THREE_DAYS, "2022-09-14", None, "2022-09-19"),
    "3 days after it was": (LATER, THREE_DAYS, "2022-09-14", None, "2022-09-20"),
    "motor, first of the class": (BOOK, "uk.fca.motor", "2023-11-17", None, "2026-06-02"),
    "the same, had time run": (MOTOR, "uk.fca.motor", "2023-11-17", None, "2024-01-12"),
    "motor, December": (BOOK, "uk.fca.motor", "2023-12-01", None, "2026-06-16"),
    "December, had time run": (MOTOR, "uk.fca.motor", "2023-12-01", None, "2024-01-26"),
    "motor, received while time stood still": (BOOK, "uk.fca.motor", "2025-03-01", None, "2026-07-26"),
    "motor, on the last such day": (BOOK, "uk.fca.motor", "2026-05-31", None, "2026-07-26"),
    "motor, once time runs": (BOOK, "uk.fca.motor", "2026-06-01", None, "2026-07-27"),
    "data protection, by the guidance": (BOOK, "uk.dp.ack", "2026-07-01", None, "2026-07-31"),
    "data protection, by the statute": (STATUTE, "uk.dp.ack", "2026-07-01", None, "2026-07-30"),
    "rolled off a Sunday": (BOOK, "uk.dp.ack", "2026-07-03", None, "2026-08-03"),
    "and off a holiday in Scotland": (BOOK, "uk.dp.ack", "2026-07-03", "scotland", "2026-08-04"),
    "the last of eight weeks": (BOOK, "uk.telecom.adr", "2026-04-07", None, "2026-06-02"),
    "the first of six": (BOOK, "uk.telecom.adr", "2026-04-08", None, "2026-05-20"),
    "sent to the company": (BOOK, "us.cfpb.15", "2026-12-01", None, "2026-12-16"),
}


@pytest.mark.parametrize(("book", "policy", "received", "region", "day"), DAYS.values(), ids=DAYS)
def test_it_is_due_at_the_end_of_the_published_day(
    book: PolicyBook, policy: str, received: str, region: str | None, day: str
) -> None:
    found = calculate(book, policy, received, region).explanation
    local = found.due_at.astimezone(ZoneInfo(BOOK.policies[policy][-1].zone))
    assert f"{local:%Y-%m-%d %H:%M:%S}" == f"{day} 23:59:59"


def test_a_complaint_that_is_marked_in_progress_has_sixty_days() -> None:
    (policy,) = BOOK.policies["us.cfpb.15"]
    (extension,) = policy.extensions
    sent = Day(day=date(2026, 12, 1), zone=policy.zone)
    assert furthest(policy, None, sent, extension) == end_of_day(date(2027, 1, 30), policy.zone)


@pytest.mark.parametrize(
    ("received", "elapsed", "by_the_wall"),
    [
        ("2026-03-28T09:30:00+00:00", "2026-03-29T10:30:00+01:00", "2026-03-29T09:30:00+01:00"),
        ("2026-10-24T09:30:00+01:00", "2026-10-25T08:30:00+00:00", "2026-10-25T09:30:00+00:00"),
        ("2026-06-06T09:30:00+01:00", "2026-06-07T09:30:00+01:00", "2026-06-07T09:30:00+01:00"),
    ],
    ids=["the clocks go forward", "the clocks go back", "they stay"],
)
def test_twenty_four_hours_are_those_that_pass_and_not_the_next_day_by_the_wall(
    received: str, elapsed: str, by_the_wall: str
) -> None:
    explanation = calculate(IN_LONDON, "au.rg271.ack", received, None).explanation
    assert explanation.due_at == datetime.fromisoformat(elapsed)
    local = datetime.fromisoformat(received).astimezone(ZoneInfo("Europe/London"))
    assert local + timedelta(days=1) == datetime.fromisoformat(by_the_wall)
    assert f"{datetime.fromisoformat(elapsed):%H:%M}" in explanation.sentence
