"""How often final responses are taken to an ombudsman, and how often it decides otherwise."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal, LiteralString

from psycopg.rows import class_row

from complaints.policy_book import PolicyBook
from projections.counts import Count, difference
from projections.intervals import share_of
from projections.positions import Reader
from projections.promises import promises
from projections.small_cells import Cells

OmbudsmanBy = Literal["all", "product", "team", "handler", "cause", "outcome", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OmbudsmanAsked:
    """Which final responses are asked about, and by what they are grouped; None does not restrict.

    Issued from `final_from` (inclusive) to `final_to` (exclusive), instants; of a referral without one, made
    then. `outcome` groups by what the final response said, `month` by its calendar month in the IANA `zone`.
    """

    group_by: OmbudsmanBy = "all"
    zone: str = "UTC"
    final_from: datetime | None = None
    final_to: datetime | None = None
    cause: str | None = None
    product: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OmbudsmanOfGroup:
    """The final responses of a group, and what became of them at an ombudsman; in JSON, times are seconds.

    `final_responses` is the sum of `window_closed`, `window_open` (still to be referred, so immature) and
    `window_unknown` (no rule is known). All numbers up to `decision_p90` are of `window_closed` alone:
    `referred` before it closed, `referred_late`, or at a `referral_time_unknown`. `share_referred` is of
    those whose time is known, or were not referred. Of all three, `decided` on the merits, `settled` and
    `undecided`; of `decided`, `overturned` were upheld in whole or part. Shares are None for fewer than 5;
    intervals are 95 %. From referral to decision or settlement took `decision_p50` and `decision_p90`, by
    nearest rank, where that is known to the day; of `decision_time_unknown` it is not.

    `unanswered` were referred before any final response, `unanswered_overdue` of them when one was overdue.
    `merged`, in no other number: those of complaints that are the same as another.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}
    cells: ClassVar[Cells] = Cells(
        sums=(
            frozenset({"final_responses", "window_closed", "window_open", "window_unknown"}),
            frozenset(
                {
                    "referred",
                    "referred_late",
                    "referral_time_unknown",
                    "decided",
                    "settled",
                    "undecided",
                }
            ),
        ),
        computed={
            **dict.fromkeys(
                ("share_referred", "referred_low", "referred_high"),
                ("window_closed", "referral_time_unknown", "referred"),
            ),
            **dict.fromkeys(
                ("share_overturned", "overturned_low", "overturned_high"), ("decided", "overturned")
            ),
            **dict.fromkeys(
                ("decision_p50", "decision_p90"), ("decided", "settled", "decision_time_unknown")
            ),
        },
    )

    group: str | None
    final_responses: Count
    window_closed: Count
    window_open: Count
    window_unknown: Count
    referred: Count
    referred_late: Count
    referral_time_unknown: Count
    share_referred: float | None = None
    referred_low: float | None = None
    referred_high: float | None = None
    decided: Count
    settled: Count
    undecided: Count
    overturned: Count
    share_overturned: float | None = None
    overturned_low: float | None = None
    overturned_high: float | None = None
    decision_time_unknown: Count
    decision_p50: timedelta | None
    decision_p90: timedelta | None
    unanswered: Count
    unanswered_overdue: Count
    merged: Count


# As of an instant: what happened later has not happened yet. The last instant of a window is in it.
CASES: LiteralString = """
with cases as (
  select case when merged_at <= %(as_of)s then 'merged'
              when answer = 0 then 'unanswered'
              when closes_at < %(as_of)s then 'closed'
              when closes_at is null then 'unknown'
              else 'open' end as state,
         case when referred_at <= %(as_of)s then timing end as timing,
         case when decided_at <= %(as_of)s then decision end as decision,
         case when decided_at <= %(as_of)s then decided_after end as decided_after,
         answer = 0 and exists (
           select from views.clock_periods clock
            where clock.slot = (select slot from views.positions
                                 where view = 'clock_periods' and state = 'live')
              and clock.complaint = taken.complaint and clock.state = 'running'
              and clock.from_at <= taken.referred_at and clock.ends_at > taken.referred_at
              and clock.falls_at < taken.referred_from
              and %(promises)s ->> (policy || '@' || policy_version) = 'final response') as is_overdue,
         case %(group_by)s
           when 'product' then product
           when 'team' then team
           when 'handler' then handler
           when 'cause' then cause
           when 'outcome' then outcome
           when 'month'
             then to_char(coalesce(counted_day, (counted_at at time zone %(zone)s)::date), 'YYYY-MM')
         end as grouped
    from views.ombudsman taken
   where slot = (select slot from views.positions where view = 'ombudsman' and state = 'live')
     and counted_at <= %(as_of)s
     and (%(final_from)s::timestamptz is null or counted_at >= %(final_from)s)
     and (%(final_to)s::timestamptz is null or counted_at < %(final_to)s)
     and (%(cause)s::text is null or cause = %(cause)s)
     and (%(product)s::text is null or product = %(product)s)
     and (%(team)s::text is null or team = %(team)s)
)
select grouped as "group",
       count(*) filter (where state in ('closed', 'open', 'unknown')) as final_responses,
       count(*) filter (where state = 'closed') as window_closed,
       count(*) filter (where state = 'open') as window_open,
       count(*) filter (where state = 'unknown') as window_unknown,
       count(*) filter (where state = 'closed' and timing = 'in time') as referred,
       count(*) filter (where state = 'closed' and timing = 'late') as referred_late,
       count(*) filter (where state = 'closed' and timing = 'time unknown') as referral_time_unknown,
       count(*) filter (where state = 'closed' and decision <> 'settled') as decided,
       count(*) filter (where state = 'closed' and decision = 'settled') as settled,
       count(*) filter (where state = 'closed' and timing is not null and decision is null) as undecided,
       count(*) filter (where state = 'closed' and decision in ('upheld', 'partly upheld')) as overturned,
       count(*) filter (where state = 'closed' and decision is not null
                          and decided_after is null) as decision_time_unknown,
       percentile_disc(0.5) within group (order by decided_after)
         filter (where state = 'closed') as decision_p50,
       percentile_disc(0.9) within group (order by decided_after)
         filter (where state = 'closed') as decision_p90,
       count(*) filter (where state = 'unanswered') as unanswered,
       count(*) filter (where state = 'unanswered' and is_overdue) as unanswered_overdue,
       count(*) filter (where state = 'merged') as merged
  from cases
 group by grouped
 order by grouped
"""


def ombudsman(
    connection: Reader, as_of: datetime, asked: OmbudsmanAsked, book: PolicyBook
) -> Sequence[OmbudsmanOfGroup]:
    """Return what became of final responses by an instant, in the order of the groups' names.

    Reads every final response that matches, and the clocks of those complaints that had none.
    """
    bounds = {**asdict(asked), "as_of": as_of, "promises": promises(book)}
    with connection.cursor(row_factory=class_row(OmbudsmanOfGroup)) as cursor:
        found = cursor.execute(CASES, bounds, prepare=False).fetchall()
    return [_with_shares(group) for group in found]


def _with_shares(group: OmbudsmanOfGroup) -> OmbudsmanOfGroup:
    referred = share_of(group.referred, difference(group.window_closed, group.referral_time_unknown))
    overturned = share_of(group.overturned, group.decided)
    return replace(
        group,
        share_referred=referred.share,
        referred_low=referred.low,
        referred_high=referred.high,
        share_overturned=overturned.share,
        overturned_low=overturned.low,
        overturned_high=overturned.high,
    )
