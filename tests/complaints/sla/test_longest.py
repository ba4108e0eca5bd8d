"""How long a promise may be: fifty years, in whatever unit, so that every deadline is on the calendar."""

from dataclasses import replace
from datetime import UTC, date, time

import pytest

from complaints.sla.deadline import due_at
from complaints.sla.longest import LONGEST
from complaints.sla.packs import shipped_policies
from complaints.sla.policy import Extension, Policy, Rung, Suspension, Term, Unit
from complaints.sla.policy_problems import problems
from complaints.when import Day

(FINAL,) = (it for it in shipped_policies() if it.id == "uk.fca.final")
(ACK,) = (it for it in shipped_policies() if it.id == "example.ack")

NO_END = "The time limit is longer than 50 years."
NO_EXTENSION = "An extension is longer than 50 years."
NO_WAIT = "A step of the ladder waits for more than 50 years."
NO_OFFSET = "A cut-off or closing time has an offset: it is local, in the zone of the policy."
TOO_LATE = "A suspension ends after 2199."
UNITS: list[Unit] = [
    "minute", "hour", "working minute", "working hour", "calendar day", "business day", "week", "month",
]  # fmt: skip
LAST_RECEIPT = Day(day=date(2199, 12, 31), zone="Pacific/Kiritimati")


def limited_to(amount: int, unit: Unit) -> Policy:
    counted = unit.startswith(("working", "business"))
    return replace(FINAL, amount=amount, unit=unit, calendar="office" if counted else None)


@pytest.mark.parametrize("unit", UNITS)
def test_fifty_years_are_the_longest_promise_in_every_unit(unit: Unit) -> None:
    assert problems(limited_to(LONGEST[unit], unit)) == []
    for amount in (LONGEST[unit] + 1, 10**12, 10**400):
        assert problems(limited_to(amount, unit)) == [NO_END]


def test_they_are_all_about_as_long() -> None:
    days = {"month": 365.25 / 12, "week": 7, "hour": 1 / 24, "minute": 1 / 24 / 60}
    counted = {unit: days.get(unit.removeprefix("working "), 1) * most for unit, most in LONGEST.items()}
    assert set(counted) == set(UNITS)
    assert all(18_250 < most <= 18_300 for most in counted.values()), counted


def test_what_is_stated_has_no_amount_to_be_too_long() -> None:
    assert problems(replace(FINAL, amount=10**9, unit="as stated", starts_on=())) == []


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        (replace(FINAL, amount=300, unit="month", then=(Term(amount=301, unit="month"),)), NO_END),
        (replace(FINAL, then=(Term(amount=599, unit="month"),) * 2), NO_END),
        (replace(FINAL, extensions=(Extension(limit=Term(amount=601, unit="month")),)), NO_EXTENSION),
        (
            replace(
                FINAL, ladder=(Rung(after=Term(amount=10**9, unit="hour"), action="notify", addressee="a"),)
            ),
            NO_WAIT,
        ),
        (replace(ACK, cutoff=time(16, tzinfo=UTC)), NO_OFFSET),
        (replace(ACK, closes_at=time(17, tzinfo=UTC)), NO_OFFSET),
        (
            replace(
                FINAL,
                suspensions=(
                    Suspension(
                        first_day=date(2024, 1, 11),
                        last_day=date(2200, 1, 1),
                        received_from=date(2023, 11, 17),
                        received_to=date(2023, 11, 18),
                        order="PS24/1",
                    ),
                ),
            ),
            TOO_LATE,
        ),
    ],
)
def test_what_would_run_off_the_calendar_is_named(policy: Policy, problem: str) -> None:
    assert problems(policy) == [problem]


def test_parts_and_extensions_of_fifty_years_are_fine() -> None:
    half, whole = Term(amount=300, unit="month"), Term(amount=600, unit="month")
    assert problems(replace(FINAL, amount=300, unit="month", then=(half,))) == []
    assert problems(replace(FINAL, extensions=(Extension(limit=whole),) * 2)) == []


@pytest.mark.parametrize("unit", ["minute", "hour", "calendar day", "week", "month"])
def test_a_longer_promise_that_is_published_already_ends_after_fifty_years(unit: Unit) -> None:
    longest = due_at(limited_to(LONGEST[unit], unit), None, LAST_RECEIPT)
    assert longest.year in {2249, 2250}
    for amount in (LONGEST[unit] + 1, 10**12):
        assert due_at(limited_to(amount, unit), None, LAST_RECEIPT) == longest
