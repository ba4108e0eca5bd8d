"""`complaints views inbox`: what waits for an answer, as tables or JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from api.terminal import AsOf, Json, Limit, past_instant_of, the_views
from api.view_tables import print_json, print_rows
from projections.inbox_questions import (
    AfterMessage,
    Asked,
    InboxFilter,
    Turn,
    Waiting,
    WaitingCount,
    count_waiting,
    waiting,
)


def inbox(
    as_of: AsOf = None,
    team: Annotated[str | None, typer.Option(help="Only what this team holds.")] = None,
    turn: Annotated[Turn | None, typer.Option(help="Only where it is our turn, or theirs.")] = None,
    limit: Limit = 20,
    *,
    json: Json = False,
) -> None:
    """Count what waits for an answer, by channel and whose turn it is, and list it, the longest first."""
    instant = past_instant_of("--as-of", as_of)
    asked = Asked(as_of=instant or datetime.now(UTC), is_now=instant is None)
    wanted = InboxFilter(team=team, turn=turn)
    with the_views() as connection:
        counted = count_waiting(connection, asked, wanted)
        found = waiting(connection, asked, wanted, AfterMessage(), limit)
    if json:
        print_json({"as_of": asked.as_of, "counts": counted, "items": found})
    else:
        _print_waiting(asked.as_of, counted, found)


def _print_waiting(as_of: datetime, counts: Sequence[WaitingCount], found: Sequence[Waiting]) -> None:
    print_rows(
        f"What waited for an answer at {as_of:%Y-%m-%d %H:%M:%S} UTC",
        ("channel", "turn", "waiting", "complaints", "oldest (UTC)"),
        ((it.channel, it.turn, it.waiting, it.complaints, it.oldest) for it in counts),
    )
    print_rows(
        "The longest waiting (UTC)",
        ("reference", "kind", "channel", "received", "turn", "since", "promise", "due", "team", "handler"),
        (
            (
                it.reference,
                it.kind,
                it.channel,
                it.received_at,
                it.turn,
                it.since,
                it.clock,
                it.due_at,
                it.team,
                it.handler,
            )
            for it in found
        ),
    )
