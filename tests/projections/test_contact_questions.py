"""What many complaints took: counts by group, shares and windows, as of any instant."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from uuid import uuid4

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.facts import Fact
from complaints.facts.causes import CauseIdentified
from complaints.facts.intake import ComplaintAssigned, CustomerIdentified
from complaints.when import Day, NotAfter, When, earliest
from projections.contact_cohorts import ContactsAsked
from projections.contact_questions import ContactsOfGroup, contacts
from projections.contacts import CONTACTS
from projections.first_contact_questions import FirstContactWithin
from projections.intervals import Share, share_of
from tests.complaints.given import RECEIVED, classified, reopened, resolved, withdrawn
from tests.projections.given import filing, moved
from tests.projections.given_contacts import DAY, HOUR, asked_for, assigned, day, merged, on, replied, wrote
from tests.projections.place import Place, put, rows_in

FAR = day(400)
REPORTED = """
select state, contacts_to_resolution, first_contact_7, first_contact_14, first_contact_30
  from reporting.contacts where team = %s
"""
CAUSE = CauseIdentified(at=RECEIVED, cause="batch")


def put_all(place: Place, lives: Sequence[Sequence[Fact]], received: When = RECEIVED) -> str:
    """Record complaints of a team of their own, and return its name."""
    team = str(uuid4())
    for facts in lives:
        put_one(place, team, facts, received)
    rows_in(place, CONTACTS, [])
    return team


def put_one(place: Place, team: str, facts: Sequence[Fact], received: When = RECEIVED) -> None:
    id = uuid4()
    put(place.ledger, id, [filing(id, received), assigned(0, team), *facts])


def asked(place: Place, team: str, as_of: datetime = FAR, **more: object) -> ContactsOfGroup:
    question = replace(ContactsAsked(team=team), **more)  # type: ignore[arg-type] # its fields
    (found,) = contacts(place.writer, as_of, question)
    return found


def within(group: ContactsOfGroup, days: int) -> FirstContactWithin:
    (found,) = (it for it in group.first_contact if it.within == days * DAY)
    return found


MONTH: list[list[Fact]] = [
    [on(1, resolved())],
    [wrote(1), on(2, resolved())],
    [wrote(1), on(2, resolved()), on(3, reopened()), wrote(3), on(4, resolved())],
    [*(wrote(number) for number in range(1, 7)), on(7, resolved())],
    [wrote(3, "email"), on(4, resolved())],
    [replied(1), wrote(3, "email"), asked_for(4), asked_for(5), on(6, withdrawn())],
    [assigned(2, "another team"), assigned(3, "a third")],
    [on(1, merged(1))],
]


def test_a_month_is_counted(shared: Place) -> None:
    team = put_all(shared, MONTH[:6])
    for facts in MONTH[6:]:
        put_one(shared, team, [*facts, assigned(9, team)])
    rows_in(shared, CONTACTS, [])
    found = asked(shared, team)
    assert (found.complaints, found.open, found.resolved, found.withdrawn) == (7, 1, 5, 1)
    assert (found.merged, found.imported) == (1, 0)
    # It took 1, 2, 3, 7 and 2 contacts.
    took = (found.one, found.two, found.three, found.four, found.five_or_more)
    assert took == (1, 2, 1, 0, 1)
    assert (found.contacts_mean, found.contacts_p50, found.contacts_p90) == (3.0, 2, 7)
    assert (found.switched, found.involuntary, found.involuntary_unknown) == (2, 1, 0)
    assert Share(share=found.share_switched, low=found.switched_low, high=found.switched_high) == share_of(
        2, 7
    )
    assert (found.hand_offs_mean, found.hand_offs_p90) == (3 / 7, 3)
    assert (found.asked_again, found.share_asked_again, found.asked_again_low) == (
        1,
        1 / 7,
        share_of(1, 7).low,
    )
    share = asdict(share_of(1, 6))
    assert within(found, 7) == FirstContactWithin(
        within=7 * DAY, yes=1, no=5, immature=0, open=1, time_unknown=0, **share
    )


def test_how_long_nobody_answered_is_up_to_the_question(shared: Place) -> None:
    day_of_9 = Day(day=date(2026, 4, 9), zone="UTC")
    team = put_all(shared, [[wrote(3, "email")], [moved(wrote(2, "email"), day_of_9)], [wrote(2)]])
    counted = [asked(shared, team, unanswered=hours * HOUR) for hours in (71, 72)]
    assert [(it.switched, it.involuntary, it.involuntary_unknown) for it in counted] == [(2, 1, 1), (2, 0, 1)]


def test_a_switch_counts_until_the_end_and_no_longer(shared: Place) -> None:
    after_it: list[Fact] = [on(2, resolved()), wrote(5, "email")]
    team = put_all(shared, [after_it, [*after_it, on(6, reopened())]])
    assert [asked(shared, team, day(at)).switched for at in (4, 5, 6)] == [0, 0, 1]


WINDOWS: dict[str, tuple[list[Fact], float, str]] = {
    "not ended": ([wrote(1)], 400, "open"),
    "ended today": ([on(1, resolved())], 1, "immature"),
    "nobody came back until its window was nearly over": ([on(1, resolved())], 7.999, "immature"),
    "nobody came back until its window was over": ([on(1, resolved())], 8, "yes"),
    "somebody has come back, but the others have still time to": (
        [on(1, resolved()), wrote(2)],
        7,
        "immature",
    ),
    "somebody came back in the last instant": ([on(1, resolved()), wrote(8)], 9, "no"),
    "somebody came back later": ([on(1, resolved()), wrote(8.001)], 9, "yes"),
    "it took two contacts": ([wrote(0.5), on(1, resolved())], 9, "no"),
    "withdrawn": ([on(1, withdrawn())], 9, "no"),
    "reopened": ([on(1, resolved()), on(3, reopened())], 9, "no"),
    "resolved by some day, and back at once": (
        [moved(resolved(), NotAfter(not_after=day(4))), wrote(5)],
        11,
        "no",
    ),
    "resolved by some day, and back in a while": (
        [moved(resolved(), NotAfter(not_after=day(4))), wrote(9)],
        11,
        "time_unknown",
    ),
    "resolved by some day, and nobody came": ([moved(resolved(), NotAfter(not_after=day(4)))], 11, "yes"),
}


@pytest.mark.parametrize(("facts", "as_of", "verdict"), WINDOWS.values(), ids=WINDOWS)
def test_one_contact_was_enough_or_not_within_a_week(
    shared: Place, facts: list[Fact], as_of: float, verdict: str
) -> None:
    found = within(asked(shared, put_all(shared, [facts]), day(as_of)), 7)
    counts = {name: getattr(found, name) for name in ("yes", "no", "immature", "open", "time_unknown")}
    assert counts == {name: int(name == verdict) for name in counts}
    assert found.share is None  # of fewer than five


@pytest.mark.parametrize("facts", [facts for facts, *_ in WINDOWS.values()], ids=WINDOWS)
def test_reports_read_the_verdicts_of_now(shared: Place, facts: list[Fact]) -> None:
    team = put_all(shared, [facts])
    found = asked(shared, team, datetime.now(UTC))
    with psycopg.connect(shared.database.reader) as reader:
        (row,) = reader.execute(REPORTED, [team]).fetchall()
    state, took, *verdicts = row
    assert getattr(found, state) == 1
    assert took == found.contacts_p50
    for it, verdict in zip(found.first_contact, verdicts, strict=True):
        assert getattr(it, verdict.replace(" ", "_")) == 1


def test_another_complaint_of_the_customer_tells_in_the_windows_that_it_is_in(shared: Place) -> None:
    team, customer = str(uuid4()), CustomerIdentified(at=RECEIVED, customer=uuid4())
    put_one(shared, team, [customer, CAUSE, on(1, resolved())])
    put_one(shared, "another team", [customer, CAUSE], received=day(11))
    rows_in(shared, CONTACTS, [])
    found = asked(shared, team)
    assert [(it.within.days, it.yes, it.no) for it in found.first_contact] == [
        (7, 1, 0),
        (14, 0, 1),
        (30, 0, 1),
    ]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("all", {None: 3}),
        ("channel", {"phone": 3}),
        ("product", {"account": 1, None: 2}),
        ("handler", {"mara": 2, None: 1}),
        ("month", {"2026-05": 3}),
    ],
)
def test_complaints_are_grouped(shared: Place, by: str, groups: dict[str | None, int]) -> None:
    team = str(uuid4())
    mays_first = datetime(2026, 4, 30, 23, 30, tzinfo=UTC)  # in London
    for facts in ([classified()], [assigned(30, team, "mara")], [assigned(30, team, "mara")]):
        put_one(shared, team, facts, mays_first)
    rows_in(shared, CONTACTS, [])
    question = ContactsAsked(group_by=by, team=team, zone="Europe/London")  # type: ignore[arg-type]
    found = contacts(shared.writer, FAR, question)
    assert {it.group: it.complaints for it in found} == groups


def test_a_day_of_receipt_is_in_its_month_in_any_zone(shared: Place) -> None:
    team = put_all(shared, [[]], Day(day=date(2026, 5, 1), zone="Europe/London"))
    question = ContactsAsked(group_by="month", team=team, zone="America/New_York")
    assert [it.group for it in contacts(shared.writer, FAR, question)] == ["2026-05"]


def test_who_is_asked_about_is_by_receipt(shared: Place) -> None:
    team = put_all(shared, [[]])
    for bounds, expected in (
        ({"received_from": RECEIVED, "received_to": RECEIVED + HOUR}, 1),
        ({"received_from": RECEIVED + HOUR}, 0),
        ({"received_to": RECEIVED}, 0),
        ({"channel": "email"}, 0),
        ({"product": "loans"}, 0),
        ({"handler": "nobody"}, 0),
    ):
        question = replace(ContactsAsked(team=team), **bounds)
        assert len(contacts(shared.writer, FAR, question)) == expected
    assert contacts(shared.writer, RECEIVED - HOUR, ContactsAsked(team=team)) == []


def test_of_an_imported_complaint_earlier_contacts_are_not_known(shared: Place) -> None:
    team, id = str(uuid4()), uuid4()
    put(shared.ledger, id, [replace(filing(id), source="cfpb"), assigned(0, team)])
    rows_in(shared, CONTACTS, [])
    found = asked(shared, team)
    assert (found.complaints, found.imported) == (1, 1)


happenings = st.sampled_from(
    [
        wrote(0),
        wrote(0, "email"),
        replied(0),
        resolved(),
        reopened(),
        withdrawn(),
        asked_for(0),
        assigned(0, "", "mara"),
        assigned(0, ""),
    ]
)
lives = st.lists(st.builds(on, st.integers(1, 40), happenings), max_size=6)


@settings(max_examples=settings().max_examples // 5)  # each asks the database several questions
@given(told=st.lists(lives, min_size=1, max_size=4), number=st.integers(1, 60))
def test_as_of_an_instant_is_what_had_happened_by_then(
    shared: Place, told: Sequence[Sequence[Fact]], number: int
) -> None:
    then = day(number)
    by_then = [[fact for fact in facts if earliest(fact.at) <= then] for facts in told]
    whole, part = (put_all_of(shared, lives) for lives in (told, by_then))
    assert asked(shared, whole, then) == asked(shared, part, then)


def put_all_of(place: Place, lives: Sequence[Sequence[Fact]]) -> str:
    """Record complaints of a team that holds them all along, and return its name."""
    team = str(uuid4())
    for facts in lives:
        own = [replace(it, team=team) if isinstance(it, ComplaintAssigned) else it for it in facts]
        put_one(place, team, own)
    rows_in(place, CONTACTS, [])
    return team
