"""What a written date says, once the order of its parts is known, and how exactly.

Years of two digits mean 20yy: none of the sources is older than 2003 (New York's 311 line). A time without
an offset is wall-clock time of New York and Boston (America/New_York).
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from api.importing.date_order import YEAR_FIRST, YEAR_LAST, Order, halves
from api.importing.refusals import RowRefused
from complaints.when import Day, Minute, When

ZONE = "America/New_York"
NEW_YORK = ZoneInfo(ZONE)
CLOCK = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(:(?P<second>\d\d)(\.(?P<fraction>\d{1,9}))?)?( ?(?P<half>[AP])M)?"
    r"(?P<utc>Z)?((?P<sign>[+-])(?P<east_hours>\d\d)(:?(?P<east_minutes>\d\d))?)?",
    re.ASCII | re.IGNORECASE,
)
CENTURY = 2000
"""What two-digit years are added to."""
PLAUSIBLE_YEARS = range(1900, 3000)
HOURS_OF_A_HALF = range(1, 13)


def read_when(text: str, order: Order) -> When:
    """Return when it was, as exactly as it is written: a day, a minute (no seconds given), or an instant.

    Instants are in UTC. A local hour that occurs twice is read as the first. Raises `RowRefused` if it is
    no date, or a local time that was skipped when summer time began.
    """
    day_text, clock_text = halves(text)
    day = _day(day_text, order)
    if not clock_text:
        return Day(day=day, zone=ZONE)
    clock = CLOCK.fullmatch(clock_text)
    if not clock:
        raise RowRefused(f"'{text}' has no time of day that can be read")
    instant = _instant(day, clock, text)
    return instant if clock["second"] else Minute(minute=instant)


def read_day(text: str, order: Order) -> Day:
    """Return the day as written, whatever time of day stands behind it."""
    return Day(day=_day(halves(text)[0], order), zone=ZONE)


@lru_cache(maxsize=4096)
def _day(text: str, order: Order) -> date:
    match = (YEAR_FIRST if order == "year first" else YEAR_LAST).fullmatch(text)
    if not match:
        raise RowRefused(f"'{text}' is not a date written like the others of this file")
    try:
        return _date(match, order)
    except ValueError:
        raise RowRefused(f"'{text}' is not a date ({order})") from None


def _date(match: re.Match[str], order: Order) -> date:
    first, second, last = int(match[1]), int(match[3]), int(match[4])
    match order:
        case "year first":
            year, month, day = first, second, last
        case "month first":
            month, day, year = first, second, last
        case "day first":
            day, month, year = first, second, last
    if order != "year first" and len(match[4]) == len("16"):
        year += CENTURY
    if year not in PLAUSIBLE_YEARS:
        raise ValueError(year)
    return date(year, month, day)


def _instant(day: date, clock: re.Match[str], text: str) -> datetime:
    try:
        local = datetime.combine(day, _time_of_day(clock), _offset(clock) or NEW_YORK)
    except ValueError:
        raise RowRefused(f"'{text}' has no time of day that exists") from None
    if _is_skipped(local):
        raise RowRefused(f"'{text}' does not exist: the clocks went forward past it")
    return local.astimezone(UTC)


def _time_of_day(clock: re.Match[str]) -> time:
    hour = int(clock["hour"])
    if clock["half"]:
        if hour not in HOURS_OF_A_HALF:
            raise ValueError(hour)
        hour = hour % 12 + (12 if clock["half"] in "Pp" else 0)
    microsecond = int((clock["fraction"] or "0").ljust(6, "0")[:6])
    return time(hour, int(clock["minute"]), int(clock["second"] or 0), microsecond)


def _offset(clock: re.Match[str]) -> timezone | None:
    if clock["sign"]:
        east = timedelta(hours=int(clock["east_hours"]), minutes=int(clock["east_minutes"] or 0))
        return timezone(east if clock["sign"] == "+" else -east)
    return UTC if clock["utc"] else None


def _is_skipped(local: datetime) -> bool:
    """Say whether no clock ever showed it: the offset before the gap is smaller than the one after."""
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    return before is not None and after is not None and before < after
