"""No view depends on the watchdog: with what it says or without, every row is the same."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from complaints.facts.clocks import ClockBreached, ClockEscalated, ClockWarned
from complaints.rules import Decided
from complaints.storage import Recorded
from projections.case_list import CASE_LIST
from projections.history import history
from projections.response_times import RESPONSE_TIMES
from projections.sla_breaches import SLA_BREACHES
from tests.complaints.given import EARLIER, RECEIVED
from tests.complaints.given_clocks import BOOK, FINAL, FINAL_DUE, filing
from tests.complaints.lives import appended, lived

LATE = FINAL_DUE + timedelta(days=1)
SAID = [
    ClockWarned(at=EARLIER, clock=FINAL.id, mark=50, due_at=FINAL_DUE),
    ClockBreached(at=FINAL_DUE, clock=FINAL.id, due_at=FINAL_DUE),
    ClockEscalated(at=LATE, clock=FINAL.id, step=1, action="notify", addressee="desk", due_at=FINAL_DUE),
]
FOLDS: dict[str, Callable[[Sequence[Recorded]], Sequence[Any]]] = {
    view.name: view.fold for view in (CASE_LIST, SLA_BREACHES, RESPONSE_TIMES)
}


@pytest.mark.parametrize("view", FOLDS)
def test_what_was_announced_changes_no_row(view: str) -> None:
    silent = [it._replace(recorded_at=RECEIVED) for it in lived(filing("uk.fca"), book=BOOK)]
    decided = [Decided(fact=fact, cause="policy:uk.fca.final@1") for fact in SAID]
    announced = [it if it.recorded_at else it._replace(recorded_at=LATE) for it in appended(silent, decided)]
    without, told = (FOLDS[view](history(facts)) for facts in (silent, announced))
    assert [_but_the_version(row) for row in told] == [_but_the_version(row) for row in without]


def _but_the_version(row: Any) -> Any:  # noqa: ANN401 - a row of any view
    return replace(row, version=0) if hasattr(row, "version") else row
