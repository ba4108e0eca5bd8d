"""Contacts: what each history of complaints makes of the rows of their customer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.actor import Actor
from complaints.corrections import correction
from complaints.facts import Fact
from complaints.facts.causes import CauseIdentified
from complaints.facts.conversation import InformationReceived
from complaints.facts.escalation import ComplaintEscalated, StageChanged
from complaints.facts.intake import ComplaintClassified, HandedOver
from complaints.facts.merging import ComplaintUnmerged, DuplicateUnmerged, MessageReachedDuplicate
from complaints.facts.upkeep import FactCorrected
from complaints.when import Day, NotAfter
from projections.contact_parts import ContactPart, fold
from projections.contacts import CONTACTS, combine
from projections.worker import catch_up
from tests.complaints.given import (
    NOW,
    RECEIVED,
    acknowledged,
    apologised,
    closed,
    disputed,
    identified,
    reopened,
    resolved,
    withdrawn,
)
from tests.projections.given import filing, moved, recorded
from tests.projections.given_contacts import (
    DAY,
    ONE,
    THREE,
    TWO,
    asked_for,
    assigned,
    complaint,
    day,
    duplicate,
    merged,
    on,
    replied,
    wrote,
)
from tests.projections.place import Place, compared, put

BOT = Actor(by="chat", kind="machine")
APRIL_9 = Day(day=date(2026, 4, 9), zone="UTC")
BATCH = CauseIdentified(at=RECEIVED, cause="batch")
LATE = ComplaintClassified(at=RECEIVED, product="account", issue="late payment")
HANDED_OVER = HandedOver(at=RECEIVED, to_team="cards", to_handler="tom", reason="theirs")

Row = dict[str, object]
NOT_BACK: Row = {"back_after_least": None, "back_after_most": None}


def back(least: timedelta, most: timedelta | None = None) -> Row:
    return {"back_after_least": least, "back_after_most": least if most is None else most}


def switch(number: int, waited: timedelta | None) -> Row:
    return {"switched_with": [number], "switched_after": [waited]}


ROWS: dict[str, tuple[list[ContactPart], list[Row]]] = {
    "the filing is the first contact": (
        complaint(),
        [{"contacted_at": [RECEIVED], "channels": ["phone"], "ended_at": [], "survivor": None, **NOT_BACK}],
    ),
    "the complainant says something, or asks for more; what was asked for, or is ours, is no contact": (
        complaint(
            on(1, acknowledged()),
            wrote(2),
            InformationReceived(at=day(3), item="statement"),
            on(4, disputed()),
            StageChanged(at=day(5), stage=2, channel="phone"),
            ComplaintEscalated(at=day(6), level=1, reason="customer"),
            ComplaintEscalated(at=day(7), level=2, reason="rule"),
            on(8, apologised()),
        ),
        [{"contacted_at": [day(0), day(2), day(4), day(5), day(6)]}],
    ),
    "resolved at once": (
        complaint(on(1, resolved()), on(2, closed())),
        [{"ended_at": [day(1)], "ended_by": ["resolution"], "ended_after": [1], **NOT_BACK}],
    ),
    "closing resolves, and a withdrawal does not": (
        [*complaint(on(1, closed())), *complaint(on(1, withdrawn()), id=TWO)],
        [{"ended_by": ["resolution"]}, {"ended_by": ["withdrawal"]}],
    ),
    "what is reopened took more than it seemed": (
        complaint(wrote(1), on(2, resolved()), on(3, reopened()), wrote(4), on(5, closed()), wrote(9)),
        [
            {
                "ended_at": [day(2), day(5)],
                "reopened_at": [day(3)],
                "ended_after": [2, 3],
                **back(-DAY),
            }
        ],
    ),
    "a reopening alone is coming back": (
        complaint(on(2, resolved()), on(9, reopened())),
        [{"contacted_at": [RECEIVED], **back(7 * DAY)}],
    ),
    "reopening what is open, or resolving what is withdrawn, changes nothing": (
        complaint(on(1, reopened()), on(2, withdrawn()), on(3, resolved())),
        [{"ended_at": [day(2)], "ended_by": ["withdrawal"], "reopened_at": [], **NOT_BACK}],
    ),
    "a contact on the day of the resolution may have come before it, and counts": (
        complaint(wrote(2.0), moved(resolved(), APRIL_9)),
        [{"ended_after": [2], "back_after_most": timedelta(hours=8, minutes=30)}],
    ),
    "resolved by some day, and back after it: how long after lies between two times": (
        complaint(moved(resolved(), NotAfter(not_after=day(5))), wrote(8)),
        [{"certainly_ended_at": day(5), **back(3 * DAY, 8 * DAY)}],
    ),
    "the next complaint that names the same root cause is coming back": (
        [*complaint(BATCH, on(2, resolved())), *complaint(BATCH, id=TWO, received=day(6))],
        [back(4 * DAY), NOT_BACK],
    ),
    "so is the next about the same product and issue, and not one after that": (
        [
            *complaint(LATE, on(2, resolved())),
            *complaint(LATE, on(8, resolved()), id=TWO, received=day(6)),
            *complaint(LATE, id=THREE, received=day(7)),
        ],
        [back(4 * DAY), back(-DAY), NOT_BACK],
    ),
    "another matter of the same customer is not": (
        [
            *complaint(BATCH, LATE, on(2, resolved())),
            *complaint(replace(BATCH, cause="typing"), id=TWO, received=day(6)),
            *complaint(replace(LATE, issue=None), id=THREE, received=day(6)),
        ],
        [NOT_BACK, NOT_BACK, NOT_BACK],
    ),
    "a merged complaint is part of the other, with its channels and what was answered in it": (
        [
            *complaint(duplicate(4, 1), wrote(6), on(7, resolved())),
            *complaint(wrote(2, "chat"), replied(3), merged(4), id=TWO, received=day(1), channel="email"),
        ],
        [
            {
                "survivor": None,
                "contacted_at": [day(0), day(1), day(2), day(6)],
                "channels": ["phone", "email", "chat"],
                "switched_with": [2, 3, 4],
                "switched_after": [DAY, 2 * DAY, timedelta()],
                "ended_after": [4],
            },
            {"survivor": ONE},
        ],
    ),
    "of one that is another customer's, or nobody's, it is known that it came": (
        complaint(duplicate(4, 1), on(7, resolved())),
        [{"contacted_at": [day(0), day(1)], "channels": ["phone"], **back(-6 * DAY)}],
    ),
    "what is written to a merged complaint is one contact": (
        [
            *complaint(duplicate(4, 1), MessageReachedDuplicate(at=day(5), duplicate=TWO, channel="email")),
            *complaint(merged(4), wrote(5, "email"), id=TWO, received=day(1)),
        ],
        [{"contacted_at": [day(0), day(1), day(5)]}, {}],
    ),
    "a complaint merged into one that is merged is part of the last": (
        [
            *complaint(duplicate(4, 1)),
            *complaint(duplicate(3, 2, THREE), merged(4), id=TWO, received=day(1)),
            *complaint(merged(3, TWO), id=THREE, received=day(2)),
        ],
        [{"contacted_at": [day(0), day(1), day(2)]}, {"survivor": ONE}, {"survivor": TWO}],
    ),
    "merges that corrections have left in a circle end": (
        [*complaint(merged(4, TWO)), *complaint(merged(4, ONE), id=TWO)],
        [{"survivor": TWO}, {"survivor": ONE}],
    ),
    "unmerged, each has its own contacts again": (
        [
            *complaint(
                duplicate(4, 1),
                MessageReachedDuplicate(at=day(5), duplicate=TWO, channel="email"),
                DuplicateUnmerged(at=day(6), duplicate=TWO),
            ),
            *complaint(
                merged(4),
                wrote(5, "email"),
                ComplaintUnmerged(at=day(6), survivor=ONE, reason="another"),
                id=TWO,
                received=day(1),
            ),
        ],
        [{"contacted_at": [RECEIVED]}, {"contacted_at": [day(1), day(5)], "survivor": None}],
    ),
    "another channel, after nobody answered": (complaint(wrote(3, "email")), [switch(2, 3 * DAY)]),
    "another channel, after an answer": (complaint(replied(1), wrote(3, "email")), [switch(2, timedelta())]),
    "an automatic or empty reply is no answer, nor is one after it": (
        complaint(replied(1, automated=True), replied(2, substantive=False), wrote(3, "email"), replied(4)),
        [switch(2, 3 * DAY)],
    ),
    "the contact that has waited longest counts": (
        complaint(replied(0.5), wrote(1), wrote(2), wrote(4, "email")),
        [switch(4, 3 * DAY)],
    ),
    "who may have been answered was": (
        complaint(moved(replied(0), APRIL_9), wrote(2.5, "email")),
        [switch(2, timedelta())],
    ),
    "how long nobody answered is not known of a day": (
        complaint(moved(wrote(2, "email"), APRIL_9)),
        [switch(2, None)],
    ),
    "who opened the complaint for the complainant says nothing of channels": (
        complaint(wrote(1, "email"), wrote(2, "unknown"), wrote(3, "email"), channel="staff"),
        [{"channels": ["email"], "switched_with": []}],
    ),
    "from team to team and from person to person, but not up from what waits, is a hand-off": (
        complaint(
            assigned(1, "retail"),
            assigned(2, "retail", "mara"),
            assigned(3, "retail", "mara"),
            assigned(4, "retail", "tom"),
            assigned(5, "retail"),
            assigned(6, "retail", "mara"),
            on(7, replace(HANDED_OVER, from_team="retail", from_handler="mara")),
        ),
        [{"handed_over_at": [day(4), day(5), day(7)], "from_machine_at": None}],
    ),
    "from a machine to people is none, and known": (
        complaint(on(1, HANDED_OVER), by=BOT),
        [{"handed_over_at": [], "from_machine_at": day(1)}],
    ),
    "a machine that takes from people is nothing but a hand-off": (
        complaint(assigned(1, "retail"), on(2, HANDED_OVER), by=BOT),
        [{"handed_over_at": [day(2)], "from_machine_at": None}],
    ),
    "asked for the same again, once for each item": (
        complaint(asked_for(1), asked_for(2, "receipt"), asked_for(3), asked_for(4), asked_for(5, "receipt")),
        [{"asked_again_at": [day(3), day(5)]}],
    ),
    "of who held it when it first ended": (
        complaint(assigned(1, "retail"), on(2, resolved()), assigned(3, "cards")),
        [{"team": "retail"}],
    ),
    "recorded late, in its place": (
        complaint(on(5, resolved()), wrote(2, "email")),
        [{"ended_after": [2], **switch(2, 2 * DAY)}],
    ),
    "corrected": (
        complaint(wrote(2), correction(wrote(3, "email"), corrects=3, at=NOW, reason="another day")),
        [{"contacted_at": [day(0), day(3)], **switch(2, 3 * DAY)}],
    ),
    "a day of receipt is kept": (complaint(received=APRIL_9), [{"received_day": APRIL_9.day}]),
}


@pytest.mark.parametrize(("parts", "expected"), ROWS.values(), ids=ROWS)
def test_rows(parts: list[ContactPart], expected: list[Row]) -> None:
    found = combine(parts)
    said = [{name: getattr(it, name) for name in row} for it, row in zip(found, expected, strict=True)]
    assert said == expected


def test_a_complaint_of_nobody_known_stands_for_itself() -> None:
    (part,) = fold(recorded([filing(ONE)], ONE))
    assert part.party == ONE
    assert fold(recorded([identified()])) == []


happenings = st.sampled_from(
    [wrote(0), wrote(0, "email"), replied(0), resolved(), reopened(), withdrawn(), BATCH, LATE, merged(0)]
)
lives = st.lists(st.builds(on, st.integers(0, 9), happenings), max_size=6)


@given(told=st.lists(lives, min_size=1, max_size=3), data=st.data())
def test_the_order_of_parts_changes_nothing(told: Sequence[Sequence[Fact]], data: st.DataObject) -> None:
    ids = (ONE, TWO, THREE)
    parts = [part for id, facts in zip(ids, told, strict=False) for part in complaint(*facts, id=id)]
    assert combine(data.draw(st.permutations(parts))) == combine(parts)


def test_live_rows_follow_a_complaint_to_its_customer(place: Place) -> None:
    first, second, customer = uuid4(), uuid4(), uuid4()
    for id, number in ((first, 0), (second, 3)):
        put(place.ledger, id, [filing(id, day(number)), BATCH, on(number + 1, resolved())])
    assert back_after(place) == [None, None]
    put(place.ledger, first, [identified(customer)], after=3)
    put(place.ledger, second, [identified(customer)], after=3)
    assert back_after(place) == [2 * DAY, None]
    put(place.ledger, second, [FactCorrected(at=NOW, corrects=2, reason="another cause")], after=4)
    assert back_after(place) == [None, None]
    found = compared(place.writer, place.ledger, CONTACTS)
    assert (found.rows, found.differences) == (2, [])


def back_after(place: Place) -> list[timedelta | None]:
    catch_up(place.writer, place.ledger)
    statement = """
    select back_after_most from views.contacts
     where slot = (select slot from views.positions where view = 'contacts' and state = 'live')
     order by received_at
    """
    return [each for (each,) in place.writer.execute(statement).fetchall()]
