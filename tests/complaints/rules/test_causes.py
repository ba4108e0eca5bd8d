"""The causes of complaints: named in a complaint, fixed for all that name them."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from complaints.actor import Actor
from complaints.commands import AnyCommand
from complaints.commands.causes import FixCause, IdentifyCause
from complaints.errors import CauseWasFixed, ComplaintWasWithdrawn
from complaints.facts import Fact
from complaints.facts.causes import CauseFixed, CauseIdentified
from complaints.request import new_stream_id
from complaints.rules.causes import cause_id, fix
from complaints.when import Day, NotAfter, When
from tests.complaints.given import EARLIER, NOW, Given, Then, answered, closed, decided, resolved, withdrawn

NAMES = st.text(min_size=1, max_size=20)

BATCH = "payment batch held back"
IDENTIFY = IdentifyCause(cause=BATCH, note="On 3 April.")
FIXED_ON = Day(day=date(2026, 4, 19), zone="Europe/London")
IDENTIFIED = CauseIdentified(at=NOW, cause=BATCH, note="On 3 April.")


def identified(cause: str = BATCH) -> CauseIdentified:
    return CauseIdentified(at=EARLIER, cause=cause)


ROWS: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "the cause of a complaint is named": ([], IDENTIFY, [IDENTIFIED]),
    "the same cause is named once, whatever is noted": ([identified()], IDENTIFY, []),
    "a complaint may have two causes": ([identified("no reply")], IDENTIFY, [IDENTIFIED]),
    "the first of two is still known": ([identified(), identified("no reply")], IDENTIFY, []),
    "a name counts as it is written": ([identified(BATCH.upper())], IDENTIFY, [IDENTIFIED]),
    "the cause is found after the file was closed": (
        [answered(), resolved(), closed()],
        IDENTIFY,
        [IDENTIFIED],
    ),
    "what was withdrawn has no cause": ([withdrawn()], IDENTIFY, ComplaintWasWithdrawn),
}


@pytest.mark.parametrize(("given", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_follows_for_the_cause(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then


@pytest.mark.parametrize(
    ("fixed", "said", "then"),
    [
        (None, None, [CauseFixed(at=NOW, cause=BATCH)]),
        (None, EARLIER, [CauseFixed(at=EARLIER, cause=BATCH)]),
        (EARLIER, None, []),
        (EARLIER, EARLIER, []),
        (FIXED_ON, FIXED_ON, []),
    ],
)
def test_a_cause_is_fixed_once(fixed: When | None, said: When | None, then: list[Fact]) -> None:
    assert fix(FixCause(at=said), BATCH, fixed, said or NOW) == then


@pytest.mark.parametrize("other", [NOW, replace(FIXED_ON, zone="UTC"), NotAfter(not_after=EARLIER)])
def test_a_cause_is_not_fixed_at_another_time(other: When) -> None:
    with pytest.raises(CauseWasFixed, match=r"\(2026-04-19 Europe/London\)"):
        fix(FixCause(at=other), BATCH, FIXED_ON, other)


def test_a_cause_that_was_fixed_at_a_time_not_well_known_is_not_fixed_at_another() -> None:
    with pytest.raises(CauseWasFixed, match=r"\(no later than 2026-04-20 09:00:00 UTC\)"):
        fix(FixCause(at=EARLIER), BATCH, NotAfter(not_after=NOW), EARLIER)


def test_the_id_of_a_cause_never_changes() -> None:
    assert cause_id(BATCH.upper()) != cause_id(BATCH)
    assert cause_id(BATCH) == UUID("a81d1ec9-b657-55fe-9e61-7e58ded0da2a")


@drawn(one=NAMES, other=NAMES)
def test_a_cause_has_a_stream_of_its_own(one: str, other: str) -> None:
    assert (cause_id(one) == cause_id(other)) == (one == other)
    assert cause_id(one) != new_stream_id(Actor(by="cause", kind="person"), one)
