"""The `complaints` command."""

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Column, Table

from api import access, serving
from api.as_of_command_line import as_of_command
from api.calendars_command_line import calendars
from api.clocks_command_line import clocks
from api.demo import demo
from api.export_command_line import export_command
from api.import_command_line import import_command
from api.logs import configure_logs
from api.migrations import migrate, pending
from api.policies_command_line import policies
from api.report_command_line import reports
from api.settings import forget_other_variables
from api.simulation_command_line import simulate_command
from api.terminal import failure, out, pool_of, refuse_pending, the_database, the_pool, user
from api.views_command_line import views
from api.watchdog.running import watching
from complaints.actor import Role
from complaints.errors import ComplaintUnknown
from complaints.ledger import Complaints
from complaints.when import Day, Minute, NotAfter, When
from projections.worker import following

app = typer.Typer(no_args_is_help=True, help="The event-sourced book of record for complaints.")
keys = typer.Typer(no_args_is_help=True, help="Keys: nobody gets in without one.")
app.add_typer(keys, name="key")
app.add_typer(views, name="views")
app.add_typer(reports, name="report")
app.add_typer(policies, name="policies")
app.add_typer(clocks, name="clocks")
app.add_typer(calendars, name="calendars")

policies.command("simulate")(simulate_command)
app.command("import")(import_command)
app.command("export")(export_command)
app.command("demo")(demo)
app.command("as-of")(as_of_command)


@app.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version: roles, tables and rights. Doing it twice changes nothing."""
    with the_database() as (_, database):
        waiting = pending(database)
        migrate(database)
        out.print(f"Applied {', '.join(waiting)}." if waiting else "Nothing to do.")


@app.command()
def serve() -> None:
    """Serve the API, keep the views up to date and watch the clocks until stopped (Ctrl-C or SIGTERM)."""
    serving.leave_at_signals()
    with the_database() as (settings, database):
        configure_logs(settings.log_level)
        refuse_pending(database)
        with (
            pool_of(database, size=20) as pool,
            following(pool, database.app),
            watching(pool, database.app),
        ):
            serving.serve(pool, settings)


@app.command()
def watch() -> None:
    """Watch the clocks until stopped: one more watchdog beside those of `complaints serve`."""
    serving.leave_at_signals()
    with the_database() as (settings, database):
        configure_logs(settings.log_level)
        refuse_pending(database)
        with pool_of(database, size=8) as pool, watching(pool, database.app):
            serving.wait()


@app.command()
def show(reference: Annotated[str, typer.Argument(help="A reference (C-7K3M-9QXR) or id.")]) -> None:
    """Print the facts of a complaint, without personal values."""
    with the_pool() as (pool, _):
        complaints = Complaints(pool)
        try:
            facts = complaints.get(complaints.find(reference)).facts
        except ComplaintUnknown as error:
            raise failure(str(error)) from None
    table = Table("version", "fact", "happened (UTC)", "recorded (UTC)", "by", "cause")
    for each in facts:
        table.add_row(
            str(each.originator_version),
            type(each.fact).__name__,
            _in_words(each.fact.at),
            f"{each.recorded_at:%Y-%m-%d %H:%M:%S}",
            each.envelope.by.by,
            each.envelope.cause,
        )
    out.print(table)


@keys.command("create")
def create_key(
    holder: Annotated[str, typer.Option("--for", help="The person or machine it belongs to, by name.")],
    role: Annotated[Role, typer.Option(help="What its holder may do.")],
    *,
    machine: Annotated[bool, typer.Option("--machine", help="It belongs to a machine.")] = False,
) -> None:
    """Make a key and print it, this once."""
    key = access.Key(holder=holder, kind="machine" if machine else "person", role=role)
    with the_pool() as (pool, _):
        try:
            print(access.create_key(pool, key, created_by=user()))  # noqa: T201 - bare, for scripts
        except access.NotAName:
            raise failure("--for must be a name: 1 to 200 printable characters.") from None


@keys.command("list")
def list_keys() -> None:
    """List all keys ever made, by fingerprint."""
    table = Table(Column("fingerprint", no_wrap=True), "holder", "kind", "role", "created", "by", "revoked")
    with the_pool() as (pool, _):
        for key in access.list_keys(pool):
            revoked = key.revoked_at or ""
            table.add_row(
                key.fingerprint, key.holder, key.kind, key.role, key.created_at, key.created_by, revoked
            )
    out.print(table)


@keys.command("revoke")
def revoke_key(fingerprint: Annotated[str, typer.Argument(help="As `key list` shows it.")]) -> None:
    """Revoke a key, at once and for good."""
    with the_pool() as (pool, _):
        holder = access.revoke_key(pool, fingerprint, by=user())
    if holder is None:
        raise failure(f"No key in use has the fingerprint {fingerprint}: see `complaints key list`.")
    out.print(f"Revoked a key of {holder}.")


def main() -> None:
    """Run the command line."""
    forget_other_variables()
    app()


def _in_words(at: When) -> str:
    match at:
        case datetime():
            return f"{at:%Y-%m-%d %H:%M:%S}"
        case Minute(minute=minute):
            return f"{minute:%Y-%m-%d %H:%M}"
        case Day(day=day, zone=zone):
            return f"{day}, day in {zone}"
        case NotAfter(not_after=instant):
            return f"by {instant:%Y-%m-%d %H:%M:%S}"
