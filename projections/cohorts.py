"""The cohorts of SLA compliance, from the rows of clocks: counted by group, and how long they stood still.

In the cohort are the clocks that had started by `as_of`, each by the period that holds that instant.
"""

from typing import LiteralString

from projections.standing import VERDICT

# A paused clock is due at no time: it stays in the cohort of the instant at which it was due before. A clock
# that was not stopped is that of whoever holds the complaint now, since most start before anybody does.
HELD: LiteralString = """
with held as (
  select slot, complaint, clock, policy, policy_version, channel, state, paused_for, started_at, from_at,
         stopped_at,
         coalesce(due_at, (select before.due_at
                             from views.clock_periods before
                            where before.slot = present.slot
                              and before.complaint = present.complaint and before.clock = present.clock
                              and before.period = present.period - 1)) as due,
         case when is_listed then product_now else product end as product,
         case when is_listed then team_now else team end as team,
         case when is_listed then handler_now else handler end as handler, """

PRESENT: LiteralString = """
    from views.clock_periods present
    left join lateral (
      select true as is_listed, listed.product as product_now, listed.team as team_now,
             listed.handler as handler_now
        from views.case_list listed
       where present.state <> 'stopped' and listed.complaint = present.complaint
         and listed.slot = (select slot from views.positions where view = 'case_list' and state = 'live')
      ) holding on true
   where slot = (select slot from views.positions where view = 'clock_periods' and state = 'live')
     and from_at <= %(as_of)s and ends_at > %(as_of)s
     and (falls_at = 'infinity' or falls_at >= coalesce(%(due_from)s::timestamptz, '-infinity')
          and falls_at < coalesce(%(due_to)s::timestamptz, 'infinity'))
     and (%(policy)s::text is null or policy = %(policy)s)
     and (%(channel)s::text is null or channel = %(channel)s)
     and (%(complaint)s::uuid is null or complaint = %(complaint)s)
"""

GROUPED: LiteralString = """
), cohort as (
  select slot, complaint, clock, state, paused_for, started_at, due, verdict, due - stopped_at as margin,
         case state when 'stopped' then from_at else %(as_of)s end as until,
         case %(group_by)s
           when 'policy' then policy
           when 'clock' then %(promises)s ->> (policy || '@' || policy_version)
           when 'product' then product
           when 'team' then team
           when 'channel' then channel
           when 'handler' then handler
           when 'month' then to_char(due at time zone %(zone)s, 'YYYY-MM')
         end as grouped
    from held
   where (%(due_from)s::timestamptz is null or due >= %(due_from)s)
     and (%(due_to)s::timestamptz is null or due < %(due_to)s)
     and (%(product)s::text is null or product = %(product)s)
     and (%(team)s::text is null or team = %(team)s)
     and (%(handler)s::text is null or handler = %(handler)s)
)
"""

COHORT: LiteralString = HELD + VERDICT + " as verdict" + PRESENT + GROUPED

GROUPS: LiteralString = (
    COHORT
    + """
select grouped as "group",
       count(*) as clocks,
       count(*) filter (where verdict = 'met') as met,
       count(*) filter (where verdict = 'met' and due >= %(as_of)s) as met_early,
       count(*) filter (where verdict = 'breached while open') as breached_open,
       count(*) filter (where verdict = 'breached and answered late') as breached_late,
       count(*) filter (where verdict = 'withdrawn') as withdrawn,
       count(*) filter (where verdict = 'time unknown') as time_unknown,
       count(*) filter (where verdict = 'running') as open,
       count(*) filter (where verdict = 'paused' and paused_for <> 'merged') as paused,
       count(*) filter (where verdict = 'paused' and paused_for = 'merged') as merged,
       count(*) filter (where due < %(as_of)s
         and verdict in ('met', 'breached while open', 'breached and answered late')) as judged,
       count(*) filter (where verdict = 'met' and margin * 10 < due - started_at) as near_misses,
       percentile_disc(0.1) within group (order by margin)
         filter (where verdict in ('met', 'breached and answered late')) as margin_p10,
       percentile_disc(0.5) within group (order by margin)
         filter (where verdict in ('met', 'breached and answered late')) as margin_p50,
       percentile_disc(0.9) within group (order by margin)
         filter (where verdict in ('met', 'breached and answered late')) as margin_p90,
       sum(extract(epoch from until - started_at))::float8 as lasted
  from cohort
 group by grouped
 order by grouped
"""
)

PAUSES: LiteralString = (
    COHORT
    + """
select grouped as "group", still.paused_for as reason, count(distinct (complaint, clock)) as clocks,
       sum(extract(epoch from least(still.ends_at, until) - still.from_at))::float8 as seconds
  from cohort join views.clock_periods still using (slot, complaint, clock)
 where still.state = 'paused' and still.from_at <= %(as_of)s
 group by grouped, still.paused_for
 order by grouped, still.paused_for
"""
)
