"""`complaints calendars`: holidays from where they are published, and the calendars in force."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic_core import to_jsonable_python
from rich.table import Table

from api.calendar_sources import HolidaysUnreadable, Seed, read_holidays, seed
from api.terminal import err, failure, out, the_pool, user
from complaints.actor import Actor
from complaints.commands.policy_book import PublishCalendar
from complaints.errors import ComplaintError
from complaints.ledger import Complaints
from complaints.policy_book import PolicyBook
from complaints.request import Request, command_id
from complaints.sla.calendar import BusinessCalendar, calendar_problems

_WEEKEND = (6, 7)
"""Saturday and Sunday, where a file says nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """The days to be covered, as far as they were said."""

    first: date | None
    last: date | None


calendars = typer.Typer(no_args_is_help=True, help="Calendars: which days are worked.")


@calendars.command("import")
def import_calendar(  # noqa: PLR0913 - one argument for each option
    file: Annotated[
        Path | None, typer.Argument(help="GOV.UK's bank-holidays.json, or an iCalendar file (.ics).")
    ] = None,
    *,
    id: Annotated[str, typer.Option(help="The id of the calendar: uk.scotland.")],
    zone: Annotated[str, typer.Option(help="Its IANA time zone: Europe/London.")],
    source: Annotated[
        str | None, typer.Option(help="Where and when the holidays were read, and their licence.")
    ] = None,
    division: Annotated[str | None, typer.Option(help="Which one of GOV.UK's divisions.")] = None,
    country: Annotated[
        str | None, typer.Option(help="Instead of a file: what the `holidays` library says of a country, IE.")
    ] = None,
    subdivision: Annotated[str | None, typer.Option(help="A part of the country: NSW.")] = None,
    from_day: Annotated[str | None, typer.Option("--from", help="The first day covered.")] = None,
    to_day: Annotated[str | None, typer.Option("--to", help="The last day covered.")] = None,
    output: Annotated[Path | None, typer.Option(help="Write the calendar there.")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Publish it as the next version.")] = False,
    by: Annotated[str | None, typer.Option(help="Who publishes it, if not the user here.")] = None,
) -> None:
    """Make a calendar from holidays that were published; print it, write it, or publish it.

    A file covers the years of its first and last holiday, unless --from and --to say otherwise.
    """
    days = _Days(first=_day("--from", from_day), last=_day("--to", to_day))
    try:
        found = _found(file, division, country, subdivision, days)
    except HolidaysUnreadable as error:
        raise failure(str(error)) from None
    calendar = _calendar(found, days, id=id, zone=zone, source=source or _library(country, subdivision))
    problems = calendar_problems(calendar)
    for sentence in problems:
        failure(sentence)
    if problems:
        raise typer.Exit(1)
    err.print(f"{id}: {len(calendar.holidays)} holidays, {calendar.valid_from} to {calendar.valid_to}.")
    if output:
        _write(calendar, output)
    if publish:
        _publish(calendar, by or user())
    elif not output:
        print(as_text(calendar), end="")  # noqa: T201 - bare, for a file


@calendars.command("list")
def list_calendars() -> None:
    """List the calendars in force: their last versions."""
    table = Table("id", "version", "zone", "from", "to", "holidays", "hours", "source")
    with the_pool() as (pool, _):
        for id, versions in sorted(Complaints(pool).policy_book().calendars.items()):
            it = versions[-1]
            covered = (str(it.valid_from), str(it.valid_to), str(len(it.holidays)))
            table.add_row(id, str(it.version), it.zone, *covered, "yes" if it.hours else "", it.source)
    out.print(table)


def as_text(calendar: BusinessCalendar) -> str:
    """Return the calendar as the JSON that `read_calendar` reads, a holiday a line."""
    document: dict[str, Any] = to_jsonable_python(calendar)
    ordered = {key: value for key, value in document.items() if key != "holidays" and value != []}
    lines = [f"  {json.dumps(key)}: {_written(value)}" for key, value in ordered.items()]
    return "{\n" + ",\n".join([*lines, f'  "holidays": {_written(document["holidays"])}']) + "\n}\n"


def _written(value: object) -> str:
    if isinstance(value, list) and any(isinstance(it, dict) for it in value):
        return "[\n    " + ",\n    ".join(json.dumps(it, ensure_ascii=False) for it in value) + "\n  ]"
    return json.dumps(value, ensure_ascii=False)


def _found(
    file: Path | None, division: str | None, country: str | None, subdivision: str | None, days: _Days
) -> Seed:
    if (file is None) == (country is None):
        raise HolidaysUnreadable("Give a file of holidays, or a --country for what the library says of it.")
    if file is not None:
        return Seed(weekend=_WEEKEND, holidays=read_holidays(file, division))
    if country is None or days.first is None or days.last is None:
        raise HolidaysUnreadable("The library knows any year: say which days to cover, with --from and --to.")
    return seed(country, subdivision, range(days.first.year, days.last.year + 1))


def _calendar(found: Seed, asked: _Days, *, id: str, zone: str, source: str) -> BusinessCalendar:
    """Return the first version of a calendar; holidays outside the days covered are left out."""
    days = [it.day for it in found.holidays]
    if not days:
        raise failure("There is no holiday to be read.")
    first = asked.first or date(days[0].year, 1, 1)
    last = asked.last or date(days[-1].year, 12, 31)
    return BusinessCalendar(
        id=id,
        version=1,
        zone=zone,
        weekend=found.weekend,
        holidays=tuple(it for it in found.holidays if first <= it.day <= last),
        valid_from=first,
        valid_to=last,
        source=source,
    )


def _library(country: str | None, subdivision: str | None) -> str:
    """Return what the source of a seed is; empty for a file, whose source has to be said."""
    if country is None:
        return ""
    place = f"{country}-{subdivision}" if subdivision else country
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    library = f"Python library holidays {version_of('holidays')}, MIT licence"
    return f"{library}, public holidays of {place}, read {today}."


def _write(calendar: BusinessCalendar, path: Path) -> None:
    try:
        path.write_text(as_text(calendar), encoding="utf-8")
    except OSError as error:
        raise failure(f"{path} cannot be written: {error.strerror}.") from None


def _publish(calendar: BusinessCalendar, by: str) -> None:
    actor = Actor(by=by, kind="person")
    with the_pool() as (pool, _):
        complaints = Complaints(pool)
        following = _next(calendar, complaints.policy_book())
        if following is None:
            out.print(f"Nothing to do: {calendar.id} says so already.")
            return
        asked = Request(by=actor, now=datetime.now(UTC), command_id=command_id(actor, None, b""))
        try:
            complaints.publish(PublishCalendar(calendar=following), asked)
        except ComplaintError as error:
            raise failure(str(error)) from None
    out.print(f"Published {following.id} version {following.version}.")


def _next(calendar: BusinessCalendar, book: PolicyBook) -> BusinessCalendar | None:
    """Return the calendar as the next version, with the hours of the one before; None if nothing is new."""
    versions = book.calendars.get(calendar.id, ())
    if not versions:
        return calendar
    before = versions[-1]
    special = (it for it in before.special_days if calendar.valid_from <= it.day <= calendar.valid_to)
    merged = replace(calendar, version=before.version, hours=before.hours, special_days=tuple(special))
    if replace(merged, source=before.source) == before:
        return None
    return replace(merged, version=before.version + 1)


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise failure(f"{option} {text} is no day: give one such as 2028-12-31.") from None
