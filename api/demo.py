"""`complaints demo`: real complaints in, a few scripted ones for what public data lacks, the views out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api import access, customer_journeys, serving
from api.importing.rejects import rejects_of
from api.importing.rows import Source
from api.importing.run import import_file
from api.importing.survey import look_over
from api.journeys import play
from api.logs import configure_logs
from api.lookup_key import lookup_key
from api.migrations import migrate
from api.terminal import err, out, pool_of, the_database, user
from api.time_tables import print_times
from api.watchdog.running import watching
from api.win_back_tables import print_lives, print_outcomes
from complaints.application import Ledger
from complaints.customers import Customers
from complaints.ledger import Complaints
from complaints.recorder import Pool
from projections.cases import AfterCase, CaseFilter, cases
from projections.positions import Reader
from projections.response_groups import TimesAsked
from projections.response_questions import response_times
from projections.standing import ClockFilter, counts
from projections.win_back_outcomes import Outcome, OutcomeAsked, OutcomeBy, outcomes
from projections.win_back_questions import AfterLife, LifeFilter, lives
from projections.worker import catch_up, following
from projections.writer import open_writer

SAMPLES = Path(__file__).with_name("samples")
FILES: tuple[tuple[Source, str], ...] = (
    ("cfpb", "cfpb_2014_11.csv.gz"),
    ("cfpb", "cfpb_api_2023_06.csv.gz"),
    ("nyc311", "nyc311_noise_newyear_2016.csv.gz"),
    ("boston311", "boston311_2011_h2.csv.gz"),
)
"""The extracts that are shipped; api/samples/README.md names their sources."""


def demo(*, serve: Annotated[bool, typer.Option(help="Go on serving the API until stopped.")] = True) -> None:
    """Set everything up, import real complaints, play scripted ones, print the views, and serve the API.

    Doing it again adds nothing that is there already.
    """
    serving.leave_at_signals()
    with the_database() as (settings, database):
        err.print("Setting the database up.")
        migrate(database)
        with pool_of(database, size=20) as pool:
            _import_samples(Complaints(pool))
            _play_journeys(pool, lookup_key(settings, pool))
            _print_views(pool, database.app)
            if serve:
                key = access.Key(holder="Demo Supervisor", kind="person", role="supervisor")
                out.print(f"A key for you: {access.create_key(pool, key, created_by=user())}")
                configure_logs(settings.log_level)
                with following(pool, database.app), watching(pool, database.app):
                    serving.serve(pool, settings)


def _play_journeys(pool: Pool, key: bytes) -> None:
    complaints = play(Complaints(pool))
    customers = customer_journeys.play(Complaints(pool), Customers(pool, key))
    err.print(f"Played {complaints} scripted complaints and {customers} customers, all named Scripted.")


def _import_samples(complaints: Complaints) -> None:
    table = Table("source", "file", "read", "imported", "unchanged", "rejected", title="Real complaints")
    for source, name in FILES:
        path = SAMPLES / name
        with err.status(f"Importing {name}"):
            file = look_over(source, path)
            done = import_file(complaints, file, rejects_of(path), by=user(), progress=lambda _: None)
        numbers = (done.read, done.imported, done.unchanged, done.rejected)
        table.add_row(source, name, *(str(number) for number in numbers))
    out.print(table)


def _print_views(pool: Pool, conninfo: str) -> None:
    with open_writer(conninfo) as connection:
        with err.status("Computing the views"):
            catch_up(connection, Ledger(pool))
        now = datetime.now(UTC)
        _print_cases(connection, now)
        _print_breaches(connection, now)
        _print_times(connection, now)
        _print_lives(connection, now)
        _print_outcomes(connection, now, "left", "done")
        _print_outcomes(connection, now, "returned", "reason")


def _print_cases(connection: Reader, now: datetime) -> None:
    title = "Case list: the latest received, of those overdue now"
    table = Table("reference", "received (UTC)", "status", "source", "product", "due (UTC)", title=title)
    for case in cases(connection, now, CaseFilter(overdue=True), AfterCase(), limit=8):
        due = f"{case.next_due_at:%Y-%m-%d %H:%M}" if case.next_due_at else ""
        received = f"{case.received_at:%Y-%m-%d %H:%M}"
        table.add_row(case.reference, received, case.status, case.source or "", case.product or "", due)
    out.print(table)


def _print_breaches(connection: Reader, now: datetime) -> None:
    table = Table("promise", "how it stands now", "clocks", title="SLA breaches")
    for count in counts(connection, now, ClockFilter()):
        table.add_row(count.clock, count.verdict, str(count.clocks))
    out.print(table)


def _print_times(connection: Reader, now: datetime) -> None:
    asked = TimesAsked(
        measure="closing",
        group_by="channel",
        zone="UTC",
        received_from=None,
        received_to=None,
        target=timedelta(days=5),
    )
    print_times(asked, response_times(connection, now, asked))


def _print_lives(connection: Reader, now: datetime) -> None:
    print_lives(lives(connection, now, LifeFilter(), AfterLife(), limit=20))


def _print_outcomes(connection: Reader, now: datetime, outcome: Outcome, by: OutcomeBy) -> None:
    asked = OutcomeAsked(outcome=outcome, by=by, within=timedelta(days=90))
    print_outcomes(asked, outcomes(connection, now, asked))
