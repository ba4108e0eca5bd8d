"""Reading holidays where they are published: GOV.UK's file, an iCalendar file, and the `holidays` library.

The library is a seed: it says which days it thinks are holidays now, not what was known when.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from holidays import HolidayBase, country_holidays
from icalendar import Calendar, Event
from pydantic import TypeAdapter, ValidationError

from complaints.sla.calendar import Holiday

_DAY = timedelta(days=1)
_REPEATING = ("RRULE", "RDATE")


class HolidaysUnreadable(Exception):
    """No holidays can be read. The text is one sentence that says where, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """A bank holiday as GOV.UK lists it; `notes` say so where it is a substitute for another or extra."""

    title: str
    date: date
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Division:
    events: tuple[_Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What the library says of a country: ISO numbers of the days of its weekend, and the holidays."""

    weekend: tuple[int, ...]
    holidays: tuple[Holiday, ...]


def read_holidays(path: Path, division: str | None) -> tuple[Holiday, ...]:
    """Read the holidays of a file, by day: iCalendar if its name ends in .ics, else GOV.UK's JSON.

    GOV.UK's has three divisions, and `division` says which. Raises `HolidaysUnreadable`.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise HolidaysUnreadable(f"{path.name}: the file cannot be opened: {error.strerror}.") from error
    is_icalendar = path.suffix == ".ics"
    if is_icalendar and division is not None:
        raise HolidaysUnreadable(f"{path.name}: an iCalendar file has no divisions.")
    try:
        found = _in_icalendar(content) if is_icalendar else _in_gov_uk(content, division)
        return _each_day_once(found)
    except (HolidaysUnreadable, ValueError) as error:  # the latter is the library's
        raise HolidaysUnreadable(f"{path.name}: {error}") from error


def seed(country: str, subdivision: str | None, years: Sequence[int]) -> Seed:
    """Return the public holidays of a country (ISO 3166, `IE`), named in English where the library can.

    `subdivision` is the library's code for a part of it, such as `NSW`. Raises `HolidaysUnreadable`.
    """
    try:
        languages = country_holidays(country, subdivision).supported_languages
        language = next((it for it in (f"en_{country}", "en_US") if it in languages), None)
        found = country_holidays(country, subdivision, years=years, language=language)
    except NotImplementedError as error:
        raise HolidaysUnreadable(f"The library knows no such place: {error}.") from error
    return Seed(weekend=_weekend(found), holidays=_each_day_once(_in_library(found)))


def _weekend(found: HolidayBase) -> tuple[int, ...]:
    return tuple(sorted(weekday + 1 for weekday in found.weekend))  # there, Monday is 0


def _in_library(found: HolidayBase) -> Iterator[Holiday]:
    for day, names in found.items():
        yield Holiday(day=day, name=names)


def _in_gov_uk(content: bytes, division: str | None) -> Iterator[Holiday]:
    try:
        divisions = TypeAdapter(dict[str, _Division]).validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = " ".join(f"`{step}`" for step in first["loc"]) or "the file"
        raise HolidaysUnreadable(
            f"this is no list of bank holidays as GOV.UK writes it: {place}: {first['msg']}."
        ) from error
    if division not in divisions:
        known = ", ".join(divisions)
        raise HolidaysUnreadable(f"name one of its divisions with --division: {known or 'it has none'}.")
    for event in divisions[division].events:
        notes = f" ({event.notes.lower()})" if event.notes else ""
        yield Holiday(day=event.date, name=event.title + notes)


def _in_icalendar(content: bytes) -> Iterator[Holiday]:
    try:
        events = [it for it in Calendar.from_ical(content).walk("VEVENT") if isinstance(it, Event)]
    except ValueError as error:
        raise HolidaysUnreadable(f"the file is not written correctly: {error}.") from error
    if not events:
        raise HolidaysUnreadable("the calendar holds no event.")
    for number, event in enumerate(events, start=1):
        if str(event.get("STATUS")) != "CANCELLED":
            yield from _days_of(event, f"event no. {number}")


def _days_of(event: Event, place: str) -> Iterator[Holiday]:
    name = " ".join(str(event.get("SUMMARY", "")).split())
    if event.errors:
        wrong, reason = event.errors[0]
        raise HolidaysUnreadable(f"{place} ({name}): {wrong} cannot be used: {reason}.")
    if not name:
        raise HolidaysUnreadable(f"{place} has no SUMMARY to name the holiday by.")
    repeated = [it for it in _REPEATING if it in event]
    if repeated:
        raise HolidaysUnreadable(
            f"{place} ({name}) repeats by {repeated[0]}: holidays move, so list each day as an event."
        )
    if "DTSTART" not in event:
        raise HolidaysUnreadable(f"{place} ({name}) has no DTSTART.")
    first, after = event.start, event.end
    if isinstance(first, datetime) or isinstance(after, datetime):
        raise HolidaysUnreadable(
            f"{place} ({name}) is at an hour: a holiday is a whole day, DTSTART;VALUE=DATE."
        )
    if after <= first:
        raise HolidaysUnreadable(f"{place} ({name}) ends before it begins.")
    for number in range((after - first).days):
        yield Holiday(day=first + number * _DAY, name=name)


def _each_day_once(found: Iterator[Holiday]) -> tuple[Holiday, ...]:
    """Return the holidays by day; where two fall on one day, it has both names."""
    names: dict[date, list[str]] = {}
    for holiday in found:
        known = names.setdefault(holiday.day, [])
        known.extend([holiday.name] if holiday.name not in known else [])
    return tuple(Holiday(day=day, name="; ".join(known)) for day, known in sorted(names.items()))
