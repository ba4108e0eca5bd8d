"""What the recovery view is asked: in how many cases somebody apologised, how soon, how often, and how."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal, LiteralString

from psycopg.rows import class_row

from projections.counts import Count
from projections.positions import Reader
from projections.small_cells import Cells

CaseBy = Literal["all", "channel", "product", "team", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesAsked:
    """Which cases are asked about; None does not restrict.

    Received from `received_from` (inclusive) to `received_to` (exclusive), instants. `month` groups by the
    calendar month of receipt in the IANA `zone`.
    """

    zone: str = "UTC"
    received_from: datetime | None = None
    received_to: datetime | None = None
    channel: str | None = None
    product: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologiesOfGroup:
    """The apologies in the cases of a group; in JSON, times are seconds.

    `cases`, of which so many complaints were filed (`filings`: with duplicates), are the sum of `apologised`,
    `open` (without an apology, which can still come) and `ended_without`; `automated_only` of the latter two
    had an automatic one. `repeated` had more than one. `acknowledge`, `responsibility` and `promise` count
    apologies by form. The first came after `after_p50` and `after_p90`, by nearest rank, in those of
    `time_known`, to the hour; of `time_unknown` nobody knows.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}
    # Where nobody apologised twice, the apologies by form are as many as the cases with one.
    cells: ClassVar[Cells] = Cells(
        sums=(
            frozenset({"cases", "apologised", "open", "ended_without"}),
            frozenset({"apologised", "time_known", "time_unknown"}),
            frozenset({"apologised", "acknowledge", "responsibility", "promise"}),
        ),
        computed=dict.fromkeys(("after_p50", "after_p90"), ("time_known",)),
    )

    group: str | None
    cases: Count
    filings: Count
    apologised: Count
    open: Count
    ended_without: Count
    automated_only: Count
    repeated: Count
    acknowledge: Count
    responsibility: Count
    promise: Count
    time_known: Count
    time_unknown: Count
    after_p50: timedelta | None
    after_p90: timedelta | None


GROUPED: LiteralString = """
           when 'channel' then channel
           when 'product' then product
           when 'team' then team
           when 'month'
             then to_char(coalesce(received_day, (received_at at time zone %(zone)s)::date), 'YYYY-MM')
"""

ASKED: LiteralString = """
 where slot = (select slot from views.positions where view = 'recovery' and state = 'live')
   and received_at <= %(as_of)s
   and (%(received_from)s::timestamptz is null or received_at >= %(received_from)s)
   and (%(received_to)s::timestamptz is null or received_at < %(received_to)s)
   and (%(channel)s::text is null or channel = %(channel)s)
   and (%(product)s::text is null or product = %(product)s)
   and (%(team)s::text is null or team = %(team)s)
"""

# As of an instant: what happened later has not happened yet. `heard` counts the apologies till then.
SAID: LiteralString = """
with counted as (
  select filings, heard, forms[:heard] as forms,
         ended_at <= %(as_of)s is true as is_ended,
         automated_at <= %(as_of)s is true as is_automated,
         case when heard > 0 then apologised_after end as apologised_after,
         case %(by)s
"""

BY_AN_INSTANT: LiteralString = """
         end as grouped
    from views.recovery
   cross join lateral (select width_bucket(%(as_of)s::timestamptz, apologies) as heard) said
"""

COUNTED: LiteralString = """
)
select grouped as "group",
       count(*) as cases,
       sum(filings)::int as filings,
       count(*) filter (where heard > 0) as apologised,
       count(*) filter (where heard = 0 and not is_ended) as open,
       count(*) filter (where heard = 0 and is_ended) as ended_without,
       count(*) filter (where heard = 0 and is_automated) as automated_only,
       count(*) filter (where heard > 1) as repeated,
       sum(cardinality(array_positions(forms, 'acknowledge')))::int as acknowledge,
       sum(cardinality(array_positions(forms, 'responsibility')))::int as responsibility,
       sum(cardinality(array_positions(forms, 'promise')))::int as promise,
       count(apologised_after) as time_known,
       count(*) filter (where heard > 0 and apologised_after is null) as time_unknown,
       percentile_disc(0.5) within group (order by apologised_after) as after_p50,
       percentile_disc(0.9) within group (order by apologised_after) as after_p90
  from counted
 group by grouped
 order by grouped
"""

APOLOGIES: LiteralString = SAID + GROUPED + BY_AN_INSTANT + ASKED + COUNTED


def apologies(
    connection: Reader, as_of: datetime, by: CaseBy, asked: CasesAsked
) -> Sequence[ApologiesOfGroup]:
    """Return what was said by an instant in cases received by then, by group, in their order.

    Reads every case that matches.
    """
    bounds = {**asdict(asked), "as_of": as_of, "by": by}
    with connection.cursor(row_factory=class_row(ApologiesOfGroup)) as cursor:
        return cursor.execute(APOLOGIES, bounds, prepare=False).fetchall()
