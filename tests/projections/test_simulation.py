"""What if: the telephone rule of six weeks over complaints that were handled under eight."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from complaints.commands.decision import IssueFinalResponse
from complaints.commands.intake import FileComplaint
from complaints.policy_book import PolicyBook
from complaints.sla.calendar import end_of_day
from complaints.sla.packs import shipped_policies
from complaints.sla.policy import Policy, Price
from complaints.storage import Recorded
from projections.simulation import ChangedClock, Simulation, Week, simulate
from tests.complaints.given_clocks import ENGLAND, LONDON
from tests.complaints.lives import lived

EIGHT, SIX = (it for it in shipped_policies() if it.id == "uk.telecom.adr")
BOOK = PolicyBook(policies={EIGHT.id: (EIGHT, SIX)}, calendars={ENGLAND.id: (ENGLAND,)})
AS_OF = datetime(2026, 4, 1, tzinfo=UTC)
PRICE = Price(amount=Decimal(650), currency="GBP", free=1, source="tariff")
DAY = timedelta(days=1)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def complaint(
    number: int, received: date, weeks: float | None, jurisdiction: str = "uk.telecom"
) -> list[Recorded]:
    """Return the stream of a complaint answered so many weeks after receipt."""
    at = datetime(received.year, received.month, received.day, 12, tzinfo=UTC)
    filing = FileComplaint(at=at, channel="phone", jurisdiction=jurisdiction, summary="The line is dead.")
    answer = IssueFinalResponse(
        at=at + timedelta(weeks=weeks or 0), channel="letter", outcome="upheld", reasons="It was."
    )
    stream = lived(filing, *([answer] if weeks is not None else []), book=BOOK, now=AS_OF)
    return [each._replace(originator_id=UUID(int=number)) for each in stream]


# Eight weeks from 5 January end on 2 March, six on 16 February.
STREAMS = [
    complaint(1, date(2026, 1, 5), 5),
    complaint(2, date(2026, 1, 5), 7),
    complaint(3, date(2026, 1, 5), 9),
    complaint(4, date(2026, 1, 12), None),
    complaint(5, date(2026, 2, 9), None),  # due on 6 April under eight, on 23 March under six
    complaint(6, date(2026, 1, 5), 7, jurisdiction="none"),
    complaint(7, date(2025, 12, 31), 7),
]


def simulated(draft: Policy, streams: Sequence[Sequence[Recorded]] = STREAMS) -> Simulation:
    return simulate(streams, draft, BOOK, YEAR, AS_OF)


def test_shorter_time_gains_breaches_and_names_them() -> None:
    found = simulated(replace(SIX, price=PRICE))
    assert (found.complaints, found.clocks, found.draft_clocks) == (6, 5, 5)
    assert (found.breaches, found.draft_breaches) == (2, 4)
    assert [(it.complaint.int, it.clock) for it in found.gained] == [(2, SIX.id), (5, SIX.id)]
    assert found.gained[0] == ChangedClock(
        complaint=UUID(int=2),
        reference=found.gained[0].reference,
        clock=SIX.id,
        due_at=end_of_day(date(2026, 3, 2), LONDON),
        draft_due_at=end_of_day(date(2026, 2, 16), LONDON),
    )
    assert found.lost == []
    # Beyond one free breach: one at 650 GBP as it was, three under the draft.
    assert found.cost is not None
    assert (found.cost.amount, found.cost.draft_amount) == (Decimal(650), Decimal(1950))
    assert found.weeks == [
        Week(monday=date(2026, 2, 16), due=0, draft_due=3),
        Week(monday=date(2026, 2, 23), due=0, draft_due=1),
        Week(monday=date(2026, 3, 2), due=3, draft_due=0),
        Week(monday=date(2026, 3, 9), due=1, draft_due=0),
        Week(monday=date(2026, 3, 16), due=0, draft_due=0),
        Week(monday=date(2026, 3, 23), due=0, draft_due=1),
        Week(monday=date(2026, 3, 30), due=0, draft_due=0),
        Week(monday=date(2026, 4, 6), due=1, draft_due=0),
    ]


def test_longer_time_loses_breaches() -> None:
    found = simulated(replace(EIGHT, amount=10))
    assert ([it.complaint.int for it in found.lost], found.gained) == ([3], [])
    assert (found.draft_breaches, found.cost) == (1, None)


def test_the_policy_as_it_is_changes_nothing() -> None:
    found = simulated(EIGHT)
    assert (found.gained, found.lost) == ([], [])
    assert (found.clocks, found.breaches, found.time_unknown) == (
        found.draft_clocks,
        found.draft_breaches,
        found.draft_time_unknown,
    )
    assert all(week.due == week.draft_due for week in found.weeks)


def test_a_promise_never_made_before_gains_all_its_breaches() -> None:
    found = simulated(replace(SIX, id="new.promise", version=1))
    assert (found.clocks, found.breaches, found.draft_clocks, found.draft_breaches) == (0, 0, 5, 4)
    assert len(found.gained) == 4
    assert found.gained[0].due_at is None


def test_what_no_calendar_covers_is_counted_as_such() -> None:
    far = replace(SIX, amount=3000, unit="business day", calendar=ENGLAND.id)
    assert simulated(far).not_counted == 5


def test_nothing_received_is_nothing_due() -> None:
    found = simulated(replace(SIX, price=PRICE), [])
    assert (found.complaints, found.weeks, found.gained) == (0, [], [])
    assert found.cost is not None
    assert found.cost.amount == Decimal(0)


@pytest.mark.parametrize(("first", "last", "complaints"), [(5, 5, 4), (6, 12, 1), (6, 11, 0)])
def test_days_of_receipt_are_local_and_inclusive(first: int, last: int, complaints: int) -> None:
    days = (date(2026, 1, first), date(2026, 1, last))
    assert simulate(STREAMS, SIX, BOOK, days, AS_OF).complaints == complaints
