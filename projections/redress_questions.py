"""What was offered, approved and paid, and how well it matched the loss: by cause, kind, team or month."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal, LiteralString

from psycopg.rows import class_row

from complaints.money import Amount
from projections.counts import Count, total
from projections.intervals import share_of
from projections.positions import Reader
from projections.small_cells import Cells

RedressBy = Literal["all", "cause", "kind", "product", "team", "handler", "channel", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedressAsked:
    """Which offers are asked about, and by what they are grouped; None does not restrict.

    Made from `offered_from` (inclusive) to `offered_to` (exclusive), instants. `month` groups by the calendar
    month of the offer in the IANA `zone`; an offer known by its day is in the month of that day.
    """

    group_by: RedressBy = "all"
    zone: str = "UTC"
    offered_from: datetime | None = None
    offered_to: datetime | None = None
    kind: str | None = None
    currency: str | None = None
    cause: str | None = None
    product: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedressOfGroup:
    """The offers of a group in one currency; amounts are in its units, exact, and never added across.

    `offers` is the sum of `paid`, `declined`, `withdrawn`, `refused`, `replaced` and `open` (none of these
    yet); `owed` are those open ones that were accepted. `approved`: with all approvals that they needed, by
    the instant asked about. Of `matched` and `unmatched`, `share_matching` is the share that matches the
    loss, None for fewer than 5, and from `low` to `high` its 95 % interval; of `match_unknown` nobody said.
    Approvals took `approval_p50` and `approval_p90`, by nearest rank, of those known to the hour.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}
    cells: ClassVar[Cells] = Cells(
        sums=(
            frozenset({"offers", "paid", "declined", "withdrawn", "refused", "replaced", "open"}),
            frozenset({"offers", "matched", "unmatched", "match_unknown"}),
        ),
        computed={
            "offered_amount": ("offers",),
            **dict.fromkeys(("approved_amount", "approval_p50", "approval_p90"), ("approved",)),
            "paid_amount": ("paid",),
            "owed_amount": ("owed",),
            **dict.fromkeys(("share_matching", "low", "high"), ("matched", "unmatched")),
        },
    )

    group: str | None
    currency: str
    complaints: Count
    offers: Count
    offered_amount: Amount | None
    approved: Count
    approved_amount: Amount | None
    paid: Count
    paid_amount: Amount | None
    owed: Count
    owed_amount: Amount | None
    open: Count
    declined: Count
    withdrawn: Count
    refused: Count
    replaced: Count
    matched: Count
    unmatched: Count
    match_unknown: Count
    share_matching: float | None = None
    low: float | None = None
    high: float | None = None
    approval_p50: timedelta | None
    approval_p90: timedelta | None


# As of an instant: what happened later has not happened yet.
OFFERS: LiteralString = """
with offers as (
  select complaint, currency, amount, matches_loss,
         approved_at <= %(as_of)s is true as is_approved,
         case when approved_at <= %(as_of)s then approved_after end as approved_after,
         accepted_at <= %(as_of)s is true as is_accepted,
         case when paid_at <= %(as_of)s then 'paid'
              when ended_at <= %(as_of)s then ended_by
              else 'open' end as state,
         case %(group_by)s
           when 'cause' then cause
           when 'kind' then kind
           when 'product' then product
           when 'team' then team
           when 'handler' then handler
           when 'channel' then channel
           when 'month'
             then to_char(coalesce(offered_day, (offered_at at time zone %(zone)s)::date), 'YYYY-MM')
         end as grouped
    from views.redress
   where slot = (select slot from views.positions where view = 'redress' and state = 'live')
     and offered_at <= %(as_of)s
     and (%(offered_from)s::timestamptz is null or offered_at >= %(offered_from)s)
     and (%(offered_to)s::timestamptz is null or offered_at < %(offered_to)s)
     and (%(kind)s::text is null or kind = %(kind)s)
     and (%(currency)s::text is null or currency = %(currency)s)
     and (%(cause)s::text is null or cause = %(cause)s)
     and (%(product)s::text is null or product = %(product)s)
     and (%(team)s::text is null or team = %(team)s)
)
select grouped as "group", currency,
       count(distinct complaint) as complaints,
       count(*) as offers,
       sum(amount) as offered_amount,
       count(*) filter (where is_approved) as approved,
       coalesce(sum(amount) filter (where is_approved), 0) as approved_amount,
       count(*) filter (where state = 'paid') as paid,
       coalesce(sum(amount) filter (where state = 'paid'), 0) as paid_amount,
       count(*) filter (where state = 'open' and is_accepted) as owed,
       coalesce(sum(amount) filter (where state = 'open' and is_accepted), 0) as owed_amount,
       count(*) filter (where state = 'open') as open,
       count(*) filter (where state = 'declined') as declined,
       count(*) filter (where state = 'withdrawn') as withdrawn,
       count(*) filter (where state = 'refused') as refused,
       count(*) filter (where state = 'replaced') as replaced,
       count(*) filter (where matches_loss) as matched,
       count(*) filter (where not matches_loss) as unmatched,
       count(*) filter (where matches_loss is null) as match_unknown,
       percentile_disc(0.5) within group (order by approved_after) as approval_p50,
       percentile_disc(0.9) within group (order by approved_after) as approval_p90
  from offers
 group by grouped, currency
 order by grouped, currency
"""


def redress(connection: Reader, as_of: datetime, asked: RedressAsked) -> Sequence[RedressOfGroup]:
    """Return what was offered by an instant and became of it by then, by group and currency, in their order.

    Reads every offer that matches.
    """
    with connection.cursor(row_factory=class_row(RedressOfGroup)) as cursor:
        found = cursor.execute(OFFERS, {**asdict(asked), "as_of": as_of}, prepare=False).fetchall()
    return [_with_share(group) for group in found]


def _with_share(group: RedressOfGroup) -> RedressOfGroup:
    found = share_of(group.matched, total(group.matched, group.unmatched))
    return replace(group, share_matching=found.share, low=found.low, high=found.high)
