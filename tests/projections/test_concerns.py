"""A view says which facts concern it: by none of the others do its rows change."""

from collections.abc import Sequence
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from complaints.corrections import CORRECTING
from complaints.facts import STORED_NAMES, Fact
from complaints.facts.causes import CauseFixed
from complaints.facts.customers import CustomerFact
from complaints.facts.intake import ComplaintFiled
from complaints.facts.upkeep import FactCorrected
from complaints.storage import Recorded
from projections.history import history
from projections.view import View
from projections.worker import VIEWS
from tests.complaints.anything import any_fact_of
from tests.complaints.given import NOW, identified
from tests.complaints.given_redress import offered
from tests.projections.given import moved, recorded
from tests.projections.histories import happenings, spans

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


def rows(view: View[Any], stream: Sequence[Recorded]) -> Sequence[Any]:
    return view.fold(history(stream)) if stream else []
