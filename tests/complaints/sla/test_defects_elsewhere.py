"""What other help desks got wrong with deadlines, by the thread or file that says so, and what happens here.

Found in public threads and sources read on 2026-11-22; some are mended there since.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from complaints.commands import AnyCommand
from complaints.commands.conversation import RecordMessageReceived, RecordMessageSent
from complaints.commands.decision import (
    CloseComplaint,
    IssueFinalResponse,
    ReopenComplaint,
    ResolveComplaint,
    WithdrawComplaint,
)
from complaints.corrections import standing
from complaints.facts import Fact
from complaints.facts.clocks import ClockPaused, ClockRestated, ClockResumed, ClockStarted, ClockStopped
from complaints.facts.intake import ComplaintAcknowledged
from complaints.facts.upkeep import FactCorrected
from complaints.readings import read_clock
from complaints.rules.clocks import policies_for
from complaints.sla.calendar import Holiday, SpecialDay, add_business_days
from complaints.sla.deadline import Pause, due_at
from complaints.sla.explanation import explain
from complaints.sla.working_time import add_working_time, next_working_instant, working_time_between
from complaints.when import Day
from projections.case_list import fold as case_list
from projections.reevaluation import Choice, differences
from projections.sla_breaches import fold as periods
from projections.standing import verdict_of
from tests.complaints.given import EARLIER, NOW, RECEIVED, filed
from tests.complaints.given_clocks import (
    ACK,
    ACK_DUE,
    ACKNOWLEDGE,
    ANSWER,
    ENGLAND,
    FINAL,
    FINAL_DUE,
    FINAL_RUNS,
    LONDON,
    book,
    filed_under,
    filing,
)
from tests.complaints.given_merging import FIRST, THIRD, complaint, merged
from tests.complaints.lives import corrected, lived
from tests.complaints.rules.test_recurring_clocks import SHIPPED
from tests.complaints.sla.test_hours_and_pauses import REPLY
from tests.complaints.sla.test_working_time import OFFICE, SPARSE, at, span
from tests.projections.given import recorded

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOOK = book(FINAL, ACK)
TELECOM = filed_under("uk.fca")


def known(*facts: Fact) -> dict[int, Fact]:
    return dict(enumerate((replace(filed(), jurisdiction="uk.fca", brand="example"), *facts), start=1))


def pause(start: datetime, end: datetime) -> Pause:
    return Pause(from_at=start, until_at=end, reason="waiting for the customer")


def test_frappe_helpdesk_3776_an_instant_is_the_same_in_every_zone() -> None:
    elsewhere = RECEIVED.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert due_at(FINAL, None, elsewhere) == due_at(FINAL, None, RECEIVED)
    assert due_at(FINAL, None, RECEIVED).tzinfo is UTC


def test_frappe_helpdesk_3776_six_months_on_hold_are_six_months_in_any_order_of_recording() -> None:
    held = ClockPaused(at=RECEIVED + DAY, clock=ACK.id, reason="abroad", by_hand=True)
    resumed = ClockResumed(at=RECEIVED + 182 * DAY, clock=ACK.id, due_at=ACK_DUE, by_hand=True)
    done = ComplaintAcknowledged(at=RECEIVED + 183 * DAY, channel="email", automated=False)
    readings = [
        read_clock(ACK, ENGLAND, known(*order), RECEIVED + 200 * DAY)
        for order in ((held, resumed, done), (done, held, resumed), (held, done, resumed))
    ]
    assert {(it.verdict, it.due_at) for it in readings if it} == {("met", readings[0] and readings[0].due_at)}


def test_frappe_helpdesk_2449_a_hold_is_added_to_working_time() -> None:
    held = pause(at(2026, 4, 1, 12), at(2026, 4, 1, 14))  # of two hours, lunch is one
    assert (
        due_at(REPLY, OFFICE, at(2026, 4, 1, 10), [held]) == due_at(REPLY, OFFICE, at(2026, 4, 1, 10)) + HOUR
    )


def test_erpnext_49414_a_hold_from_closing_to_opening_costs_nothing() -> None:
    night = pause(at(2026, 4, 1, 17), at(2026, 4, 2, 9))
    assert due_at(REPLY, OFFICE, at(2026, 4, 1, 16), [night]) == due_at(REPLY, OFFICE, at(2026, 4, 1, 16))


def test_frappe_helpdesk_1554_what_says_paused_has_no_due_instant() -> None:
    held = ClockPaused(at=RECEIVED + DAY, clock=ACK.id, reason="abroad", by_hand=True)
    reading = read_clock(ACK, ENGLAND, known(held), ACK_DUE + 9 * DAY)
    assert reading is not None
    assert (reading.verdict, reading.due_at, reading.margin) == ("paused", None, None)


def test_zammad_390_every_day_left_out_is_named() -> None:
    saint_martin = replace(ENGLAND, holidays=(Holiday(day=date(2026, 11, 11), name="St. Martin"),))
    found = explain(ACK, saint_martin, Day(day=date(2026, 11, 9), zone=LONDON))
    assert "St. Martin, Wed 11 November 2026, not counted" in found.sentence


def test_zammad_5177_a_message_does_not_touch_the_clock_of_the_acknowledgement() -> None:
    sent = RecordMessageSent(at=EARLIER, channel="email", substantive=True, automated=False, text="We ask.")
    stream = lived(filing("uk.fca", "example"), sent, book=BOOK)
    assert [it.fact for it in stream if isinstance(it.fact, ClockStopped)] == []


def test_zammad_3140_news_is_not_due_five_days_after_the_first_when_there_was_some_since() -> None:
    news = replace(SHIPPED["care.news"], selector=ACK.selector)
    sent = RecordMessageSent(at=EARLIER, channel="email", substantive=True, automated=False, text="We ask.")
    stream = lived(filing("none", "example"), sent, book=book(news), now=EARLIER)
    running = [it.fact.clock for it in stream if isinstance(it.fact, ClockStarted)]
    assert running == ["care.news", "care.news:2"]


def test_zammad_2082_nothing_is_counted_up_what_is_due_follows_from_what_happened() -> None:
    stream = lived(filing("uk.fca", "example"), ACKNOWLEDGE, book=BOOK)
    (case,) = case_list([it._replace(recorded_at=NOW) for it in stream])
    assert case.next_due_at == FINAL_DUE


def test_zammad_5624_a_complaint_that_comes_under_another_law_has_only_its_clock() -> None:
    before = replace(FINAL, legal_to=date(2026, 4, 6))
    after = replace(FINAL, id="uk.fca.new", amount=6, legal_from=date(2026, 4, 7))
    stream = lived(
        filing("uk.fca"),
        corrected(1, at=(RECEIVED - DAY).isoformat()),
        book=book(before, after),
        now=EARLIER,
    )
    facts = standing(stream, []).values()
    assert [it.clock for it in facts if isinstance(it, ClockStarted)] == ["uk.fca.final"]


def test_zammad_4353_a_policy_that_was_withdrawn_starts_no_clock() -> None:
    withdrawn = replace(BOOK, withdrawn=frozenset({FINAL.id}))
    assert [it.id for it in policies_for(TELECOM, withdrawn)] == []
    assert [it.id for it in policies_for(TELECOM, BOOK)] == [FINAL.id]


def test_zammad_534_what_a_change_of_the_calendar_changes_is_listed() -> None:
    off = replace(
        ENGLAND, version=2, holidays=(*ENGLAND.holidays, Holiday(day=date(2026, 4, 13), name="off"))
    )
    changed = replace(BOOK, calendars={ENGLAND.id: (ENGLAND, off)})
    stream = lived(filing("none", "example"), book=BOOK)
    (difference,) = differences(stream, changed, Choice(calendar=ENGLAND.id), EARLIER)
    assert difference.due_at == ACK_DUE + DAY


def test_zammad_4037_a_restatement_is_no_activity() -> None:
    stream = recorded([filed_under("uk.fca"), FINAL_RUNS])
    restated = ClockRestated(at=RECEIVED, clock=FINAL.id, restates=2, due_at=FINAL_DUE + DAY)
    later = recorded([filed_under("uk.fca"), FINAL_RUNS, restated])
    assert case_list(stream)[0].updated_at == case_list(later)[0].updated_at


@pytest.mark.parametrize("answered_at", [FINAL_DUE, FINAL_DUE + timedelta.resolution, FINAL_DUE + DAY])
def test_chatwoot_13392_the_view_and_the_reader_are_of_one_mind(answered_at: datetime) -> None:
    stream = lived(filing("uk.fca"), replace(ANSWER, at=answered_at), book=BOOK, now=FINAL_DUE + 9 * DAY)
    as_of = FINAL_DUE + 10 * DAY
    (last,) = (it for it in periods(stream) if it.until_at is None)
    reading = read_clock(FINAL, None, standing(stream, []), as_of)
    assert reading is not None
    assert reading.verdict == verdict_of(last, as_of)


def test_chatwoot_15024_what_was_answered_late_gets_no_later() -> None:
    stream = lived(filing("uk.fca"), replace(ANSWER, at=FINAL_DUE + DAY), book=BOOK, now=FINAL_DUE + DAY)
    facts = standing(stream, [])
    margins = [read_clock(FINAL, None, facts, FINAL_DUE + days * DAY) for days in (2, 200)]
    assert {it.margin for it in margins if it} == {-DAY}


def test_chatwoot_10178_thanks_promise_no_news() -> None:
    news = replace(SHIPPED["care.news"], selector=ACK.selector)
    thanks = RecordMessageReceived(at=NOW, channel="email", text="Thanks, bye.")
    stream = lived(filing("none", "example"), replace(ANSWER, at=EARLIER), thanks, book=book(news))
    assert [it.fact.clock for it in stream if isinstance(it.fact, ClockStarted)] == ["care.news"]


@pytest.mark.parametrize("ends", [WithdrawComplaint(at=EARLIER), ResolveComplaint(at=EARLIER)])
def test_chatwoot_10178_thanks_for_what_is_settled_promise_no_reply(ends: AnyCommand) -> None:
    reply = replace(SHIPPED["care.social"], selector=ACK.selector)
    thanks = RecordMessageReceived(at=NOW, channel="email", text="Thanks, bye.")
    stream = lived(filing("none", "example"), replace(ANSWER, at=EARLIER), ends, thanks, book=book(reply))
    assert [it.fact.clock for it in stream if isinstance(it.fact, ClockStarted)] == ["care.social"]


def test_chatwoot_14009_nobody_works_at_lunch() -> None:
    assert add_working_time(OFFICE, at(2026, 4, 1, 12), HOUR) == at(2026, 4, 1, 14)


def test_osticket_6739_a_week_without_monday_and_thursday() -> None:
    assert add_working_time(SPARSE, at(2026, 4, 9, 12), 9 * HOUR) == at(2026, 4, 22, 10)


def test_glpi_6902_time_on_hold_is_kept_under_another_policy() -> None:
    held = ClockPaused(at=RECEIVED + DAY, clock=ACK.id, reason="abroad", by_hand=True)
    resumed = ClockResumed(at=RECEIVED + 3 * DAY, clock=ACK.id, due_at=ACK_DUE, by_hand=True)
    second = replace(ACK, version=2, amount=6)
    before, after = (read_clock(it, ENGLAND, known(held, resumed), EARLIER) for it in (ACK, second))
    assert before is not None
    assert after is not None
    assert before.due_at == ACK_DUE + DAY
    assert after.due_at == before.due_at + DAY


def test_glpi_22678_what_is_announced_waits_for_the_morning() -> None:
    assert next_working_instant(OFFICE, at(2026, 4, 1, 0)) == at(2026, 4, 1, 9)


def test_django_helpdesk_days_left_out_never_make_a_wait_shorter() -> None:
    friday, plain = date(2026, 4, 17), replace(ENGLAND, weekend=(), holidays=())
    assert add_business_days(ENGLAND, friday, 5) == date(2026, 4, 24)
    assert add_business_days(plain, friday, 5) == date(2026, 4, 22)


def test_django_helpdesk_a_merge_moves_nothing_from_one_complaint_to_the_other() -> None:
    before = complaint(FIRST, filing("uk.fca", "example")), complaint(THIRD, filing())
    after = merged(*before)
    for one, other in zip(before, after, strict=True):
        assert list(other.facts[: len(one.facts)]) == list(one.facts)


def test_django_helpdesk_a_correction_leaves_what_was_recorded() -> None:
    stream = lived(filing("uk.fca"), corrected(1, at=(RECEIVED - DAY).isoformat()), book=BOOK)
    assert stream[0].fact == replace(filed_under("uk.fca"), summary="It was late.")
    assert [it.envelope.by.by for it in stream if isinstance(it.fact, FactCorrected)] == ["mara"]


def test_frappe_helpdesk_a_reopened_complaint_keeps_when_it_was_answered() -> None:
    closing, reopening = CloseComplaint(reason="settled"), ReopenComplaint(reason="new")
    stream = lived(filing("uk.fca"), ANSWER, ResolveComplaint(), closing, reopening, book=BOOK)
    assert [it.fact.at for it in stream if isinstance(it.fact, ClockStopped)] == [NOW]


def test_chatwoot_what_was_answered_late_between_two_sweeps_was_late() -> None:
    late = IssueFinalResponse(at=FINAL_DUE + HOUR, channel="letter", outcome="upheld", reasons="It was.")
    stream = lived(filing("uk.fca"), late, book=BOOK, now=FINAL_DUE + 2 * HOUR)
    assert [type(it.fact).__name__ for it in stream[-2:]] == ["ClockBreached", "ClockStopped"]


def test_osticket_a_second_interval_of_a_special_day_counts() -> None:
    split = replace(
        OFFICE,
        version=2,
        special_days=(
            SpecialDay(
                day=date(2026, 4, 8), name="split", intervals=(span("09:00", "10:00"), span("15:00", "16:00"))
            ),
        ),
    )
    assert working_time_between(split, at(2026, 4, 8), at(2026, 4, 9)) == 2 * HOUR
