"""`complaints clocks`: what became of the promises."""

from typing import Annotated

import typer
from rich.table import Table

from api.terminal import out, the_pool
from api.view_tables import print_json
from watchdog.carrying import progress

clocks = typer.Typer(no_args_is_help=True, help="Clocks: what becomes of the promises.")


@clocks.callback()
def _clocks() -> None:
    """Keep `carried` a command of its own while it is the only one."""


@clocks.command("carried")
def carried_command(*, json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show how far each change of the policy book was carried to the clocks that run."""
    with the_pool() as (pool, _), pool.connection() as connection:
        found = progress(connection)
    if json:
        print_json(found)
        return
    table = Table("change", "from (UTC)", "complaints looked at", "clocks restated", "finished (UTC)")
    for each in found:
        finished = f"{each.finished_at:%Y-%m-%d %H:%M:%S}" if each.finished_at else "not yet"
        table.add_row(
            each.cause, f"{each.from_at:%Y-%m-%d %H:%M:%S}", str(each.looked_at), str(each.restated), finished
        )
    out.print(table)
