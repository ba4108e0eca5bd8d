"""A view says which facts concern it: by none of the others do its rows change."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, get_args
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from complaints.corrections import CORRECTING
from complaints.facts import STORED_NAMES, Fact
from complaints.facts.causes import CauseFixed, CauseIdentified
from complaints.facts.conversation import InformationReceived, MessageReceived, MessageSent
from complaints.facts.customers import (
    ActivityObserved,
    CustomerFact,
    CustomerLost,
    CustomerRegistered,
    CustomerReturned,
    EvaluationPosted,
    EvaluationWithdrawn,
    ExperimentAssigned,
    WinBackAccepted,
    WinBackDeclined,
    WinBackOffered,
)
from complaints.facts.decision import HoldingLetterSent
from complaints.facts.escalation import ComplaintEscalated, StageChanged
from complaints.facts.intake import ComplaintFiled, HandedOver
from complaints.facts.merging import (
    ComplaintMerged,
    ComplaintUnmerged,
    DuplicateMerged,
    DuplicateUnmerged,
    MessageReachedDuplicate,
)
from complaints.facts.outside import OmbudsmanDecided, OmbudsmanReferred
from complaints.facts.upkeep import FactCorrected
from complaints.storage import Recorded
from projections.history import history
from projections.view import View
from projections.worker import VIEWS
from tests.complaints.anything import any_fact_of
from tests.complaints.given import (
    COMPLAINT,
    CUSTOMER,
    NOW,
    RECEIVED,
    accepted,
    acknowledged,
    answered,
    apologised,
    assigned,
    called,
    classified,
    closed,
    disputed,
    filed,
    identified,
    proposed,
    reopened,
    requested,
    resolved,
    withdrawn,
)
from tests.complaints.given_redress import (
    approved,
    bounced,
    declined,
    offered,
    paid,
    pounds,
    refused,
    taken,
    taken_back,
)
from tests.projections.given import extended, moved, paused, recorded, resumed, started, stopped
from tests.projections.histories import happenings, spans

DAY = timedelta(days=1)
EVERY_FACT = frozenset(STORED_NAMES.values())
FOS = "uk.fos.6m"
CUSTOMERS = set(get_args(CustomerFact))
COMPLAINTS = set(STORED_NAMES.values()) - CUSTOMERS - CORRECTING - {ComplaintFiled, CauseFixed}
STRUCK = st.builds(
    FactCorrected, at=st.just(NOW), corrects=st.integers(2, 6), reason=st.just("It never happened.")
)
# What others are about: without a clock or an offer, most kinds of facts say nothing.
GROUND = st.builds(moved, st.sampled_from([*happenings, offered(), identified()]), spans)

complaints = st.builds(
    lambda filed, ground, others: [filed, *ground, *others],
    any_fact_of({ComplaintFiled}),
    st.lists(GROUND, max_size=5),
    st.lists(st.one_of(any_fact_of(COMPLAINTS), GROUND, STRUCK), max_size=5),
)
customers = st.lists(st.one_of(any_fact_of(CUSTOMERS), STRUCK), min_size=1, max_size=10)


@given(facts=st.one_of(complaints, complaints, customers))
def test_what_does_not_concern_a_view_changes_none_of_its_rows(facts: list[Fact]) -> None:
    stream = recorded(facts)
    for number, added in enumerate(facts):
        for view in VIEWS.values():
            if type(added) not in view.concerns | CORRECTING:
                assert rows(view, stream[: number + 1]) == rows(view, stream[:number]), view.name


def days(*facts: Fact) -> list[Fact]:
    """Return facts that happened a day after one another, from the receipt on."""
    return [moved(fact, RECEIVED + number * DAY) for number, fact in enumerate(facts)]


def late(fact: Fact) -> Fact:
    """Return a fact that comes to be known when others are, and happened before them."""
    return moved(fact, RECEIVED - DAY)


FILED = filed()
OTHER = UUID(int=7)
DUPLICATE = DuplicateMerged(at=NOW, duplicate=OTHER, received=RECEIVED - 2 * DAY, customer=CUSTOMER)
MERGED = ComplaintMerged(at=NOW, survivor=OTHER, reason="The same.")
UNMERGED = ComplaintUnmerged(at=NOW, survivor=OTHER, reason="Another.")
TO_THEM = HandedOver(at=NOW, from_team="retail", from_handler="mara", to_team="cards", reason="theirs")
REPLY = MessageSent(at=NOW, channel="email", substantive=True, automated=False)
CAUSE = CauseIdentified(at=NOW, cause="fees")
DUE = RECEIVED + 56 * DAY
CLOCK = started(DUE)

STREAMS: Mapping[str, Sequence[Fact]] = {
    "who holds it": [
        *days(FILED, CLOCK, offered(), answered()),
        late(assigned()),
        late(classified()),
        late(TO_THEM),
    ],
    "it is handed over": days(FILED, assigned(), classified(), TO_THEM),
    "a clock moves": [
        *days(FILED, CLOCK, paused(NOW), resumed(NOW, DUE + DAY), extended(NOW, DUE + 9 * DAY)),
        moved(stopped(NOW), RECEIVED + 9 * DAY),
    ],
    "the ombudsman's clock": [
        *days(FILED, answered()),
        started(DUE, RECEIVED + DAY, FOS),
        *[moved(it, RECEIVED + 2 * DAY) for it in (paused(NOW, FOS), resumed(NOW, DUE + DAY, FOS))],
        moved(extended(NOW, DUE + 9 * DAY, FOS), RECEIVED + 3 * DAY),
        moved(stopped(NOW, FOS), RECEIVED + 4 * DAY),
    ],
    "a referral": days(
        FILED,
        answered(),
        OmbudsmanReferred(at=NOW, body=FOS),
        OmbudsmanDecided(at=NOW, body=FOS, outcome="upheld"),
        CAUSE,
    ),
    "a cause": days(FILED, CAUSE, classified(), MERGED, UNMERGED),
    "resolved": days(FILED, identified(), resolved(), reopened(), closed()),
    "withdrawn": days(FILED, identified(), withdrawn(), reopened()),
    "merged": days(FILED, identified(), answered(), MERGED, UNMERGED),
    "another is merged into it": [*days(FILED, DUPLICATE), DuplicateUnmerged(at=NOW, duplicate=OTHER)],
    "an offer is paid": days(
        FILED, identified(), offered(), approved()[0], taken(), bounced(), paid(), CAUSE
    ),
    "an offer is refused": days(FILED, offered(), refused()),
    "an offer is taken back": days(FILED, offered(), taken_back()),
    "an offer is declined": days(FILED, offered(), declined()),
    "an offer after it was paid": [*days(FILED, identified(), paid()), late(offered())],
    **{
        f"{type(fact).__name__} comes in": days(
            FILED, identified(), resolved(), fact, REPLY, requested(), requested()
        )
        for fact in (
            MessageReceived(at=NOW, channel="email", text="?"),
            MessageReachedDuplicate(at=NOW, duplicate=OTHER, channel="email"),
            InformationReceived(at=NOW, item="statement"),
            disputed(),
            StageChanged(at=NOW, stage=2, channel="email"),
            ComplaintEscalated(at=NOW, level=1, reason="customer"),
        )
    },
    **{
        f"{type(fact).__name__} ends the wait": days(FILED, identified(), requested(), fact)
        for fact in (
            acknowledged(),
            apologised(),
            answered(),
            called(),
            proposed(),
            accepted(),
            REPLY,
            requested(),
            HoldingLetterSent(at=NOW, expected_on=DUE.date()),
        )
    },
    "a customer leaves, declines and returns": days(
        CustomerRegistered(at=NOW),
        ActivityObserved(at=NOW, money=pounds("5"), first_day=RECEIVED.date(), last_day=RECEIVED.date()),
        ExperimentAssigned(at=NOW, experiment="words", arm="warm"),
        EvaluationPosted(at=NOW, place="a site", rating=1, complaint=COMPLAINT),
        EvaluationWithdrawn(at=NOW, place="a site"),
        CustomerLost(at=NOW, reason="service"),
        WinBackOffered(at=NOW, offer=1, kind="gift"),
        WinBackDeclined(at=NOW, offer=1),
        WinBackOffered(at=NOW, offer=2, kind="gift"),
        WinBackAccepted(at=NOW, offer=2),
        CustomerReturned(at=NOW),
    ),
    "a cause is removed": [CauseFixed(at=NOW, cause="fees")],
}


def test_each_kind_of_fact_that_concerns_a_view_changes_its_rows_in_one_of_these_streams() -> None:
    seen: dict[str, set[type[Fact]]] = {name: set() for name in VIEWS}
    for facts in STREAMS.values():
        stream = recorded(facts)
        for number, added in enumerate(facts):
            for name, view in VIEWS.items():
                if rows(view, stream[: number + 1]) != rows(view, stream[:number]):
                    seen[name].add(type(added))
    listed = {name: view.concerns for name, view in VIEWS.items() if view.concerns != EVERY_FACT}
    assert {name: seen[name] for name in listed} == listed


def rows(view: View[Any], stream: Sequence[Recorded]) -> Sequence[Any]:
    return view.fold(history(stream)) if stream else []
