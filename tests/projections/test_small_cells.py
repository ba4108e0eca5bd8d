"""Small cells: no count from 1 to 4 is shown, and none follows from what is."""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.cause_questions import CauseCount, CauseMonth
from projections.compliance import ComplianceOfGroup, Pauses
from projections.ombudsman_questions import OmbudsmanOfGroup
from projections.redress_questions import RedressOfGroup
from projections.response_groups import TimesOfGroup
from projections.small_cells import Row, counts_of, suppress
from projections.win_back_outcomes import OutcomeOfGroup

KINDS: list[type[Row]] = [
    CauseCount,
    CauseMonth,
    ComplianceOfGroup,
    OmbudsmanOfGroup,
    OutcomeOfGroup,
    Pauses,
    RedressOfGroup,
    TimesOfGroup,
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


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_number_of_a_row_is_a_count_or_says_what_it_is_computed_from(kind: type[Row]) -> None:
    names, counts = {field.name for field in fields(kind)}, set(counts_of(kind))
    cells = kind.cells
    for members in (*cells.sums, *map(set, cells.computed.values())):
        assert members <= counts
    said = {*counts, *cells.computed, *cells.parts}
    assert len(said) == len(counts) + len(cells.computed) + len(cells.parts)
    assert said <= names
    hints = get_type_hints(kind)
    assert {hints[name] for name in names - said} <= {str, str | None, datetime | None}
    for name in cells.computed:
        assert hints[name] in {float | None, timedelta | None, Decimal | None, datetime | None}, name
