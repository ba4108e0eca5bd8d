"""What was said between the two sides: what follows from each command of the conversation."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from complaints.commands import AnyCommand
from complaints.commands.conversation import (
    AddNote,
    OfferKnownAnswer,
    PromiseCallback,
    RecordCallbackMade,
    RecordCallbackMissed,
    RecordInformationReceived,
    RecordMessageReceived,
    RecordMessageSent,
    RequestInformation,
)
from complaints.errors import CallbackInPast, CallbackUnknown, InformationNotRequested, TimeWithoutZone
from complaints.facts.conversation import (
    CallbackMade,
    CallbackMissed,
    CallbackPromised,
    InformationReceived,
    InformationRequested,
    KnownAnswerOffered,
    MessageReceived,
    MessageSent,
    NoteAdded,
)
from complaints.rules import decide
from complaints.when import Day, NotAfter
from tests.complaints.given import (
    EARLIER,
    NOW,
    Given,
    Then,
    arrived,
    called,
    context,
    decided,
    fold,
    promised,
    requested,
)

MICROSECOND = timedelta(microseconds=1)
TOMORROW = NOW + timedelta(days=1)
LONDON, TOKYO = "Europe/London", timezone(timedelta(hours=9))

MISSED = CallbackMissed(at=EARLIER, callback=1)
SAID = MessageReceived(at=NOW, channel="chat", text="Where is it?")
NOTED = NoteAdded(at=NOW, text="Call the branch.")

ROWS: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "what the complainant says is recorded": (
        [],
        RecordMessageReceived(channel="chat", text="Where is it?"),
        [SAID],
    ),
    "who says the same twice has said it twice": (
        [SAID],
        RecordMessageReceived(channel="chat", text="Where is it?"),
        [SAID],
    ),
    "what is said to the complainant is recorded as what it is": (
        [],
        RecordMessageSent(channel="email", substantive=True, automated=False, text="It was sent on Monday."),
        [
            MessageSent(
                at=NOW, channel="email", substantive=True, automated=False, text="It was sent on Monday."
            )
        ],
    ),
    "an automatic reply is not taken for a substantive one": (
        [],
        RecordMessageSent(channel="email", substantive=False, automated=True, text="We have your message."),
        [
            MessageSent(
                at=NOW, channel="email", substantive=False, automated=True, text="We have your message."
            )
        ],
    ),
    "a note is left": ([], AddNote(text="Call the branch."), [NOTED]),
    "the same note is left twice": ([NOTED], AddNote(text="Call the branch."), [NOTED]),
    "the complainant is asked for something": (
        [],
        RequestInformation(item="statement", channel="phone"),
        [InformationRequested(at=NOW, item="statement", channel="phone")],
    ),
    "while it is waited for, it is not asked for again": (
        [requested()],
        RequestInformation(item="statement", channel="letter"),
        [],
    ),
    "something else is": (
        [requested()],
        RequestInformation(item="invoice", channel="letter"),
        [InformationRequested(at=NOW, item="invoice", channel="letter")],
    ),
    "once it has arrived, it can be asked for again": (
        [requested(), arrived()],
        RequestInformation(item="statement", channel="letter"),
        [InformationRequested(at=NOW, item="statement", channel="letter")],
    ),
    "what was asked for arrives": (
        [requested()],
        RecordInformationReceived(item="statement"),
        [InformationReceived(at=NOW, item="statement")],
    ),
    "one of two things asked for arrives": (
        [requested(), requested("invoice")],
        RecordInformationReceived(item="invoice"),
        [InformationReceived(at=NOW, item="invoice")],
    ),
    "the other is still waited for": (
        [requested(), requested("invoice"), arrived("invoice")],
        RecordInformationReceived(item="statement"),
        [InformationReceived(at=NOW, item="statement")],
    ),
    "what nobody asked for is a message": (
        [],
        RecordInformationReceived(item="statement"),
        InformationNotRequested,
    ),
    "what was asked for arrives once": (
        [requested(), arrived()],
        RecordInformationReceived(item="statement"),
        InformationNotRequested,
    ),
    "what was asked for twice arrives once": (
        [requested(), requested(), arrived()],
        RecordInformationReceived(item="statement"),
        InformationNotRequested,
    ),
    "what is asked for again can arrive again": (
        [requested(), arrived(), requested()],
        RecordInformationReceived(item="statement"),
        [InformationReceived(at=NOW, item="statement")],
    ),
    "the first call that is promised has number 1": (
        [],
        PromiseCallback(promised_for=TOMORROW),
        [CallbackPromised(at=NOW, callback=1, promised_for=TOMORROW)],
    ),
    "the next has number 2, though the first was made": (
        [promised(), called()],
        PromiseCallback(promised_for=TOMORROW),
        [CallbackPromised(at=NOW, callback=2, promised_for=TOMORROW)],
    ),
    "two calls for the same time are two promises": (
        [promised(), promised(2)],
        PromiseCallback(promised_for=NOW + MICROSECOND),
        [CallbackPromised(at=NOW, callback=3, promised_for=NOW + MICROSECOND)],
    ),
    "a call is promised for a time in UTC": (
        [],
        PromiseCallback(promised_for=datetime(2026, 4, 21, 9, tzinfo=ZoneInfo(LONDON))),
        [CallbackPromised(at=NOW, callback=1, promised_for=datetime(2026, 4, 21, 8, tzinfo=UTC))],
    ),
    "a call promised last week may have been due since": (
        [],
        PromiseCallback(at=EARLIER, promised_for=EARLIER + MICROSECOND),
        [CallbackPromised(at=EARLIER, callback=1, promised_for=EARLIER + MICROSECOND)],
    ),
    "a call cannot be promised for the past": (
        [],
        PromiseCallback(promised_for=NOW - MICROSECOND),
        CallbackInPast,
    ),
    "a call cannot be promised for the very instant": (
        [],
        PromiseCallback(promised_for=NOW.astimezone(TOKYO)),
        CallbackInPast,
    ),
    "a call promised on a day may be for that day": (
        [],
        PromiseCallback(at=Day(day=EARLIER.date(), zone=LONDON), promised_for=EARLIER),
        [CallbackPromised(at=Day(day=EARLIER.date(), zone=LONDON), callback=1, promised_for=EARLIER)],
    ),
    "a call promised on a day cannot be for the day before": (
        [],
        PromiseCallback(at=Day(day=EARLIER.date(), zone=LONDON), promised_for=EARLIER - timedelta(days=1)),
        CallbackInPast,
    ),
    "a call is not promised for a time without a zone": (
        [],
        PromiseCallback(promised_for=TOMORROW.replace(tzinfo=None)),
        TimeWithoutZone,
    ),
    "a call is not promised for the end of time": (
        [],
        PromiseCallback(promised_for=datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))),
        TimeWithoutZone,
    ),
    "nor for its beginning": (
        [],
        PromiseCallback(
            at=NotAfter(not_after=NOW),
            promised_for=datetime.min.replace(tzinfo=TOKYO),
        ),
        TimeWithoutZone,
    ),
    "a promised call is made": (
        [promised()],
        RecordCallbackMade(callback=1),
        [CallbackMade(at=NOW, callback=1)],
    ),
    "a promised call is missed": (
        [promised()],
        RecordCallbackMissed(callback=1),
        [CallbackMissed(at=NOW, callback=1)],
    ),
    "of two promised calls the second is made first": (
        [promised(), promised(2)],
        RecordCallbackMade(callback=2),
        [CallbackMade(at=NOW, callback=2)],
    ),
    "the first is still open then": (
        [promised(), promised(2), called(2)],
        RecordCallbackMissed(callback=1),
        [CallbackMissed(at=NOW, callback=1)],
    ),
    "a call is made once": ([promised(), called()], RecordCallbackMade(callback=1), CallbackUnknown),
    "a call is missed once": ([promised(), MISSED], RecordCallbackMissed(callback=1), CallbackUnknown),
    "a call that was made was not missed": (
        [promised(), called()],
        RecordCallbackMissed(callback=1),
        CallbackUnknown,
    ),
    "a call that was missed needs a new promise": (
        [promised(), MISSED],
        RecordCallbackMade(callback=1),
        CallbackUnknown,
    ),
    "a call that was not promised was not missed": ([], RecordCallbackMissed(callback=1), CallbackUnknown),
    "there is no call number 0": ([promised()], RecordCallbackMade(callback=0), CallbackUnknown),
    "there is no second call yet": ([promised()], RecordCallbackMade(callback=2), CallbackUnknown),
    "the complainant is pointed to a known answer": (
        [],
        OfferKnownAnswer(article="standing orders", automated=True),
        [KnownAnswerOffered(at=NOW, article="standing orders", automated=True)],
    ),
    "a person points to it unless a machine is said to": (
        [],
        OfferKnownAnswer(article="standing orders"),
        [KnownAnswerOffered(at=NOW, article="standing orders", automated=False)],
    ),
}


@pytest.mark.parametrize(("given", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_follows_in_the_conversation(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then


def test_a_promised_time_is_recorded_in_utc_wherever_the_server_stands() -> None:
    (promise,) = decide(PromiseCallback(promised_for=TOMORROW.astimezone(TOKYO)), fold([]), context())
    assert isinstance(promise.fact, CallbackPromised)
    assert promise.fact.promised_for.tzinfo is UTC


def test_a_refusal_names_what_is_not_waited_for() -> None:
    with pytest.raises(InformationNotRequested, match="Nothing called invoice is being waited for"):
        decide(RecordInformationReceived(item="invoice"), fold([requested()]), context())


def test_a_refusal_names_the_call_that_is_not_open() -> None:
    with pytest.raises(CallbackUnknown, match="No call number 7 is open"):
        decide(RecordCallbackMade(callback=7), fold([promised()]), context())
