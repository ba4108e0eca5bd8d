"""What views count by is what the rules say it is."""

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from complaints.complaint import begin
from complaints.evolve import evolve
from complaints.facts import Fact
from projections.holding import Holding, hold
from tests.complaints.anything import any_fact
from tests.complaints.given import COMPLAINT, MARA, filed


@given(facts=st.lists(any_fact(), max_size=20))
def test_a_holding_is_a_part_of_the_complaint_that_the_same_facts_make(facts: list[Fact]) -> None:
    complaint = reduce(lambda it, fact: evolve(it, fact, MARA.by), facts, begin(COMPLAINT, filed()))
    known = complaint.classification
    held = reduce(hold, facts, Holding())
    assert held.party == complaint.party
    assert held == Holding(
        status=complaint.status,
        status_if_unmerged=complaint.status_if_unmerged,
        merged_into=complaint.merged_into,
        product=known.product if known else None,
        issue=known.issue if known else None,
        severity=known.severity if known else None,
        team=complaint.team,
        handler=complaint.handler,
        customer=complaint.customer,
        duplicates=complaint.duplicates,
    )
