"""The question how often complainants have to get in touch, and whether once was enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query

from api.moments import Moments
from api.periods import AboutPeriods
from api.questions import AsOf, Channels, From, Handler, Product, Team, To, Zone
from api.small_cells import Suppressed, SuppressSmall, published
from api.view_routes import questions
from projections.contact_cohorts import UNANSWERED, ContactsAsked
from projections.contact_questions import NOT_CAUSAL, ContactsOfGroup, contacts
from projections.contacts import CONTACTS
from projections.response_groups import GroupBy

router = questions()

DEFINED_BY: Mapping[str, str] = {
    "complaints": "contacts",
    "merged": "contacts",
    "imported": "contacts",
    "open": "contacts",
    "resolved": "contacts",
    "withdrawn": "contacts",
    "one": "contacts",
    "two": "contacts",
    "three": "contacts",
    "four": "contacts",
    "five_or_more": "contacts",
    "contacts_mean": "contacts",
    "contacts_p50": "contacts",
    "contacts_p90": "contacts",
    "switched": "channel-switch",
    "share_switched": "channel-switch",
    "switched_low": "channel-switch",
    "switched_high": "channel-switch",
    "involuntary": "channel-switch",
    "involuntary_unknown": "channel-switch",
    "handed_over": "hand-off",
    "never_handed_over": "hand-off",
    "hand_offs_mean": "hand-off",
    "hand_offs_p90": "hand-off",
    "from_machine": "hand-off",
    "asked_again": "repeated-information",
    "share_asked_again": "repeated-information",
    "asked_again_low": "repeated-information",
    "asked_again_high": "repeated-information",
    "first_contact": "first-contact",
}
"""The definition of each number of a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsQuery(AboutPeriods):
    """Of which complaints, grouped by what. Months are those of `zone`."""

    group_by: Annotated[GroupBy, Query(description="By what the complaints are grouped.")] = "all"
    zone: Zone = "UTC"
    received_from: From = None
    received_to: To = None
    channel: Channels = None
    product: Product = None
    team: Team = None
    handler: Handler = None
    unanswered_hours: Annotated[
        int,
        Query(
            ge=0,
            le=8760,
            description="A change of channel is involuntary after a contact unanswered for longer than this.",
        ),
    ] = UNANSWERED // timedelta(hours=1)

    def asked(self) -> ContactsAsked:
        """Return the question."""
        return ContactsAsked(
            group_by=self.group_by,
            zone=self.zone,
            received_from=self.received_from,
            received_to=self.received_to,
            channel=self.channel,
            product=self.product,
            team=self.team,
            handler=self.handler,
            unanswered=timedelta(hours=self.unanswered_hours),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsPage:
    """What each group's complaints took by `as_of`, by what is known now. `zone` is that of the months.

    `definitions` names, for each number of a group, the definition that says what it means; `note` says what
    may be concluded from a difference between groups.
    """

    definition: str
    definitions: Mapping[str, str]
    as_of: datetime
    position: int
    zone: str
    unanswered_hours: int
    note: str
    items: Sequence[ContactsOfGroup]
    suppressed: Suppressed


@router.get("/views/contacts", summary="How often complainants have to get in touch")
def contacts_of_groups(
    moments: Annotated[Moments, Depends()],
    wanted: Annotated[ContactsQuery, Depends()],
    as_of: AsOf = None,
    *,
    suppress_small: SuppressSmall = False,
) -> ContactsPage:
    """Count contacts, changes of channel, hand-offs and repeated questions, and what one contact resolved."""
    instant = as_of or datetime.now(UTC)
    with moments.of(CONTACTS) as (connection, position):
        found = contacts(connection, instant, wanted.asked())
    items, suppressed = published(found, suppress_small=suppress_small)
    return ContactsPage(
        definition="contacts",
        definitions=DEFINED_BY,
        as_of=instant,
        position=position,
        zone=wanted.zone,
        unanswered_hours=wanted.unanswered_hours,
        note=NOT_CAUSAL,
        items=items,
        suppressed=suppressed,
    )
