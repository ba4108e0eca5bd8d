"""What is said about the policies of a pack that do not fit together."""

from dataclasses import replace
from datetime import date

import pytest

from complaints.sla.pack_problems import problems_in
from complaints.sla.packs import shipped_policies
from complaints.sla.policy import Extension, Policy, Selector, Term, Unit
from complaints.sla.policy_problems import problems

BEFORE, AFTER = (it for it in shipped_policies() if it.id == "uk.telecom.adr")
"""Law to 7 April 2026, and from 8 April 2026."""
TWIN = replace(AFTER, id="my.adr", version=1)
(WORKING_DAYS,) = (it for it in shipped_policies() if it.id == "example.ack")

CONTRADICTION = (
    "uk.telecom.adr and my.adr contradict each other: both are a regulatory promise of the final response to "
    "the same complaints."
)


@pytest.mark.parametrize(
    ("policies", "problem"),
    [
        (
            [replace(BEFORE, legal_to=None), AFTER],
            "uk.telecom.adr: versions 1 and 2 are both law on 2026-04-08: end the first the day before.",
        ),
        (
            [replace(BEFORE, legal_to=date(2026, 4, 8)), AFTER],
            "uk.telecom.adr: versions 1 and 2 are both law on 2026-04-08: end the first the day before.",
        ),
        (
            [replace(BEFORE, legal_to=date(2026, 4, 6)), AFTER],
            "uk.telecom.adr: versions 1 and 2 leave a gap: neither is law from 2026-04-06 to 2026-04-08.",
        ),
        ([BEFORE, replace(AFTER, version=3)], "uk.telecom.adr version 3: version 2 comes before it."),
        (
            [replace(BEFORE, amount=0)],
            "uk.telecom.adr version 1: The amount is 0; a time limit is 1 week or more.",
        ),
    ],
)
def test_versions_that_do_not_follow_each_other_are_named(policies: list[Policy], problem: str) -> None:
    assert problems_in(policies) == [problem]


def test_versions_may_begin_with_any_number_and_be_listed_with_others_between() -> None:
    other = replace(TWIN, clock="acknowledgement")
    assert problems_in([replace(BEFORE, version=4), other, replace(AFTER, version=5)]) == []


@pytest.mark.parametrize(
    ("changes", "contradicts"),
    [
        ({}, True),
        ({"amount": 3}, True),
        ({"clock": "acknowledgement"}, False),
        ({"kind": "internal"}, False),
        # Law on one day together: the last of one is the first of the other.
        ({"legal_from": date(2020, 1, 1), "legal_to": date(2026, 4, 8)}, True),
        ({"legal_from": date(2020, 1, 1), "legal_to": date(2026, 4, 7)}, False),
        # At one stage, and at another.
        ({"at_stage": 1}, True),
        # A key that only one has narrows it; keys that differ part them.
        ({"selector": Selector(brand="mine")}, True),
        ({"selector": Selector(jurisdiction="uk.telecom", brand="mine", channel="email")}, True),
        ({"selector": Selector(jurisdiction="uk.energy")}, False),
        # An imported complaint has only the clocks of its source.
        ({"selector": Selector(jurisdiction="uk.telecom", source="cfpb")}, False),
    ],
)
def test_two_policies_of_one_clock_contradict_each_other_where_they_meet(
    changes: dict[str, object], *, contradicts: bool
) -> None:
    other = replace(TWIN, **changes)  # type: ignore[arg-type] # fields of a policy
    found = [CONTRADICTION] if contradicts else []
    assert problems_in([AFTER, other]) == found


@pytest.mark.parametrize(
    ("one", "other", "contradicts"), [(1, 1, True), (1, 2, False), (None, 2, True), (1, None, True)]
)
def test_a_clock_of_another_stage_contradicts_none(
    one: int | None, other: int | None, *, contradicts: bool
) -> None:
    found = problems_in([replace(AFTER, at_stage=one), replace(TWIN, at_stage=other)])
    assert found == ([CONTRADICTION] if contradicts else [])


@pytest.mark.parametrize(
    ("one", "other", "contradicts"),
    [
        (Selector(brand="mine", channel="email"), Selector(brand="mine", channel="phone"), False),
        (Selector(brand="mine", channel="email"), Selector(brand="mine"), True),
        (Selector(source="cfpb"), Selector(source="cfpb"), True),
        (Selector(source="cfpb"), Selector(source="nyc311"), False),
        (Selector(brand="mine"), Selector(jurisdiction="uk.telecom"), True),
        (Selector(brand="mine"), Selector(brand="theirs"), False),
    ],
)
def test_keys_part_two_policies_only_where_both_have_them(
    one: Selector, other: Selector, *, contradicts: bool
) -> None:
    found = problems_in([replace(AFTER, selector=one), replace(TWIN, selector=other)])
    assert found == ([CONTRADICTION] if contradicts else [])


@pytest.mark.parametrize("selectors", [(Selector(), AFTER.selector), (AFTER.selector, Selector())])
def test_what_selects_nothing_contradicts_nothing(selectors: tuple[Selector, Selector]) -> None:
    one, other = selectors
    found = problems_in([replace(AFTER, selector=one), replace(TWIN, selector=other)])
    assert [sentence for sentence in found if "contradict" in sentence] == []
    assert len(found) == 1


def test_a_contradiction_between_many_versions_is_named_once() -> None:
    assert problems_in([BEFORE, AFTER, replace(TWIN, legal_from=date(2020, 1, 1))]) == [CONTRADICTION]


@pytest.mark.parametrize(
    ("time", "limit", "is_named"),
    [
        # The same unit: more of it is later.
        ((5, "business day"), (5, "business day"), True),
        ((5, "business day"), (6, "business day"), False),
        ((8, "week"), (8, "week"), True),
        ((8, "week"), (9, "week"), False),
        ((2, "month"), (2, "month"), True),
        ((2, "month"), (3, "month"), False),
        # Weeks and days are days.
        ((8, "week"), (56, "calendar day"), True),
        ((8, "week"), (57, "calendar day"), False),
        ((14, "calendar day"), (2, "week"), True),
        ((13, "calendar day"), (2, "week"), False),
        # A month has 28 to 31 days.
        ((31, "calendar day"), (1, "month"), True),
        ((30, "calendar day"), (1, "month"), False),
        ((1, "month"), (28, "calendar day"), True),
        ((1, "month"), (29, "calendar day"), False),
        # So many business days take as many days or more, and nobody knows how many more.
        ((10, "business day"), (10, "calendar day"), True),
        ((10, "business day"), (11, "calendar day"), False),
        ((56, "calendar day"), (1, "business day"), False),
        # A day that ends after so many hours is another matter.
        ((240, "hour"), (1, "calendar day"), False),
    ],
)
def test_an_extension_that_can_never_be_later_is_named(
    time: tuple[int, Unit], limit: tuple[int, Unit], *, is_named: bool
) -> None:
    counts = "business day" in {time[1], limit[1]}
    policy = replace(
        WORKING_DAYS,
        amount=time[0],
        unit=time[1],
        calendar="uk.england-and-wales" if counts else None,
        extensions=(Extension(limit=Term(amount=limit[0], unit=limit[1])),),
    )
    sentence = (
        f"An extension to {limit[0]} {limit[1]}s from the same start is never later than the time itself."
    )
    assert problems(policy) == ([sentence] if is_named else [])


def test_all_such_extensions_are_named_together() -> None:
    short = (Term(amount=5, unit="business day"), Term(amount=3, unit="calendar day"))
    policy = replace(WORKING_DAYS, extensions=tuple(Extension(limit=it) for it in short))
    (found,) = problems(policy)
    assert found.startswith("An extension to 5 business days, 3 calendar days from the same start is never")


@pytest.mark.parametrize(("limit", "is_named"), [(12, True), (13, False)])
def test_all_the_terms_are_what_an_extension_has_to_be_later_than(limit: int, *, is_named: bool) -> None:
    policy = replace(
        WORKING_DAYS,
        amount=2,
        then=(Term(amount=10, unit="calendar day"),),
        extensions=(Extension(limit=Term(amount=limit, unit="calendar day")),),
    )
    assert bool(problems(policy)) is is_named


@pytest.mark.parametrize(("limit", "is_named"), [(7, True), (8, False)])
def test_terms_of_one_unit_add_up(limit: int, *, is_named: bool) -> None:
    policy = replace(
        WORKING_DAYS,
        then=(Term(amount=2, unit="business day"),),
        extensions=(Extension(limit=Term(amount=limit, unit="business day")),),
    )
    assert bool(problems(policy)) is is_named
