"""How often complainants have to get in touch, by how many channels and with how many people: by group."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, LiteralString

from psycopg.rows import kwargs_row

from projections.contact_cohorts import ASKED, ContactsAsked
from projections.counts import Count
from projections.first_contact_questions import FirstContactWithin, first_contacts
from projections.intervals import share_of
from projections.positions import Reader
from projections.small_cells import Cells

NOT_CAUSAL = "not causal: complaints are not put into groups by chance; harder ones take more contacts"
"""What may be concluded from a difference between groups."""

TOOK = ("one", "two", "three", "four", "five_or_more")
"""The counts of complaints by how many contacts it took to resolve them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsOfGroup:
    """What a group's complaints took their complainants, by the instant asked about.

    `complaints` is the sum of `open`, `resolved` and `withdrawn`; `merged` ones are part of others and in no
    other number. Of `imported` ones only what was recorded here is known. It took one contact, two, ... to
    resolve so many; mean and percentiles (nearest rank) are of the resolved. `switched`: more than one
    channel was used before the end, or so far; of these `involuntary` after no answer, and of
    `involuntary_unknown` nobody knows. Hand-offs are counted per complaint: `handed_over` had one or more,
    `never_handed_over` none; `from_machine` complaints were handed to people by a machine. `asked_again`:
    some item of information was asked for twice or more. Shares are of `complaints`, None of fewer than five;
    from low to high is their 95 % interval.
    """

    cells: ClassVar[Cells] = Cells(
        sums=(
            frozenset({"complaints", "open", "resolved", "withdrawn"}),
            frozenset({"resolved", *TOOK}),
            frozenset({"complaints", "handed_over", "never_handed_over"}),
        ),
        computed={
            **dict.fromkeys(("contacts_mean", "contacts_p50", "contacts_p90"), ("resolved", *TOOK)),
            **dict.fromkeys(
                ("hand_offs_mean", "hand_offs_p90"), ("complaints", "handed_over", "never_handed_over")
            ),
            **dict.fromkeys(("share_switched", "switched_low", "switched_high"), ("complaints", "switched")),
            **dict.fromkeys(
                ("share_asked_again", "asked_again_low", "asked_again_high"), ("complaints", "asked_again")
            ),
        },
        together={"first_contact": ("complaints", "open", "resolved", "withdrawn")},
    )

    group: str | None
    complaints: Count
    merged: Count
    imported: Count
    open: Count
    resolved: Count
    withdrawn: Count
    one: Count
    two: Count
    three: Count
    four: Count
    five_or_more: Count
    contacts_mean: float | None
    contacts_p50: int | None
    contacts_p90: int | None
    switched: Count
    share_switched: float | None
    switched_low: float | None
    switched_high: float | None
    involuntary: Count
    involuntary_unknown: Count
    handed_over: Count
    never_handed_over: Count
    hand_offs_mean: float | None
    hand_offs_p90: int | None
    from_machine: Count
    asked_again: Count
    share_asked_again: float | None
    asked_again_low: float | None
    asked_again_high: float | None
    first_contact: Sequence[FirstContactWithin]


# What it has come to: up to the end, or up to the instant asked about while it is open.
SO_FAR: LiteralString = """
 cross join lateral (select case when has_ended then ended_by[ends] else 'open' end as state,
                            case when has_ended then ended_after[ends]
                                 else width_bucket(%(as_of)s, contacted_at) end as contacts,
                            width_bucket(%(as_of)s, handed_over_at) as hand_offs) so_far
 cross join lateral (select case when is_case and state = 'resolution' then contacts end as needed) resolved
 cross join lateral (select count(*) as switches, count(after) as known, max(after) as waited
                       from unnest(switched_with, switched_after) as switch (contact, after)
                      where contact <= contacts) switched
"""

GROUPS: LiteralString = (
    ASKED
    + """
select grouped as "group",
       count(*) filter (where is_case) as complaints,
       count(*) filter (where not is_case) as merged,
       count(*) filter (where is_case and is_imported) as imported,
       count(*) filter (where is_case and state = 'open') as open,
       count(*) filter (where is_case and state = 'resolution') as resolved,
       count(*) filter (where is_case and state = 'withdrawal') as withdrawn,
       count(*) filter (where needed = 1) as one,
       count(*) filter (where needed = 2) as two,
       count(*) filter (where needed = 3) as three,
       count(*) filter (where needed = 4) as four,
       count(*) filter (where needed >= 5) as five_or_more,
       avg(needed)::float8 as contacts_mean,
       percentile_disc(0.5) within group (order by needed) as contacts_p50,
       percentile_disc(0.9) within group (order by needed) as contacts_p90,
       count(*) filter (where is_case and switches > 0) as switched,
       count(*) filter (where is_case and waited > %(unanswered)s) as involuntary,
       count(*) filter (where is_case and known < switches and (waited > %(unanswered)s) is not true)
         as involuntary_unknown,
       count(*) filter (where is_case and hand_offs > 0) as handed_over,
       count(*) filter (where is_case and hand_offs = 0) as never_handed_over,
       avg(hand_offs) filter (where is_case)::float8 as hand_offs_mean,
       percentile_disc(0.9) within group (order by hand_offs) filter (where is_case) as hand_offs_p90,
       count(*) filter (where is_case and from_machine_at <= %(as_of)s) as from_machine,
       count(*) filter (where is_case and asked_again_at[1] <= %(as_of)s) as asked_again
  from asked
"""
    + SO_FAR
    + """
 group by grouped
 order by grouped
"""
)


def contacts(connection: Reader, as_of: datetime, asked: ContactsAsked) -> Sequence[ContactsOfGroup]:
    """Return what each group's complaints took, in the order of the groups' names. Reads all that match."""
    found = partial(_group, first_contacts(connection, as_of, asked))
    with connection.cursor(row_factory=kwargs_row(found)) as cursor:
        return cursor.execute(GROUPS, {**asdict(asked), "as_of": as_of}, prepare=False).fetchall()


def _group(
    first_contact: Mapping[str | None, Sequence[FirstContactWithin]],
    **counted: Any,  # noqa: ANN401 - the columns of a row
) -> ContactsOfGroup:
    switched, again = (share_of(counted[name], counted["complaints"]) for name in ("switched", "asked_again"))
    return ContactsOfGroup(
        **counted,
        share_switched=switched.share,
        switched_low=switched.low,
        switched_high=switched.high,
        share_asked_again=again.share,
        asked_again_low=again.low,
        asked_again_high=again.high,
        first_contact=first_contact[counted["group"]],
    )
