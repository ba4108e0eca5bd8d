"""Response times: given what happened to complaints, then how long each step took, and what a group says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.facts import Fact
from complaints.facts.conversation import MessageSent
from complaints.facts.merging import ComplaintMerged, ComplaintUnmerged
from complaints.when import Day, Minute, NotAfter, When
from projections import counted_times
from projections.bins import ERROR
from projections.counts import Count
from projections.history import history
from projections.response_groups import GroupBy, TimesAsked, TimesOfGroup
from projections.response_questions import response_times
from projections.response_times import MEASURES, Measure, ResponseTime, fold
from projections.worker import catch_up
from tests.complaints.given import (
    COMPLAINT,
    acknowledged,
    answered,
    apologised,
    assigned,
    classified,
    closed,
    reopened,
    resolved,
    withdrawn,
)
from tests.projections.given import filing, moved, recorded
from tests.projections.place import Place, put

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SURVIVOR = UUID(int=9)
REPLY = MessageSent(at=BEGIN, channel="email", substantive=True, automated=False, text="Here is why.")
MERGED = ComplaintMerged(at=BEGIN, survivor=SURVIVOR, reason="same")
UNMERGED = ComplaintUnmerged(at=BEGIN, survivor=SURVIVOR, reason="not the same")


def at(hours: float, fact: Fact) -> Fact:
    return moved(fact, BEGIN + hours * HOUR)


def times(*facts: Fact, received: When = BEGIN) -> dict[Measure, ResponseTime]:
    found = fold(history(recorded([filing(COMPLAINT, received), *facts])))
    assert [it.measure for it in found] == [*MEASURES, "longest silence"]
    return {it.measure: it for it in found}


Said = tuple[str, timedelta | None]
ROWS: dict[str, tuple[list[Fact], dict[Measure, Said]]] = {
    "nothing has happened": (
        [],
        {"acknowledgement": ("open", None), "resolution": ("open", None), "longest silence": ("open", None)},
    ),
    "the first acknowledgement counts": (
        [at(5, acknowledged()), at(9, acknowledged())],
        {"acknowledgement": ("reached", 5 * HOUR)},
    ),
    "one typed in late counts from when it happened": (
        [at(9, acknowledged()), at(5, acknowledged())],
        {"acknowledgement": ("reached", 5 * HOUR)},
    ),
    "an automatic message is no substantive reply, nor is an empty one": (
        [
            at(1, replace(REPLY, automated=True)),
            at(2, replace(REPLY, substantive=False)),
            at(7, REPLY),
        ],
        {"first substantive reply": ("reached", 7 * HOUR)},
    ),
    "a final response is a substantive reply": (
        [at(30, answered())],
        {"first substantive reply": ("reached", 30 * HOUR), "final response": ("reached", 30 * HOUR)},
    ),
    "the first apology": ([at(3, apologised()), at(4, apologised(2))], {"apology": ("reached", 3 * HOUR)}),
    "an automatic apology is none": (
        [at(3, replace(apologised(), automated=True)), at(5, apologised())],
        {"apology": ("reached", 5 * HOUR), "longest silence": ("open", HOUR * 3)},
    ),
    "closed without a resolution": (
        [at(8, closed())],
        {"resolution": ("ended without", None), "closing": ("reached", 8 * HOUR)},
    ),
    "withdrawn": ([at(8, withdrawn())], {"acknowledgement": ("ended without", None)}),
    "a reopening undoes the resolution and the closing": (
        [at(8, resolved()), at(9, closed()), at(10, reopened())],
        {"resolution": ("open", None), "closing": ("open", None)},
    ),
    "the resolution after a reopening counts": (
        [at(8, resolved()), at(10, reopened()), at(20, resolved())],
        {"resolution": ("reached", 20 * HOUR)},
    ),
    "a merged complaint is neither open nor ended": (
        [at(2, acknowledged()), at(3, MERGED)],
        {
            "acknowledgement": ("reached", 2 * HOUR),
            "final response": ("merged", None),
            "longest silence": ("reached", 2 * HOUR),
        },
    ),
    "an unmerged one is open": (
        [at(3, MERGED), at(9, UNMERGED)],
        {"final response": ("open", None), "longest silence": ("open", 3 * HOUR)},
    ),
    "the longest silence is between two words, or before the end": (
        [at(2, acknowledged()), at(9, REPLY), at(12, resolved())],
        {"longest silence": ("reached", 7 * HOUR)},
    ),
    "silence before the first word": (
        [at(9, acknowledged()), at(12, resolved())],
        {"longest silence": ("reached", 9 * HOUR)},
    ),
    "silence before the end": (
        [at(2, acknowledged()), at(12, resolved())],
        {"longest silence": ("reached", 10 * HOUR)},
    ),
    "no word, and ended": ([at(12, resolved())], {"longest silence": ("reached", 12 * HOUR)}),
    "silence before a withdrawal": ([at(12, withdrawn())], {"longest silence": ("reached", 12 * HOUR)}),
    "no silence while it is closed": (
        [at(4, closed()), at(5000, reopened()), at(5002, REPLY), at(5003, closed())],
        {"longest silence": ("reached", 4 * HOUR)},
    ),
    "what is said after the end breaks no silence": (
        [at(4, resolved()), at(5, REPLY), at(6, closed())],
        {"longest silence": ("reached", 4 * HOUR)},
    ),
    "a day is not known well enough for hours": (
        [moved(acknowledged(), Day(day=date(2026, 3, 3), zone="UTC"))],
        {"acknowledgement": ("time unknown", None), "longest silence": ("time unknown", None)},
    ),
    "a minute is": (
        [moved(acknowledged(), Minute(minute=BEGIN + HOUR))],
        {"acknowledgement": ("reached", HOUR)},
    ),
    "an end without a beginning is not": (
        [moved(closed(), NotAfter(not_after=BEGIN + HOUR))],
        {"closing": ("time unknown", None)},
    ),
    "what happened in the same minute took no time, not less": (
        [moved(acknowledged(), Minute(minute=BEGIN.replace(second=0)))],
        {"acknowledgement": ("reached", timedelta())},
    ),
}


@pytest.mark.parametrize(("facts", "said"), ROWS.values(), ids=list(ROWS))
def test_how_long_it_took(facts: list[Fact], said: dict[Measure, Said]) -> None:
    found = times(*facts)
    assert {name: (found[name].state, found[name].duration) for name in said} == said


def test_a_step_belongs_to_who_held_the_complaint_then() -> None:
    found = times(
        at(1, assigned("cards", "ann")),
        at(2, acknowledged()),
        at(3, assigned("disputes", "ben")),
        at(3, classified()),
    )
    assert (found["acknowledgement"].team, found["acknowledgement"].handler) == ("cards", "ann")
    assert (found["final response"].team, found["final response"].handler) == ("disputes", "ben")
    assert (found["acknowledgement"].product, found["resolution"].product) == (None, classified().product)
    assert found["acknowledgement"].survivor is None
    assert found["acknowledgement"].reached_at == BEGIN + 2 * HOUR
    assert found["final response"].reached_at is None


def asked(
    place: Place, measure: Measure, by: GroupBy = "all", **more: object
) -> dict[str | None, TimesOfGroup]:
    catch_up(place.writer, place.ledger)
    wanted = TimesAsked(
        measure=measure, group_by=by, zone="Europe/London", received_from=None, received_to=None, target=None
    )
    found = response_times(place.writer, BEGIN + 10 * DAY, replace(wanted, **more))  # type: ignore[arg-type]
    return {it.group: it for it in found}


def record(place: Place, *facts: Fact, received: When = BEGIN, channel: str = "phone") -> None:
    id = uuid4()
    filed = replace(filing(id, received), channel=channel)  # type: ignore[arg-type]
    put(place.ledger, id, [filed, *facts])


def test_a_group_counts_every_case_once_and_measures_those_it_can(place: Place) -> None:
    for hours in range(1, 11):
        record(place, at(hours, acknowledged()))
    record(place)
    record(place, at(1, withdrawn()))
    record(place, at(1, MERGED))
    record(place, moved(acknowledged(), Day(day=date(2026, 3, 3), zone="UTC")))
    (found,) = asked(place, "acknowledgement", target=4 * HOUR).values()
    assert found.filings == 14
    assert (found.reached, found.open, found.ended_without, found.merged, found.time_unknown) == (
        10,
        1,
        1,
        1,
        1,
    )
    assert (found.mean, found.p50, found.p90, found.p95) == (5.5 * HOUR, 5 * HOUR, 9 * HOUR, 10 * HOUR)
    # Four in time and one that nobody knows, of ten reached, one ended without, one open and past the target.
    assert found.within_target is None
    assert (found.within_target_low, found.within_target_high) == pytest.approx((4 / 13, 5 / 13))


@pytest.mark.parametrize(
    "micros",
    [(1, 2), (2, 3), (0, 1, 1), (86_400_000_001, 2), (300_000_000_007, 86_400_000_000, 100_000_000_003, 4)],
)
def test_a_mean_is_exact_to_the_microsecond_and_rounded_half_up(
    place: Place, monkeypatch: pytest.MonkeyPatch, micros: Sequence[int]
) -> None:
    for each in micros:
        record(place, moved(acknowledged(), BEGIN + each * timedelta.resolution))
    right = timedelta.resolution * int(Fraction(sum(micros), len(micros)) + Fraction(1, 2))
    assert asked(place, "acknowledgement")[None].mean == right
    monkeypatch.setattr(counted_times, "EXACT_UP_TO", -1)
    counted = asked(place, "acknowledgement")[None]
    assert (counted.mean, counted.percentile_error) == (right, ERROR)


def test_an_open_case_within_its_target_is_not_counted_against_it(place: Place) -> None:
    record(place, at(1, acknowledged()))
    record(place, received=BEGIN + 10 * DAY - HOUR)
    (found,) = asked(place, "acknowledgement", target=4 * HOUR).values()
    assert (found.open, found.within_target) == (1, 1.0)
    assert asked(place, "acknowledgement")[None].within_target is None


def test_a_share_is_certain_where_every_time_is_known_and_lies_between_two_where_not(place: Place) -> None:
    record(place, at(1, closed()))
    (known,) = asked(place, "closing", target=4 * HOUR).values()
    assert (known.within_target, known.within_target_low, known.within_target_high) == (1.0, 1.0, 1.0)
    record(place)
    record(place, moved(closed(), NotAfter(not_after=BEGIN + HOUR)), channel="letter")
    record(place, channel="letter")
    found = asked(place, "closing", "channel", target=4 * HOUR)
    assert (found["phone"].within_target, found["phone"].within_target_high) == (0.5, 0.5)
    letter = found["letter"]
    assert (letter.within_target, letter.within_target_low, letter.within_target_high) == (None, 0.0, 0.5)
    for each in asked(place, "closing", "channel").values():
        assert (each.within_target, each.within_target_low, each.within_target_high) == (None, None, None)


def share(place: Place, measure: Measure, target: timedelta) -> float | None:
    return asked(place, measure, target=target)[None].within_target


def test_an_open_complaint_that_hears_often_enough_is_within_its_target_of_silence(place: Place) -> None:
    every_two_days = [at(hours, REPLY) for hours in range(48, 10 * 24, 48)]
    record(place, *every_two_days)
    assert share(place, "longest silence", 3 * DAY) is None  # it may still be silent for longer
    record(place, at(30, resolved()))
    assert share(place, "longest silence", 3 * DAY) == 1.0


def test_a_silence_that_goes_on_counts_up_to_now(place: Place) -> None:
    record(place, at(1, REPLY))
    assert share(place, "longest silence", 11 * DAY) is None
    assert share(place, "longest silence", 10 * DAY - 2 * HOUR) == 0.0
    record(place, at(1, REPLY), at(10 * 24 - 1, REPLY))
    assert share(place, "longest silence", 9 * DAY) == 0.0


def test_a_complaint_received_on_some_day_is_not_late_before_it_is_so_for_certain(place: Place) -> None:
    record(place, received=Day(day=BEGIN.date(), zone="UTC"))
    since_the_day_was_over = 9 * DAY + 9 * HOUR
    assert share(place, "acknowledgement", since_the_day_was_over + HOUR) is None
    assert share(place, "acknowledgement", since_the_day_was_over - HOUR) == 0.0


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "UTC", "America/Los_Angeles"])
def test_a_day_of_receipt_is_in_its_own_month_whatever_the_zone(place: Place, zone: str) -> None:
    record(place, received=Day(day=date(2026, 3, 1), zone="America/New_York"))
    record(place, received=Day(day=date(2026, 3, 31), zone="America/New_York"))
    assert set(asked(place, "acknowledgement", "month", zone=zone)) == {"2026-03"}


def reached_by(place: Place, by: GroupBy) -> dict[str | None, Count]:
    return {group: it.reached for group, it in asked(place, "acknowledgement", by).items()}


def test_groups_are_by_channel_team_product_and_local_month(place: Place) -> None:
    record(place, at(0, assigned("cards", "ann")), at(1, acknowledged()))
    record(place, at(2, acknowledged()), channel="email", received=BEGIN)
    record(place, received=datetime(2026, 3, 31, 22, 59, tzinfo=UTC))
    record(place, received=datetime(2026, 3, 31, 23, 0, tzinfo=UTC))
    assert reached_by(place, "channel") == {"email": 1, "phone": 1}
    assert reached_by(place, "team") == {"cards": 1, None: 1}
    assert reached_by(place, "handler") == {"ann": 1, None: 1}
    assert reached_by(place, "month") == {"2026-03": 2, "2026-04": 0}
    received = asked(place, "acknowledgement", received_from=BEGIN + DAY, received_to=BEGIN + 100 * DAY)
    assert received[None].open == 2


facts = st.lists(
    st.builds(
        at,
        st.integers(0, 60),
        st.sampled_from(
            [
                acknowledged(),
                REPLY,
                apologised(),
                answered(),
                resolved(),
                closed(),
                reopened(),
                MERGED,
                UNMERGED,
            ]
        ),
    ),
    max_size=8,
)


@given(told=facts)
def test_every_case_is_in_one_state_and_nothing_takes_less_than_no_time(told: Sequence[Fact]) -> None:
    for each in times(*told).values():
        assert (each.duration is not None) >= (each.state == "reached")
        assert each.duration is None or each.duration >= timedelta()
        assert (each.reached_at is not None) <= (each.state == "reached")
