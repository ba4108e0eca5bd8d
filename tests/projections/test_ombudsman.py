"""The ombudsman: which final responses were referred and overturned, over windows that are closed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from complaints.corrections import correction
from complaints.facts import Fact
from complaints.facts.causes import CauseIdentified
from complaints.facts.clocks import ClockStarted
from complaints.facts.decision import FinalResponseIssued, Outcome
from complaints.facts.intake import ComplaintAssigned
from complaints.facts.merging import ComplaintMerged, ComplaintUnmerged
from complaints.facts.outside import OmbudsmanDecided, OmbudsmanOutcome, OmbudsmanReferred
from complaints.when import Day, NotAfter, When
from projections.history import history
from projections.ombudsman import OMBUDSMAN, OmbudsmanCase, fold
from projections.ombudsman_questions import OmbudsmanAsked, OmbudsmanBy, OmbudsmanOfGroup, ombudsman
from projections.referral_windows import closes_at
from tests.complaints.given import COMPLAINT, CUSTOMER
from tests.complaints.given_clocks import BOOK
from tests.projections.given import filing, recorded, started
from tests.projections.place import Place, put, rows_in

DAY = timedelta(days=1)
BEGIN = datetime(2026, 1, 12, 9, tzinfo=UTC)
ANSWERED = BEGIN + 10 * DAY
CLOSES = datetime(2026, 7, 22, 23, tzinfo=UTC) - timedelta.resolution
"""The end of 22 July in London, six months after 22 January."""
LATER = CLOSES + DAY
SERVICE = "Financial Ombudsman Service"


def day(number: float) -> datetime:
    return BEGIN + number * DAY


def response(at: When = ANSWERED, outcome: Outcome = "rejected") -> FinalResponseIssued:
    return FinalResponseIssued(at=at, stage=1, outcome=outcome, channel="letter", reasons="In time.")


def referred(at: When, body: str = SERVICE) -> OmbudsmanReferred:
    return OmbudsmanReferred(at=at, body=body)


def decided(at: When, outcome: OmbudsmanOutcome = "upheld", body: str = SERVICE) -> OmbudsmanDecided:
    return OmbudsmanDecided(at=at, body=body, outcome=outcome)


def window(due_at: datetime) -> ClockStarted:
    return started(due_at, ANSWERED, "uk.fos.motor")


def under(jurisdiction: str | None, *facts: Fact, id: UUID = COMPLAINT) -> list[Fact]:
    return [replace(filing(id, BEGIN), jurisdiction=jurisdiction), *facts]


def rows_of(*facts: Fact, jurisdiction: str | None = "uk.fca") -> list[OmbudsmanCase]:
    return fold(history(recorded(under(jurisdiction, *facts))))


MERGED = ComplaintMerged(at=day(20), survivor=CUSTOMER, reason="the same")
ROWS: dict[str, tuple[list[Fact], dict[str, object]]] = {
    "answered": ([response()], {"answer": 1, "closes_at": CLOSES, "outcome": "rejected", "timing": None}),
    "referred": ([response(), referred(day(40))], {"referred_at": day(40), "timing": "in time"}),
    "referred at the last instant": ([response(), referred(CLOSES)], {"timing": "in time"}),
    "referred an instant later": (
        [response(), referred(CLOSES + timedelta.resolution)],
        {"timing": "late"},
    ),
    "referred on the last day": (
        [response(), referred(Day(day=date(2026, 7, 22), zone="Europe/London"))],
        {"timing": "in time"},
    ),
    "referred on a day that ends after the window": (
        [response(), referred(Day(day=date(2026, 7, 22), zone="America/New_York"))],
        {"timing": "time unknown"},
    ),
    "referred nobody knows when": (
        [response(), referred(NotAfter(not_after=LATER))],
        {"timing": "time unknown", "referred_from": None, "referred_at": LATER},
    ),
    "answered nobody knows when": (
        [response(NotAfter(not_after=ANSWERED)), referred(day(40))],
        {"timing": "time unknown", "closes_at": CLOSES},
    ),
    "answered on a day": (
        [response(Day(day=date(2026, 1, 31), zone="Europe/London"))],
        {"counted_day": date(2026, 1, 31), "closes_at": CLOSES + 9 * DAY},
    ),
    "a policy gives another window": (
        [response(), window(day(400)), referred(day(300))],
        {"closes_at": day(400), "timing": "in time"},
    ),
    "decided": (
        [response(), referred(day(40)), decided(day(100))],
        {"decision": "upheld", "decided_at": day(100), "decided_after": 60 * DAY},
    ),
    "decided twice": (
        [response(), referred(day(40)), decided(day(90)), decided(day(100), "rejected")],
        {"decision": "rejected", "decided_at": day(100)},
    ),
    "decided by days": (
        [
            response(),
            referred(Day(day=date(2026, 3, 28), zone="Europe/London")),
            decided(Day(day=date(2026, 4, 7), zone="Europe/London")),
        ],
        {"decided_after": 10 * DAY - timedelta(hours=1)},
    ),
    "decided nobody knows when": (
        [response(), referred(day(40)), decided(NotAfter(not_after=day(100)))],
        {"decision": "upheld", "decided_at": day(100), "decided_after": None},
    ),
    "decided before it was referred, by what was said": (
        [response(), referred(day(40)), decided(day(30))],
        {"decision": "upheld", "decided_at": day(40), "decided_after": timedelta()},
    ),
    "taken to a second body": (
        [response(), referred(day(40)), referred(day(50), "Pensions Ombudsman"), decided(day(60))],
        {"referred_at": day(40), "body": SERVICE, "decided_after": 20 * DAY},
    ),
    "recorded late": (
        [referred(day(40)), response()],
        {"answer": 1, "timing": "in time"},
    ),
    "corrected": (
        [response(), referred(LATER), correction(referred(day(40)), corrects=3, at=LATER, reason="a slip")],
        {"referred_at": day(40), "timing": "in time"},
    ),
    "of whoever answered, and what was found out": (
        [
            ComplaintAssigned(at=day(1), team="first"),
            response(),
            ComplaintAssigned(at=day(20), team="second"),
            CauseIdentified(at=day(30), cause="batch"),
        ],
        {"team": "first", "cause": "batch"},
    ),
    "merged": ([response(), MERGED], {"merged_at": day(20)}),
    "unmerged": (
        [response(), MERGED, ComplaintUnmerged(at=day(30), survivor=CUSTOMER, reason="another")],
        {"merged_at": None},
    ),
}


@pytest.mark.parametrize(("facts", "expected"), ROWS.values(), ids=ROWS)
def test_a_history_makes_a_row(facts: list[Fact], expected: dict[str, object]) -> None:
    (row,) = rows_of(*facts)
    assert {name: getattr(row, name) for name in expected} == expected


def test_a_referral_belongs_to_the_last_response_before_it() -> None:
    second = replace(response(day(60), "partly upheld"), stage=2)
    one, two = rows_of(response(), second, referred(day(70)), decided(day(90)))
    assert (one.answer, one.referred_at, one.decision, one.closes_at) == (1, None, None, CLOSES)
    assert (two.answer, two.referred_at, two.decision) == (2, day(70), "upheld")
    one, two = rows_of(response(), referred(day(40)), second, decided(day(90)))
    assert (one.referred_at, one.decision, two.referred_at, two.decision) == (day(40), "upheld", None, None)


def test_a_referral_before_any_response_is_a_row_of_its_own() -> None:
    before, after = rows_of(referred(day(5)), response(), decided(day(90)))
    assert (before.answer, before.counted_at, before.closes_at, before.outcome) == (0, day(5), None, None)
    assert (before.timing, before.decision) == (None, "upheld")
    assert (after.answer, after.referred_at, after.decision) == (1, None, None)
    assert rows_of(decided(day(90))) == []


@pytest.mark.parametrize(
    ("response", "closes"),
    [
        (datetime(2026, 8, 31, 9, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)),
        (datetime(2023, 8, 29, 9, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)),
        (datetime(2026, 3, 31, 23, 30, tzinfo=UTC), datetime(2026, 10, 1, 23, tzinfo=UTC)),
        (datetime(2026, 10, 24, 9, tzinfo=UTC), datetime(2027, 4, 24, 23, tzinfo=UTC)),
    ],
)
def test_six_months_end_with_a_day_in_london(response: datetime, closes: datetime) -> None:
    """The last of a shorter month, in a leap year too; the local day counts, and each zone has its offset."""
    assert closes_at(response, "uk.fca", {}) == closes - timedelta.resolution


@pytest.mark.parametrize("jurisdiction", [None, "uk.fca.motor", "au.rg271"])
def test_where_no_rule_is_known_no_window_is_made_up(jurisdiction: str | None) -> None:
    (row,) = rows_of(response(), referred(day(40)), jurisdiction=jurisdiction)
    assert (row.closes_at, row.timing, row.referred_at) == (None, None, day(40))


HOUSE: list[list[Fact]] = [
    [response()],
    [response(outcome="upheld")],
    [response(), referred(day(40)), decided(day(100), "upheld")],
    [response(), referred(day(40)), decided(day(80), "partly upheld")],
    [response(), referred(day(40)), decided(day(60), "rejected")],
    [response(), referred(day(40)), decided(NotAfter(not_after=day(60)), "rejected")],
    [response(), referred(day(40)), decided(day(50), "settled")],
    [response(), referred(day(40))],
    [response(), referred(LATER), decided(LATER + DAY, "upheld")],
    [response(), referred(NotAfter(not_after=LATER))],
    # Answered in February: the window is still open, whatever has come of it already.
    [response(day(35)), referred(day(40)), decided(day(60), "upheld")],
    [response(day(35))],
    # Eight weeks were over, or not, or nothing was promised.
    [started(day(56), BEGIN), referred(day(57))],
    [started(day(56), BEGIN), referred(day(55))],
    [referred(day(57))],
    # The same as another, which answers for it.
    [response(), MERGED],
]


def test_a_house_is_counted_as_by_hand(shared: Place) -> None:
    (found,) = asked(shared, put_all(shared, HOUSE), LATER + 2 * DAY)
    assert (found.final_responses, found.window_closed, found.window_open) == (12, 10, 2)
    assert (found.referred, found.referred_late, found.referral_time_unknown) == (6, 1, 1)
    assert found.share_referred == pytest.approx(6 / 9)
    assert (found.referred_low, found.referred_high) == pytest.approx((0.3542, 0.8794), abs=1e-4)
    assert (found.decided, found.settled, found.undecided, found.overturned) == (5, 1, 2, 3)
    assert found.share_overturned == pytest.approx(0.6)
    assert (found.decision_p50, found.decision_p90) == (20 * DAY, 60 * DAY)
    assert (found.decision_time_unknown, found.window_unknown) == (1, 0)
    assert (found.unanswered, found.unanswered_overdue, found.merged) == (3, 1, 1)


def test_nothing_is_said_until_a_window_is_over(shared: Place) -> None:
    team = put_all(shared, HOUSE)
    for as_of, closed, unsaid in ((CLOSES, 0, 12), (CLOSES + timedelta.resolution, 10, 2)):
        (found,) = asked(shared, team, as_of)
        assert (found.window_closed, found.window_open) == (closed, unsaid)
    (early,) = asked(shared, team, CLOSES)
    assert (early.referred, early.share_referred, early.referred_low, early.decided) == (0, None, None, 0)


def test_what_happens_later_does_not_change_an_answer(shared: Place) -> None:
    team = put_all(shared, [[response(), referred(day(40)), decided(LATER, "upheld")], HOUSE[-1], HOUSE[-2]])
    (found,) = asked(shared, team, LATER - timedelta.resolution)
    assert (found.referred, found.undecided, found.decided) == (1, 1, 0)
    (before,) = asked(shared, team, day(19))
    assert (before.window_open, before.unanswered, before.merged) == (2, 0, 0)
    assert asked(shared, team, day(1)) == []


def test_a_share_of_fewer_than_five_is_only_an_interval(shared: Place) -> None:
    (found,) = asked(shared, put_all(shared, HOUSE[:4]), LATER)
    assert (found.share_referred, found.share_overturned) == (None, None)
    assert (found.referred_low, found.referred_high) == pytest.approx((0.15, 0.85), abs=1e-3)


def test_a_duplicate_is_no_case_and_the_survivor_keeps_its_referral(shared: Place) -> None:
    survivor = [response(), referred(day(40))]
    (found,) = asked(shared, put_all(shared, [[response(), MERGED], survivor]), LATER)
    assert (found.final_responses, found.window_closed, found.referred, found.merged) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("outcome", {"rejected": 11, "upheld": 1, None: 0}),
        ("month", {"2026-01": 10, "2026-02": 2, "2026-03": 0}),
        ("product", {None: 12}),
        ("handler", {None: 12}),
        ("cause", {None: 12}),
    ],
)
def test_responses_are_grouped(shared: Place, by: OmbudsmanBy, groups: dict[str | None, int]) -> None:
    found = asked(shared, put_all(shared, HOUSE), LATER, by=by)
    assert {it.group: it.final_responses for it in found} == groups


def test_a_month_is_that_of_the_zone_but_a_day_keeps_its_date(shared: Place) -> None:
    midnight = datetime(2026, 4, 30, 23, 30, tzinfo=UTC)
    first = Day(day=date(2026, 5, 1), zone="Europe/London")
    for at, zone, month in (
        (midnight, "UTC", "2026-04"),
        (midnight, "Europe/London", "2026-05"),
        (first, "UTC", "2026-05"),
    ):
        team = put_all(shared, [[response(at)]])
        (found,) = asked(shared, team, LATER, by="month", zone=zone)
        assert found.group == month
    assert asked(shared, team, LATER, final_to=midnight - DAY) == []
    assert asked(shared, team, LATER, final_from=midnight + DAY) == []


def put_all(place: Place, complaints: Sequence[Sequence[Fact]]) -> str:
    """Record complaints that a team of their own holds, and return its name."""
    team = f"team {uuid4()}"
    held = ComplaintAssigned(at=BEGIN, team=team)
    for facts in complaints:
        put(place.ledger, id := uuid4(), under("uk.fca", held, *facts, id=id))
    rows_in(place, OMBUDSMAN, [])
    return team


def asked(
    place: Place, team: str, as_of: datetime, *, by: OmbudsmanBy = "all", **more: object
) -> Sequence[OmbudsmanOfGroup]:
    question = replace(OmbudsmanAsked(group_by=by, team=team), **more)  # type: ignore[arg-type]
    return ombudsman(place.writer, as_of, question, BOOK)
