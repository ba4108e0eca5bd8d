"""What every command of the command line needs: the terminal, the settings, the database."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from getpass import getuser
from os import getuid
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from api.embedded import ServerDidNotStart
from api.lookup_key import WrongLookupKey
from api.migrations import RoleNotAllowed, pending
from api.postgres import Database, running_database
from api.serving import CannotListen
from api.settings import Settings, WrongSetting, read_settings
from complaints.pool import Pool, is_of_the_database, open_pool
from complaints.sla.calendar import end_of_day
from complaints.when import zones
from projections.positions import Reader
from projections.slots import at_one_moment

# Brackets in a name are a name's, not markup.
# What is not read on a screen is not cut to the width of one.
out = Console(markup=False, emoji=False, highlight=False, width=None if sys.stdout.isatty() else 200)
err = Console(markup=False, emoji=False, highlight=False, soft_wrap=True, stderr=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SuppressSmall = Annotated[
    bool, typer.Option("--suppress-small", help="Withhold counts from 1 to 4, and what would give them away.")
]


def _svg(path: Path | None) -> Path | None:
    if path and path.suffix.lower() != ".svg":
        raise failure(f"--plot {path}: a chart is SVG, and its name has to end in .svg.")
    return path


Plot = Annotated[Path | None, typer.Option(callback=_svg, help="Also draw a chart here, in SVG.")]
AsOf = Annotated[str | None, typer.Option(help="An instant such as 2026-04-07T09:30:00Z; else now.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")]


@contextmanager
def the_database() -> Iterator[tuple[Settings, Database]]:
    """Yield the settings and the database they name; what is wrong with either ends with a sentence."""
    try:
        settings = read_settings()
        with running_database(settings) as database:
            yield settings, database
    except (WrongSetting, WrongLookupKey, RoleNotAllowed, ServerDidNotStart, CannotListen) as error:
        raise failure(str(error)) from None
    except psycopg.OperationalError as error:
        raise failure(_in_words(error, settings)) from None


@contextmanager
def pool_of(database: Database, size: int) -> Iterator[Pool]:
    """Yield a pool of connections that work as the service does."""
    pool = open_pool(database.app, size=size)
    try:
        yield pool
    finally:
        pool.close()


@contextmanager
def the_pool() -> Iterator[tuple[Pool, Database]]:
    """Yield a small pool on a database that is at this version, and the database.

    A command takes as long as it takes: a pager may keep it waiting, and nobody else.
    """
    with the_database() as (_, database):
        refuse_pending(database)
        pool = open_pool(_unhurried(database.app), size=3)
        try:
            yield pool, database
        finally:
            pool.close()


def _unhurried(conninfo: str) -> str:
    own = conninfo_to_dict(conninfo).get("options") or ""  # later ones hold: what somebody has set himself
    day = "-c statement_timeout=1d -c idle_in_transaction_session_timeout=1d"
    return make_conninfo(conninfo, options=f"{day} {own}")


@contextmanager
def the_views() -> Iterator[Reader]:
    """Yield a connection that sees all views as they are at one moment."""
    with the_pool() as (pool, _), pool.connection() as connection, at_one_moment(connection):
        yield connection


@contextmanager
def progress(words: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how much is done, and the time left, where standard error is a screen; yield what adds to it.

    What is printed meanwhile goes where it would go without.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(
        *columns,
        console=err,
        disable=not err.is_terminal,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    ) as bar:
        task = bar.add_task(words, total=total)
        yield lambda done: bar.advance(task, done)


def refuse_pending(database: Database) -> None:
    """End with a sentence if the database is not at this version."""
    if pending(database):
        raise failure("The database is not at this version: run `complaints migrate` first.")


def user() -> str:
    """Return who is at the terminal."""
    try:
        return getuser()
    except (KeyError, OSError):  # in a container, the user may have no name
        return f"user {getuid()}"


def instant_of(option: str, text: str | None) -> datetime | None:
    """Return the instant that was given with an option, in UTC; text that is none ends with a sentence."""
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        example = "2026-04-07T09:30:00Z"
        raise failure(f"{option} {text} is no instant: give one with its zone, such as {example}.")
    return instant.astimezone(UTC)


def past_instant_of(option: str, text: str | None) -> datetime | None:
    """Return the instant, as `instant_of` does; one that is still to come ends with a sentence too."""
    instant = instant_of(option, text)
    if instant and instant > datetime.now(UTC):
        raise failure(f"{option} {text} is still to come.")
    return instant


def known_by(text: str | None) -> datetime | None:
    """Return up to when --as-known-on asks: an instant, or the end of a day, in UTC."""
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = None
    return end_of_day(day, "UTC") if day else instant_of("--as-known-on", text)


def say_what_is_withheld(suppressed: int | None) -> None:
    """Say beside what is printed how many numbers are withheld, where that was asked for."""
    if suppressed is not None:
        err.print(f"Withheld (*): {suppressed} numbers. Each is a count from 1 to 4 or would give one away.")


def failure(sentence: str) -> typer.Exit:
    """Print what is wrong, and return what ends the command with exit code 1."""
    err.print(sentence, style="red")
    return typer.Exit(1)


def _known_zone(name: str) -> str:
    if name not in zones():
        raise failure(f"--zone {name} is no IANA time zone, such as Europe/London.")
    return name


Zone = Annotated[str, typer.Option(help="The IANA zone of the months.", callback=_known_zone)]


def _in_words(error: psycopg.OperationalError, settings: Settings) -> str:
    said = str(error).strip()
    ended = said if said.endswith(("?", ".")) else f"{said}."
    if error.diag.sqlstate is None:
        setting = "COMPLAINTS_DATABASE_URL" if settings.database_url else "COMPLAINTS_DATA_DIR"
        return f"The database cannot be reached: {ended} {setting} says where it is."
    again = " Try again in a moment." if is_of_the_database(error) else ""
    return f"The database could not do what it was asked: {ended}{again}"
