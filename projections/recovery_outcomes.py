"""What came of recovery: who accepted, complained again, reopened, took a rating back; by what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal, LiteralString

from psycopg.rows import class_row

from projections.counts import Count
from projections.intervals import share_of
from projections.positions import Reader
from projections.recovery import Rest
from projections.recovery_questions import ASKED, GROUPED, CaseBy, CasesAsked
from projections.small_cells import Cells
from projections.win_back_outcomes import DONE

RecoveryOutcome = Literal[
    "apologised", "without remedy", "accepted", "complained again", "reopened", "withdrawn"
]
RecoveryBy = Literal[CaseBy, "done", "form", "repetition", "arm"]

WITHIN: Mapping[RecoveryOutcome, timedelta] = {
    "apologised": timedelta(days=30),
    "without remedy": timedelta(days=30),
    "accepted": timedelta(days=30),
    "complained again": timedelta(days=90),
    "reopened": timedelta(days=90),
    "withdrawn": timedelta(days=30),
}
"""The days in which it is looked for, where nothing else is asked."""

RESTS_ON: Mapping[RecoveryOutcome, Sequence[Rest]] = {
    "apologised": ["receipt", "apology"],
    "without remedy": ["apology", "remedy"],
    "accepted": ["receipt", "acceptance"],
    "complained again": ["answer", "next complaint"],
    "reopened": ["answer", "reopening"],
    "withdrawn": ["evaluation"],
}
"""Whose times have to be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryAsked:
    """What is asked: whether something happened within some days, of which cases, and by what grouped.

    The days run from the receipt (apologised, accepted), the first apology (without remedy), the first final
    response (complained again, reopened), or a rating (withdrawn: each rating of the cases counts). Both ends
    are in time. `experiment` names the experiment whose arms are the groups.
    """

    outcome: RecoveryOutcome
    within: timedelta
    by: RecoveryBy
    experiment: str | None
    cases: CasesAsked


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryOfGroup:
    """How it went for a group.

    `mature`: those whose days are over, on which the share rests; `happened`: to how many of them; `share`:
    None of fewer than five; `low` and `high`: Wilson's 95 % interval. Of those who complained again,
    `same_cause`, `other_cause` and `cause_unknown` say of what; else they are 0. The others are in none of
    these numbers. `immature`: the days are not over; `time_unknown`: they began, or it happened, nobody knows
    when; `customer_unknown`: so nobody knows of another complaint; `open`: the days have not begun and still
    can; `ended_without`: they have not, and the complaint has ended.
    """

    cells: ClassVar[Cells] = Cells(
        sums=(frozenset({"happened", "same_cause", "other_cause", "cause_unknown"}),),
        computed=dict.fromkeys(("share", "low", "high"), ("mature", "happened")),
    )

    group: str | None
    mature: Count
    happened: Count
    share: float | None = None
    low: float | None = None
    high: float | None = None
    same_cause: Count
    other_cause: Count
    cause_unknown: Count
    immature: Count
    time_unknown: Count
    customer_unknown: Count
    open: Count
    ended_without: Count


# An arm cannot have worked before it was assigned: by arm, the days run from then where that is later, and
# what had happened before is left out. What is without a remedy is so when the days are over. `heard` counts
# the apologies before `until_at`, by bisection: a subquery would take most of the time.
BEGUN: LiteralString = """
with begun as (
  select cases.*, apologies[1] as apologised_at, arm,
         case when start_at is not null then greatest(start_at, put_in_at) end as began_at, withdrew_at
    from (
      select *
        from views.recovery
"""

HAPPENED: LiteralString = """
    ) cases
    left join lateral (
      select posted_at, withdrew_at
        from unnest(evaluated_at, withdrawn_at) as each (posted_at, withdrew_at)
       where %(outcome)s = 'withdrawn' and posted_at <= %(as_of)s
    ) rating on true
   cross join lateral (
     select case
              when %(outcome)s in ('apologised', 'accepted') then received_at
              when %(outcome)s = 'without remedy' then apologies[1]
              when %(outcome)s in ('complained again', 'reopened') then answered_at
              else posted_at
            end as start_at,
            array_position(experiments, %(experiment)s) as place
   ) start
   cross join lateral (select arms[place] as arm, assigned_at[place] as put_in_at) assigned
   where %(by)s <> 'arm' or put_in_at <= %(as_of)s
), outcome as (
  select *, least(happened_at, began_at + %(within)s, %(as_of)s) as until_at
    from begun
   cross join lateral (
     select case %(outcome)s
              when 'apologised' then apologised_at
              when 'accepted' then accepted_at
              when 'complained again' then next_at
              when 'reopened' then reopened_at
              when 'withdrawn' then withdrew_at
              when 'without remedy' then case when remedied_at <= began_at + %(within)s then null
                                              else began_at + %(within)s end
            end as happened_at
   ) what
), judged as (
  select happened_at <= began_at + %(within)s is true as has_happened,
         case when %(outcome)s = 'complained again' and next_at <= began_at + %(within)s
           then next_cause end as cause,
         case
           when began_at <= %(as_of)s is not true
             then case when ended_at <= %(as_of)s then 'ended without' else 'open' end
           when %(outcome)s = 'complained again' and party = complaint then 'customer unknown'
           when unknown && %(rests_on)s::text[] then 'time unknown'
           when began_at > %(as_of)s - %(within)s then 'immature'
           else 'mature'
         end as state,
         case %(by)s
"""

COUNTED: LiteralString = """
           when 'form' then coalesce(forms[heard], 'none')
           when 'repetition' then case when heard = 0 then 'none'
                                       when heard + apologies_before > 2 then '3 or more'
                                       else (heard + apologies_before)::text end
           when 'arm' then arm
         end as grouped
    from outcome
   cross join lateral (select width_bucket(until_at - interval '1 microsecond', apologies) as heard) before
   where happened_at < began_at is not true
)
select grouped as "group",
       count(*) filter (where state = 'mature') as mature,
       count(*) filter (where state = 'mature' and has_happened) as happened,
       count(*) filter (where state = 'mature' and cause = 'same') as same_cause,
       count(*) filter (where state = 'mature' and cause = 'other') as other_cause,
       count(*) filter (where state = 'mature' and cause = 'unknown') as cause_unknown,
       count(*) filter (where state = 'immature') as immature,
       count(*) filter (where state = 'time unknown') as time_unknown,
       count(*) filter (where state = 'customer unknown') as customer_unknown,
       count(*) filter (where state = 'open') as open,
       count(*) filter (where state = 'ended without') as ended_without
  from judged
 group by grouped
 order by grouped
"""

OUTCOMES: LiteralString = BEGUN + ASKED + HAPPENED + DONE + GROUPED + COUNTED


def recovery_outcomes(connection: Reader, as_of: datetime, asked: RecoveryAsked) -> Sequence[RecoveryOfGroup]:
    """Return how it went by an instant, in the order of the groups' names; reads every case that matches."""
    bounds = {
        **asdict(asked.cases),
        "as_of": as_of,
        "outcome": asked.outcome,
        "within": asked.within,
        "by": asked.by,
        "experiment": asked.experiment,
        "rests_on": RESTS_ON[asked.outcome],
    }
    with connection.cursor(row_factory=class_row(RecoveryOfGroup)) as cursor:
        found = cursor.execute(OUTCOMES, bounds, prepare=False).fetchall()
    return [_with_share(group) for group in found]


def problem_with(asked: RecoveryAsked) -> str | None:
    """Return why there is no answer to a question, in a sentence without its full stop; None if there is."""
    if (asked.by == "arm") != (asked.experiment is not None):
        return "groups by arm need the name of an experiment, and no other groups do"
    if asked.outcome == "apologised" and asked.by in {"done", "form", "repetition"}:
        return f"groups by {asked.by} are made of the apologies themselves"
    if asked.outcome == "without remedy" and asked.by == "done":
        return "groups by done are made of the remedies themselves"
    return None


def _with_share(group: RecoveryOfGroup) -> RecoveryOfGroup:
    found = share_of(group.happened, group.mature)
    return replace(group, share=found.share, low=found.low, high=found.high)
