"""The policy book: what can be published, what follows, and who wins when two publish at once."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from pydantic import TypeAdapter
from uuid_utils.compat import uuid7

from complaints.commands.decision import IssueFinalResponse
from complaints.commands.intake import FileComplaint
from complaints.commands.policy_book import (
    DeclareHoliday,
    OrderSuspension,
    PolicyBookCommand,
    PublishCalendar,
    PublishLimits,
    PublishPolicy,
    WithdrawPolicy,
)
from complaints.errors import BrandUnknown, ComplaintError
from complaints.facts import Fact
from complaints.facts.policy_book import (
    CalendarPublished,
    HolidayDeclared,
    LimitsPublished,
    PolicyPublished,
    PolicyWithdrawn,
    SuspensionOrdered,
)
from complaints.ledger import Complaints
from complaints.policy_book import PolicyBook, evolve_book
from complaints.policy_errors import (
    CalendarFaulty,
    CalendarUnknown,
    HolidayKnown,
    HolidayNotCovered,
    LimitsFaulty,
    PolicyFaulty,
    PolicyUnknown,
    SuspensionFaulty,
    VersionNotNext,
)
from complaints.publishing import decide_book
from complaints.sla.calendar import Holiday
from complaints.sla.policy import Policy, Selector, Stop, Suspension
from tests.complaints.given import EARLIER, NOW, RECEIVED, filed
from tests.complaints.given_clocks import ACK, ENGLAND, FINAL
from tests.complaints.rows import request

PUBLISHED = PolicyPublished(at=EARLIER, policy=FINAL)
CALENDAR = CalendarPublished(at=EARLIER, calendar=ENGLAND)
WITHDRAWN = PolicyWithdrawn(at=EARLIER, policy=FINAL.id, reason="the brand was sold")
LIMITS = LimitsPublished(
    at=EARLIER, role="supervisor", currency="GBP", alone=Decimal(100), together=Decimal(500)
)
SECOND = replace(FINAL, version=2, amount=6)
PUBLISH_LIMITS = PublishLimits(
    role="supervisor", currency="GBP", alone=Decimal("100.00"), together=Decimal(500)
)

ODD = "\0" + 9_000 * "x"
MOURNING = HolidayDeclared(
    at=EARLIER, calendar=ENGLAND.id, day=date(2026, 9, 7), name="Mourning", source="The Gazette."
)
DECLARE = DeclareHoliday(calendar=ENGLAND.id, day=MOURNING.day, name="Mourning", source="The Gazette.")
ORDER = Suspension(
    first_day=date(2026, 5, 4),
    last_day=date(2026, 5, 29),
    received_from=date(2026, 4, 1),
    received_to=date(2026, 5, 29),
    order="Order 7.",
)
NEXT_ORDER = replace(ORDER, first_day=date(2026, 7, 1), last_day=date(2026, 7, 31), order="Order 8.")
ORDERED = SuspensionOrdered(at=EARLIER, policy=FINAL.id, suspension=ORDER)
SUSPEND = OrderSuspension(policy=FINAL.id, suspension=ORDER)

Then = list[Fact] | tuple[type[ComplaintError], str]

ROWS: Mapping[str, tuple[list[Fact], PolicyBookCommand, Then]] = {
    "a policy": ([], PublishPolicy(policy=FINAL), [PolicyPublished(at=NOW, policy=FINAL)]),
    "its next version": (
        [PUBLISHED],
        PublishPolicy(policy=SECOND),
        [PolicyPublished(at=NOW, policy=SECOND)],
    ),
    "the same again adds nothing": ([PUBLISHED], PublishPolicy(policy=FINAL), []),
    "an old version again adds nothing": (
        [PUBLISHED, PolicyPublished(at=EARLIER, policy=SECOND)],
        PublishPolicy(policy=FINAL),
        [],
    ),
    "a version is never edited": (
        [PUBLISHED],
        PublishPolicy(policy=replace(FINAL, amount=9)),
        (VersionNotNext, "the next version of uk.fca.final is 2"),
    ),
    "none is left out": (
        [PUBLISHED],
        PublishPolicy(policy=replace(FINAL, version=3)),
        (VersionNotNext, "is 2"),
    ),
    "the first is the first": ([], PublishPolicy(policy=SECOND), (VersionNotNext, "is 1")),
    "a policy that makes no sense": (
        [],
        PublishPolicy(policy=replace(FINAL, amount=0, stops_on=())),
        (PolicyFaulty, "No fact stops the clock. The amount is 0"),
    ),
    "a policy of facts that there are not": (
        [],
        PublishPolicy(
            policy=replace(
                FINAL, starts_on=("ComplaintField",), stops_on=(Stop(fact="Closed", must_have=()),)
            )
        ),
        (PolicyFaulty, "There is no fact ComplaintField. There is no fact Closed."),
    ),
    "a policy that asks for what a fact never says": (
        [],
        PublishPolicy(
            policy=replace(FINAL, stops_on=(Stop(fact="ComplaintResolved", must_have=("reason",)),))
        ),
        (PolicyFaulty, "ComplaintResolved has no field reason: it has at, basis."),
    ),
    "a policy for a channel that there is not": (
        [],
        PublishPolicy(policy=replace(FINAL, selector=replace(FINAL.selector, channel="pigeon"))),
        (PolicyFaulty, "There is no channel pigeon: there are phone, email, letter,"),
    ),
    "a policy for a channel that says nothing": (
        [],
        PublishPolicy(policy=replace(FINAL, selector=replace(FINAL.selector, channel=" "))),
        (PolicyFaulty, "be published. A key of the selector is empty: leave it out or fill it in. Mend it"),
    ),
    "a policy for a channel that there is": (
        [],
        PublishPolicy(policy=replace(FINAL, selector=replace(FINAL.selector, channel="fax"))),
        [PolicyPublished(at=NOW, policy=replace(FINAL, selector=replace(FINAL.selector, channel="fax")))],
    ),
    "a policy in a calendar that is not there": (
        [],
        PublishPolicy(policy=ACK),
        (CalendarUnknown, "uk.england-and-wales"),
    ),
    "a policy in a calendar that is": (
        [CALENDAR],
        PublishPolicy(policy=ACK),
        [PolicyPublished(at=NOW, policy=ACK)],
    ),
    "a policy is withdrawn": (
        [PUBLISHED],
        WithdrawPolicy(policy=FINAL.id, reason="the brand was sold"),
        [replace(WITHDRAWN, at=NOW)],
    ),
    "a policy that could be published before its id was looked at": (
        [replace(PUBLISHED, policy=replace(FINAL, id=ODD))],
        TypeAdapter(WithdrawPolicy).validate_python({"policy": ODD, "reason": "an odd id"}),
        [PolicyWithdrawn(at=NOW, policy=ODD, reason="an odd id")],
    ),
    "once": ([PUBLISHED, WITHDRAWN], WithdrawPolicy(policy=FINAL.id, reason="again"), []),
    "if there is one": ([], WithdrawPolicy(policy="uk", reason="no"), (PolicyUnknown, "no policy uk")),
    "a calendar": ([], PublishCalendar(calendar=ENGLAND), [CalendarPublished(at=NOW, calendar=ENGLAND)]),
    "the same calendar again": ([CALENDAR], PublishCalendar(calendar=ENGLAND), []),
    "a calendar is never edited either": (
        [CALENDAR],
        PublishCalendar(calendar=replace(ENGLAND, holidays=())),
        (VersionNotNext, "is 2"),
    ),
    "a calendar that makes no sense": (
        [],
        PublishCalendar(calendar=replace(ENGLAND, zone="Mars", weekend=(8,))),
        (CalendarFaulty, "'Mars' is no IANA time zone"),
    ),
    "a holiday": ([CALENDAR], DECLARE, [replace(MOURNING, at=NOW)]),
    "the same holiday again": ([CALENDAR, MOURNING], replace(DECLARE, source="The radio."), []),
    "one on the first day that is covered": (
        [CALENDAR],
        replace(DECLARE, day=ENGLAND.valid_from),
        [replace(MOURNING, at=NOW, day=ENGLAND.valid_from)],
    ),
    "one on the last": (
        [CALENDAR],
        replace(DECLARE, day=ENGLAND.valid_to),
        [replace(MOURNING, at=NOW, day=ENGLAND.valid_to)],
    ),
    "one before the days covered": (
        [CALENDAR],
        replace(DECLARE, day=ENGLAND.valid_from - timedelta(days=1)),
        (HolidayNotCovered, f"from {ENGLAND.valid_from} to {ENGLAND.valid_to} only"),
    ),
    "one after them": (
        [CALENDAR],
        replace(DECLARE, day=ENGLAND.valid_to + timedelta(days=1)),
        (HolidayNotCovered, "publish a version that covers"),
    ),
    "one by another name": (
        [CALENDAR, MOURNING],
        replace(DECLARE, name="Rejoicing"),
        (HolidayKnown, "2026-09-07 is a holiday already: Mourning"),
    ),
    "a holiday of no calendar": ([], DECLARE, (CalendarUnknown, "uk.england-and-wales")),
    "a suspension": ([PUBLISHED], SUSPEND, [replace(ORDERED, at=NOW)]),
    "the same suspension again": ([PUBLISHED, ORDERED], SUSPEND, []),
    "the next one": (
        [PUBLISHED, ORDERED],
        replace(SUSPEND, suspension=NEXT_ORDER),
        [replace(ORDERED, at=NOW, suspension=NEXT_ORDER)],
    ),
    "one that overlaps another": (
        [PUBLISHED, ORDERED],
        replace(SUSPEND, suspension=replace(NEXT_ORDER, first_day=ORDER.last_day)),
        (SuspensionFaulty, "The suspensions overlap"),
    ),
    "one of the company's own promises": (
        [CALENDAR, PolicyPublished(at=EARLIER, policy=ACK)],
        replace(SUSPEND, policy=ACK.id),
        (SuspensionFaulty, "moves no promise of the company's own"),
    ),
    "a suspension of no policy": ([], SUSPEND, (PolicyUnknown, "no policy uk.fca.final")),
    "limits": ([], PUBLISH_LIMITS, [replace(LIMITS, at=NOW)]),
    "the same limits again": ([LIMITS], PUBLISH_LIMITS, []),
    "other limits take their place": (
        [LIMITS],
        replace(PUBLISH_LIMITS, alone=Decimal(99)),
        [replace(LIMITS, at=NOW, alone=Decimal(99))],
    ),
    "nothing may be approved": (
        [],
        replace(PUBLISH_LIMITS, alone=Decimal(0), together=Decimal(0)),
        [replace(LIMITS, at=NOW, alone=Decimal(0), together=Decimal(0))],
    ),
}
BAD_LIMITS: Mapping[str, PublishLimits] = {
    "a currency that is none": replace(PUBLISH_LIMITS, currency="QQQ"),
    "a currency that was": replace(PUBLISH_LIMITS, currency="HRK"),
    "gold": replace(PUBLISH_LIMITS, currency="XAU"),
    "small letters": replace(PUBLISH_LIMITS, currency="gbp"),
    "more alone than together": replace(PUBLISH_LIMITS, alone=Decimal("500.01")),
    "less than nothing": replace(PUBLISH_LIMITS, alone=Decimal(-1)),
    "parts of a penny": replace(PUBLISH_LIMITS, alone=Decimal("99.999")),
    "parts of a penny together": replace(PUBLISH_LIMITS, together=Decimal("500.001")),
    "half a yen": replace(PUBLISH_LIMITS, currency="JPY", together=Decimal("500.5")),
    "no number": replace(PUBLISH_LIMITS, alone=Decimal("NaN")),
    "no end": replace(PUBLISH_LIMITS, together=Decimal("Infinity")),
}


def folded(facts: Sequence[Fact]) -> PolicyBook:
    book = PolicyBook()
    for fact in facts:
        book = evolve_book(book, fact)
    return book


@pytest.mark.parametrize(("given", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_is_published(given: list[Fact], when: PolicyBookCommand, then: Then) -> None:
    if isinstance(then, list):
        assert decide_book(when, folded(given), NOW) == then
        return
    error, words = then
    with pytest.raises(error) as refusal:
        decide_book(when, folded(given), NOW)
    assert words in str(refusal.value)


@pytest.mark.parametrize("when", BAD_LIMITS.values(), ids=BAD_LIMITS)
def test_limits_that_make_no_sense_are_refused(when: PublishLimits) -> None:
    with pytest.raises(LimitsFaulty, match="ISO 4217"):
        decide_book(when, folded([LIMITS]), NOW)


def test_the_book_holds_every_version_and_knows_what_is_selected() -> None:
    book = folded([CALENDAR, PUBLISHED, PolicyPublished(at=NOW, policy=SECOND), WITHDRAWN, filed()])
    assert book.policies == {FINAL.id: (FINAL, SECOND)}
    assert book.withdrawn == {FINAL.id}
    assert (book.policy(FINAL.id, 1), book.policy(FINAL.id, 2)) == (FINAL, SECOND)
    assert (book.calendar_of(ACK), book.calendar_of(FINAL)) == (ENGLAND, None)
    other = evolve_book(
        book, PolicyPublished(at=NOW, policy=replace(ACK, selector=replace(ACK.selector, brand="b")))
    )
    both = evolve_book(other, PolicyPublished(at=NOW, policy=replace(ACK, version=2)))
    assert (both.jurisdictions, both.brands) == (["uk.fca"], ["b", "example"])


def test_a_new_version_brings_a_withdrawn_policy_back() -> None:
    book = folded([PUBLISHED, WITHDRAWN, PolicyPublished(at=NOW, policy=SECOND)])
    assert book.withdrawn == set()


def test_a_holiday_makes_the_next_version_of_a_calendar_and_edits_none() -> None:
    calendars = folded([CALENDAR, MOURNING]).calendars[ENGLAND.id]
    assert calendars[0] == ENGLAND
    assert (calendars[1].version, len(calendars)) == (2, 2)
    assert set(calendars[1].holidays) - set(ENGLAND.holidays) == {Holiday(day=MOURNING.day, name="Mourning")}
    assert list(calendars[1].holidays) == sorted(calendars[1].holidays, key=lambda it: it.day)
    assert calendars[1].source == f"{ENGLAND.source} 2026-09-07: The Gazette."
    later = replace(calendars[1], version=3)
    assert decide_book(PublishCalendar(calendar=later), folded([CALENDAR, MOURNING]), NOW) == [
        CalendarPublished(at=NOW, calendar=later)
    ]


def test_a_holiday_of_a_calendar_that_is_not_there_changes_nothing() -> None:
    assert folded([MOURNING]) == PolicyBook()


ORDERS: Mapping[str, tuple[list[Fact], list[Policy]]] = {
    "the next version has the order": (
        [PUBLISHED, ORDERED],
        [FINAL, replace(FINAL, version=2, suspensions=(ORDER,))],
    ),
    "each text has a next version, in the order in which they prevail": (
        [PUBLISHED, PolicyPublished(at=NOW, policy=SECOND), ORDERED],
        [
            FINAL,
            SECOND,
            replace(FINAL, version=3, suspensions=(ORDER,)),
            replace(SECOND, version=4, suspensions=(ORDER,)),
        ],
    ),
    "once, with all its orders, in the order of their days": (
        [PUBLISHED, replace(ORDERED, suspension=NEXT_ORDER), ORDERED],
        [
            FINAL,
            replace(FINAL, version=2, suspensions=(NEXT_ORDER,)),
            replace(FINAL, version=3, suspensions=(ORDER, NEXT_ORDER)),
        ],
    ),
    "a withdrawn policy stays withdrawn": (
        [PUBLISHED, WITHDRAWN, ORDERED],
        [FINAL, replace(FINAL, version=2, suspensions=(ORDER,))],
    ),
}


@pytest.mark.parametrize(("given", "then"), ORDERS.values(), ids=ORDERS)
def test_an_order_makes_next_versions_of_a_policy_and_edits_none(
    given: list[Fact], then: list[Policy]
) -> None:
    book = folded(given)
    assert list(book.policies[FINAL.id]) == then
    assert book.withdrawn == ({FINAL.id} if WITHDRAWN in given else set())


OWN = replace(FINAL, id="own.final", selector=Selector(jurisdiction="own"))
OFFICE = replace(ENGLAND, id="own.office")
FILING = FileComplaint(at=RECEIVED, channel="phone", jurisdiction="own", summary="It was late.")
ANSWER = IssueFinalResponse(at=EARLIER, channel="letter", outcome="rejected", reasons="It was in time.")


def test_a_withdrawn_policy_starts_no_clock_and_those_that_run_still_stop(complaints: Complaints) -> None:
    complaints.publish(PublishPolicy(policy=OWN), request())
    before, after = uuid7(), uuid7()
    assert complaints.file(before, FILING, request()).facts == ["ComplaintFiled", "ClockStarted"]
    complaints.publish(WithdrawPolicy(policy=OWN.id, reason="the brand was sold"), request())
    assert complaints.file(after, FILING, request()).facts == ["ComplaintFiled"]
    assert complaints.handle(before, ANSWER, request()).facts == ["FinalResponseIssued", "ClockStopped"]
    assert complaints.handle(after, ANSWER, request()).facts == ["FinalResponseIssued"]


def test_what_is_published_counts_from_the_next_command_on(complaints: Complaints) -> None:
    own = replace(ACK, id="own.ack", selector=Selector(brand="own"), calendar=OFFICE.id)
    branded = replace(FILING, jurisdiction="none", brand="own")
    with pytest.raises(BrandUnknown):
        complaints.file(uuid7(), branded, request())
    with pytest.raises(CalendarUnknown):
        complaints.publish(PublishPolicy(policy=own), request())
    complaints.publish(PublishCalendar(calendar=OFFICE), request())
    complaints.publish(PublishPolicy(policy=own), request())
    assert "ClockStarted" in complaints.file(uuid7(), branded, request()).facts


def test_of_two_who_publish_a_second_version_at_once_one_is_refused(complaints: Complaints) -> None:
    """They share a `Complaints`, as the requests to one server do, and so what it has read of the book."""
    complaints.publish(PublishPolicy(policy=OWN), request())
    start = Barrier(8)

    def publish(weeks: int) -> str:
        start.wait()
        try:
            complaints.publish(PublishPolicy(policy=replace(OWN, version=2, amount=weeks)), request())
        except VersionNotNext:
            return "refused"
        return "published"

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(publish, range(1, 8 + 1)))
    assert sorted(outcomes) == ["published", *["refused"] * 7]
    assert len(complaints.policy_book().policies[OWN.id]) == 2


def test_the_law_of_the_day_of_receipt_counts(complaints: Complaints) -> None:
    complaints.publish(PublishPolicy(policy=replace(OWN, legal_to=date(2026, 4, 6))), request())
    assert complaints.file(uuid7(), FILING, request()).facts == ["ComplaintFiled"]
