"""Corrections: the record put right, and the verdicts on promises with it, both readings kept."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from complaints.commands.conversation import AddNote
from complaints.commands.decision import AcceptResolution, IssueFinalResponse, ProposeResolution
from complaints.commands.intake import AcknowledgeComplaint, AssignComplaint
from complaints.commands.outside import ForwardComplaint
from complaints.commands.upkeep import CorrectFact, StrikeFact
from complaints.corrections import effective
from complaints.facts import Fact
from complaints.facts.conversation import NoteAdded
from complaints.facts.intake import ComplaintFiled
from complaints.facts.upkeep import FactCorrected
from complaints.rules import Decided
from tests.complaints.given import EARLIER, NOW, RECEIVED
from tests.complaints.given_clocks import ACK_DUE, BOOK, FINAL_DUE, filing
from tests.complaints.lives import (
    Said,
    Verdict,
    appended,
    corrected,
    decided_on,
    lived,
    open_part,
    personal_part,
    struck,
    told,
    verdicts,
)

FOUND_OUT = datetime(2026, 4, 15, tzinfo=UTC)
JUNE = datetime(2026, 6, 20, 9, tzinfo=UTC)
WEEK_BEFORE = RECEIVED - timedelta(weeks=1)
"""Tuesday before Easter 2026: five business days later it is Thursday after Easter, 9 April."""

FILED = filing("uk.fca", "example")
ACKNOWLEDGED = AcknowledgeComplaint(at=EARLIER, channel="email")
ANSWERED = IssueFinalResponse(at=EARLIER, channel="letter", outcome="rejected", reasons="It was in time.")
FORWARDED = ForwardComplaint(at=EARLIER + timedelta(days=2), to="the bank", customer_told=True)

RUNS = Verdict(started=RECEIVED, due_at=FINAL_DUE, stopped=None, is_breached=False)


# Versions: 1 ComplaintFiled, 2 ClockStarted uk.fca.final, 3 ClockStarted example.ack, 4 what is said next.
ROWS: Mapping[str, tuple[list[Said], datetime, CorrectFact | StrikeFact, list[str]]] = {
    "an earlier receipt moves both clocks, and breaks the promise that was met": (
        [FILED, ACKNOWLEDGED],
        NOW,
        corrected(1, at=WEEK_BEFORE.isoformat()),
        [
            "corrected: ComplaintFiled, at 2026-03-31",
            "ClockRestated uk.fca.final, from 2026-03-31 until 2026-05-26",
            "ClockRestated example.ack, from 2026-03-31 until 2026-04-09",
            "ClockBreached example.ack, due 2026-04-09",
        ],
    ),
    "a later receipt strikes the breach that was none": (
        [replace(FILED, at=WEEK_BEFORE), ACKNOWLEDGED],
        NOW,
        corrected(1, at=RECEIVED.isoformat()),
        [
            "corrected: ComplaintFiled, at 2026-04-07",
            "ClockRestated uk.fca.final, from 2026-04-07 until 2026-06-02",
            "ClockRestated example.ack, from 2026-04-07 until 2026-04-14",
            "struck: ClockBreached example.ack, due 2026-04-09",
        ],
    ),
    "a receipt on the same day moves the start and not the deadline": (
        [filing("uk.fca")],
        NOW,
        corrected(1, at={"day": "2026-04-07", "zone": "Europe/London"}),
        [
            "corrected: ComplaintFiled, at 2026-04-07",
            "ClockRestated uk.fca.final, from 2026-04-07 until 2026-06-02",
        ],
    ),
    "a breach that stays one has the new deadline": (
        [replace(FILED, at=WEEK_BEFORE), replace(ACKNOWLEDGED, at=NOW)],
        NOW,
        corrected(1, at=RECEIVED.isoformat()),
        [
            "corrected: ComplaintFiled, at 2026-04-07",
            "ClockRestated uk.fca.final, from 2026-04-07 until 2026-06-02",
            "ClockRestated example.ack, from 2026-04-07 until 2026-04-14",
            "corrected: ClockBreached, at 2026-04-14",
        ],
    ),
    "another time of the acknowledgement moves the stop": (
        [FILED, ACKNOWLEDGED],
        NOW,
        corrected(4, at="2026-04-09T10:00:00+01:00"),
        ["corrected: ComplaintAcknowledged, at 2026-04-09", "corrected: ClockStopped, at 2026-04-09"],
    ),
    "a stop that moves past the deadline breaks the promise": (
        [FILED, ACKNOWLEDGED],
        NOW,
        corrected(4, at="2026-04-15T10:00:00Z"),
        [
            "corrected: ComplaintAcknowledged, at 2026-04-15",
            "ClockBreached example.ack, due 2026-04-14",
            "corrected: ClockStopped, at 2026-04-15",
        ],
    ),
    "a day around the deadline breaks nothing: the time is unknown": (
        [FILED, ACKNOWLEDGED],
        NOW,
        corrected(4, at={"day": "2026-04-14", "zone": "America/New_York"}),
        ["corrected: ComplaintAcknowledged, at 2026-04-14", "corrected: ClockStopped, at 2026-04-14"],
    ),
    "what happened at some time before is no breach either": (
        [FILED, replace(ACKNOWLEDGED, at=NOW)],
        NOW,
        corrected(4, at={"not_after": "2026-04-20T08:00:00Z"}),
        [
            "corrected: ComplaintAcknowledged, at 2026-04-20",
            "struck: ClockBreached example.ack, due 2026-04-14",
            "corrected: ClockStopped, at 2026-04-20",
        ],
    ),
    "without its answer the clock runs again": (
        [FILED, ANSWERED],
        NOW,
        struck(4),
        ["struck: FinalResponseIssued", "struck: ClockStopped uk.fca.final, at 2026-04-10"],
    ),
    "and is broken where it is overdue by now": (
        [FILED, ANSWERED],
        JUNE,
        struck(4),
        [
            "struck: FinalResponseIssued",
            "ClockBreached uk.fca.final, due 2026-06-02",
            "struck: ClockStopped uk.fca.final, at 2026-04-10",
        ],
    ),
    "a forwarding of which the complainant was not told keeps no promise": (
        [FILED, FORWARDED],
        NOW,
        corrected(4, customer_told=False),
        [
            "corrected: ComplaintForwarded, at 2026-04-12",
            "struck: ClockStopped uk.fca.final, at 2026-04-12",
        ],
    ),
    "without its answer another fact keeps the promise, if there is one": (
        [FILED, ANSWERED, FORWARDED],
        NOW,
        struck(4),
        ["struck: FinalResponseIssued", "corrected: ClockStopped, at 2026-04-12"],
    ),
    "without the other fact nothing changes": (
        [FILED, ANSWERED, FORWARDED],
        NOW,
        struck(6),
        ["struck: ComplaintForwarded"],
    ),
    "of two answers the earlier one counts, whichever was recorded first": (
        [FILED, ANSWERED, FORWARDED],
        NOW,
        corrected(6, at="2026-04-09T10:00:00Z"),
        ["corrected: ComplaintForwarded, at 2026-04-09", "corrected: ClockStopped, at 2026-04-09"],
    ),
    "an acceptance that turns out to be in writing stops the clock": (
        [FILED, ProposeResolution(at=EARLIER, text="We pay."), AcceptResolution(at=EARLIER, channel="phone")],
        NOW,
        corrected(5, channel="letter", in_writing=True),
        ["corrected: ResolutionAccepted, at 2026-04-10", "ClockStopped uk.fca.final, at 2026-04-10"],
    ),
    "what no clock heeds moves none, overdue or not": (
        [FILED, AddNote(at=EARLIER, text="He called.")],
        JUNE,
        corrected(4, text="She called."),
        ["corrected: NoteAdded, at 2026-04-10"],
    ),
    "what is so already adds nothing": ([FILED, ACKNOWLEDGED], NOW, corrected(4, channel="email"), []),
    "nor does the same instant, said in another zone": (
        [FILED, ACKNOWLEDGED],
        NOW,
        corrected(4, at="2026-04-10T16:00:00+01:00"),
        [],
    ),
    "nothing to change is nothing to record": ([FILED], NOW, corrected(1), []),
}


@pytest.mark.parametrize(("given", "now", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_a_correction_does(
    given: list[Said], now: datetime, when: CorrectFact | StrikeFact, then: list[str]
) -> None:
    stream = lived(*given, book=BOOK, now=NOW)
    assert told(facts_of(decided_on(stream, when, BOOK, now=now)), stream) == then


def test_both_readings_of_a_verdict_stay_in_the_stream() -> None:
    before = lived(FILED, ACKNOWLEDGED, book=BOOK)
    after = lived(FILED, ACKNOWLEDGED, corrected(1, at=WEEK_BEFORE.isoformat()), book=BOOK)
    assert [it.fact for it in after[: len(before)]] == [it.fact for it in before]
    met, now_known = verdicts(before)["example.ack"], verdicts(after)["example.ack"]
    assert met == Verdict(started=RECEIVED, due_at=ACK_DUE, stopped=EARLIER, is_breached=False)
    due = datetime(2026, 4, 9, 22, 59, 59, 999_999, tzinfo=UTC)
    assert now_known == Verdict(started=WEEK_BEFORE, due_at=due, stopped=EARLIER, is_breached=True)


def test_of_several_corrections_the_latest_holds() -> None:
    back = corrected(1, at=RECEIVED.isoformat())
    stream = lived(FILED, corrected(1, at=WEEK_BEFORE.isoformat()), back, book=BOOK)
    assert verdicts(stream)["uk.fca.final"] == RUNS
    assert effective(stream)[0].fact == stream[0].fact
    others = lived(
        FILED, ACKNOWLEDGED, corrected(4, channel="phone"), corrected(4, automated=True), book=BOOK
    )
    assert open_part(effective(others)[3].fact) == (
        '{"at":"2026-04-10T15:00:00Z","channel":"phone","automated":true}'
    )


def test_what_is_struck_is_gone_and_can_be_recorded_anew() -> None:
    stream = lived(FILED, ACKNOWLEDGED, struck(4), replace(ACKNOWLEDGED, at=NOW), book=BOOK)
    assert verdicts(stream)["example.ack"] == Verdict(
        started=RECEIVED, due_at=ACK_DUE, stopped=NOW, is_breached=True
    )


def test_personal_values_stay_in_the_personal_part() -> None:
    stream = lived(FILED, AddNote(at=EARLIER, text="Miller called."), book=BOOK)
    (fact,) = facts_of(decided_on(stream, corrected(4, text="Mrs Miller called."), BOOK))
    assert open_part(fact) == (
        '{"at":"2026-04-20T09:00:00Z","corrects":4,"said":{"at":"2026-04-10T15:00:00Z"},'
        '"reason":"typed wrongly"}'
    )
    assert personal_part(fact) == '{"personal":{"text":"Mrs Miller called."}}'
    now_known = effective(appended(stream, [Decided(fact=fact, cause="command:CorrectFact")]))[3].fact
    assert now_known == NoteAdded(at=EARLIER, text="Mrs Miller called.")
    assert isinstance(fact, FactCorrected)
    withheld = appended(stream, [Decided(fact=replace(fact, personal=None), cause="command:CorrectFact")])
    assert effective(withheld)[3].fact == NoteAdded(at=EARLIER)


def test_a_correction_of_a_name_keeps_what_else_the_fact_says() -> None:
    stream = lived(FILED, AssignComplaint(at=EARLIER, team="retail", handler="mara"), book=BOOK)
    (fact,) = facts_of(decided_on(stream, corrected(4, handler=None), BOOK))
    assert isinstance(fact, FactCorrected)
    assert fact.said == {"at": "2026-04-10T15:00:00Z", "team": "retail"}


def test_a_correction_has_its_own_time_and_cause() -> None:
    stream = lived(FILED, ACKNOWLEDGED, book=BOOK)
    put_right = replace(corrected(4, at="2026-04-09T10:00:00Z"), at=FOUND_OUT)
    decided = decided_on(stream, put_right, BOOK)
    assert [(each.fact.at, each.cause) for each in decided] == [
        (FOUND_OUT, "command:CorrectFact"),
        (NOW, "policy:example.ack@1"),
    ]


def facts_of(decided: object) -> list[Fact]:
    assert isinstance(decided, list)
    return [each.fact for each in decided]


def test_the_filing_stays_a_filing() -> None:
    stream = lived(FILED, corrected(1, channel="letter"), book=BOOK)
    first = effective(stream)[0].fact
    assert isinstance(first, ComplaintFiled)
    assert first.channel == "letter"
