"""When something can have happened: not in the future, not before the receipt, and on the time line."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from complaints.commands.conversation import AddNote
from complaints.commands.intake import FileComplaint
from complaints.errors import ComplaintError, TimeBeforeReceipt, TimeInFuture, TimeWithoutZone
from complaints.facts.conversation import NoteAdded
from complaints.rules import decide
from complaints.when import Day, Minute, NotAfter, When
from tests.complaints.given import context, decided, decided_at_filing, filed, fold

LONDON, TOKYO, NEW_YORK = "Europe/London", "Asia/Tokyo", "America/New_York"
MICROSECOND, MINUTE = timedelta(microseconds=1), timedelta(minutes=1)
EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))

RECEIVED = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
NOW = datetime(2026, 4, 7, 12, tzinfo=UTC)

# In London the clocks went forward on 29 March 2026: that day had 23 hours. 25 October has 25.
SPRING, AUTUMN = Day(day=date(2026, 3, 29), zone=LONDON), Day(day=date(2026, 10, 25), zone=LONDON)
DAY = Day(day=date(2026, 3, 9), zone=LONDON)
TODAY, TOMORROW = date(2026, 4, 7), date(2026, 4, 8)


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


ROWS: dict[str, tuple[When, When | None, When | type[ComplaintError]]] = {
    "what is said without a time happened now": (RECEIVED, None, NOW),
    "it may have happened this very instant": (RECEIVED, NOW, NOW),
    "it cannot happen a microsecond from now": (RECEIVED, NOW + MICROSECOND, TimeInFuture),
    "the offset does not move the instant": (RECEIVED, NOW.astimezone(EAST), NOW),
    "the offset does not hide the future": (RECEIVED, (NOW + MICROSECOND).astimezone(WEST), TimeInFuture),
    "the running minute has begun": (RECEIVED, Minute(minute=NOW), Minute(minute=NOW)),
    "the next minute has not": (RECEIVED, Minute(minute=NOW + MINUTE), TimeInFuture),
    "today has begun": (RECEIVED, Day(day=TODAY, zone=LONDON), Day(day=TODAY, zone=LONDON)),
    "tomorrow has not": (RECEIVED, Day(day=TOMORROW, zone=LONDON), TimeInFuture),
    "tomorrow has begun where the sun rises first": (
        RECEIVED,
        Day(day=TOMORROW, zone="Pacific/Kiritimati"),
        Day(day=TOMORROW, zone="Pacific/Kiritimati"),
    ),
    "it had happened by now": (RECEIVED, NotAfter(not_after=NOW), NotAfter(not_after=NOW)),
    "that it will have happened is not known": (
        RECEIVED,
        NotAfter(not_after=NOW + MICROSECOND),
        TimeInFuture,
    ),
    "it may have happened at the receipt": (RECEIVED, RECEIVED, RECEIVED),
    "it cannot have happened before the receipt": (RECEIVED, RECEIVED - MICROSECOND, TimeBeforeReceipt),
    "the minute of the receipt is not before it": (
        RECEIVED + MINUTE - MICROSECOND,
        Minute(minute=RECEIVED),
        Minute(minute=RECEIVED),
    ),
    "the minute before the receipt is": (RECEIVED + MINUTE, Minute(minute=RECEIVED), TimeBeforeReceipt),
    "the day of the receipt is not before it": (RECEIVED, DAY, DAY),
    "the day before the receipt is": (
        RECEIVED,
        Day(day=date(2026, 3, 8), zone=LONDON),
        TimeBeforeReceipt,
    ),
    "what had happened by the receipt may have happened at it": (
        RECEIVED,
        NotAfter(not_after=RECEIVED),
        NotAfter(not_after=RECEIVED),
    ),
    "what had happened before the receipt cannot follow it": (
        RECEIVED,
        NotAfter(not_after=RECEIVED - MICROSECOND),
        TimeBeforeReceipt,
    ),
    "nothing is known to be before what was received by then": (
        NotAfter(not_after=RECEIVED),
        datetime(1900, 1, 1, tzinfo=UTC),
        datetime(1900, 1, 1, tzinfo=UTC),
    ),
    "in the minute of the receipt nothing is too early": (
        Minute(minute=RECEIVED),
        RECEIVED,
        RECEIVED,
    ),
    "before that minute everything is": (
        Minute(minute=RECEIVED),
        RECEIVED - MICROSECOND,
        TimeBeforeReceipt,
    ),
    "on the day of the receipt nothing is too early": (DAY, utc(3, 9), utc(3, 9)),
    "the day before is too early": (DAY, utc(3, 9) - MICROSECOND, TimeBeforeReceipt),
    "the day of the receipt begins at midnight where it was received": (
        Day(day=date(2026, 3, 9), zone=TOKYO),
        utc(3, 8, 15),
        utc(3, 8, 15),
    ),
    "another zone's day that overlaps it is not before it": (
        Day(day=date(2026, 3, 9), zone=TOKYO),
        Day(day=date(2026, 3, 8), zone=NEW_YORK),
        Day(day=date(2026, 3, 8), zone=NEW_YORK),
    ),
    "another zone's day that ended is": (
        Day(day=date(2026, 3, 9), zone=NEW_YORK),
        Day(day=date(2026, 3, 8), zone=TOKYO),
        TimeBeforeReceipt,
    ),
    "the short day begins at midnight in winter time": (SPRING, utc(3, 29), utc(3, 29)),
    "an hour before it is the day before": (SPRING, utc(3, 28, 23, 59), TimeBeforeReceipt),
    "the short day ends an hour early": (utc(3, 29, 23), SPRING, TimeBeforeReceipt),
    "until then it goes on": (utc(3, 29, 23) - MICROSECOND, SPRING, SPRING),
    "a time in the hour that was left out is read": (
        RECEIVED,
        datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo(LONDON)),
        utc(3, 29, 1, 30),
    ),
    "a time without a zone is refused": (RECEIVED, NOW.replace(tzinfo=None), TimeWithoutZone),
    "a minute without a zone is refused": (
        RECEIVED,
        Minute(minute=NOW.replace(tzinfo=None)),
        TimeWithoutZone,
    ),
    "an upper bound without a zone is refused": (
        RECEIVED,
        NotAfter(not_after=NOW.replace(tzinfo=None)),
        TimeWithoutZone,
    ),
    "a zone that does not exist is refused": (RECEIVED, Day(day=TODAY, zone="London"), TimeWithoutZone),
    "an empty zone is refused": (RECEIVED, Day(day=TODAY, zone=""), TimeWithoutZone),
    "a zone written in small letters is refused": (
        RECEIVED,
        Day(day=TODAY, zone="europe/london"),
        TimeWithoutZone,
    ),
    "a slip of the pen in the century is refused": (RECEIVED, RECEIVED.replace(year=226), TimeWithoutZone),
    "so is one of a day": (RECEIVED, Day(day=date(226, 4, 7), zone=LONDON), TimeWithoutZone),
    "so is one of a minute": (RECEIVED, Minute(minute=RECEIVED.replace(year=226)), TimeWithoutZone),
    "so is one of an upper bound": (RECEIVED, NotAfter(not_after=NOW.replace(year=226)), TimeWithoutZone),
    "the end of the 21st century is in the future": (
        RECEIVED,
        datetime(2199, 12, 31, tzinfo=UTC),
        TimeInFuture,
    ),
    "the end of the 22nd is a slip": (RECEIVED, datetime(2200, 1, 1, tzinfo=UTC), TimeWithoutZone),
}

IN_UTC: list[tuple[When, When]] = [
    (RECEIVED.astimezone(EAST), RECEIVED),
    (Minute(minute=RECEIVED.astimezone(EAST)), Minute(minute=RECEIVED)),
    (NotAfter(not_after=RECEIVED.astimezone(EAST)), NotAfter(not_after=RECEIVED)),
]

ENDS_OF_TIME: list[When] = [
    datetime.min.replace(tzinfo=EAST),
    datetime.max.replace(tzinfo=WEST),
    Minute(minute=datetime.min.replace(tzinfo=EAST)),
    Minute(minute=datetime.max.replace(tzinfo=WEST)),
    Day(day=date.min, zone=TOKYO),
    Day(day=date.max, zone=NEW_YORK),
    NotAfter(not_after=datetime.min.replace(tzinfo=EAST)),
    NotAfter(not_after=datetime.max.replace(tzinfo=WEST)),
]


@pytest.mark.parametrize(("received", "at", "then"), ROWS.values(), ids=ROWS)
def test_when_it_can_have_happened(
    received: When, at: When | None, then: When | type[ComplaintError]
) -> None:
    expected = then if isinstance(then, type) else [NoteAdded(at=then, text="A note.")]
    assert decided([filed(received)], AddNote(at=at, text="A note."), context(now=NOW)) == expected


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (utc(10, 24, 23), [NoteAdded(at=AUTUMN, text="A note.")]),
        (utc(10, 24, 23) - MICROSECOND, TimeInFuture),
    ],
    ids=["the long day begins an hour early", "before that it is in the future"],
)
def test_a_day_is_in_the_future_until_its_midnight(
    now: datetime, then: list[NoteAdded] | type[ComplaintError]
) -> None:
    assert decided([filed(RECEIVED)], AddNote(at=AUTUMN, text="A note."), context(now=now)) == then


def test_the_long_day_is_no_day_before_its_last_hour() -> None:
    late = filed(utc(10, 25, 23, 59))
    note = AddNote(at=AUTUMN, text="A note.")
    assert decided([late], note, context(now=utc(10, 27))) == [NoteAdded(at=AUTUMN, text="A note.")]
    later = filed(utc(10, 26))
    assert decided([later], note, context(now=utc(10, 27))) is TimeBeforeReceipt


@pytest.mark.parametrize(("at", "then"), IN_UTC)
def test_every_instant_is_recorded_in_utc(at: When, then: When) -> None:
    facts = decided([filed(RECEIVED)], AddNote(at=at, text="A note."), context(now=NOW))
    assert isinstance(facts, list)
    assert repr(facts[0].at) == repr(then)


@pytest.mark.parametrize("at", ENDS_OF_TIME)
def test_the_ends_of_time_are_refused_and_break_nothing(at: When) -> None:
    call = FileComplaint(at=at, channel="phone", jurisdiction="none", summary="It was late.")
    assert decided_at_filing(call) is TimeWithoutZone
    assert decided([], AddNote(at=at, text="A note.")) is TimeWithoutZone


@pytest.mark.parametrize(
    ("received", "words"),
    [
        (RECEIVED, "2026-03-09 08:30:00 UTC"),
        (Minute(minute=RECEIVED), "2026-03-09 08:30:00 UTC"),
        (DAY, "2026-03-09 Europe/London"),
    ],
)
def test_who_is_too_early_is_told_when_the_complaint_was_received(received: When, words: str) -> None:
    note = AddNote(at=datetime(2026, 3, 1, tzinfo=UTC), text="A note.")
    with pytest.raises(TimeBeforeReceipt) as refused:
        decide(note, fold([filed(received)]), context(now=NOW))
    assert refused.value.received == words
