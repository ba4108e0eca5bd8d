"""For which complaints a policy is, and what is said about one that makes no sense."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from complaints.sla.packs import shipped_policies
from complaints.sla.policy import Extension, Policy, Price, Rung, Selector, Stop, Suspension, Term, selects
from complaints.sla.policy_problems import problems
from complaints.when import Day, Minute, NotAfter, When

(FINAL,) = (it for it in shipped_policies() if it.id == "uk.fca.final")
(ACK,) = (it for it in shipped_policies() if it.id == "example.ack")
NOON = datetime(2026, 4, 7, 12, tzinfo=UTC)

STOP_A, STOP_B = Stop(fact="A", must_have=()), Stop(fact="B", must_have=())

TELECOM = replace(FINAL, legal_from=date(2020, 1, 1), legal_to=date(2026, 4, 7))
"""Law to the end of 7 April 2026 in London, which is 23:00 UTC."""


@pytest.mark.parametrize(
    ("selector", "keys", "is_selected"),
    [
        (Selector(jurisdiction="uk.fca"), ("uk.fca", None, None), True),
        (Selector(jurisdiction="uk.fca"), ("uk.fca", "example", None), True),
        # An imported complaint has the clocks of its source and no others.
        (Selector(jurisdiction="uk.fca"), ("uk.fca", "example", "cfpb"), False),
        (Selector(source="cfpb"), ("uk.fca", "example", "cfpb"), True),
        (Selector(jurisdiction="uk.fca"), ("uk.energy", None, None), False),
        (Selector(jurisdiction="uk.fca"), (None, "uk.fca", "uk.fca"), False),
        (Selector(brand="example"), (None, "example", None), True),
        (Selector(brand="example"), (None, None, None), False),
        (Selector(source="cfpb"), (None, None, "cfpb"), True),
        (Selector(source="cfpb"), (None, "cfpb", None), False),
        (Selector(jurisdiction="uk.fca", brand="example"), ("uk.fca", "example", None), True),
        (Selector(jurisdiction="uk.fca", brand="example"), ("uk.fca", "other", None), False),
        (Selector(jurisdiction="uk.fca", brand="example"), ("uk.energy", "example", None), False),
        (Selector(jurisdiction="uk.fca", source="cfpb"), ("uk.fca", None, None), False),
        # What says nothing about itself selects nothing, and a complaint without keys is selected by nothing.
        (Selector(), ("uk.fca", "example", "cfpb"), False),
        (Selector(), (None, None, None), False),
    ],
)
def test_every_key_that_the_selector_names_must_match(
    selector: Selector, keys: tuple[str | None, str | None, str | None], *, is_selected: bool
) -> None:
    jurisdiction, brand, source = keys
    given = Selector(jurisdiction=jurisdiction, brand=brand, source=source, channel="email")
    assert selects(replace(FINAL, selector=selector), given, NOON) is is_selected


@pytest.mark.parametrize(
    ("selector", "channel", "is_selected"),
    [
        (Selector(brand="example", channel="social media"), "social media", True),
        (Selector(brand="example", channel="social media"), "email", False),
        (Selector(brand="example"), "social media", True),
        (Selector(channel="social media"), "social media", False),  # says how it came in, not for whom it is
    ],
)
def test_a_channel_narrows_what_is_selected(selector: Selector, channel: str, *, is_selected: bool) -> None:
    policy = replace(FINAL, selector=selector)
    assert selects(policy, Selector(brand="example", channel=channel), NOON) is is_selected


@pytest.mark.parametrize(
    ("received", "is_selected"),
    [
        (datetime(2019, 12, 31, 23, 59, tzinfo=UTC), False),
        (datetime(2020, 1, 1, tzinfo=UTC), True),
        (datetime(2026, 4, 7, 22, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2026, 4, 7, 23, tzinfo=UTC), False),
        (Minute(minute=datetime(2026, 4, 7, 22, 59, tzinfo=UTC)), True),
        (Day(day=date(2026, 4, 7), zone="Europe/London"), True),
        (Day(day=date(2026, 4, 8), zone="Europe/London"), False),
        (NotAfter(not_after=datetime(2026, 4, 7, 22, tzinfo=UTC)), True),
        (NotAfter(not_after=datetime(2026, 4, 7, 23, tzinfo=UTC)), False),
    ],
)
def test_the_law_is_that_of_the_local_day_of_receipt(received: When, *, is_selected: bool) -> None:
    assert selects(TELECOM, Selector(jurisdiction="uk.fca"), received) is is_selected


def test_a_policy_without_an_end_is_law_for_good() -> None:
    received = Day(day=date(2999, 12, 31), zone="Europe/London")
    assert selects(FINAL, Selector(jurisdiction="uk.fca"), received)


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        (replace(FINAL, id=""), "The id is empty."),
        (replace(FINAL, title=" "), "The title is empty."),
        (replace(FINAL, clock=""), "The clock is empty."),
        (replace(FINAL, source=""), "The source is empty."),
        (
            replace(FINAL, selector=Selector()),
            "The selector selects nothing: give a jurisdiction, a brand or a source.",
        ),
        (
            replace(FINAL, selector=Selector(jurisdiction="uk.fca", brand=" ")),
            "A key of the selector is empty: leave it out or fill it in.",
        ),
        (
            replace(FINAL, selector=Selector(jurisdiction="uk.fca", channel="")),
            "A key of the selector is empty: leave it out or fill it in.",
        ),
        (replace(FINAL, starts_on=()), "No fact starts the clock."),
        (replace(FINAL, stops_on=()), "No fact stops the clock."),
        (
            replace(FINAL, stops_on=(Stop(fact="ComplaintFiled", must_have=()),)),
            "The clock is both started and stopped by ComplaintFiled: only one that recurs can be.",
        ),
        (
            replace(FINAL, starts_on=("B", "A", "C"), stops_on=(STOP_A, STOP_B)),
            "The clock is both started and stopped by A, B: only one that recurs can be.",
        ),
        (
            replace(FINAL, unit="as stated"),
            ("The source states when it is due, so no fact starts the clock; or name the field `stated_in`."),
        ),
        (replace(FINAL, version=0), "The version is 0; versions count from 1."),
        (replace(FINAL, amount=0), "The amount is 0; a time limit is 1 week or more."),
        (replace(ACK, calendar=None), "Business days and working hours need a calendar to be counted in."),
        (
            replace(FINAL, calendar="uk.england-and-wales"),
            "A calendar is given, but a week is counted without one.",
        ),
        (replace(FINAL, zone="UK"), "'UK' is no IANA time zone, such as 'Europe/London'."),
        (
            replace(FINAL, legal_to=date(2007, 12, 1)),
            "It ceases to be law on 2007-12-01, before 2007-12-02, when it begins.",
        ),
    ],
)
def test_a_policy_that_makes_no_sense_is_told_why(policy: Policy, problem: str) -> None:
    assert problems(policy) == [problem]


LONG, LONG_TEXT = 201 * "x", 20_001 * "x"
TOO_LONG, TOO_LONG_TEXT = "is longer than 200 characters.", "is longer than 20,000 characters."
UNPRINTABLE = "holds a character that cannot be printed."
RUNG = Rung(action="notify", addressee="desk")
PRICE = Price(amount=Decimal(1), currency="EUR", source="The contract.")
ORDER = Suspension(
    first_day=date(2024, 1, 11),
    last_day=date(2024, 1, 12),
    received_from=date(2023, 11, 17),
    received_to=date(2023, 11, 18),
    order="PS24/1",
)


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        (replace(FINAL, id=LONG), f"The id {TOO_LONG}"),
        (replace(FINAL, id="a\0b"), f"The id {UNPRINTABLE}"),
        (replace(FINAL, title=LONG), f"The title {TOO_LONG}"),
        (replace(FINAL, clock=LONG), f"The clock {TOO_LONG}"),
        (replace(FINAL, source=LONG_TEXT), f"The source {TOO_LONG_TEXT}"),
        (replace(FINAL, source="a\0b"), "The source holds the character NUL."),
        (replace(FINAL, if_missed=LONG_TEXT), f"The meaning `if_missed` {TOO_LONG_TEXT}"),
        (replace(ACK, calendar=LONG), f"The calendar {TOO_LONG}"),
        (replace(ACK, calendar=""), "The calendar is empty."),
        *(
            (
                replace(FINAL, selector=Selector(**{"brand": "b"} | {key: LONG})),
                f"The {key} selected {TOO_LONG}",
            )
            for key in ("jurisdiction", "brand", "source", "channel")
        ),
        (replace(FINAL, selector=Selector(brand="a\nb")), f"The brand selected {UNPRINTABLE}"),
        (replace(FINAL, unit="as stated", stated_in=LONG), f"The field `stated_in` {TOO_LONG}"),
        (replace(FINAL, each=LONG), f"The field `each` {TOO_LONG}"),
        (
            replace(FINAL, extensions=(Extension(limit=Term(amount=9, unit="week"), must_have=(LONG,)),)),
            f"The field of a notice {TOO_LONG}",
        ),
        (replace(FINAL, ladder=(replace(RUNG, addressee=LONG),)), f"The addressee of a step {TOO_LONG}"),
        (replace(FINAL, price=replace(PRICE, currency=LONG)), f"The currency of the price {TOO_LONG}"),
        (replace(FINAL, price=replace(PRICE, source=LONG_TEXT)), f"The source of the price {TOO_LONG_TEXT}"),
        (
            replace(FINAL, suspensions=(replace(ORDER, order=LONG_TEXT),)),
            f"The order of a suspension {TOO_LONG_TEXT}",
        ),
    ],
)
def test_what_cannot_be_a_name_or_a_text_is_said_to_be_none(policy: Policy, problem: str) -> None:
    assert problems(policy) == [problem]


def test_all_problems_are_named_at_once() -> None:
    broken = replace(FINAL, id="", starts_on=(), amount=-1)
    assert problems(broken) == [
        "The id is empty.",
        "No fact starts the clock.",
        "The amount is -1; a time limit is 1 week or more.",
    ]


@pytest.mark.parametrize(
    "policy",
    [
        replace(FINAL, legal_to=FINAL.legal_from),
        replace(FINAL, amount=1),
        replace(FINAL, amount=0, unit="as stated", starts_on=()),
    ],
    ids=["law for a single day", "a limit of one", "a limit that the source states"],
)
def test_a_policy_may_be_as_small_as_this(policy: Policy) -> None:
    assert problems(policy) == []
