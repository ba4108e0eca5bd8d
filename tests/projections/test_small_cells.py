"""Small cells: no count from 1 to 4 is shown, and none follows from what is."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.facts.redress import CompensationKind
from projections.cause_questions import CauseCount, CauseMonth
from projections.compliance import ComplianceOfGroup, Pauses
from projections.contact_questions import TOOK, ContactsOfGroup
from projections.counts import Count
from projections.first_contact_questions import FirstContactWithin
from projections.ombudsman_questions import OmbudsmanOfGroup
from projections.recovery_outcomes import RecoveryOfGroup
from projections.recovery_questions import ApologiesOfGroup
from projections.redress_questions import RedressOfGroup
from projections.redress_retained import RedressPerRetained
from projections.response_groups import TimesOfGroup
from projections.second_lives import Value
from projections.small_cells import Row, counts_of, suppress
from projections.win_back_outcomes import OutcomeOfGroup
from projections.win_back_rates import RateOfGroup

KINDS: list[type[Row]] = [
    ApologiesOfGroup,
    CauseCount,
    CauseMonth,
    ComplianceOfGroup,
    ContactsOfGroup,
    FirstContactWithin,
    OmbudsmanOfGroup,
    OutcomeOfGroup,
    Pauses,
    RateOfGroup,
    RecoveryOfGroup,
    RedressOfGroup,
    RedressPerRetained,
    TimesOfGroup,
    Value,
]
ENDINGS = ("paid", "declined", "withdrawn", "refused", "replaced", "open")
MATCHES = ("matched", "unmatched", "match_unknown")


def offers(*endings: int, matches: tuple[int, int, int] | None = None) -> RedressOfGroup:
    """Return a group of offers that ended like this, in the order of `ENDINGS`; all match if not said."""
    number = sum(endings)
    return RedressOfGroup(
        group="retail",
        currency="GBP",
        complaints=number,
        offers=number,
        offered_amount=Decimal(number),
        approved=0,
        approved_amount=Decimal(0),
        paid_amount=Decimal(endings[0]),
        owed=0,
        owed_amount=Decimal(0),
        **dict(zip(ENDINGS, endings, strict=True)),
        **dict(zip(MATCHES, matches or (number, 0, 0), strict=True)),
        approval_p50=None,
        approval_p90=None,
    )


@pytest.mark.parametrize(
    ("group", "withheld"),
    [
        (offers(5, 0, 0, 0, 0, 20), set()),
        # The smallest of the others goes with it, or it would be what is left of all offers.
        (offers(20, 1, 0, 6, 0, 30), {"declined", "refused"}),
        (offers(4, 0, 0, 0, 0, 30), {"paid", "paid_amount", "open"}),
        # Nothing else is large enough but the whole, which the answers about the loss add up to.
        (
            offers(3, 4, 0, 0, 0, 0),
            {"paid", "paid_amount", "declined", "offers", "offered_amount", "matched"},
        ),
        # Two that make 2 would be 1 each.
        (offers(1, 1, 0, 0, 0, 9), {"paid", "paid_amount", "declined", "open"}),
        (offers(10, 0, 0, 0, 0, 10, matches=(18, 2, 0)), {"unmatched", "matched"}),
        # Of so few nothing is said.
        (
            offers(2, 0, 0, 0, 0, 0),
            {"complaints", "offers", "offered_amount", "paid", "paid_amount", "matched"},
        ),
    ],
)
def test_a_small_count_is_withheld_with_what_gives_it_away(group: RedressOfGroup, withheld: set[str]) -> None:
    ((found,), number) = suppress([group])
    without: dict[str, Any] = dict.fromkeys(withheld)
    assert found == replace(group, **without)
    assert number == len(withheld)


small_or_large = st.integers(0, 12)


@given(
    endings=st.tuples(*[small_or_large] * 6),
    matched=st.lists(st.sampled_from(MATCHES), min_size=72, max_size=72),
)
def test_no_small_count_is_shown_nor_follows_from_the_rest(
    endings: tuple[int, ...], matched: list[str]
) -> None:
    said = matched[: sum(endings)]
    group = offers(*endings, matches=(said.count("matched"), said.count("unmatched"), said.count(MATCHES[2])))
    ((found,), _) = suppress([group])
    assert not [name for name in counts_of(RedressOfGroup) if (getattr(found, name) or 0) in range(1, 5)]
    hidden = {name for name in counts_of(RedressOfGroup) if getattr(found, name) is None}
    by_ending, by_match = {"offers", *ENDINGS}, {"offers", *MATCHES}
    for members in (by_ending, by_match, by_ending ^ by_match):
        assert len(members & hidden) != 1


def test_pauses_are_withheld_one_by_one() -> None:
    pauses = [
        Pauses(reason="merged", clocks=2, seconds=60.0, share=0.1),
        Pauses(reason="abroad", clocks=8, seconds=300.0, share=0.5),
    ]
    group = ComplianceOfGroup(
        group=None,
        **dict.fromkeys(counts_of(ComplianceOfGroup), 0) | {"clocks": 30, "open": 30},
        margin_p10=None,
        margin_p50=None,
        margin_p90=None,
        lasted=600.0,
        pauses=pauses,
    )
    ((found,), number) = suppress([group])
    assert found.pauses == [Pauses(reason="merged", clocks=None, seconds=None, share=None), pauses[1]]
    assert (replace(found, pauses=pauses), number) == (group, 3)


def contacts(took: Sequence[int], still_open: int, withdrawn: int, windows: Sequence[int]) -> ContactsOfGroup:
    """Return a group of complaints; `windows` are how many were resolved at once within each."""
    resolved = sum(took)
    complaints = resolved + still_open + withdrawn
    return ContactsOfGroup(
        group=None,
        **dict.fromkeys(counts_of(ContactsOfGroup), 0)
        | {"complaints": complaints, "open": still_open, "resolved": resolved, "withdrawn": withdrawn}
        | dict(zip(TOOK, took, strict=True)),
        contacts_mean=1.5,
        contacts_p50=1,
        contacts_p90=3,
        share_switched=0.0,
        switched_low=0.0,
        switched_high=0.2,
        hand_offs_mean=0.5,
        hand_offs_p90=1,
        share_asked_again=0.0,
        asked_again_low=0.0,
        asked_again_high=0.2,
        first_contact=[within(yes, complaints - still_open - yes, still_open) for yes in windows],
    )


def test_a_mean_of_hand_offs_tells_of_no_few() -> None:
    for handed_over in (1, 29):
        group = replace(
            contacts([30, 0, 0, 0, 0], 0, 0, []), handed_over=handed_over, never_handed_over=30 - handed_over
        )
        ((found,), _) = suppress([group])
        assert (found.handed_over, found.never_handed_over) == (None, None)
        assert (found.hand_offs_mean, found.hand_offs_p90) == (None, None)


@pytest.mark.parametrize(("in_time", "shown"), [(9, False), (1, False), (5, True), (10, True)])
def test_a_share_within_a_target_tells_of_no_few(in_time: int, shown: bool) -> None:  # noqa: FBT001
    counted = {"filings": 10, "reached": 10, "judged": 10, "in_time": in_time, "late": 10 - in_time}
    told: dict[str, Any] = dict.fromkeys(it.name for it in fields(TimesOfGroup))
    told |= dict.fromkeys(counts_of(TimesOfGroup), 0) | counted | {"within_target": in_time / 10}
    ((found,), _) = suppress([TimesOfGroup(**told)])
    assert (found.within_target is not None, found.in_time is not None, found.late is not None) == (
        shown,
    ) * 3


def within(yes: int, no: int, still_open: int) -> FirstContactWithin:
    return FirstContactWithin(
        within=timedelta(days=7),
        yes=yes,
        no=no,
        immature=0,
        open=still_open,
        time_unknown=0,
        share=None,
        low=None,
        high=None,
    )


@pytest.mark.parametrize(
    ("group", "withheld", "windows_shown"),
    [
        (contacts([20, 10, 0, 0, 0], 8, 6, [15, 10, 8]), set(), 3),
        # The mean would say how the four were divided from the ten.
        (
            contacts([20, 10, 4, 0, 0], 8, 6, [15, 10, 8]),
            {"two", "three", "contacts_mean", "contacts_p50", "contacts_p90"},
            3,
        ),
        # Each window says how many were never resolved, and all together how many there are.
        (contacts([20, 10, 0, 0, 0], 8, 6, [15, 10, 3]), set(), 0),
        (contacts([20, 10, 0, 0, 0], 8, 2, [15, 10, 8]), {"withdrawn", "open"}, 0),
    ],
)
def test_windows_are_shown_together_or_not_at_all(
    group: ContactsOfGroup, withheld: set[str], windows_shown: int
) -> None:
    ((found,), _) = suppress([group])
    without: dict[str, Any] = dict.fromkeys(withheld)
    assert replace(found, first_contact=()) == replace(group, first_contact=(), **without)
    assert sum(it.yes is not None for it in found.first_contact) == windows_shown


@given(
    took=st.lists(small_or_large, min_size=5, max_size=5),
    still_open=small_or_large,
    withdrawn=small_or_large,
    at_once=st.lists(st.integers(0, 100), min_size=3, max_size=3),
)
def test_no_small_count_of_contacts_is_shown_nor_follows_from_the_windows(
    took: list[int], still_open: int, withdrawn: int, at_once: list[int]
) -> None:
    windows = [it % (sum(took) + withdrawn + 1) for it in at_once]
    ((found,), _) = suppress([contacts(took, still_open, withdrawn, windows)])
    rows: list[Row] = [found, *found.first_contact]
    assert not [name for row in rows for name in counts_of(type(row)) if getattr(row, name) in range(1, 5)]
    hidden = {name for name in counts_of(ContactsOfGroup) if getattr(found, name) is None}
    states, steps = {"complaints", "open", "resolved", "withdrawn"}, {"resolved", *TOOK}
    assert 1 not in {len(members & hidden) for members in (states, steps, states ^ steps)}
    counted: list[Count] = [it.open for it in found.first_contact]
    assert len({it is None for it in counted}) == 1
    assert counted[0] is None or not hidden & states


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_number_of_a_row_is_a_count_or_says_what_it_is_computed_from(kind: type[Row]) -> None:
    names, counts = {field.name for field in fields(kind)}, set(counts_of(kind))
    cells = kind.cells
    for members in (*cells.sums, *map(set, cells.computed.values()), *map(set, cells.together.values())):
        assert members <= counts
    said = [*counts, *cells.computed, *cells.parts, *cells.together]
    assert len(said) == len(set(said))
    assert names >= set(said)
    hints = get_type_hints(kind)
    words = {str, str | None, datetime | None, timedelta, CompensationKind | None}
    assert {hints[name] for name in names - set(said)} <= words
    for name in cells.computed:
        assert hints[name] in {it | None for it in (float, int, timedelta, Decimal, datetime)}, name
