"""Holidays from files and from a library, written as a calendar or published, and what is refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.command_line import app
from api.postgres import Database
from complaints.application import Ledger
from complaints.ledger import Complaints
from complaints.policy_book import POLICY_BOOK
from complaints.recorder import Pool, open_pool
from complaints.sla.calendar import BusinessCalendar, Holiday
from complaints.sla.packs import read_calendar, shipped_calendars

Run = Callable[..., Result]

IDS = ("--id", "my.place", "--zone", "Europe/London", "--source", "me, read 2026-11-25")
LIBRARY = ("--from", "2026-01-01", "--to", "2026-12-31")

GOV_UK = """\
{"england-and-wales": {"division": "england-and-wales", "events": [
  {"title": "Boxing Day", "date": "2026-12-28", "notes": "Substitute day", "bunting": true},
  {"title": "Good Friday", "date": "2026-04-03", "notes": "", "bunting": false}]},
 "scotland": {"division": "scotland", "events": [
  {"title": "St Andrew\u2019s Day", "date": "2027-11-30", "notes": "", "bunting": true}]}}
"""

EVENT = """\
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261225
DTEND;VALUE=DATE:20261227
SUMMARY:Christmas an
 d the day after
END:VEVENT
"""
ALSO = EVENT.replace("20261225", "20261226").replace("Christmas an\n d the day after", "Boxing Day")


def ics(*events: str) -> bytes:
    text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//me//EN\n" + "".join(events) + "END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


@pytest.fixture
def gov_uk(tmp_path: Path) -> str:
    path = tmp_path / "bank-holidays.json"
    path.write_text(GOV_UK, encoding="utf-8")
    return str(path)


@pytest.fixture
def run(database: Database) -> Run:
    settings = {"COMPLAINTS_DATABASE_URL": database.owner, "COLUMNS": "200", "LOGNAME": "mara"}
    return lambda *words: CliRunner(env=settings).invoke(app, ["calendars", *words])


@pytest.fixture
def pool(database: Database) -> Pool:
    return open_pool(database.app, size=2)


def imported(*words: str) -> Result:
    return CliRunner().invoke(app, ["calendars", "import", *words])


def refusal(*words: str) -> str:
    done = imported(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    return done.stderr.strip()


def read(text: str, folder: Path) -> BusinessCalendar:
    path = folder / "read-back.json"
    path.write_text(text, encoding="utf-8")
    return read_calendar(path)


def test_a_division_of_gov_uk_becomes_a_calendar_of_whole_years(gov_uk: str, tmp_path: Path) -> None:
    done = imported(gov_uk, *IDS, "--division", "england-and-wales")
    calendar = read(done.stdout, tmp_path)
    assert done.stderr == "my.place: 2 holidays, 2026-01-01 to 2026-12-31.\n"
    assert (calendar.id, calendar.version, calendar.zone) == ("my.place", 1, "Europe/London")
    assert (calendar.weekend, calendar.source) == ((6, 7), "me, read 2026-11-25")
    assert calendar.holidays == (
        Holiday(day=date(2026, 4, 3), name="Good Friday"),
        Holiday(day=date(2026, 12, 28), name="Boxing Day (substitute day)"),
    )


def test_only_the_days_asked_for_are_covered(gov_uk: str, tmp_path: Path) -> None:
    asked = ("--division", "england-and-wales", "--from", "2026-04-03", "--to", "2026-12-27")
    calendar = read(imported(gov_uk, *IDS, *asked).stdout, tmp_path)
    assert (calendar.valid_from, calendar.valid_to) == (date(2026, 4, 3), date(2026, 12, 27))
    assert [it.name for it in calendar.holidays] == ["Good Friday"]


def test_icalendar_events_become_days_and_two_on_one_day_become_one(tmp_path: Path) -> None:
    path = tmp_path / "my.ics"
    cancelled = EVENT.replace("20261225", "20260101").replace("UID:1", "UID:2\nSTATUS:CANCELLED")
    path.write_bytes(ics(EVENT, ALSO, cancelled))
    calendar = read(imported(str(path), *IDS).stdout, tmp_path)
    assert calendar.holidays == (
        Holiday(day=date(2026, 12, 25), name="Christmas and the day after"),
        Holiday(day=date(2026, 12, 26), name="Christmas and the day after; Boxing Day"),
    )


def test_an_event_without_an_end_is_one_day(tmp_path: Path) -> None:
    path = tmp_path / "my.ics"
    path.write_bytes(ics(EVENT.replace("DTEND;VALUE=DATE:20261227\n", "")))
    calendar = read(imported(str(path), *IDS).stdout, tmp_path)
    assert [it.day for it in calendar.holidays] == [date(2026, 12, 25)]


@pytest.mark.parametrize(
    ("was", "becomes", "reason"),
    [
        ("DTEND;", "RRULE:FREQ=YEARLY\nDTEND;", "repeats by RRULE: holidays move, so list each day as an"),
        ("DTEND;", "RDATE;VALUE=DATE:20271225\nDTEND;", "repeats by RDATE: holidays move"),
        ("DTSTART;VALUE=DATE:20261225", "DTSTART;VALUE=DATE:20261325", "DTSTART cannot be used: "),
        ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227\n", "", "has no DTSTART."),
        ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227", "DTSTART:20261225T090000Z", "at an hour"),
        ("DTEND;VALUE=DATE:20261227", "DTEND;VALUE=DATE:20261225", "ends before it begins."),
        ("SUMMARY:Christmas an\n d the day after\n", "", "event no. 2 has no SUMMARY"),
        ("END:VEVENT\n", "END:VEVENT\ngarbage\n", "the file is not written correctly: "),
    ],
)
def test_an_icalendar_event_that_is_no_holiday_is_refused(
    tmp_path: Path, was: str, becomes: str, reason: str
) -> None:
    assert was in EVENT
    path = tmp_path / "my.ics"
    path.write_bytes(ics(ALSO, EVENT.replace(was, becomes)))
    said = refusal(str(path), *IDS)
    assert said.startswith("my.ics: ")
    assert reason in said


@pytest.mark.parametrize(
    ("name", "content", "words", "reason"),
    [
        ("my.ics", ics(), (), "my.ics: the calendar holds no event."),
        ("my.ics", ics(EVENT), ("--division", "wales"), "my.ics: an iCalendar file has no divisions."),
        ("my.ics", b"", (), "my.ics: the file is not written correctly: "),
        ("my.json", GOV_UK.encode(), (), "--division: england-and-wales, scotland."),
        ("my.json", GOV_UK.encode(), ("--division", "wales"), "--division: england-and-wales, scotland."),
        ("my.json", b"{}", ("--division", "wales"), "--division: it has none."),
        ("my.json", b"{", (), "as GOV.UK writes it: the file: Invalid JSON"),
        ("my.json", b"[]", (), "as GOV.UK writes it: the file: Input should be"),
        ("my.json", b'{"a": {"events": [{"title": "b"}]}}', (), "`a` `events` `0` `date`: Field required."),
        ("my.json", b'{"a": {"events": []}}', ("--division", "a"), "There is no holiday to be read."),
        ("my.json", None, (), "my.json: the file cannot be opened: No such file or directory."),
    ],
)
def test_a_file_without_holidays_is_refused(
    tmp_path: Path, name: str, content: bytes | None, words: tuple[str, ...], reason: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert reason in refusal(str(path), *IDS, *words)


def test_the_library_seeds_a_calendar_named_in_english_and_says_so(tmp_path: Path) -> None:
    words = ("--id", "eu.germany", "--zone", "Europe/Berlin", "--country", "DE", "--subdivision", "BE")
    calendar = read(imported(*words, *LIBRARY).stdout, tmp_path)
    assert calendar.holidays[0] == Holiday(day=date(2026, 1, 1), name="New Year's Day")
    assert calendar.source.startswith("Python library holidays 0.")
    assert "MIT licence, public holidays of DE-BE, read 20" in calendar.source


def test_the_weekend_of_a_seed_is_that_of_the_country(tmp_path: Path) -> None:
    words = ("--id", "qa", "--zone", "Asia/Qatar", "--country", "QA")
    assert read(imported(*words, *LIBRARY).stdout, tmp_path).weekend == (5, 6)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "Give a file of holidays, or a --country for what the library says of it."),
        (("my.json", "--country", "IE"), "Give a file of holidays, or a --country"),
        (("--country", "IE"), "The library knows any year: say which days to cover, with --from and --to."),
        (("--country", "IE", "--from", "2026-01-01"), "with --from and --to."),
        (("--country", "XX", *LIBRARY), "The library knows no such place: Country XX not available."),
        (("--country", "IE", "--subdivision", "XX", *LIBRARY), "The library knows no such place: "),
        (("--country", "IE", "--from", "soon"), "--from soon is no day: give one such as 2028-12-31."),
        (("--country", "IE", "--from", "2026-12-31", "--to", "2026-01-01"), "is before the first"),
        (("--country", "IE", *LIBRARY, "--zone", "Dublin"), "'Dublin' is no IANA time zone"),
    ],
)
def test_what_cannot_be_seeded_is_refused(words: tuple[str, ...], reason: str) -> None:
    assert reason in refusal(*IDS, *words)


def test_a_file_needs_its_source_said(gov_uk: str) -> None:
    said = refusal(gov_uk, "--id", "my", "--zone", "Europe/London", "--division", "scotland")
    assert said == "The source is empty: say where the holidays were read."


def test_a_calendar_is_written_to_a_file(gov_uk: str, tmp_path: Path) -> None:
    output = tmp_path / "my.json"
    done = imported(gov_uk, *IDS, "--division", "scotland", "--output", str(output))
    assert (done.exit_code, done.stdout) == (0, "")
    assert "St Andrew\u2019s Day" in output.read_text(encoding="utf-8")
    assert read_calendar(output).valid_from == date(2027, 1, 1)


def test_a_file_that_cannot_be_written_is_said_to_be(gov_uk: str, tmp_path: Path) -> None:
    done = imported(gov_uk, *IDS, "--division", "scotland", "--output", str(tmp_path))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith("cannot be written: Is a directory.\n")


def test_a_calendar_is_published_by_a_name_and_only_if_something_is_new(
    run: Run, pool: Pool, gov_uk: str
) -> None:
    scotland = ("import", gov_uk, *IDS, "--publish", "--division", "scotland")
    assert run(*scotland, "--by", "Ann Lee").stdout == "Published my.place version 1.\n"
    assert run(*scotland).stdout == "Nothing to do: my.place says so already.\n"
    england = run("import", gov_uk, *IDS, "--publish", "--division", "england-and-wales")
    assert england.stdout == "Published my.place version 2.\n"
    with pool:
        versions = Complaints(pool).policy_book().calendars["my.place"]
        by = [it.envelope.by.by for it in Ledger(pool).facts(POLICY_BOOK)][-2:]
    assert [len(it.holidays) for it in versions] == [1, 2]
    assert by == ["Ann Lee", "mara"]


def test_hours_stay_those_of_the_version_before(run: Run, pool: Pool, gov_uk: str) -> None:
    done = run(
        *("import", gov_uk, "--id", "example.office", "--zone", "Europe/London", "--source", "me"),
        *("--division", "england-and-wales", "--publish"),
    )
    assert done.stdout == "Published example.office version 2.\n"
    with pool:
        before, after = Complaints(pool).policy_book().calendars["example.office"]
    assert after.hours == before.hours
    assert len(after.holidays) == 2
    assert after.special_days == tuple(it for it in before.special_days if it.day.year == 2026)


def test_the_calendars_in_force_are_listed(run: Run, gov_uk: str) -> None:
    run("import", gov_uk, *IDS, "--publish", "--division", "scotland")
    lines = run("list").stdout
    assert all(it.id in lines for it in shipped_calendars())
    assert "my.place" in lines
    assert "2027-12-31" in lines
