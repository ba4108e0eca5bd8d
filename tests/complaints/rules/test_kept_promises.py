"""Which clocks break and stop because of what was decided, in the same append."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from complaints.commands import AnyCommand
from complaints.commands.decision import (
    AcceptResolution,
    ReopenComplaint,
    SendHoldingLetter,
)
from complaints.facts import Fact
from complaints.facts.outside import ComplaintForwarded
from complaints.rules.clocks import keeps
from complaints.sla.policy import Stop
from tests.complaints.given import (
    EARLIER,
    NOW,
    Given,
    accepted,
    answered,
    closed,
    filed,
    proposed,
    resolved,
)
from tests.complaints.given_clocks import (
    ACK_BROKEN,
    ACK_DUE,
    ACKNOWLEDGE,
    ANSWER,
    BOOK,
    BOTH,
    DAY_AFTER,
    DUE_DAY,
    FINAL,
    FINAL_BROKEN,
    FINAL_RUNS,
    MICROSECOND,
    book,
    clocks_after,
    stopped,
)

ROWS: dict[str, tuple[list[Given], AnyCommand, datetime, list[Fact]]] = {
    "the final response keeps the regulator's promise": (
        BOTH,
        ANSWER,
        NOW,
        [stopped("uk.fca.final", "FinalResponseIssued")],
    ),
    "the acknowledgement in time keeps the company's": (
        BOTH,
        replace(ACKNOWLEDGE, at=EARLIER),
        NOW,
        [stopped("example.ack", "ComplaintAcknowledged", EARLIER)],
    ),
    "the very last instant is in time": (
        BOTH,
        replace(ACKNOWLEDGE, at=ACK_DUE),
        NOW,
        [stopped("example.ack", "ComplaintAcknowledged", ACK_DUE)],
    ),
    "the next is too late": (
        BOTH,
        replace(ACKNOWLEDGE, at=ACK_DUE + MICROSECOND),
        NOW,
        [ACK_BROKEN, stopped("example.ack", "ComplaintAcknowledged", ACK_DUE + MICROSECOND)],
    ),
    "a letter known to be of the last day is in time": (
        BOTH,
        replace(ANSWER, at=DUE_DAY),
        datetime(2026, 6, 9, tzinfo=UTC),
        [stopped("uk.fca.final", "FinalResponseIssued", DUE_DAY)],
    ),
    "a letter of the day after is too late": (
        BOTH,
        replace(ANSWER, at=DAY_AFTER),
        datetime(2026, 6, 9, tzinfo=UTC),
        [FINAL_BROKEN, stopped("uk.fca.final", "FinalResponseIssued", DAY_AFTER)],
    ),
    "a promise that was broken is broken once": (
        [*BOTH, ACK_BROKEN],
        ACKNOWLEDGE,
        NOW,
        [stopped("example.ack", "ComplaintAcknowledged")],
    ),
    "a broken promise does not break the other": (
        [*BOTH, FINAL_BROKEN],
        ACKNOWLEDGE,
        NOW,
        [ACK_BROKEN, stopped("example.ack", "ComplaintAcknowledged")],
    ),
    "a promise is kept once": (
        [*BOTH, answered(), stopped("uk.fca.final", "FinalResponseIssued", EARLIER)],
        ANSWER,
        NOW,
        [],
    ),
    "one kept promise does not keep the other": (
        [*BOTH, answered(), stopped("uk.fca.final", "FinalResponseIssued", EARLIER)],
        replace(ACKNOWLEDGE, at=EARLIER),
        NOW,
        [stopped("example.ack", "ComplaintAcknowledged", EARLIER)],
    ),
    "a holding letter keeps no promise": (
        BOTH,
        SendHoldingLetter(expected_on=date(2026, 5, 1), reason="The bank has not replied."),
        NOW,
        [],
    ),
    "agreement on the telephone keeps no promise": (
        [*BOTH, proposed()],
        AcceptResolution(channel="phone"),
        NOW,
        [],
    ),
    "agreement in writing does": (
        [*BOTH, proposed()],
        AcceptResolution(channel="letter"),
        NOW,
        [stopped("uk.fca.final", "ResolutionAccepted")],
    ),
    "so does a telephone agreement that is confirmed in writing": (
        [*BOTH, proposed(), accepted(), resolved("accepted by complainant")],
        AcceptResolution(channel="letter"),
        NOW,
        [stopped("uk.fca.final", "ResolutionAccepted")],
    ),
    "a file taken up again starts no clock that ran": (
        [*BOTH, answered(), stopped("uk.fca.final", "FinalResponseIssued"), resolved(), closed()],
        ReopenComplaint(reason="new evidence"),
        NOW,
        [],
    ),
}

STOPS: list[tuple[tuple[Stop, ...], Fact, bool]] = [
    ((Stop(fact="FinalResponseIssued", must_have=()),), answered(), True),
    ((Stop(fact="FinalResponseIssued", must_have=("outcome", "reasons")),), answered(), True),
    ((Stop(fact="FinalResponseIssued", must_have=("reasons",)),), replace(answered(), reasons=None), False),
    ((Stop(fact="FinalResponseIssued", must_have=("reasons",)),), replace(answered(), reasons=" \n"), False),
    (
        (Stop(fact="FinalResponseIssued", must_have=("outcome", "reasons")),),
        replace(answered(), reasons=""),
        False,
    ),
    ((Stop(fact="ResolutionAccepted", must_have=()),), answered(), False),
    ((Stop(fact="ResolutionAccepted", must_have=("in_writing",)),), accepted(), False),
    (
        (Stop(fact="ResolutionAccepted", must_have=("in_writing",)),),
        replace(accepted(), in_writing=True),
        True,
    ),
    (
        (
            Stop(fact="ResolutionAccepted", must_have=("in_writing",)),
            Stop(fact="FinalResponseIssued", must_have=()),
        ),
        answered(),
        True,
    ),
    (
        (
            Stop(fact="FinalResponseIssued", must_have=("reasons",)),
            Stop(fact="FinalResponseIssued", must_have=("outcome",)),
        ),
        replace(answered(), reasons=None),
        True,
    ),
    (
        (Stop(fact="ComplaintForwarded", must_have=("to", "customer_told")),),
        ComplaintForwarded(at=NOW, to="the bank", customer_told=False),
        False,
    ),
    ((Stop(fact="FinalResponseIssued", must_have=("signature",)),), answered(), False),
    ((), answered(), False),
]


@pytest.mark.parametrize(("given", "when", "now", "then"), ROWS.values(), ids=ROWS)
def test_what_becomes_of_the_clocks(
    given: list[Given], when: AnyCommand, now: datetime, then: list[Fact]
) -> None:
    assert clocks_after(given, when, now, BOOK) == then


@pytest.mark.parametrize(("stops", "fact", "is_kept"), STOPS)
def test_a_promise_is_kept_by_what_is_said_not_by_the_name(
    stops: tuple[Stop, ...], fact: Fact, *, is_kept: bool
) -> None:
    assert keeps(fact, replace(FINAL, stops_on=stops), FINAL.id) is is_kept


def test_a_clock_is_stopped_by_the_version_that_started_it() -> None:
    deaf = replace(FINAL, version=2, stops_on=())
    within = replace(book(FINAL, deaf), withdrawn=frozenset({FINAL.id}))
    assert clocks_after([filed(), FINAL_RUNS], ANSWER, NOW, within) != []
    second = replace(FINAL_RUNS, policy_version=2)
    assert clocks_after([filed(), second], ANSWER, NOW, within) == []
