"""`complaints views ombudsman`: what was referred and overturned, as a table or JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from api.figures import counted, counted_if_any, interval, percent
from api.small_cells import published
from api.terminal import AsOf, Json, SuppressSmall, Zone, past_instant_of, say_what_is_withheld, the_pool
from api.view_tables import print_json, print_rows
from complaints.ledger import Complaints
from projections.ombudsman_questions import OmbudsmanAsked, OmbudsmanBy, OmbudsmanOfGroup
from projections.ombudsman_questions import ombudsman as ask
from projections.slots import at_one_moment

COLUMNS = (
    "responses",
    "window over",
    "open",
    "unknown",
    "referred",
    "share",
    "95 % interval",
    "late",
    "time unknown",
    "decided",
    "settled",
    "undecided",
    "overturned",
    "share",
    "95 % interval",
    "took 50 %",
    "90 %",
    "unanswered",
    "overdue",
)


def ombudsman(
    by: Annotated[OmbudsmanBy, typer.Option(help="By what the final responses are grouped.")] = "all",
    zone: Zone = "UTC",
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
    json: Json = False,
) -> None:
    """Say how many final responses were referred and overturned, of those whose window is over."""
    instant = past_instant_of("--as-of", as_of) or datetime.now(UTC)
    asked = OmbudsmanAsked(group_by=by, zone=zone)
    with the_pool() as (pool, _):
        book = Complaints(pool).policy_book()
        with pool.connection() as connection, at_one_moment(connection):
            found = ask(connection, instant, asked, book)
    items, suppressed = published(found, suppress_small=suppress_small)
    if json:
        print_json({"as_of": instant, "zone": zone, "items": items, "suppressed": suppressed})
    else:
        title = f"Final responses at an ombudsman, as of {instant:%Y-%m-%d %H:%M:%S} UTC"
        print_rows(title, (by, *COLUMNS), map(_row, items))
    say_what_is_withheld(suppressed)


def _row(group: OmbudsmanOfGroup) -> Sequence[object]:
    return (
        group.group,
        counted(group.final_responses),
        counted(group.window_closed),
        counted_if_any(group.window_open),
        counted_if_any(group.window_unknown),
        counted(group.referred),
        percent(group.share_referred),
        interval(group.referred_low, group.referred_high),
        counted_if_any(group.referred_late),
        counted_if_any(group.referral_time_unknown),
        counted(group.decided),
        counted_if_any(group.settled),
        counted_if_any(group.undecided),
        counted(group.overturned),
        percent(group.share_overturned),
        interval(group.overturned_low, group.overturned_high),
        group.decision_p50,
        group.decision_p90,
        counted_if_any(group.unanswered),
        counted_if_any(group.unanswered_overdue),
    )
