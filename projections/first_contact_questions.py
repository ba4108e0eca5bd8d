"""How many complaints were resolved at the first contact, within each window, by group."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar, LiteralString

from projections.contact_cohorts import ASKED, ContactsAsked
from projections.counts import Count
from projections.first_contact import WINDOWS
from projections.intervals import share_of
from projections.positions import Reader
from projections.small_cells import Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstContactWithin:
    """How many complaints were resolved at the first contact, where nobody may come back `within` a time.

    All that are cases are in one of five counts. `yes` and `no`: they ended at least that long ago, and the
    `share` is that of `yes` among both, None of fewer than five; from `low` to `high` is its 95 % interval.
    `immature`: they ended since; `open`: they never did; `time_unknown`: whether somebody came back in that
    time cannot be told.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_timedelta": "float"}
    cells: ClassVar[Cells] = Cells(computed=dict.fromkeys(("share", "low", "high"), ("yes", "no")))

    within: timedelta
    yes: Count
    no: Count
    immature: Count
    open: Count
    time_unknown: Count
    share: float | None
    low: float | None
    high: float | None


# Somebody who came back before the end came back within any time. What ended too short a time ago is withheld
# also where somebody has come back already: of such complaints only those are known.
FIRST_CONTACT: LiteralString = (
    ASKED
    + """
select grouped as "group", within,
       count(*) filter (where verdict = 'yes') as yes,
       count(*) filter (where verdict = 'no') as no,
       count(*) filter (where verdict = 'immature') as immature,
       count(*) filter (where verdict = 'open') as open,
       count(*) filter (where verdict = 'time unknown') as time_unknown
  from asked
 cross join unnest(%(windows)s::interval[]) as within,
       lateral (select case when not is_case then 'merged'
                            when ends = 0 then 'open'
                            when certainly_ended_at > %(as_of)s - within then 'immature'
                            when ended_by[1] = 'withdrawal' or back_after_most <= within then 'no'
                            when back_after_least <= within then 'time unknown'
                            else 'yes' end as verdict) judged
 group by grouped, within
 order by grouped, within
"""
)


def first_contacts(
    connection: Reader, as_of: datetime, asked: ContactsAsked
) -> Mapping[str | None, Sequence[FirstContactWithin]]:
    """Return how many of each group were resolved at the first contact, the shortest window first."""
    bounds = {**asdict(asked), "as_of": as_of, "windows": list(WINDOWS)}
    found = defaultdict[str | None, list[FirstContactWithin]](list)
    for group, *counts in connection.execute(FIRST_CONTACT, bounds, prepare=False):
        found[group].append(_within(*counts))
    return found


def _within(  # noqa: PLR0913, PLR0917 - one argument for each column
    within: timedelta, yes: int, no: int, immature: int, still_open: int, time_unknown: int
) -> FirstContactWithin:
    found = share_of(yes, yes + no)
    return FirstContactWithin(
        within=within,
        yes=yes,
        no=no,
        immature=immature,
        open=still_open,
        time_unknown=time_unknown,
        share=found.share,
        low=found.low,
        high=found.high,
    )
